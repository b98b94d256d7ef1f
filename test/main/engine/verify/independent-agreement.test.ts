/**
 * The engine against a second verifier that was written from the document of the recipe language alone
 * (`test/support/independent-checker.mjs`): mutated exports of many designs, judged entry by entry by both.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ChainResult } from '../../../../src/shared/model/check-run.ts'
import { recipeSchema } from '../../../../src/shared/model/recipe.ts'
import { checkChain, type IndependentResult } from '../../../support/independent-checker.mjs'
import { baseExports, wholeRows, type BaseExport } from '../../../support/independent-exports.ts'
import { drawsOf, mutations, type Line } from '../../../support/independent-mutations.ts'
import { fileWith, startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'

/** Names that the shipped profile `plain` reads the sequence from. */
const sequenceNames = ['sequence', 'seq', 'sequence_number']
const linkStates = ['ok', 'genesis', 'gap', 'fork', 'reorder', 'broken'] as const
const contentStates = ['ok', 'mismatch', 'not-recomputable'] as const

type Engagement = Awaited<ReturnType<typeof startEngagement>>

/** What is compared, in one form for both: a line of text for every entry, counts, verdict. */
interface Judgement {
  readonly verdict: string
  readonly reason: string | null
  readonly rejected: number
  readonly links: Readonly<Record<string, number>>
  readonly contents: Readonly<Record<string, number>>
  readonly entries: readonly string[]
}

const count = (states: readonly string[], seen: readonly (string | null)[]): Record<string, number> =>
  Object.fromEntries(states.map((state) => [state, seen.filter((one) => one === state).length]))

function judgementOf(result: IndependentResult): Judgement {
  const { verdict, reason, rejected, entries } = result
  return {
    verdict,
    reason,
    rejected: rejected.length,
    links: count(
      linkStates,
      entries.map(({ link }) => link),
    ),
    contents: count(
      contentStates,
      entries.map(({ content }) => content),
    ),
    // The engine keeps the entries that are not plainly good: where a genesis stands is told by its count.
    entries: entries.map(
      ({ line, content, link }) => `${line} ${content} ${link === 'genesis' ? 'ok' : (link ?? '-')}`,
    ),
  }
}

async function engineJudgement(test: Engagement, text: string, base: BaseExport, name: string): Promise<Judgement> {
  const { engagementId } = test
  const folder = join(temporaryFolder())
  const file = fileWith(folder, `${name}.ndjson`, text)
  const { sourceId } = await test.job('source.import', { engagementId, file, profileId: 'plain' })
  const { results } = await test.job('chain.verify', {
    engagementId,
    sourceId,
    recipe: base.recipe,
    keyFiles: base.keys.map((key, index) => fileWith(folder, `${index}.key`, key)),
  })
  const result = results[0] as ChainResult
  const { rows } = await test.call('entry.page', { engagementId, filter: { sourceId }, start: 0, count: 500 })
  return {
    verdict: result.verdict,
    reason: result.reason,
    rejected: result.rejected,
    links: Object.fromEntries(linkStates.map((state) => [state, result.links[state] ?? 0])),
    contents: Object.fromEntries(contentStates.map((state) => [state, result.contents[state] ?? 0])),
    entries: rows.map(({ line, content, link }) => `${line} ${content ?? '-'} ${link ?? '-'}`),
  }
}

const check = (text: string, { recipe, keys }: BaseExport, checker = checkChain): Judgement =>
  judgementOf(checker({ lines: text.split('\n'), recipe, sequenceNames, keys }))

const textOf = (lines: readonly Line[], base: BaseExport): string =>
  lines.map((line) => `${typeof line === 'string' ? line : base.render(line)}\n`).join('')

interface MutatedExport {
  readonly index: number
  readonly base: BaseExport
  readonly kind: string
  readonly text: string
  readonly byEngine: Judgement
}

const total = Number(process.env['ASSAY_AGREEMENT_EXPORTS'] ?? 200)
const seed = process.env['ASSAY_AGREEMENT_SEED'] ?? 'agreement'
const kinds = Object.keys(mutations)

function mutatedExport(index: number): Omit<MutatedExport, 'byEngine'> {
  const base = baseExports[index % baseExports.length] as BaseExport
  const round = Math.floor(index / baseExports.length)
  const kind = kinds[(index + round) % kinds.length] as string
  const mutate = mutations[kind] as (typeof mutations)[string]
  const draw = drawsOf(`${seed} ${index}`)
  const rows = wholeRows(base)
  const whole = textOf(rows, base)
  // A draw may leave everything as it was; the next one will not.
  let text = whole
  while (text === whole) text = textOf(mutate(rows, base, draw), base)
  return { index, base, kind, text }
}

/** What the engine says of every mutated export. Several engagements at once: most of the time goes into waiting for disks. */
async function judgeByEngine(): Promise<readonly MutatedExport[]> {
  const streams = 4
  const judged = await Promise.all(
    Array.from({ length: streams }, async (_, stream) => {
      const test = await startEngagement()
      const own: MutatedExport[] = []
      for (let index = stream; index < total; index += streams) {
        const made = mutatedExport(index)
        own.push({ ...made, byEngine: await engineJudgement(test, made.text, made.base, `export-${index}`) })
      }
      await test.close()
      return own
    }),
  )
  return judged.flat().toSorted((a, b) => a.index - b.index)
}
let judged: Promise<readonly MutatedExport[]> | undefined
const mutatedExports = (): Promise<readonly MutatedExport[]> => (judged ??= judgeByEngine())

describe('the independent checker', () => {
  const worked = {
    recipe: 'assay.recipe/1',
    id: 'worked',
    name: 'worked example',
    algorithm: 'sha256',
    canonical: { form: 'json-stringify', exclude: ['entry_hash', 'prev_hash'] },
    previous: { placement: 'newline-joined' },
  }
  const first = '24ca8015f8c63fc72023e19eae4dbc0799283d529f56c14f5b82b7abcf941dcd'
  const second = '{"id":"a-2","sequence":2,"note":null'

  it('reproduces the worked example of the document', () => {
    const lines = [
      `{"id":"a-1","sequence":1,"note":"Zoë said \\"ok\\"","total":79.90,"prev_hash":"${'0'.repeat(64)}","entry_hash":"${first}"}`,
      `${second},"prev_hash":"${first}","entry_hash":"9cb975c22df417b5b9a4e5701474b617db0a68b859663724ddf0e585b3812a8a"}`,
    ]
    expect(checkChain({ lines, recipe: recipeSchema.parse(worked), sequenceNames })).toMatchObject({
      verdict: 'verified',
      entries: [{ link: 'genesis' }, { link: 'ok' }],
    })
  })

  it('puts the bytes of the previous hash inside', () => {
    const recipe = recipeSchema.parse({
      ...worked,
      canonical: { form: 'json-stringify', exclude: ['entry_hash'] },
      previous: { placement: 'inside', encoding: 'bytes' },
    })
    const hash = '139664d74cadf04649d3559238e56b463dfe5efb01aab729cad38a5a19250a66'
    const lines = [`${second},"prev_hash":"${first}","entry_hash":"${hash}"}`]
    expect(checkChain({ lines, recipe, sequenceNames })).toMatchObject({ entries: [{ content: 'ok', link: 'ok' }] })
  })

  it('reproduces the keyed example', () => {
    const recipe = recipeSchema.parse({
      ...worked,
      mac: 'hmac',
      prefix: 'v1:',
      canonical: { form: 'fields-joined', fields: ['seq', 'action', 'actor'], delimiter: '|' },
      previous: { placement: 'prefix', separator: '|' },
    })
    const hash = '44a25ac1bde883d3c66be25e1ef6dd473d1c3ef9d36f9a97ff9c1ccf1e1b835c'
    const lines = [
      `{"seq":1,"action":"order.updated","actor":"u_17","prev_hash":"${'0'.repeat(64)}","entry_hash":"${hash}"}`,
    ]
    expect(checkChain({ lines, recipe, sequenceNames, keys: [Buffer.from('shop-key-1')] }).verdict).toBe('verified')
    expect(checkChain({ lines, recipe, sequenceNames })).toMatchObject({ verdict: 'not-checked', reason: 'key-needed' })
  })
})

describe('the engine and the independent checker', () => {
  let test: Engagement
  beforeAll(async () => {
    test = await startEngagement()
    return () => test.close()
  })

  it.each(baseExports)('both verify the untouched export: $name', async (base) => {
    const text = textOf(wholeRows(base), base)
    const ours = check(text, base)
    expect(ours).toMatchObject({ verdict: 'verified', contents: { ok: base.rows }, links: { gap: 0, reorder: 0 } })
    expect(await engineJudgement(test, text, base, base.name.replaceAll(/\W+/g, '-'))).toEqual(ours)
  })

  it(`agree on ${total} mutated exports, entry by entry`, { timeout: 600_000 }, async () => {
    const differences: object[] = []
    const sums: Record<string, number> = {}
    const add = (name: string, more = 1): void => void (sums[name] = (sums[name] ?? 0) + more)
    for (const { index, base, kind, text, byEngine } of await mutatedExports()) {
      const ours = check(text, base)
      add(`mutation ${kind}`)
      add(`verdict ${ours.verdict}`)
      for (const state of linkStates) add(`link ${state}`, ours.links[state])
      for (const state of contentStates) add(`content ${state}`, ours.contents[state])
      if (isDeepStrictEqual(byEngine, ours)) continue
      const differing = ours.entries
        .map((entry, at) => [entry, byEngine.entries[at] ?? 'none'] as const)
        .filter(([own, other]) => own !== other)
      const { entries: _ours, ...own } = ours
      const { entries: _engine, ...engine } = byEngine
      differences.push({ index, base: base.name, kind, own, engine, differing: differing.slice(0, 8) })
    }
    console.info(`${total - differences.length} of ${total} exports agree`, sums)
    expect(differences).toEqual([])
    // Agreement says something only where much is wrong, and in every way.
    expect(sums['verdict verified'] ?? 0).toBeLessThan(total / 2)
    const wanted = [
      ...kinds.map((kind) => `mutation ${kind}`),
      ...linkStates.map((state) => `link ${state}`),
      ...contentStates.map((state) => `content ${state}`),
      ...['verified', 'mismatch', 'gap', 'not-checked'].map((verdict) => `verdict ${verdict}`),
    ]
    expect(wanted.filter((name) => (sums[name] ?? 0) === 0)).toEqual([])
  })

  // One rule of a copy of the checker altered at a time: that must be seen, or the agreement above would show nothing.
  it.each([
    ['names of objects in another order', 'content', 'own: compareUnits', 'own: asCame'],
    ['numbers as the record spells them', 'content', 'return String(value)', 'return raw'],
    [
      'the first of repeated names',
      'content',
      'byName.set(member.name, member)',
      'byName.has(member.name) || byName.set(member.name, member)',
    ],
    ['no cut before the last kept member', 'content', '!isKept[index] && index < last', 'false'],
    ['lengths in characters', 'content', "canonical.unit === 'characters'", 'true'],
    ['stored digests in lower case only', 'checker', '/^[0-9a-fA-F]*$/.test(hex)', '/^[0-9a-f]*$/.test(hex)'],
    ['no scopes', 'checker', 'scope: scopeOf(record, recipe)', "scope: ''"],
    ['a segment goes on where numbers fall', 'checker', '&& isRising)', ')'],
    ['any genesis', 'checker', "{ state: 'broken', reason: 'link-broken' }\n  }", "{ state: 'genesis' }\n  }"],
    ['a number that is taken', 'checker', 'if (isTaken) return', 'if (isSame) return'],
    ['an entry that is there', 'checker', 'hashes.has(first.stated.hex)', 'false'],
    ['missing numbers', 'checker', 'before.sequence + 1n', 'before.sequence + 2n'],
    ['what did not link is passed over', 'checker', 'if (!isPassed) before = last', 'before = last'],
    ['one entry alone is never moved', 'checker', '=== whole)', '=== whole && segment.length > 1)'],
    ['rejected records', 'checker', "if (rejected > 0) return ['gap', 'record-rejected']", ''],
  ] as const)('disagree when the checker is altered: %s', { timeout: 600_000 }, async (_what, file, from, to) => {
    const checker = await alteredChecker(file, from, to)
    const isNoticed = (await mutatedExports()).some(
      ({ text, base, byEngine }) => !isDeepStrictEqual(check(text, base, checker), byEngine),
    )
    expect(isNoticed).toBe(true)
  })
})

/** A copy of the checker in which one piece of text, which it has once, is another. */
async function alteredChecker(file: string, from: string, to: string): Promise<typeof checkChain> {
  const support = join(import.meta.dirname, '../../../support')
  const folder = temporaryFolder()
  for (const name of ['checker', 'content', 'json']) {
    const source = readFileSync(join(support, `independent-${name}.mjs`), 'utf8')
    if (name === file) expect(source.split(from)).toHaveLength(2)
    fileWith(folder, `independent-${name}.mjs`, name === file ? source.replace(from, () => to) : source)
  }
  const url = pathToFileURL(join(folder, 'independent-checker.mjs')).href
  return ((await import(/* @vite-ignore */ url)) as { checkChain: typeof checkChain }).checkChain
}

/**
 * The engine against a second verifier that was written from the document of the recipe language alone
 * (`test/support/independent-checker.mjs`): mutated exports of many designs, judged entry by entry by both.
 */
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
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

const check = (text: string, { recipe, keys }: BaseExport): Judgement =>
  judgementOf(checkChain({ lines: text.split('\n'), recipe, sequenceNames, keys }))

const textOf = (lines: readonly Line[], base: BaseExport): string =>
  lines.map((line) => `${typeof line === 'string' ? line : base.render(line)}\n`).join('')

/** An engagement for so many exports: opening one for each would take most of the time. */
const perEngagement = 50
let test: Engagement | undefined
let judged = 0
async function engagement(): Promise<Engagement> {
  if (judged % perEngagement === 0) {
    await test?.close()
    test = await startEngagement()
  }
  judged += 1
  return test as Engagement
}
afterAll(() => test?.close())

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
  it.each(baseExports)('both verify the untouched export: $name', async (base) => {
    const text = textOf(wholeRows(base), base)
    const ours = check(text, base)
    expect(ours).toMatchObject({ verdict: 'verified', contents: { ok: base.rows }, links: { gap: 0, reorder: 0 } })
    expect(await engineJudgement(await engagement(), text, base, base.name.replaceAll(/\W+/g, '-'))).toEqual(ours)
  })

  const total = Number(process.env['ASSAY_AGREEMENT_EXPORTS'] ?? 200)
  const seed = process.env['ASSAY_AGREEMENT_SEED'] ?? 'agreement'
  const kinds = Object.keys(mutations)
  it(`agree on ${total} mutated exports, entry by entry`, { timeout: 600_000 }, async () => {
    const differences: object[] = []
    const sums: Record<string, number> = {}
    const add = (name: string, more = 1): void => void (sums[name] = (sums[name] ?? 0) + more)
    for (let index = 0; index < total; index += 1) {
      const base = baseExports[index % baseExports.length] as BaseExport
      const round = Math.floor(index / baseExports.length)
      const kind = kinds[(index + round) % kinds.length] as string
      const mutate = mutations[kind] as (typeof mutations)[string]
      const draw = drawsOf(`${seed} ${index}`)
      const rows = wholeRows(base)
      let text = textOf(rows, base)
      for (const whole = text; text === whole;) text = textOf(mutate(rows, base, draw), base)
      const ours = check(text, base)
      const theirs = await engineJudgement(await engagement(), text, base, `export-${index}`)
      add(`verdict ${ours.verdict}`)
      for (const state of linkStates) add(`link ${state}`, ours.links[state])
      for (const state of contentStates) add(`content ${state}`, ours.contents[state])
      try {
        expect(theirs).toEqual(ours)
      } catch {
        const entries = ours.entries.map((line, at) => `${line} / ${theirs.entries[at] ?? 'none'}`)
        const differing = entries.filter((line) => line.split(' / ')[0] !== line.split(' / ')[1])
        const { entries: _ours, ...own } = ours
        const { entries: _theirs, ...other } = theirs
        differences.push({ index, base: base.name, kind, own, other, differing: differing.slice(0, 8) })
      }
    }
    console.info(`${total - differences.length} of ${total} exports agree`, sums)
    expect(differences).toEqual([])
  })
})

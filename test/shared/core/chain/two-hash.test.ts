/**
 * Prefixes, keys and two-hash designs: records sealed by a plain computation with node:crypto, written here from the
 * README, are found good by both paths, and by neither once anything that is covered was changed.
 */
import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { secondChain } from '../../../../src/main/io/second-opinion/plain-loop.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { EntryCheck } from '../../../../src/shared/core/chain/entry-check.ts'
import { TailCheck } from '../../../../src/shared/core/chain/tail-check.ts'
import { recipeSchema, type Recipe } from '../../../../src/shared/model/recipe.ts'

type Row = Record<string, string | number | null>

interface Plan {
  readonly algorithm: 'sha256' | 'sha512' | 'sha1' | 'sha512-256'
  readonly linkAlgorithm: 'sha256' | 'sha384' | null
  readonly key: Uint8Array | null
  readonly prefix: string | null
  readonly form: 'joined' | 'lengths' | 'json'
  readonly twoHashes: boolean
  readonly row: { readonly a: string; readonly b: number; readonly c: string | null }
  readonly previous: Uint8Array
}

function digest(algorithm: string, key: Uint8Array | null, parts: readonly (string | Buffer)[]): string {
  const hash = key === null ? createHash(algorithm) : createHmac(algorithm, key)
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

function joined(row: Row, names: readonly string[], delimiter: string): string {
  return names.map((name) => String(row[name] ?? '')).join(delimiter)
}

function lengths(row: Row, names: readonly string[]): string {
  return names
    .map((name) => {
      const value = row[name] ?? null
      return value === null ? '-1:' : `${[...String(value)].length}:${value}`
    })
    .join('\n')
}

const contentNames = ['b', 'a', 'c']

function content(plan: Plan, row: Row): string {
  if (plan.form === 'joined') return joined(row, contentNames, '|')
  if (plan.form === 'lengths') return lengths(row, contentNames)
  const { a, b, c } = row
  return JSON.stringify({ a, b, c })
}

const linkNames = ['prev_link', 'entry_hash', 'b']

function sealed(plan: Plan): Row {
  const previousSize = { sha256: 32, sha384: 48, sha512: 64, sha1: 20, 'sha512-256': 32 }[
    plan.twoHashes ? (plan.linkAlgorithm ?? plan.algorithm) : plan.algorithm
  ]
  const previous = createHash('sha512')
    .update(plan.previous)
    .digest('hex')
    .slice(0, previousSize * 2)
  const row: Row = { ...plan.row }
  if (!plan.twoHashes) {
    const parts = [plan.prefix ?? '', Buffer.from(previous, 'hex'), '/', content(plan, row)]
    return { ...row, prev_link: previous, entry_hash: digest(plan.algorithm, plan.key, parts) }
  }
  const entry = digest(plan.algorithm, plan.key, [plan.prefix ?? '', content(plan, row)])
  const whole: Row = { ...row, prev_link: previous, entry_hash: entry }
  const link = digest(plan.linkAlgorithm ?? plan.algorithm, plan.key, ['link\n', lengths(whole, linkNames)])
  return { ...whole, link_hash: link }
}

function recipeOf(plan: Plan): Recipe {
  const canonical =
    plan.form === 'joined'
      ? { form: 'fields-joined', fields: contentNames, delimiter: '|' }
      : plan.form === 'lengths'
        ? lengthForm(contentNames)
        : { form: 'json-stringify', include: ['a', 'b', 'c'] }
  return recipeSchema.parse({
    recipe: 'assay.recipe/1',
    id: 'random',
    name: 'random',
    algorithm: plan.algorithm,
    ...(plan.key === null ? {} : { mac: 'hmac' }),
    ...(plan.prefix === null ? {} : { prefix: plan.prefix }),
    canonical,
    previous: plan.twoHashes ? { placement: 'none' } : { placement: 'prefix', encoding: 'bytes', separator: '/' },
    stored: { entryHash: 'entry_hash', previousHash: plan.twoHashes ? null : 'prev_link' },
    ...(plan.twoHashes
      ? {
          link: {
            stored: 'link_hash',
            previous: 'prev_link',
            prefix: 'link\n',
            ...(plan.linkAlgorithm === null ? {} : { algorithm: plan.linkAlgorithm }),
            canonical: lengthForm(linkNames),
          },
        }
      : {}),
  })
}

function lengthForm(fields: readonly string[]) {
  return { form: 'length-prefixed', length: 'decimal', unit: 'characters', delimiter: '\n', nullPart: '-1:', fields }
}

const hashers = new Map(
  await Promise.all(
    (['sha256', 'sha384', 'sha512', 'sha1', 'sha512-256'] as const).map(
      async (name) => [name, await loadHasher(name)] as const,
    ),
  ),
)

function checkOf(recipe: Recipe, keys: readonly Uint8Array[]): EntryCheck {
  const link = recipe.link?.algorithm ?? recipe.algorithm
  return new EntryCheck(recipe, hashers.get(recipe.algorithm as 'sha256') as never, keys, hashers.get(link as 'sha256'))
}

function judge(recipe: Recipe, keys: readonly Uint8Array[], row: Row) {
  const text = JSON.stringify(row)
  const bytes = Buffer.from(text)
  const scan = new JsonScan()
  expect(scan.scan(bytes, 0, bytes.length)).toBe(true)
  const check = checkOf(recipe, keys)
  const state = check.check(bytes, scan)
  expect(secondChain(recipe, keys).reproduces(text)).toBe(state === 'ok')
  return { state, check }
}

const plans: fc.Arbitrary<Plan> = fc.record({
  algorithm: fc.constantFrom('sha256', 'sha512', 'sha1', 'sha512-256'),
  linkAlgorithm: fc.constantFrom('sha256', 'sha384', null),
  key: fc.option(fc.uint8Array({ minLength: 1, maxLength: 150 })),
  prefix: fc.option(fc.constantFrom('v1:', 'domain\n', 'é\u0000')),
  form: fc.constantFrom('joined', 'lengths', 'json'),
  twoHashes: fc.boolean(),
  row: fc.record({
    a: fc.string({ unit: 'grapheme', maxLength: 12 }),
    b: fc.integer(),
    c: fc.option(fc.string({ maxLength: 8 })),
  }),
  previous: fc.uint8Array({ maxLength: 8 }),
})

describe('keyed, prefixed and two-hash recipes', () => {
  it('find good what a plain computation sealed, and nothing that was changed since', () => {
    let keyed = 0
    let two = 0
    fc.assert(
      fc.property(plans, (plan) => {
        const recipe = recipeOf(plan)
        const row = sealed(plan)
        const keys = plan.key === null ? [] : [plan.key]
        expect(judge(recipe, keys, row).state).toBe('ok')
        if (plan.key !== null) keyed += 1
        if (plan.twoHashes) two += 1
        const changed = judge(recipe, keys, { ...row, a: `${row['a']}x` })
        expect([changed.state, changed.check.reason, changed.check.differing]).toEqual([
          'mismatch',
          'content-differs',
          'entry',
        ])
        expect(changed.check.storedHex()).toBe(row['entry_hash'])
        if (plan.key !== null) {
          const other = judge(recipe, [Buffer.from('another key')], row)
          expect([other.state, other.check.keyIndex]).toEqual(['mismatch', -1])
          const none = judge(recipe, [], row)
          expect([none.state, none.check.reason]).toEqual(['not-recomputable', 'key-needed'])
          const second = judge(recipe, [Buffer.from('another key'), plan.key], row)
          expect([second.state, second.check.keyIndex]).toEqual(['ok', 1])
        }
        if (!plan.twoHashes) return
        const stored = String(row['link_hash'])
        const link = `${stored.startsWith('0') ? '1' : '0'}${stored.slice(1)}`
        const { state, check } = judge(recipe, keys, { ...row, link_hash: link })
        expect([state, check.reason, check.differing]).toEqual(['mismatch', 'link-hash-differs', 'link'])
        expect([check.storedHex(), check.recomputedHex()]).toEqual([link, stored])
        // Links are followed by the link hash and not by the entry hash.
        expect([check.statedHex(), check.previousHex()]).toEqual([link, row['prev_link']])
      }),
      { numRuns: 400 },
    )
    expect(keyed).toBeGreaterThan(100)
    expect(two).toBeGreaterThan(100)
    console.info(`400 random recipes agree with node:crypto: ${keyed} keyed, ${two} with two hashes`)
  })

  it('say what is missing from a two-hash record', () => {
    const plan = fc.sample(plans, { numRuns: 1, seed: 7 })[0] as Plan
    const two: Plan = { ...plan, twoHashes: true, key: null }
    const recipe = recipeOf(two)
    const { entry_hash: entryHash, link_hash: linkHash, ...rest } = sealed(two)
    const withoutEntry = judge(recipe, [], { ...rest, link_hash: linkHash as string })
    expect([withoutEntry.state, withoutEntry.check.reason, withoutEntry.check.hasStated]).toEqual([
      'not-recomputable',
      'field-absent',
      true,
    ])
    const withoutLink = judge(recipe, [], { ...rest, entry_hash: entryHash as string })
    expect([withoutLink.state, withoutLink.check.reason, withoutLink.check.hasStated]).toEqual([
      'not-recomputable',
      'field-absent',
      false,
    ])
  })

  it('are refused where their parts contradict each other', () => {
    const base = { ...recipeOf(fc.sample(plans, { numRuns: 1, seed: 7 })[0] as Plan), link: undefined }
    const link = { stored: 'l', previous: 'p', canonical: { form: 'raw-minus-fields' } }
    const message = (given: object): string =>
      recipeSchema
        .safeParse(given)
        .error?.issues.map((issue) => issue.path.join('.'))
        .join() ?? 'accepted'
    expect(message({ ...base, previous: { placement: 'prefix' }, link })).toBe('previous.placement')
    expect(message({ ...base, order: 'field' })).toBe('orderBy')
    const time = { time: { digits: '9' }, lost: 3 }
    const canonical = { form: 'fields-joined', delimiter: '', fields: ['a'], values: { a: time, b: time } }
    expect(message({ ...base, canonical })).toBe('canonical.values')
  })

  it('never take the short cut over sealed tails', async () => {
    const sha256 = await loadHasher('sha256')
    const plain = recipeSchema.parse({
      recipe: 'assay.recipe/1',
      id: 'plain',
      name: 'plain',
      algorithm: 'sha256',
      canonical: { form: 'json-stringify', exclude: ['prev_hash', 'entry_hash'] },
      previous: { placement: 'newline-joined' },
    })
    const taken = (changes: object): boolean =>
      TailCheck.create(recipeSchema.parse({ ...plain, ...changes }), sha256, ['sequence']) !== null
    expect(taken({})).toBe(true)
    expect(taken({ order: 'field', orderBy: 'sequence' })).toBe(true)
    const { canonical } = plain
    const others: readonly object[] = [
      { mac: 'hmac' },
      { prefix: 'v1' },
      { scope: ['tenant'] },
      { scopeDay: 'created_at' },
      { canonical: { ...canonical, sort: 'top' } },
      { canonical: { ...canonical, sort: 'deep' } },
      { canonical: { ...canonical, nested: 'flattened' } },
      { canonical: { ...canonical, rename: { a: 'b' } } },
      { canonical: { ...canonical, nulls: 'omit' } },
      { canonical: { ...canonical, include: ['a'] } },
      { canonical: { ...canonical, memberOrder: [['a', 'b']] } },
      { canonical: { ...canonical, values: { a: { number: 'double' } } } },
      { canonical: { ...canonical, form: 'json-text', dialect: 'python' } },
      {
        previous: { placement: 'none' },
        link: { stored: 'l', previous: 'p', canonical: { form: 'raw-minus-fields' } },
      },
    ]
    for (const change of others) expect([change, taken(change)]).toEqual([change, false])
  })
})

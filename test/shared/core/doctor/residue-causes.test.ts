/** Every cause, one by one: rows sealed in one way and exported in another. Sealed with node:crypto and plain text alone. */
import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { classifyResidue, type Residue, type RowState } from '../../../../src/shared/core/doctor/residue.ts'
import { permutations } from '../../../../src/shared/core/doctor/residue-order.ts'
import { findShippedRecipe } from '../../../../src/shared/core/chain/shipped-recipes.ts'
import { recipeSchema, type Recipe } from '../../../../src/shared/model/recipe.ts'
import { residueCauses } from '../../../../src/shared/model/residue.ts'
import { createText } from '../../../../src/shared/text/create-text.ts'
import { forbiddenIn } from '../../../../src/shared/text/forbidden-words.ts'
import { residueSentence } from '../../../../src/shared/text/residue-text.ts'
import { EntryCheck } from '../../../../src/shared/core/chain/entry-check.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { classify, hasherOf, recordsOf } from './residue-run.ts'

const zeros = '0'.repeat(64)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Lines of a chain: `hashed(n)` is the text under the hash, `shown(n)` the export's, both without hashes and as objects. */
function chain(
  count: number,
  hashed: (index: number) => string,
  shown: (index: number) => string = hashed,
  hash: (text: string, index: number) => string = sha256,
): string[] {
  let previous = zeros
  return Array.from({ length: count }, (_, index) => {
    const own = hash(`${previous}${hashed(index)}`, index)
    const line = `${shown(index).slice(0, -1)},"prev_hash":"${previous}","entry_hash":"${own}"}`
    previous = own
    return line
  })
}

const plain = (index: number): string => `{"id":"e-${index}","sequence":${index + 1},"actor":"u_${index % 7}"}`
const summary = ({ groups }: Residue): unknown[] =>
  groups.map(({ cause, rows, first, last }) => [cause, rows, first, last])

/** States under a given recipe, links taken as good, and what is made of them. */
function under(lines: readonly string[], recipe: Recipe, keys: readonly Uint8Array[] = []): Residue {
  const { records } = recordsOf(lines)
  const hasher = hasherOf(recipe.algorithm)
  if (hasher === undefined) throw new Error('no hasher')
  const check = new EntryCheck(recipe, hasher, keys)
  const scan = new JsonScan()
  const states = records.map(({ json }, index): RowState => {
    scan.scan(json, 0, json.length)
    return { content: check.check(json, scan), link: index === 0 ? 'genesis' : 'ok' }
  })
  return classifyResidue({
    count: records.length,
    record: (index) => records[index]?.json ?? Buffer.alloc(0),
    stateOf: (index) => states[index] as RowState,
    recipe,
    keys,
    hasherOf,
  })
}

const json = findShippedRecipe('sha256.json-stringify.prefix.hex') as Recipe
const raw = findShippedRecipe('sha256.raw-minus-fields.prefix.hex') as Recipe

describe('a cause', () => {
  it('is not named where every row recomputes', async () => {
    const { residue } = await classify(recordsOf(chain(40, plain)))
    expect(residue).toEqual({ groups: [], recipe: expect.objectContaining({ id: raw.id }), untried: 0, cut: false })
  })

  it.each([
    ['integers lost their point', '"total":12.0', '"total":12'],
    ['a trailing zero was dropped', '"total":12.50', '"total":12.5'],
    ['an exponent was written out', '"total":1e3', '"total":1000'],
    ['one number of three lost its point', '"a":1.0,"b":2,"c":3', '"a":1,"b":2,"c":3'],
    ['escapes of letters were undone', String.raw`"note":"Zo\u00eb"`, '"note":"Zoë"'],
    ['letters were escaped', '"note":"Zoë"', String.raw`"note":"Zo\u00eb"`],
    ['escapes of slashes were undone', String.raw`"path":"a\/b"`, '"path":"a/b"'],
    ['slashes were escaped', '"path":"a/b"', String.raw`"path":"a\/b"`],
  ])('is other spelling of the same values: %s', (_what, hashed, shown) => {
    const odd = (index: number): boolean => index % 10 === 4
    const lines = chain(
      40,
      (index) => (odd(index) ? `${plain(index).slice(0, -1)},${hashed}}` : plain(index)),
      (index) => (odd(index) ? `${plain(index).slice(0, -1)},${shown}}` : plain(index)),
    )
    const { groups } = under(lines, raw)
    expect(groups.map(({ rows, first, last }) => [rows, first, last])).toEqual([[4, 4, 34]])
    expect(['values-rewritten', 'form-differs']).toContain(groups[0]?.cause)
    if (groups[0]?.cause === 'values-rewritten') expect(groups[0].facts['before']).not.toBe(groups[0].facts['after'])
  })

  it('is another serialisation for a part of the rows', () => {
    const spaced = (index: number): string => plain(index).replaceAll(',', ', ').replaceAll(':', ': ')
    const { groups } = under(
      chain(60, (index) => (index < 25 ? spaced(index) : plain(index)), plain),
      json,
    )
    expect(summary({ groups, recipe: null, untried: 0, cut: false })).toEqual([['form-differs', 25, 0, 24]])
    expect(groups[0]?.facts['otherForm']).toMatch(/^(?:json-text python|pg-jsonb-text)/)
  })

  it('is another algorithm from a row on', () => {
    const lines = chain(60, plain, plain, (text, index) =>
      createHash(index < 40 ? 'sha256' : 'sha3-256')
        .update(text)
        .digest('hex'),
    )
    const { groups } = under(lines, raw)
    expect(groups).toMatchObject([
      {
        cause: 'algorithm-changed',
        rows: 20,
        first: 40,
        last: 59,
        contiguous: true,
        facts: { algorithm: 'sha256', otherAlgorithm: 'sha3-256' },
      },
    ])
  })

  it('is another algorithm with longer digests', () => {
    const lines = chain(60, plain, plain, (text, index) =>
      createHash(index < 40 ? 'sha256' : 'sha512')
        .update(text)
        .digest('hex'),
    )
    expect(summary(under(lines, raw))).toEqual([['algorithm-changed', 20, 40, 59]])
  })

  it('is another key for a stretch of a keyed chain', () => {
    const recipe = recipeSchema.parse({ ...raw, id: 'keyed', mac: 'hmac' })
    const [first, second] = [Buffer.from('first key'), Buffer.from('second key')]
    const lines = chain(80, plain, plain, (text, index) =>
      createHmac('sha256', index < 30 ? first : second)
        .update(text)
        .digest('hex'),
    )
    expect(under(lines, recipe, [second]).groups).toMatchObject([
      { cause: 'other-key', rows: 30, first: 0, last: 29, facts: { side: 'before' } },
    ])
    expect(under(lines, recipe, [first, second]).groups).toEqual([])
  })

  it('is a missing hash inside the chain', () => {
    const lines = chain(40, plain).map((line, index) =>
      index === 20 ? line.replace(/"entry_hash":"\w+"/, '"entry_hash":""') : line,
    )
    expect(summary(under(lines, raw))).toEqual([['hash-missing', 1, 20, 20]])
  })

  it('is blank content with every mark that systems use', () => {
    const marks = ['null', '""', '"[REDACTED]"', '"<erased>"', '"***"', '"deleted"', '"GDPR_ERASED"', '{}']
    const row = (index: number, mail: string): string => `${plain(index).slice(0, -1)},"email":${mail}}`
    const lines = chain(
      60,
      (index) => row(index, `"c${index}@example.com"`),
      (index) => row(index, index >= 20 && index < 28 ? (marks[index - 20] as string) : `"c${index}@example.com"`),
    )
    expect(under(lines, raw).groups).toMatchObject([
      { cause: 'content-blanked', rows: 8, first: 20, last: 27, fields: ['email'], recipe: null },
    ])
  })

  it('is not blank content where blank is usual', () => {
    const row = (index: number): string => `${plain(index).slice(0, -1)},"note":null}`
    const lines = chain(60, row, (index) => (index === 30 ? row(index).replace('"u_', '"v_') : row(index)))
    expect(summary(under(lines, raw))).toEqual([['content-differs', 1, 30, 30]])
  })

  it('is a difference of content, with what was expected and what came out', () => {
    const lines = chain(60, plain, (index) => (index === 30 ? plain(index).replace('"u_', '"v_') : plain(index)))
    const { groups } = under(lines, raw)
    const [example] = groups[0]?.examples ?? []
    const record = JSON.parse(lines[30] as string) as Record<string, string>
    expect(example).toEqual({
      index: 30,
      expected: record['entry_hash'],
      actual: sha256(`${record['prev_hash']}${plain(30).replace('"u_', '"v_')}`),
    })
  })

  it('is not named for hashes of nothing', async () => {
    const lines = chain(60, plain, plain, (_text, index) => sha256(`random ${index}`))
    const { residue, best } = await classify(recordsOf(lines))
    expect(best).toBeNull()
    expect(summary(residue)).toEqual([['no-cause-found', 60, 0, 59]])
    expect(residue.recipe).toBeNull()
  })

  it('is found on both of two orders that were lost together', () => {
    const nested = (index: number, sorted: boolean): string => {
      const one = sorted ? '{"aa":1,"b":2,"ccc":3}' : '{"ccc":3,"aa":1,"b":2}'
      const two = sorted ? '{"k":1,"kind":"x","who":"y","zone":4}' : '{"zone":4,"k":1,"who":"y","kind":"x"}'
      return `${plain(index).slice(0, -1)},"one":${one},"two":[${two}]}`
    }
    const { groups, recipe } = under(
      chain(
        40,
        (index) => nested(index, false),
        (index) => nested(index, true),
      ),
      json,
    )
    expect(summary({ groups, recipe, untried: 0, cut: false })).toEqual([['member-order-lost', 40, 0, 39]])
    expect(recipe?.canonical).toMatchObject({
      memberOrder: [
        ['ccc', 'aa', 'b'],
        ['zone', 'k', 'who', 'kind'],
      ],
    })
  })

  it('is bounded: a bound on work leaves rows untried and says so', () => {
    const at = (index: number, digits: number): string =>
      `${plain(index).slice(0, -1)},"at":"2025-04-01T08:00:00.${String(123_456_789 + index * 7919).slice(0, digits)}Z"}`
    const lines = chain(
      200,
      (index) => at(index, 9),
      (index) => at(index, 6),
    )
    const { records } = recordsOf(lines)
    const residue = classifyResidue({
      count: records.length,
      record: (index) => records[index]?.json ?? Buffer.alloc(0),
      stateOf: () => ({ content: 'mismatch', link: 'ok' }),
      recipe: json,
      hasherOf,
      work: 150_000,
    })
    const found = residue.groups.find(({ cause }) => cause === 'time-precision-lost')
    expect(found?.rows).toBeGreaterThan(20)
    expect(residue.untried).toBeGreaterThan(20)
    expect((found?.rows ?? 0) + residue.untried).toBeLessThanOrEqual(200)
  })

  it('is not lost over records that are hostile', () => {
    const deep = `{"a":${'['.repeat(200)}${']'.repeat(200)},"prev_hash":"${zeros}","entry_hash":"${zeros}"}`
    const wide = `{${Array.from({ length: 3000 }, (_, index) => `"n${index}":{"x":1,"y":${index}.0,"__proto__":2}`).join()},"prev_hash":"${zeros}","entry_hash":"${zeros}"}`
    const odd = String.raw`{"\u0061":1e400,"__proto__":{"b":1,"a":2},"a":-0,"s":"\ud800","prev_hash":"x","entry_hash":"${zeros}"}`
    const { groups } = under([...chain(30, plain), deep, wide, odd], raw)
    expect(groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(3)
  })

  it('has a sentence without a forbidden word', () => {
    const text = createText()
    for (const cause of residueCauses)
      for (const rows of [1, 2000]) {
        const facts = Object.fromEntries(
          [
            'names',
            'sets',
            'field',
            'digits',
            'lost',
            'followed',
            'of',
            'tied',
            'largestTie',
            'receipts',
            'before',
            'after',
            'form',
            'otherForm',
            'algorithm',
            'otherAlgorithm',
            'begins',
            'tried',
            'differences',
            'linked',
          ].map((name) => [name, 3]),
        )
        const sentence = residueSentence(text, {
          cause,
          rows,
          first: 0,
          last: 5,
          contiguous: true,
          examples: [],
          facts,
          recipe: null,
          fields: ['a'],
        })
        expect(sentence).toMatch(/^[^{}]{20,}$/)
        expect(forbiddenIn(sentence)).toEqual([])
      }
  })

  it('searches every order once', () => {
    const all = [...permutations(['a', 'b', 'c', 'd', 'e'])].map((order) => order.join(''))
    expect(all.length).toBe(120)
    expect(new Set(all).size).toBe(120)
    expect(all[0]).toBe('abcde')
  })
})

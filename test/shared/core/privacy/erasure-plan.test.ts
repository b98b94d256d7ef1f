import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { erasureRowSchema } from '../../../../src/shared/model/analysis.ts'
import { recipeSchema, type LeafRecipe, type Recipe } from '../../../../src/shared/model/recipe.ts'
import { createErasureEffect } from '../../../../src/shared/core/privacy/erasure-effect.ts'
import {
  applyErasureToJson,
  createReplacement,
  planErasure,
  type ErasurePlan,
  type ErasureTransform,
} from '../../../../src/shared/core/privacy/erasure-plan.ts'
import { createKeyedDigest, pseudonymFrom } from '../../../../src/shared/core/privacy/pseudonym.ts'
import { createSubjectSearch } from '../../../../src/shared/core/privacy/subject-search.ts'
import { entryFromJson, guideBProfile } from '../../../support/entry-view.ts'

const email = 'maria.lopez@shop.example'
const id = 'user_12'
const blank: ErasureTransform = { kind: 'blank' }

function plan(
  rawText: string,
  transform: ErasureTransform = blank,
  keep?: ReadonlySet<string>,
): ErasurePlan | undefined {
  const search = createSubjectSearch([email, id], guideBProfile)
  const options = keep === undefined ? {} : { keep }
  return planErasure(
    entryFromJson(rawText, { profile: guideBProfile }),
    search,
    createReplacement(search.identifiers, transform),
    options,
  )
}

function erased(rawText: string, transform: ErasureTransform = blank, keep?: ReadonlySet<string>): string | undefined {
  const made = plan(rawText, transform, keep)
  return made && applyErasureToJson(rawText, made)?.text
}

describe('plan of an erasure', () => {
  it('names role, path, before and after of every change, in the shape that is stored', () => {
    const rawText = JSON.stringify({ actor_id: id, resource_id: 'o1', new_values: { email, note: `call ${email}.` } })
    const row = plan(rawText)?.row
    expect(erasureRowSchema.parse(row)).toEqual(row)
    expect(row).toMatchObject({ role: 'both', pointer: { line: 1 } })
    expect(row?.changes).toEqual([
      { path: 'actor_id', before: id, after: '', target: 'value', match: 'whole' },
      { path: 'new_values.email', before: email, after: '', target: 'value', match: 'whole' },
      { path: 'new_values.note', before: `call ${email}.`, after: 'call .', target: 'value', match: 'inside' },
    ])
    expect(plan(rawText)?.fields).toEqual(['actor_id', 'new_values'])
  })

  it('is undefined for an entry without the person, or when everything is kept', () => {
    expect(plan('{"actor_id":"user_123"}')).toBeUndefined()
    expect(plan(`{"actor_id":"${id}"}`, blank, new Set(['actor_id']))).toBeUndefined()
  })
})

describe('text after an erasure', () => {
  it.each([
    ['a plain value', `{"a":"x", "actor_id" : "${id}" ,"n":1.0}`, `{"a":"x", "actor_id" : "" ,"n":1.0}`],
    [
      'escapes inside the identifier',
      String.raw`{"e":"maria\u002elopez\u0040shop.example","s":"\/\u00e9"}`,
      String.raw`{"e":"","s":"\/\u00e9"}`,
    ],
    [
      'escapes around it in the same text',
      String.raw`{"e":"\u00e9 \/ \"maria.lopez@shop.example\" \t\u00E9"}`,
      String.raw`{"e":"\u00e9 \/ \"\" \t\u00E9"}`,
    ],
    [
      'JSON in text',
      String.raw`{"p":"{ \"to\" : \"maria.lopez@shop.example\", \"k\":\"\\u00e9\" }"}`,
      String.raw`{"p":"{ \"to\" : \"\", \"k\":\"\\u00e9\" }"}`,
    ],
    [
      'JSON in JSON in text',
      String.raw`{"p":"{\"q\":\"{\\\"to\\\":\\\"user_12\\\"}\"}"}`,
      String.raw`{"p":"{\"q\":\"{\\\"to\\\":\\\"\\\"}\"}"}`,
    ],
    [
      'a repeated name that a parser shadows',
      `{"new_values":{"e":"${email}","e":"x ${email}"}}`,
      '{"new_values":{"e":"","e":"x "}}',
    ],
    ['a member name', `{"by":{"${email}":1}}`, '{"by":{"":1}}'],
    ['near misses', `{"a":"${id}","b":"x+${email}","c":"user_123"}`, `{"a":"","b":"x+${email}","c":"user_123"}`],
    ['white space around the record', `  {"a":"${id}"}\r`, '  {"a":""}\r'],
  ])('changes nothing else: %s', (_, before, after) => {
    expect(erased(before)).toBe(after)
  })

  it('makes a string of a number that is an identifier', () => {
    const search = createSubjectSearch(['4711'], guideBProfile)
    const rawText = '{"actor_id":4711,"n":47110,"m":[4711]}'
    const made = planErasure(
      entryFromJson(rawText, { profile: guideBProfile }),
      search,
      createReplacement(search.identifiers, blank),
    )
    expect(applyErasureToJson(rawText, made as ErasurePlan)?.text).toBe('{"actor_id":"","n":47110,"m":[""]}')
  })

  it('escapes what it puts into JSON held in text, once per level', () => {
    const search = createSubjectSearch(['4711'], guideBProfile)
    const rawText = String.raw`{"p":"{\"n\":4711,\"q\":\"[4711]\"}"}`
    const made = planErasure(
      entryFromJson(rawText, { profile: guideBProfile }),
      search,
      createReplacement(search.identifiers, blank),
    )
    const after = applyErasureToJson(rawText, made as ErasurePlan)?.text
    expect(after).toBe(String.raw`{"p":"{\"n\":\"\",\"q\":\"[\\\"\\\"]\"}"}`)
    expect(JSON.parse((JSON.parse(after as string) as { p: string }).p)).toEqual({ n: '', q: '[""]' })
  })

  it('leaves paths that are kept', () => {
    expect(erased(`{"actor_id":"${id}","actor_email":"${email}"}`, blank, new Set(['actor_id']))).toBe(
      `{"actor_id":"${id}","actor_email":""}`,
    )
  })

  it('is undefined for what is no JSON record', () => {
    const made = plan(`{"actor_id":"${id}"}`) as ErasurePlan
    for (const text of [`user_12,"x"`, `{"a":"${id}"`, `{"a":"${id}"} {}`, '"user_12"', '', '['.repeat(100_000)])
      expect(applyErasureToJson(text, made)).toBeUndefined()
  })

  it('is done after once: a second erasure finds nothing', () => {
    const after = erased(`{"actor_id":"${id}","new_values":"{\\"e\\":\\"${email}\\"}"}`) as string
    expect(plan(after)).toBeUndefined()
  })

  it('parses to the plan’s after-values and keeps every byte outside the edits, for any record and any spelling', () => {
    fc.assert(
      fc.property(records, fc.infiniteStream(fc.integer({ min: 0, max: 9 })), (record, choices) => {
        const rawText = spelled(record, choices)
        const made = plan(rawText)
        expect(made !== undefined).toBe(countTexts(record) > 0)
        const after = made === undefined ? { text: rawText, edits: [] } : applyErasureToJson(rawText, made)
        expect(JSON.parse(after?.text ?? '')).toEqual(mapTexts(record))
        // By definition of a splice: outside the edits the two texts are the same, in order.
        let from = 0
        let at = 0
        for (const edit of after?.edits ?? []) {
          expect(after?.text.slice(at, at + edit.start - from)).toBe(rawText.slice(from, edit.start))
          at += edit.start - from + edit.replacement.length
          from = edit.end
        }
        expect(after?.text.slice(at)).toBe(rawText.slice(from))
        // And no edit is longer than an identifier can be spelled, nested escapes included.
        expect(after?.edits).toHaveLength(countTexts(record))
        for (const edit of after?.edits ?? []) expect(edit.end - edit.start).toBeLessThanOrEqual(email.length * 12)
      }),
      { numRuns: 400 },
    )
  })
})

/** Texts that do and do not hold an identifier, and what each must become, decided by hand. */
const textAfterByText: Readonly<Record<string, string>> = {
  [email]: '',
  [id]: '',
  [`é "${email}" \\ ok`]: 'é "" \\ ok',
  [`${id}/${id}`]: '/',
  user_123: 'user_123',
  'nobody \u2028 "x" \\ \n': 'nobody \u2028 "x" \\ \n',
  [`x+${email}`]: `x+${email}`,
}
const identifiersIn: Readonly<Record<string, number>> = {
  [email]: 1,
  [id]: 1,
  [`é "${email}" \\ ok`]: 1,
  [`${id}/${id}`]: 2,
}

/** Marks a value that the record holds as JSON in text. */
class NestedText {
  readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
}

const nodes = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...Object.keys(textAfterByText)),
    fc.constantFrom(1, -0.5, null, true),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b b', 'ü'), tie('node'), { maxKeys: 3 }),
    fc.array(tie('node'), { minLength: 1, maxLength: 2 }).map((value) => new NestedText(value)),
  ),
})).node
const records = fc.dictionary(fc.constantFrom('actor_id', 'new_values', 'x'), nodes, { minKeys: 1 }).map(flattened)

/** Nested texts as the JSON text they are. */
function flattened(value: unknown): unknown {
  if (value instanceof NestedText) return JSON.stringify(flattened(value.value))
  if (Array.isArray(value)) return value.map(flattened)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, flattened(item)]))
  return value
}

/** The oracle: same walk over parsed values. A nested text is parsed, mapped and written again; its spelling is JSON.stringify's both times. */
function mapTexts(value: unknown): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('[')) return JSON.stringify(mapTexts(JSON.parse(value)))
    return textAfterByText[value]
  }
  if (Array.isArray(value)) return value.map(mapTexts)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item)]))
  return value
}

function countTexts(value: unknown): number {
  if (typeof value === 'string')
    return value.startsWith('[') ? countTexts(JSON.parse(value)) : (identifiersIn[value] ?? 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, item) => sum + countTexts(item), 0)
}

/** JSON with white space and escapes chosen at random. */
function spelled(value: unknown, choices: Iterator<number>): string {
  const pick = (): number => choices.next().value as number
  const space = (): string => ['', '', '', '', '', '', ' ', '\t', '\r\n', '  '][pick()] ?? ''
  const text = (plain: string): string => {
    let out = '"'
    for (let index = 0; index < plain.length; index += 1) {
      const unit = plain.charAt(index)
      if (pick() === 0) out += `\\u${plain.charCodeAt(index).toString(16).padStart(4, '0')}`
      else out += unit === '/' && pick() < 3 ? '\\/' : JSON.stringify(unit).slice(1, -1)
    }
    return `${out}"`
  }
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value))
    return `[${space()}${value.map((item) => spelled(item, choices)).join(`${space()},${space()}`)}${space()}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, item]) => `${text(key)}${space()}:${space()}${spelled(item, choices)}`,
    )
    return `{${space()}${members.join(`${space()},${space()}`)}${space()}}`
  }
  return JSON.stringify(value)
}

describe('keyed pseudonyms', () => {
  let hasher: Hasher
  let hasher512: Hasher
  beforeAll(async () => {
    hasher = await loadHasher('sha256')
    hasher512 = await loadHasher('sha512')
  })

  it('equal HMAC of node:crypto for keys shorter and longer than a block', () => {
    for (const length of [16, 32, 64, 65, 200]) {
      const key = Uint8Array.from({ length }, (_, index) => (index * 7 + length) & 255)
      for (const text of ['', email, 'é日😀']) {
        expect(Buffer.from(createKeyedDigest(hasher, 64, key)(text)).toString('hex')).toBe(
          createHmac('sha256', key).update(text).digest('hex'),
        )
        expect(Buffer.from(createKeyedDigest(hasher512, 128, key)(text)).toString('hex')).toBe(
          createHmac('sha512', key).update(text).digest('hex'),
        )
      }
    }
  })

  it('are the same for one address in any letter case, and differ by identifier and by key', () => {
    const keyed = createKeyedDigest(hasher, 64, new Uint8Array(32).fill(7))
    const name = pseudonymFrom(email, keyed)
    expect(name).toMatch(/^person-[0-9a-f]{12}$/)
    expect(pseudonymFrom(email.toUpperCase(), keyed)).toBe(name)
    expect(pseudonymFrom(id, keyed)).not.toBe(name)
    expect(pseudonymFrom(email, createKeyedDigest(hasher, 64, new Uint8Array(32).fill(8)))).not.toBe(name)
  })

  it('stand in the record where the identifiers stood', () => {
    const keyedDigest = createKeyedDigest(hasher, 64, new Uint8Array(32).fill(7))
    const after = erased(
      `{"actor_id":"${id}","new_values":{"email":"${email.toUpperCase()}","note":"for ${email}."}}`,
      { kind: 'pseudonym', keyedDigest },
    )
    const [forId, forEmail] = [pseudonymFrom(id, keyedDigest), pseudonymFrom(email, keyedDigest)]
    expect(after).toBe(`{"actor_id":"${forId}","new_values":{"email":"${forEmail}","note":"for ${forEmail}."}}`)
  })

  it('refuse a key that can be guessed', () => {
    expect(() => createKeyedDigest(hasher, 64, new Uint8Array(8))).toThrow(RangeError)
  })
})

describe('predicted effect', () => {
  const recipe: Recipe = {
    recipe: 'assay.recipe/1',
    id: 'b',
    name: 'B',
    algorithm: 'sha256',
    canonical: { form: 'json-stringify', exclude: ['prev_hash', 'entry_hash', 'actor_email'] },
    previous: { placement: 'newline-joined', encoding: 'hex', separator: '' },
    genesis: { previous: 'zeros' },
    stored: { entryHash: 'entry_hash', previousHash: 'prev_hash', encoding: 'hex' },
    scope: [],
    order: 'sequence',
  }
  const leafRecipe: LeafRecipe = {
    recipe: 'assay.leaf/1',
    id: 'a',
    name: 'A',
    algorithm: 'keccak256',
    canonical: { form: 'raw-minus-fields', exclude: [] },
  }
  const lines = [
    `{"timestamp":"2025-03-02T10:00:00Z","actor_id":"${id}"}`,
    `{"timestamp":"2025-03-01T10:00:00Z","actor_email":"${email}"}`,
    `{"timestamp":"2025-03-02T11:00:00Z","new_values":{"note":"for ${email}"}}`,
    `{"actor_id":"${id}"}`,
  ]

  function effectOf(
    parameters: { recipe: Recipe | null; leafRecipe: LeafRecipe | null },
    subjects: readonly string[] = [email, id],
  ): ReturnType<ReturnType<typeof createErasureEffect>['finish']> {
    const search = createSubjectSearch(subjects, guideBProfile)
    const replacement = createReplacement(search.identifiers, blank)
    const effect = createErasureEffect(parameters)
    for (const [index, line] of lines.entries()) {
      const entry = entryFromJson(line, { profile: guideBProfile, index })
      const made = planErasure(entry, search, replacement)
      if (made !== undefined) effect.add(entry, made)
    }
    return effect.finish(search.notFound())
  }

  it('counts whose content hash changes, which links stay and which batch roots change', () => {
    const effect = effectOf({ recipe, leafRecipe })
    expect(effect).toMatchObject({
      entries: 4,
      chain: { contentChanges: 3, contentStays: 1, linksStay: 4, linksChange: 0 },
      batches: { dates: ['2025-03-01', '2025-03-02'], leaves: 4, undated: 1 },
      classification: 'pseudonymised',
    })
    expect(effect.chain?.firstPointers.map((pointer) => pointer.line)).toEqual([1, 3, 4])
    expect(effect.warnings).toEqual([
      'chain-no-longer-recomputes',
      'stored-hash-is-an-oracle',
      'anchored-root-remains',
      'merkle-leaf-is-an-oracle',
      'identifier-inside-text',
    ])
  })

  it('says that the values are erased only where no hash of them remains, and names identifiers that occur nowhere', () => {
    expect(effectOf({ recipe: null, leafRecipe: null }, [email, 'nobody_1'])).toMatchObject({
      entries: 2,
      chain: null,
      batches: null,
      classification: 'values-erased',
      warnings: ['identifier-inside-text', 'subject-not-found'],
    })
  })

  it('knows which fields the forms cover that print or list them, and a link hash beside', () => {
    const changes = (canonical: object, more: object = {}): number | undefined =>
      effectOf({ recipe: recipeSchema.parse({ ...recipe, ...more, canonical }), leafRecipe: null }).chain
        ?.contentChanges
    const listed = { form: 'length-prefixed', length: 'decimal' }
    expect(changes({ form: 'json-text', dialect: 'python', exclude: ['entry_hash', 'prev_hash'] })).toBe(4)
    expect(changes({ form: 'json-text', dialect: 'go', exclude: ['actor_id', 'new_values'] })).toBe(1)
    expect(changes({ form: 'json-text', dialect: 'php', include: ['new_values', 'timestamp'] })).toBe(1)
    expect(changes({ ...listed, fields: ['timestamp'] })).toBe(0)
    expect(changes({ ...listed, fields: ['timestamp', 'actor_id'] })).toBe(2)
    const link = {
      stored: 'chain_hash',
      previous: 'prev',
      canonical: { ...listed, fields: ['entry_hash', 'actor_email'] },
    }
    expect(changes({ ...listed, fields: ['timestamp'] }, { link, previous: { placement: 'none' } })).toBe(1)
  })
})

/**
 * What one changed byte can do to a record that still counts as `ok`: change what the recipe does not cover, and nothing
 * else. What a recipe covers is said here by a reader of its own, as section 4 of the README has it.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { EntryCheck } from '../../../../src/shared/core/chain/entry-check.ts'
import { shippedRecipes } from '../../../../src/shared/core/chain/shipped-recipes.ts'
import { jsonDialects, recipeSchema, type CanonicalForm, type Recipe } from '../../../../src/shared/model/recipe.ts'
import { parseJson, valueOf, type JsonNode, type JsonObject } from '../../../support/independent-json.mjs'
import { recordText } from './awkward-json.ts'
import { readRecords } from './chain-case.ts'

const hashNames = ['prev_hash', 'entry_hash']
const fields = ['id', 'n', 's', 't', 'b', 'o']
const recipeOf = (id: string, canonical: object): Recipe =>
  recipeSchema.parse({
    recipe: 'assay.recipe/1',
    id,
    name: id,
    algorithm: 'md5',
    canonical,
    previous: { placement: 'prefix', separator: '|' },
  })
const others = [
  ...jsonDialects.map((dialect) => recipeOf(dialect, { form: 'json-text', dialect, exclude: hashNames, sort: 'deep' })),
  recipeOf('joined', { form: 'fields-joined', fields, delimiter: '|' }),
  ...['decimal', 'u32', 'u64'].map((length) => recipeOf(length, { form: 'length-prefixed', fields, length })),
]

// What is sealed.

/** A number's exact value: digits without zeros at either end, and the power of ten of the last. */
function exact(raw: string): string {
  const [, sign, whole = '', fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(raw) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const bare = digits.replace(/0+$/, '')
  if (bare === '') return '0'
  return `${sign}${bare}e${BigInt(power) - BigInt(fraction.length) + BigInt(digits.length - bare.length)}`
}

function numberMeant(raw: string, form: CanonicalForm): string {
  const double = Number(raw)
  if (form.form === 'pg-jsonb-text' || (form.form === 'json-text' && form.dialect === 'pg-json')) return exact(raw)
  const isWhole = /^-?\d+$/.test(raw)
  const isExact = form.form === 'json-text' && !form.dialect.startsWith('go') && isWhole
  if (isExact && !(form.dialect.startsWith('php') && Math.abs(double) > 9e18)) return exact(raw)
  if (form.form === 'json-stringify' && !Number.isFinite(double)) return 'null'
  return exact(String(double).replace('Infinity', '9e999'))
}

/** Equal for values that mean the same in a form that parses. */
function meant(node: JsonNode, form: CanonicalForm, excluded: readonly string[] = []): string {
  switch (node.kind) {
    case 'number':
      return numberMeant(node.raw, form)
    case 'string':
      return JSON.stringify(node.value)
    case 'array':
      return `[${node.items.map((item) => meant(item, form)).join()}]`
    case 'object': {
      const last = new Map(node.members.map(({ name, value }) => [name, value]))
      const kept = [...last].filter(([name]) => !excluded.includes(name))
      return `{${kept
        .map(([name, value]) => `${JSON.stringify(name)}:${meant(value, form)}`)
        .toSorted()
        .join()}}`
    }
    default:
      return node.raw
  }
}

/** The record's text with another mark in place of every excluded member, white space and commas beside it. */
function rawParts(text: string, record: JsonObject, excluded: readonly string[]): string {
  let out = ''
  let from = record.start
  for (const { name, start, end } of record.members) {
    if (!excluded.includes(name)) continue
    out += text.slice(from, start).replace(/[\s,]+$/, '')
    from = end + (/^[\s,]*/.exec(text.slice(end)) as RegExpExecArray)[0].length
    out += '\ue000'
  }
  return (out + text.slice(from, record.end)).replaceAll(/\ue000+/g, '\ue000')
}

function stated(record: JsonObject, name: string): string {
  const node = valueOf(record, name)
  if (node?.kind !== 'string') return node?.raw ?? 'absent'
  return /^[0-9a-fA-F]{32,}$/.test(node.value) ? node.value.toLowerCase() : JSON.stringify(node.value)
}

function sealedMeaning(text: string, { canonical, previous, stored: { encoding } }: Recipe): string {
  const record = parseJson(text)
  if (record.kind !== 'object') return 'no object'
  const hashes = hashNames.map((name) => stated(record, name)).join()
  if (!('fields' in canonical)) {
    // Inside, but in another encoding: the digest counts, not how the record spells it.
    const isPut = previous.placement === 'inside' && previous.encoding !== encoding
    const excluded = isPut ? [...canonical.exclude, 'prev_hash'] : canonical.exclude
    if (canonical.form === 'raw-minus-fields') return rawParts(text, record, excluded) + hashes
    return meant(record, canonical, excluded) + hashes
  }
  const texts = canonical.fields.map((name) => {
    const node = valueOf(record, name)
    return node?.kind === 'string' ? node.value : node?.kind === 'null' ? '' : (node?.raw ?? 'absent')
  })
  // A delimiter that stands in values is the log's own ambiguity; a length leaves none.
  return (canonical.form === 'fields-joined' ? texts.join(canonical.delimiter) : JSON.stringify(texts)) + hashes
}

// What verify says.

class Verifier {
  readonly #check: EntryCheck
  readonly #scan = new JsonScan()

  private constructor(check: EntryCheck) {
    this.#check = check
  }

  static async open(recipe: Recipe): Promise<Verifier> {
    return new Verifier(new EntryCheck(recipe, await loadHasher(recipe.algorithm)))
  }

  isOk(bytes: Buffer): boolean {
    return this.#scan.scan(bytes, 0, bytes.length) && this.#check.check(bytes, this.#scan) === 'ok'
  }

  /** The record with its hash put in place of the one it states; undefined where it has none. */
  sealed(text: string): Buffer | undefined {
    const bytes = Buffer.from(text)
    if (!this.#scan.scan(bytes, 0, bytes.length)) return undefined
    if (this.#check.check(bytes, this.#scan) !== 'mismatch') return undefined
    const whole = Buffer.from(text.replace(this.#check.storedHex(), this.#check.recomputedHex()))
    return this.isOk(whole) ? whole : undefined
  }
}

const marks = Buffer.from(' "\\,:{}[]0159aAeEu.-+/tn\t\r\u0000')
const inserted = Buffer.from(' "\\,0-')
const foreign = [0x80, 0xc3, 0xa9, 0xff]

/** Every record that one byte replaced, left out or put in makes of this one. */
function* changed(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1) {
    const own = bytes[at] as number
    const replacing = [...marks, ...foreign, own ^ 1, own ^ 0x20]
    for (const other of replacing) {
      if (other !== own) yield Buffer.concat([bytes.subarray(0, at), Buffer.of(other), bytes.subarray(at + 1)])
    }
    for (const other of inserted) yield Buffer.concat([bytes.subarray(0, at), Buffer.of(other), bytes.subarray(at)])
    yield Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
  }
}

interface Seen {
  readonly wrong: string[]
  tried: number
  ok: number
}

function tryAll(verifier: Verifier, recipe: Recipe, original: Buffer, seen: Seen, every = 1): void {
  const before = sealedMeaning(original.toString('utf8'), recipe)
  for (const bytes of changed(original)) {
    seen.tried += 1
    if (seen.tried % every !== 0 || !verifier.isOk(bytes)) continue
    // What a reader does not take as one record is not verified, whatever its bytes hash to.
    const { records, rejected } = readRecords('ndjson', bytes)
    const [record, ...more] = records
    if (record === undefined || rejected > 0 || more.length > 0) continue
    seen.ok += 1
    const text = record.json.toString('utf8')
    if (sealedMeaning(text, recipe) !== before) seen.wrong.push(text)
  }
}

const hex = (recipe: Recipe): string => '0'.repeat(recipe.algorithm === 'md5' ? 32 : 64)
const record = (recipe: Recipe): string =>
  [
    '{ "id":"e|1","n":79.90,"s":"Zo\\u00eb \\"\\/é\\n\\ud83d\\ude00","t":null,"b":true',
    '"e":-1.5E3,"z":-0,"w":12345678901234567890,"10":1,"o":{"b":[1.50, null,"x"],"a":{}},"d":1,"d":2',
    `"prev_hash":"${hex(recipe)}" , "entry_hash":"${hex(recipe).replace('0', 'b')}","y":""}`,
  ].join(',')

describe('one changed byte of a record that is still ok', () => {
  it.each([...shippedRecipes, ...others])('changes nothing that $id covers', { timeout: 120_000 }, async (recipe) => {
    const verifier = await Verifier.open(recipe)
    const original = verifier.sealed(record(recipe))
    expect(original).toBeDefined()
    const seen: Seen = { wrong: [], tried: 0, ok: 0 }
    tryAll(verifier, recipe, original as Buffer, seen)
    expect(seen.wrong).toEqual([])
    // The case of the stored digest's letters at least is not covered.
    expect(seen.ok).toBeGreaterThan(0)
  })

  it('changes nothing that is covered in records of any spelling', { timeout: 300_000 }, async () => {
    const seen: Seen = { wrong: [], tried: 0, ok: 0 }
    const recipes = [...shippedRecipes.filter((_, index) => index % 3 === 0), ...others]
    const verifiers = await Promise.all(recipes.map((recipe) => Verifier.open(recipe)))
    const ends = ['"id":1,"n":2,"s":"","t":null', '"b":0,"o":[],"prev_hash":"PREVIOUS"', '"entry_hash":"OWN"']
    let sealed = 0
    fc.assert(
      fc.property(recordText(fc.constant(ends)), fc.nat(recipes.length - 1), (text, index) => {
        const recipe = recipes[index] as Recipe
        const whole = text.replace('PREVIOUS', hex(recipe)).replace('OWN', hex(recipe).replace('0', 'b'))
        const original = (verifiers[index] as Verifier).sealed(whole)
        if (original === undefined) return
        sealed += 1
        tryAll(verifiers[index] as Verifier, recipe, original, seen, 7)
        expect(seen.wrong).toEqual([])
      }),
      { numRuns: 150 },
    )
    expect(sealed).toBeGreaterThan(50)
    expect(seen.ok).toBeGreaterThan(100)
  })
})

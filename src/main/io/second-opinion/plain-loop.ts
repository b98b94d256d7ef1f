/**
 * Path two over records: a plain reading of recipes with `JSON.parse`, `JSON.stringify` and others' hash functions, written without the
 * scanner, cutter, printers and pre-image code of path one. Slow on purpose; it exists to agree or to stop the run.
 */
import type { CanonicalForm, DigestEncoding, HashAlgorithm, Recipe } from '../../../shared/model/recipe.ts'
import { nobleVersion } from './noble-hash.ts'
import { contentFrom } from './plain-forms.ts'
import { membersOf } from './plain-json.ts'
import { secondHash } from './second-hash.ts'
import { secondOpinionChainHash } from './second-opinion.ts'

/** Content bytes of a record's JSON text `bytes[start, end)`; undefined where the form has none. */
export function independentContent(bytes: Buffer, start: number, end: number, form: CanonicalForm): Buffer | undefined {
  const content = contentFrom(bytes.toString('utf8', start, end), form)
  return content === undefined ? undefined : Buffer.from(content)
}

/** Text of the last member with this name, as it stands; undefined when there is none. */
function valueText(text: string, name: string | null): string | undefined {
  const member = membersOf(text).findLast((candidate) => candidate.name === name)
  return member === undefined ? undefined : text.slice(member.valueStart, member.valueEnd)
}

export interface SecondChain {
  readonly implementation: string
  readonly version: string
  /** True when the record's stored hash recomputes from its text and the previous hash it names. */
  reproduces(text: string): boolean
}

/** Path two of a chain recipe; `keys` are those of a recipe with `mac`. */
export function secondChain(recipe: Recipe, keys: readonly Uint8Array[] = []): SecondChain {
  const { library, version, hash } =
    recipe.mac === undefined
      ? secondHash(recipe.algorithm)
      : { ...secondHash(recipe.algorithm), library: '@noble/hashes', version: nobleVersion }
  const size = hash(new Uint8Array(0)).length
  const { link } = recipe
  const linkAlgorithm = link?.algorithm ?? recipe.algorithm
  const linkSize = secondHash(linkAlgorithm).hash(new Uint8Array(0)).length
  const lost = lostFields(recipe.canonical)
  const hashKeys: readonly (Uint8Array | null)[] = recipe.mac === undefined ? [null] : keys
  return {
    implementation: `${library}, plain loop`,
    version,
    reproduces(text) {
      // Digits that an export lost are path one's to find; such an entry is good on neither path.
      if (lost.some((name) => isTime(valueText(text, name)))) return false
      const stated = digestOf(valueText(text, recipe.stored.entryHash), recipe.stored.encoding, size)
      const parts = preimageParts(text, recipe, link === undefined ? size : linkSize)
      if (stated === undefined || parts === undefined) return false
      const whole = [Buffer.from(recipe.prefix ?? ''), ...parts]
      const key = hashKeys.find((candidate) => hashOf(whole, recipe.algorithm, candidate).equals(stated))
      if (key === undefined || link === undefined) return key !== undefined
      const linkStated = digestOf(valueText(text, link.stored), recipe.stored.encoding, linkSize)
      const linked = contentFrom(text, link.canonical)
      if (linkStated === undefined || linked === undefined) return false
      return hashOf([Buffer.from(link.prefix ?? ''), Buffer.from(linked)], linkAlgorithm, key).equals(linkStated)
    },
  }
}

function hashOf(parts: readonly Buffer[], algorithm: HashAlgorithm, key: Uint8Array | null): Buffer {
  return Buffer.from(secondOpinionChainHash(parts, algorithm, key).value ?? '', 'hex')
}

function lostFields(form: CanonicalForm): string[] {
  if (!('values' in form)) return []
  return Object.entries(form.values ?? {}).flatMap(([name, value]) =>
    'time' in value && value.lost !== undefined ? [name] : [],
  )
}

/** True for a value that path one would put digits into: ISO 8601 with seconds, or a number of seconds or finer since 1970. */
function isTime(value: string | undefined): boolean {
  if (value === undefined || value.length > 66) return false
  const bare = value.startsWith('"') ? value.slice(1, -1) : value
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d([.,]\d{1,12})?( ?(Z|z|[+-]\d\d(:?\d\d)?)?)$/.test(bare)) return true
  const number = /^(\d{9,20})(\.\d{1,9})?$/.exec(bare)?.[1]
  if (number === undefined) return false
  const unit = number.length <= 11 ? 0 : number.length <= 14 ? 3 : number.length <= 17 ? 6 : 9
  return BigInt(number) / 10n ** BigInt(unit) <= 253_402_300_799n
}

function preimageParts(text: string, recipe: Recipe, size: number): Buffer[] | undefined {
  const { placement, encoding, separator } = recipe.previous
  const content = contentFrom(text, recipe.canonical)
  if (content === undefined) return undefined
  const previousName = recipe.link?.previous ?? recipe.stored.previousHash
  const value = valueText(text, previousName)
  const digest = digestOf(value, recipe.stored.encoding, size)
  if (placement === 'none') return [Buffer.from(content)]
  if (placement === 'inside') {
    if (digest === undefined || encoding === recipe.stored.encoding) return [Buffer.from(content)]
    const { form } = recipe.canonical
    const joins = form === 'fields-joined' || form === 'length-prefixed'
    // Some languages write numbers that JSON has not (`Infinity`): then there is no member to fill.
    if (joins || typeof content !== 'string' || !isJson(content)) return undefined
    const member = membersOf(content).findLast((candidate) => candidate.name === previousName)
    if (member === undefined) return undefined
    return [
      Buffer.from(content.slice(0, member.valueStart + 1)),
      encodedDigest(digest, encoding),
      Buffer.from(content.slice(member.valueEnd - 1)),
    ]
  }
  if (value === undefined) return undefined
  const previous = digest === undefined ? Buffer.from(joinedText(value)) : encodedDigest(digest, encoding)
  if (placement === 'suffix') return [Buffer.from(content), Buffer.from(separator), previous]
  return [previous, Buffer.from(placement === 'newline-joined' ? '\n' : separator), Buffer.from(content)]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A previous value that is no digest: null and the empty string are nothing, other text is its characters. */
function joinedText(value: string): string {
  if (value === 'null') return ''
  return value.startsWith('"') ? (JSON.parse(value) as string) : value
}

/** The digest that a member's value writes; undefined when it is absent or writes none of this size. */
function digestOf(value: string | undefined, encoding: Recipe['stored']['encoding'], size: number): Buffer | undefined {
  if (value?.startsWith('"') !== true) return undefined
  const text = JSON.parse(value) as string
  if (encoding === 'base64') {
    const bytes = Buffer.from(text, 'base64')
    const digits = Math.ceil((size * 4) / 3)
    return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.replace(/=+$/, '').length === digits && bytes.length === size
      ? bytes
      : undefined
  }
  const digits = encoding === '0x-hex' ? (/^0x(.*)$/.exec(text)?.[1] ?? '') : text
  return digits.length === size * 2 && /^[0-9a-f]+$/i.test(digits) ? Buffer.from(digits, 'hex') : undefined
}

function encodedDigest(digest: Buffer, encoding: DigestEncoding): Buffer {
  switch (encoding) {
    case 'bytes':
      return digest
    case 'hex':
      return Buffer.from(digest.toString('hex'))
    case 'hex-upper':
      return Buffer.from(digest.toString('hex').toUpperCase())
    case '0x-hex':
      return Buffer.from(`0x${digest.toString('hex')}`)
    case 'base64':
      return Buffer.from(digest.toString('base64'))
  }
}

/**
 * The content axis of one chained entry: does the hash stored in the record recompute from the record's own bytes and
 * the previous hash it names? Order plays no part here; the link axis is `segments.ts`. The pre-image is specified in
 * this folder's README.
 */
import type { Recipe } from '../../model/recipe.ts'
import type { ContentState, ReasonCode } from '../../model/verdict.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { bytesToHex } from '../bytes/hex.ts'
import { JsonScan, jsonKinds } from '../bytes/json-scan.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'
import { ByteSink, compileForm, type CompiledForm } from './canonical.ts'
import { base64FromBytes, digestFromText, readDigest } from './digest-text.ts'
import { findMember, nameFrom, type MemberName } from '../bytes/json-member.ts'

/** What the record states as previous hash. `text` is a literal that is no digest, such as a genesis word. */
export type PreviousKind = 'digest' | 'empty' | 'null' | 'text' | 'absent'

const lowerDigits = utf8FromText('0123456789abcdef')
const upperDigits = utf8FromText('0123456789ABCDEF')
const newline = Uint8Array.of(0x0a)

export class EntryCheck {
  readonly recipe: Recipe
  /** Stored, stated previous and recomputed digest of the last record; `size` bytes each. */
  readonly stated: Uint8Array
  readonly previous: Uint8Array
  readonly recomputed: Uint8Array
  previousKind: PreviousKind = 'absent'
  /** Text of the previous value when it is no digest. */
  previousText = ''
  reason: ReasonCode | null = null
  /** False when the last record has no usable entry hash; it then takes no part in the link axis. */
  hasStated = false

  readonly #hasher: Hasher
  readonly #form: CompiledForm
  readonly #sink = new ByteSink()
  readonly #content = new ByteSink()
  readonly #inner = new JsonScan()
  readonly #storedName: MemberName
  /** Members that `fields-joined` joins. */
  readonly #joinedNames: readonly MemberName[]
  readonly #previousName: MemberName | null
  readonly #separator: Uint8Array
  readonly #splice: boolean

  constructor(recipe: Recipe, hasher: Hasher) {
    this.recipe = recipe
    this.#hasher = hasher
    this.#form = compileForm(recipe.canonical)
    this.#storedName = nameFrom(recipe.stored.entryHash)
    this.#joinedNames = recipe.canonical.form === 'fields-joined' ? recipe.canonical.fields.map(nameFrom) : []
    this.#previousName = recipe.stored.previousHash === null ? null : nameFrom(recipe.stored.previousHash)
    this.#separator = utf8FromText(recipe.previous.separator)
    this.#splice = recipe.previous.placement === 'inside' && recipe.previous.encoding !== recipe.stored.encoding
    this.stated = new Uint8Array(hasher.size)
    this.previous = new Uint8Array(hasher.size)
    this.recomputed = new Uint8Array(hasher.size)
  }

  /** Reads the stated hashes of a scanned record into `stated` and `previous`; false when the record has no usable entry hash. */
  readStated(bytes: Uint8Array, scan: JsonScan): boolean {
    this.reason = null
    const stored = findMember(bytes, scan, this.#storedName)
    this.hasStated =
      stored >= 0 &&
      scan.kind[stored] === jsonKinds.string &&
      this.#readDigestValue(bytes, scan.valueStart[stored] as number, scan.valueEnd[stored] as number, this.stated)
    if (!this.hasStated) this.reason = 'field-absent'
    this.#readPrevious(bytes, scan)
    return this.hasStated
  }

  /** Content axis of a scanned record. Sets `stated`, `previous`, `previousKind`, `recomputed` and, unless `ok`, `reason`. */
  check(bytes: Uint8Array, scan: JsonScan): ContentState {
    if (!this.readStated(bytes, scan)) return 'not-recomputable'
    const preimage = this.preimage(bytes, scan)
    if (preimage === undefined) {
      this.reason ??= 'form-lost'
      return 'not-recomputable'
    }
    this.#hasher.hashInto(preimage, this.recomputed, 0)
    for (let index = 0; index < this.recomputed.length; index += 1) {
      if (this.recomputed[index] !== this.stated[index]) {
        this.reason = 'content-differs'
        return 'mismatch'
      }
    }
    return 'ok'
  }

  /**
   * The exact bytes hashed for the record last read by `readStated`; valid until the next call. Undefined when the recipe
   * gives none; `reason` then says so when a field is what is missing.
   */
  preimage(bytes: Uint8Array, scan: JsonScan): Uint8Array | undefined {
    const { placement } = this.recipe.previous
    const sink = this.#sink
    sink.reset()
    if (placement === 'none') return this.#writeContent(bytes, scan) ? sink.view() : undefined
    if (placement === 'inside') {
      if (!this.#writeContent(bytes, scan)) return undefined
      return this.#splice ? this.#spliced() : sink.view()
    }
    if (this.previousKind === 'absent') {
      this.reason = 'field-absent'
      return undefined
    }
    if (placement === 'suffix') {
      if (!this.#writeContent(bytes, scan)) return undefined
      sink.append(this.#separator)
      this.#writePrevious(sink)
      return sink.view()
    }
    this.#writePrevious(sink)
    sink.append(placement === 'newline-joined' ? newline : this.#separator)
    return this.#writeContent(bytes, scan) ? sink.view() : undefined
  }

  #writeContent(bytes: Uint8Array, scan: JsonScan): boolean {
    if (this.#form.write(bytes, scan, this.#sink)) return true
    if (this.#joinedNames.some((name) => findMember(bytes, scan, name) < 0)) this.reason = 'field-absent'
    return false
  }

  /** Lower-case hex of the last record's digests. */
  statedHex(): string {
    return bytesToHex(this.stated)
  }

  recomputedHex(): string {
    return bytesToHex(this.recomputed)
  }

  previousHex(): string {
    return this.previousKind === 'digest' ? bytesToHex(this.previous) : this.previousText
  }

  #readPrevious(bytes: Uint8Array, scan: JsonScan): void {
    this.previousKind = 'absent'
    this.previousText = ''
    if (this.#previousName === null) return
    const member = findMember(bytes, scan, this.#previousName)
    if (member < 0) return
    const start = scan.valueStart[member] as number
    const end = scan.valueEnd[member] as number
    if (scan.kind[member] === jsonKinds.null) this.previousKind = 'null'
    else if (scan.kind[member] !== jsonKinds.string) {
      this.previousKind = 'text'
      this.previousText = textFromUtf8(bytes, start, end)
    } else if (end - start === 2) this.previousKind = 'empty'
    else if (this.#readDigestValue(bytes, start, end, this.previous)) this.previousKind = 'digest'
    else {
      this.previousKind = 'text'
      this.previousText = JSON.parse(textFromUtf8(bytes, start, end)) as string
    }
  }

  /** Reads the JSON string `bytes[start, end)`. */
  #readDigestValue(bytes: Uint8Array, start: number, end: number, target: Uint8Array): boolean {
    const { encoding } = this.recipe.stored
    if (readDigest(bytes, start + 1, end - 1, encoding, target)) return true
    const text = textFromUtf8(bytes, start, end)
    // Hostile: a digest spelled with escapes is the same digest to whoever parses the record.
    const digest = text.includes('\\') ? digestFromText(JSON.parse(text) as string, encoding, target.length) : undefined
    if (digest !== undefined) target.set(digest)
    return digest !== undefined
  }

  #writePrevious(sink: ByteSink): void {
    if (this.previousKind === 'empty' || this.previousKind === 'null') return
    if (this.previousKind === 'text') {
      sink.append(utf8FromText(this.previousText))
      return
    }
    const digest = this.previous
    const { encoding } = this.recipe.previous
    if (encoding === 'bytes') {
      sink.append(digest)
      return
    }
    if (encoding === 'base64') {
      sink.append(utf8FromText(base64FromBytes(digest)))
      return
    }
    if (encoding === '0x-hex') sink.append(utf8FromText('0x'))
    const digits = encoding === 'hex-upper' ? upperDigits : lowerDigits
    sink.reserve(digest.length * 2)
    for (let index = 0; index < digest.length; index += 1) {
      const value = digest[index] as number
      sink.bytes[sink.length] = digits[value >> 4] as number
      sink.bytes[sink.length + 1] = digits[value & 15] as number
      sink.length += 2
    }
  }

  /** Puts the other encoding of the previous hash between the quotes of its member in the canonical text. */
  #spliced(): Uint8Array | undefined {
    if (this.previousKind !== 'digest') return this.#sink.view()
    const text = this.#sink.view()
    // pg-jsonb-text and JCS output is JSON again; delimited forms are not and have no member to fill.
    if (this.#previousName === null || !this.#inner.scan(text, 0, text.length)) return undefined
    const member = findMember(text, this.#inner, this.#previousName)
    if (member < 0) return undefined
    const content = this.#content
    content.reset()
    content.copy(text, 0, (this.#inner.valueStart[member] as number) + 1)
    this.#writePrevious(content)
    content.copy(text, (this.#inner.valueEnd[member] as number) - 1, text.length)
    return content.view()
  }
}

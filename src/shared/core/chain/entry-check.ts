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

/** What the record states as previous hash. `text` is a literal that is no digest, such as a genesis word. */
export type PreviousKind = 'digest' | 'empty' | 'null' | 'text' | 'absent'

const hexValue = new Int8Array(256).fill(-1)
for (let digit = 0; digit < 10; digit += 1) hexValue[48 + digit] = digit
for (let digit = 0; digit < 6; digit += 1) {
  hexValue[97 + digit] = 10 + digit
  hexValue[65 + digit] = 10 + digit
}
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

  readonly #hasher: Hasher
  readonly #form: CompiledForm
  readonly #sink = new ByteSink()
  readonly #content = new ByteSink()
  readonly #inner = new JsonScan()
  readonly #storedName: Uint8Array
  readonly #previousName: Uint8Array | null
  readonly #separator: Uint8Array
  readonly #splice: boolean

  constructor(recipe: Recipe, hasher: Hasher) {
    this.recipe = recipe
    this.#hasher = hasher
    this.#form = compileForm(recipe.canonical)
    this.#storedName = utf8FromText(recipe.stored.entryHash)
    this.#previousName = recipe.stored.previousHash === null ? null : utf8FromText(recipe.stored.previousHash)
    this.#separator = utf8FromText(recipe.previous.separator)
    this.#splice = recipe.previous.placement === 'inside' && recipe.previous.encoding !== recipe.stored.encoding
    this.stated = new Uint8Array(hasher.size)
    this.previous = new Uint8Array(hasher.size)
    this.recomputed = new Uint8Array(hasher.size)
  }

  /** Reads the stated hashes of a scanned record into `stated` and `previous`; false when the record has no usable entry hash. */
  readStated(bytes: Uint8Array, scan: JsonScan): boolean {
    this.reason = null
    const stored = scan.find(this.#storedName)
    const good = stored >= 0 && scan.kind[stored] === jsonKinds.string && this.#readDigest(bytes, (scan.valueStart[stored] as number) + 1, (scan.valueEnd[stored] as number) - 1, this.stated)
    if (!good) this.reason = 'field-absent'
    this.#readPrevious(bytes, scan)
    return good
  }

  /**
   * Content axis of a scanned record. Sets `stated`, `previous`, `previousKind`, `recomputed` and, unless `ok`, `reason`.
   * `before` is the stored hash of the entry before, used only by recipes that store no previous hash.
   */
  check(bytes: Uint8Array, scan: JsonScan, before?: Uint8Array): ContentState {
    if (!this.readStated(bytes, scan)) return 'not-recomputable'
    if (this.#previousName === null && before !== undefined) {
      this.previous.set(before)
      this.previousKind = 'digest'
    }
    const placement = this.recipe.previous.placement
    const preimage = this.preimage(bytes, scan)
    if (preimage === undefined) {
      this.reason = placement !== 'none' && this.previousKind === 'absent' ? 'field-absent' : 'form-lost'
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

  /** The exact bytes hashed for the record last read by `readStated`; valid until the next call. Undefined when the recipe gives none. */
  preimage(bytes: Uint8Array, scan: JsonScan): Uint8Array | undefined {
    const { placement } = this.recipe.previous
    const sink = this.#sink
    sink.reset()
    if (placement === 'none') return this.#form.write(bytes, scan, sink) ? sink.view() : undefined
    if (placement === 'inside') {
      if (!this.#form.write(bytes, scan, sink)) return undefined
      return this.#splice ? this.#spliced() : sink.view()
    }
    if (this.previousKind === 'absent') return undefined
    if (placement === 'suffix') {
      if (!this.#form.write(bytes, scan, sink)) return undefined
      sink.append(this.#separator)
      this.#writePrevious(sink)
      return sink.view()
    }
    this.#writePrevious(sink)
    sink.append(placement === 'newline-joined' ? newline : this.#separator)
    return this.#form.write(bytes, scan, sink) ? sink.view() : undefined
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
    const member = scan.find(this.#previousName)
    if (member < 0) return
    const start = scan.valueStart[member] as number
    const end = scan.valueEnd[member] as number
    if (scan.kind[member] === jsonKinds.null) this.previousKind = 'null'
    else if (scan.kind[member] !== jsonKinds.string) {
      this.previousKind = 'text'
      this.previousText = textFromUtf8(bytes, start, end)
    } else if (end - start === 2) this.previousKind = 'empty'
    else if (this.#readDigest(bytes, start + 1, end - 1, this.previous)) this.previousKind = 'digest'
    else {
      this.previousKind = 'text'
      this.previousText = JSON.parse(textFromUtf8(bytes, start, end)) as string
    }
  }

  #readDigest(bytes: Uint8Array, start: number, end: number, target: Uint8Array): boolean {
    const size = target.length
    if (this.recipe.stored.encoding === 'base64') return readBase64(bytes, start, end, target)
    let at = start
    if (this.recipe.stored.encoding === '0x-hex') {
      if (bytes[at] !== 0x30 || bytes[at + 1] !== 0x78) return false
      at += 2
    }
    if (end - at !== size * 2) return false
    for (let index = 0; index < size; index += 1) {
      const high = hexValue[bytes[at + index * 2] as number] as number
      const low = hexValue[bytes[at + index * 2 + 1] as number] as number
      if (high < 0 || low < 0) return false
      target[index] = high * 16 + low
    }
    return true
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
    const member = this.#inner.find(this.#previousName)
    if (member < 0) return undefined
    const content = this.#content
    content.reset()
    content.copy(text, 0, (this.#inner.valueStart[member] as number) + 1)
    this.#writePrevious(content)
    content.copy(text, (this.#inner.valueEnd[member] as number) - 1, text.length)
    return content.view()
  }
}

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** RFC 4648 §4, with padding. */
export function base64FromBytes(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const first = bytes[index] as number
    const second = bytes[index + 1]
    const third = bytes[index + 2]
    text += base64Alphabet.charAt(first >> 2)
    text += base64Alphabet.charAt(((first & 3) << 4) | ((second ?? 0) >> 4))
    text += second === undefined ? '=' : base64Alphabet.charAt(((second & 15) << 2) | ((third ?? 0) >> 6))
    text += third === undefined ? '=' : base64Alphabet.charAt(third & 63)
  }
  return text
}

function readBase64(bytes: Uint8Array, start: number, end: number, target: Uint8Array): boolean {
  const text = textFromUtf8(bytes, start, end)
  let bits = 0
  let held = 0
  let length = 0
  for (const character of text.replace(/=+$/, '')) {
    const value = base64Alphabet.indexOf(character)
    if (value < 0) return false
    bits = (bits << 6) | value
    held += 6
    if (held < 8) continue
    held -= 8
    if (length >= target.length) return false
    target[length] = (bits >> held) & 255
    length += 1
    bits &= (1 << held) - 1
  }
  return length === target.length
}

/**
 * The content axis of one chained entry: does the hash stored in the record recompute from the record's own bytes and
 * the previous hash it names? Order plays no part here; the link axis is `segments.ts`. The pre-image is specified in
 * this folder's README.
 */
import type { Recipe } from '../../model/recipe.ts'
import type { ContentState, ReasonCode } from '../../model/verdict.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { bytesToHex, equalBytes } from '../bytes/hex.ts'
import { JsonScan, jsonKinds } from '../bytes/json-scan.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'
import { ByteSink, compileForm, type CompiledForm } from './canonical.ts'
import { base64FromBytes, digestFromText, readDigest } from './digest-text.ts'
import { hmacHasher } from './hmac.ts'
import { digitPlaces, LostDigits, withoutLost } from './lost-digits.ts'
import { findMember, nameFrom, type MemberName } from '../bytes/json-member.ts'

/** What the record states as previous hash. `text` is a literal that is no digest, such as a genesis word. */
export type PreviousKind = 'digest' | 'empty' | 'null' | 'text' | 'absent'

const lowerDigits = utf8FromText('0123456789abcdef')
const upperDigits = utf8FromText('0123456789ABCDEF')
const newline = Uint8Array.of(0x0a)
const nothing = new Uint8Array(0)

export class EntryCheck {
  readonly recipe: Recipe
  /** Digests of the link axis as the last record states them: its hash (the link hash of a two-hash design) and the one before. */
  readonly stated: Uint8Array
  readonly previous: Uint8Array
  /** Recomputed entry hash of the last record. */
  readonly recomputed: Uint8Array
  previousKind: PreviousKind = 'absent'
  /** Text of the previous value when it is no digest. */
  previousText = ''
  reason: ReasonCode | null = null
  /** False when the last record has no usable hash for the link axis; it then takes no part in it. */
  hasStated = false
  /** Which hash of the last record differs, of a two-hash design too; null unless the content is a mismatch. */
  differing: 'entry' | 'link' | null = null
  /** Index of the key that reproduced the last record; -1 without one. */
  keyIndex = -1
  /** Lost digits of the last record with which its hash recomputes; null when none did, or none are lost. */
  foundDigits: string | null = null

  /** Hashers of the entry hash and of the link hash, one for each key; one without keys. */
  readonly #hashers: readonly Hasher[]
  readonly #linkHashers: readonly Hasher[]
  readonly #form: CompiledForm
  readonly #linkForm: CompiledForm | null
  readonly #lost: LostDigits | null
  readonly #sink = new ByteSink()
  readonly #content = new ByteSink()
  readonly #inner = new JsonScan()
  readonly #storedName: MemberName
  readonly #linkName: MemberName | null
  readonly #previousName: MemberName | null
  readonly #prefix: Uint8Array
  readonly #linkPrefix: Uint8Array
  readonly #separator: Uint8Array
  readonly #splice: boolean
  /** Stored entry hash; `stated` itself unless there is a link hash. */
  readonly #entryStated: Uint8Array
  readonly #linkRecomputed: Uint8Array
  #hasEntryHash = false
  /** Key to try first: rows of one key stand together. */
  #likelyKey = 0

  /**
   * `hasher` is that of `recipe.algorithm`, `linkHasher` that of `recipe.link.algorithm` where it is another one. `keys`
   * are those of a recipe with `mac`, tried in this order; without one every content is not recomputable (`key-needed`).
   * Throws `RangeError` for a recipe that the language does not allow.
   */
  constructor(
    recipe: Recipe,
    hasher: Hasher,
    keys: Uint8Array | readonly Uint8Array[] = [],
    linkHasher: Hasher = hasher,
  ) {
    const { link } = recipe
    this.recipe = recipe
    if (link !== undefined && linkHasher.id !== (link.algorithm ?? recipe.algorithm))
      throw new RangeError(`a hasher of ${link.algorithm} is needed for the link hash`)
    const keyed = (plain: Hasher): readonly Hasher[] =>
      recipe.mac === undefined
        ? [plain]
        : (keys instanceof Uint8Array ? [keys] : keys).map((key) => hmacHasher(plain, key))
    this.#hashers = keyed(hasher)
    this.#linkHashers = link === undefined ? [] : keyed(linkHasher)
    this.#form = compileForm(withoutLost(recipe.canonical))
    this.#linkForm = link === undefined ? null : compileForm(link.canonical)
    this.#lost = LostDigits.create(recipe.canonical)
    this.#storedName = nameFrom(recipe.stored.entryHash)
    this.#linkName = link === undefined ? null : nameFrom(link.stored)
    const previousName = link === undefined ? recipe.stored.previousHash : link.previous
    this.#previousName = previousName === null ? null : nameFrom(previousName)
    this.#prefix = recipe.prefix === undefined ? nothing : utf8FromText(recipe.prefix)
    this.#linkPrefix = link?.prefix === undefined ? nothing : utf8FromText(link.prefix)
    this.#separator = utf8FromText(recipe.previous.separator)
    this.#splice = recipe.previous.placement === 'inside' && recipe.previous.encoding !== recipe.stored.encoding
    this.stated = new Uint8Array(link === undefined ? hasher.size : linkHasher.size)
    this.previous = new Uint8Array(this.stated.length)
    this.recomputed = new Uint8Array(hasher.size)
    this.#entryStated = link === undefined ? this.stated : new Uint8Array(hasher.size)
    this.#linkRecomputed = new Uint8Array(this.stated.length)
  }

  /**
   * Reads the digests of the link axis of a scanned record into `stated` and `previous`; false when the record has no
   * usable hash for it.
   */
  readStated(bytes: Uint8Array, scan: JsonScan): boolean {
    this.reason = null
    this.differing = null
    this.keyIndex = -1
    this.foundDigits = null
    this.#hasEntryHash = this.#readDigestMember(bytes, scan, this.#storedName, this.#entryStated)
    this.hasStated =
      this.#linkName === null ? this.#hasEntryHash : this.#readDigestMember(bytes, scan, this.#linkName, this.stated)
    if (!this.hasStated) this.reason = 'field-absent'
    this.#readPrevious(bytes, scan)
    return this.hasStated
  }

  /**
   * Content axis of a scanned record. Sets `stated`, `previous`, `previousKind`, `recomputed` and, unless `ok`, `reason`.
   * In a two-hash design the content is `ok` when both hashes recompute.
   */
  check(bytes: Uint8Array, scan: JsonScan): ContentState {
    if (!this.readStated(bytes, scan)) return 'not-recomputable'
    if (!this.#hasEntryHash) return this.#notRecomputable('field-absent')
    if (this.#hashers.length === 0) return this.#notRecomputable('key-needed')
    const lost = this.#lost === null ? 0 : this.#lost.countIn(bytes, scan)
    const entry = lost > 0 ? this.#checkLost(bytes, scan, lost) : this.#checkEntry(bytes, scan)
    if (entry === 'mismatch') this.differing = 'entry'
    return this.#linkForm === null || entry !== 'ok' ? entry : this.#checkLink(bytes, scan, this.#linkForm)
  }

  #notRecomputable(reason: ReasonCode): ContentState {
    this.reason = reason
    return 'not-recomputable'
  }

  #checkEntry(bytes: Uint8Array, scan: JsonScan): ContentState {
    const preimage = this.preimage(bytes, scan)
    if (preimage === undefined) return this.#notRecomputable(this.reason ?? 'form-lost')
    this.keyIndex = this.#keyOf(preimage)
    if (this.keyIndex >= 0) return 'ok'
    this.reason = 'content-differs'
    return 'mismatch'
  }

  /** Index of the hasher, and so of the key, under which the pre-image gives the stored entry hash; -1 when none does. */
  #keyOf(preimage: Uint8Array): number {
    if (this.#reproduces(preimage, this.#likelyKey)) return this.#likelyKey
    for (let index = 0; index < this.#hashers.length; index += 1) {
      if (index === this.#likelyKey || !this.#reproduces(preimage, index)) continue
      this.#likelyKey = index
      return index
    }
    // What is kept as the recomputed hash is that of the key of the rows around.
    if (this.#hashers.length > 1) this.#reproduces(preimage, this.#likelyKey)
    return -1
  }

  #reproduces(preimage: Uint8Array, index: number): boolean {
    const { recomputed } = this
    ;(this.#hashers[index] as Hasher).hashInto(preimage, recomputed, 0)
    for (let at = 0; at < recomputed.length; at += 1) if (recomputed[at] !== this.#entryStated[at]) return false
    return true
  }

  #checkLink(bytes: Uint8Array, scan: JsonScan, form: CompiledForm): ContentState {
    const preimage = this.#linkPreimage(bytes, scan, form)
    if (preimage === undefined)
      return this.#notRecomputable(lacksField(bytes, scan, form) ? 'field-absent' : 'form-lost')
    ;(this.#linkHashers[this.keyIndex] as Hasher).hashInto(preimage, this.#linkRecomputed, 0)
    if (equalBytes(this.#linkRecomputed, this.stated)) return 'ok'
    this.reason = 'link-hash-differs'
    this.differing = 'link'
    return 'mismatch'
  }

  /** Tries every value of the `count` lost digits. */
  #checkLost(bytes: Uint8Array, scan: JsonScan, count: number): ContentState {
    const lost = this.#lost as LostDigits
    const rescan = new JsonScan()
    const preimageWith = (digits: string): Uint8Array | undefined => {
      const record = lost.record(bytes, scan, digits)
      return rescan.scan(record, 0, record.length) ? this.preimage(record, rescan) : undefined
    }
    const ones = preimageWith('1'.repeat(count))?.slice()
    if (ones === undefined) return this.#notRecomputable(this.reason ?? 'form-lost')
    const others = Array.from({ length: count }, (_, at) =>
      preimageWith(`${'1'.repeat(at)}2${'1'.repeat(count - at - 1)}`)?.slice(),
    )
    const zeros = preimageWith('0'.repeat(count))?.slice()
    const places = others.includes(undefined) ? null : digitPlaces(ones, others as Uint8Array[])
    // Forms that drop zeros at the end write a value that ends in one with another length: those are serialised.
    const plain = zeros?.length === ones.length
    for (let value = 0; value < 10 ** count; value += 1) {
      const digits = String(value).padStart(count, '0')
      let preimage: Uint8Array | undefined = ones
      if (places === null || (!plain && digits.includes('0'))) preimage = preimageWith(digits)
      else for (const [at, own] of places.entries()) for (const place of own) ones[place] = digits.charCodeAt(at)
      this.keyIndex = preimage === undefined ? -1 : this.#keyOf(preimage)
      if (this.keyIndex < 0) continue
      this.foundDigits = digits
      return this.#notRecomputable('precision-lost')
    }
    this.reason = 'content-differs'
    return 'mismatch'
  }

  /**
   * The exact bytes hashed for the record last read by `readStated`; valid until the next call. Undefined when the recipe
   * gives none; `reason` then says so when a field is what is missing. Lost digits are not put in.
   */
  preimage(bytes: Uint8Array, scan: JsonScan): Uint8Array | undefined {
    const { placement } = this.recipe.previous
    const sink = this.#sink
    sink.reset()
    sink.append(this.#prefix)
    if (placement === 'none') return this.#writeContent(bytes, scan, sink) ? sink.view() : undefined
    if (placement === 'inside') {
      if (!this.#splice || this.previousKind !== 'digest')
        return this.#writeContent(bytes, scan, sink) ? sink.view() : undefined
      return this.#writeSpliced(bytes, scan, sink) ? sink.view() : undefined
    }
    if (this.previousKind === 'absent') {
      this.reason = 'field-absent'
      return undefined
    }
    if (placement === 'suffix') {
      if (!this.#writeContent(bytes, scan, sink)) return undefined
      sink.append(this.#separator)
      this.#writePrevious(sink)
      return sink.view()
    }
    this.#writePrevious(sink)
    sink.append(placement === 'newline-joined' ? newline : this.#separator)
    return this.#writeContent(bytes, scan, sink) ? sink.view() : undefined
  }

  /** The exact bytes under the link hash of a two-hash design; valid until the next call. Undefined without one, or when the form gives none. */
  linkPreimage(bytes: Uint8Array, scan: JsonScan): Uint8Array | undefined {
    return this.#linkForm === null ? undefined : this.#linkPreimage(bytes, scan, this.#linkForm)
  }

  #linkPreimage(bytes: Uint8Array, scan: JsonScan, form: CompiledForm): Uint8Array | undefined {
    const sink = this.#sink
    sink.reset()
    sink.append(this.#linkPrefix)
    return form.write(bytes, scan, sink) ? sink.view() : undefined
  }

  #writeContent(bytes: Uint8Array, scan: JsonScan, sink: ByteSink): boolean {
    if (this.#form.write(bytes, scan, sink)) return true
    if (lacksField(bytes, scan, this.#form)) this.reason = 'field-absent'
    return false
  }

  /** Lower-case hex of what the last record states for the link axis. */
  statedHex(): string {
    return bytesToHex(this.stated)
  }

  /** Lower-case hex of the stored hash that `recomputedHex` is to be compared with. */
  storedHex(): string {
    return bytesToHex(this.differing === 'link' ? this.stated : this.#entryStated)
  }

  /** Lower-case hex of the recomputed entry hash; of the link hash when that is the one that differs. */
  recomputedHex(): string {
    return bytesToHex(this.differing === 'link' ? this.#linkRecomputed : this.recomputed)
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

  #readDigestMember(bytes: Uint8Array, scan: JsonScan, name: MemberName, target: Uint8Array): boolean {
    const member = findMember(bytes, scan, name)
    if (member < 0 || scan.kind[member] !== jsonKinds.string) return false
    return this.#readDigestValue(bytes, scan.valueStart[member] as number, scan.valueEnd[member] as number, target)
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
  #writeSpliced(bytes: Uint8Array, scan: JsonScan, sink: ByteSink): boolean {
    const { form } = this.recipe.canonical
    // Only the JSON forms' output is JSON again; joined fields have no member to fill.
    if (form === 'fields-joined' || form === 'length-prefixed') return false
    const content = this.#content
    content.reset()
    if (!this.#writeContent(bytes, scan, content)) return false
    const text = content.view()
    if (this.#previousName === null || !this.#inner.scan(text, 0, text.length)) return false
    const member = findMember(text, this.#inner, this.#previousName)
    if (member < 0) return false
    sink.copy(text, 0, (this.#inner.valueStart[member] as number) + 1)
    this.#writePrevious(sink)
    sink.copy(text, (this.#inner.valueEnd[member] as number) - 1, text.length)
    return true
  }
}

/** True when a field that the form writes is what the record lacks. */
function lacksField(bytes: Uint8Array, scan: JsonScan, { form }: CompiledForm): boolean {
  if (form.form !== 'fields-joined' && form.form !== 'length-prefixed') return false
  return form.fields.some((name) => findMember(bytes, scan, nameFrom(name)) < 0)
}

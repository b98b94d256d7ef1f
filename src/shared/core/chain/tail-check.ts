/**
 * A short cut for the common shape of sealed JSON logs: the previous and the entry hash are the last two members of the
 * record, `…,"prev_hash":"<hex>","entry_hash":"<hex>"}`, and re-serialising the record is known to give its own bytes
 * (`JsonScan.stable`, noted when it was imported). Then the content is the record up to its tail, and nothing has to be
 * parsed. Measured 4 times the speed of the general way; whatever does not fit takes the general way.
 *
 * Why the tail is the top-level object's own: the last `}` closes it, the token before it is a string, an unescaped quote
 * after `:` opens a value, one after `,` opens a name, and a digest holds no quote. No nesting is possible in between.
 */
import type { Recipe } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { utf8FromText } from '../bytes/utf8.ts'
import type { LinkInput, Sequence } from './segments.ts'

const lowerHex = new Int8Array(256).fill(-1)
for (let digit = 0; digit < 10; digit += 1) lowerHex[48 + digit] = digit
for (let digit = 0; digit < 6; digit += 1) lowerHex[97 + digit] = 10 + digit

export type TailOutcome = 'ok' | 'mismatch' | 'other-shape'

export class TailCheck implements LinkInput {
  readonly stated: Uint8Array
  readonly previous: Uint8Array
  readonly recomputed: Uint8Array
  readonly previousKind = 'digest'
  readonly previousText = ''
  sequence: Sequence | null = null

  readonly #hasher: Hasher
  readonly #recipe: Recipe
  readonly #hexLength: number
  readonly #beforePrevious: Uint8Array
  readonly #beforeEntry: Uint8Array
  readonly #tailLength: number
  readonly #beforeSequence: Uint8Array | undefined
  #preimage = new Uint8Array(8192)

  /** Null when the recipe has another shape. `sequenceNames` as in the source profile. */
  static create(recipe: Recipe, hasher: Hasher, sequenceNames: readonly string[]): TailCheck | null {
    const { canonical, previous, stored } = recipe
    if (canonical.form !== 'raw-minus-fields' && canonical.form !== 'json-stringify') return null
    // By what is known and not by what is not: a member that the language gains later must not be passed over here.
    if (!hasOnly(recipe, coveredMembers) || !hasOnly(canonical, coveredChoices)) return null
    if (stored.encoding !== 'hex' || stored.previousHash === null || recipe.scope.length > 0) return null
    const inside = previous.placement === 'inside'
    if (previous.placement === 'none' || (previous.encoding !== 'hex' && (inside || previous.encoding !== 'bytes')))
      return null
    const excluded = new Set(canonical.exclude)
    const wanted = inside ? [stored.entryHash] : [stored.entryHash, stored.previousHash]
    if (excluded.size !== wanted.length || !wanted.every((name) => excluded.has(name))) return null
    return new TailCheck(recipe, hasher, sequenceNames)
  }

  private constructor(recipe: Recipe, hasher: Hasher, sequenceNames: readonly string[]) {
    this.#recipe = recipe
    this.#hasher = hasher
    this.stated = new Uint8Array(hasher.size)
    this.previous = new Uint8Array(hasher.size)
    this.recomputed = new Uint8Array(hasher.size)
    this.#hexLength = hasher.size * 2
    this.#beforePrevious = utf8FromText(`,${JSON.stringify(recipe.stored.previousHash)}:"`)
    this.#beforeEntry = utf8FromText(`",${JSON.stringify(recipe.stored.entryHash)}:"`)
    this.#tailLength = this.#beforePrevious.length + this.#beforeEntry.length + this.#hexLength * 2 + 2
    const [name] = sequenceNames
    this.#beforeSequence =
      sequenceNames.length === 1 && name !== undefined ? utf8FromText(`,${JSON.stringify(name)}:`) : undefined
  }

  /**
   * Content axis of the stable record `bytes[start, end)`. `other-shape` when its tail is not the expected one or its
   * sequence does not stand right before it; nothing is judged then. Sets `stated`, `previous`, `recomputed`, `sequence`.
   */
  check(bytes: Uint8Array, start: number, end: number): TailOutcome {
    const tail = end - this.#tailLength
    if (tail <= start || bytes[end - 1] !== 0x7d || bytes[end - 2] !== 0x22) return 'other-shape'
    const previousAt = tail + this.#beforePrevious.length
    const beforeEntry = previousAt + this.#hexLength
    const entryAt = beforeEntry + this.#beforeEntry.length
    if (!matches(bytes, tail, this.#beforePrevious) || !matches(bytes, beforeEntry, this.#beforeEntry))
      return 'other-shape'
    if (!readHex(bytes, previousAt, this.previous) || !readHex(bytes, entryAt, this.stated)) return 'other-shape'
    if (!this.#readSequence(bytes, start, tail)) return 'other-shape'
    const length = this.#compose(bytes, start, tail, previousAt, beforeEntry)
    this.#hasher.hashInto(this.#preimage.subarray(0, length), this.recomputed, 0)
    for (let index = 0; index < this.recomputed.length; index += 1) {
      if (this.recomputed[index] !== this.stated[index]) return 'mismatch'
    }
    return 'ok'
  }

  #compose(bytes: Uint8Array, start: number, tail: number, previousAt: number, beforeEntry: number): number {
    const { placement, encoding, separator } = this.#recipe.previous
    const contentEnd = placement === 'inside' ? beforeEntry + 1 : tail
    const needed = contentEnd - start + this.#hexLength + separator.length * 3 + 2
    if (this.#preimage.length < needed) this.#preimage = new Uint8Array(needed * 2)
    const out = this.#preimage
    let at = 0
    if (placement === 'prefix' || placement === 'newline-joined') {
      at = this.#putPrevious(out, at, bytes, previousAt, encoding === 'bytes')
      if (placement === 'newline-joined') out[at++] = 0x0a
      else at = put(out, at, separator)
    }
    out.set(bytes.subarray(start, contentEnd), at)
    at += contentEnd - start
    out[at++] = 0x7d
    if (placement === 'suffix') {
      at = put(out, at, separator)
      at = this.#putPrevious(out, at, bytes, previousAt, encoding === 'bytes')
    }
    return at
  }

  #putPrevious(out: Uint8Array, at: number, bytes: Uint8Array, previousAt: number, asBytes: boolean): number {
    if (asBytes) {
      out.set(this.previous, at)
      return at + this.previous.length
    }
    out.set(bytes.subarray(previousAt, previousAt + this.#hexLength), at)
    return at + this.#hexLength
  }

  /** The sequence stands as a bare number right before the tail, or the source has none. */
  #readSequence(bytes: Uint8Array, start: number, tail: number): boolean {
    this.sequence = null
    const before = this.#beforeSequence
    if (before === undefined) return false
    let at = tail
    while (at > start && tail - at < 15 && (bytes[at - 1] as number) >= 0x30 && (bytes[at - 1] as number) <= 0x39)
      at -= 1
    if (at === tail || at - before.length < start || !matches(bytes, at - before.length, before)) return false
    let value = 0
    for (let index = at; index < tail; index += 1) value = value * 10 + (bytes[index] as number) - 0x30
    this.sequence = value
    return true
  }
}

/** Members of a recipe that this way of checking takes into account, or that do not concern it. */
const coveredMembers: ReadonlySet<string> = new Set<keyof Recipe>([
  'recipe',
  'id',
  'name',
  'algorithm',
  'canonical',
  'previous',
  'genesis',
  'stored',
  'scope',
  'order',
  'orderBy',
])
const coveredChoices: ReadonlySet<string> = new Set(['form', 'exclude'])

function hasOnly(given: object, known: ReadonlySet<string>): boolean {
  return Object.entries(given).every(([name, value]) => value === undefined || known.has(name))
}

function matches(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index += 1) if (bytes[at + index] !== expected[index]) return false
  return true
}

/** Lower-case hex only: another spelling is another pre-image. */
function readHex(bytes: Uint8Array, at: number, target: Uint8Array): boolean {
  for (let index = 0; index < target.length; index += 1) {
    const high = lowerHex[bytes[at + index * 2] as number] as number
    const low = lowerHex[bytes[at + index * 2 + 1] as number] as number
    if ((high | low) < 0) return false
    target[index] = high * 16 + low
  }
  return true
}

function put(out: Uint8Array, at: number, text: string): number {
  if (text === '') return at
  const bytes = utf8FromText(text)
  out.set(bytes, at)
  return at + bytes.length
}

/**
 * Numbers of fixed length inside a run of digits and separators: card numbers, magnetic track data, and the few
 * identity numbers that are recognised without a key name. Decisions look at no more than 64 bytes before a group of
 * digits and 400 after it, so that it does not matter where a stream was cut.
 */
import { byteClass, digitLike, isAlphanumeric, isDigit, isGluedBefore } from './byte-class.ts'
import { hasLuhn, isBrCpf, isDeTaxId, isFrInsee, isUsSsn } from './check-digits.ts'
import { isDashToken, isDigitToken, isSeparatorToken, tokenAt } from './digit-token.ts'
import type { SensitiveHit } from './hit.ts'
import { issuerOf, type IinTable, type Issuer } from './iin-table.ts'
import { panContextOf, wordsAfter, wordsBefore } from './pan-context.ts'

export type Emit = (hit: SensitiveHit) => void

/** Ways a card number is printed in groups. Others count only beside a word that speaks of cards. */
const cardShapes = new Set([
  '4,4,4,4',
  '4,4,4,4,1',
  '4,4,4,4,2',
  '4,4,4,4,3',
  '4,6,5',
  '4,6,4',
  '4,4,5',
  '4,4,4,1',
  '6,13',
  '6,10',
  '8,8',
  '5,5,5',
])
const maxDigits = 19
const maxGroups = 7

/** Digits from one group start on, kept in buffers that are used again for every group. */
export class DigitGroups {
  readonly digits = new Uint8Array(maxDigits + 1)
  readonly ends = new Int32Array(maxDigits + 1)
  /** Digits up to the end of each group. */
  readonly groupDigits = new Int32Array(maxGroups)
  groupCount = 0
  start = 0
  /** Where the first group ends, however long it is. */
  firstEnd = 0
  /** The separator between the groups; 0 when there is one group. */
  separator = 0
  isTooLong = false

  /** Reads up to 7 groups of equal separators and 19 digits. Requires a digit at `start`. */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.start = start
    this.groupCount = 0
    this.separator = 0
    this.isTooLong = false
    let count = 0
    let at = start
    let lastEnd = start
    while (at < end) {
      const token = tokenAt(bytes, at, end)
      if (isDigitToken(token)) {
        if (count > maxDigits - 1) {
          this.isTooLong = true
          break
        }
        at += token >> 6
        this.digits[count] = token & 63
        this.ends[count] = at
        lastEnd = at
        count += 1
        continue
      }
      if (!isSeparatorToken(token) || this.groupCount === maxGroups - 1) break
      const next = at + (token >> 6)
      if (this.separator !== 0 && (token & 63) !== this.separator) break
      if (next >= end || !isDigitToken(tokenAt(bytes, next, end))) break
      this.groupDigits[this.groupCount] = count
      if (this.groupCount === 0) this.firstEnd = lastEnd
      this.groupCount += 1
      this.separator = token & 63
      at = next
    }
    // A group cut off by the 19-digit limit is no group.
    if (!this.isTooLong) {
      this.groupDigits[this.groupCount] = count
      if (this.groupCount === 0) this.firstEnd = lastEnd
      this.groupCount += 1
    } else if (this.groupCount === 0) this.firstEnd = lastEnd
  }

  text(from: number, to: number): string {
    let text = ''
    for (let index = from; index < to; index += 1) text += String(this.digits[index])
    return text
  }

  shape(groups: number): string {
    let shape = ''
    for (let index = 0; index < groups; index += 1) {
      const before = index === 0 ? 0 : (this.groupDigits[index - 1] as number)
      shape += (index === 0 ? '' : ',') + String((this.groupDigits[index] as number) - before)
    }
    return shape
  }
}

const groups = new DigitGroups()

/**
 * Judges the group of digits that starts at `at`; `afterSeparator` says that a separator token stands before it.
 * Returns where to go on: after the hit, or after the group.
 */
export function judgeDigitGroup(
  bytes: Uint8Array,
  at: number,
  end: number,
  afterSeparator: boolean,
  table: IinTable,
  emit: Emit,
): number {
  groups.read(bytes, at, end)
  if (groups.isTooLong && groups.groupCount === 0) return skipDigits(bytes, groups.firstEnd, end)
  const next = groups.firstEnd
  // Three short groups are what dates and addresses are made of; nothing here has fewer than nine digits.
  const total = groups.groupDigits[groups.groupCount - 1] as number
  const isTrackStart = !afterSeparator && total >= 12 && trackStartBefore(bytes, at) > 0
  if (!afterSeparator && !isTrackStart && isGluedBefore(bytes, at)) return next
  // Digits after a decimal point are a fraction.
  if (bytes[at - 1] === 0x2e && isDigit(bytes[at - 2])) return next
  if (total < 9) return bytes[next] === 0x2e ? (cpfAt(bytes, at, end, emit) ?? next) : next
  const track = trackAt(bytes, at, end, table, emit)
  const pan = panAt(bytes, at, end, afterSeparator, table, emit)
  if (pan > 0 || track > 0) return Math.max(pan, track)
  return identityAt(bytes, at, end, emit) ?? next
}

function skipDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end) {
    const token = tokenAt(bytes, at, end)
    if (!isDigitToken(token)) break
    at += token >> 6
  }
  return at
}

/** End of the card number that starts at `at`; 0 when there is none. The longest grouping that fits is taken. */
function panAt(
  bytes: Uint8Array,
  at: number,
  end: number,
  afterSeparator: boolean,
  table: IinTable,
  emit: Emit,
): number {
  for (let count = Math.min(groups.groupCount, 6); count >= 1; count -= 1) {
    const length = groups.groupDigits[count - 1] as number
    if (length < 12 || length > maxDigits || !hasLuhn(groups.digits, 0, length)) continue
    const issuer = issuerOf(table, groups.digits, 0, length)
    if (issuer === undefined || isAllSame(length)) continue
    const stop = groups.ends[length - 1] as number
    const edge = edgeOf(bytes, at, stop, end, afterSeparator, count)
    if (edge === 'inside') continue
    if (emitPan(bytes, at, stop, end, count, length, issuer, edge, emit)) return stop
  }
  return 0
}

function emitPan(
  bytes: Uint8Array,
  at: number,
  stop: number,
  end: number,
  count: number,
  length: number,
  issuer: Issuer,
  edge: 'free' | 'listed' | 'joined',
  emit: Emit,
): boolean {
  const context = panContextOf(bytes, at, stop, end)
  const isShaped = count > 1 && cardShapes.has(groups.shape(count))
  const isStrong = context?.strength === 'strong'
  // The wide ranges, ids glued to a prefix by `_`, and groups of other sizes are numbers of every sort.
  if (!isStrong && (issuer.needsContext || edge === 'joined' || (count > 1 && !isShaped))) return false
  const likely = context !== undefined || (isShaped && edge === 'free')
  emit({
    kind: 'pan',
    rule: 'pan',
    byteStart: at,
    byteLength: stop - at,
    confidence: likely ? 'likely' : 'possible',
    context: context?.by ?? (isShaped ? 'separators' : 'none'),
    encoding: 'plain',
    brand: issuer.brand,
    last4: groups.text(length - 4, length),
  })
  return true
}

function isAllSame(length: number): boolean {
  for (let index = 1; index < length; index += 1) if (groups.digits[index] !== groups.digits[0]) return false
  return true
}

/**
 * What the number is part of. `inside`: a longer word, fraction, or chain of dashes such as a UUID. `joined`: beside
 * an underscore. `listed`: grouped, in a longer list of groups. `free`: none of these.
 */
function edgeOf(
  bytes: Uint8Array,
  at: number,
  stop: number,
  end: number,
  afterSeparator: boolean,
  count: number,
): 'inside' | 'joined' | 'listed' | 'free' {
  const after = stop < end ? bytes[stop] : undefined
  if (isAlphanumeric(after) && !isTrackLetter(bytes, at, stop, end)) return 'inside'
  const follows = stop < end ? tokenAt(bytes, stop, end) : 0
  if (follows !== 0 && isDigitToken(follows)) return 'inside'
  if (after === 0x2e && isDigit(bytes[stop + 1])) return 'inside'
  const beyond = follows !== 0 && isSeparatorToken(follows) ? bytes[stop + (follows >> 6)] : undefined
  const isDashBefore = bytes[at - 1] === 0x2d && isAlphanumeric(bytes[at - 2])
  const isDashAfter = follows !== 0 && isDashToken(follows) && isAlphanumeric(beyond)
  if (count > 1 && (isDashBefore || isDashAfter)) return 'inside'
  // The last part of a UUID has twelve characters, its other parts four or eight.
  if ((isDashBefore || isDashAfter) && stop - at === 12) return 'inside'
  if (bytes[at - 1] === 0x5f || after === 0x5f) return 'joined'
  const isListBefore = afterSeparator && isDigit(bytes[at - 2])
  return count > 1 && (isListBefore || isDigit(beyond)) ? 'listed' : 'free'
}

/** Length of what opens track data before `at`: `%B`, `;`, or the two percent-encoded; 0 when nothing does. */
function trackStartBefore(bytes: Uint8Array, at: number): number {
  const before = bytes[at - 1]
  if (before === 0x3b) return 1
  if (before === undefined || (before | 32) !== 0x62) return 0
  if (bytes[at - 2] === 0x25) return 2
  if (bytes[at - 2] === 0x33 && bytes[at - 3] === 0x25) return 3
  return bytes[at - 2] === 0x35 && bytes[at - 3] === 0x32 && bytes[at - 4] === 0x25 ? 4 : 0
}

/**
 * `D` at `at`, between the card number that starts at `from` and the expiry: track 2 equivalent data of chip cards (EMV
 * tag 57). It is a word of its own, at most with an `F` that pads it: inside a digest such a run comes about by chance,
 * once in some hundred thousand.
 */
function isTrackLetter(bytes: Uint8Array, from: number, at: number, end: number): boolean {
  if (((bytes[at] as number) | 32) !== 0x64) return false
  const digits = digitsFrom(bytes, at + 1, end)
  if (digits < 7 || (from > 0 && isAlphanumeric(bytes[from - 1]))) return false
  let after = at + 1 + digits
  if (after < end && ((bytes[after] as number) | 32) === 0x66) after += 1
  return after >= end || !isAlphanumeric(bytes[after])
}

function digitsFrom(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && at < from + 20 && isDigit(bytes[at])) at += 1
  return at - from
}

/** End of the track data whose number starts at `at`; 0 when it is none. ISO/IEC 7813 §6. */
function trackAt(bytes: Uint8Array, at: number, end: number, table: IinTable, emit: Emit): number {
  const length = groups.groupDigits[0] as number
  if (length < 12 || length > maxDigits) return 0
  const stop = groups.firstEnd
  const opener = trackStartBefore(bytes, at)
  const byte = stop < end ? (bytes[stop] as number) : 0
  const isCaret =
    byte === 0x5e || (byte === 0x25 && bytes[stop + 1] === 0x35 && ((bytes[stop + 2] as number) | 32) === 0x65)
  const isEquals =
    byte === 0x3d || (byte === 0x25 && bytes[stop + 1] === 0x33 && ((bytes[stop + 2] as number) | 32) === 0x64)
  const digitsAt = stop + (byte === 0x25 ? 3 : 1)
  const isFirst = opener > 1 && isCaret
  // Without its opening `;` the number has to be a card's, and year, month and service code have to follow.
  const isCard = hasLuhn(groups.digits, 0, length) && issuerOf(table, groups.digits, 0, length) !== undefined
  const needed = isEquals && opener > 0 ? 4 : 7
  const isSecond =
    (isEquals || (byte !== 0 && isTrackLetter(bytes, at, stop, end))) &&
    (opener > 0 || isCard) &&
    digitsFrom(bytes, digitsAt, end) >= needed &&
    isMonth(bytes, digitsAt + 2)
  if (!isFirst && !isSecond) return 0
  const trackStart = at - opener
  const trackEnd = isFirst ? firstTrackEnd(bytes, stop, end) : digitsAt + digitsFrom(bytes, digitsAt, end)
  emit({
    kind: 'sad',
    rule: 'track',
    byteStart: trackStart,
    byteLength: trackEnd - trackStart,
    confidence: 'likely',
    context: 'track-form',
    encoding: 'plain',
  })
  return stop
}

function isMonth(bytes: Uint8Array, at: number): boolean {
  const month = ((bytes[at] as number) - 0x30) * 10 + (bytes[at + 1] as number) - 0x30
  return month >= 1 && month <= 12
}

/** Track 1 ends at `?`; where that is missing, at the end of the text it stands in, and after 128 bytes at the latest. */
function firstTrackEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && at < from + 128) {
    const byte = bytes[at] as number
    if (byte === 0x3f) return at + 1
    if (byte === 0x22 || byte === 0x0a || byte === 0x0d || byte === 0x5c) break
    at += 1
  }
  return at
}

/** `ddd.ddd.ddd-dd` with both check digits right: a form so particular that it needs no word beside it. */
function cpfAt(bytes: Uint8Array, at: number, end: number, emit: Emit): number | undefined {
  if (at + 14 > end || isDigit(bytes[at + 14]) || bytes[at + 3] !== 0x2e || bytes[at + 7] !== 0x2e) return undefined
  if (bytes[at + 11] !== 0x2d) return undefined
  let text = ''
  for (let index = 0; index < 14; index += 1)
    if (index !== 3 && index !== 7 && index !== 11) text += String.fromCharCode(bytes[at + index] as number)
  if (!isBrCpf(text)) return undefined
  emitIdentity('br-cpf', at, at + 14, 'check-digits', emit)
  return at + 14
}

/** Identity numbers outside any key: in their printed form, or compact beside a word that names them. */
function identityAt(bytes: Uint8Array, at: number, end: number, emit: Emit): number | undefined {
  const lengths = groups.groupCount
  const total = groups.groupDigits[lengths - 1] as number
  const stop = groups.ends[total - 1] as number
  if (groups.isTooLong || isAlphanumeric(bytes[stop]) || (total !== 9 && total !== 11 && total !== 15)) return undefined
  const text = groups.text(0, total)
  const shape = groups.shape(lengths)
  if (shape === '1,2,2,2,3,3,2' && isFrInsee(text)) {
    emitIdentity('fr-insee', at, stop, 'check-digits', emit)
    return stop
  }
  const near = (): string => `${wordsBefore(bytes, at)}\n${wordsAfter(bytes, stop, end)}`
  if (shape === '3,2,4' && isDashToken(groups.separator) && isUsSsn(text)) {
    if (!/(?:^|[^a-z])(?:ssn|social security)(?:$|[^a-z])/.test(near())) return undefined
    emitIdentity('us-ssn', at, stop, 'words-near', emit)
    return stop
  }
  if (shape === '15' && isFrInsee(text)) {
    if (!/(?:^|[^a-z])(?:insee|nir|num[^ ]{0,4}ro de s|s[^ ]{1,4}curit[^ ]{1,4} sociale)/.test(near())) return undefined
    emitIdentity('fr-insee', at, stop, 'words-near', emit)
    return stop
  }
  if ((shape === '11' || shape === '2,3,3,3') && isDeTaxId(text)) {
    if (!/(?:^|[^a-z])(?:steuer|idnr|tax id|tin)/.test(near())) return undefined
    emitIdentity('de-tax-id', at, stop, 'words-near', emit)
    return stop
  }
  return undefined
}

function emitIdentity(
  rule: 'br-cpf' | 'fr-insee' | 'us-ssn' | 'de-tax-id',
  at: number,
  stop: number,
  context: 'check-digits' | 'words-near',
  emit: Emit,
): void {
  emit({
    kind: 'national-id',
    rule,
    byteStart: at,
    byteLength: stop - at,
    confidence: 'likely',
    context,
    encoding: 'plain',
  })
}

/** True when `byte` can continue a run of digits and separators. */
export function continuesRun(byte: number): boolean {
  return ((byteClass[byte] as number) & digitLike) !== 0 || byte === 0x5c
}

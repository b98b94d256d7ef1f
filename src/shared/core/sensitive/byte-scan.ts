/**
 * One pass over a region of bytes. Two loops read them: one stops at `:`, `=` and `>` and looks back for a name; the
 * other reads every tenth byte only, because nothing that has no name is written in fewer than ten digits or signs, or
 * twenty characters of base64, in a row. Everything else happens where one of the two stopped. Long inputs are read by a
 * place finder instead, where there is one: it stops at the same places, some ten times as fast.
 */
import { Base64Runs, type ScanInner } from './base64-runs.ts'
import { base64Like, byteClass, digitLike, spells, upperLetter, upperOrDigit } from './byte-class.ts'
import { continuesRun, judgeDigitGroup, type Emit } from './digit-run.ts'
import {
  isDigitToken,
  isSeparatorToken,
  isSpelledAfter,
  otherToken,
  spelledLettersBefore,
  tokenAt,
} from './digit-token.ts'
import type { Inflate, SensitiveHit } from './hit.ts'
import type { IinTable } from './iin-table.ts'
import {
  endingFilter,
  endingHash,
  isIdentity,
  keyMeaningOf,
  keyStartBefore,
  mayMean,
  nameEndBefore,
} from './key-words.ts'
import { judgeValue, valueAfter } from './key-value.ts'
import { afterName, type PlaceFinder } from './places.ts'
import { tokenHit, urlPasswordAt } from './token-shape.ts'
import { judgeUpperRun } from './upper-run.ts'

/** Bytes that have to be known after a place before it can be judged, and before it. */
export const lookAheadBytes = 65_536
export const lookBehindBytes = 2048

const stride = 10
/** Shorter inputs, such as one value on screen, are read here: filling the finder's memory costs more. */
const worthFinding = 1024
/** How much of a value decides. */
const judgedBytes = 192
export interface ByteScanOptions {
  readonly table: IinTable
  readonly inflate?: Inflate | undefined
  readonly finder?: PlaceFinder | undefined
}

/** Places are offsets in the bytes given; `shift` moves what is remembered when the caller moves its bytes. */
export class ByteScan {
  readonly #table: IinTable
  readonly #finder: PlaceFinder | undefined
  readonly #emit: Emit
  readonly #base64: Base64Runs
  #namesDone = 0
  #strideNext = 0
  #digitsDone = 0
  #upperDone = 0

  constructor(options: ByteScanOptions, emit: Emit, isNested = false) {
    this.#table = options.table
    this.#finder = options.finder
    this.#emit = emit
    this.#base64 = new Base64Runs(emit, isNested ? undefined : this.#innerScan(), options.inflate)
  }

  /**
   * Judges places in `[from, limit)`. Requires 0 <= from <= limit <= end, and `lookAheadBytes` between limit and end
   * unless the input ends there.
   */
  scan(bytes: Uint8Array, from: number, limit: number, end: number): void {
    if (this.#finder !== undefined && limit - from >= worthFinding) {
      this.#scanPlaces(this.#finder, bytes, from, limit, end)
      return
    }
    this.#scanSigns(bytes, from, limit, end)
    this.#scanRuns(bytes, from, limit, end)
  }

  #scanPlaces(finder: PlaceFinder, bytes: Uint8Array, from: number, limit: number, end: number): void {
    this.#base64.readOn(bytes, limit, end)
    const { places } = finder
    for (let start = from; start < limit; start += finder.most) {
      const count = finder.find(bytes, start, Math.min(limit, start + finder.most))
      for (let index = 0; index < count; index += 1) {
        const place = places[index] as number
        const at = start + (place >>> 8)
        if ((place & afterName) !== 0 && at >= 3) this.#judgeSign(bytes, at, end)
        if ((place & spells) !== 0) this.#judgeSpelling(bytes, at, limit, end)
        if ((place & (digitLike | upperOrDigit | base64Like)) !== 0) this.#judgePlace(bytes, at, place, limit, end)
      }
    }
    this.#strideNext = Math.max(this.#strideNext, limit)
  }

  shift(by: number): void {
    this.#strideNext -= by
    this.#namesDone = Math.max(0, this.#namesDone - by)
    this.#digitsDone = Math.max(0, this.#digitsDone - by)
    this.#upperDone = Math.max(0, this.#upperDone - by)
    this.#base64.shift(by)
  }

  #scanSigns(bytes: Uint8Array, from: number, limit: number, end: number): void {
    let at = Math.max(3, from)
    if (limit - at > 64 && bytes.byteOffset % 4 === 0) {
      while (at % 4 !== 0) this.#judgeSign(bytes, at++, end)
      // Four bytes at a time, which is twice as fast as one (measured 1.5 against 0.8 GB/s): a byte equal to the wanted
      // one becomes zero, and a zero is found by the borrow it causes. `| 3` makes one sign of < = > and ?.
      const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
      const last = limit >> 2
      for (let index = at >> 2; index < last; index += 1) {
        const word = words[index] as number
        const colon = word ^ 0x3a3a3a3a
        const equals = (word | 0x03030303) ^ 0x3f3f3f3f
        let found = (((colon - 0x01010101) & ~colon) | ((equals - 0x01010101) & ~equals)) & 0x80808080
        // A borrow can mark the byte after a true one too; judgeSign looks at the byte itself.
        while (found !== 0) {
          const lowest = found & -found
          this.#judgeSign(bytes, (index << 2) + ((31 - Math.clz32(lowest)) >> 3), end)
          found ^= lowest
        }
      }
      at = last << 2
    }
    for (; at < limit; at += 1) this.#judgeSign(bytes, at, end)
  }

  /** Turns away bytes that are no sign, and signs after a name whose last three letters end no known one. */
  #judgeSign(bytes: Uint8Array, at: number, end: number): void {
    const byte = bytes[at] as number
    if (byte < 0x3a || byte > 0x3e || byte === 0x3b || byte === 0x3c) return
    let last = at - 1
    let before = bytes[last] as number
    if (before === 0x22 || before === 0x27) {
      last -= 1
      before = bytes[last] as number
    } else if (before === 0x20 || before === 0x5d || before === 0x3d) {
      last = nameEndBefore(bytes, at) - 1
      before = last < 0 ? 0 : (bytes[last] as number)
    }
    while ((before === 0x5c || before === 0x22) && last > 2 && last > at - 20) {
      last -= 1
      before = bytes[last] as number
    }
    if (last < 2) return
    if (endingFilter[endingHash(bytes[last - 2] as number, bytes[last - 1] as number, before)] !== 0)
      this.#judgeName(bytes, last + 1, at, end)
    if (byte === 0x3a && at + 3 < end && bytes[at + 1] === 0x2f && bytes[at + 2] === 0x2f) {
      const found = urlPasswordAt(bytes, at, end)
      if (found !== undefined) this.#emit(tokenHit(found))
    }
  }

  #judgeName(bytes: Uint8Array, nameEnd: number, sign: number, end: number): void {
    if (sign < this.#namesDone || !mayMean(bytes, nameEnd)) return
    const nameStart = keyStartBefore(bytes, nameEnd)
    // `arn:aws:...:secret:name` is a path of names, and what follows is one more.
    if (bytes[sign] === 0x3a && bytes[nameStart - 1] === 0x3a) return
    const isElement = bytes[sign] === 0x3e && bytes[sign - 1] !== 0x3d
    if (isElement && (nameEnd !== sign || (bytes[nameStart - 1] !== 0x3c && bytes[nameStart - 1] !== 0x3a))) return
    const meaning = keyMeaningOf(bytes, nameStart, nameEnd)
    if (meaning === undefined) return
    // Hostile: `token=token=token=...` would be read to its end once for each name, so a value is judged by its
    // beginning, and only a value that is reported is read on; names inside such a long one are not looked at again.
    const range = valueAfter(bytes, sign, Math.min(end, sign + judgedBytes))
    if (range === undefined) return
    const verdict = judgeValue(bytes, range, meaning)
    if (verdict === undefined) return
    let stop = verdict.end
    if (stop >= sign + judgedBytes && !isIdentity(meaning)) {
      stop = valueAfter(bytes, sign, end)?.end ?? stop
      this.#namesDone = stop
    }
    this.#emit({
      kind: isIdentity(meaning)
        ? 'national-id'
        : verdict.rule === 'card-code' || verdict.rule === 'pin' || verdict.rule === 'track'
          ? 'sad'
          : 'secret',
      rule: verdict.rule,
      byteStart: verdict.start,
      byteLength: stop - verdict.start,
      confidence: verdict.confidence,
      context: 'key-name',
      encoding: 'plain',
    })
  }

  /**
   * Every tenth byte, and the five on either side of it taken together: a run of eleven digits and signs reaches five
   * bytes to one side of a tenth byte, a run of twenty characters of base64 to both. Taken together without a branch,
   * because in random hex each branch would be guessed wrong (measured 2.6 ns for each byte of input with branches).
   */
  #scanRuns(bytes: Uint8Array, from: number, limit: number, end: number): void {
    this.#base64.readOn(bytes, limit, end)
    const table = byteClass
    let at = this.#strideNext
    for (; at < limit; at += stride) {
      const bits = table[bytes[at] as number] as number
      if (bits === 0) continue
      if (at < 5 || at + 5 >= end) {
        this.#judgePlace(bytes, at, digitLike | base64Like | upperOrDigit, limit, end)
        continue
      }
      const l1 = table[bytes[at - 1] as number] as number
      const l2 = table[bytes[at - 2] as number] as number
      const l3 = table[bytes[at - 3] as number] as number
      const l4 = table[bytes[at - 4] as number] as number
      const l5 = table[bytes[at - 5] as number] as number
      const r1 = table[bytes[at + 1] as number] as number
      const r2 = table[bytes[at + 2] as number] as number
      const r3 = table[bytes[at + 3] as number] as number
      const r4 = table[bytes[at + 4] as number] as number
      const r5 = table[bytes[at + 5] as number] as number
      const left = l1 & l2 & l3 & l4 & l5
      const right = r1 & r2 & r3 & r4 & r5
      const any = bits | l1 | l2 | l3 | l4 | l5 | r1 | r2 | r3 | r4 | r5
      let worth = (left | right) & (digitLike | upperOrDigit)
      if ((any & upperLetter) !== 0) worth |= left & right & base64Like
      worth &= bits
      if ((any & spells) !== 0) this.#judgeSpelled(bytes, at, limit, end)
      if (worth !== 0) this.#judgePlace(bytes, at, worth, limit, end)
    }
    this.#strideNext = at
  }

  /** Groups spelled with letters (`1111%C2%A01111`) can have a letter at every tenth byte: take the digit beside it. */
  #judgeSpelled(bytes: Uint8Array, at: number, limit: number, end: number): void {
    for (let place = at; place < at + 6; place += 1) {
      if (((byteClass[bytes[place] as number] as number) & digitLike) === 0) continue
      if (place >= this.#digitsDone) this.#readDigits(bytes, place, limit, end)
      return
    }
  }

  /** The digits nearest to a `%` or `\u` at `at`, on either side. */
  #judgeSpelling(bytes: Uint8Array, at: number, limit: number, end: number): void {
    for (let place = at; place > at - 6 && place >= this.#digitsDone; place -= 1) {
      if (((byteClass[bytes[place] as number] as number) & digitLike) === 0) continue
      this.#readDigits(bytes, place, limit, end)
      break
    }
    const last = Math.min(at + 11, end)
    for (let place = Math.max(at + 1, this.#digitsDone); place < last; place += 1) {
      if (((byteClass[bytes[place] as number] as number) & digitLike) === 0) continue
      this.#readDigits(bytes, place, limit, end)
      return
    }
  }

  #judgePlace(bytes: Uint8Array, at: number, worth: number, limit: number, end: number): void {
    const bits = (byteClass[bytes[at] as number] as number) & worth
    if ((bits & digitLike) !== 0) {
      if (at >= this.#digitsDone) this.#readDigits(bytes, at, limit, end)
    } else if ((bits & upperOrDigit) !== 0 && at >= this.#upperDone)
      this.#upperDone = judgeUpperRun(bytes, at, end, this.#emit)
    if ((bits & base64Like) !== 0) this.#base64.read(bytes, at, limit, end)
  }

  /** Judges every group of digits in the run around `at`. */
  #readDigits(bytes: Uint8Array, at: number, limit: number, end: number): void {
    const low = this.#digitsDone
    let left = at
    let isSpelled = false
    while (left > low) {
      if (((byteClass[bytes[left - 1] as number] as number) & digitLike) !== 0) {
        left -= 1
        continue
      }
      const letters = spelledLettersBefore(bytes, left)
      if (letters === 0 || left - letters < low) break
      left -= letters
      isSpelled = true
    }
    let right = at + 1
    while (right < end && right - left < 12 && ((byteClass[bytes[right] as number] as number) & digitLike) !== 0)
      right += 1
    const isUpperBefore = left > 0 && ((byteClass[bytes[left - 1] as number] as number) & upperLetter) !== 0
    if (right - left < 11 && !isSpelled && !isSpelledAfter(bytes, right, end)) {
      const isUpperAfter = right < end && ((byteClass[bytes[right] as number] as number) & upperLetter) !== 0
      if (isUpperBefore || isUpperAfter)
        this.#upperDone = Math.max(
          this.#upperDone,
          judgeUpperRun(bytes, isUpperBefore ? left - 1 : right, end, this.#emit),
        )
      this.#digitsDone = right
      return
    }
    if (isUpperBefore) {
      const stop = judgeUpperRun(bytes, left - 1, end, this.#emit)
      this.#upperDone = Math.max(this.#upperDone, stop)
    }
    this.#digitsDone = this.#readGroups(bytes, left, at, limit, end)
  }

  #readGroups(bytes: Uint8Array, from: number, through: number, limit: number, end: number): number {
    let at = from
    let afterSeparator = false
    while (at < limit) {
      const token = tokenAt(bytes, at, end)
      if (isDigitToken(token)) {
        at = judgeDigitGroup(bytes, at, end, afterSeparator, this.#table, this.#emit)
        afterSeparator = false
        continue
      }
      afterSeparator = isSeparatorToken(token)
      if ((token & 63) === otherToken && at > through && !continuesRun(bytes[at] as number)) break
      at += token >> 6
    }
    return at
  }

  /** The scan of what is written as base64, which does not look for base64 in it again. */
  #innerScan(): ScanInner {
    const hits: SensitiveHit[] = []
    let inner: ByteScan | undefined
    return (bytes, from, limit, end) => {
      hits.length = 0
      inner ??= new ByteScan({ table: this.#table }, (hit) => hits.push(hit), true)
      inner.#restart(from)
      inner.scan(bytes, from, limit, end)
      return hits
    }
  }

  #restart(from: number): void {
    this.#strideNext = from
    this.#namesDone = 0
    this.#digitsDone = 0
    this.#upperDone = 0
    this.#base64.restart()
  }
}

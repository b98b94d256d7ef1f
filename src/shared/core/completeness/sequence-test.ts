/**
 * Sequence numbers of one source in file order: what is missing between the lowest and the highest, what is repeated,
 * where the file goes back, and where sequence and time disagree. A missing number is a reason to ask, not a deletion:
 * database serials skip numbers after rollbacks.
 *
 * Memory is bounded by the number of gaps open at one time. Numbers are `bigint`: sequences pass 2^53.
 */
import type { SequenceRange, SequenceTest } from '../../model/analysis.ts'
import { pointerFrom, type EntryView, type Pointer } from '../../model/entry.ts'

export interface SequenceTestParameters {
  readonly sourceId: number
  /** Ranges, duplicates and regressions listed each; all are counted. */
  readonly listLimit?: number
  /** Gaps held open for late numbers; beyond it the lower half is closed for good. */
  readonly openGapLimit?: number
}

export const defaultListLimit = 1000
export const defaultOpenGapLimit = 20_000

/** What the test reads of an entry: its place and its number, so that columns will do where no record is at hand. */
export type NumberedEntry = Pick<
  EntryView,
  'sourceId' | 'entryId' | 'line' | 'sequence' | 'byteStart' | 'byteLength' | 'occurredAtMicros'
>

export interface SequenceTestReducer {
  /** Entries of one source in file order. */
  add(entry: NumberedEntry): void
  finish(): SequenceTest
}

interface Gap {
  from: bigint
  to: bigint
  pointer: Pointer
}

const decimalPattern = /^-?\d{1,40}$/

export function createSequenceTest(parameters: SequenceTestParameters): SequenceTestReducer {
  const { sourceId, listLimit = defaultListLimit, openGapLimit = defaultOpenGapLimit } = parameters
  const gaps = createGapSet(openGapLimit, listLimit)
  const duplicates: SequenceTest['duplicates'] = []
  const regressions: SequenceTest['regressions'] = []
  const counts = { entries: 0, without: 0, unreadable: 0, duplicate: 0, regression: 0, disagreement: 0, undecided: 0 }
  let firstTimeDisagreement: SequenceTest['firstTimeDisagreement'] = null
  let previous: { sequence: bigint; micros: number | null } | undefined

  const compareWithPrevious = (entry: NumberedEntry, sequence: bigint): void => {
    if (previous === undefined) return
    const micros = entry.occurredAtMicros
    if (sequence < previous.sequence) {
      counts.regression += 1
      if (regressions.length < listLimit) {
        regressions.push({
          previous: String(previous.sequence),
          sequence: String(sequence),
          pointer: pointerFrom(entry),
        })
      }
    }
    if (micros === null || previous.micros === null) return
    const rises = sequence > previous.sequence && micros < previous.micros
    const falls = sequence < previous.sequence && micros > previous.micros
    if (!rises && !falls) return
    counts.disagreement += 1
    firstTimeDisagreement ??= {
      pointer: pointerFrom(entry),
      previousSequence: String(previous.sequence),
      sequence: String(sequence),
      previousMicros: previous.micros,
      micros,
    }
  }

  return {
    add(entry) {
      counts.entries += 1
      if (entry.sequence === null) {
        counts.without += 1
        return
      }
      if (!decimalPattern.test(entry.sequence)) {
        counts.unreadable += 1
        return
      }
      const sequence = BigInt(entry.sequence)
      const place = gaps.add(sequence, entry)
      if (place === 'repeated') {
        counts.duplicate += 1
        if (duplicates.length < listLimit) duplicates.push({ sequence: String(sequence), pointer: pointerFrom(entry) })
      } else if (place === 'undecided') counts.undecided += 1
      compareWithPrevious(entry, sequence)
      previous = { sequence, micros: entry.occurredAtMicros }
    },
    finish() {
      const { gapCount, missing, listed, lowest, highest } = gaps.finish()
      const isTestable = lowest !== undefined
      const isClean =
        gapCount === 0 &&
        counts.duplicate === 0 &&
        counts.undecided === 0 &&
        counts.unreadable === 0 &&
        counts.without === 0
      return {
        sourceId,
        result: !isTestable
          ? 'not-testable'
          : isClean && counts.regression === 0 && counts.disagreement === 0
            ? 'no-exception-noted'
            : 'exception-noted',
        entries: counts.entries,
        withoutSequence: counts.without,
        unreadable: counts.unreadable,
        lowest: lowest === undefined ? null : String(lowest),
        highest: highest === undefined ? null : String(highest),
        missing: String(missing),
        gapCount,
        gaps: listed,
        duplicateCount: counts.duplicate,
        duplicates,
        regressionCount: counts.regression,
        regressions,
        timeDisagreementCount: counts.disagreement,
        firstTimeDisagreement,
        undecided: counts.undecided,
      }
    },
  }
}

interface GapSet {
  add(sequence: bigint, entry: NumberedEntry): 'new' | 'repeated' | 'undecided'
  finish(): {
    gapCount: number
    missing: bigint
    listed: SequenceRange[]
    lowest: bigint | undefined
    highest: bigint | undefined
  }
}

/** Numbers not seen between the lowest and the highest seen, as ascending ranges. */
function createGapSet(openLimit: number, listLimit: number): GapSet {
  const open: Gap[] = []
  const listed: SequenceRange[] = []
  let lowest: bigint | undefined
  let highest: bigint | undefined
  let closedCount = 0
  let closedMissing = 0n
  /** Highest number of the gaps closed for good. */
  let horizon: bigint | undefined

  /** Half at once: closing one by one would move the whole list for every further gap. */
  const closeLowerHalf = (): void => {
    for (const gap of open.splice(0, Math.ceil(open.length / 2))) {
      closedCount += 1
      closedMissing += gap.to - gap.from + 1n
      horizon = gap.to
      if (listed.length < listLimit) listed.push(rangeFrom(gap))
    }
  }

  const openGap = (at: number, gap: Gap): void => {
    open.splice(at, 0, gap)
    if (open.length > openLimit) closeLowerHalf()
  }

  return {
    add(sequence, entry) {
      if (lowest === undefined || highest === undefined) {
        lowest = sequence
        highest = sequence
        return 'new'
      }
      if (sequence > highest) {
        if (sequence > highest + 1n)
          openGap(open.length, { from: highest + 1n, to: sequence - 1n, pointer: pointerFrom(entry) })
        highest = sequence
        return 'new'
      }
      if (horizon !== undefined && sequence <= horizon) return 'undecided'
      if (sequence < lowest) {
        if (sequence < lowest - 1n) openGap(0, { from: sequence + 1n, to: lowest - 1n, pointer: pointerFrom(entry) })
        lowest = sequence
        return 'new'
      }
      const at = gapAt(open, sequence)
      const gap = open[at]
      if (gap === undefined || sequence < gap.from) return 'repeated'
      const upper: Gap = { from: sequence + 1n, to: gap.to, pointer: gap.pointer }
      gap.to = sequence - 1n
      if (gap.from > gap.to) open.splice(at, 1)
      if (upper.from <= upper.to) openGap(gap.from > gap.to ? at : at + 1, upper)
      return 'new'
    },
    finish() {
      const missing = open.reduce((sum, gap) => sum + gap.to - gap.from + 1n, closedMissing)
      const ranges = [...listed, ...open.slice(0, Math.max(0, listLimit - listed.length)).map(rangeFrom)]
      return { gapCount: closedCount + open.length, missing, listed: ranges, lowest, highest }
    },
  }
}

/** Index of the first gap that ends at or after `sequence`. */
function gapAt(open: readonly Gap[], sequence: bigint): number {
  let low = 0
  let high = open.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((open[middle] as Gap).to < sequence) low = middle + 1
    else high = middle
  }
  return low
}

function rangeFrom(gap: Gap): SequenceRange {
  return { from: String(gap.from), to: String(gap.to), count: String(gap.to - gap.from + 1n), pointer: gap.pointer }
}

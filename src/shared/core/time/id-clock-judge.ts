/**
 * Second look over all ids of a source: every stated time against the time of its id, and the id times along the order
 * of the entries. Lists are capped, counts are exact.
 */
import type { IdClockResult, IdStep, IdTimeFinding } from '../../model/id-clock.ts'
import type { ControlTestResult, ReasonCode, VerdictWord } from '../../model/verdict.ts'
import type { IdReading } from './id-clock.ts'
import type { IdClockBasis } from './id-clock-survey.ts'
import { isoFromMicros } from './instant.ts'

const listedFindings = 200
const listedSteps = 20

/** One entry with an id. */
export interface IdEntry {
  readonly entryId: number
  readonly line: number
  readonly sequence: string | null
  readonly id: string
  readonly reading: IdReading
  readonly statedMicros: number | null
  /** Text of the stated time; asked for only where it is listed. */
  readonly stated: () => string
}

export type IdClockCounts = Pick<
  IdClockResult,
  'tested' | 'within' | 'withoutTime' | 'outside' | 'findings' | 'findingsNotListed' | 'order'
>

/** How the entries come in: rising or falling along the sequence, along the file where there is none, or mixed up. */
export type EntryOrder = 'sequence' | 'sequence-falling' | 'file' | 'mixed'

export class IdClockJudge {
  readonly #basis: IdClockBasis
  readonly #order: EntryOrder
  #tested = 0
  #earlier = 0
  #later = 0
  #withoutTime = 0
  readonly #findings: IdTimeFinding[] = []
  #compared = 0
  #back = 0
  #backBeyond = 0
  #largest = 0
  readonly #steps: IdStep[] = []
  #before: { entryId: number; line: number; sequence: string | null; micros: number } | null = null

  constructor(basis: IdClockBasis, order: EntryOrder) {
    this.#basis = basis
    this.#order = order
  }

  add(entry: IdEntry): void {
    const micros = this.#basis.timeOf(entry.reading)
    if (micros === null) return
    if (entry.statedMicros === null) this.#withoutTime += 1
    else this.#compare(entry, micros, entry.statedMicros)
    this.#follow(entry, micros)
  }

  finish(): IdClockCounts {
    const outside = { earlier: this.#earlier, later: this.#later }
    return {
      tested: this.#tested,
      within: this.#tested - outside.earlier - outside.later,
      withoutTime: this.#withoutTime,
      outside,
      findings: this.#findings,
      findingsNotListed: outside.earlier + outside.later - this.#findings.length,
      order:
        this.#order === 'mixed' || this.#compared === 0
          ? null
          : {
              by: this.#order === 'file' ? 'file' : 'sequence',
              compared: this.#compared,
              back: this.#back,
              backBeyond: this.#backBeyond,
              largestMicros: this.#largest,
              first: this.#steps,
            },
    }
  }

  #compare(entry: IdEntry, micros: number, statedMicros: number): void {
    this.#tested += 1
    const { offsets, tolerance } = this.#basis
    const offset = statedMicros - micros
    const distance = offset - (offsets?.medianMicros ?? 0)
    if (Math.abs(distance) <= (tolerance?.micros ?? Infinity)) return
    const side = distance < 0 ? 'earlier' : 'later'
    if (side === 'earlier') this.#earlier += 1
    else this.#later += 1
    if (this.#findings.length >= listedFindings) return
    const { entryId, line, sequence, id, reading } = entry
    this.#findings.push({
      entryId,
      line,
      sequence,
      id: id.slice(0, 128),
      kind: reading.kind,
      idTime: isoFromMicros(micros),
      stated: entry.stated(),
      offsetMicros: offset,
      side,
    })
  }

  #follow({ entryId, line, sequence }: IdEntry, micros: number): void {
    if (this.#order === 'mixed') return
    const here = { entryId, line, sequence, micros }
    const before = this.#before
    this.#before = here
    if (before === null) return
    this.#compared += 1
    const [earlier, later] = this.#order === 'sequence-falling' ? [here, before] : [before, here]
    const back = earlier.micros - later.micros
    if (back <= 0) return
    this.#back += 1
    this.#largest = Math.max(this.#largest, back)
    if (back <= (this.#basis.tolerance?.micros ?? Infinity)) return
    this.#backBeyond += 1
    if (this.#steps.length >= listedSteps) return
    this.#steps.push({
      entryId: later.entryId,
      line: later.line,
      sequence: later.sequence,
      idTime: isoFromMicros(later.micros),
      beforeEntryId: earlier.entryId,
      beforeIdTime: isoFromMicros(earlier.micros),
      backMicros: back,
    })
  }
}

/**
 * Verdict of the check. `mismatch`: a stated time, or the order, is not what the ids say. `not-checked`: no id has a
 * clock, or some entries could not be tested. `verified`: every entry of the source was tested and lies within.
 */
export function idClockVerdict(
  basis: IdClockBasis,
  counts: IdClockCounts,
  scope: { readonly entries: number; readonly rejected: number; readonly truncated: boolean },
): { readonly verdict: VerdictWord; readonly reason: ReasonCode | null; readonly outcome: ControlTestResult } {
  if (counts.tested === 0) return { verdict: 'not-checked', reason: 'ids-without-clock', outcome: 'not-testable' }
  const { earlier, later } = counts.outside
  if (earlier + later > 0) return { verdict: 'mismatch', reason: 'id-time-differs', outcome: 'exception-noted' }
  const { offsets, tolerance } = basis
  if (offsets !== null && tolerance !== null && Math.abs(offsets.medianMicros) > tolerance.micros)
    return { verdict: 'mismatch', reason: 'id-time-shifted', outcome: 'exception-noted' }
  if ((counts.order?.backBeyond ?? 0) > 0)
    return { verdict: 'mismatch', reason: 'id-order-differs', outcome: 'exception-noted' }
  if (counts.tested < scope.entries)
    return { verdict: 'not-checked', reason: 'ids-partly-untested', outcome: 'no-exception-noted' }
  if (scope.rejected > 0) return { verdict: 'not-checked', reason: 'record-rejected', outcome: 'no-exception-noted' }
  if (scope.truncated) return { verdict: 'gap', reason: 'source-truncated', outcome: 'no-exception-noted' }
  return { verdict: 'verified', reason: null, outcome: 'no-exception-noted' }
}

/**
 * Exceptions that the further checks noted: the findings of their runs, in the words of the register. No procedure of a
 * framework is about these checks, so that no result of one counts them.
 */
import { createText } from '../../../shared/text/create-text.ts'
import { findingTitle, whereText } from '../../../shared/text/finding-text.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { maskedText } from '../../../shared/core/sensitive/mask-value.ts'
import type { NewFinding } from '../../store/findings.ts'
import type { FurtherResult, FurtherRun } from '../verify/further-checks.ts'
import { furtherFindings } from '../verify/further-findings.ts'
import { fileNameOf } from './without-folders.ts'

export interface FurtherException {
  readonly kind: string
  readonly source: string
  /** Line and sequence, or what was looked at where it is no entry. */
  readonly item: string
  readonly observed: string
}

const text = createText()

/** Items that differ or are missing. What could not be checked is no exception: it stands with its reason at the run. */
export function furtherExceptions({ run, result }: FurtherRun): FurtherException[] {
  return furtherFindings(result, run.runId)
    .filter(({ kind }) => kind !== 'check-incomplete')
    .map((finding) => ({
      kind: findingTitle(text, finding.kind),
      source: maskedText(fileNameOf(result.sourceName)),
      item: itemOf(finding),
      observed: observedOf(finding),
    }))
}

/** Items that a run counted and does not list. */
export function unlistedItems(result: FurtherResult, listed: number): number {
  return Math.max(0, itemCount(result) - listed)
}

function itemCount(result: FurtherResult): number {
  switch (result.kind) {
    case 'continuity':
      return result.holeCount
    case 'sequence':
      return result.reason === 'sequence-scope-unknown' ? 0 : result.gapCount + result.duplicateCount
    case 'ids':
      return result.outside.earlier + result.outside.later + (result.order?.backBeyond ?? 0)
    case 'seals':
    case 'cloudtrail':
    case 'proofs':
      return 0
  }
}

function itemOf({ pointers, subject }: NewFinding): string {
  const [first] = pointers
  return first === undefined || (first.line === null && first.sequence === null) ? subject : whereText(text, first)
}

function observedOf({ kind, subject, details }: NewFinding): string {
  const { resource, fields, lastKnown, statedOld, changedAfter, notLaterThan, missing, count, idTime, statedTime } =
    details
  if (kind === 'state-break')
    return `${resource}, ${fields}: last known ${lastKnown}, stated as old ${statedOld}; changed after ${changedAfter}, not later than ${notLaterThan}`
  if (kind === 'sequence-gap') return `numbers missing before this entry: ${missing} (${count})`
  if (kind === 'sequence-repeat') return `number ${subject} is there twice`
  if (kind === 'id-time')
    return `time in the id ${idTime}, time stated ${statedTime}, difference ${details['difference']}`
  if (kind === 'id-order')
    return `time in the id ${idTime} is before that of the entry before, by ${details['difference']}`
  const reason = details['reason'] === undefined ? '' : reasonText(text, details['reason'])
  const values =
    details['expected'] === '' ? '' : ` Expected ${details['expected']}, found ${details['actual'] || 'none'}.`
  return `${reason}${values}`
}

/** What a list of heads shows of a source: which rows are about it, which are missing, and up to which record it reaches. */
import type { ProofJudgement, ProofSubject } from '../../../shared/model/proof.ts'
import type { SubjectFinder } from './subjects.ts'

export interface HeadListOutcome {
  /** Rows that are about this source and name what is not there. */
  readonly missing: number
  readonly facts: ProofJudgement['facts']
}

/** `subjects` in the order of the commitments; `records` of the source. */
export function headListOutcome(
  { commitments, facts }: ProofJudgement,
  subjects: readonly (ProofSubject | null)[],
  finder: SubjectFinder,
  records: number,
): HeadListOutcome {
  const elsewhere = commitments.filter((item, index) => subjects[index] === null && finder.isElsewhere(item)).length
  const moved = commitments.filter((item) => finder.headOf(item)?.samePlace === false).length
  const found = subjects.filter((subject) => subject !== null).length
  const lines = commitments.flatMap((item) => finder.headOf(item)?.index ?? [])
  const last = lines.reduce((most, index) => Math.max(most, index), -1)
  const told: ProofJudgement['facts'] = []
  if (elsewhere > 0) told.push({ label: 'head-list-elsewhere', text: String(elsewhere) })
  if (moved > 0) told.push({ label: 'head-list-other-place', text: String(moved) })
  // A list that was written before the last records still holds what stood then to its word.
  if (last >= 0) told.push({ label: 'head-list-reaches', text: `${last + 1} of ${records}` })
  return { missing: commitments.length - found - elsewhere, facts: [...facts, ...told] }
}

/** Words for parts of outside proofs. */
import type { ProofVerdict } from '../model/proof.ts'
import type { Text } from './create-text.ts'

/** A comparison that was made on the way; a code that this version does not know is returned as it is. */
export function proofStepText(text: Text, step: string): string {
  return text.find(`proofStep.${step}`) ?? step
}

export function proofFactText(text: Text, label: string): string {
  return text.find(`proofFact.${label}`) ?? label
}

/** What of the source a proof is about. */
export function subjectText(text: Text, { subjects, found, committed }: ProofVerdict): string {
  if (found === 0) return text.t('proofsScreen.nothing')
  if (committed > 1) return text.t('proofsScreen.severalOf', { found, committed })
  const [subject] = subjects.filter((candidate) => candidate !== null)
  return subject === undefined ? '' : text.t(`proofSubject.${subject.kind}`, { text: subject.text })
}

/** Prints outside proofs: what each is about, by whose clock it was there, and what did not hold. */
import { isoFromMicros } from '../../shared/core/time/instant.ts'
import type { LogHistory, ProofsResult, ProofVerdict } from '../../shared/model/proof.ts'
import type { Text } from '../../shared/text/create-text.ts'
import { proofFactText, proofStepText, subjectText } from '../../shared/text/proof-text.ts'
import { reasonText } from '../../shared/text/verdict-text.ts'
import { fact as namedFact, grouped, line, verdictLine } from './output.ts'

/** Facts that say how far a proof reaches. */
const shownFacts = ['head-list-reaches', 'head-list-elsewhere', 'head-list-other-place']
/** Proofs printed; --json has all. */
const printedProofs = 50

export function printProofs(text: Text, result: ProofsResult): void {
  for (const proof of result.proofs.slice(0, printedProofs)) printProof(text, proof)
  const more = result.proofs.length - printedProofs
  if (more > 0) fact('', `... and ${grouped(more)} more; --json lists all`)
  for (const log of result.logs ?? []) printLog(text, log)
}

/** Checkpoints of one log against each other: what does not hold, with the files that say so. */
function printLog(text: Text, { origin, checkpoints, verdict, reason, steps }: LogHistory): void {
  const why = reason === null ? '' : `: ${reasonText(text, reason)}`
  verdictLine(verdict, `log ${origin}, ${grouped(checkpoints)} checkpoints compared with each other${why}`, '  ')
  for (const step of steps.slice(0, printedProofs)) {
    if (step.holds === true) continue
    const files = `${step.older} and ${step.newer}`
    fact(step.holds === false ? 'differs' : 'open', `${proofStepText(text, step.step)}: ${files}`)
    if (step.expected !== null) line(`             expected  ${step.expected}`)
    if (step.actual !== null) line(`             actual    ${step.actual}`)
  }
}

function fact(name: string, value: string): void {
  namedFact(name, value, 9)
}

function printProof(text: Text, proof: ProofVerdict): void {
  const reason = proof.reason === null ? '' : `: ${reasonText(text, proof.reason)}`
  verdictLine(proof.verdict, `${proof.name}, ${text.t(`proofKind.${proof.kind}`)}, rung ${proof.rung}${reason}`, '  ')
  fact('about', subjectText(text, proof))
  for (const { label, text: value } of proof.facts)
    if (shownFacts.includes(label)) fact('', `${proofFactText(text, label)}: ${value}`)
  for (const time of proof.attested) {
    const width = time.accuracyMicros === null ? '' : `, give or take ${time.accuracyMicros / 1_000_000} s`
    fact('time', `${isoFromMicros(time.micros, 0)} by ${time.by}${width}`)
  }
  if (proof.assertedMicros !== null)
    fact('', `${isoFromMicros(proof.assertedMicros, 0)} as its sender states it; no outside clock shows that`)
  for (const step of proof.steps) {
    if (step.holds === true) continue
    fact(step.holds === false ? 'differs' : 'open', proofStepText(text, step.step))
    if (step.expected !== null) line(`             expected  ${step.expected}`)
    if (step.actual !== null) line(`             actual    ${step.actual}`)
  }
}

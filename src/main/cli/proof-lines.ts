/** Prints outside proofs: what each is about, by whose clock it was there, and what did not hold. */
import { isoFromMicros } from '../../shared/core/time/instant.ts'
import type { ProofsResult, ProofVerdict } from '../../shared/model/proof.ts'
import type { Text } from '../../shared/text/create-text.ts'
import { proofStepText, subjectText } from '../../shared/text/proof-text.ts'
import { reasonText } from '../../shared/text/verdict-text.ts'
import { fact as namedFact, grouped, line, verdictLine } from './output.ts'

/** Proofs printed; --json has all. */
const printedProofs = 50

export function printProofs(text: Text, result: ProofsResult): void {
  for (const proof of result.proofs.slice(0, printedProofs)) printProof(text, proof)
  const more = result.proofs.length - printedProofs
  if (more > 0) fact('', `... and ${grouped(more)} more; --json lists all`)
}

function fact(name: string, value: string): void {
  namedFact(name, value, 9)
}

function printProof(text: Text, proof: ProofVerdict): void {
  const reason = proof.reason === null ? '' : `: ${reasonText(text, proof.reason)}`
  verdictLine(proof.verdict, `${proof.name}, ${text.t(`proofKind.${proof.kind}`)}, rung ${proof.rung}${reason}`, '  ')
  fact('about', subjectText(text, proof))
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

/**
 * Whether two checkpoints of one log can both be true: the later tree begins with the very leaves of the earlier one.
 * RFC 6962 §2.1.2; C2SP tlog-checkpoint, "Signatures". Signatures are judged elsewhere; two signed checkpoints that
 * cannot both be true show that the log told two stories.
 */
import type { ProofStep } from '../../../model/proof.ts'
import { bytesToHex } from '../../bytes/hex.ts'
import type { Hasher } from '../../bytes/hasher.ts'
import { verifyConsistency } from '../../merkle/consistency-proof.ts'
import { rfc6962Tree } from '../../merkle/tree-profiles.ts'
import type { Checkpoint } from './checkpoint.ts'
import { comparedStep, differingStep, heldStep, undecidedStep } from './tlog-step.ts'

/**
 * Steps of comparing two checkpoints, in either order. `hashes`: the consistency proof from the smaller tree to the
 * larger; null when there is none, which leaves sizes that differ undecided (`consistency-not-given`). No proof is
 * needed for equal sizes, of which the roots must be equal, and from the empty tree, with which every tree begins.
 */
export function compareCheckpoints(
  one: Checkpoint,
  other: Checkpoint,
  hashes: readonly Uint8Array[] | null,
  sha256: Hasher,
): readonly ProofStep[] {
  if (one.origin !== other.origin) return [undecidedStep('same-log', 'log-name-differs', one.origin, other.origin)]
  const sameLog = heldStep('same-log', one.origin)
  const [older, newer] = one.size <= other.size ? [one, other] : [other, one]
  const root1 = bytesToHex(older.root)
  const root2 = bytesToHex(newer.root)
  if (older.size === newer.size) return [sameLog, comparedStep('same-root', 'checkpoints-differ', root1, root2)]
  if (older.size === 0n) {
    const empty = bytesToHex(sha256.hash(new Uint8Array(0)))
    return [sameLog, comparedStep('empty-root', 'root-differs', root1, empty)]
  }
  if (hashes === null) return [sameLog, undecidedStep('log-consistency', 'consistency-not-given', root1, root2)]
  const proof = { size1: older.size, size2: newer.size, hashes }
  const verdict = verifyConsistency(rfc6962Tree, sha256, proof, older.root, newer.root)
  if (verdict.holds) return [sameLog, heldStep('log-consistency', root2)]
  const step =
    verdict.root1 === null || verdict.root2 === null
      ? differingStep('log-consistency', 'consistency-differs', root2, verdict.problem ?? '')
      : differingStep(
          'log-consistency',
          'consistency-differs',
          `${root1} ${root2}`,
          `${bytesToHex(verdict.root1)} ${bytesToHex(verdict.root2)}`,
        )
  return [sameLog, step]
}

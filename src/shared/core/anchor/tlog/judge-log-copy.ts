/**
 * Judges a copy of a transparency log: its checkpoint and earlier ones, each with its signatures and with the root that
 * recomputes from the tiles of the copy. All roots come from one list of leaves, so earlier checkpoints of which they
 * hold are shown to be beginnings of the log. C2SP tlog-tiles; RFC 6962 §2.1.
 */
import type { TrustOf } from '../../../model/anchor.ts'
import type { ProofJudgement } from '../../../model/proof.ts'
import { compareCheckpoints } from './checkpoint-consistency.ts'
import type { Checkpoint } from './checkpoint.ts'
import { gatherCheckpoint } from './judge-checkpoint.ts'
import { recomputeTree, treeRootSteps } from './tile-steps.ts'
import type { TileSource } from './tiles.ts'
import type { TlogPorts } from './tlog-ports.ts'
import { judgementFrom } from './tlog-step.ts'

export interface LogCopy {
  /** The note of the copy itself, and notes that were kept before. */
  readonly current: Uint8Array
  readonly earlier: readonly Uint8Array[]
  readonly tiles: TileSource
}

/**
 * Judgements of the current checkpoint and of the earlier ones, in that order. Upper tiles and entries are judged with
 * the current one. Yields the number of leaves read so far. An earlier checkpoint that names another log is
 * `not-checked`; one that is larger than the copy, too, because its leaves are not there.
 */
export function* judgeLogCopy(
  { current, earlier, tiles }: LogCopy,
  keys: readonly TrustOf<'log-key'>[],
  ports: TlogPorts,
): Generator<number, readonly ProofJudgement[]> {
  const head = gatherCheckpoint('checkpoint', current, keys, ports)
  const others = earlier.map((note) => gatherCheckpoint('checkpoint', note, keys, ports))
  const newest = head.checkpoint
  if (newest === null) return [head, ...others].map(({ gathered }) => judgementFrom(gathered))
  const { origin, size } = newest
  const belongs = (other: Checkpoint | null): other is Checkpoint => other?.origin === origin && other.size <= size
  const sizes = others.map(({ checkpoint }) => (belongs(checkpoint) ? checkpoint.size : 0n))
  const tree = yield* recomputeTree([size, ...sizes], tiles, ports.sha256)
  const judgedHead = judgementFrom({
    ...head.gathered,
    steps: [...head.gathered.steps, ...treeRootSteps(newest, tree), ...tree.steps],
    facts: [...head.gathered.facts, ...tree.facts],
  })
  const judgedOthers = others.map(({ checkpoint, gathered }) => {
    if (checkpoint === null) return judgementFrom(gathered)
    // Which tree begins with which is shown by the roots below, so no proof of it is needed.
    const compared = compareCheckpoints(checkpoint, newest, null, ports.sha256)
    const steps = compared.filter(({ step }) => step === 'same-log' || step === 'same-root')
    if (checkpoint.origin === origin) steps.push(...treeRootSteps(checkpoint, tree))
    return judgementFrom({ ...gathered, steps: [...gathered.steps, ...steps] })
  })
  return [judgedHead, ...judgedOthers]
}

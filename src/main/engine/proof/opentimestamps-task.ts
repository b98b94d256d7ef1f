/**
 * What a lane does for OpenTimestamps proofs: every Bitcoin header at hand is hashed, which for a whole archive takes
 * seconds, and then serves every proof.
 */
import type { TrustOf } from '../../../shared/model/anchor.ts'
import type { ProofJudgement } from '../../../shared/model/proof.ts'
import { checkBitcoinHeaders } from '../../../shared/core/anchor/bitcoin-header-runs.ts'
import { judgeOpenTimestamps } from '../../../shared/core/anchor/opentimestamps.ts'
import { loadOtsHashers } from '../../io/anchors/ots-hashers.ts'
import { parseBitcoinHeaders } from '../../io/anchors/parse-bitcoin-headers.ts'

export interface HeaderFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly startHeight: number | null
}

export interface OpenTimestampsTask {
  readonly kind: 'opentimestamps'
  readonly headers: readonly HeaderFile[]
  readonly pinned: readonly TrustOf<'bitcoin-header'>[]
  readonly proofs: readonly Uint8Array[]
}

export interface OpenTimestampsResult {
  readonly kind: 'opentimestamps'
  /** In the order of the proofs. */
  readonly judgements: readonly ProofJudgement[]
}

/** `tell` is called with the headers checked so far. */
export async function runOpenTimestampsTask(
  { headers, pinned, proofs }: OpenTimestampsTask,
  tell?: (done: number) => void,
): Promise<OpenTimestampsResult> {
  const hashers = await loadOtsHashers()
  const runs = headers.flatMap(({ bytes, name, startHeight }) => [...parseBitcoinHeaders(bytes, name, startHeight)])
  const checked = checkBitcoinHeaders(runs, pinned, hashers.sha256, { tell })
  return {
    kind: 'opentimestamps',
    judgements: proofs.map((bytes) => judgeOpenTimestamps(bytes, { headers: checked, hashers })),
  }
}

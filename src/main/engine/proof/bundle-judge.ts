/** The judge of Sigstore bundles over one source: its file serves where a signature asks for the bytes themselves. */
import type { TrustEntry } from '../../../shared/model/anchor.ts'
import type { ProofJudgement } from '../../../shared/model/proof.ts'
import { concatBytes } from '../../../shared/core/bytes/hex.ts'
import type { TlogPorts } from '../../../shared/core/anchor/tlog/tlog-ports.ts'
import { judgeBundle, neededArtifact } from '../../io/anchors/sigstore/judge-bundle.ts'
import { createDigest } from '../../io/host/digest.ts'
import { timestampCrypto } from '../../io/signing/timestamp-crypto.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { frameBytes, listFrames, readFrames } from '../../store/vault.ts'
import { sigstoreTrustFrom } from '../anchor/sigstore-trust.ts'

/** Larger files are not put together in memory; their signatures over bytes stay not checked. */
const largestArtifact = 256 * 1024 * 1024

/** Judges bundles of the source under what the auditor pinned. */
export function openBundleJudge(
  store: ReadableStore,
  source: StoredSource,
  trust: readonly TrustEntry[],
  { sha256 }: TlogPorts,
): (bytes: Uint8Array) => ProofJudgement {
  const pinned = sigstoreTrustFrom(trust)
  return (bytes) =>
    judgeBundle(bytes, pinned, { sha256, crypto: timestampCrypto }, artifactOf(store, source, neededArtifact(bytes)))
}

/** The source's own file, when it has the digest that is asked for. */
function artifactOf(
  store: ReadableStore,
  source: StoredSource,
  needed: ReturnType<typeof neededArtifact>,
): Uint8Array | null {
  if (needed === null || source.bytes > largestArtifact) return null
  if (needed.algorithm === 'sha256' && needed.hex !== source.sha256) return null
  const parts: Uint8Array[] = []
  const digest = createDigest(needed.algorithm)
  for (const { frame } of listFrames(store, source.sourceId))
    for (const read of readFrames(store, source.sourceId, frame, frame + 1)) {
      const bytes = frameBytes(read)
      digest.update(bytes)
      parts.push(bytes)
    }
  return digest.hex() === needed.hex ? concatBytes(...parts) : null
}

/** The checkpoints among a source's proofs, gathered by log and compared with each other. */
import type { TrustEntry, TrustOf } from '../../../shared/model/anchor.ts'
import type { LogHistory, ProofJudgement } from '../../../shared/model/proof.ts'
import { bytesToHex, parseHex } from '../../../shared/core/bytes/hex.ts'
import { gatherCheckpoint } from '../../../shared/core/anchor/tlog/judge-checkpoint.ts'
import { judgeLogHistories, type KeptCheckpoint } from '../../../shared/core/anchor/tlog/log-history.ts'
import { parseTlogProof } from '../../../shared/core/anchor/tlog/tlog-proof.ts'
import type { TlogPorts } from '../../../shared/core/anchor/tlog/tlog-ports.ts'
import { judgementFrom } from '../../../shared/core/anchor/tlog/tlog-step.ts'
import { loadTlogPorts } from '../../io/anchors/tlog-ports.ts'
import { parseLogConsistency } from '../../io/anchors/parse-log-consistency.ts'
import type { AnchorFile } from '../../store/anchors.ts'

/** `recordRoot`: see `HistoryEvidence`. */
export async function logHistories(
  files: readonly AnchorFile[],
  trust: readonly TrustEntry[],
  recordRoot: (size: bigint) => string | null,
): Promise<readonly LogHistory[]> {
  const ports = await loadTlogPorts()
  const keys = trust.filter((entry) => entry.kind === 'log-key')
  const known = trust.filter((entry) => entry.kind === 'checkpoint')
  const own = files.flatMap((file) => {
    const note = noteOf(file)
    return note === null ? [] : keptFrom(file.name, note, { keys, known }, ports)
  })
  const kept = [...own, ...known.flatMap((entry) => pinnedBeside(entry, own))]
  const proofs = files
    .filter(({ kind }) => kind === 'log-consistency')
    .map(({ bytes, name }) => parseLogConsistency(bytes, name))
  return judgeLogHistories(kept, { proofs, recordRoot }, ports.sha256)
}

function noteOf({ kind, bytes }: AnchorFile): Uint8Array | null {
  if (kind === 'checkpoint') return bytes
  if (kind !== 'tlog-proof') return null
  const parsed = parseTlogProof(bytes)
  return parsed.kind === 'proof' ? parsed.proof.note : null
}

/** A checkpoint that the auditor pinned, where the source has others of its log and not this one. */
function pinnedBeside(
  { origin, size, rootHash, note }: TrustOf<'checkpoint'>,
  own: readonly KeptCheckpoint[],
): KeptCheckpoint[] {
  const ofLog = own.filter(({ checkpoint }) => checkpoint.origin === origin)
  const isThere = ofLog.some(
    ({ checkpoint }) => String(checkpoint.size) === size && bytesToHex(checkpoint.root) === rootHash,
  )
  const root = parseHex(rootHash)
  if (ofLog.length === 0 || isThere || root === undefined) return []
  const checkpoint = { origin, size: BigInt(size), root, extensions: [] }
  return [{ name: note === '' ? origin : note, checkpoint, signed: true, times: [] }]
}

function keptFrom(
  name: string,
  note: Uint8Array,
  { keys, known }: { readonly keys: readonly TrustOf<'log-key'>[]; readonly known: readonly TrustOf<'checkpoint'>[] },
  ports: TlogPorts,
): KeptCheckpoint[] {
  const { checkpoint, gathered } = gatherCheckpoint('checkpoint', note, keys, ports, known)
  if (checkpoint === null) return []
  const judged: ProofJudgement = judgementFrom(gathered)
  const times = judged.attested.map(({ by, micros }) => ({ by, micros }))
  const own =
    judged.assertedMicros === null ? [] : [{ by: checkpoint.origin.slice(0, 200), micros: judged.assertedMicros }]
  // Verified: it is pinned or a pinned key that is named as the log signed it, and no signature under a pinned key contradicts.
  return [{ name, checkpoint, signed: judged.verdict === 'verified', times: [...times, ...own] }]
}

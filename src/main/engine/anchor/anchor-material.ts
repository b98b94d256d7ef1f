/** Anchor material of a source: adding it byte for byte, and reading it again for verification. */
import { basename } from 'node:path'
import type { AnchorClaim, TranscriptFile, TrustEntry } from '../../../shared/model/anchor.ts'
import type { AnchorFileKind } from '../../../shared/model/proof.ts'
import { jcsFromValue } from '../../../shared/core/bytes/json-text.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { sha256Hex } from '../../io/host/digest.ts'
import { parseBeacon } from '../../io/anchors/parse-beacon.ts'
import { parseBitcoinHeaders } from '../../io/anchors/parse-bitcoin-headers.ts'
import { parseClaims } from '../../io/anchors/parse-claims.ts'
import { parseHeadList } from '../../io/anchors/parse-head-list.ts'
import { parseLogConsistency } from '../../io/anchors/parse-log-consistency.ts'
import { parseTranscript } from '../../io/anchors/parse-transcript.ts'
import { addAnchorFile, listAnchorFiles, listTrust } from '../../store/anchors.ts'
import type { ReadableStore } from '../../store/open.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { anchorFileKind } from '../proof/proof-files.ts'
import { assertStartHeight } from './start-height.ts'

export interface AddedAnchors {
  readonly kind: AnchorFileKind
  readonly count: number
  readonly sha256: string
}

/** Adds material byte for byte. What can be told to be unreadable is refused as a whole; a proof that is wrong is kept. */
export async function addAnchorMaterial(
  ports: EnginePorts,
  session: Session,
  sourceId: number,
  path: string,
  /** Height of the first of a file of Bitcoin headers that does not say it. */
  startHeight: number | null = null,
): Promise<AddedAnchors> {
  const bytes = await readChosenFile(path)
  const sha256 = sha256Hex(bytes)
  const name = basename(path)
  const kind = startHeight === null ? anchorFileKind(bytes) : 'bitcoin-headers'
  if (startHeight !== null) assertStartHeight(bytes, name, startHeight, listTrust(session.store))
  const count = countOf(kind, bytes, name, startHeight)
  const file = { kind, name, sha256, bytes, startHeight }
  const stated = startHeight === null ? {} : { startHeight }
  await session.transaction(() => {
    const added = addAnchorFile(session.store, sourceId, file, ports.clock.nowMicros())
    if (added)
      recordCustody(ports, session.store, 'anchor.add', { source: sourceId, kind, name, sha256, count, ...stated })
  })
  return { kind, count, sha256 }
}

/** Claims, blocks, headers, heads or updates of a file; 1 for a proof. */
function countOf(kind: AnchorFileKind, bytes: Buffer, name: string, startHeight: number | null): number {
  switch (kind) {
    case 'claims':
      return parseClaims(bytes, name).length
    case 'transcript':
      return parseTranscript(bytes, name).blocks.length
    case 'bitcoin-headers':
      return parseBitcoinHeaders(bytes, name, startHeight).reduce((sum, run) => sum + run.bytes.length / 80, 0)
    case 'head-list':
      return parseHeadList(bytes, name).heads.length
    case 'beacon-updates':
      return parseBeacon(bytes, name).updates.length
    case 'log-consistency':
      parseLogConsistency(bytes, name)
      return 1
    case 'timestamp-token':
    case 'opentimestamps':
    case 'checkpoint':
    case 'tlog-proof':
    case 'rekor-bundle':
      return 1
  }
}

export function claimsOf(store: ReadableStore, sourceId: number): AnchorClaim[] {
  return listAnchorFiles(store, sourceId, 'claims').flatMap((file) =>
    parseClaims(file.bytes, file.name).map(({ claim }) => claim),
  )
}

export function transcriptsOf(
  store: ReadableStore,
  sourceId: number,
): { readonly sha256: string; readonly transcript: TranscriptFile }[] {
  return listAnchorFiles(store, sourceId, 'transcript').map((file) => ({
    sha256: file.sha256,
    transcript: parseTranscript(file.bytes, file.name),
  }))
}

/** SHA-256 of the canonical list of what the auditor vouches for: printed in every anchor result. */
export function trustHash(entries: readonly TrustEntry[]): string {
  return sha256Hex(jcsFromValue(entries as never) as string)
}

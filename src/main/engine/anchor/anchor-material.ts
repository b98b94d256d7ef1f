/** Anchor material of a source: adding it byte for byte, and reading it again for verification. */
import { basename } from 'node:path'
import type { AnchorClaim, TranscriptFile, TrustEntry } from '../../../shared/model/anchor.ts'
import type { AnchorFileKind } from '../../../shared/model/proof.ts'
import { jcsFromValue } from '../../../shared/core/bytes/json-text.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { sha256Hex } from '../../io/host/digest.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { parseBeacon } from '../../io/anchors/parse-beacon.ts'
import { parseBitcoinHeaders } from '../../io/anchors/parse-bitcoin-headers.ts'
import { parseClaims } from '../../io/anchors/parse-claims.ts'
import { parseHeadList } from '../../io/anchors/parse-head-list.ts'
import { parseTranscript } from '../../io/anchors/parse-transcript.ts'
import { addAnchorFile, addTrust, listAnchorFiles, listTrust } from '../../store/anchors.ts'
import type { ReadableStore } from '../../store/open.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { anchorFileKind } from '../proof/proof-files.ts'
import { assertLogKeys } from './log-keys.ts'
import { parseTrustFile } from './trust-file.ts'

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
): Promise<AddedAnchors> {
  const bytes = await readChosenFile(path)
  const sha256 = sha256Hex(bytes)
  const name = basename(path)
  const kind = anchorFileKind(bytes)
  const count = countOf(kind, bytes, name)
  await session.transaction(() => {
    const added = addAnchorFile(session.store, sourceId, { kind, name, sha256, bytes }, ports.clock.nowMicros())
    if (added) recordCustody(ports, session.store, 'anchor.add', { source: sourceId, kind, name, sha256, count })
  })
  return { kind, count, sha256 }
}

/** Claims, blocks, headers, heads or updates of a file; 1 for a proof. */
function countOf(kind: AnchorFileKind, bytes: Buffer, name: string): number {
  switch (kind) {
    case 'claims':
      return parseClaims(bytes, name).length
    case 'transcript':
      return parseTranscript(bytes, name).blocks.length
    case 'bitcoin-headers':
      return parseBitcoinHeaders(bytes, name, null).reduce((sum, run) => sum + run.bytes.length / 80, 0)
    case 'head-list':
      return parseHeadList(bytes, name).heads.length
    case 'beacon-updates':
      return parseBeacon(bytes, name).updates.length
    case 'timestamp-token':
    case 'opentimestamps':
    case 'checkpoint':
    case 'tlog-proof':
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

/** Records what the auditor vouches for: entries that are given, and those of a file (see `parseTrustFile`). */
export async function addTrustEntries(
  ports: EnginePorts,
  session: Session,
  given: readonly TrustEntry[],
  path: string | undefined,
): Promise<{ added: number; total: number }> {
  const entries = [...given, ...(path === undefined ? [] : parseTrustFile(await readChosenFile(path), basename(path)))]
  assertLogKeys(entries, await loadHasher('sha256'))
  return session.transaction(() => {
    let added = 0
    for (const entry of entries) {
      if (!addTrust(session.store, entry, ports.clock.nowMicros())) continue
      added += 1
      recordCustody(ports, session.store, 'trust.add', { ...entry })
    }
    return { added, total: listTrust(session.store).length }
  })
}

/** SHA-256 of the canonical list of what the auditor vouches for: printed in every anchor result. */
export function trustHash(entries: readonly TrustEntry[]): string {
  return sha256Hex(jcsFromValue(entries as never) as string)
}

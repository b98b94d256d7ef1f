/** Anchor material of a source: adding it byte for byte, and reading it again for verification. */
import { basename } from 'node:path'
import { AppError } from '../../../shared/model/app-error.ts'
import type { AnchorClaim, TranscriptFile, TrustEntry } from '../../../shared/model/anchor.ts'
import { trustEntrySchema } from '../../../shared/model/anchor.ts'
import { jcsFromValue } from '../../../shared/core/bytes/json-text.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { sha256Hex } from '../../io/host/digest.ts'
import { parseClaims } from '../../io/anchors/parse-claims.ts'
import { parseTranscript } from '../../io/anchors/parse-transcript.ts'
import { addAnchorFile, addTrust, listAnchorFiles, listTrust } from '../../store/anchors.ts'
import type { ReadableStore } from '../../store/open.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'

export interface AddedAnchors {
  readonly kind: 'claims' | 'transcript'
  readonly count: number
  readonly sha256: string
}

/** Adds claims or a transcript. The file is parsed before it is kept: what cannot be read is refused as a whole. */
export async function addAnchorMaterial(
  ports: EnginePorts,
  session: Session,
  sourceId: number,
  path: string,
): Promise<AddedAnchors> {
  const bytes = await readChosenFile(path)
  const sha256 = sha256Hex(bytes)
  const name = basename(path)
  const kind = looksLikeTranscript(bytes) ? 'transcript' : 'claims'
  const count = kind === 'transcript' ? parseTranscript(bytes, name).blocks.length : parseClaims(bytes, name).length
  await session.transaction(() => {
    const added = addAnchorFile(session.store, sourceId, { kind, name, sha256, bytes }, ports.clock.nowMicros())
    if (added) recordCustody(ports, session.store, 'anchor.add', { source: sourceId, kind, name, sha256, count })
  })
  return { kind, count, sha256 }
}

function looksLikeTranscript(bytes: Buffer): boolean {
  return bytes.subarray(0, 4096).toString('latin1').includes('"assay.evm-transcript/')
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

/** Records block hashes the auditor vouches for: given, or one JSON array, or NDJSON of trust entries. */
export async function addTrustEntries(
  ports: EnginePorts,
  session: Session,
  given: readonly TrustEntry[],
  path: string | undefined,
): Promise<{ added: number; total: number }> {
  const entries = [...given, ...(path === undefined ? [] : parseTrustFile(await readChosenFile(path), basename(path)))]
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

function parseTrustFile(bytes: Buffer, name: string): TrustEntry[] {
  const text = bytes.toString('utf8').trim()
  try {
    const items: unknown[] = text.startsWith('[')
      ? (parseJson(text) as unknown[])
      : text
          .split(/\r?\n/)
          .filter((line) => line.trim() !== '')
          .map((line) => parseJson(line) as unknown)
    return items.map((item) => trustEntrySchema.parse(item))
  } catch (cause) {
    throw new AppError(
      'anchor-file-invalid',
      `${name} is no list of trust entries ({"kind":"block-hash","chainId","blockHash","note"}). Nothing was changed.`,
      { cause },
    )
  }
}

/** SHA-256 of the canonical list of what the auditor vouches for: printed in every anchor result. */
export function trustHash(entries: readonly TrustEntry[]): string {
  return sha256Hex(jcsFromValue(entries as never) as string)
}

/** Recording what the auditor vouches for: entries that are given, those of files, and what a second source states. */
import { basename } from 'node:path'
import { AppError } from '../../../shared/model/app-error.ts'
import type { TrustEntry } from '../../../shared/model/anchor.ts'
import { statedHost } from '../../../shared/core/anchor/stated-blocks.ts'
import { jcsFromValue } from '../../../shared/core/bytes/json-text.ts'
import { parseBlockStatements } from '../../io/anchors/parse-block-statements.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { sha256Hex } from '../../io/host/digest.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { addTrust, listTrust } from '../../store/anchors.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { assertLogKeys } from './log-keys.ts'
import { assertSigstoreTrust } from './sigstore-trust.ts'
import { parseCertificateFile, parseTrustFile } from './trust-file.ts'

export interface GivenTrust {
  readonly entries?: readonly TrustEntry[] | undefined
  /** See `parseTrustFile`. */
  readonly file?: string | undefined
  /** Certificates that tokens may leave out; none of them is pinned. */
  readonly certificates?: string | undefined
  /** Transcript or statement file of a source that is not the one the evidence came from. */
  readonly secondSource?: string | undefined
  /** Host in `secondSource` that is vouched for; needed where the file names more than one. */
  readonly statedBy?: string | undefined
  readonly note?: string | undefined
}

/** Records all of it or nothing. AppError `usage`, `anchor-file-invalid` or `transcript-invalid` for what cannot be read. */
export async function addGivenTrust(
  ports: EnginePorts,
  session: Session,
  given: GivenTrust,
): Promise<{ added: number; total: number }> {
  const { file, certificates, secondSource } = given
  const entries = [
    ...(given.entries ?? []),
    ...(file === undefined ? [] : parseTrustFile(await readChosenFile(file), basename(file))),
    ...(certificates === undefined
      ? []
      : parseCertificateFile(await readChosenFile(certificates), basename(certificates))),
    ...(secondSource === undefined ? [] : await statedEntries(secondSource, given)),
  ]
  assertLogKeys(entries, await loadHasher('sha256'))
  assertSigstoreTrust(entries)
  return session.transaction(() => {
    let added = 0
    for (const entry of entries) {
      if (!addTrust(session.store, entry, ports.clock.nowMicros())) continue
      added += 1
      recordCustody(ports, session.store, 'trust.add', custodyDetails(entry))
    }
    return { added, total: listTrust(session.store).length }
  })
}

/** The statements of one source. Which of several the auditor vouches for is not for the file to say. */
async function statedEntries(path: string, { statedBy, note = '' }: GivenTrust): Promise<TrustEntry[]> {
  const bytes = await readChosenFile(path)
  const name = basename(path)
  const statements = parseBlockStatements(bytes, name, await loadHasher('keccak256'))
  const sources = [...new Set(statements.map(({ by }) => by))]
  const wanted = statedBy === undefined ? sources : [statedHost(statedBy)]
  const chosen = statements.filter(({ by }) => wanted.includes(by))
  if (wanted.length !== 1 || chosen.length === 0)
    throw new AppError(
      'usage',
      `${name} has statements by ${sources.join(', ')}: say which of them you vouch for. Nothing was recorded.`,
    )
  const sha256 = sha256Hex(bytes)
  return chosen.map((statement) => ({
    kind: 'second-source',
    ...statement,
    blocks: [...statement.blocks],
    sha256,
    note,
  }))
}

/** Long values by their digest: the log of what was done is read by people, and grows for good. */
function custodyDetails(entry: TrustEntry): Readonly<Record<string, unknown>> {
  switch (entry.kind) {
    case 'second-source': {
      const blocksSha256 = sha256Hex(jcsFromValue(entry.blocks as never) as string)
      return { ...entry, blocks: entry.blocks.length, blocksSha256 }
    }
    case 'revocation-list':
      return { kind: entry.kind, listSha256: sha256Hex(Buffer.from(entry.list, 'base64')), note: entry.note }
    case 'sigstore-root':
      return { kind: entry.kind, sha256: entry.sha256, note: entry.note }
    default:
      return { ...entry }
  }
}

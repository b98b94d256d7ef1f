/**
 * Checks a copied folder of CloudTrail log and digest files against saved public keys: 1. read keys, metadata and every
 * file; 2. judge; 3. record. Nothing is imported and nothing is fetched: the result is a check run of the engagement that
 * is about no source.
 */
import { resolve } from 'node:path'
import { readKeyList, type ListedKey } from '../../../shared/core/cloudtrail/key-list.ts'
import { readMetadata, type SavedMetadata } from '../../../shared/core/cloudtrail/metadata.ts'
import { pathOf } from '../../../shared/core/cloudtrail/placement.ts'
import { verifyCopy } from '../../../shared/core/cloudtrail/verify-copy.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import type { CloudTrailResult, Relocation } from '../../../shared/model/cloudtrail.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { sha256Hex } from '../../io/host/digest.ts'
import { readRsaPublicKey } from '../../io/host/rsa-keys.ts'
import { replaceFindings } from '../../store/findings.ts'
import { endRun, startRun } from '../../store/runs.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { readCopy } from './read-copy.ts'
import { finishCheck } from '../verify/finish-check.ts'
import { furtherFindings } from '../verify/further-findings.ts'

export interface CloudTrailRequest {
  /** Folders, archives or files of the copy. */
  readonly files: readonly string[]
  /** Saved replies of `list-public-keys`. */
  readonly keys: readonly string[]
  readonly metadata: readonly string[]
  readonly relocations: readonly Relocation[]
}

interface ReadJson {
  readonly file: string
  readonly sha256: string
  readonly value: unknown
}

/** Throws AppError `key-unreadable` or `file-unreadable` for keys and metadata that are not what they should be. */
export async function verifyCloudTrail(
  ports: EnginePorts,
  session: Session,
  request: CloudTrailRequest,
  job: JobContext,
): Promise<CloudTrailResult> {
  const keyFiles = await readAll(request.keys)
  const metadataFiles = await readAll(request.metadata)
  const keys = keyFiles.flatMap((file): readonly ListedKey[] => {
    const listed = readKeyList(file.value, readRsaPublicKey)
    if (listed !== null) return listed
    throw new AppError(
      'key-unreadable',
      `${file.file} holds no PublicKeyList. Save the reply of "aws cloudtrail list-public-keys". Nothing was checked.`,
    )
  })
  const metadata = metadataFiles.flatMap((file): readonly SavedMetadata[] => {
    const found = readMetadata(file.value, file.file)
    if (found.length > 0) return found
    throw new AppError(
      'file-unreadable',
      `${file.file} holds no metadata with a signature. Save the reply of "aws s3api head-object". Nothing was checked.`,
    )
  })
  const relocations = request.relocations.map((given) => ({ ...given, folder: pathOf(resolve(given.folder)) }))
  const runId = await session.write(() =>
    startRun(session.store, {
      kind: 'cloudtrail',
      sourceId: 0,
      startedAtMicros: ports.clock.nowMicros(),
      toolVersion: ports.version,
      parameters: {
        files: request.files,
        keys: keyFiles.map(({ file, sha256 }) => ({ file, sha256 })),
        metadata: metadataFiles.map(({ file, sha256 }) => ({ file, sha256 })),
        relocations: request.relocations,
      },
    }),
  )
  try {
    const copy = await readCopy(request.files, job)
    for (const { folder } of relocations) {
      if (copy.files.some((file) => pathOf(file.location).startsWith(`${folder}/`))) continue
      throw new AppError('usage', `No file that was given lies below ${folder}. Give that folder as well.`)
    }
    const verdict = await verifyCopy({ files: copy.files, keys, metadata, relocations }, () => job.breathe())
    const kinds = Map.groupBy(copy.files, (file) => file.kind)
    const result: CloudTrailResult = {
      kind: 'cloudtrail',
      sourceId: 0,
      sourceName: copy.name,
      ...verdict,
      files: {
        read: copy.files.length,
        bytes: copy.bytes,
        digests: kinds.get('digest')?.length ?? 0,
        logs: kinds.get('log')?.length ?? 0,
        other: kinds.get('other')?.length ?? 0,
        notes: [...copy.notes],
      },
    }
    await session.transaction(() => {
      finishCheck(session.store, runId, ports.clock.nowMicros(), result)
      // Copies are told apart by where they lie. Hostile: names of files and objects are anybody's.
      const findings = maskedValue(furtherFindings(result, runId)) as ReturnType<typeof furtherFindings>
      replaceFindings(session.store, `cloudtrail ${JSON.stringify(request.files)}`, 0, findings)
      recordCustody(ports, session.store, 'cloudtrail.verify', {
        run: runId,
        name: copy.name,
        files: copy.files.length,
        keys: keyFiles.map(({ sha256 }) => sha256),
        verdict: result.verdict,
        digests: result.counts.digests,
        digestsVerified: result.counts.digestsVerified,
        logs: result.counts.logs,
        logsVerified: result.counts.logsVerified,
      })
    })
    return result
  } catch (error) {
    // Whatever is no internal fault (a folder that is not there, a cancel) leaves a run that was given up.
    const state = error instanceof AppError && error.code !== 'internal' ? 'abandoned' : 'faulted'
    await session.write(() => endRun(session.store, runId, ports.clock.nowMicros(), state))
    throw error
  }
}

async function readAll(paths: readonly string[]): Promise<ReadJson[]> {
  const read: ReadJson[] = []
  for (const file of paths) {
    const bytes = await readChosenFile(file)
    try {
      // What a shell of Windows saves begins with a byte order mark.
      const value = parseJson(bytes.toString('utf8').replace(/^\ufeff/, '')) as unknown
      read.push({ file, sha256: sha256Hex(bytes), value })
    } catch (cause) {
      throw new AppError('file-unreadable', `${file} is not JSON: ${(cause as Error).message}. Nothing was checked.`, {
        cause,
      })
    }
  }
  return read
}

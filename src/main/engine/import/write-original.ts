/** Gives back a file as it was handed over: its bytes from the vault, checked against the hash taken at import. */
import { AppError } from '../../../shared/model/app-error.ts'
import { writeFileAtomically } from '../../io/files/atomic-write.ts'
import { createSha256 } from '../../io/host/digest.ts'
import { listMembers, listOriginals, readOriginal, type StoredSource } from '../../store/sources.ts'
import { frameBytes, listFrames, readFrames } from '../../store/vault.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'

/**
 * Writes original `request.original` (0-based) of a source to `request.out`. Throws `not-found` when there is none or its
 * bytes are not kept (imported by reference or redacted), `file-exists` without `force`.
 */
export async function writeOriginal(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  request: { readonly original: number; readonly out: string; readonly force: boolean },
): Promise<{ path: string; bytes: number; sha256: string }> {
  const { store } = session
  const original = listOriginals(store, source.sourceId).find((item) => item.original === request.original)
  if (original === undefined)
    throw new AppError('not-found', `${source.name} has no file number ${request.original + 1}. Nothing was written.`)
  const { sensitiveMode } = source.receipt
  if (sensitiveMode === 'reference' || sensitiveMode === 'redact') {
    throw new AppError(
      'not-found',
      `The bytes of ${original.name} were not kept, because it holds card data (imported by ${sensitiveMode === 'reference' ? 'reference' : 'redaction'}). Nothing was written.`,
    )
  }
  const hash = createSha256()
  let bytes = 0
  const checked = function* (): Generator<Uint8Array> {
    for (const chunk of bytesOf(session, source, original.original)) {
      hash.update(chunk)
      bytes += chunk.length
      yield chunk
    }
    // Thrown before the file gets its name.
    if (hash.hex() !== original.sha256)
      throw new AppError('internal', `${original.name} is not in the vault as it was imported. Nothing was written.`)
  }
  await writeFileAtomically(request.out, checked(), { force: request.force })
  const custody = { source: source.sourceId, file: original.name, sha256: original.sha256 }
  await session.transaction(() => recordCustody(ports, store, 'source.original', custody))
  return { path: request.out, bytes, sha256: original.sha256 }
}

/** A packed original has chunks of its own; a plain one is the member that it is. */
function* bytesOf({ store }: Session, source: StoredSource, original: number): Generator<Uint8Array> {
  let packed = false
  for (const chunk of readOriginal(store, source.sourceId, original)) {
    packed = true
    yield chunk
  }
  if (packed) return
  const member = listMembers(store, source.sourceId).find((item) => item.original === original)
  if (member === undefined) return
  const from = member.byteStart
  const to = from + member.bytes
  for (const span of listFrames(store, source.sourceId)) {
    if (span.byteStart + span.byteLength <= from || span.byteStart >= to) continue
    for (const frame of readFrames(store, source.sourceId, span.frame, span.frame + 1)) yield frameBytes(frame)
  }
}

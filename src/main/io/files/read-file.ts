/** Reads a file of bounded size whole, so that what is hashed, unpacked and judged are the same bytes. */
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../../../shared/model/app-error.ts'

/** All bytes of a file. Throws AppError `file-unreadable`, also when it is longer than `mostBytes` or changes meanwhile. */
export async function readWholeFile(path: string, mostBytes: number): Promise<Uint8Array> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error)
  })
  try {
    const before = await file.stat()
    if (!before.isFile()) throw unreadable(path, undefined, 'It is not a regular file.')
    if (before.size > mostBytes) throw unreadable(path, undefined, `It is longer than ${mostBytes} bytes.`)
    const bytes = new Uint8Array(before.size)
    let position = 0
    // Only what the file held at the start is read: a file that grows as fast as it is read would never end.
    while (position < bytes.length) {
      const { bytesRead } = await file.read(bytes, position, bytes.length - position, position)
      if (bytesRead === 0) break
      position += bytesRead
    }
    const after = await file.stat()
    if (position !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      throw unreadable(path, undefined, 'It changed while it was being read.')
    }
    return bytes
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(path, error)
  } finally {
    await file.close()
  }
}

function unreadable(path: string, cause: unknown, why = ''): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const reason = why === '' ? `(${code})` : why
  return new AppError('file-unreadable', `${basename(path)} cannot be read. ${reason}`, {
    details: { path, code },
    ...(cause === undefined ? {} : { cause }),
  })
}

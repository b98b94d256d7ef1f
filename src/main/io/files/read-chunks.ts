/** Reading files the user chose: in chunks, as a prefix, or whole. Unreadable is an error that changes nothing. */
import { open, readFile, stat } from 'node:fs/promises'
import { AppError } from '../../../shared/model/app-error.ts'

const chunkBytes = 1024 * 1024

function unreadable(path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  return new AppError(
    'file-unreadable',
    `${path} could not be read: ${(cause as Error).message}. Nothing was changed.`,
    { cause },
  )
}

/** Size of a regular file in bytes. */
export async function fileSize(path: string): Promise<number> {
  try {
    const stats = await stat(path)
    if (!stats.isFile()) throw new AppError('file-unreadable', `${path} is no file. Nothing was changed.`)
    return stats.size
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/** A file's bytes in order, in chunks of memory of their own, so that a chunk may be kept. */
export async function* readChunks(path: string): AsyncGenerator<Buffer> {
  await fileSize(path)
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw unreadable(path, cause)
  })
  try {
    for (;;) {
      const buffer = Buffer.allocUnsafeSlow(chunkBytes)
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null)
      if (bytesRead === 0) return
      yield bytesRead === chunkBytes ? buffer : buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

/** First bytes of a file, at most `length`, and the size of the whole. */
export async function readPrefix(
  path: string,
  length: number,
): Promise<{ readonly prefix: Buffer; readonly bytes: number }> {
  const bytes = await fileSize(path)
  try {
    const handle = await open(path, 'r')
    try {
      const buffer = Buffer.alloc(Math.min(length, bytes))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0)
      return { prefix: buffer.subarray(0, bytesRead), bytes }
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/** A small file, whole. */
export async function readChosenFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

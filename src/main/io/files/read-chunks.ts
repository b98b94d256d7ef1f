/** Reading files the user chose: in chunks, as a prefix, or whole. Unreadable is an error that changes nothing. */
import { open, readFile, stat } from 'node:fs/promises'
import { AppError } from '../../../shared/model/app-error.ts'

const chunkBytes = 1024 * 1024

function unreadable(path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message
  return new AppError('file-unreadable', `${path} could not be read: ${why}. Nothing was changed.`, { cause })
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

/**
 * A file's bytes in order, in blocks of `blockBytes` but for the last; each in memory of its own, or in memory that
 * `spare` hands back, of the same size.
 */
export async function* readBlocks(
  path: string,
  blockBytes: number,
  spare: () => Uint8Array<ArrayBuffer> | undefined = () => undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  await fileSize(path)
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw unreadable(path, cause)
  })
  try {
    for (;;) {
      const block = spare() ?? new Uint8Array(blockBytes)
      let filled = 0
      while (filled < blockBytes) {
        const { bytesRead } = await handle.read(block, filled, blockBytes - filled, null)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      if (filled === 0) return
      yield filled === blockBytes ? block : block.subarray(0, filled)
    }
  } finally {
    await handle.close()
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

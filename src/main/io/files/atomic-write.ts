/**
 * Writes a file so that its name shows either nothing, the old bytes or all of the new ones: temporary file beside it,
 * flushed to the disk, then given the name. An existing file is refused unless the caller forces it.
 */
import { open, link, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../../shared/model/app-error.ts'

export interface WriteOptions {
  /** Replaces an existing file. */
  readonly force?: boolean
}

/** Throws AppError `file-exists`, `disk-full` or `file-unreadable` (the place cannot be written); then nothing is left behind. */
export async function writeFileAtomically(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: WriteOptions = {},
): Promise<void> {
  if (options.force !== true && (await exists(path))) throw fileExists(path)
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.partial`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      for await (const chunk of chunks) await file.writeFile(chunk)
      await file.chmod(0o666 & ~process.umask())
      await file.sync()
    } finally {
      await file.close()
    }
    await giveName(temporary, path, options.force === true)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw asAppError(error, path)
  }
  await syncFolder(dirname(path))
}

async function giveName(temporary: string, path: string, force: boolean): Promise<void> {
  if (force) {
    await rename(temporary, path)
    return
  }
  try {
    // link refuses an existing name in one step, where a check before a rename would leave a moment in between.
    await link(temporary, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw fileExists(path)
    // Some file systems have no links; there the check made a moment ago has to do.
    if (await exists(path)) throw fileExists(path)
    await rename(temporary, path)
    return
  }
  await unlink(temporary)
}

/** The name itself must survive a power cut too. Folders cannot be opened on every system; then this does nothing. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // Windows has no such operation; the file's own bytes are flushed already.
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw asAppError(error, path)
  }
}

function fileExists(path: string): AppError {
  return new AppError(
    'file-exists',
    `${basename(path)} exists already and was left as it is. Choose another name, or force the replacement.`,
    { details: { path } },
  )
}

function asAppError(error: unknown, path: string): Error {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('disk-full', `There is no room to write ${basename(path)}; nothing was left behind.`, {
      details: { path },
      cause: error,
    })
  if (code !== undefined)
    return new AppError('file-unreadable', `${basename(path)} cannot be written here (${code}).`, {
      details: { path, code },
      cause: error,
    })
  return error instanceof Error ? error : new Error(String(error))
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

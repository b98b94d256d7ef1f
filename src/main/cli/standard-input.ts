/**
 * Standard input as a file: an import reads its evidence twice (it is hashed and searched for card data before a byte is
 * stored), and a pipe can be read once. The file lies beside the engagement, readable by nobody else, and goes when the
 * command ends; only a process that is killed leaves it.
 */
import { rmSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { AppError } from '../../shared/model/app-error.ts'
import { createSha256 } from '../io/host/digest.ts'

/** What stands for standard input in a list of files. */
export const standardInputName = '-'

export interface KeptInput {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  remove(): Promise<void>
}

/**
 * Copies standard input into a file called `name` beside `engagement`. Throws AppError `usage` where it is a terminal or a
 * name with a folder, and `disk-full`.
 */
export async function keepStandardInput(engagement: string, name: string): Promise<KeptInput> {
  if (process.stdin.isTTY)
    throw new AppError(
      'usage',
      'Standard input is a terminal. Hand over a pipe or a file: gzip -dc x.gz | assay import …',
    )
  if (!/^[^/\\\0]{1,200}$/.test(name) || /^\.{1,2}$/.test(name))
    throw new AppError('usage', `${name} is no name for a file: it may hold no folder.`)
  const folder = await mkdtemp(join(dirname(resolve(engagement)), '.assay-input-'))
  const path = join(folder, name)
  // An interruption ends the process without coming back here.
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeNow)
  const remove = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true })
    process.off('exit', removeNow)
  }
  try {
    return { path, ...(await copyTo(path)), remove }
  } catch (error) {
    await remove()
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
      throw new AppError(
        'disk-full',
        'There is no room beside the engagement for what comes in on standard input. Nothing was imported.',
      )
    throw error
  }
}

async function copyTo(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createSha256()
  let bytes = 0
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      hash.update(chunk)
      bytes += chunk.length
      for (let from = 0; from < chunk.length;) from += (await file.write(chunk, from, chunk.length - from)).bytesWritten
    }
  } finally {
    await file.close()
  }
  return { bytes, sha256: hash.hex() }
}

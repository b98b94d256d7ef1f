/**
 * The files below what the user gave, in bytewise order of their names. A folder is walked without following links; what
 * is no regular file, cannot be read, or is litter is noted and passed over.
 */
import { lstat, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { AppError } from '../../../shared/model/app-error.ts'
import type { AcquireLimits } from './limits.ts'
import { passedOver } from './names.ts'
import { shownName } from '../../../shared/text/shown-name.ts'
import type { NoteSink } from './notes.ts'

export interface FoundFile {
  /** Relative to what was given, with `/`. */
  readonly name: string
  readonly path: string
  readonly bytes: number
  readonly modifiedMs: number
}

export interface FoundFiles {
  readonly files: readonly FoundFile[]
  readonly kind: 'file' | 'folder'
  readonly name: string
}

/** Throws AppError `file-unreadable` when something that was given is not there, and is neither file nor folder. */
export async function findFiles(paths: readonly string[], limits: AcquireLimits, note: NoteSink): Promise<FoundFiles> {
  const files: FoundFile[] = []
  let folders = 0
  for (const given of paths) {
    const path = resolve(given)
    // The user's own link is followed: that is what was chosen.
    const stats = await stat(path).catch((cause: unknown) => {
      throw new AppError('file-unreadable', `${path} could not be read: ${(cause as Error).message}.`, { cause })
    })
    const name = shownName(basename(path))
    if (stats.isDirectory()) {
      folders++
      await walk({ path, name: paths.length === 1 ? '' : name }, files, limits, note)
    } else if (stats.isFile()) {
      files.push({ name, path, bytes: stats.size, modifiedMs: stats.mtimeMs })
    } else {
      throw new AppError('file-unreadable', `${path} is neither a file nor a folder.`)
    }
  }
  const [first = ''] = paths
  const isOne = paths.length === 1
  const root = isOne ? resolve(first) : dirname(resolve(first))
  return { files, kind: isOne && folders === 0 ? 'file' : 'folder', name: shownName(basename(root)) }
}

interface Folder {
  readonly path: string
  readonly name: string
}

async function walk(root: Folder, files: FoundFile[], limits: AcquireLimits, note: NoteSink): Promise<void> {
  // The last is the next: subfolders are put on in reverse, so that names come in order without recursion.
  const waiting: (Folder | FoundFile)[] = [root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if ('bytes' in next) {
      if (files.length >= limits.maxMembers) return note('too-many', true, `more than ${limits.maxMembers} files`)
      files.push(next)
      continue
    }
    const below = await readFolder(next, note)
    waiting.push(...below.toReversed())
  }
}

async function readFolder(folder: Folder, note: NoteSink): Promise<(Folder | FoundFile)[]> {
  let names: Buffer[]
  try {
    names = await readdir(folder.path, { encoding: 'buffer' })
  } catch (error) {
    note('unreadable', true, `${folder.name}: ${(error as Error).message}`)
    return []
  }
  const below: (Folder | FoundFile)[] = []
  for (const bytes of names.toSorted((a, b) => Buffer.compare(a, b))) {
    const text = bytes.toString('utf8')
    const name = folder.name === '' ? shownName(text) : `${folder.name}/${shownName(text)}`
    if (!Buffer.from(text).equals(bytes)) {
      note('unreadable', true, `${name}: its name is not UTF-8`)
      continue
    }
    const why = passedOver(text)
    if (why !== null) {
      note(why, false, name)
      continue
    }
    const entry = await look(join(folder.path, text), name, note)
    if (entry !== null) below.push(entry)
  }
  return below
}

async function look(path: string, name: string, note: NoteSink): Promise<Folder | FoundFile | null> {
  try {
    const stats = await lstat(path)
    if (stats.isDirectory()) return { path, name }
    if (stats.isFile()) return { name, path, bytes: stats.size, modifiedMs: stats.mtimeMs }
    note(stats.isSymbolicLink() ? 'link-refused' : 'device-refused', false, name)
  } catch (error) {
    note('unreadable', true, `${name}: ${(error as Error).message}`)
  }
  return null
}

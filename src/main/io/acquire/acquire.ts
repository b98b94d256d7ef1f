/**
 * What the user gave, file or folder or archive, as members to import: every byte of the originals stays where it is,
 * packings are taken off while reading, and nothing is written. What could not be read, was left out or does not fit is
 * in the notes. Formats of the contents are no matter of this folder.
 */
import type { AppError } from '../../../shared/model/app-error.ts'
import { FileAccess, fileSource } from './byte-source.ts'
import { explore } from './explore.ts'
import type { Exploration } from './explore.ts'
import { findFiles } from './find-files.ts'
import type { FoundFile } from './find-files.ts'
import { acquireLimits, Budget } from './limits.ts'
import type { AcquireLimits } from './limits.ts'
import { ArchiveMemory } from './loaded-archive.ts'
import type { SourceMember } from './member.ts'
import { UniqueNames } from './names.ts'
import { NoteList } from './notes.ts'
import type { MemberNote } from './notes.ts'
import { WaitingPasses } from './shared-pass.ts'

export type { SourceMember } from './member.ts'
export type { MemberNote, MemberNoteCode } from './notes.ts'
export type { AcquireLimits } from './limits.ts'
export { rotationOrder } from './rotation.ts'

export interface Original {
  /** Relative to what was given, with `/`. */
  readonly name: string
  /** Absolute, for reading only. */
  readonly path: string
  readonly bytes: number
}

export interface Acquisition {
  /** `file`: one file that is not packed. `container`: one that is. `folder`: a folder, or several things at once. */
  readonly kind: 'file' | 'folder' | 'container'
  readonly name: string
  readonly originals: readonly Original[]
  /**
   * In the order in which they lie there, which is the order in which reading them all takes one pass. `rotationOrder`
   * proposes the order of their contents.
   */
  readonly members: readonly SourceMember[]
  /** What concerns no single member: entries refused or passed over, archives cut or damaged. */
  readonly notes: readonly MemberNote[]
}

/**
 * Finds the members of files and folders. Packed streams are decoded only as far as needed to see what they hold; a
 * packed tar is read once to its end. Throws AppError `file-unreadable` when a path that was given cannot be read.
 */
export async function acquire(paths: readonly string[], limits: Partial<AcquireLimits> = {}): Promise<Acquisition> {
  const shared: Exploration = {
    limits: { ...acquireLimits, ...limits },
    notes: new NoteList(),
    members: [],
    names: new UniqueNames(),
    waitingPasses: new WaitingPasses(),
    memory: new ArchiveMemory(),
  }
  const found = await findFiles(paths, shared.limits, shared.notes.add)
  const names = new UniqueNames()
  const originals: Original[] = []
  for (const file of found.files) {
    const { name } = names.add(file.name)
    originals.push({ name, path: file.path, bytes: file.bytes })
    await exploreFile({ ...file, name }, originals.length - 1, shared, found.kind === 'file')
  }
  const isPacked = found.kind === 'file' && shared.members.every((member) => member.packing.length > 0)
  return {
    kind: isPacked ? 'container' : found.kind,
    name: found.name,
    originals,
    members: shared.members,
    notes: shared.notes.list(),
  }
}

async function exploreFile(file: FoundFile, original: number, shared: Exploration, isOnly: boolean): Promise<void> {
  try {
    await explore(
      {
        name: file.name,
        original,
        originalBytes: file.bytes,
        budget: new Budget(file.bytes, shared.limits),
        source: fileSource(new FileAccess(file.path, file.bytes, file.modifiedMs)),
        packing: [],
        modifiedMicros: Math.trunc(file.modifiedMs * 1000),
        depth: 0,
        head: null,
      },
      shared,
    )
  } catch (error) {
    // One file of many that cannot be read does not keep the others from being imported.
    if (isOnly || !isUnreadable(error)) throw error
    shared.notes.add('unreadable', true, `${file.name}: ${error.message}`)
  }
}

function isUnreadable(error: unknown): error is AppError {
  return error instanceof Error && 'code' in error && error.code === 'file-unreadable'
}

/** The first bytes of a member, at most `bytes`, and whether they are all of it. */
export async function readPrefixOf(
  member: SourceMember,
  bytes: number,
): Promise<{ readonly prefix: Buffer; readonly complete: boolean }> {
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of member.open()) {
    chunks.push(chunk)
    total += chunk.length
    if (total > bytes) return { prefix: Buffer.concat(chunks).subarray(0, bytes), complete: false }
  }
  return { prefix: Buffer.concat(chunks), complete: true }
}

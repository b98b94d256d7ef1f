/**
 * Reads a zip archive that someone else may have made: names that leave the folder, names that occur twice, archives
 * that say different things at the front and at the back, and archives that unpack to more than expected are refused.
 * A member whose own bytes do not unpack is reported, so that everything else can still be checked.
 */
import { fromBufferPromise, openPromise, type Entry, type ZipFile } from 'yauzl'
import { AppError } from '../../../shared/model/app-error.ts'
import { equalBytes } from '../../../shared/core/bytes/hex.ts'

export interface ZipLimits {
  readonly mostEntries: number
  /** Unpacked bytes of one member, and of all together. */
  readonly mostEntryBytes: number
  readonly mostTotalBytes: number
}

export const packageLimits: ZipLimits = {
  mostEntries: 100_000,
  mostEntryBytes: 1024 ** 3,
  mostTotalBytes: 16 * 1024 ** 3,
}

export interface ZipMember {
  readonly path: string
  /** Null when the member cannot be unpacked; `problem` then says why. */
  readonly bytes: Uint8Array | null
  readonly problem: string | null
}

/**
 * Hands over every file of an archive in the order of its directory. `take` may keep the bytes; otherwise they are freed
 * before the next member is read. Throws AppError `package-unreadable` when the archive itself cannot be trusted to mean one thing.
 */
export async function readZip(
  source: string | Uint8Array,
  limits: ZipLimits,
  take: (member: ZipMember) => void | Promise<void>,
): Promise<void> {
  const archive = await openArchive(source)
  try {
    await readMembers(archive, limits, take)
  } finally {
    archive.close()
  }
}

async function openArchive(source: string | Uint8Array): Promise<ZipFile> {
  const options = {
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: true,
    strictFileNames: true,
    decodeStrings: true,
  }
  try {
    if (typeof source === 'string') return await openPromise(source, options)
    return await fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.length), options)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    if (code?.startsWith('E') === true && typeof source === 'string') {
      throw new AppError('file-unreadable', `The package cannot be read (${code}).`, {
        details: { path: source, code },
        cause: error,
      })
    }
    throw unreadable('It is not a zip archive, or its end is missing.', error)
  }
}

async function readMembers(
  archive: ZipFile,
  limits: ZipLimits,
  take: (member: ZipMember) => void | Promise<void>,
): Promise<void> {
  if (archive.entryCount > limits.mostEntries)
    throw unreadable(`It lists ${archive.entryCount} members; ${limits.mostEntries} are allowed.`)
  const seen = new Set<string>()
  let total = 0
  for await (const entry of entriesOf(archive)) {
    const path = entry.fileName
    // Hostile: one name twice lets two programs unpack two different packages from one archive. Case counts as the same
    // name because some file systems make no difference.
    const name = path.toLowerCase()
    if (seen.has(name)) throw unreadable(`The name ${path} occurs more than once.`)
    seen.add(name)
    if (path.endsWith('/')) {
      if (entry.uncompressedSize !== 0) throw unreadable(`The folder ${path} holds bytes.`)
      continue
    }
    // Hostile: a link would make a file mean something outside the package. Upper half: Unix mode, where the archive has one.
    const fileType = (entry.externalFileAttributes >>> 16) & 0o170000
    if (fileType !== 0 && fileType !== 0o100000) throw unreadable(`${path} is not a regular file.`)
    if (entry.isEncrypted()) throw unreadable(`${path} is encrypted.`)
    total += entry.uncompressedSize
    // The stated size is enforced while unpacking, so the cap holds for what really comes out.
    if (entry.uncompressedSize > limits.mostEntryBytes || total > limits.mostTotalBytes)
      throw unreadable(`${path} unpacks to more than is allowed.`)
    await assertOneMeaning(archive, entry)
    await take(await unpack(archive, entry))
  }
}

async function* entriesOf(archive: ZipFile): AsyncGenerator<Entry> {
  try {
    for await (const entry of archive.eachEntry()) yield entry
  } catch (error) {
    // Names with `..`, absolute names and backslashes end up here as well.
    throw error instanceof AppError
      ? error
      : unreadable(error instanceof Error ? `${error.message}.` : 'Its directory is damaged.', error)
  }
}

/** Hostile: a name in front of the member that differs from the directory's is what a streaming unpacker would believe. */
async function assertOneMeaning(archive: ZipFile, entry: Entry): Promise<void> {
  const header = await archive.readLocalFileHeaderPromise(entry).catch((error: unknown) => {
    throw unreadable(`The header of ${entry.fileName} is damaged.`, error)
  })
  if (!equalBytes(header.fileName, entry.fileNameRaw) || header.compressionMethod !== entry.compressionMethod) {
    throw unreadable(`The header of ${entry.fileName} differs from the directory.`)
  }
}

async function unpack(archive: ZipFile, entry: Entry): Promise<ZipMember> {
  const path = entry.fileName
  try {
    const chunks: Buffer[] = []
    for await (const chunk of await archive.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    return { path, bytes: Uint8Array.from(Buffer.concat(chunks)), problem: null }
  } catch (error) {
    return { path, bytes: null, problem: error instanceof Error ? error.message : String(error) }
  }
}

function unreadable(why: string, cause?: unknown): AppError {
  return new AppError('package-unreadable', `The package cannot be read. ${why}`, cause === undefined ? {} : { cause })
}

/**
 * The entries of a tar file in order, with where their bytes are. Reads headers of ustar, pax and GNU tar. Whatever is
 * no regular file is left out with a note; a header that cannot be read ends the list, because where the next one would
 * begin is then unknown.
 */
import type { ByteCursor } from '../byte-cursor.ts'
import type { NoteSink } from '../notes.ts'
import { shownName } from '../../../../shared/text/shown-name.ts'
import { isAllZero } from '../streams/trailing.ts'
import { blockBytes, parseTarHeader } from './header.ts'
import type { TarHeader } from './header.ts'
import { noPaxValues, parsePax } from './pax.ts'
import type { PaxValues } from './pax.ts'

export interface TarEntry {
  readonly name: string
  /** Where the data begins in the tar file. */
  readonly position: number
  readonly bytes: number
  readonly modifiedMicros: number | null
}

/** Longer extended headers are no names: the archive is then not read on. */
const mostMetadataBytes = 1024 * 1024
const pieceBytes = 1024 * 1024

/** What extended headers say about the next entry, and about all that follow. */
interface Pending {
  readonly next: PaxValues
  readonly all: PaxValues
  readonly longName: string | null
}

const nothingPending: Pending = { next: noPaxValues, all: noPaxValues, longName: null }

/**
 * Yields each entry when the input stands at its data; whoever reads from the input may take at most `bytes` of it.
 * `mostHeaders` bounds the headers looked at.
 */
export async function* listTar(input: ByteCursor, note: NoteSink, mostHeaders: number): AsyncGenerator<TarEntry> {
  let pending = nothingPending
  for (let headers = 0; ; headers++) {
    if (!(await input.fill(blockBytes))) {
      if (input.available.length === 0) note('cut-tar', true, 'the end mark is missing')
      else note('cut-tar', true, 'the data ends within a header')
      return
    }
    if (headers >= mostHeaders * 3) return note('too-many', true, `more than ${mostHeaders} entries`)
    const block = parseTarHeader(input.take(blockBytes))
    if (block.kind === 'zero') return noteEnd(input, note)
    if (block.kind === 'other') return note('damaged-tar', true, block.detail)
    const { header } = block
    if (isMetadata(header.type)) {
      const after = await readMetadata(input, header, pending, note)
      if (after === null) return
      pending = after
      continue
    }
    const entry = entryOf(header, pending, input.position)
    const next = entry.position + Math.ceil(entry.bytes / blockBytes) * blockBytes
    if (isSparse(header, pending)) note('sparse-refused', true, shownName(entry.name))
    else if (isFile(header.type)) yield entry
    else noteOther(header, entry, note)
    pending = { ...nothingPending, all: pending.all }
    if (!(await input.skip(next - input.position))) {
      return note('cut-tar', true, `the data ends within ${shownName(entry.name)}`)
    }
  }
}

function isMetadata(type: string): boolean {
  return type === 'x' || type === 'X' || type === 'g' || type === 'L' || type === 'K'
}

/** `7` is a contiguous file, which is stored as any other; old tar files have folders as files with a slash. */
function isFile(type: string): boolean {
  return type === '0' || type === '7'
}

function isSparse(header: TarHeader, pending: Pending): boolean {
  return header.type === 'S' || pending.next.isSparse
}

function entryOf(header: TarHeader, pending: Pending, position: number): TarEntry {
  const { next, all, longName } = pending
  const seconds = header.modifiedSeconds
  const micros = seconds === null || !Number.isSafeInteger(seconds * 1e6) ? null : seconds * 1e6
  // Links, devices and folders have no data, whatever their size says (ustar); hard links may in pax.
  const hasData = !['1', '2', '3', '4', '5', '6'].includes(header.type)
  return {
    name: next.path ?? longName ?? all.path ?? textOf(header.name),
    position,
    bytes: hasData ? (next.bytes ?? all.bytes ?? header.bytes) : 0,
    modifiedMicros: next.modifiedMicros ?? all.modifiedMicros ?? micros,
  }
}

async function readMetadata(
  input: ByteCursor,
  header: TarHeader,
  pending: Pending,
  note: NoteSink,
): Promise<Pending | null> {
  if (header.bytes > mostMetadataBytes) {
    note('damaged-tar', true, `an extended header of ${header.bytes} bytes`)
    return null
  }
  const padded = Math.ceil(header.bytes / blockBytes) * blockBytes
  if (!(await input.fill(padded))) {
    note('cut-tar', true, 'the data ends within an extended header')
    return null
  }
  const bytes = input.take(padded).subarray(0, header.bytes)
  if (header.type === 'K') return pending
  if (header.type === 'L') {
    const end = bytes.indexOf(0)
    return { ...pending, longName: textOf(end === -1 ? bytes : bytes.subarray(0, end)) }
  }
  const values = parsePax(bytes)
  if (values === null) {
    note('damaged-tar', true, 'an extended header is not well formed')
    return null
  }
  return header.type === 'g' ? { ...pending, all: values } : { ...pending, next: values }
}

function noteOther(header: TarHeader, entry: TarEntry, note: NoteSink): void {
  const name = shownName(entry.name)
  if (header.type === '5') return
  if (header.type === '1' || header.type === '2') note('link-refused', false, name)
  else if (['3', '4', '6'].includes(header.type)) note('device-refused', false, name)
  else note('damaged-tar', true, `${name} is an entry of unknown kind`)
}

/** Behind the first block of zeros: more zeros are padding, anything else was not read. */
async function noteEnd(input: ByteCursor, note: NoteSink): Promise<void> {
  let count = 0
  for (;;) {
    const bytes = await input.next(pieceBytes)
    if (bytes === null) break
    if (count > 0 || !isAllZero(bytes)) count += bytes.length
  }
  if (count > 0) note('trailing-data', false, `at most ${count} bytes after the end of the tar data`)
}

/** UTF-8 when it is; otherwise each byte as the character of its number, so that two names stay two. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? text : bytes.toString('latin1')
}

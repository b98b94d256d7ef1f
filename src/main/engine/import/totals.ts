/**
 * What reading a source counted, as plain data: parts of a source that were read apart (blocks in lanes, members of a
 * folder, the two halves of an interrupted import) add up to the same as the whole read at once.
 */
import type { ImportReceipt, ReceiptNote, TileKind } from '../../../shared/model/source.ts'
import type { MemberNoteCode } from '../../io/acquire/acquire.ts'
import type { FormatDefinition, NoteText } from '../../io/formats/format.ts'
import type { SetNote } from './set-notes.ts'

/** Different details kept with one kind of note (the partitions of a dump); every note is counted. */
const noteDetails = 400

export interface NoteCount {
  readonly code: string
  count: number
  readonly details: string[]
  incomplete?: boolean
}

export interface Totals {
  accepted: number
  rejected: number
  blank: number
  readonly tileBytes: Record<TileKind, number>
  truncated: boolean
  notes: NoteCount[]
  firstMicros: number | null
  lastMicros: number | null
  /** Decimal text; null when no entry has a sequence number. */
  firstSequence: string | null
  lastSequence: string | null
}

export function emptyTotals(): Totals {
  return {
    accepted: 0,
    rejected: 0,
    blank: 0,
    tileBytes: { record: 0, rejected: 0, blank: 0, framing: 0 },
    truncated: false,
    notes: [],
    firstMicros: null,
    lastMicros: null,
    firstSequence: null,
    lastSequence: null,
  }
}

/** `incomplete` marks a note whose code does not always mean it: an unreadable file of a folder. */
export function addNote(
  totals: Totals,
  code: string,
  count = 1,
  details: readonly string[] = [],
  incomplete = false,
): NoteCount {
  let note = totals.notes.find((candidate) => candidate.code === code)
  if (note === undefined) {
    note = { code, count: 0, details: [] }
    totals.notes.push(note)
  }
  note.count += count
  if (incomplete) note.incomplete = true
  // Hostile: details are the source's own names, and a dump may hold any number of them.
  for (const detail of details)
    if (note.details.length < noteDetails && !note.details.includes(detail)) note.details.push(detail)
  return note
}

/** Adds `part`, which was read after what `totals` holds. */
export function addTotals(totals: Totals, part: Totals): void {
  totals.accepted += part.accepted
  totals.rejected += part.rejected
  totals.blank += part.blank
  for (const kind of ['record', 'rejected', 'blank', 'framing'] as const) totals.tileBytes[kind] += part.tileBytes[kind]
  totals.truncated ||= part.truncated
  for (const note of part.notes) addNote(totals, note.code, note.count, note.details, note.incomplete)
  totals.firstMicros = lesser(totals.firstMicros, part.firstMicros)
  totals.lastMicros = greater(totals.lastMicros, part.lastMicros)
  if (totals.firstSequence === null || isLess(part.firstSequence, totals.firstSequence))
    totals.firstSequence = part.firstSequence
  if (totals.lastSequence === null || isLess(totals.lastSequence, part.lastSequence))
    totals.lastSequence = part.lastSequence
}

export function coveredBytes({ tileBytes }: Totals): number {
  return tileBytes.record + tileBytes.rejected + tileBytes.blank + tileBytes.framing
}

/** The receipt; its notes carry the format's sentences. */
export function receiptFrom(totals: Totals, format: FormatDefinition, bytes: number, sha256: string): ImportReceipt {
  return {
    bytes,
    sha256,
    physical: totals.accepted + totals.rejected + totals.blank,
    accepted: totals.accepted,
    rejected: totals.rejected,
    blank: totals.blank,
    tileBytes: { ...totals.tileBytes },
    truncated: totals.truncated,
    notes: totals.notes
      .map((note): ReceiptNote => {
        const own = format.notes?.[note.code] ?? noteOfImport(note.code)
        return {
          code: note.code,
          count: note.count,
          ...(note.details.length === 0 ? {} : { detail: note.details.join('; ') }),
          ...(own === undefined ? {} : { text: own.text }),
          ...(own?.incomplete === true || note.incomplete === true ? { incomplete: true } : {}),
        }
      })
      .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
  }
}

function noteOfImport(code: string): NoteText | undefined {
  return Object.hasOwn(importNotes, code) ? importNotes[code as keyof typeof importNotes] : undefined
}

/** Notes of containers and of sets of files, which no format explains. */
const importNotes: Readonly<Record<MemberNoteCode | SetNoteCode, NoteText>> = {
  'cut-gzip': { text: 'a gzip stream ends before its trailer', incomplete: true },
  'cut-bzip2': { text: 'a bzip2 stream is cut off', incomplete: true },
  'cut-xz': { text: 'an xz stream is cut off', incomplete: true },
  'cut-zstd': { text: 'a zstd frame is cut off', incomplete: true },
  'cut-tar': { text: 'a tar archive is cut off', incomplete: true },
  'cut-zip': { text: 'a zip archive is cut off', incomplete: true },
  'damaged-gzip': { text: 'a gzip stream is damaged', incomplete: true },
  'damaged-bzip2': { text: 'a bzip2 stream is damaged', incomplete: true },
  'damaged-xz': { text: 'an xz stream is damaged', incomplete: true },
  'damaged-zstd': { text: 'a zstd frame is damaged', incomplete: true },
  'damaged-tar': { text: 'a tar archive is damaged', incomplete: true },
  'damaged-zip': { text: 'a zip archive is damaged', incomplete: true },
  'unsupported-xz': { text: 'an xz filter or check that is not read', incomplete: true },
  'unsupported-zstd': { text: 'a zstd frame of a kind that is not read', incomplete: true },
  'unsupported-zip': { text: 'a zip method that is not read', incomplete: true },
  'trailing-data': { text: 'bytes stand after the end of the packed stream; they were kept and not read' },
  'trailing-zeros': { text: 'zero bytes stand after the end of the packed stream' },
  'local-header-differs': { text: 'a zip entry is described differently in its two headers' },
  'bomb-stopped': { text: 'unpacking was stopped at its limit', incomplete: true },
  'too-deep': { text: 'containers stand in each other deeper than is read', incomplete: true },
  'too-many': { text: 'more files than are read', incomplete: true },
  'archive-not-unpacked': { text: 'an archive was left packed', incomplete: true },
  'name-refused': { text: 'a name leads out of its container, and the entry was not read', incomplete: true },
  'duplicate-name': { text: 'two entries have one name' },
  'link-refused': { text: 'a link was not followed' },
  'device-refused': { text: 'a device or pipe was not read' },
  'encrypted-refused': { text: 'an encrypted entry was not read', incomplete: true },
  'sparse-refused': { text: 'a sparse file was not read', incomplete: true },
  'skipped-hidden': { text: 'hidden files were left out' },
  'skipped-litter': { text: "the operating system's own files were left out" },
  'empty-archive': { text: 'an archive without files' },
  unreadable: { text: 'a file could not be read', incomplete: true },
  'changed-while-reading': { text: 'a file changed while it was read', incomplete: true },
  'member-duplicate': { text: 'a file has the same bytes as another of the set and was read once' },
  'member-overlap': { text: 'neighbouring files overlap in time' },
  'rotation-missing': { text: 'a number of the rotation is not among the files', incomplete: true },
  'set-continuity': { text: 'the files follow one another' },
  'member-other-format': { text: 'files of the set are in another format and were not read here', incomplete: true },
}

/** Notes on the files of one source together. */
type SetNoteCode = 'member-other-format' | 'member-duplicate' | SetNote['code']

function lesser(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b)
}

function greater(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}

/** a < b as integers; null is no bound. */
function isLess(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && BigInt(a) < BigInt(b)
}

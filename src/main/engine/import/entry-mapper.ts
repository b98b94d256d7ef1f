/**
 * Record to entry while importing: only the few columns that filters need, straight from byte ranges. Everything else a
 * profile maps is read from the vault when somebody looks.
 */
import type { EntryField, SourceProfile } from '../../../shared/model/profile.ts'
import { jsonKinds, type JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { findMember, nameFrom, type MemberName } from '../../../shared/core/bytes/json-member.ts'
import { JsonPathFinder } from '../../../shared/core/bytes/json-path.ts'
import { microsFromBytes, parseInstant, type InstantReading } from '../../../shared/core/time/instant.ts'
import type { ByteText, EntryRow } from '../../store/entry-columns.ts'

export interface MappedEntry {
  sequence: EntryRow['sequence']
  occurredMicros: number | null
  actor: string | null
  action: string | null
  resourceType: string | null
  resourceId: EntryRow['resourceId']
  /** True when a time was there and could not be read. */
  timeUnparseable: boolean
}

/** Origin of one entry field in JSON records: candidate names; a dotted one is a path. */
interface Origin {
  readonly names: readonly { readonly name: MemberName; readonly dotted: boolean }[]
  /** Member in which the field was found last: records of one source mostly have one shape. */
  hint: number
}

const used = [
  'sequence',
  'occurredAt',
  'actorId',
  'actorEmail',
  'action',
  'resourceType',
  'resourceId',
] as const satisfies readonly EntryField[]
type UsedField = (typeof used)[number]

export class EntryMapper {
  readonly entry: MappedEntry = {
    sequence: null,
    occurredMicros: null,
    actor: null,
    action: null,
    resourceType: null,
    resourceId: null,
    timeUnparseable: false,
  }
  readonly #origins: Readonly<Record<UsedField, Origin>>
  readonly #reading: InstantReading
  readonly #finder = new JsonPathFinder()
  readonly #words = new WordCache()
  readonly #found: { bytes: Buffer; start: number; end: number } = { bytes: Buffer.alloc(0), start: 0, end: 0 }
  #lastTimeText = ''
  #lastMicros: number | null = null

  constructor(profile: SourceProfile, zone?: string) {
    this.#reading = { zone: zone ?? profile.zone, epochUnit: profile.epochUnit }
    const origin = (field: UsedField): Origin => ({
      names: (profile.fields[field] ?? []).map((source) => ({ name: nameFrom(source), dotted: source.includes('.') })),
      hint: -1,
    })
    this.#origins = Object.fromEntries(used.map((field) => [field, origin(field)])) as unknown as Record<
      UsedField,
      Origin
    >
  }

  /** Maps a scanned record; the result is `entry`, overwritten by the next call. */
  map(bytes: Buffer, scan: JsonScan): MappedEntry {
    const entry = this.entry
    entry.sequence = this.#find(bytes, scan, 'sequence') ? this.#sequence() : null
    entry.actor = this.#find(bytes, scan, 'actorId') || this.#find(bytes, scan, 'actorEmail') ? this.#word() : null
    entry.action = this.#find(bytes, scan, 'action') ? this.#word() : null
    entry.resourceType = this.#find(bytes, scan, 'resourceType') ? this.#word() : null
    entry.occurredMicros = null
    entry.timeUnparseable = false
    if (this.#find(bytes, scan, 'occurredAt')) this.#time(entry)
    // Last, because it may point at what was found.
    entry.resourceId = this.#find(bytes, scan, 'resourceId') ? this.#bytesOrText() : null
    return entry
  }

  /** Points at the value of a field: its characters without quotes. False for absent, null and nested values. */
  #find(bytes: Buffer, scan: JsonScan, field: UsedField): boolean {
    const origin = this.#origins[field]
    for (const { name, dotted } of origin.names) {
      if (dotted) {
        const finder = this.#finder
        if (!finder.find(bytes, scan, name.text)) continue
        if (this.#hold(bufferOf(finder.bytes), finder.start, finder.end, finder.kind)) return true
        continue
      }
      const member = this.#member(bytes, scan, origin, name)
      if (member < 0) continue
      const start = scan.valueStart[member] as number
      if (this.#hold(bytes, start, scan.valueEnd[member] as number, scan.kind[member] as number)) return true
    }
    return false
  }

  #hold(bytes: Buffer, start: number, end: number, kind: number): boolean {
    const quotes = kind === jsonKinds.string ? 1 : 0
    if (quotes === 0 && kind !== jsonKinds.number) return false
    const found = this.#found
    found.bytes = bytes
    found.start = start + quotes
    found.end = end - quotes
    return true
  }

  /** Text of the value that is held, its escapes undone. */
  #text(): string {
    const { bytes, start, end } = this.#found
    const text = bytes.toString('utf8', start, end)
    return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
  }

  /** The same for values that come again and again: a text that was met lately is not made anew. */
  #word(): string {
    const { bytes, start, end } = this.#found
    return this.#words.find(bytes, start, end) ?? this.#words.keep(bytes, start, end, this.#text())
  }

  /** The bytes themselves where they are the text. */
  #bytesOrText(): string | ByteText {
    const { bytes, start, end } = this.#found
    for (let at = start; at < end; at += 1) if (bytes[at] === 0x5c) return this.#text()
    return this.#found
  }

  #sequence(): EntryRow['sequence'] {
    const { bytes, start, end } = this.#found
    if (end - start > 15 || end === start) return sequenceFrom(this.#text())
    let value = 0
    for (let at = start; at < end; at += 1) {
      const digit = (bytes[at] as number) - 0x30
      if (digit < 0 || digit > 9) return sequenceFrom(this.#text())
      value = value * 10 + digit
    }
    return value
  }

  #time(entry: MappedEntry): void {
    const { bytes, start, end } = this.#found
    const quick = microsFromBytes(bytes, start, end)
    if (!Number.isNaN(quick)) {
      entry.occurredMicros = quick
      return
    }
    const text = this.#text()
    if (text !== this.#lastTimeText) {
      this.#lastTimeText = text
      this.#lastMicros = parseInstant(text, this.#reading)?.micros ?? null
    }
    entry.occurredMicros = this.#lastMicros
    entry.timeUnparseable = text !== '' && entry.occurredMicros === null
  }

  #member(bytes: Buffer, scan: JsonScan, origin: Origin, name: MemberName): number {
    // Hostile: a name that is repeated or spelled with escapes would hide its entry from filters and batches.
    if (scan.duplicateKeys || scan.escapedNames) return findMember(bytes, scan, name)
    const hint = origin.hint
    if (hint >= 0 && hint < scan.count && scan.find(name.bytes, hint) === hint) return hint
    const member = scan.find(name.bytes)
    if (member >= 0) origin.hint = member
    return member
  }
}

/** Texts met lately, by their bytes: making a string costs more than comparing a few bytes. */
class WordCache {
  readonly #bytes: (Uint8Array | undefined)[] = Array.from({ length: wordSlots })
  readonly #texts: string[] = Array.from({ length: wordSlots }, () => '')

  find(bytes: Uint8Array, start: number, end: number): string | undefined {
    if (end - start > longestWord) return undefined
    const slot = slotOf(bytes, start, end)
    const known = this.#bytes[slot]
    if (known === undefined || known.length !== end - start) return undefined
    for (let index = 0; index < known.length; index += 1) if (known[index] !== bytes[start + index]) return undefined
    return this.#texts[slot]
  }

  keep(bytes: Uint8Array, start: number, end: number, text: string): string {
    if (end - start > longestWord) return text
    const slot = slotOf(bytes, start, end)
    // Copied: the memory is the reader's, and `slice` of a Buffer is a view.
    this.#bytes[slot] = new Uint8Array(bytes.subarray(start, end))
    this.#texts[slot] = text
    return text
  }
}

const wordSlots = 4096
const longestWord = 64

/** FNV-1a over the bytes. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
  return (hash ^ (hash >>> 15)) & (wordSlots - 1)
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Decimal text to an exact integer; text of more digits than SQLite's 64 bits hold stays text; null when it is no integer. */
export function sequenceFrom(text: string | null): number | bigint | string | null {
  if (text === null || !/^-?\d{1,40}$/.test(text)) return null
  if (text.length <= 15) return Number(text)
  return text.length <= 18 ? BigInt(text) : text
}

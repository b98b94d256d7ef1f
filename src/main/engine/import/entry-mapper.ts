/**
 * Record to entry while importing: only the few columns that filters need, straight from byte ranges. Everything else a
 * profile maps is read from the vault when somebody looks.
 */
import type { EntryField, SourceProfile } from '../../../shared/model/profile.ts'
import { jsonKinds, type JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { findMember, nameFrom, type MemberName } from '../../../shared/core/bytes/json-member.ts'
import { JsonPathFinder } from '../../../shared/core/bytes/json-path.ts'
import { parseInstant, type InstantReading } from '../../../shared/core/time/instant.ts'
import type { NewEntry } from '../../store/entries.ts'

export interface MappedEntry {
  sequence: NewEntry['sequence']
  occurredMicros: number | null
  actor: string | null
  action: string | null
  resourceType: string | null
  resourceId: string | null
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
    entry.sequence = sequenceFrom(this.#text(bytes, scan, 'sequence'))
    entry.actor = this.#text(bytes, scan, 'actorId') ?? this.#text(bytes, scan, 'actorEmail')
    entry.action = this.#text(bytes, scan, 'action')
    entry.resourceType = this.#text(bytes, scan, 'resourceType')
    entry.resourceId = this.#text(bytes, scan, 'resourceId')
    const time = this.#text(bytes, scan, 'occurredAt')
    if (time !== null && time !== this.#lastTimeText) {
      this.#lastTimeText = time
      this.#lastMicros = parseInstant(time, this.#reading)?.micros ?? null
    }
    entry.occurredMicros = time === null ? null : this.#lastMicros
    entry.timeUnparseable = time !== null && time !== '' && entry.occurredMicros === null
    return entry
  }

  /** Source text of a field: unquoted for strings, raw otherwise; null for absent, null and nested values. */
  #text(bytes: Buffer, scan: JsonScan, field: UsedField): string | null {
    const origin = this.#origins[field]
    for (const { name, dotted } of origin.names) {
      if (dotted) {
        const finder = this.#finder
        if (!finder.find(bytes, scan, name.text)) continue
        const text = valueText(finder.bytes, finder.start, finder.end, finder.kind)
        if (text !== null) return text
        continue
      }
      const member = this.#member(bytes, scan, origin, name)
      if (member < 0) continue
      const { valueStart, valueEnd, kind } = scan
      const text = valueText(bytes, valueStart[member] as number, valueEnd[member] as number, kind[member] as number)
      if (text !== null) return text
    }
    return null
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

function valueText(bytes: Uint8Array, start: number, end: number, kind: number): string | null {
  if (kind === jsonKinds.string) {
    const text = bufferOf(bytes).toString('utf8', start + 1, end - 1)
    return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
  }
  return kind === jsonKinds.number ? bufferOf(bytes).toString('latin1', start, end) : null
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

/**
 * One record as pure code sees it (`EntryView`): values by the source profile's names and by the record's own. Column
 * records are put into JSON form first, so that everything above works on one shape. Reused from record to record.
 */
import type { EntryField, SourceProfile } from '../../../shared/model/profile.ts'
import type { EntryView, FieldValue, JsonValue } from '../../../shared/model/entry.ts'
import { JsonScan, jsonKinds } from '../../../shared/core/bytes/json-scan.ts'
import { findMember, nameFrom, type MemberName } from '../../../shared/core/chain/member.ts'
import { recordJson, type Layout } from '../../io/formats/record-json.ts'
import type { EntryPlace } from '../../store/entries.ts'

const absent: FieldValue = { state: 'absent', text: '', value: null }
const nullValue: FieldValue = { state: 'null', text: 'null', value: null }
const unparseable = (text: string): FieldValue => ({ state: 'unparseable', text, value: null })

/** Bytes of one JSON object and where its members are. */
interface Level {
  readonly bytes: Buffer
  readonly scan: JsonScan
}

export class RecordView implements EntryView {
  entryId = 0
  sourceId = 0
  index = 0
  line = 0
  byteStart = 0
  byteLength = 0
  sequence: string | null = null
  occurredAtMicros: number | null = null

  readonly #profile: SourceProfile
  readonly #scan = new JsonScan()
  readonly #nested: JsonScan[] = []
  #bytes: Buffer = Buffer.alloc(0)
  #parsed: JsonValue | undefined

  constructor(profile: SourceProfile) {
    this.#profile = profile
  }

  /** Points the view at a record: its place and its bytes `[start, end)` under `layout`. */
  show(
    place: EntryPlace,
    sourceId: number,
    index: number,
    bytes: Buffer,
    start: number,
    end: number,
    layout: Layout,
  ): void {
    this.entryId = place.entryId
    this.sourceId = sourceId
    this.index = index
    this.line = place.line
    this.byteStart = place.byteStart
    this.byteLength = place.byteLength
    this.sequence = place.sequence
    this.occurredAtMicros = place.occurredMicros
    this.#parsed = undefined
    this.#bytes = layout.kind === 'json' ? bytes.subarray(start, end) : recordJson(bytes, start, end, layout)
    if (!this.#scan.scan(this.#bytes, 0, this.#bytes.length))
      throw new Error(`accepted record at byte ${place.byteStart} does not scan`)
  }

  /** JSON text of the record: its own bytes, or the columns put into an object. */
  jsonText(): string {
    return this.#bytes.toString('utf8')
  }

  get occurredAtText(): string | null {
    const value = this.field('occurredAt')
    return value.state === 'present' ? value.text : null
  }

  field(name: EntryField): FieldValue {
    return this.mapped(name)?.value ?? absent
  }

  /** Value of an entry field and the record field it came from; undefined when the profile does not map it or no field is there. */
  mapped(name: EntryField): { readonly from: string; readonly value: FieldValue } | undefined {
    let first: { readonly from: string; readonly value: FieldValue } | undefined
    for (const from of this.#profile.fields[name] ?? []) {
      const value = this.raw(from)
      if (value.state === 'absent') continue
      // A null column does not hide a value that another mapped field holds.
      if (value.state !== 'null') return { from, value }
      first ??= { from, value }
    }
    return first
  }

  raw(path: string): FieldValue {
    return this.#locate({ bytes: this.#bytes, scan: this.#scan }, path, 0)
  }

  names(): readonly string[] {
    return Array.from({ length: this.#scan.count }, (_, member) =>
      this.#name({ bytes: this.#bytes, scan: this.#scan }, member),
    )
  }

  leaves(visit: (path: string, text: string) => void): void {
    this.#parsed ??= JSON.parse(this.jsonText()) as JsonValue
    walk(this.#parsed, '', visit)
  }

  #locate(level: Level, path: string, depth: number): FieldValue {
    const whole = this.#find(level, path)
    if (whole >= 0) return this.#value(level, whole)
    for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      const member = this.#find(level, path.slice(0, dot))
      if (member < 0) continue
      const inner = this.#descend(level, member, depth)
      if (inner === undefined) return absent
      return this.#locate(inner, path.slice(dot + 1), depth + 1)
    }
    return absent
  }

  #find(level: Level, name: string): number {
    return findMember(level.bytes, level.scan, nameOf(name))
  }

  #name({ bytes, scan }: Level, member: number): string {
    const start = scan.keyStart[member] as number
    const end = scan.keyEnd[member] as number
    const text = bytes.toString('utf8', start, end)
    return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
  }

  #descend(level: Level, member: number, depth: number): Level | undefined {
    const kind = level.scan.kind[member]
    let bytes: Buffer
    if (kind === jsonKinds.object)
      bytes = level.bytes.subarray(level.scan.valueStart[member], level.scan.valueEnd[member])
    else if (kind === jsonKinds.string) {
      const text = this.#value(level, member).text
      if (!text.trimStart().startsWith('{')) return undefined
      bytes = Buffer.from(text)
    } else return undefined
    const scan = (this.#nested[depth] ??= new JsonScan())
    return scan.scan(bytes, 0, bytes.length) ? { bytes, scan } : undefined
  }

  #value({ bytes, scan }: Level, member: number): FieldValue {
    const start = scan.valueStart[member] as number
    const end = scan.valueEnd[member] as number
    const kind = scan.kind[member]
    if (kind === jsonKinds.null) return nullValue
    if (kind === jsonKinds.string) {
      if (end - start === 2) return { state: 'empty', text: '', value: '' }
      const quoted = bytes.toString('utf8', start, end)
      const text = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
      return { state: 'present', text, value: text }
    }
    const text = bytes.toString('utf8', start, end)
    try {
      return { state: 'present', text, value: JSON.parse(text) as JsonValue }
    } catch {
      return unparseable(text)
    }
  }
}

const nameByText = new Map<string, MemberName>()

/** A field name with its UTF-8; the few names of a profile are asked for with every record. */
function nameOf(text: string): MemberName {
  let name = nameByText.get(text)
  if (name === undefined) {
    name = nameFrom(text)
    if (nameByText.size < 10_000) nameByText.set(text, name)
  }
  return name
}

function walk(value: JsonValue, path: string, visit: (path: string, text: string) => void): void {
  if (typeof value === 'string') {
    visit(path, value)
    const first = value.trimStart().charAt(0)
    if (first !== '{' && first !== '[') return
    let inner: JsonValue
    try {
      inner = JSON.parse(value) as JsonValue
    } catch {
      return
    }
    if (typeof inner === 'object') walk(inner, path, visit)
    return
  }
  if (typeof value !== 'object' || value === null) {
    if (value !== null) visit(path, String(value))
    return
  }
  for (const [name, child] of Object.entries(value))
    walk(child as JsonValue, path === '' ? name : `${path}.${name}`, visit)
}

/**
 * One record as pure code sees it (`EntryView`): values by the source profile's names and by the record's own. Column
 * records are put into JSON form first, so that everything above works on one shape. Reused from record to record.
 */
import type { EntryField, SourceProfile } from '../../../shared/model/profile.ts'
import type { EntryView, FieldValue, JsonValue } from '../../../shared/model/entry.ts'
import { JsonScan, jsonKinds } from '../../../shared/core/bytes/json-scan.ts'
import { JsonPathFinder } from '../../../shared/core/bytes/json-path.ts'
import { textFromUtf8 } from '../../../shared/core/bytes/utf8.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { recordJson, type Layout } from '../../io/formats/record-json.ts'
import type { EntryPlace } from '../../store/entries.ts'

const absent: FieldValue = { state: 'absent', text: '', value: null }
const nullValue: FieldValue = { state: 'null', text: 'null', value: null }
const unparseable = (text: string): FieldValue => ({ state: 'unparseable', text, value: null })

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
  readonly #finder = new JsonPathFinder()
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

  /** Bytes of `jsonText`, valid until the next `show`; not to be written to. */
  jsonBytes(): Uint8Array {
    return this.#bytes
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
    return this.#finder.find(this.#bytes, this.#scan, path) ? this.#value() : absent
  }

  names(): readonly string[] {
    return Array.from({ length: this.#scan.count }, (_, member) => this.#name(member))
  }

  leaves(visit: (path: string, text: string) => void): void {
    this.#parsed ??= parseJson(this.jsonText()) as JsonValue
    walk(this.#parsed, '', visit)
  }

  #name(member: number): string {
    const bytes = this.#bytes
    const scan = this.#scan
    const start = scan.keyStart[member] as number
    const end = scan.keyEnd[member] as number
    const text = bytes.toString('utf8', start, end)
    return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
  }

  #value(): FieldValue {
    const { bytes, start, end, kind } = this.#finder
    if (kind === jsonKinds.null) return nullValue
    if (kind === jsonKinds.string) {
      if (end - start === 2) return { state: 'empty', text: '', value: '' }
      const quoted = this.#text(bytes, start, end)
      const text = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
      return { state: 'present', text, value: text }
    }
    const text = this.#text(bytes, start, end)
    if (kind === jsonKinds.object || kind === jsonKinds.array) return new NestedValue(text)
    try {
      return { state: 'present', text, value: parseJson(text) as JsonValue }
    } catch {
      return unparseable(text)
    }
  }

  /** A value's text. Node's decoder is many times as fast as ours; where it met bytes that are no UTF-8, ours says what they are. */
  #text(bytes: Uint8Array, start: number, end: number): string {
    if (bytes !== this.#bytes) return textFromUtf8(bytes, start, end)
    const text = this.#bytes.toString('utf8', start, end)
    return text.includes('\ufffd') ? textFromUtf8(bytes, start, end) : text
  }
}

/** An object or array, parsed only for those who look inside: its text, which the scan has found to be JSON, does for most. */
class NestedValue implements FieldValue {
  readonly state = 'present'
  readonly text: string
  #value: JsonValue | undefined

  constructor(text: string) {
    this.text = text
  }

  get value(): JsonValue {
    this.#value ??= parseJson(this.text) as JsonValue
    return this.#value
  }
}

function walk(value: JsonValue, path: string, visit: (path: string, text: string) => void): void {
  if (typeof value === 'string') {
    visit(path, value)
    const first = value.trimStart().charAt(0)
    if (first !== '{' && first !== '[') return
    let inner: JsonValue
    try {
      inner = parseJson(value) as JsonValue
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

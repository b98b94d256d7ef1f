/**
 * Canonical forms: the bytes that stand for a record's content in a pre-image. Specified in this folder's README.
 *
 * Three forms have a fast way: when the scanner has proved that re-serialising gives the same bytes, cutting members
 * out of the raw text *is* the re-serialisation, and no value is ever made. The proof is conservative; everything else
 * goes the slow way over `JSON.parse`.
 */
import type { CanonicalForm } from '../../model/recipe.ts'
import type { JsonValue } from '../../model/entry.ts'
import { jsonKinds, type JsonScan } from '../bytes/json-scan.ts'
import { jcsFromValue } from '../bytes/json-text.ts'
import { jsonbObject, jsonbTextFromJson } from '../bytes/pg-jsonb.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'
import { collectMembers, findMember, memberName, nameFrom, type MemberName } from '../bytes/json-member.ts'

/** Growing output buffer, reused from record to record. */
export class ByteSink {
  bytes = new Uint8Array(4096)
  length = 0

  reset(): void {
    this.length = 0
  }

  reserve(extra: number): void {
    if (this.length + extra <= this.bytes.length) return
    const wider = new Uint8Array(Math.max(this.bytes.length * 2, this.length + extra))
    wider.set(this.bytes.subarray(0, this.length))
    this.bytes = wider
  }

  /** Appends `source[start, end)`. */
  copy(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start)
    this.bytes.set(source.subarray(start, end), this.length)
    this.length += end - start
  }

  append(source: Uint8Array): void {
    this.copy(source, 0, source.length)
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length] = value
    this.length += 1
  }

  /** View of what was written; valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}

export interface CompiledForm {
  readonly form: CanonicalForm
  /**
   * Appends the content of a record to `sink`; false when this form gives none for it (a named field is absent, a
   * number has no canonical form). `scan` is the scan of `bytes`.
   */
  write(bytes: Uint8Array, scan: JsonScan, sink: ByteSink): boolean
}

export function compileForm(form: CanonicalForm): CompiledForm {
  switch (form.form) {
    case 'raw-minus-fields': {
      const cut = compileCut(form.exclude)
      return { form, write: (bytes, scan, sink) => (cut(bytes, scan, sink), true) }
    }
    case 'json-stringify': {
      const cut = form.include === undefined ? compileCut(form.exclude) : undefined
      return {
        form,
        write(bytes, scan, sink) {
          if (cut !== undefined && scan.stable) return (cut(bytes, scan, sink), true)
          return appendText(sink, JSON.stringify(selected(bytes, scan, form.exclude, form.include)))
        },
      }
    }
    case 'jcs': {
      const cut = form.include === undefined ? compileCut(form.exclude) : undefined
      return {
        form,
        write(bytes, scan, sink) {
          if (cut !== undefined && scan.stable && scan.sorted) return (cut(bytes, scan, sink), true)
          return appendText(sink, jcsFromValue(selected(bytes, scan, form.exclude, form.include)))
        },
      }
    }
    case 'pg-jsonb-text':
      return {
        form,
        write: (bytes, scan, sink) => appendText(sink, jsonbText(bytes, scan, form.exclude, form.include)),
      }
    case 'fields-joined': {
      const names = form.fields.map(nameFrom)
      const delimiter = utf8FromText(form.delimiter)
      return { form, write: (bytes, scan, sink) => joinFields(bytes, scan, sink, names, delimiter) }
    }
  }
}

function appendText(sink: ByteSink, text: string | undefined): boolean {
  if (text === undefined) return false
  sink.append(utf8FromText(text))
  return true
}

/**
 * Cuts members out of the text. A removed member goes with its comma and the white space up to the next member; when no
 * kept member follows, everything from the end of the last kept value to the end of the last removed one goes.
 */
function compileCut(exclude: readonly string[]): (bytes: Uint8Array, scan: JsonScan, sink: ByteSink) => void {
  // A name given twice would be cut twice.
  const names = [...new Set(exclude)].map(nameFrom)
  const cut: number[] = []
  return (bytes, scan, sink) => {
    cut.length = 0
    for (const name of names) collectMembers(bytes, scan, name, cut)
    if (cut.length === 0) {
      sink.copy(bytes, scan.objectStart, scan.objectEnd)
      return
    }
    cut.sort((a, b) => a - b)
    let lastKept = scan.count - 1
    for (let index = cut.length - 1; index >= 0 && cut[index] === lastKept; index -= 1) lastKept -= 1
    const startOf = (member: number): number => (scan.keyStart[member] as number) - 1
    let from = scan.objectStart
    for (const member of cut) {
      if (member > lastKept) break
      sink.copy(bytes, from, startOf(member))
      from = startOf(member + 1)
    }
    sink.copy(bytes, from, lastKept >= 0 ? (scan.valueEnd[lastKept] as number) : startOf(0))
    sink.copy(bytes, scan.valueEnd[scan.count - 1] as number, scan.objectEnd)
  }
}

function selected(
  bytes: Uint8Array,
  scan: JsonScan,
  exclude: readonly string[],
  include: readonly string[] | undefined,
): JsonValue {
  const parsed = JSON.parse(textFromUtf8(bytes, scan.objectStart, scan.objectEnd)) as Record<string, JsonValue>
  const chosen: Record<string, JsonValue> = {}
  const excluded = new Set(exclude)
  for (const name of include ?? Object.keys(parsed)) {
    if (excluded.has(name) || !Object.hasOwn(parsed, name)) continue
    // A plain assignment to __proto__ would set the prototype instead of a member.
    Object.defineProperty(chosen, name, { value: parsed[name], enumerable: true, configurable: true, writable: true })
  }
  return chosen
}

function jsonbText(
  bytes: Uint8Array,
  scan: JsonScan,
  exclude: readonly string[],
  include: readonly string[] | undefined,
): string | undefined {
  const excluded = new Set(exclude)
  const included = include === undefined ? undefined : new Set(include)
  const valueByName = new Map<string, string>()
  for (let member = 0; member < scan.count; member += 1) {
    const name = memberName(bytes, scan, member)
    if (excluded.has(name) || (included !== undefined && !included.has(name))) continue
    valueByName.set(name, jsonbTextFromJson(bytes, scan.valueStart[member] as number, scan.valueEnd[member] as number))
  }
  const text = jsonbObject(valueByName)
  // PostgreSQL cannot hold half a surrogate pair.
  return text.isWellFormed() ? text : undefined
}

function joinFields(
  bytes: Uint8Array,
  scan: JsonScan,
  sink: ByteSink,
  names: readonly MemberName[],
  delimiter: Uint8Array,
): boolean {
  for (let index = 0; index < names.length; index += 1) {
    if (index > 0) sink.append(delimiter)
    const member = findMember(bytes, scan, names[index] as MemberName)
    if (member < 0) return false
    const start = scan.valueStart[member] as number
    const end = scan.valueEnd[member] as number
    const kind = scan.kind[member]
    if (kind === jsonKinds.null) continue
    if (kind !== jsonKinds.string) {
      sink.copy(bytes, start, end)
      continue
    }
    const text = JSON.parse(textFromUtf8(bytes, start, end)) as string
    // Half a surrogate pair has no UTF-8 of its own, and beside the right neighbour would make a character that neither
    // value holds.
    if (!text.isWellFormed()) return false
    sink.append(utf8FromText(text))
  }
  return true
}

/**
 * Canonical forms: the bytes that stand for a record's content in a pre-image. Specified in this folder's README.
 *
 * Three forms have a fast way: when the scanner has proved that re-serialising gives the same bytes, cutting members
 * out of the raw text *is* the re-serialisation, and no value is ever made. The proof is conservative; everything else
 * is printed member by member (`member-forms.ts`).
 */
import type { CanonicalForm } from '../../model/recipe.ts'
import type { JsonScan } from '../bytes/json-scan.ts'
import { utf8FromText } from '../bytes/utf8.ts'
import { collectMembers, nameFrom } from '../bytes/json-member.ts'
import type { ByteSink } from './byte-sink.ts'
import { compileJoined, compileLengthPrefixed, type WriteRecord } from './field-forms.ts'
import { compileMembers, onlyExcludes, sortOf, type MemberForm } from './member-forms.ts'

export { ByteSink } from './byte-sink.ts'

export interface CompiledForm {
  readonly form: CanonicalForm
  /**
   * Appends the content of a record to `sink`; false when this form gives none for it (a named field is absent, a
   * number has no canonical form). `scan` is the scan of `bytes`.
   */
  readonly write: WriteRecord
}

export function compileForm(form: CanonicalForm): CompiledForm {
  switch (form.form) {
    case 'raw-minus-fields': {
      const cut = compileCut(form.exclude)
      return { form, write: (bytes, scan, sink) => (cut(bytes, scan, sink), true) }
    }
    case 'json-stringify':
    case 'jcs':
    case 'pg-jsonb-text':
    case 'json-text':
      return { form, write: compilePrinted(form) }
    case 'fields-joined':
      return { form, write: compileJoined(form) }
    case 'length-prefixed':
      return { form, write: compileLengthPrefixed(form) }
  }
}

/** True when the content of every stable record is the record itself. */
export function keepsStableRecords(form: CanonicalForm): boolean {
  if (form.form === 'raw-minus-fields') return form.exclude.length === 0
  return form.form === 'json-stringify' && form.sort === undefined && onlyExcludes(form) && form.exclude.length === 0
}

/** Forms that print JSON: cut where that is the same, printed member by member elsewhere. */
function compilePrinted(form: MemberForm): WriteRecord {
  const print = compileMembers(form)
  const slow: WriteRecord = (bytes, scan, sink) => appendText(sink, print(bytes, scan))
  if ((form.form !== 'json-stringify' && form.form !== 'jcs') || !onlyExcludes(form)) return slow
  const cut = compileCut(form.exclude)
  const sorts = form.form === 'jcs' || sortOf(form) !== undefined
  return (bytes, scan, sink) => {
    if (!scan.stable || (sorts && !scan.sorted)) return slow(bytes, scan, sink)
    cut(bytes, scan, sink)
    return true
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

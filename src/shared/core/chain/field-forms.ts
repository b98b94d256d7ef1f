/**
 * Forms that name their fields: values one after the other, with a delimiter between them or each after its length.
 * README section 4, `fields-joined` and `length-prefixed`.
 */
import type { CanonicalForm } from '../../model/recipe.ts'
import { findMember, nameFrom, type MemberName } from '../bytes/json-member.ts'
import { jsonKinds, type JsonScan } from '../bytes/json-scan.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'
import { ByteSink } from './byte-sink.ts'
import { treeFromJson } from './json-tree.ts'
import { compileValue, type WriteValue } from './value-forms.ts'

type JoinedForm = Extract<CanonicalForm, { form: 'fields-joined' }>
type LengthForm = Extract<CanonicalForm, { form: 'length-prefixed' }>

/** Appends the content of a record; false when the form has none for it. */
export type WriteRecord = (bytes: Uint8Array, scan: JsonScan, sink: ByteSink) => boolean

interface Field {
  readonly name: MemberName
  readonly write: WriteValue | undefined
}

export function compileJoined(form: JoinedForm): WriteRecord {
  const fields = fieldsOf(form)
  const delimiter = utf8FromText(form.delimiter)
  const labels = form.fields.map((name) => {
    const renamed = form.rename !== undefined && Object.hasOwn(form.rename, name) ? form.rename[name] : name
    return form.label === undefined ? undefined : utf8FromText(`${renamed}${form.label}`)
  })
  const nullText = form.nullText === undefined ? undefined : utf8FromText(form.nullText)
  const absentText = form.absentText === undefined ? undefined : utf8FromText(form.absentText)
  const texts = booleanTexts(form.booleans)
  return (bytes, scan, sink) => {
    for (const [index, field] of fields.entries()) {
      if (index > 0) sink.append(delimiter)
      const member = findMember(bytes, scan, field.name)
      if (member < 0 && absentText === undefined) return false
      const label = labels[index]
      if (label !== undefined) sink.append(label)
      if (member < 0) sink.append(absentText as Uint8Array)
      else if (scan.kind[member] === jsonKinds.null && nullText !== undefined) sink.append(nullText)
      else if (!writeValue(bytes, scan, member, field.write, texts, sink)) return false
    }
    return true
  }
}

export function compileLengthPrefixed(form: LengthForm): WriteRecord {
  const fields = fieldsOf(form)
  const delimiter = utf8FromText(form.delimiter)
  const mark = utf8FromText(form.mark)
  const nullPart = form.nullPart === undefined ? undefined : utf8FromText(form.nullPart)
  const absentPart = form.absentPart === undefined ? undefined : utf8FromText(form.absentPart)
  const value = new ByteSink()
  return (bytes, scan, sink) => {
    for (const [index, field] of fields.entries()) {
      if (index > 0) sink.append(delimiter)
      const member = findMember(bytes, scan, field.name)
      if (member < 0) {
        if (absentPart === undefined) return false
        sink.append(absentPart)
        continue
      }
      if (scan.kind[member] === jsonKinds.null && nullPart !== undefined) {
        sink.append(nullPart)
        continue
      }
      value.reset()
      if (!writeValue(bytes, scan, member, field.write, undefined, value)) return false
      const length = form.unit === 'bytes' ? value.length : characterCount(value.view())
      writeLength(length, form.length, mark, sink)
      sink.append(value.view())
    }
    return true
  }
}

function fieldsOf(form: JoinedForm | LengthForm): Field[] {
  return form.fields.map((name) => {
    const value = form.values !== undefined && Object.hasOwn(form.values, name) ? form.values[name] : undefined
    return { name: nameFrom(name), write: value === undefined ? undefined : compileValue(value) }
  })
}

/** Texts of true and false where they are not JSON's. */
type BooleanTexts = readonly [isTrue: Uint8Array, isFalse: Uint8Array]

function booleanTexts(booleans: JoinedForm['booleans']): BooleanTexts | undefined {
  switch (booleans) {
    case undefined:
    case 'true-false':
      return undefined
    case 'True-False':
      return [utf8FromText('True'), utf8FromText('False')]
    case '1-0':
      return [utf8FromText('1'), utf8FromText('0')]
    case 't-f':
      return [utf8FromText('t'), utf8FromText('f')]
  }
}

function writeValue(
  bytes: Uint8Array,
  scan: JsonScan,
  member: number,
  write: WriteValue | undefined,
  booleans: BooleanTexts | undefined,
  sink: ByteSink,
): boolean {
  const start = scan.valueStart[member] as number
  const end = scan.valueEnd[member] as number
  const kind = scan.kind[member]
  if (write !== undefined) {
    const written = write(treeFromJson(textFromUtf8(bytes, start, end)))
    if (written === 'lost') return false
    if (written !== 'as-it-stands') return writeText(written.text, sink)
  }
  if (kind === jsonKinds.null) return true
  if (booleans !== undefined && (kind === jsonKinds.true || kind === jsonKinds.false))
    return (sink.append(booleans[kind === jsonKinds.true ? 0 : 1]), true)
  if (kind !== jsonKinds.string) return (sink.copy(bytes, start, end), true)
  return writeText(JSON.parse(textFromUtf8(bytes, start, end)) as string, sink)
}

/**
 * Half a surrogate pair has no UTF-8 of its own, and beside the right neighbour would make a character that neither value
 * holds: then there is nothing to write.
 */
function writeText(text: string, sink: ByteSink): boolean {
  if (!text.isWellFormed()) return false
  sink.append(utf8FromText(text))
  return true
}

/** Unicode code points of UTF-8: every byte but continuation bytes begins one. */
function characterCount(utf8: Uint8Array): number {
  let count = 0
  for (const byte of utf8) if ((byte & 0xc0) !== 0x80) count += 1
  return count
}

function writeLength(length: number, form: LengthForm['length'], mark: Uint8Array, sink: ByteSink): void {
  if (form === 'decimal') {
    sink.append(utf8FromText(String(length)))
    sink.append(mark)
    return
  }
  // A value fits in memory, so its length has no more than 32 bits.
  for (let index = form === 'u64' ? 7 : 3; index >= 0; index -= 1)
    sink.byte(index > 3 ? 0 : (length >>> (index * 8)) & 0xff)
}

/**
 * Path two's own canonical forms: README section 4, read plainly, over slices of the text. Only strings go through
 * `JSON.parse`: V8 13.6 mistakes names with escapes in objects.
 */
import type { CanonicalForm, ValueForm } from '../../../shared/model/recipe.ts'
import { cutMembers, itemsOf, membersOf } from './plain-json.ts'
import { plainDecimals, plainTime } from './plain-numbers.ts'
import {
  namesInOrder,
  plainObject,
  plainString,
  plainValue,
  type PlainChoices,
  type WriterName,
} from './plain-writer.ts'

type MemberForm = Extract<CanonicalForm, { form: 'json-stringify' | 'jcs' | 'pg-jsonb-text' | 'json-text' }>
type ListedForm = Extract<CanonicalForm, { form: 'fields-joined' | 'length-prefixed' }>

/** Content of a record's JSON text; bytes where it is no text. Undefined where the form has none. */
export function contentFrom(text: string, form: CanonicalForm): string | Buffer | undefined {
  switch (form.form) {
    case 'raw-minus-fields':
      return cutMembers(text, form.exclude)
    case 'fields-joined':
      return joined(text, form)
    case 'length-prefixed':
      return prefixed(text, form)
    case 'json-stringify':
    case 'jcs':
    case 'pg-jsonb-text':
    case 'json-text':
      return printedAnew(text, form)
  }
}

/** Values of the record by name: the last text of each name, names in the order in which they first stand. */
function valuesOf(text: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const { name, valueStart, valueEnd } of membersOf(text)) values.set(name, text.slice(valueStart, valueEnd))
  return values
}

function printedAnew(text: string, form: MemberForm): string | undefined {
  const writer = form.form === 'json-text' ? form.dialect : form.form
  const sort = 'sort' in form ? form.sort : undefined
  const nested = form.form === 'json-stringify' ? form.nested : undefined
  const plain: PlainChoices = { sort, memberOrder: form.memberOrder ?? [] }

  const kept = new Map<string, string>()
  const all = valuesOf(text)
  for (const name of form.include ?? all.keys()) {
    const value = all.get(name)
    if (value === undefined || form.exclude.includes(name) || (form.nulls === 'omit' && value === 'null')) continue
    kept.set(name, value)
  }
  // A later member that comes to the same name takes the place of the earlier one.
  const nameByWritten = new Map([...kept.keys()].map((name) => [own(form.rename, name) ?? name, name]))
  const sorted = sort !== undefined
  const order = nested === 'allow-listed' ? namesInOrder([...nameByWritten.keys()], writer, plain, sorted) : undefined
  if (order?.includes('__proto__') === true) return undefined
  const choices = order === undefined ? plain : { ...plain, allowed: new Set(order) }

  const printed = new Map<string, string>()
  for (const [written, name] of nameByWritten) {
    const value = kept.get(name) ?? ''
    const given = own(form.values, name)
    const anew = given === undefined ? undefined : valueAnew(value, given)
    const shown =
      anew === undefined
        ? memberValue(value, writer, choices, form)
        : anew.quoted
          ? plainString(anew.text, writer)
          : anew.text
    if (shown === undefined || shown === '') return undefined
    printed.set(written, shown)
  }
  return plainObject(printed, writer, choices, sorted)
}

/** A member's value without a value form. */
function memberValue(value: string, writer: WriterName, choices: PlainChoices, form: MemberForm): string | undefined {
  const isNested = /^[[{]/.test(value)
  if (isNested && form.form === 'json-stringify' && form.nested === 'flattened') return JSON.stringify(flat(value))
  if (isNested && writer === 'pg-json' && choices.sort !== 'deep' && form.memberOrder === undefined) return value
  return plainValue(value, writer, choices, 2)
}

/** ECMA-262 `String(value)`. */
function flat(value: string): string {
  if (value.startsWith('{')) return '[object Object]'
  if (value.startsWith('"')) return JSON.parse(value) as string
  if (!value.startsWith('[')) return /^[tfn]/.test(value) ? value : String(Number(value))
  return itemsOf(value)
    .map((item) => (item === 'null' ? '' : flat(item)))
    .join(',')
}

/** Own property of a record; names come from evidence. */
function own<T>(record: Record<string, T> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}

/** A value in a value form, empty text where it has none; undefined where it is to stand as it does without the form. */
function valueAnew(value: string, form: ValueForm): { text: string; quoted: boolean } | undefined {
  const content = value.startsWith('"') ? (JSON.parse(value) as string) : value
  if ('json' in form) return { text: plainValue(value, form.json) ?? '', quoted: false }
  if ('case' in form) {
    if (!value.startsWith('"')) return undefined
    return { text: form.case === 'lower' ? content.toLowerCase() : content.toUpperCase(), quoted: true }
  }
  if (/^[[{]/.test(value)) return undefined
  if ('number' in form) {
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(content)) return undefined
    const double = Number.isFinite(Number(content)) ? JSON.stringify(Number(content)) : ''
    return {
      text: form.number === 'double' ? double : (plainDecimals(content, form.number.decimals) ?? ''),
      quoted: false,
    }
  }
  const text = plainTime(content, form.time)
  return text === undefined ? undefined : { text, quoted: !('epoch' in form.time && form.time.as === 'number') }
}

/** Text of a field in the forms that list their fields; undefined where there is none. */
function fieldText(value: string, form: ListedForm, name: string): string | undefined {
  const given = own(form.values, name)
  const anew = given === undefined ? undefined : valueAnew(value, given)
  // A case form of an empty string is empty and there; of the other forms nothing means none.
  if (anew !== undefined) return anew.text === '' && !anew.quoted ? undefined : anew.text
  if (value === 'null') return ''
  if (form.form === 'fields-joined' && (value === 'true' || value === 'false')) return booleanText(value, form.booleans)
  return value.startsWith('"') ? (JSON.parse(value) as string) : value
}

function booleanText(
  value: 'true' | 'false',
  booleans: Extract<ListedForm, { form: 'fields-joined' }>['booleans'],
): string {
  const [isTrue, isFalse] = {
    'true-false': ['true', 'false'],
    'True-False': ['True', 'False'],
    '1-0': ['1', '0'],
    't-f': ['t', 'f'],
  }[booleans ?? 'true-false'] as [string, string]
  return value === 'true' ? isTrue : isFalse
}

function joined(text: string, form: Extract<ListedForm, { form: 'fields-joined' }>): string | undefined {
  const values = valuesOf(text)
  const parts = form.fields.map((name) => {
    const value = values.get(name)
    const shown =
      value === undefined
        ? form.absentText
        : value === 'null' && form.nullText !== undefined
          ? form.nullText
          : fieldText(value, form, name)
    if (shown?.isWellFormed() !== true && value !== undefined) return undefined
    return form.label === undefined || shown === undefined
      ? shown
      : `${own(form.rename, name) ?? name}${form.label}${shown}`
  })
  return parts.includes(undefined) ? undefined : parts.join(form.delimiter)
}

function prefixed(text: string, form: Extract<ListedForm, { form: 'length-prefixed' }>): Buffer | undefined {
  const values = valuesOf(text)
  const parts: Buffer[] = []
  for (const [index, name] of form.fields.entries()) {
    if (index > 0) parts.push(Buffer.from(form.delimiter))
    const value = values.get(name)
    const whole = value === undefined ? form.absentPart : value === 'null' ? form.nullPart : undefined
    if (whole === undefined) {
      const shown = value === undefined ? undefined : fieldText(value, form, name)
      if (shown?.isWellFormed() !== true) return undefined
      const length = form.unit === 'bytes' ? Buffer.byteLength(shown) : [...shown].length
      parts.push(lengthOf(length, form), Buffer.from(shown))
    } else parts.push(Buffer.from(whole))
  }
  return Buffer.concat(parts)
}

function lengthOf(length: number, form: Extract<ListedForm, { form: 'length-prefixed' }>): Buffer {
  if (form.length === 'decimal') return Buffer.from(`${length}${form.mark}`)
  const bytes = Buffer.alloc(form.length === 'u32' ? 4 : 8)
  if (form.length === 'u32') bytes.writeUInt32BE(length)
  else bytes.writeBigUInt64BE(BigInt(length))
  return bytes
}

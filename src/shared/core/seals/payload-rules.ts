/**
 * What was signed: a payload rule made into bytes. Where none is given, the rules below are tried on a few records; the
 * one that verifies is used for all and named in the result.
 */
import type { CanonicalForm } from '../../model/recipe.ts'
import type { PayloadRule } from '../../model/seals.ts'
import { ByteSink, compileForm } from '../chain/canonical.ts'
import { JsonScan } from '../bytes/json-scan.ts'
import { concatBytes, parseHex } from '../bytes/hex.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'
import { parseBase64 } from './byte-text.ts'

/** Makes the signed bytes of a record in JSON form; null when the rule makes none of it. */
export type MakePayload = (record: Uint8Array) => Uint8Array | null

export function compilePayload({ canonical, prefix, decode }: PayloadRule): MakePayload {
  const form = compileForm(canonical)
  const front = utf8FromText(prefix ?? '')
  const scan = new JsonScan()
  const sink = new ByteSink()
  return (record) => {
    if (!scan.scan(record, 0, record.length)) return null
    sink.reset()
    if (!form.write(record, scan, sink)) return null
    const content = sink.view()
    if (decode === undefined) return concatBytes(front, content)
    const text = textFromUtf8(content)
    const bytes = decode === 'hex' ? parseHex(text) : parseBase64(text)
    return bytes === undefined ? null : concatBytes(front, bytes)
  }
}

/** Rules for a signature in `column` of records that may hold hashes in `hashFields`, the likeliest first. */
export function usualRules(column: string, hashFields: readonly string[]): PayloadRule[] {
  const rules: PayloadRule[] = []
  const add = (id: string, canonical: CanonicalForm, decode?: 'hex' | 'base64'): void => {
    rules.push({ payload: 'assay.payload/1', id, column, canonical, ...(decode === undefined ? {} : { decode }) })
  }
  // A nested column cannot be left out by name; then the record that holds it was hardly what was signed.
  const top = column.split('.')[0] as string
  const hashes = hashFields.filter((name) => !name.includes('.') && name !== column)
  for (const field of hashes) {
    const canonical: CanonicalForm = { form: 'fields-joined', fields: [field], delimiter: '' }
    add(`text-of-${slug(field)}`, canonical)
    add(`hex-of-${slug(field)}`, canonical, 'hex')
    add(`base64-of-${slug(field)}`, canonical, 'base64')
  }
  const choices = hashes.length === 0 ? [[top]] : [[top], [top, ...hashes]]
  for (const [index, exclude] of choices.entries()) {
    const mark = index === 0 ? '' : '-without-hashes'
    add(`raw${mark}`, { form: 'raw-minus-fields', exclude })
    add(`json-stringify${mark}`, { form: 'json-stringify', exclude })
    add(`jcs${mark}`, { form: 'jcs', exclude })
    add(`python-sorted${mark}`, { form: 'json-text', dialect: 'python', exclude, sort: 'deep' })
    add(`python-compact-sorted${mark}`, { form: 'json-text', dialect: 'python-compact', exclude, sort: 'deep' })
    add(`go${mark}`, { form: 'json-text', dialect: 'go', exclude })
    add(`php${mark}`, { form: 'json-text', dialect: 'php', exclude })
    add(`pg-jsonb-text${mark}`, { form: 'pg-jsonb-text', exclude })
  }
  return rules
}

function slug(name: string): string {
  const text = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return text === '' ? 'field' : text.slice(0, 40)
}

/**
 * Path two over records: a plain reading of recipes with `JSON.parse`, `JSON.stringify` and noble, written without the
 * scanner, cutter and pre-image code of path one. Slow on purpose; it exists to agree or to stop the run.
 */
import type { JsonValue } from '../../../shared/model/entry.ts'
import type { CanonicalForm, Recipe } from '../../../shared/model/recipe.ts'
import { jcsFromValue } from '../../../shared/core/bytes/json-text.ts'
import { jsonbTextFromJson } from '../../../shared/core/bytes/pg-jsonb.ts'
import { nobleVersion } from './noble-hash.ts'
import { secondOpinionChainHash } from './second-opinion.ts'

/** Content bytes of a record's JSON text `bytes[start, end)`; undefined where the form has none or is not covered by path two. */
export function independentContent(bytes: Buffer, start: number, end: number, form: CanonicalForm): Buffer | undefined {
  return contentFrom(bytes.toString('utf8', start, end), form)
}

function contentFrom(text: string, form: CanonicalForm): Buffer | undefined {
  if (form.form === 'raw-minus-fields') {
    // Cutting text is path one's own work; path two answers only where nothing is cut or re-printing is the identity.
    if (form.exclude.length === 0) return Buffer.from(text)
    return JSON.stringify(JSON.parse(text)) === text
      ? Buffer.from(JSON.stringify(without(text, form.exclude)))
      : undefined
  }
  if (form.form === 'fields-joined') {
    const record = JSON.parse(text) as Record<string, unknown>
    return Buffer.from(form.fields.map((name) => plainText(record[name])).join(form.delimiter))
  }
  const record = without(text, form.exclude)
  const chosen =
    form.include === undefined
      ? record
      : Object.fromEntries(form.include.flatMap((name) => (name in record ? [[name, record[name]]] : [])))
  if (form.form === 'json-stringify') return Buffer.from(JSON.stringify(chosen))
  if (form.form === 'jcs') {
    const canonical = jcsFromValue(chosen as JsonValue)
    return canonical === undefined ? undefined : Buffer.from(canonical)
  }
  const kept = JSON.stringify(JSON.parse(text)) === text ? Buffer.from(JSON.stringify(chosen)) : undefined
  return kept === undefined ? undefined : Buffer.from(jsonbTextFromJson(kept, 0, kept.length))
}

function without(text: string, exclude: readonly string[]): Record<string, unknown> {
  const record = JSON.parse(text) as Record<string, unknown>
  for (const name of exclude) delete record[name]
  return record
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export interface SecondChain {
  readonly implementation: string
  readonly version: string
  /** True when the record's stored hash recomputes from its text and the previous hash it names. */
  reproduces(text: string): boolean
}

/** Path two of a chain recipe. */
export function secondChain(recipe: Recipe): SecondChain {
  const { placement, encoding, separator } = recipe.previous
  return {
    implementation: '@noble/hashes, plain loop',
    version: nobleVersion,
    reproduces(text) {
      const record = JSON.parse(text) as Record<string, unknown>
      const stated = record[recipe.stored.entryHash]
      const previous = recipe.stored.previousHash === null ? null : record[recipe.stored.previousHash]
      const content = contentFrom(text, recipe.canonical)
      if (typeof stated !== 'string' || content === undefined) return false
      const before = previousBytes(previous, recipe, encoding)
      const parts: Buffer[] =
        placement === 'none'
          ? [content]
          : placement === 'inside'
            ? insideParts(content, previous, before, encoding === recipe.stored.encoding)
            : placement === 'suffix'
              ? [content, Buffer.from(separator), before]
              : [before, Buffer.from(placement === 'newline-joined' ? '\n' : separator), content]
      const digest = Buffer.from(secondOpinionChainHash(parts, recipe.algorithm).value ?? '', 'hex')
      return digest.equals(storedBytes(stated, recipe.stored.encoding))
    },
  }
}

function insideParts(content: Buffer, previous: unknown, before: Buffer, asStored: boolean): Buffer[] {
  if (asStored || typeof previous !== 'string' || previous === '') return [content]
  const at = content.indexOf(`"${previous}"`)
  return at < 0
    ? [content]
    : [content.subarray(0, at + 1), before, content.subarray(at + 1 + Buffer.byteLength(previous))]
}

function storedBytes(text: string, encoding: Recipe['stored']['encoding']): Buffer {
  return encoding === 'base64' ? Buffer.from(text, 'base64') : Buffer.from(text.replace(/^0x/, ''), 'hex')
}

function previousBytes(previous: unknown, recipe: Recipe, encoding: Recipe['previous']['encoding']): Buffer {
  if (typeof previous !== 'string' || previous === '') return Buffer.alloc(0)
  const bytes = storedBytes(previous, recipe.stored.encoding)
  // A literal that is no digest stands as it is written.
  if (bytes.length === 0 || !/^(?:0x)?[0-9a-fA-F]+$|^[A-Za-z0-9+/]+=*$/.test(previous)) return Buffer.from(previous)
  switch (encoding) {
    case 'bytes':
      return bytes
    case 'hex':
      return Buffer.from(bytes.toString('hex'))
    case 'hex-upper':
      return Buffer.from(bytes.toString('hex').toUpperCase())
    case '0x-hex':
      return Buffer.from(`0x${bytes.toString('hex')}`)
    case 'base64':
      return Buffer.from(bytes.toString('base64'))
  }
}

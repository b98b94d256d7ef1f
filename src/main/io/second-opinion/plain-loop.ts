/**
 * Path two over records: a plain reading of recipes with `JSON.parse`, `JSON.stringify` and noble, written without the
 * scanner, cutter, printers and pre-image code of path one. Slow on purpose; it exists to agree or to stop the run.
 */
import type { CanonicalForm, DigestEncoding, HashAlgorithm, Recipe } from '../../../shared/model/recipe.ts'
import { nobleHash, nobleVersion } from './noble-hash.ts'
import { cutMembers, membersOf, plainJcs, plainJsonb } from './plain-json.ts'
import { secondOpinionChainHash } from './second-opinion.ts'

/** Content bytes of a record's JSON text `bytes[start, end)`; undefined where the form has none. */
export function independentContent(bytes: Buffer, start: number, end: number, form: CanonicalForm): Buffer | undefined {
  const content = contentFrom(bytes.toString('utf8', start, end), form)
  return content === undefined ? undefined : Buffer.from(content)
}

function contentFrom(text: string, form: CanonicalForm): string | undefined {
  switch (form.form) {
    case 'raw-minus-fields':
      return cutMembers(text, form.exclude)
    case 'fields-joined': {
      const values = form.fields.map((name) => joinedValue(text, name))
      return values.every((value) => value?.isWellFormed() === true) ? values.join(form.delimiter) : undefined
    }
    case 'json-stringify':
      return JSON.stringify(chosenFrom(text, form.exclude, form.include))
    case 'jcs':
      return plainJcs(chosenFrom(text, form.exclude, form.include))
    case 'pg-jsonb-text': {
      const printed = plainJsonb(
        text,
        (name) => !form.exclude.includes(name) && (form.include === undefined || form.include.includes(name)),
      )
      // JSON.stringify escapes half a surrogate pair, which PostgreSQL cannot hold at all.
      return /\\ud[89a-f]/.test(printed.replaceAll('\\\\', '')) ? undefined : printed
    }
  }
}

function chosenFrom(text: string, exclude: readonly string[], include: readonly string[] | undefined): object {
  const record = JSON.parse(text) as Record<string, unknown>
  for (const name of exclude) delete record[name]
  if (include === undefined) return record
  return Object.fromEntries(include.flatMap((name) => (Object.hasOwn(record, name) ? [[name, record[name]]] : [])))
}

/** Text of the last member with this name, as it stands; undefined when there is none. */
function valueText(text: string, name: string | null): string | undefined {
  const member = membersOf(text).findLast((candidate) => candidate.name === name)
  return member === undefined ? undefined : text.slice(member.valueStart, member.valueEnd)
}

function joinedValue(text: string, name: string): string | undefined {
  const value = valueText(text, name)
  if (value === 'null') return ''
  return value?.startsWith('"') === true ? (JSON.parse(value) as string) : value
}

export interface SecondChain {
  readonly implementation: string
  readonly version: string
  /** True when the record's stored hash recomputes from its text and the previous hash it names. */
  reproduces(text: string): boolean
}

/** Path two of a chain recipe. */
export function secondChain(recipe: Recipe): SecondChain {
  const size = nobleHash(recipe.algorithm)(new Uint8Array(0)).length
  return {
    implementation: '@noble/hashes, plain loop',
    version: nobleVersion,
    reproduces(text) {
      const stated = digestOf(valueText(text, recipe.stored.entryHash), recipe.stored.encoding, size)
      const parts = preimageParts(text, recipe, size)
      return stated !== undefined && parts !== undefined && hashOf(parts, recipe.algorithm).equals(stated)
    },
  }
}

function hashOf(parts: readonly Buffer[], algorithm: HashAlgorithm): Buffer {
  return Buffer.from(secondOpinionChainHash(parts, algorithm).value ?? '', 'hex')
}

function preimageParts(text: string, recipe: Recipe, size: number): Buffer[] | undefined {
  const { placement, encoding, separator } = recipe.previous
  const content = contentFrom(text, recipe.canonical)
  if (content === undefined) return undefined
  const value = valueText(text, recipe.stored.previousHash)
  const digest = digestOf(value, recipe.stored.encoding, size)
  if (placement === 'none') return [Buffer.from(content)]
  if (placement === 'inside') {
    if (digest === undefined || encoding === recipe.stored.encoding) return [Buffer.from(content)]
    if (recipe.canonical.form === 'fields-joined') return undefined
    const member = membersOf(content).findLast((candidate) => candidate.name === recipe.stored.previousHash)
    if (member === undefined) return undefined
    return [
      Buffer.from(content.slice(0, member.valueStart + 1)),
      encodedDigest(digest, encoding),
      Buffer.from(content.slice(member.valueEnd - 1)),
    ]
  }
  if (value === undefined) return undefined
  const previous = digest === undefined ? Buffer.from(joinedText(value)) : encodedDigest(digest, encoding)
  if (placement === 'suffix') return [Buffer.from(content), Buffer.from(separator), previous]
  return [previous, Buffer.from(placement === 'newline-joined' ? '\n' : separator), Buffer.from(content)]
}

/** A previous value that is no digest: null and the empty string are nothing, other text is its characters. */
function joinedText(value: string): string {
  if (value === 'null') return ''
  return value.startsWith('"') ? (JSON.parse(value) as string) : value
}

/** The digest that a member's value writes; undefined when it is absent or writes none of this size. */
function digestOf(value: string | undefined, encoding: Recipe['stored']['encoding'], size: number): Buffer | undefined {
  if (value?.startsWith('"') !== true) return undefined
  const text = JSON.parse(value) as string
  if (encoding === 'base64') {
    const bytes = Buffer.from(text, 'base64')
    const digits = Math.ceil((size * 4) / 3)
    return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.replace(/=+$/, '').length === digits && bytes.length === size
      ? bytes
      : undefined
  }
  const digits = encoding === '0x-hex' ? (/^0x(.*)$/.exec(text)?.[1] ?? '') : text
  return digits.length === size * 2 && /^[0-9a-f]+$/i.test(digits) ? Buffer.from(digits, 'hex') : undefined
}

function encodedDigest(digest: Buffer, encoding: DigestEncoding): Buffer {
  switch (encoding) {
    case 'bytes':
      return digest
    case 'hex':
      return Buffer.from(digest.toString('hex'))
    case 'hex-upper':
      return Buffer.from(digest.toString('hex').toUpperCase())
    case '0x-hex':
      return Buffer.from(`0x${digest.toString('hex')}`)
    case 'base64':
      return Buffer.from(digest.toString('base64'))
  }
}

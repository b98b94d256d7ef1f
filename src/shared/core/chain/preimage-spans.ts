/**
 * Names for the stretches of a pre-image: which bytes are the domain mark, the previous hash, a field, punctuation. The
 * stretches are found in the bytes that were hashed, and what cannot be told apart for certain is called `content`.
 */
import type { PreimageSpan } from '../../model/explanation.ts'
import type { CanonicalForm, Recipe } from '../../model/recipe.ts'
import { equalBytes } from '../bytes/hex.ts'
import { findMember, memberName, nameFrom } from '../bytes/json-member.ts'
import { JsonScan } from '../bytes/json-scan.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'
import { ByteSink, compileForm } from './canonical.ts'
import { withoutLost } from './lost-digits.ts'

/** A stretch `[start, end)` of a pre-image. */
interface Stretch {
  readonly kind: PreimageSpan['kind']
  readonly name: string | null
  readonly start: number
  readonly end: number
}

/** Hostile: a record may have a hundred thousand members. The rest is one stretch. */
const namedSpans = 2000
const spanCharacters = 4096

/**
 * Spans of `preimage`, which `recipe` gave for the record `bytes` scanned by `scan`. They tile it: each begins where the
 * one before ends. Empty stretches (a null that joins as nothing) are kept where they are a field.
 */
export function preimageSpans(
  recipe: Recipe,
  preimage: Uint8Array,
  bytes: Uint8Array,
  scan: JsonScan,
): readonly PreimageSpan[] {
  const prefixEnd = Math.min(utf8FromText(recipe.prefix ?? '').length, preimage.length)
  const content = contentOf(recipe.canonical, bytes, scan)
  const stretches: Stretch[] = []
  if (prefixEnd > 0) stretches.push({ kind: 'prefix', name: null, start: 0, end: prefixEnd })
  stretches.push(...framed(recipe, preimage, prefixEnd, content, bytes, scan))
  return tiled(stretches, preimage.length).map((stretch) => spanOf(stretch, preimage))
}

function contentOf(form: CanonicalForm, bytes: Uint8Array, scan: JsonScan): Uint8Array | undefined {
  const sink = new ByteSink()
  return compileForm(withoutLost(form)).write(bytes, scan, sink) ? sink.view() : undefined
}

/** Content and previous hash as the placement puts them; the length of the content tells where the hash ends. */
function framed(
  recipe: Recipe,
  preimage: Uint8Array,
  from: number,
  content: Uint8Array | undefined,
  bytes: Uint8Array,
  scan: JsonScan,
): Stretch[] {
  const end = preimage.length
  const { placement } = recipe.previous
  const whole: Stretch = { kind: 'content', name: null, start: from, end }
  if (content === undefined) return [whole]
  const inner = (start: number, stop: number): Stretch[] =>
    contentStretches(recipe, preimage, start, stop, content, bytes, scan)
  if (placement === 'none' || placement === 'inside') return inner(from, end)
  const separator = placement === 'newline-joined' ? 1 : utf8FromText(recipe.previous.separator).length
  const hash = end - from - content.length - separator
  if (hash < 0) return [whole]
  const previous = (start: number): Stretch => ({
    kind: 'previous',
    name: recipe.stored.previousHash,
    start,
    end: start + hash,
  })
  const between = (start: number): Stretch => ({ kind: 'separator', name: null, start, end: start + separator })
  if (placement === 'suffix') {
    const after = from + content.length
    return [...inner(from, after), between(after), previous(after + separator)]
  }
  return [previous(from), between(from + hash), ...inner(from + hash + separator, end)]
}

function contentStretches(
  recipe: Recipe,
  preimage: Uint8Array,
  start: number,
  end: number,
  content: Uint8Array,
  bytes: Uint8Array,
  scan: JsonScan,
): Stretch[] {
  const form = recipe.canonical
  const parts =
    form.form === 'fields-joined' || form.form === 'length-prefixed'
      ? listedStretches(form, preimage.subarray(start, end), bytes, scan)
      : jsonStretches(recipe, preimage.subarray(start, end), content)
  if (parts === undefined) return [{ kind: 'content', name: null, start, end }]
  return parts.map((part) => ({ ...part, start: part.start + start, end: part.end + start }))
}

/** Members of a content that is one JSON object. */
function jsonStretches(recipe: Recipe, shown: Uint8Array, content: Uint8Array): Stretch[] | undefined {
  const scan = new JsonScan()
  // With the previous hash as bytes inside, what was hashed is JSON no more: then the text before that tells the places.
  const spliced = !scan.scan(shown, 0, shown.length)
  const text = spliced ? content : shown
  if (spliced && !scan.scan(text, 0, text.length)) return undefined
  const previousName = recipe.previous.placement === 'inside' ? recipe.stored.previousHash : null
  const previous = previousName === null ? -1 : findMember(text, scan, nameFrom(previousName))
  const longer = shown.length - text.length
  if (spliced && previous < 0) return undefined
  const after = spliced ? (scan.valueEnd[previous] as number) - 1 : text.length
  const moved = (at: number): number => (at >= after ? at + longer : at)
  const stretches: Stretch[] = []
  for (let member = 0; member < scan.count && member < namedSpans; member += 1) {
    stretches.push({
      kind: member === previous ? 'previous' : 'field',
      name: memberName(text, scan, member),
      start: moved((scan.keyStart[member] as number) - 1),
      end: moved(scan.valueEnd[member] as number),
    })
  }
  return stretches
}

type ListedForm = Extract<CanonicalForm, { form: 'fields-joined' | 'length-prefixed' }>

/** Fields of a list: each is written alone, and all of them with what stands between must be the whole again. */
function listedStretches(
  form: ListedForm,
  shown: Uint8Array,
  bytes: Uint8Array,
  scan: JsonScan,
): Stretch[] | undefined {
  const delimiter = utf8FromText(form.delimiter)
  const stretches: Stretch[] = []
  let at = 0
  for (const [index, name] of form.fields.entries()) {
    if (index >= namedSpans) return stretches
    if (index > 0 && delimiter.length > 0) {
      if (!equalBytes(shown.subarray(at, at + delimiter.length), delimiter)) return undefined
      stretches.push({ kind: 'delimiter', name: null, start: at, end: at + delimiter.length })
      at += delimiter.length
    }
    const own = contentOf({ ...form, fields: [name] }, bytes, scan)
    if (own === undefined || at + own.length > shown.length) return undefined
    const mark = leading(form, name, own)
    if (mark > 0)
      stretches.push({ kind: form.form === 'fields-joined' ? 'label' : 'length', name, start: at, end: at + mark })
    stretches.push({ kind: 'field', name, start: at + mark, end: at + own.length })
    at += own.length
  }
  return at === shown.length ? stretches : undefined
}

/** Bytes in front of a field's value: its label or its length. */
function leading(form: ListedForm, name: string, own: Uint8Array): number {
  if (form.form === 'fields-joined') {
    if (form.label === undefined) return 0
    const label = utf8FromText(`${form.rename?.[name] ?? name}${form.label}`)
    return equalBytes(own.subarray(0, label.length), label) ? label.length : 0
  }
  const whole = textFromUtf8(own)
  if (whole === form.nullPart || whole === form.absentPart) return 0
  if (form.length !== 'decimal') return Math.min(own.length, form.length === 'u32' ? 4 : 8)
  let digits = 0
  while (digits < own.length && (own[digits] as number) >= 0x30 && (own[digits] as number) <= 0x39) digits += 1
  const mark = utf8FromText(form.mark)
  // Without a mark a value that begins with digits cannot be told from its length.
  if (mark.length === 0 || !equalBytes(own.subarray(digits, digits + mark.length), mark)) return 0
  return digits + mark.length
}

/** Holes are filled with `syntax`, so that every byte belongs to a stretch. */
function tiled(stretches: readonly Stretch[], length: number): Stretch[] {
  const all: Stretch[] = []
  let at = 0
  for (const stretch of stretches) {
    if (stretch.start > at) all.push({ kind: 'syntax', name: null, start: at, end: stretch.start })
    if (stretch.end > stretch.start || stretch.kind === 'field') all.push(stretch)
    at = stretch.end
  }
  // Beyond the named ones lie members and punctuation alike.
  const rest = stretches.length >= namedSpans ? ('content' as const) : ('syntax' as const)
  if (at < length) all.push({ kind: rest, name: null, start: at, end: length })
  return all
}

function spanOf(stretch: Stretch, preimage: Uint8Array): PreimageSpan {
  // Four bytes are at most what one character takes, so a longer stretch need not be decoded whole.
  const text = textFromUtf8(preimage, stretch.start, Math.min(stretch.end, stretch.start + spanCharacters * 4))
  const cut = text.length > spanCharacters || stretch.end - stretch.start > spanCharacters * 4
  return { ...stretch, text: text.slice(0, spanCharacters), cut }
}

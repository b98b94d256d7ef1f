/**
 * Masking of whole values: records, lists and texts as answers, reports and documents are made of. What is masked in
 * one text says `mask-text.ts`; here is which texts are looked at, and how to cut one.
 *
 * Numbers are not looked at: those of an answer are counts, places and times that Assay made. Values of evidence are
 * texts wherever an answer carries them, digit for digit.
 */
import { maskText, type MaskOptions } from './mask-text.ts'

/** Says of a hit whether it is masked. */
export type MaskPolicy = NonNullable<MaskOptions['masks']>

/**
 * What is masked unless somebody gave a reason: all card numbers, by form alone too, and of secrets and identity numbers
 * those for which something beside their form speaks. The form alone is, for those, mostly an id that an auditor has
 * to see: the id of an access key says who acted.
 */
export const maskedByDefault: MaskPolicy = ({ kind, confidence, context }) =>
  kind === 'pan' || kind === 'sad' || confidence === 'likely' || context === 'key-name'

/** Card data stays masked whatever the reason given: nobody needs a whole card number to judge a log. */
export const cardDataOnly: MaskPolicy = ({ kind }) => kind === 'pan' || kind === 'sad'

/** Ids and digests that the engine makes itself; a handle or an id that changed on the way would lead nowhere. */
const ownNames: ReadonlySet<string> = new Set([
  'engagementId',
  'jobId',
  'packageId',
  'sha256',
  'fingerprint',
  'profileHash',
  'keyId',
])

/** Fields whose text is the value of the record field that a sibling names. */
const valueNames: ReadonlySet<string> = new Set(['text', 'sample', 'before', 'after'])

/**
 * Digests, UUIDs and ISO 8601 times as whole texts: most of what a page of entries holds, and none of it can be
 * masked. A card number is never part of a longer run of digits and letters, so leaving them out changes no result.
 */
const verbatim =
  /^(?:(?:0x|sha256:)?[0-9a-f]{32,128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)$/i

/** A value of texts, lists and records with every text masked; the same object when there was nothing to mask. */
export function maskedValue(value: unknown, policy: MaskPolicy = maskedByDefault): unknown {
  if (typeof value === 'string') return maskedText(value, undefined, policy)
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  return Array.isArray(value) ? maskedList(value, policy) : maskedRecord(value as Record<string, unknown>, policy)
}

/** One text. `key` is the name of the record field it is the value of, dots and list positions included. */
export function maskedText(text: string, key?: string, masks: MaskPolicy = maskedByDefault): string {
  const name = key?.replace(/(?:\.\d+)+$/, '')
  if (name === undefined && verbatim.test(text)) return text
  return maskText(text, name === undefined ? { masks } : { key: name, masks })
}

/** Characters looked at beyond a cut, so that what the cut would halve is seen whole. */
const beyondCut = 4096

/**
 * The first `length` characters of a text, masked before they are cut: half a card number is no card number to any
 * rule, and still more than its last four digits.
 */
export function maskedStart(text: string, length: number, key?: string, policy: MaskPolicy = maskedByDefault): string {
  // What is not cut is masked where the answer leaves the engine.
  if (text.length <= length) return text
  return maskedText(text.slice(0, length + beyondCut), key, policy).slice(0, length)
}

function maskedList(list: readonly unknown[], policy: MaskPolicy): unknown {
  let copy: unknown[] | undefined
  for (let index = 0; index < list.length; index += 1) {
    const before = list[index]
    const after = maskedValue(before, policy)
    if (after === before) continue
    copy ??= [...list]
    copy[index] = after
  }
  return copy ?? list
}

function maskedRecord(record: Readonly<Record<string, unknown>>, policy: MaskPolicy): unknown {
  const key = keyOf(record)
  let copy: Record<string, unknown> | undefined
  for (const [name, before] of Object.entries(record)) {
    const isText = typeof before === 'string'
    if (isText && ownNames.has(name)) continue
    const after =
      isText && key !== undefined && valueNames.has(name)
        ? maskedText(before, key, policy)
        : maskedValue(before, policy)
    const shownName = maskedText(name, undefined, policy)
    if (after === before && shownName === name) continue
    copy ??= { ...record }
    if (shownName !== name) delete copy[name]
    copy[shownName] = after
  }
  return copy ?? record
}

function keyOf(record: Readonly<Record<string, unknown>>): string | undefined {
  const { from, path } = record
  if (typeof from === 'string') return from
  return typeof path === 'string' ? path : undefined
}

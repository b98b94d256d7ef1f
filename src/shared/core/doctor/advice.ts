/**
 * Why the contents of an export cannot be recomputed, as far as the export itself shows it, and the smallest change
 * after which they could. Observations about the export, never about whoever made it; the sentences are in the
 * catalogue under `doctor.advice`.
 */
import type { Advice, AdviceCode, ChainShape, DoctorOutcome, HashColumn } from '../../model/doctor.ts'
import { jsonKinds } from '../bytes/json-scan.ts'
import { findMember, memberName, nameFrom } from '../bytes/json-member.ts'
import { textFromUtf8 } from '../bytes/utf8.ts'
import { parseJson } from '../bytes/parse-json.ts'
import { parseInstant } from '../time/instant.ts'
import type { SampleRecord } from './hash-columns.ts'

export interface AdviceInput {
  readonly outcome: DoctorOutcome
  readonly records: readonly SampleRecord[]
  readonly columns: readonly HashColumn[]
  readonly chain: ChainShape | null
  readonly previousImplied: boolean
  readonly times: readonly string[]
  /** Columns whose hash was reproduced from one other column alone. */
  readonly payloadOnly: string | null
  /** True when the source has batches of which roots are claimed elsewhere. */
  readonly hasBatches: boolean
}

const adviceOf = (code: AdviceCode, facts: Record<string, string> = {}): Advice => ({ code, facts })

export function adviseOn(input: AdviceInput): Advice[] {
  const { outcome, records, columns, chain, previousImplied, payloadOnly } = input
  const advice: Advice[] = []
  if (outcome === 'no-hash-column') {
    if (input.hasBatches) advice.push(adviceOf('root-only'), ...formCauses(input))
    else advice.push(adviceOf('no-hash-column'))
    return advice
  }
  if (outcome === 'too-few-rows') advice.push(adviceOf('too-few-rows', { rows: String(records.length) }))
  if (payloadOnly !== null) advice.push(adviceOf('payload-hash-only', { column: payloadOnly }))
  if (previousImplied) advice.push(adviceOf('previous-hash-not-exported'))
  else if (chain !== null && chain.previousHash === null)
    advice.push(adviceOf('no-previous-hash', { column: chain.entryHash }))
  if (outcome === 'found' || outcome === 'too-few-rows') return advice
  const bytes = columns.find(({ name }) => name === chain?.entryHash)?.bytes ?? 0
  advice.push(...formCauses(input))
  advice.push(adviceOf('fields-not-exported', { column: chain?.entryHash ?? '' }))
  // An HMAC has the length of its hash function; nothing in the digest tells the two apart.
  if (bytes >= 20) advice.push(adviceOf('keyed-hash', { column: chain?.entryHash ?? '', bytes: String(bytes) }))
  if (chain !== null && chain.previousHash === null)
    advice.push(adviceOf('hash-may-be-random', { column: chain.entryHash }))
  return advice
}

/** Signs in the values that the export no longer has the form that was hashed. */
function formCauses({ records, times }: AdviceInput): Advice[] {
  const found: Advice[] = []
  const seen: Tally = { numberLike: 0, numbers: 0, nested: 0 }
  for (const record of records.slice(0, 200)) tally(record, seen)
  const rows = Math.min(200, records.length)
  if (rows === 0) return found
  // Delimited exports hold no numbers and no objects of their own: every value is text.
  if (seen.numbers === 0 && seen.nested === 0 && seen.numberLike > 0) found.push(adviceOf('delimiter-form-lost'))
  else {
    const field = numberField(records)
    if (field !== null) found.push(adviceOf('number-form-lost', { field }))
  }
  const nested = orderedNested(records)
  if (nested !== null) found.push(adviceOf('key-order-lost', { field: nested }))
  const coarse = coarseTime(records, times)
  if (coarse !== null) found.push(adviceOf('precision-lost', coarse))
  return found
}

interface Tally {
  numberLike: number
  numbers: number
  nested: number
}

function tally({ bytes, scan }: SampleRecord, seen: Tally): void {
  for (let member = 0; member < scan.count; member += 1) {
    const kind = scan.kind[member]
    if (kind === jsonKinds.number) seen.numbers += 1
    if (kind === jsonKinds.object || kind === jsonKinds.array) seen.nested += 1
    if (kind !== jsonKinds.string) continue
    const start = scan.valueStart[member] as number
    const end = scan.valueEnd[member] as number
    if (end - start < 20 && /^-?\d+(\.\d+)?$/.test(textFromUtf8(bytes, start + 1, end - 1))) seen.numberLike += 1
  }
}

/** First field with a fraction, at any depth: `79.90` and `79.9` are one number and two texts. */
function numberField(records: readonly SampleRecord[]): string | null {
  for (const { bytes, scan } of records.slice(0, 200)) {
    for (let member = 0; member < scan.count; member += 1) {
      const kind = scan.kind[member]
      const start = scan.valueStart[member] as number
      const end = scan.valueEnd[member] as number
      if (kind !== jsonKinds.number && kind !== jsonKinds.object && kind !== jsonKinds.array) continue
      if (end - start > 65_536) continue
      const text = textFromUtf8(bytes, start, end)
      // Texts are taken out first: a version number in one is no number.
      if (/\d[.eE][-+\d]/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'))) return memberName(bytes, scan, member)
    }
  }
  return null
}

/**
 * First field whose nested objects all stand in the order of `jsonb`: names by length, then by bytes. One object may
 * stand so by chance; ten different ones hardly.
 */
function orderedNested(records: readonly SampleRecord[]): string | null {
  const orders = new Map<string, Set<string>>()
  const broken = new Set<string>()
  for (const { bytes, scan } of records.slice(0, 200)) {
    for (let member = 0; member < scan.count; member += 1) {
      if (scan.kind[member] !== jsonKinds.object) continue
      if ((scan.valueEnd[member] as number) - (scan.valueStart[member] as number) > 65_536) continue
      const name = memberName(bytes, scan, member)
      const text = textFromUtf8(bytes, scan.valueStart[member] as number, scan.valueEnd[member] as number)
      const names = Object.keys(parseJson(text) as object)
      if (names.length < 2) continue
      const sorted = names.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
      if (sorted.join('\n') !== names.join('\n')) broken.add(name)
      orders.set(name, (orders.get(name) ?? new Set<string>()).add(names.join('\n')))
    }
  }
  for (const [name, sets] of orders) if (!broken.has(name) && sets.size >= 1) return name
  return null
}

/** A time field of which no value has more digits than milli- or microseconds. */
function coarseTime(records: readonly SampleRecord[], times: readonly string[]): Record<string, string> | null {
  const [name] = times
  if (name === undefined) return null
  let digits = 0
  for (const { bytes, scan } of records.slice(0, 200)) {
    const member = findMember(bytes, scan, nameFrom(name))
    if (member < 0 || scan.kind[member] !== jsonKinds.string) continue
    const text = textFromUtf8(bytes, (scan.valueStart[member] as number) + 1, (scan.valueEnd[member] as number) - 1)
    digits = Math.max(digits, parseInstant(text, { zone: 'UTC', epochUnit: 's' })?.fractionDigits ?? 0)
  }
  return digits >= 9 ? null : { field: name, digits: String(digits) }
}

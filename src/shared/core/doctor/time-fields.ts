/** Fields that hold points in time, and the ways in which a pre-image may write them. */
import type { TimeForm } from '../../model/recipe.ts'
import { jsonKinds } from '../bytes/json-scan.ts'
import { memberName } from '../bytes/json-member.ts'
import { textFromUtf8 } from '../bytes/utf8.ts'
import { parseInstant } from '../time/instant.ts'
import type { SampleRecord } from './hash-columns.ts'

const isoText = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/

/** Names of the fields of which nine values of ten are times, in the order of the records. */
export function timeFields(records: readonly SampleRecord[]): string[] {
  const seenByName = new Map<string, { values: number; times: number }>()
  for (const { bytes, scan } of records.slice(0, 50)) {
    for (let member = 0; member < scan.count; member += 1) {
      const kind = scan.kind[member]
      if (kind === jsonKinds.null) continue
      const name = memberName(bytes, scan, member)
      const seen = seenByName.get(name) ?? { values: 0, times: 0 }
      seenByName.set(name, seen)
      seen.values += 1
      const start = scan.valueStart[member] as number
      const end = scan.valueEnd[member] as number
      if (end - start > 48) continue
      if (kind === jsonKinds.string && isTimeText(textFromUtf8(bytes, start + 1, end - 1), name)) seen.times += 1
      if (kind === jsonKinds.number && isEpoch(textFromUtf8(bytes, start, end), name)) seen.times += 1
    }
  }
  return [...seenByName].filter(([, { values, times }]) => times > 0 && times >= values * 0.9).map(([name]) => name)
}

function isTimeText(text: string, name: string): boolean {
  if (isoText.test(text)) return parseInstant(text, { zone: 'UTC', epochUnit: 's' }) !== null
  return isEpoch(text, name)
}

const timeName = /time|date|_at$|At$|^at$|^ts$|^t$|stamp|when|created|occurred|epoch/i
const units = { 10: 's', 13: 'ms', 16: 'us', 19: 'ns' } as const

/** Digits of an epoch count between 2001 and 2286 in a field that is named like a time: amounts and ids have such digits too. */
function isEpoch(text: string, name: string): boolean {
  return /^1\d+$/.test(text) && Object.hasOwn(units, text.length) && timeName.test(name)
}

/**
 * Ways to write a time, the likeliest first; null is "as the record writes it". Fractions are cut off, so one that has
 * fewer digits than the record stands for a coarser clock in the log's own program.
 */
export const timeForms: readonly (TimeForm | null)[] = [
  null,
  { digits: '3', between: 'T', zone: 'Z' },
  { digits: '6', between: 'T', zone: 'Z' },
  { digits: '0', between: 'T', zone: 'Z' },
  { digits: '9', between: 'T', zone: 'Z' },
  { digits: 'six-or-none', between: 'T', zone: '+00:00' },
  { digits: '6', between: 'T', zone: '+00:00' },
  { digits: '3', between: 'T', zone: '+00:00' },
  { digits: '0', between: 'T', zone: '+00:00' },
  { digits: '6', between: 'T', zone: 'none' },
  { digits: '3', between: 'T', zone: 'none' },
  { digits: '0', between: 'T', zone: 'none' },
  { digits: '6', between: ' ', zone: 'none' },
  { digits: '3', between: ' ', zone: 'none' },
  { digits: '0', between: ' ', zone: 'none' },
  { digits: 'shortest', between: ' ', zone: '+00' },
  { digits: '6', between: ' ', zone: '+00:00' },
  { digits: 'shortest', between: 'T', zone: 'Z' },
  { digits: 'by-three', between: 'T', zone: 'Z' },
  { digits: 'six-or-none', between: 'T', zone: 'none' },
  { epoch: 's', as: 'number' },
  { epoch: 'ms', as: 'number' },
  { epoch: 'us', as: 'number' },
  { epoch: 'ns', as: 'number' },
]
/** Those that the wider products of the grid go through. */
export const commonTimeForms = timeForms.slice(0, 4)

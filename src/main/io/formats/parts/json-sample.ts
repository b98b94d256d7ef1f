/**
 * What detection looks at in a text of JSON objects: its first records, also where they stand inside an envelope, and
 * values of theirs by path. Looks only; whether a record can be read is for the reader to say.
 */
import type { Claim } from '../format.ts'
import type { Probe } from '../probe.ts'
import { sampleEnvelope } from './json-envelope.ts'
import type { RecordPath } from './json-envelope-path.ts'
import { byte } from './source-text.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export interface JsonSample {
  /** Up to 20 first records. */
  readonly objects: readonly JsonObject[]
  /** They stand in an envelope, and are not lines, elements of an array, or the text itself. */
  readonly enveloped: boolean
}

/** The first records of a text. `envelopes` are the paths at which they may stand in an object that holds them. */
export function sampleRecordsFrom(probe: Probe, envelopes: readonly RecordPath[]): JsonSample {
  if (probe.first === byte.openBrace && envelopes.length > 0) {
    const sample = sampleEnvelope(probe.bytes, { records: envelopes })
    const objects = sample.records.filter(isObject)
    if (sample.envelopes >= sample.others && objects.length > 0) return { objects, enveloped: true }
  }
  return { objects: probe.objects, enveloped: false }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Value at a dotted path (`actor.user.id`, `target.0.type`); undefined when there is nothing. Names hold no dots. */
export function valueAt(record: unknown, path: string): unknown {
  let value = record
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as JsonObject)[part]
  }
  return value
}

/** The same where it is text; '' otherwise. Hostile: an object may have a `toString` that is no function. */
export function textAt(record: JsonObject, path: string): string {
  const value = valueAt(record, path)
  return typeof value === 'string' ? value : ''
}

/** True when the record has every one of these paths, whatever their values. */
export function hasAll(record: JsonObject, paths: readonly string[]): boolean {
  return paths.every((path) => valueAt(record, path) !== undefined)
}

/**
 * Claims a sample in which at least half of the objects fit. `seen` completes the sentence "12 of 20 objects have …".
 * null when fewer do.
 */
export function claimFrom(
  sample: JsonSample,
  confidence: number,
  seen: string,
  fits: (record: JsonObject) => boolean,
): Claim | null {
  const { objects, enveloped } = sample
  const count = objects.filter(fits).length
  if (count === 0 || count * 2 < objects.length) return null
  const evidence = [`${count} of ${objects.length} objects have ${seen}.`]
  if (enveloped) evidence.push('They stand inside an object that holds them, as a reply of an interface does.')
  return { confidence, evidence }
}

/** The stronger of several claims; the first among equals. */
export function strongest(...claims: readonly (Claim | null)[]): Claim | null {
  let best: Claim | null = null
  for (const claim of claims) if (claim !== null && (best === null || claim.confidence > best.confidence)) best = claim
  return best
}

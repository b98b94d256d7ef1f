/**
 * What detection looks at in a text of JSON objects: its first records, also where they stand inside an envelope, and
 * values of theirs by path. Looks only; whether a record can be read is for the reader to say.
 */
import type { Buffer } from 'node:buffer'
import type { Claim } from '../format.ts'
import type { Probe } from '../probe.ts'
import type { RecordPath } from './json-envelope-path.ts'
import { byte, isJsonSpace } from './source-text.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export interface JsonSample {
  /** Up to 20 first records. */
  readonly objects: readonly JsonObject[]
  /** Path at which they stand in an envelope; null where they are lines, elements of an array, or the text itself. */
  readonly envelope: RecordPath | null
}

const sampleRecords = 20
/** Bytes of an envelope that is longer than the prefix. */
const sampleBytes = 256 * 1024

/**
 * The first records of a text. `envelopes` are the paths at which they may stand; the first path that finds any is
 * taken, and only if none does, the objects of the text are the records themselves.
 */
export function sampleRecordsFrom(probe: Probe, envelopes: readonly RecordPath[]): JsonSample {
  const { objects } = probe
  if (probe.first !== byte.openBrace) return { objects, envelope: null }
  for (const path of envelopes) {
    const found: JsonObject[] = []
    // An envelope that the prefix cuts is none of the probe's objects.
    if (objects.length === 0) walkText(probe.bytes.subarray(0, sampleBytes), probe.from, path, 0, found)
    else for (const root of objects) walkValue(root, path, 0, found)
    if (found.length > 0) return { objects: found, envelope: path }
  }
  return { objects, envelope: null }
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
  const { objects, envelope } = sample
  const count = objects.filter(fits).length
  if (count === 0 || count * 2 < objects.length) return null
  const evidence = [`${count} of ${objects.length} objects have ${seen}.`]
  if (envelope !== null) evidence.push(`They stand in an envelope under ${envelope.join('.')}.`)
  return { confidence, evidence }
}

/** The stronger of several claims; the first among equals. */
export function strongest(...claims: readonly (Claim | null)[]): Claim | null {
  let best: Claim | null = null
  for (const claim of claims) if (claim !== null && (best === null || claim.confidence > best.confidence)) best = claim
  return best
}

function walkValue(value: unknown, path: RecordPath, depth: number, found: JsonObject[]): void {
  if (typeof value !== 'object' || value === null) return
  const part = path[depth]
  if (part === undefined) {
    if (!Array.isArray(value) && found.length < sampleRecords) found.push(value as JsonObject)
  } else if (part === '*') {
    if (!Array.isArray(value)) return
    for (const element of value) {
      if (found.length === sampleRecords) return
      walkValue(element, path, depth + 1, found)
    }
  } else if (!Array.isArray(value) && Object.hasOwn(value, part))
    walkValue((value as JsonObject)[part], path, depth + 1, found)
}

/** The same over text that may be cut: offset after the value at `at`, -1 where the text ends or is no JSON. */
function walkText(bytes: Buffer, at: number, path: RecordPath, depth: number, found: JsonObject[]): number {
  const part = path[depth]
  const code = bytes[at]
  if (part === undefined) {
    const end = valueEnd(bytes, at)
    if (end < 0 || code !== byte.openBrace) return end
    try {
      if (found.length < sampleRecords) found.push(JSON.parse(bytes.toString('utf8', at, end)) as JsonObject)
      return end
    } catch {
      return -1
    }
  }
  if (code !== (part === '*' ? byte.openBracket : byte.openBrace)) return valueEnd(bytes, at)
  const close = part === '*' ? byte.closeBracket : byte.closeBrace
  for (let next = skipSpace(bytes, at + 1); next < bytes.length; next = skipSpace(bytes, next)) {
    if (bytes[next] === close) return next + 1
    if (bytes[next] === byte.comma) {
      next += 1
      continue
    }
    let matches = part === '*'
    if (!matches) {
      const nameEnd = bytes[next] === byte.quote ? valueEnd(bytes, next) : -1
      if (nameEnd < 0) return -1
      matches = bytes.toString('utf8', next + 1, nameEnd - 1) === part
      next = skipSpace(bytes, nameEnd)
      if (bytes[next] !== 0x3a) return -1
      next = skipSpace(bytes, next + 1)
    }
    const end = matches ? walkText(bytes, next, path, depth + 1, found) : valueEnd(bytes, next)
    if (end <= next || found.length === sampleRecords) return -1
    next = end
  }
  return -1
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && isJsonSpace(bytes[at])) at += 1
  return at
}

/** Offset after the value at `from`, by its brackets and quotes alone; -1 when the text ends inside it. */
function valueEnd(bytes: Buffer, from: number): number {
  let depth = 0
  let inString = false
  for (let at = from; at < bytes.length; at += 1) {
    const code = bytes[at]
    if (inString) {
      if (code === byte.backslash) at += 1
      else if (code === byte.quote) {
        inString = false
        if (depth === 0) return at + 1
      }
    } else if (code === byte.quote) inString = true
    else if (code === byte.openBrace || code === byte.openBracket) depth += 1
    else if (code === byte.closeBrace || code === byte.closeBracket) {
      if (depth === 0) return at
      depth -= 1
      if (depth === 0) return at + 1
    } else if (depth === 0 && (code === byte.comma || isJsonSpace(code))) return at
  }
  return -1
}

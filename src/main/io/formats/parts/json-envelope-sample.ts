/** The beginning of a text read as an envelope, for detection: which records and values it shows. */
import type { Buffer } from 'node:buffer'
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import { completeLimits } from '../limits.ts'
import type { TileSink } from '../tile-sink.ts'
import { JsonEnvelopeReader } from './json-envelope-reader.ts'
import type { EnvelopeSpec } from './json-envelope-spec.ts'

export interface EnvelopeSample {
  /** Envelopes that showed where their records are, and objects that showed no such place. */
  readonly envelopes: number
  readonly others: number
  /** Up to 20 first records, parsed. */
  readonly records: readonly unknown[]
  /** JSON text of values beside the records, by path with dots: `hits.total.relation`. The first of each path. */
  readonly members: ReadonlyMap<string, string>
}

/** Bytes and records that are looked at, and values that are kept. */
const sampleBytes = 64 * 1024
const sampleRecords = 20
const sampleMembers = 200

/** Reads the first 64 KiB of `bytes`, which may be cut anywhere, as an envelope. Never throws on account of the bytes. */
export function sampleEnvelope(bytes: Buffer, given: Pick<EnvelopeSpec, 'records' | 'arrays'>): EnvelopeSample {
  const records: unknown[] = []
  const members = new Map<string, string>()
  let started = 0
  let envelopes = 0
  let damaged = false
  const sink: TileSink = {
    ...deafSink,
    rejected: () => (damaged = true),
    record: (chunk, start, end) => {
      if (records.length < sampleRecords)
        records.push(parseJson((chunk as Buffer).toString('utf8', start, end)) as unknown)
    },
  }
  const spec: EnvelopeSpec = {
    records: given.records,
    ...(given.arrays === undefined ? {} : { arrays: given.arrays }),
    onStart: () => {
      started += 1
      damaged = false
    },
    // A damaged or cut object that shows no records may be a line of its own: it speaks for no envelope.
    onEnd: (complete, elements) => {
      if (elements > 0 || (complete && !damaged)) envelopes += 1
    },
    onMember: (path, json) => {
      const key = path.join('.')
      if (members.size < sampleMembers && !members.has(key)) members.set(key, json)
    },
  }
  const reader = new JsonEnvelopeReader(sink, completeLimits(), spec)
  reader.push(bytes.subarray(0, sampleBytes))
  reader.end()
  return { envelopes, others: started - envelopes, records, members }
}

const nothing = (): void => undefined
const deafSink: TileSink = {
  layout: () => 0,
  record: nothing,
  rejected: nothing,
  blank: nothing,
  framing: nothing,
  note: nothing,
  truncated: nothing,
}

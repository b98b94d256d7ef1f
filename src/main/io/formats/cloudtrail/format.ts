/** AWS CloudTrail log files as the trail delivers them: `{"Records":[…]}`. Digest files beside them are not read here. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition, ReaderHints } from '../format.ts'
import type { ReaderLimits } from '../limits.ts'
import { ndjsonReader } from '../ndjson/reader.ts'
import { chooseJson, envelopeNotes, JsonEnvelopeReader, sampleEnvelope } from '../parts/json-envelope.ts'
import { productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll, type JsonObject } from '../parts/json-sample.ts'
import { byte } from '../parts/source-text.ts'
import type { Probe } from '../probe.ts'
import type { Reader, TileSink } from '../tile-sink.ts'
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = { envelopes: [['Records', '*']] }
const digestNames = ['digestS3Bucket', 'digestS3Object', 'digestStartTime', 'digestEndTime']

export const format: FormatDefinition = {
  id: 'cloudtrail',
  title: 'AWS CloudTrail log files',
  about: 'Log files of a trail (an object with Records), or its events one per line or in an array.',
  detect,
  createReader,
  profiles: [sourceProfileSchema.parse(profile)],
  notes: envelopeNotes,
}

function createReader(sink: TileSink, limits: ReaderLimits, hints: ReaderHints): Reader {
  const envelope = { records: shape.envelopes }
  let digest = false
  return chooseJson(sink, limits, hints, {
    envelope,
    isLine: (first) => {
      digest = digestNames.every((name) => name in first)
      return digest
    },
    // As a line of its own a digest would pass for an event; as an envelope it has no records and is refused.
    lines: () => (digest ? new JsonEnvelopeReader(sink, limits, envelope) : ndjsonReader(sink, limits)),
  })
}

function detect(probe: Probe): Claim | null {
  if (isCloudTrailDigest(probe)) return null
  const seen = 'eventVersion, eventTime, eventSource and eventName or insightDetails'
  return claimFrom(productSample(probe, shape), 100, seen, isEvent)
}

/** An event of any category; Insights events name the API inside `insightDetails`. */
function isEvent(record: JsonObject): boolean {
  if (!hasAll(record, ['eventVersion', 'eventTime'])) return false
  return hasAll(record, ['eventSource', 'eventName']) || hasAll(record, ['insightDetails'])
}

/**
 * True for a CloudTrail digest file: one object that lists log files with their hashes and holds no events. It is
 * evidence about log files and never a log itself.
 */
export function isCloudTrailDigest(probe: Probe): boolean {
  if (probe.first !== byte.openBrace) return false
  // The digest's own members stand beside `logFiles`, so they are read as those of an envelope.
  const { envelopes, members } = sampleEnvelope(probe.bytes, { records: [['logFiles', '*']] })
  return envelopes === 1 && digestNames.every((name) => members.has(name))
}

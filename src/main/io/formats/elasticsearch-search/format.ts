/** Replies of Elasticsearch and OpenSearch to a search: `{"hits":{"hits":[…]}}`, one or many pages of it. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { chooseJson, envelopeNotes, sampleEnvelope } from '../parts/json-envelope.ts'
import { claimFrom, hasAll, type JsonObject } from '../parts/json-sample.ts'
import { byte } from '../parts/source-text.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }
import { replyNotes, SearchReplies } from './replies.ts'

const noNotes = new SearchReplies(() => undefined)

export const format: FormatDefinition = {
  id: 'elasticsearch-search',
  title: 'Elasticsearch search replies',
  about: 'Replies of _search, scroll and asynchronous search with their hits, or an array of hits.',
  detect,
  createReader: (sink, limits, hints) => {
    const replies = new SearchReplies((code, detail) => sink.note(code, detail))
    return chooseJson(sink, limits, hints, { envelope: replies.spec, isLine: (line) => hasAll(line, ['_source']) })
  },
  profiles: [sourceProfileSchema.parse(profile)],
  notes: { ...envelopeNotes, ...replyNotes },
}

function detect(probe: Probe): Claim | null {
  const seen = '_index and _id beside _source or fields'
  if (probe.first === byte.openBracket) return claimFrom({ objects: probe.objects, enveloped: false }, 90, seen, isHit)
  if (probe.first !== byte.openBrace) return null
  const { envelopes, others, records, members } = sampleEnvelope(probe.bytes, { records: noNotes.spec.records })
  if (envelopes === 0 || others > 0) return null
  const objects = records.filter((record): record is JsonObject => typeof record === 'object')
  const claim = claimFrom({ objects, enveloped: true }, 100, seen, isHit)
  if (claim !== null) return claim
  const shards = members.has('_shards.total') || members.has('rawResponse._shards.total')
  return objects.length === 0 && (shards || members.has('response._shards.total'))
    ? { confidence: 80, evidence: ['A search reply with its shards and no hits.'] }
    : null
}

function isHit(record: JsonObject): boolean {
  return hasAll(record, ['_index', '_id']) && (hasAll(record, ['_source']) || hasAll(record, ['fields']))
}

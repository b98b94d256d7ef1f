/** Replies of CloudWatch Logs that list events: `FilterLogEvents` and `GetLogEvents`. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition, NoteText } from '../format.ts'
import { chooseJson, envelopeNotes, type EnvelopeSpec, sampleEnvelope } from '../parts/json-envelope.ts'
import { productSample } from '../parts/json-product.ts'
import { claimFrom, type JsonObject } from '../parts/json-sample.ts'
import { byte } from '../parts/source-text.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

const shape = { envelopes: [['events', '*']] }
/** Events that one reply holds at most, unless its megabyte is full before. */
const fullReply = 10_000

const notes: Readonly<Record<string, NoteText>> = {
  ...envelopeNotes,
  'more-pages': { text: 'The last reply names a further page, which is not here.', incomplete: true },
  'full-page': {
    text: 'The last reply of one stream has as many events as a reply can hold: others may follow.',
    incomplete: true,
  },
  'end-not-shown': {
    text: 'GetLogEvents always names a next page; only a reply that repeats the token before it shows the end.',
  },
}

export const format: FormatDefinition = {
  id: 'cloudwatch-events',
  title: 'CloudWatch Logs events',
  about: 'Replies of aws logs filter-log-events and get-log-events, or their events one per line or in an array.',
  detect,
  createReader: (sink, limits, hints) =>
    chooseJson(sink, limits, hints, { envelope: pagesSpec((code, detail) => sink.note(code, detail)) }),
  profiles: [sourceProfileSchema.parse(profile)],
  notes,
}

/** Replies one after the other are pages: only the last can say that others are missing. */
function pagesSpec(note: (code: string, detail: string) => void): EnvelopeSpec {
  const said = new Map<string, string>()
  let forwardBefore: string | undefined
  let closed = false
  let events = 0
  return {
    records: shape.envelopes,
    onStart: () => {
      forwardBefore = said.get('nextForwardToken')
      said.clear()
    },
    onMember: (path, json) => {
      if (path.length === 1) said.set(String(path[0]), json)
    },
    onEnd: (complete, elements) => {
      closed = complete
      events = elements
    },
    onSourceEnd: () => {
      const more = said.get('nextToken')
      if (more !== undefined && more !== 'null' && more !== '""') note('more-pages', 'nextToken')
      const forward = said.get('nextForwardToken')
      if (forward === undefined || forward === forwardBefore || !closed) return
      note(events >= fullReply ? 'full-page' : 'end-not-shown', `${events} events in the last reply`)
    },
  }
}

function detect(probe: Probe): Claim | null {
  const sample = productSample(probe, shape)
  const filtered = claimFrom(sample, 100, 'logStreamName, timestamp, message, ingestionTime and eventId', (record) =>
    isEvent(record, ['logStreamName', 'eventId']),
  )
  if (filtered !== null) return filtered
  const got = claimFrom(sample, 90, 'timestamp and ingestionTime in milliseconds, and message', (record) =>
    isEvent(record, []),
  )
  if (got !== null || probe.first !== byte.openBrace) return got
  const { envelopes, records, members } = sampleEnvelope(probe.bytes, { records: shape.envelopes })
  const names = ['searchedLogStreams', 'nextForwardToken', 'nextBackwardToken'].filter((name) => members.has(name))
  if (envelopes === 0 || records.length > 0 || names.length === 0) return null
  return { confidence: 80, evidence: [`A reply without events that has ${names.join(' and ')}.`] }
}

function isEvent(record: JsonObject, more: readonly string[]): boolean {
  const timed = typeof record['timestamp'] === 'number' && typeof record['ingestionTime'] === 'number'
  return timed && typeof record['message'] === 'string' && more.every((name) => typeof record[name] === 'string')
}

/** OpenTelemetry logs and spans in OTLP/JSON: export requests, one or one per line. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { envelopeNotes, sampleEnvelope } from '../parts/json-envelope.ts'
import { byte } from '../parts/source-text.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }
import { otlpReader, recordPaths } from './reader.ts'
import { recordJson } from './record-json.ts'

export const format: FormatDefinition = {
  id: 'otlp',
  title: 'OpenTelemetry (OTLP/JSON)',
  about: 'Export requests of logs (resourceLogs) or traces (resourceSpans), one text or one request per line.',
  detect,
  createReader: (sink, limits) => otlpReader(sink, limits),
  recordJson,
  profiles: [sourceProfileSchema.parse(profile)],
  notes: {
    ...envelopeNotes,
    'context-after-records': { text: 'A resource or scope is stated after its records, which do not show it.' },
    'context-left-out': { text: 'Very many resources and scopes: later records do not show theirs.' },
  },
}

function detect(probe: Probe): Claim | null {
  if (probe.first !== byte.openBrace) return null
  const { envelopes, others } = sampleEnvelope(probe.bytes, { records: recordPaths })
  if (envelopes === 0 || others > envelopes) return null
  const kinds = ['resourceLogs', 'resourceSpans'].filter((name) => probe.text.includes(`"${name}"`))
  const evidence = [`${envelopes} export requests with ${kinds.join(' and ') || 'resources'} at the beginning.`]
  if (envelopes === 1) evidence[0] = `An export request with ${kinds.join(' and ') || 'resources'}.`
  return { confidence: 100, evidence }
}

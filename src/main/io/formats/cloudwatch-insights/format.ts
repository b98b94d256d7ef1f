/** Replies of CloudWatch Logs Insights: `GetQueryResults`, whose rows are arrays of fields and values. */
import { bufferView, byte } from '../parts/source-text.ts'
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition, NoteText } from '../format.ts'
import type { ReaderLimits } from '../limits.ts'
import { envelopeNotes, type EnvelopeSpec, JsonEnvelopeReader, sampleEnvelope } from '../parts/json-envelope.ts'
import type { Probe } from '../probe.ts'
import type { Reader, TileSink } from '../tile-sink.ts'
import profile from './profile.json' with { type: 'json' }
import { rowJson } from './row-json.ts'

const records = [['results', '*']]

const notes: Readonly<Record<string, NoteText>> = {
  ...envelopeNotes,
  'insights-not-complete': { text: 'The last reply states that the query had not run to its end.', incomplete: true },
  'insights-capped': { text: 'More log events matched the query than rows are here.', incomplete: true },
  'insights-aggregated': {
    text: 'The rows point at no log events: they are results of a computation, or the query left the pointer out.',
  },
}

export const format: FormatDefinition = {
  id: 'cloudwatch-insights',
  title: 'CloudWatch Logs Insights results',
  about: 'Replies of aws logs get-query-results: rows of fields and values.',
  detect,
  createReader,
  recordJson: rowJson,
  profiles: [sourceProfileSchema.parse(profile)],
  notes,
}

function createReader(sink: TileSink, limits: ReaderLimits): Reader {
  const said = new Map<string, string>()
  let layout = -1
  let closed = false
  let rows = 0
  /** Rows of single log events carry a pointer to them. */
  let pointers = 0
  const spec: EnvelopeSpec = {
    records,
    arrays: true,
    onStart: () => {
      said.clear()
      pointers = 0
    },
    onMember: (path, json) => said.set(path.join('.'), json),
    onEnd: (complete, elements) => {
      closed = complete
      rows = elements
    },
    onSourceEnd: () => {
      const status = said.get('status')
      if (status !== undefined && status !== '"Complete"') sink.note('insights-not-complete', status)
      if (!closed || rows === 0) return
      if (pointers === 0) sink.note('insights-aggregated')
      const matched = Number(said.get('statistics.recordsMatched') ?? 'NaN')
      if (pointers > 0 && matched > rows) sink.note('insights-capped', `${rows} of ${matched}`)
    },
    layoutFor: () => {
      if (layout < 0) layout = sink.layout({ kind: 'rendered', format: 'cloudwatch-insights', table: null, data: null })
      return layout
    },
  }
  const counting: TileSink = {
    layout: (given) => sink.layout(given),
    record: (bytes, start, end, byteStart, line, number) => {
      if (bufferView(bytes).subarray(start, end).includes('"@ptr"')) pointers += 1
      sink.record(bytes, start, end, byteStart, line, number)
    },
    rejected: (...reject) => sink.rejected(...reject),
    blank: (byteStart, byteLength, line) => sink.blank(byteStart, byteLength, line),
    framing: (byteStart, byteLength) => sink.framing(byteStart, byteLength),
    note: (code, detail) => (detail === undefined ? sink.note(code) : sink.note(code, detail)),
    truncated: () => sink.truncated(),
  }
  return new JsonEnvelopeReader(counting, limits, spec)
}

function detect(probe: Probe): Claim | null {
  if (probe.first !== byte.openBrace) return null
  const { envelopes, records: rows, members } = sampleEnvelope(probe.bytes, { records, arrays: true })
  if (envelopes === 0) return null
  const fitting = rows.filter(isRow).length
  if (fitting > 0 && fitting * 2 >= rows.length)
    return { confidence: 100, evidence: [`${fitting} of ${rows.length} results are rows of field and value.`] }
  const stated = members.has('statistics.recordsMatched') && members.has('status')
  if (!stated || rows.length > 0) return null
  return { confidence: 90, evidence: ['A reply without rows that states recordsMatched and a status.'] }
}

function isRow(row: unknown): boolean {
  return (
    Array.isArray(row) &&
    row.length > 0 &&
    row.every((cell: unknown) => typeof cell === 'object' && cell !== null && 'field' in cell)
  )
}

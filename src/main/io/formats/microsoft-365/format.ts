/** Microsoft 365 unified audit log: records themselves, or rows that hold each record as text in AuditData. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import type { Claim, FormatDefinition, ReaderHints } from '../format.ts'
import { format as csv } from '../csv/format.ts'
import { CsvReader } from '../csv/reader.ts'
import type { ReaderLimits } from '../limits.ts'
import { firstByteReader } from '../parts/chosen-reader.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll, type JsonObject, strongest } from '../parts/json-sample.ts'
import { byte } from '../parts/source-text.ts'
import type { Probe } from '../probe.ts'
import type { Reader, TileSink } from '../tile-sink.ts'
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = {
  envelopes: [['value', '*']],
  more: ['@odata.nextLink'],
  // Search-UnifiedAuditLog gives 100 unless asked for more, and 5,000 at most.
  pages: [100, 5000],
}

export const format: FormatDefinition = {
  id: 'microsoft-365',
  title: 'Microsoft 365 unified audit log',
  about:
    'Audit records as JSON (lines, arrays, replies), search results with the record as text in AuditData, and the CSV that the portal and PowerShell export.',
  detect,
  createReader,
  profiles: [sourceProfileSchema.parse(profile)],
  notes: { ...csv.notes, ...pageNotes },
}

function detect(probe: Probe): Claim | null {
  const first = probe.first
  if (first !== byte.openBrace && first !== byte.openBracket) return detectCsv(probe)
  const sample = productSample(probe, shape)
  return strongest(
    claimFrom(sample, 95, 'CreationTime, Operation, RecordType and Workload', isRecord),
    claimFrom(sample, 95, 'an audit record as text in AuditData', (record) =>
      isRecord(textObject(record['AuditData'])),
    ),
    claimFrom(sample, 95, 'auditLogRecordType, operation and auditData, as Microsoft Graph spells them', (record) =>
      hasAll(record, ['auditLogRecordType', 'operation', 'auditData']),
    ),
  )
}

function isRecord(record: JsonObject): boolean {
  return hasAll(record, ['CreationTime', 'Operation', 'RecordType', 'Workload'])
}

function textObject(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null) return value as JsonObject
  try {
    const inner: unknown = typeof value === 'string' ? parseJson(value) : null
    return typeof inner === 'object' && inner !== null ? (inner as JsonObject) : {}
  } catch {
    return {}
  }
}

/** By the header's names alone: which dialect of CSV it is in is for the CSV reader to find. */
function detectCsv(probe: Probe): Claim | null {
  const header = probe.text.slice(probe.from, probe.from + 2000).split(/[\r\n]/, 1)[0] ?? ''
  const names = new Set(header.split(/[,;\t]/).map((name) => name.trim().replace(/^"(.*)"$/, '$1')))
  if (!names.has('AuditData')) return null
  const others = ['CreationDate', 'Operations', 'Operation', 'UserIds', 'UserId', 'RecordType'].filter((name) =>
    names.has(name),
  )
  if (others.length < 2) return null
  return { confidence: 90, evidence: [`A CSV header with AuditData, ${others.join(', ')}.`] }
}

function createReader(sink: TileSink, limits: ReaderLimits, hints: ReaderHints): Reader {
  return firstByteReader((code) =>
    code === byte.openBrace || code === byte.openBracket
      ? productReader(sink, limits, hints, shape)
      : new CsvReader(sink, limits),
  )
}

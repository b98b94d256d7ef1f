/** Exports of the WordPress plugin Stream, which logs WooCommerce among much else. */
import type { Buffer } from 'node:buffer'
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import { DerivedSink, derivedJson } from '../csv/derived-sink.ts'
import { csvClaim, csvNotes, csvProbe } from '../csv/format.ts'
import { CsvReader } from '../csv/reader.ts'
import { isoFromStreamDate } from '../csv/us-time.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { JsonArrayReader } from '../json-array/reader.ts'
import { firstByteReader } from '../parts/chosen-reader.ts'
import type { Probe } from '../probe.ts'
import type { RenderedLayout } from '../tile-sink.ts'
import metaTable from './meta-table.json' with { type: 'json' }
import profile from './profile.json' with { type: 'json' }
import table from './table.json' with { type: 'json' }

/** Records that one export holds at most, unless a site's own code says otherwise (`wp_stream_export_limit`). */
const exportLimit = 10_000

export const format: FormatDefinition = {
  id: 'woocommerce-stream',
  title: 'WordPress Stream (WooCommerce)',
  about: 'Records of the WordPress plugin Stream, exported as CSV or JSON from its list.',
  detect,
  createReader: (sink, limits) => {
    const derived = new DerivedSink(sink, 'woocommerce-stream')
    return firstByteReader(
      (first) => (first === 0x5b ? new JsonArrayReader(derived, limits) : new CsvReader(derived, limits)),
      () => {
        if (derived.physical === exportLimit) derived.note('export-limit', `${exportLimit} records`)
      },
    )
  },
  recordJson,
  profiles: [profile, table, metaTable].map((one) => sourceProfileSchema.parse(one)),
  notes: {
    ...csvNotes,
    'export-limit': {
      text: 'The export has exactly as many records as Stream exports at most, so there may be more.',
      incomplete: true,
    },
  },
}

const csvColumns = ['Date', 'Summary', 'User ID', 'Connector', 'Context', 'Object ID', 'Action'] as const
const jsonNames = ['date', 'summary', 'user_id', 'connector', 'context', 'object_id', 'action'] as const

function detect(probe: Probe): Claim | null {
  if (probe.first === 0x5b) {
    const fitting = probe.objects.filter((object) => jsonNames.every((name) => Object.hasOwn(object, name))).length
    if (fitting === 0 || fitting * 2 < probe.objects.length) return null
    const evidence = `${fitting} of ${probe.objects.length} objects have ${jsonNames.join(', ')}.`
    return { confidence: 90, evidence: [evidence] }
  }
  if (probe.first === 0x7b || probe.first === 0x3c) return null
  const { names } = csvProbe(probe)
  if (!csvColumns.every((name) => names.includes(name))) return null
  return csvClaim(probe, 90, [`The header has ${csvColumns.join(', ')}, as exports of Stream have.`])
}

/** The date is a 12-hour text with a zone's abbreviation; some of those mean several zones, and then no zone is given. */
function recordJson(bytes: Buffer, start: number, end: number, layout: RenderedLayout): Buffer {
  return derivedJson(bytes, start, end, layout, (record) => {
    const date = record['date'] ?? record['Date']
    const iso = typeof date === 'string' ? isoFromStreamDate(date) : null
    return iso === null ? [] : [['@date', iso]]
  })
}

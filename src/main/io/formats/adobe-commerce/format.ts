/** The action logs report of Adobe Commerce (Magento), exported as CSV or as "Excel XML". */
import type { Buffer } from 'node:buffer'
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import { DerivedSink, derivedJson } from '../csv/derived-sink.ts'
import { csvClaim, csvNotes, csvProbe } from '../csv/format.ts'
import { CsvReader } from '../csv/reader.ts'
import { isoFromUsDate } from '../csv/us-time.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { firstByteReader } from '../parts/chosen-reader.ts'
import type { Probe } from '../probe.ts'
import { tableEvidence, tableNotes } from '../spreadsheetml/format.ts'
import { TableReader } from '../spreadsheetml/reader.ts'
import type { RenderedLayout } from '../tile-sink.ts'
import changes from './logging-event-changes.json' with { type: 'json' }
import event from './logging-event.json' with { type: 'json' }
import report from './report.json' with { type: 'json' }

export const format: FormatDefinition = {
  id: 'adobe-commerce',
  title: 'Adobe Commerce action logs',
  about: 'The action logs report of the admin (System, Action Logs, Report), exported as CSV or as Excel XML.',
  detect,
  createReader: (sink, limits) => {
    const derived = new DerivedSink(sink, 'adobe-commerce')
    return firstByteReader((first) =>
      first === 0x3c ? new TableReader(derived, limits) : new CsvReader(derived, limits),
    )
  },
  recordJson,
  profiles: [report, event, changes].map((profile) => sourceProfileSchema.parse(profile)),
  notes: { ...csvNotes, ...tableNotes },
}

/** Columns that together only this report has. */
const own = ['Action Group', 'Full Action Name', 'IP Address', 'Username'] as const

function detect(probe: Probe): Claim | null {
  const found = probe.first === 0x3c ? tableColumns(probe) : csvProbe(probe).names
  const seen = own.filter((name) => found.includes(name))
  if (seen.length < own.length) return null
  const evidence = [`The header has ${seen.join(', ')}, as the action logs report of Adobe Commerce has.`]
  return probe.first === 0x3c ? { confidence: 95, evidence } : csvClaim(probe, 95, evidence)
}

function tableColumns(probe: Probe): readonly string[] {
  if (tableEvidence(probe) === null) return []
  return own.filter((name) => new RegExp(`>\\s*${name}\\s*<`).test(probe.text))
}

/** The time is printed in the admin's locale and time zone; in English it can be read, in other languages it stays text. */
function recordJson(bytes: Buffer, start: number, end: number, layout: RenderedLayout): Buffer {
  return derivedJson(bytes, start, end, layout, (record) => {
    const time = record['Time']
    const iso = typeof time === 'string' ? isoFromUsDate(time) : null
    return iso === null ? [] : [['@time', iso]]
  })
}

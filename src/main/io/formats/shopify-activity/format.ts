/** Activity of a Shopify shop: the Event resource of its API, and the Activity sheet of the export app Matrixify. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import { CountingSink } from '../csv/derived-sink.ts'
import { csvClaim, csvNotes, csvProbe } from '../csv/format.ts'
import { CsvReader } from '../csv/reader.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { firstByteReader } from '../parts/chosen-reader.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll, type JsonObject } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = { envelopes: [['events', '*']] }

/** Rows of the activity view and of one page of the API, and of exports that are cut at ten thousand. */
const caps = [250, 10_000]

export const format: FormatDefinition = {
  id: 'shopify-activity',
  title: 'Shopify activity',
  about:
    'Event objects of the API (in "events", as an array or one per line), or the Activity sheet of Matrixify as CSV.',
  detect,
  createReader: (sink, limits, hints) => {
    const counting = new CountingSink(sink)
    return firstByteReader(
      (first) =>
        first === 0x5b || first === 0x7b
          ? productReader(counting, limits, hints, shape)
          : new CsvReader(counting, limits),
      () => {
        if (caps.includes(counting.physical)) counting.note('row-cap', `${counting.physical} records`)
      },
    )
  },
  profiles: [sourceProfileSchema.parse(profile)],
  notes: {
    ...csvNotes,
    ...pageNotes,
    'row-cap': {
      text: 'There are exactly as many records as one view, page or export holds at most, so there may be more.',
      incomplete: true,
    },
  },
}

const csvColumns = ['ID', 'Message', 'Created At', 'Subject Type', 'Subject ID'] as const

function detect(probe: Probe): Claim | null {
  if (probe.first === 0x5b || probe.first === 0x7b)
    return claimFrom(productSample(probe, shape), 85, 'subject_id, subject_type, verb, message and created_at', isEvent)
  if (probe.first === 0x3c) return null
  const { names } = csvProbe(probe)
  if (!csvColumns.every((name) => names.includes(name))) return null
  return csvClaim(probe, 85, [`The header has ${csvColumns.join(', ')}, as the Activity sheet of Matrixify has.`])
}

function isEvent(record: JsonObject): boolean {
  return hasAll(record, ['id', 'subject_id', 'subject_type', 'verb', 'message', 'created_at'])
}

/** Teleport audit events. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll, type JsonObject, strongest, textAt } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = { envelopes: [['events', '*']], more: ['startKey'] }

export const format: FormatDefinition = {
  id: 'teleport',
  title: 'Teleport audit events',
  about: 'Audit events: the lines of events.log and of exporters, an array, or the reply of the web interface.',
  detect,
  createReader: (sink, limits, hints) => productReader(sink, limits, hints, shape),
  profiles: [sourceProfileSchema.parse(profile)],
  notes: pageNotes,
}

function detect(probe: Probe): Claim | null {
  const sample = productSample(probe, shape)
  return strongest(
    claimFrom(
      sample,
      95,
      'ei, uid, time, event and a code like T1000I',
      (record) => isEvent(record) && hasAll(record, ['ei']),
    ),
    claimFrom(sample, 80, 'uid, time, event and a code like T1000I', isEvent),
  )
}

/** Codes are letters and digits that end in I, W or E, for information, warning and error. */
function isEvent(record: JsonObject): boolean {
  return hasAll(record, ['uid', 'time', 'event']) && /^[A-Z0-9]{4,10}[IWE]$/.test(textAt(record, 'code'))
}

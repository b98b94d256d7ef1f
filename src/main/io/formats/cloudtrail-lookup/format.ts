/** Replies of CloudTrail's event history, `LookupEvents`: each event repeated as JSON inside a string. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

/** A page of the interface holds at most 50 events. */
const shape: ProductShape = { envelopes: [['Events', '*']], more: ['NextToken'], pages: [50] }

export const format: FormatDefinition = {
  id: 'cloudtrail-lookup',
  title: 'AWS CloudTrail event history',
  about:
    'Replies of aws cloudtrail lookup-events (an object with Events), or their events one per line or in an array.',
  detect,
  createReader: (sink, limits, hints) => productReader(sink, limits, hints, shape),
  profiles: [sourceProfileSchema.parse(profile)],
  notes: pageNotes,
}

function detect(probe: Probe): Claim | null {
  return claimFrom(productSample(probe, shape), 100, 'EventId, EventName and CloudTrailEvent', (record) =>
    hasAll(record, ['EventId', 'EventName', 'CloudTrailEvent']),
  )
}

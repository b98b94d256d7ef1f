/** Stripe events as the API and the command line list them and as webhooks deliver them. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll, type JsonObject, strongest } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = { envelopes: [['data', '*']], more: ['has_more', 'next_page_url'] }

export const format: FormatDefinition = {
  id: 'stripe-events',
  title: 'Stripe events',
  about: 'Event objects: the list that the API answers with, an array, or one event per line.',
  detect,
  createReader: (sink, limits, hints) => productReader(sink, limits, hints, shape),
  profiles: [sourceProfileSchema.parse(profile)],
  notes: pageNotes,
}

function detect(probe: Probe): Claim | null {
  const sample = productSample(probe, shape)
  return strongest(
    claimFrom(sample, 100, 'object "event", type, created and data.object', isEvent),
    claimFrom(sample, 100, 'object "v2.core.event", type and created', isThinEvent),
  )
}

function isEvent(record: JsonObject): boolean {
  return record['object'] === 'event' && hasAll(record, ['id', 'type', 'created', 'data.object'])
}

function isThinEvent(record: JsonObject): boolean {
  return record['object'] === 'v2.core.event' && hasAll(record, ['id', 'type', 'created'])
}

/** Okta System Log events. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll, strongest } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

// Event hooks wrap events; the pages of the interface are 100 unless asked for more, and 1,000 at most.
const shape: ProductShape = { envelopes: [['data', 'events', '*']], pages: [100, 1000] }

export const format: FormatDefinition = {
  id: 'okta',
  title: 'Okta System Log',
  about:
    'LogEvent objects: the array that the interface answers with, one event per line, or the body of an event hook.',
  detect,
  createReader: (sink, limits, hints) => productReader(sink, limits, hints, shape),
  profiles: [sourceProfileSchema.parse(profile)],
  notes: pageNotes,
}

function detect(probe: Probe): Claim | null {
  const sample = productSample(probe, shape)
  return strongest(
    claimFrom(sample, 100, 'uuid, published, eventType, actor.alternateId and outcome.result', (record) =>
      hasAll(record, ['uuid', 'published', 'eventType', 'actor.alternateId', 'outcome.result']),
    ),
    claimFrom(sample, 80, 'uuid, published, eventType and actor', (record) =>
      hasAll(record, ['uuid', 'published', 'eventType', 'actor']),
    ),
  )
}

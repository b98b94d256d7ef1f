/** Slack audit logs of an Enterprise organization. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = { envelopes: [['entries', '*']], more: ['response_metadata.next_cursor'] }

export const format: FormatDefinition = {
  id: 'slack-audit',
  title: 'Slack audit logs',
  about: 'Audit entries: the reply of the interface, an array, or one entry per line.',
  detect,
  createReader: (sink, limits, hints) => productReader(sink, limits, hints, shape),
  profiles: [sourceProfileSchema.parse(profile)],
  notes: pageNotes,
}

function detect(probe: Probe): Claim | null {
  return claimFrom(
    productSample(probe, shape),
    95,
    'date_create, action, actor.user, entity.type and context',
    (record) => hasAll(record, ['id', 'date_create', 'action', 'actor.user', 'entity.type', 'context']),
  )
}

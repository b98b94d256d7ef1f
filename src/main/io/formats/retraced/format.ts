/** Audit events of Retraced, and of WorkOS, which are alike. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll, type JsonObject, strongest } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profileWorkos from './profile-workos.json' with { type: 'json' }
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = {
  envelopes: [
    ['data', 'search', 'edges', '*', 'node'],
    ['events', '*'],
    ['data', '*'],
  ],
  // Retraced pages backwards from the newest event, WorkOS forwards.
  more: ['data.search.pageInfo.hasPreviousPage', 'data.search.pageInfo.hasNextPage', 'list_metadata.after'],
  total: { at: 'data.search.totalCount' },
}
const ownNames = ['is_failure', 'is_anonymous', 'canonical_time', 'source_ip', 'received', 'external_id', 'component']

export const format: FormatDefinition = {
  id: 'retraced',
  title: 'Retraced and WorkOS audit events',
  about: 'Audit events of an application: replies of the search interface, an array, or one event per line.',
  detect,
  createReader: (sink, limits, hints) => productReader(sink, limits, hints, shape),
  profiles: [sourceProfileSchema.parse(profile), sourceProfileSchema.parse(profileWorkos)],
  notes: pageNotes,
}

function detect(probe: Probe): Claim | null {
  const sample = productSample(probe, shape)
  return strongest(
    claimFrom(sample, 90, 'action, crud, actor and several other names of a Retraced event', isRetraced),
    claimFrom(sample, 85, 'action, occurred_at, actor.type, targets and context', isWorkos),
  )
}

function isRetraced(record: JsonObject): boolean {
  if (!hasAll(record, ['action', 'crud'])) return false
  return ownNames.filter((name) => Object.hasOwn(record, name)).length >= 2
}

function isWorkos(record: JsonObject): boolean {
  const timed = hasAll(record, ['occurred_at']) || hasAll(record, ['occurredAt'])
  return timed && hasAll(record, ['action', 'actor.type', 'context']) && Array.isArray(record['targets'])
}

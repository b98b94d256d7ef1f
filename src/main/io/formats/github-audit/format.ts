/** GitHub audit log of an organization or enterprise, and security log of a user. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, type JsonObject, strongest } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

// The REST interface gives 30 events unless asked for more, and 100 at most.
const shape: ProductShape = { envelopes: [], pages: [30, 100] }
const ownNames = ['actor', 'actor_ip', 'actor_id', 'org', 'org_id', 'business', 'operation_type', 'created_at', 'repo']

export const format: FormatDefinition = {
  id: 'github-audit',
  title: 'GitHub audit log',
  about: 'Audit log events: an export or reply of the REST interface as an array, or one event per line from a stream.',
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
      '@timestamp in milliseconds, action and _document_id',
      (record) => isEvent(record) && typeof record['_document_id'] === 'string',
    ),
    claimFrom(
      sample,
      80,
      '@timestamp in milliseconds, an action like repo.create and several names of an event',
      (record) => isEvent(record) && ownNames.filter((name) => Object.hasOwn(record, name)).length >= 3,
    ),
  )
}

function isEvent(record: JsonObject): boolean {
  const { action } = record
  return typeof record['@timestamp'] === 'number' && typeof action === 'string' && /^\w+\.\w+$/.test(action)
}

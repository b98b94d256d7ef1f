/** Azure activity log in its two dialects: what Azure Monitor exports, and what the REST interface and tools answer. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll, type JsonObject, strongest, textAt } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profileExport from './profile-export.json' with { type: 'json' }
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = {
  envelopes: [
    ['records', '*'],
    ['value', '*'],
  ],
  more: ['nextLink', '@odata.nextLink'],
  // What `az monitor activity-log list` gives unless it is asked for more.
  pages: [50],
}

export const format: FormatDefinition = {
  id: 'azure-activity',
  title: 'Azure activity log',
  about:
    'Monitor exports (records, one event per line or in envelopes) and replies of the REST interface, the command line and SDKs.',
  detect,
  createReader: (sink, limits, hints) => productReader(sink, limits, hints, shape),
  profiles: [sourceProfileSchema.parse(profile), sourceProfileSchema.parse(profileExport)],
  notes: pageNotes,
}

function detect(probe: Probe): Claim | null {
  const sample = productSample(probe, shape)
  return strongest(
    claimFrom(sample, 95, 'eventTimestamp, operationName.value and eventDataId', isRest),
    claimFrom(sample, 95, 'event_timestamp, operation_name and event_data_id, as the Python SDK spells them', isSnake),
    claimFrom(sample, 85, 'time, operationName, category and a resourceId of a subscription', isExport),
  )
}

function isRest(record: JsonObject): boolean {
  return hasAll(record, ['eventTimestamp', 'operationName.value', 'eventDataId'])
}

function isSnake(record: JsonObject): boolean {
  return hasAll(record, ['event_timestamp', 'operation_name', 'event_data_id'])
}

function isExport(record: JsonObject): boolean {
  if (!hasAll(record, ['time', 'operationName', 'category', 'resourceId'])) return false
  return /^\/subscriptions\//i.test(textAt(record, 'resourceId'))
}

/** Google Cloud Logging entries, audit logs above all. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll, type JsonObject, strongest, textAt, valueAt } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = { envelopes: [['entries', '*']], more: ['nextPageToken'] }
const auditType = 'type.googleapis.com/google.cloud.audit.AuditLog'
const logName = /^(?:projects|organizations|folders|billingAccounts)\/[^/]+\/logs\//

export const format: FormatDefinition = {
  id: 'gcp-logging',
  title: 'Google Cloud audit logs',
  about: 'LogEntry objects: the array of gcloud, the lines of a sink, or the reply of entries.list.',
  detect,
  createReader: (sink, limits, hints) => productReader(sink, limits, hints, shape),
  profiles: [sourceProfileSchema.parse(profile)],
  notes: pageNotes,
}

function detect(probe: Probe): Claim | null {
  const sample = productSample(probe, shape)
  return strongest(
    claimFrom(sample, 100, `protoPayload.@type "${auditType}"`, isAudit),
    claimFrom(sample, 90, 'insertId and a logName of a project, folder, organization or billing account', isEntry),
  )
}

function isAudit(record: JsonObject): boolean {
  return valueAt(record, 'protoPayload.@type') === auditType
}

function isEntry(record: JsonObject): boolean {
  return hasAll(record, ['insertId', 'timestamp']) && logName.test(textAt(record, 'logName'))
}

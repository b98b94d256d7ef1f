/** Auth0 tenant logs: what the management interface lists and what log streams deliver. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll, type JsonObject, strongest, textAt } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = {
  envelopes: [['logs', '*']],
  total: { at: 'total', from: 'start' },
  // The interface gives 50 unless asked for more, and 100 at most.
  pages: [50, 100],
}
/** Names that the log object has beside log_id, date and type, and other logs hardly all have. */
const ownNames = ['client_id', 'client_name', 'user_id', 'user_name', 'hostname', 'isMobile', 'connection', 'strategy']

export const format: FormatDefinition = {
  id: 'auth0',
  title: 'Auth0 tenant logs',
  about: 'Log events: arrays or pages of the management interface, and arrays or lines of a log stream.',
  detect,
  createReader: (sink, limits, hints) => productReader(sink, limits, hints, shape),
  profiles: [sourceProfileSchema.parse(profile)],
  notes: pageNotes,
}

function detect(probe: Probe): Claim | null {
  const sample = productSample(probe, shape)
  return strongest(
    claimFrom(sample, 95, 'log_id, and date and type in data', (record) =>
      hasAll(record, ['log_id', 'data.date', 'data.type']),
    ),
    claimFrom(sample, 90, 'log_id, date, type and several other names of a log event', isLog),
  )
}

function isLog(record: JsonObject): boolean {
  if (!hasAll(record, ['log_id', 'date']) || !/^[a-z_]{1,40}$/.test(textAt(record, 'type'))) return false
  return ownNames.filter((name) => Object.hasOwn(record, name)).length >= 2
}

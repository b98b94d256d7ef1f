/** Documents as elasticdump writes them: one hit with `_index`, `_id` and `_source` per line. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import profile from '../elasticsearch-search/profile.json' with { type: 'json' }
import type { Claim, FormatDefinition } from '../format.ts'
import { ndjsonReader } from '../ndjson/reader.ts'
import { claimFrom, hasAll } from '../parts/json-sample.ts'
import { byte } from '../parts/source-text.ts'
import type { Probe } from '../probe.ts'

export const format: FormatDefinition = {
  id: 'elasticdump',
  title: 'elasticdump documents',
  about: 'One document per line with _index, _id and _source, as elasticdump writes with --type=data.',
  detect,
  createReader: (sink, limits) => ndjsonReader(sink, limits),
  lines: true,
  profiles: [sourceProfileSchema.parse({ ...profile, id: 'elasticdump', name: 'elasticdump documents' })],
}

function detect(probe: Probe): Claim | null {
  if (probe.first !== byte.openBrace) return null
  const sample = { objects: probe.objects, enveloped: false }
  return claimFrom(sample, 90, '_index, _id and _source', (record) => hasAll(record, ['_index', '_id', '_source']))
}

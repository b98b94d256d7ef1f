/** Kubernetes audit log, API group audit.k8s.io. */
import { findMember, nameFrom } from '../../../../shared/core/bytes/json-member.ts'
import type { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, type JsonObject, textAt, valueAt } from '../parts/json-sample.ts'
import { bufferView } from '../parts/source-text.ts'
import type { Probe } from '../probe.ts'
import type { TileSink } from '../tile-sink.ts'
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = { envelopes: [['items', '*']], more: ['metadata.continue'] }
/** Stages that a later record with the same auditID follows, as JSON text. */
const earlierStages: ReadonlySet<string> = new Set(['"RequestReceived"', '"ResponseStarted"'])
const stageName = nameFrom('stage')

export const format: FormatDefinition = {
  id: 'kubernetes-audit',
  title: 'Kubernetes audit log',
  about: 'Events of audit.k8s.io: one per line from the log backend, or an EventList as a webhook receives it.',
  detect,
  createReader: (sink, limits, hints) => productReader(sink, limits, hints, shape, noteStage),
  profiles: [sourceProfileSchema.parse(profile)],
  notes: {
    ...pageNotes,
    'earlier-stage': {
      text: 'A record of a stage before the response: the same auditID comes again, so records are more than requests.',
    },
  },
}

function detect(probe: Probe): Claim | null {
  return claimFrom(productSample(probe, shape), 100, 'apiVersion audit.k8s.io, auditID and stage', isEvent)
}

function isEvent(record: JsonObject): boolean {
  const own = record['apiVersion'] === undefined || textAt(record, 'apiVersion').startsWith('audit.k8s.io/')
  // Items of a list may leave their kind and version to the list.
  return own && ['auditID', 'stage', 'requestURI', 'verb'].every((name) => valueAt(record, name) !== undefined)
}

function noteStage(bytes: Uint8Array, _start: number, _end: number, sink: TileSink, scan: JsonScan): void {
  const member = findMember(bytes, scan, stageName)
  if (member < 0) return
  const stage = bufferView(bytes).toString('utf8', scan.valueStart[member], scan.valueEnd[member])
  if (earlierStages.has(stage)) sink.note('earlier-stage', stage.slice(1, -1))
}

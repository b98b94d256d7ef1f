/** MongoDB collections as mongoexport writes them: Extended JSON, one document per line or in an array. */
import { bufferView } from '../parts/source-text.ts'
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import type { Claim, FormatDefinition, ReaderHints } from '../format.ts'
import type { ReaderLimits } from '../limits.ts'
import { pageNotes, productReader, type ProductShape, type RecordWatch } from '../parts/json-product.ts'
import { claimFrom, hasAll, type JsonObject, sampleRecordsFrom, strongest, valueAt } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import type { Reader, TileSink } from '../tile-sink.ts'
import { type ExtendedFacts, extendedFactsFrom, wrapperFrom } from './extended-json.ts'
import guideA from './profile-guide-a.json' with { type: 'json' }
import guideB from './profile-guide-b.json' with { type: 'json' }
import plain from './profile-plain.json' with { type: 'json' }
import server from './profile-server.json' with { type: 'json' }

const shape: ProductShape = { envelopes: [] }

export const format: FormatDefinition = {
  id: 'mongoexport',
  title: 'MongoDB Extended JSON',
  about:
    'Documents as mongoexport writes them, one per line or with --jsonArray, canonical or relaxed; the server’s own audit log.',
  detect,
  createReader,
  profiles: [guideB, guideA, server, plain].map((profile) => sourceProfileSchema.parse(profile)),
  notes: {
    ...pageNotes,
    'extended-json-canonical': { text: 'Documents in canonical mode, which keeps every type.' },
    'extended-json-relaxed': {
      text: 'Documents in relaxed mode: whether a number was an integer of 32 or 64 bits or a double is not told.',
    },
    'extended-json-legacy': {
      text: 'Documents with forms of Extended JSON version 1, as mongoexport wrote them before 4.2.',
    },
    'extended-json-value': { text: 'A type wrapper whose value its type does not allow.' },
  },
}

function detect(probe: Probe): Claim | null {
  const sample = sampleRecordsFrom(probe, shape.envelopes)
  return strongest(
    claimFrom(sample, 96, 'atype, ts.$date, param and result, as the MongoDB server’s audit log has', isServerEvent),
    claimFrom(sample, 90, '_id as {"$oid":…}', (record) => hasAll(record, ['_id.$oid'])),
    claimFrom(sample, 75, 'values in type wrappers like {"$date":…}', hasWrapper),
  )
}

function isServerEvent(record: JsonObject): boolean {
  return hasAll(record, ['atype', 'ts.$date', 'param', 'result'])
}

/** A wrapper directly below the document: further down it may be another product's text about MongoDB. */
function hasWrapper(record: JsonObject): boolean {
  return Object.keys(record).some((name) => {
    const value = valueAt(record, name)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const wrapper = wrapperFrom(value as JsonObject)
    return wrapper !== null && wrapper.fault === null
  })
}

type Mode = 'canonical' | 'relaxed' | 'legacy'

function createReader(sink: TileSink, limits: ReaderLimits, hints: ReaderHints): Reader {
  const modes = new Set<Mode>()
  const watch: RecordWatch = (bytes, start, end, notes) => {
    const text = bufferView(bytes).toString('utf8', start, end)
    if (!text.includes('"$')) return
    const facts = extendedFactsFrom(parseJson(text))
    const mode = modeFrom(facts)
    if (mode !== null && !modes.has(mode)) {
      modes.add(mode)
      notes.note(`extended-json-${mode}`)
    }
    if (facts.fault !== null) notes.note('extended-json-value', facts.fault.slice(0, 200))
  }
  return productReader(sink, limits, hints, shape, watch)
}

/** Version 1 wrapped 64-bit integers and wrote the other numbers and dates as relaxed mode does. */
function modeFrom({ canonical, relaxed, legacy }: ExtendedFacts): Mode | null {
  if (legacy || (canonical && relaxed)) return 'legacy'
  if (canonical) return 'canonical'
  return relaxed ? 'relaxed' : null
}

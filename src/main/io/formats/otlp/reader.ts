/**
 * OTLP/JSON export requests, one or many: each record gets the layout of the resource and scope it stands under. Context
 * that follows its records in the text cannot be known while they stream by, and is noted.
 */
import type { ReaderLimits } from '../limits.ts'
import { type EnvelopePath, type EnvelopeSpec, JsonEnvelopeReader } from '../parts/json-envelope.ts'
import type { Reader, TileSink } from '../tile-sink.ts'
import type { OtlpContext } from './record-json.ts'

/** Where records stand; the second of each pair is the naming before OTLP 0.15. */
export const recordPaths = [
  ['resourceLogs', '*', 'scopeLogs', '*', 'logRecords', '*'],
  ['resourceLogs', '*', 'instrumentationLibraryLogs', '*', 'logRecords', '*'],
  ['resourceSpans', '*', 'scopeSpans', '*', 'spans', '*'],
  ['resourceSpans', '*', 'instrumentationLibrarySpans', '*', 'spans', '*'],
]

/** Hostile: a resource for every record would make a layout for every record. Contexts past either are left out. */
const maximumLayouts = 20_000
const maximumContextBytes = 16 * 1024 * 1024

export function otlpReader(sink: TileSink, limits: ReaderLimits): Reader {
  const contexts = new OtlpContexts(sink)
  return new JsonEnvelopeReader(sink, limits, contexts.spec)
}

/** Under which resource, which list of scopes (by name) and which scope of it something stands. */
interface Place {
  readonly resource: number
  readonly list: string
  readonly scope: number
}
const nowhere: Place = { resource: -1, list: '', scope: -1 }

function placeOf(path: EnvelopePath): Place {
  return { resource: path[1] as number, list: path[2] as string, scope: path[3] as number }
}

function isAt(place: Place, path: EnvelopePath): boolean {
  return place.resource === path[1] && place.scope === path[3] && place.list === path[2]
}

class OtlpContexts {
  readonly spec: EnvelopeSpec
  readonly #sink: TileSink
  readonly #layouts = new Map<string, number>()
  #bytes = 0
  #full = false
  #resource: string | null = null
  #resourceAt = -1
  #scope: string | null = null
  #scopeAt: Place = nowhere
  /** Place of the last record, and its layout; -1 when the context has changed since. */
  #last: Place = nowhere
  #layout = -1

  constructor(sink: TileSink) {
    this.#sink = sink
    this.spec = {
      records: recordPaths,
      onStart: () => this.#forget(),
      onMember: (path, json) => this.#member(path, json),
      layoutFor: (path) => this.#layoutFor(path),
    }
  }

  #forget(): void {
    this.#resourceAt = -1
    this.#scopeAt = nowhere
    this.#last = nowhere
    this.#layout = -1
  }

  #member(path: EnvelopePath, json: string): void {
    if (path.length === 3 && path[2] === 'resource') {
      if (this.#last.resource === path[1]) this.#sink.note('context-after-records', 'resource')
      this.#resource = json
      this.#resourceAt = path[1] as number
    } else if (path.length === 5 && (path[4] === 'scope' || path[4] === 'instrumentationLibrary')) {
      if (isAt(this.#last, path)) this.#sink.note('context-after-records', 'scope')
      this.#scope = json
      this.#scopeAt = placeOf(path)
    } else return
    this.#layout = -1
  }

  #layoutFor(path: EnvelopePath): number {
    if (this.#layout >= 0 && isAt(this.#last, path)) return this.#layout
    const resource = this.#resourceAt === path[1] ? this.#resource : null
    const scope = isAt(this.#scopeAt, path) ? this.#scope : null
    this.#last = placeOf(path)
    this.#layout = this.#declared(resource, scope)
    return this.#layout
  }

  #declared(resource: string | null, scope: string | null): number {
    const key = JSON.stringify([resource, scope])
    const known = this.#layouts.get(key)
    if (known !== undefined) return known
    if (!this.#full && (this.#layouts.size >= maximumLayouts || this.#bytes + key.length > maximumContextBytes)) {
      this.#full = true
      this.#sink.note('context-left-out')
    }
    if (this.#full) return this.#plain()
    this.#bytes += key.length
    return this.#declare(key, { resource, scope })
  }

  /** The layout without context. */
  #plain(): number {
    const key = JSON.stringify([null, null])
    return this.#layouts.get(key) ?? this.#declare(key, { resource: null, scope: null })
  }

  #declare(key: string, data: OtlpContext): number {
    const layout = this.#sink.layout({ kind: 'rendered', format: 'otlp', table: null, data })
    this.#layouts.set(key, layout)
    return layout
  }
}

/**
 * Reader and detection of a product whose events come as JSON lines, as objects over several lines, as an array or inside
 * an envelope, which is told by the first bytes. What an envelope says about there being more (page tokens, totals) becomes notes.
 */
import { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { NoteText, ReaderHints } from '../format.ts'
import type { ReaderLimits } from '../limits.ts'
import { ndjsonReader } from '../ndjson/reader.ts'
import type { Probe } from '../probe.ts'
import { bufferView } from './source-text.ts'
import type { Layout, NoteCode, Reader, TileSink } from '../tile-sink.ts'
import { JsonArrayReader } from '../json-array/reader.ts'
import { chooseJson, envelopeNotes, type EnvelopeSpec } from './json-envelope.ts'
import type { RecordPath } from './json-envelope-path.ts'
import { isObjectStream, JsonStreamReader } from './json-stream-reader.ts'
import { type JsonSample, sampleRecordsFrom } from './json-sample.ts'

export interface ProductShape {
  /** Where records stand in the product's envelopes; empty when it has none. */
  readonly envelopes: readonly RecordPath[]
  /**
   * Dotted places in the envelope that say with a text or with `true` that another page follows. `null`, `""`, `false`
   * and an absent name say that none does.
   */
  readonly more?: readonly string[]
  /** Dotted place of the number of all records, and of how many come before this page (0 when it is not stated). */
  readonly total?: { readonly at: string; readonly from?: string }
  /** Numbers of records that a page of the product's interface holds: an array of exactly so many may be one page. */
  readonly pages?: readonly number[]
}

/** Notes that `productReader` may make. */
export const pageNotes: Readonly<Record<string, NoteText>> = {
  ...envelopeNotes,
  'more-pages': { text: 'The last reply names a further page, which is not here.', incomplete: true },
  'fewer-than-total': { text: 'The reply states more records than are here.', incomplete: true },
  'full-page': {
    text: 'The array has exactly as many elements as a page of this interface: it may be one page of several.',
  },
}

/** The first records of a text of this shape. */
export function productSample(probe: Probe, shape: ProductShape): JsonSample {
  return sampleRecordsFrom(probe, shape.envelopes)
}

/** Looks at every accepted record on its way to the sink; `scan` holds its members, as offsets into `bytes`. */
export type RecordWatch = (bytes: Uint8Array, start: number, end: number, sink: TileSink, scan: JsonScan) => void

/** A reader of one member in this shape. */
export function productReader(
  sink: TileSink,
  limits: ReaderLimits,
  hints: ReaderHints,
  shape: ProductShape,
  watch?: RecordWatch,
): Reader {
  const counting = new CountingSink(sink, watch)
  const pages = shape.pages ?? []
  const reader = chooseJson(counting, limits, hints, {
    lines: () => new LinesReader(counting, limits),
    array: () =>
      pages.length === 0 ? new JsonArrayReader(counting, limits) : new PagedArrayReader(counting, limits, pages),
    ...(shape.envelopes.length === 0 ? {} : { envelope: new PageState(counting, shape).spec }),
  })
  counting.reader = reader
  return reader
}

/** Passes everything on, counts elements and shows records to whoever watches. */
class CountingSink implements TileSink {
  elements = 0
  reader: Reader | null = null
  readonly #sink: TileSink
  readonly #watch: RecordWatch | undefined

  constructor(sink: TileSink, watch: RecordWatch | undefined) {
    this.#sink = sink
    this.#watch = watch
  }

  layout(layout: Layout): number {
    return this.#sink.layout(layout)
  }

  record(bytes: Uint8Array, start: number, end: number, byteStart: number, line: number, layout: number): void {
    this.elements += 1
    if (this.reader !== null) this.#watch?.(bytes, start, end, this.#sink, this.reader.scan)
    this.#sink.record(bytes, start, end, byteStart, line, layout)
  }

  rejected(...reject: Parameters<TileSink['rejected']>): void {
    this.elements += 1
    this.#sink.rejected(...reject)
  }

  blank(byteStart: number, byteLength: number, line: number): void {
    this.#sink.blank(byteStart, byteLength, line)
  }

  framing(byteStart: number, byteLength: number): void {
    this.#sink.framing(byteStart, byteLength)
  }

  note(code: NoteCode, detail?: string): void {
    if (detail === undefined) this.#sink.note(code)
    else this.#sink.note(code, detail)
  }

  truncated(): void {
    this.#sink.truncated()
  }
}

/** What the last envelope says about further pages. */
class PageState {
  readonly spec: EnvelopeSpec
  readonly #sink: CountingSink
  readonly #shape: ProductShape
  readonly #wanted: ReadonlySet<string>
  readonly #said = new Map<string, string>()
  #closed = true
  #lastElements = 0
  #envelopes = 0

  constructor(sink: CountingSink, shape: ProductShape) {
    this.#sink = sink
    this.#shape = shape
    const { more = [], total } = shape
    this.#wanted = new Set([...more, ...(total === undefined ? [] : [total.at, total.from ?? total.at])])
    this.spec = {
      records: shape.envelopes,
      // Replies written one after the other are pages of one query: only the last one can say that pages are missing.
      onStart: () => this.#said.clear(),
      onMember: (path, json) => {
        const place = path.join('.')
        if (this.#wanted.has(place)) this.#said.set(place, json)
      },
      onEnd: (complete, elements) => {
        this.#closed = complete
        this.#lastElements = elements
        this.#envelopes += 1
      },
      onSourceEnd: () => {
        this.#sourceEnds()
      },
    }
  }

  #sourceEnds(): void {
    for (const place of this.#shape.more ?? []) {
      const json = this.#said.get(place)
      if (json !== undefined && json !== 'null' && json !== '""' && json !== 'false')
        this.#sink.note('more-pages', place)
    }
    const { total } = this.#shape
    if (total === undefined || !this.#closed) return
    const stated = countFrom(this.#said.get(total.at))
    if (stated === null) return
    // Where the page states its place, earlier pages may lie in other files.
    const before = total.from === undefined ? 0 : (countFrom(this.#said.get(total.from)) ?? 0)
    const here = this.#envelopes > 1 ? this.#sink.elements : before + this.#lastElements
    if (here < stated) this.#sink.note('fewer-than-total', `${here} of ${stated}`)
  }
}

function countFrom(json: string | undefined): number | null {
  return json !== undefined && /^\d{1,15}$/.test(json) ? Number(json) : null
}

/** Reads an array and notes at its end when it is exactly as long as a page. */
class PagedArrayReader implements Reader {
  readonly #inner: JsonArrayReader
  readonly #sink: CountingSink
  readonly #pages: readonly number[]

  constructor(sink: CountingSink, limits: ReaderLimits, pages: readonly number[]) {
    this.#inner = new JsonArrayReader(sink, limits)
    this.#sink = sink
    this.#pages = pages
  }

  get scan(): JsonScan {
    return this.#inner.scan
  }

  push(chunk: Uint8Array): void {
    this.#inner.push(chunk)
  }

  end(): void {
    this.#inner.end()
    if (this.#pages.includes(this.#sink.elements)) this.#sink.note('full-page', `${this.#sink.elements} elements`)
  }
}

/** Objects that are lines of their own, or else objects over several lines. */
class LinesReader implements Reader {
  readonly #sink: TileSink
  readonly #limits: ReaderLimits
  #inner: Reader | null = null
  readonly #noScan = new JsonScan()

  constructor(sink: TileSink, limits: ReaderLimits) {
    this.#sink = sink
    this.#limits = limits
  }

  get scan(): JsonScan {
    return this.#inner?.scan ?? this.#noScan
  }

  push(chunk: Uint8Array): void {
    this.#reader(chunk).push(chunk)
  }

  end(): void {
    this.#reader(Buffer.alloc(0)).end()
  }

  /** The first 64 KiB, or all of a shorter source, come in one piece: `chooseJson` held them back. */
  #reader(first: Uint8Array): Reader {
    this.#inner ??= isObjectStream(bufferView(first))
      ? new JsonStreamReader(this.#sink, this.#limits)
      : ndjsonReader(this.#sink, this.#limits)
    return this.#inner
  }
}

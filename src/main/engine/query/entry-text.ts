/** Single entries read back from the vault: their time text, for batch bounds, and views for the inspector. */
import { entryIdFrom, indexOfEntry, sourceOfEntry } from '../../../shared/model/digest.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import { findEntry, type EntryPlace } from '../../store/entries.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { listFrames, readFrames, VaultReader, type FrameSpan } from '../../store/vault.ts'
import { readTiles } from '../../store/tiles.ts'
import { RecordView } from './record-view.ts'

/** Reads entries of one source one by one. */
export class EntryReader {
  readonly #store: ReadableStore
  readonly #source: StoredSource
  readonly #vault: VaultReader
  readonly #layouts: readonly Layout[]
  readonly #view: RecordView
  readonly #spans: readonly FrameSpan[]

  constructor(store: ReadableStore, source: StoredSource) {
    this.#store = store
    this.#source = source
    this.#vault = new VaultReader(store, source.sourceId)
    this.#layouts = parseJson(source.layouts) as Layout[]
    this.#view = new RecordView(source.profile)
    this.#spans = listFrames(store, source.sourceId)
  }

  bytes(place: EntryPlace): Buffer {
    return this.#vault.read(place.byteStart, place.byteLength)
  }

  /** View of an entry; valid until the next call. Undefined when there is none. */
  view(entryId: number): RecordView | undefined {
    const place = findEntry(this.#store, entryId)
    if (place === undefined) return undefined
    const bytes = this.bytes(place)
    this.#view.show(place, sourceOfEntry(entryId), indexOfEntry(entryId), bytes, 0, bytes.length, this.#layoutOf(place))
    return this.#view
  }

  viewAt(index: number): RecordView | undefined {
    return this.view(entryIdFrom(this.#source.sourceId, index))
  }

  #layoutOf(place: EntryPlace): Layout {
    const only = this.#layouts[0]
    if (this.#layouts.length === 1 && only !== undefined) return only
    const span = this.#spans.findLast((candidate) => candidate.byteStart <= place.byteStart)
    let found = 0
    if (span !== undefined) {
      const [frame] = readFrames(this.#store, this.#source.sourceId, span.frame, span.frame + 1)
      if (frame !== undefined) {
        readTiles(frame.tiles, (kind, start, _length, layout) => {
          if (kind === 'record' && frame.byteStart + start === place.byteStart) found = layout
        })
      }
    }
    return this.#layouts[found] as Layout
  }
}

/** Time text of the entry at an index, as its source wrote it. */
export function timestampReader(store: ReadableStore, source: StoredSource): (index: number) => string | null {
  const reader = new EntryReader(store, source)
  return (index) => reader.viewAt(index)?.occurredAtText ?? null
}

/** Streams a source's entries in file order as `EntryView`s, frame by frame, with flat memory. */
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { iterateEntries } from '../../store/entries.ts'
import { frameBytes, listFrames, readFrames } from '../../store/vault.ts'
import { readTiles } from '../../store/tiles.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import type { JobContext } from '../jobs.ts'
import { RecordView } from './record-view.ts'

/** Calls `visit` once per entry. The view is reused: copy what is kept. */
export async function streamEntries(
  store: ReadableStore,
  source: StoredSource,
  job: JobContext,
  stage: string,
  visit: (entry: RecordView) => void,
): Promise<void> {
  const view = new RecordView(source.profile)
  const layouts = parseJson(source.layouts) as Layout[]
  let index = 0
  for (const span of listFrames(store, source.sourceId)) {
    const [frame] = readFrames(store, source.sourceId, span.frame, span.frame + 1)
    if (frame === undefined) continue
    const bytes = frameBytes(frame)
    const places = iterateEntries(store, source.sourceId, frame.entryStart, frame.entryStart + frame.entries)
    readTiles(frame.tiles, (kind, start, length, layout) => {
      if (kind !== 'record') return
      const place = places.next().value
      if (place === undefined) throw new Error(`source ${source.sourceId} has fewer entries than records`)
      view.show(place, source.sourceId, index, bytes, start, start + length, layouts[layout] as Layout)
      visit(view)
      index += 1
    })
    places.return(undefined)
    job.progress(stage, 'entries', index, source.entries)
    await job.breathe()
  }
}

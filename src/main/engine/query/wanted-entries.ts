/** Reads chosen entries of a source in file order, each frame that holds some of them once. */
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import { iterateEntries } from '../../store/entries.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { readTiles } from '../../store/tiles.ts'
import { frameBytes, listFrames, readFrames } from '../../store/vault.ts'
import type { JobContext } from '../jobs.ts'
import { RecordView } from './record-view.ts'

/** Calls `visit` once for each index that the source has. The view is reused: copy what is kept. */
export async function readWantedEntries(
  store: ReadableStore,
  source: StoredSource,
  indexes: Iterable<number>,
  job: JobContext,
  visit: (entry: RecordView) => void,
): Promise<void> {
  const wanted = [...new Set(indexes)].toSorted((a, b) => a - b)
  const view = new RecordView(source.profile)
  const layouts = parseJson(source.layouts) as Layout[]
  let next = 0
  for (const span of listFrames(store, source.sourceId)) {
    const end = span.entryStart + span.entries
    if (next >= wanted.length) return
    if ((wanted[next] as number) >= end) continue
    const [frame] = readFrames(store, source.sourceId, span.frame, span.frame + 1)
    if (frame === undefined) continue
    const bytes = frameBytes(frame)
    const places = iterateEntries(store, source.sourceId, span.entryStart, end)
    let index = span.entryStart
    readTiles(frame.tiles, (kind, start, length, layout) => {
      if (kind !== 'record') return
      const place = places.next().value
      if (place !== undefined && index === wanted[next]) {
        view.show(place, source.sourceId, index, bytes, start, start + length, layouts[layout] as Layout)
        visit(view)
        next += 1
      }
      index += 1
    })
    places.return(undefined)
    job.progress('read back', 'entries', next, wanted.length)
    await job.breathe()
  }
}

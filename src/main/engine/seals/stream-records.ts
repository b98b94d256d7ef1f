/** Streams the bytes of a source's records as they stand in the file; rejected ones too, because a seal may cover them. */
import { entryIdFrom } from '../../../shared/model/digest.ts'
import { iterateEntries, type EntryPlace } from '../../store/entries.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { readTiles } from '../../store/tiles.ts'
import { frameBytes, listFrames, readFrames } from '../../store/vault.ts'
import type { JobContext } from '../jobs.ts'

/** `place` and `index` are null for a rejected record. `bytes` is valid during the call. */
export async function streamRecords(
  store: ReadableStore,
  source: StoredSource,
  job: JobContext,
  stage: string,
  visit: (bytes: Buffer, place: EntryPlace | null, index: number | null) => void,
): Promise<void> {
  let index = 0
  for (const span of listFrames(store, source.sourceId)) {
    const [frame] = readFrames(store, source.sourceId, span.frame, span.frame + 1)
    if (frame === undefined) continue
    const bytes = frameBytes(frame)
    const places = iterateEntries(store, source.sourceId, frame.entryStart, frame.entryStart + frame.entries)
    readTiles(frame.tiles, (kind, start, length) => {
      if (kind === 'rejected') visit(withoutLineEnd(bytes.subarray(start, start + length)), null, null)
      if (kind !== 'record') return
      const place = places.next().value
      if (place === undefined || place.entryId !== entryIdFrom(source.sourceId, index))
        throw new Error(`source ${source.sourceId} has other entries than records`)
      visit(bytes.subarray(start, start + length), place, index)
      index += 1
    })
    places.return(undefined)
    job.progress(stage, 'entries', index, source.entries)
    await job.breathe()
  }
}

function withoutLineEnd(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1
  return bytes.subarray(0, end)
}

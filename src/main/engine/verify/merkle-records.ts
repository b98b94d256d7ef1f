/** Records of single batches as bytes and scans, for the leaf inputs of inference and of proofs. */
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { recordJson, type Layout } from '../../io/formats/record-json.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { readTiles } from '../../store/tiles.ts'
import { frameBytes, listFrames, readFrames } from '../../store/vault.ts'

/** JSON bytes of the entries at these 0-based indexes, by index. Frames that hold none of them are not read. */
export function recordsAt(
  store: ReadableStore,
  source: StoredSource,
  indexes: ReadonlySet<number>,
): ReadonlyMap<number, Buffer> {
  const layouts = parseJson(source.layouts) as Layout[]
  const records = new Map<number, Buffer>()
  const wanted = [...indexes].toSorted((left, right) => left - right)
  let next = 0
  for (const span of listFrames(store, source.sourceId)) {
    const end = span.entryStart + span.entries
    if (next >= wanted.length) break
    if ((wanted[next] as number) >= end) continue
    for (const frame of readFrames(store, source.sourceId, span.frame, span.frame + 1)) {
      const bytes = frameBytes(frame)
      let index = frame.entryStart
      readTiles(frame.tiles, (kind, start, length, layout) => {
        if (kind !== 'record') return
        if (indexes.has(index)) {
          const form = layouts[layout] as Layout
          // A copy: a view would keep the whole frame alive.
          records.set(
            index,
            Buffer.from(
              form.kind === 'json'
                ? bytes.subarray(start, start + length)
                : recordJson(bytes, start, start + length, form),
            ),
          )
        }
        index += 1
      })
    }
    while (next < wanted.length && (wanted[next] as number) < end) next += 1
  }
  return records
}

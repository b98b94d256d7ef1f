/** The first records of a source in JSON form, for recipe trials. */
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { recordJson, type Layout } from '../../io/formats/record-json.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { frameBytes, listFrames, readFrames } from '../../store/vault.ts'
import { readTiles } from '../../store/tiles.ts'
import { trialEntries } from './choose-recipe.ts'

export async function sampleRecords(
  store: ReadableStore,
  source: StoredSource,
  limit = trialEntries,
): Promise<Buffer[]> {
  const layouts = parseJson(source.layouts) as Layout[]
  const records: Buffer[] = []
  for (const span of listFrames(store, source.sourceId)) {
    if (records.length >= limit) break
    for (const frame of readFrames(store, source.sourceId, span.frame, span.frame + 1)) {
      const bytes = frameBytes(frame)
      readTiles(frame.tiles, (kind, start, length, layout) => {
        if (kind !== 'record' || records.length >= limit) return
        const form = layouts[layout] as Layout
        records.push(
          form.kind === 'json' ? bytes.subarray(start, start + length) : recordJson(bytes, start, start + length, form),
        )
      })
    }
  }
  return records
}

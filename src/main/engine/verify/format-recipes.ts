/** Recipes that a source's format documents: tried before the shipped readings. */
import type { Recipe } from '../../../shared/model/recipe.ts'
import type { FormatId } from '../../../shared/model/source.ts'
import { legaliseRecipe } from '../../../shared/core/chain/presets/legalise.ts'
import { omadiaRecipe } from '../../../shared/core/chain/presets/omadia.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { frameBytes, readFrames } from '../../store/vault.ts'

/** Bytes at the beginning of a source in which its header is looked for. */
const headerBytes = 64 * 1024

/** Recipes of a format; `opening` is the beginning of the source, where a header says what a recipe needs. */
export async function recipesOfFormat(format: FormatId, opening: Buffer): Promise<readonly Recipe[]> {
  if (format === 'legalise-export') return [legaliseRecipe]
  if (format !== 'omadia-export') return []
  const streamId = omadiaStream(opening)
  return streamId === undefined ? [] : [omadiaRecipe(streamId, await loadHasher('sha256'))]
}

/** Recipes of the format of an imported source. */
export async function recipesOfSource(store: ReadableStore, source: StoredSource): Promise<readonly Recipe[]> {
  if (source.entries === 0) return []
  const [first] = readFrames(store, source.sourceId, 0, 1)
  return first === undefined ? [] : recipesOfFormat(source.format, frameBytes(first))
}

/** Stream id in the header line; undefined where there is none, or one that is too long to be read. */
function omadiaStream(opening: Buffer): string | undefined {
  const text = opening
    .subarray(0, headerBytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  for (const line of text.split('\n')) {
    if (!line.includes('"header"')) continue
    try {
      const value = parseJson(line) as { kind?: unknown; streamId?: unknown } | null
      if (value?.kind === 'header' && typeof value.streamId === 'string') return value.streamId
    } catch {
      // Hostile: a line that is no JSON is no header, and the reader has noted what is wrong with it.
    }
  }
  return undefined
}

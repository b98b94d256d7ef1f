/** Recomputes the custody log with the chain check used for evidence. */
import type { VerdictWord } from '../../../shared/model/verdict.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { EntryCheck } from '../../../shared/core/chain/entry-check.ts'
import { LinkFold, joinSegments } from '../../../shared/core/chain/segments.ts'
import { findShippedRecipe } from '../../../shared/core/chain/shipped-recipes.ts'
import { custodyLines, custodyRecipeId } from '../../store/custody.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { EnginePorts } from '../ports.ts'

/** `firstBreak` is the sequence number of the first event whose link or content does not hold. */
export function verifyCustody(
  ports: EnginePorts,
  store: ReadableStore,
): { verdict: VerdictWord; events: number; firstBreak: number | null } {
  // The log begins at its own first event; a shipped recipe leaves the genesis open.
  const recipe: Recipe = { ...(findShippedRecipe(custodyRecipeId) as Recipe), genesis: { previous: 'zeros' } }
  const check = new EntryCheck(recipe, ports.sha256)
  const scan = new JsonScan()
  const fold = new LinkFold()
  const wrong: number[] = []
  let events = 0
  for (const line of custodyLines(store)) {
    const bytes = Buffer.from(line)
    const isRecord = scan.scan(bytes, 0, bytes.length)
    const sequence = isRecord ? (parseJson(line) as { sequence: unknown }).sequence : undefined
    events += 1
    // Hostile: an edited row may be no record at all. That is a break like any other and not a fault of ours.
    if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence)) {
      wrong.push(events)
      continue
    }
    if (check.check(bytes, scan) !== 'ok') wrong.push(sequence)
    fold.add(events - 1, sequence, '', check)
  }
  const links = joinSegments(fold.segments, recipe, new Set())
  for (const item of links.breaks) if (item.sequence !== null) wrong.push(Number(item.sequence))
  if (events === 0 || links.startsMidChain) return { verdict: 'mismatch', events, firstBreak: 1 }
  return {
    verdict: wrong.length > 0 ? 'mismatch' : 'verified',
    events,
    firstBreak: wrong.length > 0 ? Math.min(...wrong) : null,
  }
}

/** The number a record is ordered by. src/shared/core/chain/README.md section 7. */
import { findMember, nameFrom } from '../../../shared/core/bytes/json-member.ts'
import { JsonPathFinder } from '../../../shared/core/bytes/json-path.ts'
import { jsonKinds, type JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { textFromUtf8 } from '../../../shared/core/bytes/utf8.ts'
import type { Sequence } from '../../../shared/core/chain/segments.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { sequenceFrom } from '../import/entry-mapper.ts'

/** Reads the sequence of a scanned record; null when it has none. */
export type SequenceReader = (bytes: Uint8Array, scan: JsonScan) => Sequence | null

/** `names` as `orderNames` gives them: the recipe's member, or the source profile's, which may be paths. */
export function sequenceReader(recipe: Recipe, names: readonly string[]): SequenceReader {
  const finder = new JsonPathFinder()
  const members = names.map((text) => ({
    name: nameFrom(text),
    isPath: recipe.order !== 'field' && text.includes('.'),
  }))
  return (bytes, scan) => {
    for (const { name, isPath } of members) {
      if (isPath) {
        if (finder.find(bytes, scan, name.text) && isScalar(finder.kind))
          return sequenceIn(finder.bytes, finder.start, finder.end)
        continue
      }
      // Hostile: a name that is repeated or spelled with escapes would hide its entry's place in the chain.
      const member = findMember(bytes, scan, name)
      if (member >= 0 && isScalar(scan.kind[member] as number))
        return sequenceIn(bytes, scan.valueStart[member] as number, scan.valueEnd[member] as number)
    }
    return null
  }
}

function isScalar(kind: number): boolean {
  return kind === jsonKinds.number || kind === jsonKinds.string
}

/** From digits straight to a number where that is exact. */
function sequenceIn(bytes: Uint8Array, start: number, end: number): Sequence | null {
  const quotes = bytes[start] === 0x22 ? 1 : 0
  const first = start + quotes
  const after = end - quotes
  if (after - first <= 15) {
    let value = 0
    let at = first
    for (; at < after; at += 1) {
      const digit = (bytes[at] as number) - 48
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    if (at === after && at > first) return value
  }
  const quoted = textFromUtf8(bytes, start, end)
  const text = quotes === 0 ? quoted : quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
  const sequence = sequenceFrom(text)
  return typeof sequence === 'string' ? BigInt(sequence) : sequence
}

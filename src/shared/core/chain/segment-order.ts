/** The order in which the segments of a chain are read, and which of them stand elsewhere in the file. */
import type { Recipe } from '../../model/recipe.ts'
import { bytesToHex } from '../bytes/hex.ts'
import type { Segment } from './segments.ts'

/** Segments of one scope, given in file order, as the chain is read. */
export function orderedSegments(own: readonly Segment[], recipe: Recipe): readonly Segment[] {
  if (own.some((segment) => segment.firstSequence === null)) return orderedByLinks(own)
  return recipe.order === 'file' ? own : own.toSorted(bySequence)
}

function bySequence(left: Segment, right: Segment): number {
  if (left.firstSequence === null || right.firstSequence === null) return left.firstIndex - right.firstIndex
  if (left.firstSequence === right.firstSequence) return left.firstIndex - right.firstIndex
  return left.firstSequence < right.firstSequence ? -1 : 1
}

/**
 * Without sequences the links themselves say what follows what: a segment whose stated hash ends no other begins, the
 * first one in the file that states its last hash follows, and so on. What that does not reach comes after, likewise.
 */
function orderedByLinks(inFile: readonly Segment[]): readonly Segment[] {
  const ends = new Set(inFile.map((segment) => bytesToHex(segment.lastHash)))
  const isFollower = (segment: Segment): boolean =>
    segment.firstPreviousKind === 'digest' && ends.has(bytesToHex(segment.firstPrevious))
  const ordered = new Set<Segment>()
  // Last first, so that what has been placed is dropped and not passed again and again.
  const waiting = Map.groupBy(inFile.filter(isFollower).toReversed(), ({ firstPrevious }) => bytesToHex(firstPrevious))
  const followerOf = (segment: Segment): Segment | undefined => {
    const list = waiting.get(bytesToHex(segment.lastHash)) ?? []
    while (list.length > 0 && ordered.has(list.at(-1) as Segment)) list.pop()
    return list.pop()
  }
  for (const start of [...inFile.filter((segment) => !isFollower(segment)), ...inFile])
    for (let next: Segment | undefined = start; next !== undefined && !ordered.has(next); next = followerOf(next))
      ordered.add(next)
  return [...ordered]
}

/**
 * Segments that stand elsewhere in the file than in the chain: those that some longest part of the file in chain order,
 * counted in entries, does without. One row that a database wrote again at the end of its table is one entry moved, and
 * not a thousand that moved up; of two exchanged rows neither can be said to be the one that moved, so both are named.
 */
export function displacedSegments(inFile: readonly Segment[], ordered: readonly Segment[]): ReadonlySet<Segment> {
  const rankOf = new Map(ordered.map((segment, rank) => [segment, rank]))
  const ranks = inFile.map((segment) => rankOf.get(segment) as number)
  const weights = inFile.map((segment) => segment.entries)
  const before = heaviestEndingAt(ranks, weights)
  const last = ranks.length - 1
  const after = heaviestEndingAt(ranks.map((rank) => last - rank).toReversed(), weights.toReversed()).toReversed()
  const heaviest = before.reduce((most, weight) => Math.max(most, weight), 0)
  const displaced = new Set(inFile)
  // What lies on a longest part takes up a stretch of it; a stretch that nothing else could take is indispensable.
  const onLongest = inFile
    .map((segment, at) => ({
      segment,
      end: before[at] as number,
      start: (before[at] as number) - segment.entries,
      whole: (before[at] as number) + (after[at] as number) - segment.entries,
    }))
    .filter((item) => item.whole === heaviest)
    .toSorted((a, b) => a.start - b.start)
  let reach = 0
  for (const [at, item] of onLongest.entries()) {
    const next = onLongest[at + 1]
    if (item.start >= reach && (next === undefined || next.start >= item.end)) displaced.delete(item.segment)
    reach = Math.max(reach, item.end)
  }
  return displaced
}

/** For each place the weight of the heaviest rising selection that ends there. Ranks are a permutation of 0 to n - 1. */
function heaviestEndingAt(ranks: readonly number[], weights: readonly number[]): number[] {
  // A Fenwick tree of maxima over ranks: n log n, for a file in falling order has a segment per entry.
  const tree = new Float64Array(ranks.length + 1)
  return ranks.map((rank, at) => {
    let best = 0
    for (let node = rank; node > 0; node -= node & -node) best = Math.max(best, tree[node] as number)
    const weight = best + (weights[at] as number)
    for (let node = rank + 1; node < tree.length; node += node & -node)
      tree[node] = Math.max(tree[node] as number, weight)
    return weight
  })
}

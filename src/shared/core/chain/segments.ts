/**
 * The link axis of a chain: which entry follows which.
 *
 * Entries are read in file order and folded into segments: maximal runs in which every entry names the stored hash of
 * the one before it and sequences rise. An intact chain is one segment, so memory is bounded by what is unusual and not
 * by the number of entries. Segments of all ranges are then ordered by sequence and joined.
 */
import type { LinkState, ReasonCode } from '../../model/verdict.ts'
import type { Recipe } from '../../model/recipe.ts'
import { bytesToHex, equalBytes } from '../bytes/hex.ts'
import { digestFromText } from './digest-text.ts'
import type { PreviousKind } from './entry-check.ts'

/** Sequence numbers up to 2^53 are numbers, larger ones bigint; both compare with `<`. */
export type Sequence = number | bigint

export interface Segment {
  /** Chain scope; empty when the source holds one chain. */
  readonly scope: string
  readonly firstIndex: number
  lastIndex: number
  readonly firstSequence: Sequence | null
  lastSequence: Sequence | null
  readonly firstPreviousKind: PreviousKind
  readonly firstPrevious: Uint8Array
  readonly firstPreviousText: string
  readonly firstHash: Uint8Array
  lastHash: Uint8Array
  entries: number
  /** Sequence numbers left out inside the segment although its links hold. */
  skipped: number
}

/** What `LinkFold` needs of an entry; the arrays may be reused by the caller. */
export interface LinkInput {
  readonly stated: Uint8Array
  readonly previous: Uint8Array
  readonly previousKind: PreviousKind
  readonly previousText: string
}

export class LinkFold {
  readonly segments: Segment[] = []
  readonly #openByScope = new Map<string, Segment>()
  #last: Segment | undefined

  /** Adds the entry at 0-based `index` of the source, which has a usable entry hash; one that has none takes no part. */
  add(index: number, sequence: Sequence | null, scope: string, input: LinkInput): void {
    const open = scope === this.#last?.scope ? this.#last : this.#openByScope.get(scope)
    if (
      open !== undefined &&
      input.previousKind === 'digest' &&
      rises(open.lastSequence, sequence) &&
      equalBytes(open.lastHash, input.previous)
    ) {
      open.skipped += missingBetween(open.lastSequence, sequence)
      open.lastIndex = index
      open.lastSequence = sequence
      open.lastHash.set(input.stated)
      open.entries += 1
      this.#last = open
      return
    }
    const segment: Segment = {
      scope,
      firstIndex: index,
      lastIndex: index,
      firstSequence: sequence,
      lastSequence: sequence,
      firstPreviousKind: input.previousKind,
      firstPrevious: input.previous.slice(),
      firstPreviousText: input.previousText,
      firstHash: input.stated.slice(),
      lastHash: input.stated.slice(),
      entries: 1,
      skipped: 0,
    }
    this.segments.push(segment)
    this.#openByScope.set(scope, segment)
    this.#last = segment
  }
}

function rises(before: Sequence | null, after: Sequence | null): boolean {
  return before === null || after === null || after > before
}

/** Numbers left out between two sequences; 0 when either is unknown or they do not rise. */
export function missingBetween(before: Sequence | null, after: Sequence | null): number {
  if (before === null || after === null || after <= before) return 0
  if (typeof before === 'number' && typeof after === 'number') return after - before - 1
  return Number(BigInt(after) - BigInt(before)) - 1
}

/** A link that does not plainly hold, at the first entry of a segment. */
export interface LinkBreak {
  readonly index: number
  readonly sequence: Sequence | null
  readonly link: LinkState
  readonly reason: ReasonCode | null
  readonly expectedPrevious: string | null
  readonly statedPrevious: string | null
  readonly missingBefore: number
  /** Entries from `index` on that share a re-ordering; 1 for every other break, and where entries of other scopes stand between them. */
  readonly entries: number
}

export interface LinkResult {
  readonly links: Readonly<Record<LinkState, number>>
  readonly breaks: readonly LinkBreak[]
  readonly scopes: number
  readonly sequenceDuplicates: number
  readonly sequenceSkips: number
  /** Stored hash of the last entry in sequence order; null for several scopes or none. */
  readonly headHash: string | null
  /** True when the first entry names a predecessor outside the source. */
  readonly startsMidChain: boolean
}

/**
 * Previous hashes that no segment end explains: the caller looks through all stored hashes for them and hands the ones
 * it found to `joinSegments`. Lower-case hex. None for an intact chain: the first entry of a scope follows nothing.
 */
export function unexplainedPrevious(segments: readonly Segment[], recipe: Recipe): ReadonlySet<string> {
  const ends = new Set(segments.map((segment) => bytesToHex(segment.lastHash)))
  const wanted = new Set<string>()
  for (const own of Map.groupBy(segments, (segment) => segment.scope).values()) {
    for (const segment of orderedSegments(own, recipe).slice(1)) {
      if (segment.firstPreviousKind !== 'digest') continue
      const previous = bytesToHex(segment.firstPrevious)
      if (!ends.has(previous)) wanted.add(previous)
    }
  }
  return wanted
}

/** Segments of one scope, given in file order, as the chain is read. */
function orderedSegments(own: readonly Segment[], recipe: Recipe): readonly Segment[] {
  if (own.some((segment) => segment.firstSequence === null)) return orderedByLinks(own)
  return recipe.order === 'file' ? own : own.toSorted(bySequence)
}

/**
 * Joins segments of a whole source, given in file order. `present` holds those of `unexplainedPrevious` that are the
 * stored hash of some entry.
 */
export function joinSegments(segments: readonly Segment[], recipe: Recipe, present: ReadonlySet<string>): LinkResult {
  const links: Record<LinkState, number> = { ok: 0, genesis: 0, gap: 0, fork: 0, reorder: 0, broken: 0 }
  const breaks: LinkBreak[] = []
  // No record states a previous hash: there are no links to judge, and none is said to hold.
  if (segments.every((segment) => segment.firstPreviousKind === 'absent')) {
    return {
      links,
      breaks,
      scopes: new Set(segments.map((segment) => segment.scope)).size,
      sequenceDuplicates: 0,
      sequenceSkips: 0,
      headHash: null,
      startsMidChain: false,
    }
  }
  const byScope = Map.groupBy(segments, (segment) => segment.scope)
  let duplicates = 0
  let skips = 0
  let startsMidChain = false
  let headHash: string | null = null
  for (const own of byScope.values()) {
    const ordered = orderedSegments(own, recipe)
    const displaced = displacedSegments(own, ordered)
    const lastHashes = new Map(ordered.map((segment) => [bytesToHex(segment.lastHash), segment]))
    let before: Segment | undefined
    for (const segment of ordered) {
      skips += segment.skipped
      const judged = judgeJoin(segment, before, recipe, present, lastHashes)
      if (judged.reason === 'sequence-duplicate') duplicates += 1
      if (judged.midChain) startsMidChain = true
      const moved = displaced.has(segment)
      // A re-ordered segment keeps its links: only its place in the file differs.
      const rest = moved ? 'reorder' : 'ok'
      const first = judged.link === 'ok' ? rest : judged.link
      links[first] += 1
      links[rest] += segment.entries - 1
      if (first !== 'ok' && first !== 'genesis') {
        breaks.push({
          index: segment.firstIndex,
          sequence: segment.firstSequence,
          link: first,
          reason: judged.reason,
          expectedPrevious: judged.expected,
          statedPrevious: judged.link === 'ok' ? null : statedText(segment),
          missingBefore: judged.missing,
          entries: first === 'reorder' && isContiguous(segment) ? segment.entries : 1,
        })
      }
      if (moved && first !== 'reorder' && segment.entries > 1 && isContiguous(segment)) {
        breaks.push({
          index: segment.firstIndex + 1,
          sequence: null,
          link: 'reorder',
          reason: null,
          expectedPrevious: null,
          statedPrevious: null,
          missingBefore: 0,
          entries: segment.entries - 1,
        })
      }
      if (before === undefined || judged.link === 'ok' || rises(before.lastSequence, segment.lastSequence))
        before = segment
    }
    headHash = before === undefined ? null : bytesToHex(before.lastHash)
  }
  return {
    links,
    breaks: breaks.toSorted((a, b) => a.index - b.index),
    scopes: byScope.size,
    sequenceDuplicates: duplicates,
    sequenceSkips: skips,
    headHash: byScope.size === 1 ? headHash : null,
    startsMidChain,
  }
}

interface Join {
  readonly link: LinkState
  readonly reason: ReasonCode | null
  readonly expected: string | null
  readonly missing: number
  readonly midChain: boolean
}

function judgeJoin(
  segment: Segment,
  before: Segment | undefined,
  recipe: Recipe,
  present: ReadonlySet<string>,
  lastHashes: ReadonlyMap<string, Segment>,
): Join {
  const good: Join = { link: 'ok', reason: null, expected: null, missing: 0, midChain: false }
  if (before === undefined) {
    if (isGenesis(segment, recipe)) return { ...good, link: 'genesis' }
    // Zeros name no entry, so only another digest can point to one before the source.
    if (segment.firstPreviousKind === 'digest' && !isZeros(segment)) return { ...good, midChain: true }
    return { ...good, link: 'broken', reason: 'link-broken', expected: genesisText(segment, recipe) }
  }
  const expected = bytesToHex(before.lastHash)
  const stated = statedText(segment)
  const missing = missingBetween(before.lastSequence, segment.firstSequence)
  // A row put in beside its successor names the right hash; that its number is taken gives it away.
  const taken = before.lastSequence !== null && before.lastSequence === segment.firstSequence
  if (segment.firstPreviousKind === 'digest' && stated === expected && !taken) return good
  const answer = (link: LinkState, reason: ReasonCode): Join => ({ link, reason, expected, missing, midChain: false })
  if (repeats(before.lastSequence, segment.firstSequence, recipe)) return answer('fork', 'sequence-duplicate')
  if (segment.firstPreviousKind === 'digest' && (present.has(stated) || lastHashes.has(stated)))
    return answer('fork', 'link-fork')
  return missing > 0 ? answer('gap', 'link-gap') : answer('broken', 'link-broken')
}

function isContiguous(segment: Segment): boolean {
  return segment.lastIndex - segment.firstIndex === segment.entries - 1
}

/** In order of sequence a number that does not rise is taken; in file order it may only have come late. */
function repeats(before: Sequence | null, after: Sequence | null, recipe: Recipe): boolean {
  if (before === null || after === null) return false
  return recipe.order === 'file' ? after === before : after <= before
}

/**
 * Segments that stand elsewhere in the file than in the chain: those that some longest part of the file in chain order,
 * counted in entries, does without. One row that a database wrote again at the end of its table is one entry moved, and
 * not a thousand that moved up; of two exchanged rows neither can be said to be the one that moved, so both are named.
 */
function displacedSegments(inFile: readonly Segment[], ordered: readonly Segment[]): ReadonlySet<Segment> {
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

/** Without sequences the links themselves say what follows what; what no link reaches keeps its place in the file. */
function orderedByLinks(inFile: readonly Segment[]): readonly Segment[] {
  const ends = new Set(inFile.map((segment) => bytesToHex(segment.lastHash)))
  const followers = Map.groupBy(inFile, statedText)
  const ordered = new Set<Segment>()
  for (const start of [...inFile.filter((segment) => !ends.has(statedText(segment))), ...inFile]) {
    for (let next: Segment | undefined = start; next !== undefined && !ordered.has(next);) {
      ordered.add(next)
      next = followers.get(bytesToHex(next.lastHash))?.find((segment) => !ordered.has(segment))
    }
  }
  return [...ordered]
}

function bySequence(left: Segment, right: Segment): number {
  if (left.firstSequence === null || right.firstSequence === null) return left.firstIndex - right.firstIndex
  if (left.firstSequence === right.firstSequence) return left.firstIndex - right.firstIndex
  return left.firstSequence < right.firstSequence ? -1 : 1
}

function isGenesis(segment: Segment, recipe: Recipe): boolean {
  const { previous, literal } = recipe.genesis
  switch (previous) {
    case 'empty':
      return segment.firstPreviousKind === 'empty'
    case 'null':
      return segment.firstPreviousKind === 'null'
    case 'zeros':
      return isZeros(segment)
    case 'literal': {
      if (segment.firstPreviousKind === 'text') return segment.firstPreviousText === literal
      // A word that is itself a digest, such as the hash of a name, is read as one.
      const digest = digestFromText(literal ?? '', recipe.stored.encoding, segment.firstPrevious.length)
      return segment.firstPreviousKind === 'digest' && digest !== undefined && equalBytes(digest, segment.firstPrevious)
    }
    case 'any':
      return segment.firstPreviousKind !== 'digest' || isZeros(segment)
  }
}

function isZeros(segment: Segment): boolean {
  return segment.firstPreviousKind === 'digest' && segment.firstPrevious.every((byte) => byte === 0)
}

/** What the recipe wants the first entry to state. */
function genesisText(segment: Segment, recipe: Recipe): string {
  const { previous, literal } = recipe.genesis
  if (previous === 'literal') return literal ?? ''
  if (previous === 'null') return 'null'
  return previous === 'empty' ? '' : bytesToHex(new Uint8Array(segment.firstPrevious.length))
}

function statedText(segment: Segment): string {
  return segment.firstPreviousKind === 'digest' ? bytesToHex(segment.firstPrevious) : segment.firstPreviousText
}

/**
 * The link axis of a chain: which entry follows which.
 *
 * Entries are read in file order and folded into segments: maximal runs in which every entry names the stored hash of
 * the one before it and sequences rise. An intact chain is one segment, so memory is bounded by what is unusual and not
 * by the number of entries. Segments of all ranges are put together (`joinRanges`), ordered by sequence and judged.
 */
import type { LinkState, ReasonCode } from '../../model/verdict.ts'
import type { Recipe } from '../../model/recipe.ts'
import { bytesToHex, equalBytes } from '../bytes/hex.ts'
import { digestFromText } from './digest-text.ts'
import type { PreviousKind } from './entry-check.ts'
import { displacedSegments, orderedSegments } from './segment-order.ts'

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
    if (open !== undefined && continues(open, sequence, input.previousKind, input.previous)) {
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

function continues(open: Segment, sequence: Sequence | null, kind: PreviousKind, previous: Uint8Array): boolean {
  return kind === 'digest' && rises(open.lastSequence, sequence) && equalBytes(open.lastHash, previous)
}

/**
 * Segments of ranges that were folded one by one, given in file order, as one fold over all of them makes them: where a
 * range was cut says nothing about the chain, and must not be seen in what is judged.
 */
export function joinRanges(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = []
  const openByScope = new Map<string, Segment>()
  for (const segment of segments) {
    const open = openByScope.get(segment.scope)
    if (
      open === undefined ||
      !continues(open, segment.firstSequence, segment.firstPreviousKind, segment.firstPrevious)
    ) {
      const own = { ...segment }
      joined.push(own)
      openByScope.set(own.scope, own)
      continue
    }
    open.skipped += missingBetween(open.lastSequence, segment.firstSequence) + segment.skipped
    open.lastIndex = segment.lastIndex
    open.lastSequence = segment.lastSequence
    open.lastHash = segment.lastHash
    open.entries += segment.entries
  }
  return joined
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

/** A stored hash, lower-case hex, as one of its chain: what stands in another chain is no predecessor in this one. */
export function scopedHash(scope: string, hash: string): string {
  return hash + scope
}

/**
 * Previous hashes that no segment end of their chain explains, as `scopedHash` writes them: the caller looks through all
 * stored hashes for them and hands the ones it found to `joinSegments`. None for an intact chain: the first entry of a
 * scope follows nothing.
 */
export function unexplainedPrevious(segments: readonly Segment[], recipe: Recipe): ReadonlySet<string> {
  const wanted = new Set<string>()
  for (const [scope, own] of Map.groupBy(segments, (segment) => segment.scope)) {
    const ends = new Set(own.map((segment) => bytesToHex(segment.lastHash)))
    for (const segment of orderedSegments(own, recipe).slice(1)) {
      if (segment.firstPreviousKind !== 'digest') continue
      const previous = bytesToHex(segment.firstPrevious)
      if (!ends.has(previous)) wanted.add(scopedHash(scope, previous))
    }
  }
  return wanted
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
    const lastHashes = new Set(own.map((segment) => bytesToHex(segment.lastHash)))
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
  lastHashes: ReadonlySet<string>,
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
  if (
    segment.firstPreviousKind === 'digest' &&
    (lastHashes.has(stated) || present.has(scopedHash(segment.scope, stated)))
  )
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

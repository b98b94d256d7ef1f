/**
 * Bitcoin headers at hand: runs of consecutive headers from files, and single ones that the auditor vouches for. Checks
 * each run once: the link from header to header, the work, the difficulty and the time (Bitcoin developer guide, "Block
 * Chain"). A header is *known* when links lead from it up to a header that the auditor vouches for, because that one's
 * hash fixes all before it. Headers after it are not known: whoever can mine a few blocks can append them. Not checked:
 * transactions, versions, and which of two chains has more work.
 */
import type { TrustOf } from '../../model/anchor.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { parseHex } from '../bytes/hex.ts'
import {
  computeHeaderHash,
  genesisHash,
  headerLength,
  mainChainEasiestBits,
  printedHash,
  printedTarget,
  readBitcoinHeader,
  retargetBlocks,
  targetFromBits,
  type BitcoinHeader,
} from './bitcoin-header.ts'
import { HeaderRules, type HeaderFault, type HeaderRun } from './bitcoin-header-rules.ts'

/** A header at the height that was asked for. */
export interface FoundHeader {
  readonly origin: string
  readonly height: number
  readonly header: BitcoinHeader
  /** As explorers print it. */
  readonly hash: string
  /** 64 hex digits; empty when the header names no target that allows a block. */
  readonly target: string
  /** Against itself and its neighbours in the run. */
  readonly fault: HeaderFault | null
  /**
   * `known`: fixed by a header that the auditor vouches for. `not-known`: nothing ties it to one. `conflict`: it, or its
   * run, contradicts one.
   */
  readonly standing:
    | { readonly kind: 'known'; readonly byHeight: number }
    | { readonly kind: 'not-known' }
    | { readonly kind: 'conflict'; readonly fault: HeaderFault }
}

interface CheckedRun extends HeaderRun {
  readonly count: number
  /** Indexes of headers that do not name the one before them, rising. */
  readonly breaks: readonly number[]
  /** Heights in the run that are fixed and agree, rising; `byHeight` is the vouched header's own height. */
  readonly fixed: readonly { readonly height: number; readonly byHeight: number }[]
  readonly conflict: HeaderFault | null
  /** First fault found. */
  readonly fault: HeaderFault | null
}

/** Headers that differ at one height: more than this many say nothing more. */
const mostCandidates = 8

/** Headers of all runs and of the trust store, checked. Made by `checkBitcoinHeaders`. */
export class BitcoinHeaders {
  readonly #runs: readonly CheckedRun[]
  readonly #sha256: Hasher
  readonly #rules: HeaderRules

  constructor(runs: readonly CheckedRun[], sha256: Hasher, rules: HeaderRules) {
    this.#runs = runs
    this.#sha256 = sha256
    this.#rules = rules
  }

  /** Each run that holds together and each that does not: what it spans and the first fault found in it. */
  get runs(): readonly { name: string; startHeight: number; count: number; fault: HeaderFault | null }[] {
    return this.#runs.map(({ name, startHeight, count, fault, conflict }) => ({
      name,
      startHeight,
      count,
      fault: conflict ?? fault,
    }))
  }

  /** Headers at hand for a height, equal ones once, known ones first; at most eight. */
  at(height: number): readonly FoundHeader[] {
    const found = new Map<string, FoundHeader>()
    for (const run of this.#runs) {
      const index = height - run.startHeight
      if (index < 0 || index >= run.count) continue
      const candidate = this.#found(run, index)
      const other = found.get(candidate.hash)
      if (other === undefined && found.size === mostCandidates) continue
      if (other === undefined || rank(candidate) < rank(other)) found.set(candidate.hash, candidate)
    }
    return [...found.values()].sort((left, right) => rank(left) - rank(right))
  }

  #found(run: CheckedRun, index: number): FoundHeader {
    const header = readBitcoinHeader(run.bytes, index * headerLength)
    const target = targetFromBits(header.bits)
    return {
      origin: run.name,
      height: run.startHeight + index,
      header,
      hash: printedHash(computeHeaderHash(run.bytes, index * headerLength, this.#sha256)),
      target: target === null ? '' : printedTarget(target),
      fault: this.#rules.faultAt(run, index),
      standing: standingOf(run, index),
    }
  }
}

/** A known header first; one that contradicts the trust store last. */
function rank({ standing }: FoundHeader): number {
  return standing.kind === 'known' ? 0 : standing.kind === 'not-known' ? 1 : 2
}

function standingOf(run: CheckedRun, index: number): FoundHeader['standing'] {
  if (run.conflict !== null) return { kind: 'conflict', fault: run.conflict }
  const fixed = run.fixed.find(({ height }) => height >= run.startHeight + index)
  if (fixed === undefined) return { kind: 'not-known' }
  const upTo = fixed.height - run.startHeight
  return run.breaks.some((at) => at > index && at <= upTo)
    ? { kind: 'not-known' }
    : { kind: 'known', byHeight: fixed.byHeight }
}

/**
 * Checks runs against themselves and against the headers that the auditor vouches for, which are at hand too. Hashes
 * every header twice over, so call it once for many proofs. Each run's `bytes` is a multiple of 80 bytes, not empty
 * (RangeError otherwise). `easiestBits` is the main chain's unless the chain is another. `tell` is called with the headers
 * of `runs` checked so far, once for each 2016 of them.
 */
export function checkBitcoinHeaders(
  runs: readonly HeaderRun[],
  pinned: readonly Pick<TrustOf<'bitcoin-header'>, 'height' | 'header'>[],
  sha256: Hasher,
  {
    easiestBits = mainChainEasiestBits,
    tell,
  }: { readonly easiestBits?: number; readonly tell?: ((done: number) => void) | undefined } = {},
): BitcoinHeaders {
  const own = pinned.map(({ height, header }) => ({
    name: 'trust store',
    startHeight: height,
    bytes: parseHex(header) as Uint8Array,
  }))
  const fixedHashes = own.flatMap(({ startHeight, bytes }) => [
    { height: startHeight, byHeight: startHeight, hash: printedHash(computeHeaderHash(bytes, 0, sha256)) },
    // A header fixes the hash of the one before it.
    { height: startHeight - 1, byHeight: startHeight, hash: printedHash(readBitcoinHeader(bytes).previous) },
  ])
  const rules = new HeaderRules(sha256, easiestBits)
  const isMainChain = easiestBits === mainChainEasiestBits
  let before = 0
  const checked = [...runs, ...own].map((run) => {
    const found = checkRun(run, fixedHashes, sha256, rules, isMainChain, (done) => tell?.(before + done))
    before += found.count
    return found
  })
  return new BitcoinHeaders(checked, sha256, rules)
}

interface FixedHash {
  readonly height: number
  readonly byHeight: number
  readonly hash: string
}

function checkRun(
  run: HeaderRun,
  fixedHashes: readonly FixedHash[],
  sha256: Hasher,
  rules: HeaderRules,
  isMainChain: boolean,
  tell: (done: number) => void,
): CheckedRun {
  const count = run.bytes.length / headerLength
  if (!Number.isInteger(count) || count === 0) throw new RangeError(`a run is n * ${headerLength} bytes, n > 0`)
  const breaks: number[] = []
  let fault: HeaderFault | null = null
  let done = 0
  for (const found of rules.faults(run)) {
    done += 1
    if (done % retargetBlocks === 0) tell(done)
    if (found === null) continue
    if (found.reason === 'bitcoin-link-differs') breaks.push(found.height - run.startHeight)
    fault ??= found
  }
  const fixed: CheckedRun['fixed'][number][] = []
  let conflict: HeaderFault | null = null
  const inRun = fixedHashes.filter(({ height }) => height >= run.startHeight && height < run.startHeight + count)
  // No header that is vouched for at height 0 is needed to know how the main chain begins.
  if (run.startHeight === 0 && isMainChain)
    conflict = conflictAt(run, { height: 0, byHeight: 0, hash: genesisHash }, sha256)
  for (const known of inRun.sort((left, right) => left.height - right.height)) {
    const found = conflictAt(run, known, sha256)
    if (found === null) fixed.push({ height: known.height, byHeight: known.byHeight })
    else conflict ??= found
  }
  return { ...run, count, breaks, fixed, conflict, fault }
}

function conflictAt(run: HeaderRun, known: FixedHash, sha256: Hasher): HeaderFault | null {
  const actual = printedHash(computeHeaderHash(run.bytes, (known.height - run.startHeight) * headerLength, sha256))
  if (actual === known.hash) return null
  return { reason: 'bitcoin-header-conflict', height: known.height, expected: known.hash, actual }
}

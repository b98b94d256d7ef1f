/**
 * Block hashes that follow from those the auditor knows: a header names its parent by hash, so one known hash vouches
 * for every header below it that is at hand (Yellow Paper §4.4, H_p). Each header is hashed once, whatever is asked.
 * Hashes that a second source states are walked apart, because what they make known depends on who gave the block.
 */
import type { TranscriptFile, TrustEntry } from '../../model/anchor.ts'
import { bytesToHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { parseBlockHeader, parseRawHeader } from './block-header.ts'
import type { RpcObject } from './rpc-value.ts'
import { BlockProviders, statementsByHost, type HostStatements } from './stated-blocks.ts'

/** A block hash that something other than the auditor's own note vouches for: for example a beacon light client. */
export interface AuthenticatedBlock {
  /** Decimal. */
  readonly chainId: string
  /** Lower-case hex with 0x. */
  readonly blockHash: string
}

export type HeaderStanding =
  /**
   * `through`: the known hash that the header is, or descends to it. `links`: headers between both. `statedBy`: the host
   * whose statement makes it known; null for the auditor's own note and for what is authenticated.
   */
  | { readonly kind: 'known'; readonly through: string; readonly links: number; readonly statedBy: string | null }
  /** Below a known hash, or by a statement, stands another block at this height. */
  | { readonly kind: 'other-block'; readonly blockHash: string; readonly statedBy: string | null }
  /** Nobody states the hash but the host that the block came from. */
  | { readonly kind: 'same-source'; readonly statedBy: string }
  /** The headers at hand end above this height: the header of `missing` is not among them. */
  | { readonly kind: 'broken'; readonly missing: string }
  | { readonly kind: 'unknown' }

export interface KnownHeaders {
  /** Standing of a recomputed block hash, lower-case hex with 0x. */
  standingOf(chainId: string, blockHash: string, number: bigint): HeaderStanding
}

interface Link {
  readonly parentHash: string
  readonly number: bigint
}

interface ChainIndex {
  readonly known: Map<string, { readonly through: string; readonly links: number }>
  readonly hashByNumber: Map<bigint, string>
  /** Ends of the walks that followed at least one header: hash without a header, and its height. */
  readonly ends: { readonly missing: string; readonly number: bigint }[]
}

/** Index over the headers of all transcripts, captured blocks among them. `hasher` is keccak256. */
export function indexKnownHeaders(
  transcripts: readonly TranscriptFile[],
  trust: readonly TrustEntry[],
  authenticated: readonly AuthenticatedBlock[],
  hasher: Hasher,
): KnownHeaders {
  const linksByChain = new Map<string, Map<string, Link>>()
  const providers = new BlockProviders()
  for (const transcript of transcripts) {
    const links = linksByChain.get(transcript.chainId) ?? new Map<string, Link>()
    linksByChain.set(transcript.chainId, links)
    for (const { block, header } of transcript.blocks) addLink(links, header ?? block, transcript, providers, hasher)
    for (const header of transcript.headers ?? []) addLink(links, header, transcript, providers, hasher)
  }
  const linksOf = (chainId: string): ReadonlyMap<string, Link> => linksByChain.get(chainId) ?? new Map<string, Link>()
  const indexByChain = new Map<string, ChainIndex>()
  const notes = trust.filter((entry) => entry.kind === 'block-hash')
  for (const { chainId, blockHash } of [...notes, ...authenticated]) {
    const index = indexByChain.get(chainId) ?? emptyIndex()
    indexByChain.set(chainId, index)
    walk(index, linksOf(chainId), blockHash)
  }
  const stated = statementsByHost(trust).map((statements) => statedIndex(statements, linksOf(statements.chainId)))
  return {
    standingOf(chainId, blockHash, number) {
      const index = indexByChain.get(chainId)
      const own = index === undefined ? ({ kind: 'unknown' } as const) : standingIn(index, blockHash, number, null)
      const others = stated.filter((one) => one.chainId === chainId)
      // A contradiction stands, whatever else agrees: the auditor vouched for both.
      if (own.kind === 'other-block') return own
      for (const { host, index: theirs, hashesByNumber } of others) {
        const other = hashesByNumber.get(number)?.find((hash) => hash !== blockHash)
        if (other !== undefined) return { kind: 'other-block', blockHash: other, statedBy: host }
        const standing = standingIn(theirs, blockHash, number, host)
        if (standing.kind === 'other-block') return standing
      }
      if (own.kind === 'known') return own
      const agreeing = others.filter((one) => one.index.known.has(blockHash))
      const second = agreeing.find(({ host }) => providers.isFromOther(chainId, blockHash, host))
      if (second !== undefined) return standingIn(second.index, blockHash, number, second.host)
      const [same] = agreeing
      if (same !== undefined) return { kind: 'same-source', statedBy: same.host }
      if (own.kind === 'broken') return own
      const standings = others.map(({ index: theirs, host }) => standingIn(theirs, blockHash, number, host))
      return standings.find(({ kind }) => kind === 'broken') ?? own
    },
  }
}

function emptyIndex(): ChainIndex {
  return { known: new Map(), hashByNumber: new Map(), ends: [] }
}

function standingIn(index: ChainIndex, blockHash: string, number: bigint, statedBy: string | null): HeaderStanding {
  const known = index.known.get(blockHash)
  if (known !== undefined) return { kind: 'known', ...known, statedBy }
  const other = index.hashByNumber.get(number)
  if (other !== undefined) return { kind: 'other-block', blockHash: other, statedBy }
  const end = index.ends.find((candidate) => candidate.number > number)
  return end === undefined ? { kind: 'unknown' } : { kind: 'broken', missing: end.missing }
}

interface StatedIndex {
  readonly host: string
  readonly chainId: string
  readonly index: ChainIndex
  /** Every hash that the host states for a height: one that states two contradicts whichever block is asked about. */
  readonly hashesByNumber: ReadonlyMap<bigint, readonly string[]>
}

function statedIndex({ host, chainId, blocks }: HostStatements, links: ReadonlyMap<string, Link>): StatedIndex {
  const index = emptyIndex()
  const hashesByNumber = new Map<bigint, string[]>()
  for (const { number, hash } of blocks) {
    const hashes = hashesByNumber.get(number)
    if (hashes === undefined) hashesByNumber.set(number, [hash])
    else hashes.push(hash)
    walk(index, links, hash)
  }
  return { host, chainId, index, hashesByNumber }
}

function addLink(
  links: Map<string, Link>,
  header: string | RpcObject,
  transcript: TranscriptFile,
  providers: BlockProviders,
  hasher: Hasher,
): void {
  const parsed = typeof header === 'string' ? parseRawHeader(header, hasher) : parseBlockHeader(header, hasher)
  if (parsed.kind === 'unreadable') return
  const hash = `0x${bytesToHex(parsed.hash)}`
  providers.add(transcript, hash)
  links.set(hash, { parentHash: `0x${bytesToHex(parsed.parentHash)}`, number: parsed.number })
}

/** From a known hash down. Stops where another walk has been: the rest is known already. */
function walk(index: ChainIndex, links: ReadonlyMap<string, Link>, from: string): void {
  let hash = from
  let expected: bigint | null = null
  for (let count = 0; ; count += 1) {
    if (index.known.has(hash)) return
    const link = links.get(hash)
    // A parent one lower in number is part of what a header means; another number is no header of this chain.
    if (link !== undefined && expected !== null && link.number !== expected) return
    index.known.set(hash, { through: from, links: count })
    const number: bigint | null = link?.number ?? expected
    if (number !== null) index.hashByNumber.set(number, hash)
    if (link === undefined) {
      // The last parent is known by its hash alone; what is missing is its own header, which would name the next.
      if (count > 0 && expected !== null) index.ends.push({ missing: hash, number: expected })
      return
    }
    expected = link.number - 1n
    hash = link.parentHash
  }
}

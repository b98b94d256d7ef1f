/**
 * Block hashes that follow from those the auditor knows: a header names its parent by hash, so one known hash vouches
 * for every header below it that is at hand (Yellow Paper §4.4, H_p). Each header is hashed once, whatever is asked.
 */
import type { TranscriptFile, TrustEntry } from '../../model/anchor.ts'
import { bytesToHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { parseBlockHeader, parseRawHeader } from './block-header.ts'
import type { RpcObject } from './rpc-value.ts'

/** A block hash that something other than the auditor's own note vouches for: for example a beacon light client. */
export interface AuthenticatedBlock {
  /** Decimal. */
  readonly chainId: string
  /** Lower-case hex with 0x. */
  readonly blockHash: string
}

export type HeaderStanding =
  /** `through`: the known hash that the header is, or descends to it. `links`: headers between both. */
  | { readonly kind: 'known'; readonly through: string; readonly links: number }
  /** Below a known hash stands another block at this height. */
  | { readonly kind: 'other-block'; readonly blockHash: string }
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
  for (const { chainId, blocks, headers } of transcripts) {
    const links = linksByChain.get(chainId) ?? new Map<string, Link>()
    linksByChain.set(chainId, links)
    for (const { block, header } of blocks) addLink(links, header ?? block, hasher)
    for (const header of headers ?? []) addLink(links, header, hasher)
  }
  const indexByChain = new Map<string, ChainIndex>()
  const notes = trust.filter((entry) => entry.kind === 'block-hash')
  for (const { chainId, blockHash } of [...notes, ...authenticated]) {
    const index = indexByChain.get(chainId) ?? { known: new Map(), hashByNumber: new Map(), ends: [] }
    indexByChain.set(chainId, index)
    walk(index, linksByChain.get(chainId) ?? new Map<string, Link>(), blockHash)
  }
  return {
    standingOf(chainId, blockHash, number) {
      const index = indexByChain.get(chainId)
      if (index === undefined) return { kind: 'unknown' }
      const known = index.known.get(blockHash)
      if (known !== undefined) return { kind: 'known', ...known }
      const other = index.hashByNumber.get(number)
      if (other !== undefined) return { kind: 'other-block', blockHash: other }
      const end = index.ends.find((candidate) => candidate.number > number)
      return end === undefined ? { kind: 'unknown' } : { kind: 'broken', missing: end.missing }
    },
  }
}

function addLink(links: Map<string, Link>, header: string | RpcObject, hasher: Hasher): void {
  const parsed = typeof header === 'string' ? parseRawHeader(header, hasher) : parseBlockHeader(header, hasher)
  if (parsed.kind === 'unreadable') return
  links.set(`0x${bytesToHex(parsed.hash)}`, {
    parentHash: `0x${bytesToHex(parsed.parentHash)}`,
    number: parsed.number,
  })
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

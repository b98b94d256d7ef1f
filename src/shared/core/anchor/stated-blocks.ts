/**
 * Block hashes that second sources state and the auditor vouches for. A statement makes a hash known only for a block that
 * came from somebody else: a host that repeats its own answer adds nothing. One that contradicts counts whoever made it.
 * Whether two hosts are run by one party is not visible here; that is what the auditor vouches for.
 */
import type { TranscriptFile, TrustEntry, TrustOf } from '../../model/anchor.ts'

/** Decimal chain id, then lower-case block hash with 0x. */
type BlockKey = `${string} ${string}`

/**
 * Host in what a capturer or a statement names as its source, so that two spellings of one are equal: lower-case, without
 * scheme, user, port, path or final dot. A text that is no address is taken as it is.
 */
export function statedHost(text: string): string {
  const [, rest = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(.*)$/s.exec(text.trim().toLowerCase()) ?? []
  const authority = rest.split(/[/?#]/, 1)[0] ?? ''
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  const bracketed = /^\[([^\]]*)\](?::\d*)?$/.exec(host)
  return bracketed?.[1] ?? host.replace(/:\d*$/, '').replace(/\.+$/, '')
}

/** Statements of one host about one chain, in the order of the trust store. */
export interface HostStatements {
  readonly host: string
  readonly chainId: string
  readonly blocks: readonly { readonly number: bigint; readonly hash: string }[]
}

export function statementsByHost(trust: readonly TrustEntry[]): readonly HostStatements[] {
  const entries = trust.filter((entry): entry is TrustOf<'second-source'> => entry.kind === 'second-source')
  const groups = Map.groupBy(entries, ({ by, chainId }) => `${statedHost(by)} ${chainId}`)
  return [...groups.values()].map((group) => {
    const [{ by, chainId }] = group as [TrustOf<'second-source'>]
    const blocks = group.flatMap((entry) => entry.blocks.map(({ number, hash }) => ({ number: BigInt(number), hash })))
    return { host: statedHost(by), chainId, blocks }
  })
}

/** Hosts that each captured block came from, by chain and recomputed hash. */
export class BlockProviders {
  readonly #hostsByBlock = new Map<BlockKey, Set<string>>()

  add({ chainId, endpoint }: TranscriptFile, blockHash: string): void {
    const key: BlockKey = `${chainId} ${blockHash}`
    const hosts = this.#hostsByBlock.get(key)
    if (hosts === undefined) this.#hostsByBlock.set(key, new Set([statedHost(endpoint)]))
    else hosts.add(statedHost(endpoint))
  }

  /** True when the block is at hand from somebody else than `host`. */
  isFromOther(chainId: string, blockHash: string, host: string): boolean {
    const hosts = this.#hostsByBlock.get(`${chainId} ${blockHash}`)
    return hosts !== undefined && [...hosts].some((other) => other !== host)
  }
}

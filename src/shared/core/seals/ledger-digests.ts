/**
 * Database digests of an Azure SQL (SQL Server 2022) ledger, compared with one another: the hash of a block never
 * changes, and blocks and times only go forward. The ledger itself is in the database: whether a digest still fits it,
 * only `sys.sp_verify_database_ledger` can say there. Members as Microsoft documents them ("Digest management").
 */
import type { JsonValue } from '../../model/entry.ts'
import type { ReasonCode } from '../../model/verdict.ts'
import { parseInstant } from '../time/instant.ts'

/** One saved digest. Times as written and in microseconds since 1970 UTC (they are UTC and written without a zone). */
export interface LedgerDigest {
  readonly database: string
  /** When the database was created: every restore begins a new one. Null where nothing states it. */
  readonly created: string | null
  readonly block: bigint
  /** Lower-case hex. */
  readonly hash: string
  readonly commitTime: string
  readonly digestTime: string
  readonly commitMicros: number
  readonly digestMicros: number
}

/** True for a record that has the members of a digest, whatever is in them. */
export function isLedgerDigest(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return ['database_name', 'block_id', 'hash', 'digest_time'].every((name) => Object.hasOwn(value, name))
}

/** A digest, or why it is none. `created` comes from where the digest was stored, when it does not say so itself. */
export function readLedgerDigest(value: JsonValue, created: string | null): LedgerDigest | ReasonCode {
  if (!isLedgerDigest(value)) return 'digest-malformed'
  const digest = value as Readonly<Record<string, JsonValue | undefined>>
  const database = digest['database_name']
  const block = digest['block_id']
  const hash = digest['hash']
  const own = digest['database_create_time']
  const blockText = typeof block === 'number' && Number.isSafeInteger(block) ? String(block) : block
  if (typeof database !== 'string' || typeof blockText !== 'string' || !/^\d{1,18}$/.test(blockText))
    return 'digest-malformed'
  if (typeof hash !== 'string' || !/^(?:0x)?[0-9a-f]{64}$/i.test(hash)) return 'hash-malformed'
  const commitTime = digest['last_transaction_commit_time']
  const digestTime = digest['digest_time']
  if (typeof commitTime !== 'string' || typeof digestTime !== 'string') return 'digest-malformed'
  const reading = { zone: 'UTC', epochUnit: 's' } as const
  const commit = parseInstant(commitTime, reading)
  const made = parseInstant(digestTime, reading)
  if (commit === null || made === null) return 'digest-malformed'
  return {
    database,
    created: typeof own === 'string' ? own : created,
    block: BigInt(blockText),
    hash: hash.replace(/^0x/i, '').toLowerCase(),
    commitTime,
    digestTime,
    commitMicros: commit.micros,
    digestMicros: made.micros,
  }
}

/** Creation time in a path of the digest storage: `sqldbledgerdigests/SERVER/DATABASE/CREATED/…`. */
export function createdFromPath(path: string): string | null {
  const found = /(?:^|[\\/])(\d{4}-\d{1,2}-\d{1,2}[ T_]\d{1,2}[:_.-]?\d{2}[:_.-]?\d{2}[0-9._:-]*Z?)[\\/]/.exec(path)
  return found?.[1] ?? null
}

/** A digest that another one contradicts. `digest` is its place in the list given. */
export interface DigestBreak {
  readonly digest: number
  readonly item: 'hash' | 'block_id' | 'last_transaction_commit_time' | 'digest_time'
  readonly reason: ReasonCode
  readonly expected: string
  readonly actual: string
}

export interface Incarnation {
  readonly database: string
  readonly created: string | null
  readonly digests: number
  readonly firstBlock: bigint
  readonly lastBlock: bigint
  readonly lastHash: string
}

export interface DigestComparison {
  readonly incarnations: readonly Incarnation[]
  readonly breaks: readonly DigestBreak[]
  /** Digests of a block that another one is about too, with the same hash. */
  readonly repeated: number
  /** Digests that had another one of the same database to be compared with. */
  readonly compared: number
}

/** Compares digests of one incarnation of one database with one another, in the order they were made. */
export function compareDigests(digests: readonly LedgerDigest[]): DigestComparison {
  const groups = Map.groupBy(digests.entries(), ([, { database, created }]) => JSON.stringify([database, created]))
  const incarnations: Incarnation[] = []
  const breaks: DigestBreak[] = []
  let repeated = 0
  let compared = 0
  for (const group of groups.values()) {
    const sorted = group.toSorted(([a, left], [b, right]) => left.digestMicros - right.digestMicros || a - b)
    const first = (sorted[0] as (typeof sorted)[number])[1]
    if (sorted.length > 1) compared += sorted.length
    const hashByBlock = new Map<bigint, string>()
    let high = first
    let low = first.block
    for (const [place, digest] of sorted) {
      const known = hashByBlock.get(digest.block)
      if (known === undefined) hashByBlock.set(digest.block, digest.hash)
      else if (known === digest.hash) repeated += 1
      else
        breaks.push({
          digest: place,
          item: 'hash',
          reason: 'ledger-hash-differs',
          expected: known,
          actual: digest.hash,
        })
      if (digest.block < high.block)
        breaks.push({
          digest: place,
          item: 'block_id',
          reason: 'ledger-goes-back',
          expected: `${high.block} or more`,
          actual: String(digest.block),
        })
      else if (digest.commitMicros < high.commitMicros)
        breaks.push({
          digest: place,
          item: 'last_transaction_commit_time',
          reason: 'ledger-goes-back',
          expected: `${high.commitTime} or later`,
          actual: digest.commitTime,
        })
      if (digest.digestMicros < digest.commitMicros)
        breaks.push({
          digest: place,
          item: 'digest_time',
          reason: 'ledger-goes-back',
          expected: `${digest.commitTime} or later`,
          actual: digest.digestTime,
        })
      if (digest.block >= high.block) high = digest
      if (digest.block < low) low = digest.block
    }
    incarnations.push({
      database: first.database,
      created: first.created,
      digests: sorted.length,
      firstBlock: low,
      lastBlock: high.block,
      lastHash: high.hash,
    })
  }
  return { incarnations, breaks, repeated, compared }
}

/**
 * Amazon QLDB's journal: blocks whose hash covers the hash of their entries and the hash of the block before. Hashes are
 * joined by the service's dot operator (README of this folder; the rules are those of AWS's own sample verifiers, and a
 * block that AWS published recomputes under them). Hashing comes in as a parameter.
 */
import type { Hasher } from '../bytes/hasher.ts'
import { concatBytes, equalBytes } from '../bytes/hex.ts'
import { parseJson } from '../bytes/parse-json.ts'
import type { JsonValue } from '../../model/entry.ts'
import { parseBase64 } from './byte-text.ts'

/** Two hashes as signed bytes, the last byte first: how the dot operator puts them in order. */
export function compareHashes(left: Uint8Array, right: Uint8Array): number {
  for (let index = left.length - 1; index >= 0; index -= 1) {
    const difference = (((left[index] as number) << 24) >> 24) - (((right[index] ?? 0) << 24) >> 24)
    if (difference !== 0) return difference
  }
  return 0
}

/** Hash of both hashes, the smaller one first; the other one when one is empty. */
export function dot(sha256: Hasher, left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right
  if (right.length === 0) return left
  return sha256.hash(compareHashes(left, right) < 0 ? concatBytes(left, right) : concatBytes(right, left))
}

/** Root over hashes joined two by two, an odd one going up as it is; empty for no hashes. */
export function rootOf(sha256: Hasher, hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes
  while (level.length > 1) {
    const above: Uint8Array[] = []
    for (let index = 0; index < level.length; index += 2) {
      const left = level[index] as Uint8Array
      const right = level[index + 1]
      above.push(right === undefined ? left : dot(sha256, left, right))
    }
    level = above
  }
  return level[0] ?? new Uint8Array()
}

/** What a block states, as far as JSON carries it. */
export interface QldbBlock {
  readonly strandId: string
  readonly sequence: bigint
  readonly blockHash: Uint8Array
  readonly entriesHash: Uint8Array
  /** Empty in the first block of a strand. */
  readonly previousHash: Uint8Array
  /** Null when the export has no list. */
  readonly entriesList: readonly Uint8Array[] | null
  /** Stated hashes of the revisions; null when the block has none or one of them states none. */
  readonly revisionHashes: readonly Uint8Array[] | null
  readonly revisions: number
  readonly redacted: number
  readonly hashOnly: number
}

/** Hashes a block or list may hold; more are no journal. */
const mostHashes = 100_000

/** A block of a JSON-lines export; undefined for any other record. */
export function readQldbBlock(record: JsonValue): QldbBlock | undefined {
  const block = objectOf(record)
  const address = objectOf(block?.['blockAddress'])
  if (block === undefined || address === undefined) return undefined
  const strandId = address['strandId']
  const sequence = wholeNumber(address['sequenceNo'])
  const blockHash = hashOf(block['blockHash'])
  const entriesHash = hashOf(block['entriesHash'])
  const previousHash = hashOf(block['previousBlockHash'] ?? '')
  if (typeof strandId !== 'string' || sequence === undefined) return undefined
  if (blockHash?.length !== 32 || entriesHash === undefined || previousHash === undefined) return undefined
  const list = block['entriesHashList']
  const revisions = block['revisions'] ?? block['revisionSummaries']
  const items = Array.isArray(revisions) ? (revisions as readonly JsonValue[]).map((item) => objectOf(item) ?? {}) : []
  return {
    strandId,
    sequence,
    blockHash,
    entriesHash,
    previousHash,
    entriesList: Array.isArray(list) ? hashesOf(list as readonly JsonValue[]) : null,
    revisionHashes: items.length === 0 ? null : hashesOf(items.map((item) => item['hash'] ?? null)),
    revisions: items.length,
    redacted: items.filter((item) => item['dataHash'] !== undefined && item['data'] === undefined).length,
    hashOnly: items.filter((item) => Object.keys(item).length === 1 && item['hash'] !== undefined).length,
  }
}

/** What a block's own members show. Null where there is nothing to recompute from. */
export interface BlockCheck {
  readonly blockHash: Uint8Array
  readonly blockHolds: boolean
  readonly entriesRoot: Uint8Array | null
  readonly entriesHold: boolean | null
  /** The root over the stated revision hashes is one of the entries. */
  readonly revisionsListed: boolean | null
}

export function checkBlock(sha256: Hasher, block: QldbBlock): BlockCheck {
  const blockHash = dot(sha256, block.entriesHash, block.previousHash)
  const entriesRoot = block.entriesList === null ? null : rootOf(sha256, block.entriesList)
  const revisionRoot = block.revisionHashes === null ? null : rootOf(sha256, block.revisionHashes)
  return {
    blockHash,
    blockHolds: equalBytes(blockHash, block.blockHash),
    entriesRoot,
    entriesHold: entriesRoot === null ? null : equalBytes(entriesRoot, block.entriesHash),
    revisionsListed:
      revisionRoot === null || block.entriesList === null
        ? null
        : block.entriesList.some((hash) => equalBytes(hash, revisionRoot)),
  }
}

/** Sequence numbers that one data object of an export holds, from its key: `…/STRAND.FIRST-LAST.json`. */
export interface ManifestRange {
  readonly strandId: string
  readonly first: bigint
  readonly last: bigint
}

/** Ranges of a completed manifest; null when the text is none. Keys of another form are left out and make `unread` true. */
export function readManifest(
  text: string,
): { readonly ranges: readonly ManifestRange[]; readonly unread: number } | null {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    return null
  }
  const keys = objectOf(value as JsonValue)?.['keys']
  if (!Array.isArray(keys)) return null
  const ranges: ManifestRange[] = []
  for (const key of keys as readonly JsonValue[]) {
    const found =
      typeof key === 'string' ? /(?:^|\/)([0-9A-Za-z]{1,64})\.(\d{1,18})[-–](\d{1,18})\.[a-z.]{2,12}$/.exec(key) : null
    if (found === null) continue
    const [, strandId = '', first = '0', last = '0'] = found
    ranges.push({ strandId, first: BigInt(first), last: BigInt(last) })
  }
  return { ranges, unread: keys.length - ranges.length }
}

function objectOf(value: JsonValue | undefined): Readonly<Record<string, JsonValue | undefined>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, JsonValue>>)
    : undefined
}

/** A blob as Ion's JSON form has it: base64; the empty text is the empty blob. */
function hashOf(value: JsonValue | undefined): Uint8Array | undefined {
  if (typeof value !== 'string' || value.length > 64) return undefined
  const bytes = parseBase64(value)
  return bytes !== undefined && (bytes.length === 32 || bytes.length === 0) ? bytes : undefined
}

function hashesOf(values: readonly (JsonValue | undefined)[]): readonly Uint8Array[] | null {
  if (values.length > mostHashes) return null
  const hashes = values.map(hashOf)
  return hashes.every((hash) => hash !== undefined) ? hashes : null
}

function wholeNumber(value: JsonValue | undefined): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
  return typeof value === 'string' && /^\d{1,18}$/.test(value) ? BigInt(value) : undefined
}

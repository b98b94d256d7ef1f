/**
 * Finds the block of a claim among captured transcripts, and the transaction and receipt in it. Chooses only; whether
 * the block is what it says is `verifyAnchor`'s work.
 */
import type {
  AnchorClaim,
  CommitmentPlace,
  InclusionProof,
  StateAnswer,
  StorageLayout,
  TranscriptBlock,
  TranscriptFile,
} from '../../model/anchor.ts'
import { parseHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { parseRawHeader } from './block-header.ts'
import { receiptFromRaw, transactionFromRaw, type ParsedRaw } from './raw-forms.ts'
import { isMissing, lowerText, quantityValue, UnreadableError, type RpcObject } from './rpc-value.ts'
import { statedLeafValue } from './trie-proof.ts'

/** A captured block that bears on one claim. */
export interface LocatedBlock {
  readonly chainId: string
  /** Contract under audit as the capturer states it, lower-case 0x address. */
  readonly contract: string
  readonly commitment: CommitmentPlace
  readonly storage: StorageLayout | null
  readonly block: RpcObject
  /** RLP as hex; takes the place of the header members of `block`. */
  readonly rawHeader: string | null
  readonly receipts: readonly RpcObject[]
  /** 0-based place of the claimed transaction in the block; null when the block does not list it. */
  readonly position: number | null
  readonly proof: InclusionProof | null
  readonly state: StateAnswer | null
  /** The claimed transaction as an object or as it came; null when its hash alone is there, or nothing. */
  readonly transaction: ParsedRaw | null
  readonly receipt: ParsedRaw | null
  /** One receipt that names the transaction, and no block around it: an explorer's word. */
  readonly isLoneReceipt: boolean
}

/** What of a transcript bears on a claim, before its transaction is read. */
interface Place {
  readonly transcript: TranscriptFile
  readonly entry: TranscriptBlock
  readonly position: number | null
  readonly number: bigint | null
  readonly proof: InclusionProof | null
}

/**
 * Answers, for any claim, with the captured block that lists the claimed transaction or proves it; where several do (a
 * block and its replacement), the one with the claimed number, else the first. When none does, a lone receipt of it, else
 * a block with the claimed number: its lack of the transaction is a contradiction. Null when nothing captured bears on
 * the claim. Reads each transcript once, however many claims are asked about. `hasher` is keccak256.
 */
export function indexAnchors(
  transcripts: readonly TranscriptFile[],
  hasher: Hasher,
): (claim: AnchorClaim) => LocatedBlock | null {
  const listedByHash = new Map<string, { readonly first: Place; readonly byNumber: Map<bigint | null, Place> }>()
  const loneByHash = new Map<string, Place>()
  const placeByNumber = new Map<bigint, Place>()
  for (const transcript of transcripts) {
    for (const entry of transcript.blocks) {
      const number = blockNumberOf(entry, hasher)
      const place: Place = { transcript, entry, position: null, number, proof: null }
      const proofByHash = new Map((entry.proofs ?? []).map((proof) => [proof.transactionHash, proof]))
      for (const [hash, position] of positionsOf(entry)) {
        const listing = { ...place, position, proof: proofByHash.get(hash) ?? null }
        const places = listedByHash.get(hash)
        if (places === undefined) listedByHash.set(hash, { first: listing, byNumber: new Map([[number, listing]]) })
        else if (!places.byNumber.has(number)) places.byNumber.set(number, listing)
      }
      const lone = isWithoutBlock(entry) ? lowerText(entry.receipts[0] ?? {}, 'transactionHash') : null
      if (lone !== null && !loneByHash.has(lone)) loneByHash.set(lone, place)
      if (number !== null && !placeByNumber.has(number)) placeByNumber.set(number, place)
    }
  }
  return (claim) => {
    const listed = listedByHash.get(claim.blockchain_tx)
    const place =
      listed?.byNumber.get(BigInt(claim.block_number)) ??
      listed?.first ??
      loneByHash.get(claim.blockchain_tx) ??
      placeByNumber.get(BigInt(claim.block_number)) ??
      null
    return place === null ? null : locatedFrom(place, hasher)
  }
}

/** The `input` text of the located transaction, to be decoded; null when the transaction is not at hand as an object. */
export function inputOfLocated(located: LocatedBlock | null): string | null {
  const input = transactionOfLocated(located)?.['input']
  return typeof input === 'string' ? input : null
}

/** The located transaction's JSON; null when it is not at hand, its hash alone is, or its bytes cannot be read. */
export function transactionOfLocated(located: LocatedBlock | null): RpcObject | null {
  return located?.transaction?.kind === 'object' ? located.transaction.object : null
}

function locatedFrom({ transcript, entry, position, proof }: Place, hasher: Hasher): LocatedBlock {
  const listed: unknown = position === null ? undefined : listOf(entry.block['transactions'])[position]
  const listedReceipt = position === null ? undefined : entry.receipts[position]
  return {
    chainId: transcript.chainId,
    contract: transcript.contract,
    commitment: transcript.commitment ?? { kind: 'calldata' },
    storage: transcript.storage ?? null,
    block: entry.block,
    rawHeader: entry.header ?? null,
    receipts: entry.receipts,
    position,
    proof,
    state: entry.state ?? null,
    transaction:
      typeof listed === 'object' && listed !== null
        ? { kind: 'object', object: listed as RpcObject }
        : formOf(proof?.transaction, proof?.transactionProof, (raw) => transactionFromRaw(raw, hasher)),
    receipt:
      listedReceipt === undefined
        ? formOf(proof?.receipt, proof?.receiptProof, (raw) => receiptFromRaw(raw, hasher))
        : { kind: 'object', object: listedReceipt },
    isLoneReceipt: isWithoutBlock(entry),
  }
}

/** What was given beside the proof, else what the proof ends in. */
function formOf(
  given: string | RpcObject | undefined,
  nodes: readonly string[] | undefined,
  read: (raw: Uint8Array) => ParsedRaw,
): ParsedRaw | null {
  if (typeof given === 'object') return { kind: 'object', object: given }
  const last = nodes?.at(-1)
  const node = last === undefined ? undefined : parseHex(last)
  const raw = given === undefined ? (node === undefined ? null : statedLeafValue([node])) : parseHex(given)
  return raw === null || raw === undefined ? null : read(raw)
}

function isWithoutBlock({ block, header, receipts, proofs }: TranscriptBlock): boolean {
  return header === undefined && Object.keys(block).length === 0 && receipts.length === 1 && proofs === undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}

function* positionsOf({ block, proofs }: TranscriptBlock): Generator<readonly [string, number]> {
  const seen = new Set<string>()
  for (const [position, transaction] of listOf(block['transactions']).entries()) {
    const hash = typeof transaction === 'string' ? transaction : (transaction as RpcObject | null)?.['hash']
    const lower = typeof hash === 'string' ? hash.toLowerCase() : null
    if (lower === null || seen.has(lower)) continue
    seen.add(lower)
    yield [lower, position]
  }
  for (const { transactionHash, transactionIndex } of proofs ?? []) {
    if (seen.has(transactionHash)) continue
    seen.add(transactionHash)
    yield [transactionHash, transactionIndex]
  }
}

function blockNumberOf({ block, header }: TranscriptBlock, hasher: Hasher): bigint | null {
  if (header !== undefined) {
    const parsed = parseRawHeader(header, hasher)
    return parsed.kind === 'header' ? parsed.number : null
  }
  try {
    return isMissing(block, 'number') ? null : quantityValue(block, 'number')
  } catch (error) {
    if (error instanceof UnreadableError) return null
    throw error
  }
}

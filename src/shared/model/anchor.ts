/**
 * Anchors: a claim (what the export says), a transcript (what was captured from a node) and the verdict of comparing
 * both with a recomputed root.
 */
import { z } from 'zod'
import { proofStepSchema } from './proof.ts'
import { reasonSchema, rungSchema, verdictSchema } from './verdict.ts'

/** One line of the claims file, in guide A's shape: what the anchoring job stored about itself. */
export const anchorClaimSchema = z.object({
  /** UTC date of the batch, `YYYY-MM-DD`. */
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  /** Transaction hash, lower-case hex with 0x. */
  blockchain_tx: z.string().regex(/^0x[0-9a-f]{64}$/),
  /** Root, lower-case hex without 0x. */
  merkle_root: z.string().regex(/^[0-9a-f]{64}$/),
  /** Time asserted by the submitter, whole seconds since 1970. */
  timestamp: z.number().int().nonnegative(),
  block_number: z.number().int().nonnegative(),
})
export type AnchorClaim = z.infer<typeof anchorClaimSchema>

/** Metadata text guide A's job puts into the transaction. */
export const anchorMetadataSchema = z.object({
  count: z.number().int().nonnegative(),
  first_timestamp: z.string(),
  last_timestamp: z.string(),
})
export type AnchorMetadata = z.infer<typeof anchorMetadataSchema>

const hexBytes = z.string().regex(/^0x(?:[0-9a-fA-F]{2})*$/)
const rpcObject = z.record(z.string(), z.unknown())

/** Merkle-Patricia proofs of one transaction and its receipt. Nodes from the root down, each as its RLP. */
export const inclusionProofSchema = z.object({
  /** Lower-case hex with 0x. */
  transactionHash: z.string().regex(/^0x[0-9a-f]{64}$/),
  /** 0-based place in the block: the key of both tries. */
  transactionIndex: z.number().int().nonnegative(),
  /** `eth_getTransactionByHash` or `eth_getRawTransactionByHash`; what the proof ends in when left out. */
  transaction: z.union([hexBytes, rpcObject]).optional(),
  transactionProof: z.array(hexBytes).optional(),
  /** `eth_getTransactionReceipt` or a member of `debug_getRawReceipts`; what the proof ends in when left out. */
  receipt: z.union([hexBytes, rpcObject]).optional(),
  receiptProof: z.array(hexBytes).optional(),
})
export type InclusionProof = z.infer<typeof inclusionProofSchema>

/** State of a contract at the block it stands with. */
export const stateAnswerSchema = z.object({
  /** Answer of `eth_getProof`, verbatim. */
  proof: rpcObject,
  /** Answer of `eth_getCode`. */
  code: hexBytes.optional(),
})
export type StateAnswer = z.infer<typeof stateAnswerSchema>

/** A captured block. Without `header` and with an empty `block`, one receipt alone may stand: an explorer's word. */
export const transcriptBlockSchema = z.object({
  /** Answer of `eth_getBlockByNumber`, verbatim. Its transactions may be hashes alone where `proofs` are given. */
  block: rpcObject.default({}),
  /** Answer of `debug_getRawHeader`: RLP. Takes the place of the header members of `block`. */
  header: hexBytes.optional(),
  /** Answer of `eth_getBlockReceipts`, verbatim. */
  receipts: z.array(rpcObject).default([]),
  proofs: z.array(inclusionProofSchema).optional(),
  state: stateAnswerSchema.optional(),
})
export type TranscriptBlock = z.infer<typeof transcriptBlockSchema>

/** Where a contract of this kind leaves the root. The capturer states it; guide A's calldata when nothing is stated. */
export const commitmentPlaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('calldata') }),
  /** Event by its canonical signature, for example `LogHashStored(bytes32,uint256,string)`. */
  z.object({
    kind: z.literal('event'),
    signature: z.string().regex(/^[A-Za-z_$][A-Za-z0-9_$]{0,127}\([a-z0-9[\],]{0,256}\)$/),
    /** Which arguments are indexed, in order. */
    indexed: z.array(z.boolean()).max(17),
    /** 0-based place of the root among the arguments; a bytes32. */
    rootArgument: z.number().int().nonnegative(),
  }),
  /** Any topic or 32-byte word of a log of the contract. */
  z.object({ kind: z.literal('log-search') }),
  /** The mapping slot of `storage`: for contracts that are called through others. */
  z.object({ kind: z.literal('storage') }),
])
export type CommitmentPlace = z.infer<typeof commitmentPlaceSchema>

/**
 * Where a Solidity mapping keeps what was stored. `hash-time`: mapping(bytes32 => mapping(uint256 => ...)), `hash`:
 * mapping(bytes32 => ...). `metadata-digest`: the value is keccak256 of the metadata text; `non-zero`: any value.
 */
export const storageLayoutSchema = z.object({
  slot: z.number().int().nonnegative(),
  keys: z.enum(['hash-time', 'hash']),
  value: z.enum(['metadata-digest', 'non-zero']),
})
export type StorageLayout = z.infer<typeof storageLayoutSchema>

/**
 * Transcript file, one JSON document, captured once from a node: `block` is the answer of `eth_getBlockByNumber`
 * with full transactions, `receipts` that of `eth_getBlockReceipts`, both verbatim JSON-RPC results. Instead of them, or
 * beside them: a raw header, proofs of one transaction, a proof of the contract's state.
 */
export const transcriptFileSchema = z.object({
  transcript: z.literal('assay.evm-transcript/1'),
  capturedAt: z.string(),
  /** Host or software the answers came from, as the capturer states it. */
  endpoint: z.string(),
  /** Decimal chain id as answered by `eth_chainId`. */
  chainId: z.string(),
  /** Contract under audit, lower-case 0x address, as the capturer states it. */
  contract: z.string().regex(/^0x[0-9a-f]{40}$/),
  commitment: commitmentPlaceSchema.optional(),
  storage: storageLayoutSchema.optional(),
  blocks: z.array(transcriptBlockSchema),
  /** Headers alone, answers or RLP, that lead from a captured block to one the auditor knows. Order is free. */
  headers: z.array(z.union([hexBytes, rpcObject])).optional(),
})
export type TranscriptFile = z.infer<typeof transcriptFileSchema>

/** The three times of an anchor, kept apart. Seconds since 1970 as decimal text; null where unknown. */
export const anchorTimesSchema = z.object({
  assertedSeconds: z.string().nullable(),
  blockSeconds: z.string().nullable(),
  firstEntry: z.string().nullable(),
  lastEntry: z.string().nullable(),
})

/** One comparison made on the way, gathered whether it held or not. */
export const anchorStepSchema = z.object({
  step: z.enum([
    'claim-root',
    'transaction-found',
    'contract',
    'chain-id',
    'contract-pinned',
    'calldata-root',
    'event-root',
    'log-root',
    'calldata-timestamp',
    'metadata-count',
    'metadata-first-timestamp',
    'metadata-last-timestamp',
    'transaction-in-block',
    'receipt-in-block',
    'receipt-status',
    'header-hash',
    'block-number',
    'account-in-state',
    'storage-in-account',
    'storage-value',
    'contract-code',
    'code-pinned',
    'header-known',
  ]),
  holds: z.boolean(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  reason: reasonSchema.nullable(),
})
export type AnchorStep = z.infer<typeof anchorStepSchema>

export const anchorVerdictSchema = z.object({
  date: z.string(),
  transactionHash: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  rung: rungSchema,
  chainId: z.string().nullable(),
  contract: z.string().nullable(),
  blockNumber: z.string().nullable(),
  blockHash: z.string().nullable(),
  claimedRoot: z.string(),
  recomputedRoot: z.string().nullable(),
  times: anchorTimesSchema,
  steps: z.array(anchorStepSchema),
  /** Kinds of sensitive values in what was written to the chain for good, with their counts; left out when there is none. */
  onChain: z
    .array(
      z.object({ kind: z.enum(['pan', 'sad', 'secret', 'national-id', 'email']), count: z.number().int().positive() }),
    )
    .optional(),
  /** Host of the second source whose statement makes the header known, or contradicts it; left out where none does. */
  statedBy: z.string().optional(),
})
export type AnchorVerdict = z.infer<typeof anchorVerdictSchema>

const hash32 = z.string().regex(/^0x[0-9a-f]{64}$/)
const note = z.string()

/** What the auditor vouches for, obtained independently of the audited party. Hex in lower case. */
export const trustEntrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('block-hash'), chainId: z.string(), blockHash: hash32, note }),
  /** A contract, and the keccak256 of its code where that is known. */
  z.object({
    kind: z.literal('contract'),
    chainId: z.string(),
    address: z.string().regex(/^0x[0-9a-f]{40}$/),
    codeHash: hash32.nullable(),
    note,
  }),
  /** Root certificate of a time-stamping authority, base64 of its DER. */
  z.object({ kind: z.literal('tsa-root'), certificate: z.base64(), note }),
  /** Verifier key of a transparency log or of a witness, `name+hash+key` (C2SP signed-note). */
  z.object({ kind: z.literal('log-key'), role: z.enum(['log', 'witness']), key: z.string(), note }),
  /** Bitcoin block header, 80 bytes as hex, and the height it stands at. */
  z.object({
    kind: z.literal('bitcoin-header'),
    height: z.number().int().nonnegative(),
    header: z.string().regex(/^[0-9a-f]{160}$/),
    note,
  }),
  /** A list of head hashes that somebody outside the audited system keeps: SHA-256 of the file, and who keeps it. */
  z.object({
    kind: z.literal('head-list'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    holder: z.string().min(1),
    note,
  }),
  /** Root of a beacon block, and the root of the validators at genesis that names its network. */
  z.object({ kind: z.literal('beacon-root'), genesisValidatorsRoot: hash32, blockRoot: hash32, note }),
  /** Block hashes as somebody states them who is not the source of the evidence: who, when, and the file that says so. */
  z.object({
    kind: z.literal('second-source'),
    /** Host or name, lower-case, without a port. */
    by: z.string().min(1).max(300),
    /** As the file states it. */
    at: z.string().max(100),
    chainId: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    blocks: z
      .array(z.object({ number: z.string().regex(/^(?:0|[1-9][0-9]{0,77})$/), hash: hash32 }))
      .min(1)
      .max(20_000),
    note,
  }),
  /** Checkpoint of a transparency log, as the auditor got it from elsewhere: origin, leaves in decimal, root in hex. */
  z.object({
    kind: z.literal('checkpoint'),
    origin: z.string().min(1).max(1000),
    size: z.string().regex(/^(?:0|[1-9][0-9]{0,19})$/),
    rootHash: z.string().regex(/^[0-9a-f]{64}$/),
    note,
  }),
  /** Certificate that time-stamp tokens may leave out, base64 of its DER. It is trusted no more for being here. */
  z.object({ kind: z.literal('certificate'), certificate: z.base64(), note }),
  /** Certificate revocation list of an authority, base64 of its DER. */
  z.object({ kind: z.literal('revocation-list'), list: z.base64(), note }),
  /** Trusted root of a Sigstore instance: SHA-256 of the file, and the file in base64. */
  z.object({ kind: z.literal('sigstore-root'), sha256: z.string().regex(/^[0-9a-f]{64}$/), root: z.base64(), note }),
  /** Public key of a signer of Sigstore bundles, base64 of its DER SubjectPublicKeyInfo. */
  z.object({ kind: z.literal('sigstore-key'), key: z.base64(), note }),
])
export type TrustEntry = z.infer<typeof trustEntrySchema>
export type TrustOf<K extends TrustEntry['kind']> = Extract<TrustEntry, { readonly kind: K }>

/** A chain of beacon light-client data: whether it holds, and what it authenticates. Only steps that do not hold are kept. */
export const beaconCheckSchema = z.object({
  name: z.string(),
  sha256: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  updates: z.number().int(),
  /** Execution blocks whose hashes it authenticates. */
  blocks: z.number().int(),
  newestBlock: z.string().nullable(),
  /** With the part of the chain and its sync-committee period, decimal, null before it is known. Earlier runs kept neither. */
  steps: z.array(
    proofStepSchema.extend({
      part: z.enum(['bootstrap', 'update', 'finality']).optional(),
      period: z.string().nullable().optional(),
    }),
  ),
})
export type BeaconCheck = z.infer<typeof beaconCheckSchema>

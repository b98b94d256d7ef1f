/**
 * Reads a transcript file (`assay.evm-transcript/1`, schema in `src/shared/model/anchor.ts`): blocks with their
 * transactions and receipts as a node answered them, or with proofs in their place. Checks shape and size only; what the blocks prove is
 * `core/anchor`'s work, and a block that does not hang together is a verdict there, not an error here.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { transcriptFileSchema, type TranscriptBlock, type TranscriptFile } from '../../../shared/model/anchor.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'

/** Caps of a transcript file. Hostile: it comes from the audited party. */
export interface TranscriptLimits {
  readonly bytes: number
  readonly blocks: number
  /** Transactions, and receipts, of one block. */
  readonly transactionsPerBlock: number
  /** Headers alone, of a chain of headers. */
  readonly headers: number
  readonly nodesPerProof: number
}

/** A year of one anchor a day on Ethereum's main chain, with full blocks, is about 150 MB. */
export const transcriptLimits: TranscriptLimits = {
  bytes: 256 * 1024 * 1024,
  blocks: 20_000,
  transactionsPerBlock: 20_000,
  headers: 300_000,
  nodesPerProof: 64,
}

/** Transcript in `bytes`. `name` is used in messages. AppError `transcript-invalid` with details `what` and `where`. */
export function parseTranscript(
  bytes: Uint8Array,
  name: string,
  limits: TranscriptLimits = transcriptLimits,
): TranscriptFile {
  const refuse = (what: string, where: string, cause?: unknown): AppError =>
    new AppError(
      'transcript-invalid',
      `${name} is not a usable transcript: ${what}${where === '' ? '' : ` at ${where}`}. Nothing was added.`,
      {
        details: { name, what, where },
        ...(cause === undefined ? {} : { cause }),
      },
    )
  if (bytes.length > limits.bytes) throw refuse(`larger than ${limits.bytes} bytes`, '')
  const value = jsonFrom(bytes, refuse)
  const parsed = transcriptFileSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw refuse(issue?.message ?? 'wrong shape', issue?.path.join('.') ?? '', parsed.error)
  }
  const { blocks, headers = [] } = parsed.data
  if (!/^(?:0|[1-9][0-9]{0,77})$/.test(parsed.data.chainId)) throw refuse('chain id is not decimal', 'chainId')
  if (blocks.length > limits.blocks) throw refuse(`more than ${limits.blocks} blocks`, 'blocks')
  if (headers.length > limits.headers) throw refuse(`more than ${limits.headers} headers`, 'headers')
  for (const [index, block] of blocks.entries()) {
    const problem = problemOf(block, limits)
    if (problem !== null) throw refuse(problem[0], `blocks.${index}${problem[1]}`)
  }
  return parsed.data
}

/** What is wrong with the shape of a block, and where; null when nothing is. */
function problemOf(
  { block, header, receipts, proofs = [] }: TranscriptBlock,
  limits: TranscriptLimits,
): readonly [string, string] | null {
  const transactions = block['transactions']
  if (Array.isArray(transactions) && transactions.length > limits.transactionsPerBlock)
    return [`more than ${limits.transactionsPerBlock} transactions`, '.block.transactions']
  if (receipts.length > limits.transactionsPerBlock)
    return [`more than ${limits.transactionsPerBlock} receipts`, '.receipts']
  if (proofs.length > limits.transactionsPerBlock) return [`more than ${limits.transactionsPerBlock} proofs`, '.proofs']
  for (const [index, { transactionProof = [], receiptProof = [] }] of proofs.entries()) {
    if (Math.max(transactionProof.length, receiptProof.length) > limits.nodesPerProof)
      return [`more than ${limits.nodesPerProof} nodes`, `.proofs.${index}`]
  }
  const hasHeader = header !== undefined || Object.keys(block).length > 0
  if (!hasHeader && proofs.length === 0 && receipts.length === 1) return null
  if (!hasHeader) return ['neither a block nor a header', '']
  // Hashes alone, or no list, say nothing about the trie; with a proof they need not.
  const isProven = proofs.some(({ transactionProof }) => transactionProof !== undefined)
  if (isProven && transactions === undefined) return null
  if (!Array.isArray(transactions)) return ['transactions are not a list', '.block.transactions']
  const bare = transactions.findIndex((transaction: unknown) => typeof transaction !== 'object' || transaction === null)
  if (bare < 0 || isProven) return null
  return ['captured without full transactions (eth_getBlockByNumber with true)', `.block.transactions.${bare}`]
}

function jsonFrom(bytes: Uint8Array, refuse: (what: string, where: string, cause?: unknown) => AppError): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw refuse('not UTF-8', '', error)
  }
  try {
    return parseJson(text)
  } catch (error) {
    throw refuse('not JSON', error instanceof Error ? error.message : '', error)
  }
}

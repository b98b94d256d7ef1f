/**
 * Reads what a second source states about blocks: a statement file (`assay.block-statement/1`), or a transcript, in which
 * the endpoint that was captured and each one that it was compared with state hashes. Answers that differed are statements
 * too. Says what was stated and by whom; that it counts is for the auditor to say (`trust add --second-source`).
 *
 *     {"statement":"assay.block-statement/1","by":"explorer.example.com","at":"2025-05-02T08:00:00Z","chainId":"1",
 *      "blocks":[{"number":"19000000","hash":"0x..."}]}
 */
import { AppError } from '../../../shared/model/app-error.ts'
import type { TranscriptFile, TrustOf } from '../../../shared/model/anchor.ts'
import {
  blockStatementFileSchema,
  capturedStatementsSchema,
  mostStatedBlocks,
  statedHashSchema,
  statedNumberSchema,
} from '../../../shared/model/block-statement.ts'
import { parseRawHeader } from '../../../shared/core/anchor/block-header.ts'
import { isMissing, lowerText, quantityValue, UnreadableError } from '../../../shared/core/anchor/rpc-value.ts'
import { statedHost } from '../../../shared/core/anchor/stated-blocks.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { parseTranscript } from './parse-transcript.ts'

/** Statements of one source about one chain. */
export type BlockStatement = Pick<TrustOf<'second-source'>, 'by' | 'at' | 'chainId' | 'blocks'>

/** A statement of 20,000 blocks takes 2 MB. */
const largestStatement = 16 * 1024 * 1024

/**
 * Statements in a file, one for each source and chain that it names; at least one. `hasher` is keccak256. AppError
 * `anchor-file-invalid` or `transcript-invalid` for a file that states nothing.
 */
export function parseBlockStatements(bytes: Uint8Array, name: string, hasher: Hasher): readonly BlockStatement[] {
  const head = new TextDecoder().decode(bytes.subarray(0, 4096))
  if (head.includes('"assay.evm-transcript/')) return fromTranscript(bytes, name, hasher)
  const parsed =
    bytes.length > largestStatement ? undefined : blockStatementFileSchema.safeParse(jsonFrom(bytes, name)).data
  if (parsed === undefined) throw refused(name)
  const { by, at, chainId } = parsed
  const blocks = parsed.blocks.map(({ number, hash }) => ({ number, hash: hash.toLowerCase() }))
  return [{ by: statedHost(by), at, chainId, blocks: distinct(blocks) }]
}

function refused(name: string, cause?: unknown): AppError {
  return new AppError(
    'anchor-file-invalid',
    `${name} states no block hashes: neither a transcript nor an assay.block-statement/1. Nothing was changed.`,
    cause === undefined ? {} : { cause },
  )
}

function jsonFrom(bytes: Uint8Array, name: string): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw refused(name, cause)
  }
}

interface Stated {
  readonly by: string
  readonly at: string
  readonly chainId: string
  readonly number: string
  readonly hash: string
}

function fromTranscript(bytes: Uint8Array, name: string, hasher: Hasher): readonly BlockStatement[] {
  const transcript = parseTranscript(bytes, name)
  const { capture } = capturedStatementsSchema.safeParse(jsonFrom(bytes, name)).data ?? {}
  const stated: Stated[] = [...ownStatements(transcript, hasher)]
  for (const { host, at, chainId, blockNumber, blockHash } of capture?.statements ?? [])
    stated.push({ by: host, at, chainId, number: blockNumber, hash: blockHash })
  for (const { what, about, values } of capture?.differences ?? []) {
    if (what !== 'eth_getBlockByNumber hash') continue
    const { chainId, capturedAt } = transcript
    // The first value is the captured endpoint's own, which its block states already.
    for (const { host, value } of values.slice(1))
      stated.push({ by: host, at: capturedAt, chainId, number: about, hash: value ?? '' })
  }
  const usable = stated.flatMap((one) => {
    const [by, hash] = [statedHost(one.by), one.hash.toLowerCase()]
    const isWhole = by !== '' && by.length <= 300 && one.at.length <= 100
    return isWhole && statedHashSchema.safeParse(hash).success && statedNumberSchema.safeParse(one.number).success
      ? [{ ...one, by, hash }]
      : []
  })
  const groups = [...Map.groupBy(usable, ({ by, chainId }) => `${by} ${chainId}`).values()]
  if (groups.length === 0) throw refused(name)
  return groups.map((group) => {
    const [{ by, chainId, at }] = group as [Stated]
    const blocks = distinct(group.map(({ number, hash }) => ({ number, hash })))
    if (blocks.length > mostStatedBlocks) throw refused(name)
    return { by, at, chainId, blocks }
  })
}

/** The hash that the endpoint printed; of raw bytes without one, the hash that they have. */
function* ownStatements({ endpoint, capturedAt, chainId, blocks }: TranscriptFile, hasher: Hasher): Generator<Stated> {
  for (const { block, header } of blocks) {
    const raw = header === undefined ? null : parseRawHeader(header, hasher)
    try {
      const printed = lowerText(block, 'hash')
      const hash = printed ?? (raw?.kind === 'header' ? `0x${bytesToHex(raw.hash)}` : null)
      const number = isMissing(block, 'number')
        ? raw?.kind === 'header'
          ? raw.number
          : null
        : quantityValue(block, 'number')
      if (hash !== null && number !== null)
        yield { by: endpoint, at: capturedAt, chainId, number: number.toString(), hash }
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error
    }
  }
}

/** Each number and hash once, in the order stated. */
function distinct(blocks: BlockStatement['blocks']): BlockStatement['blocks'] {
  return [...new Map(blocks.map((block) => [`${block.number} ${block.hash}`, block])).values()]
}

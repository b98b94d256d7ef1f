/**
 * Checkpoints: the note text of a transparency log's tree head, as
 *
 *     example.com/behind-the-sofa
 *     20852163
 *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 * origin, number of leaves, root of the RFC 6962 tree over them, then extension lines if any. C2SP tlog-checkpoint,
 * "Note text".
 */
import { parsePaddedBase64 } from './padded-base64.ts'

export interface Checkpoint {
  readonly origin: string
  readonly size: bigint
  /** 32 bytes. */
  readonly root: Uint8Array
  /** Opaque; signed by the log and given no meaning. */
  readonly extensions: readonly string[]
}

/** The checkpoint that a note text is; undefined for any other text, also for a size or root spelled otherwise. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.includes('')) return undefined
  const [origin, sizeText, rootText, ...extensions] = lines
  if (origin === undefined || sizeText === undefined || rootText === undefined) return undefined
  const size = parseLogNumber(sizeText)
  const root = parsePaddedBase64(rootText)
  if (size === undefined || root?.length !== 32) return undefined
  return { origin, size, root, extensions }
}

const largestNumber = 2n ** 64n - 1n

/** Number of leaves or index of a leaf: decimal without leading zeroes, below 2^64; undefined for any other text. */
export function parseLogNumber(text: string): bigint | undefined {
  // Hostile: the length is bounded before the digits become a number.
  if (text.length > 20 || !/^(?:0|[1-9][0-9]*)$/.test(text)) return undefined
  const value = BigInt(text)
  return value <= largestNumber ? value : undefined
}

/**
 * Log proofs, the text form of an inclusion proof with its checkpoint:
 *
 *     c2sp.org/tlog-proof@v1
 *     extra <base64, optional>
 *     index <decimal>
 *     <base64 of a sibling hash, from the leaf up; one line each>
 *     <empty line>
 *     <checkpoint, verbatim>
 *
 * C2SP tlog-proof, "Format". The entry itself, and its hash, stand elsewhere.
 */
import { textFromUtf8 } from '../../bytes/utf8.ts'
import { parseLogNumber } from './checkpoint.ts'
import { parsePaddedBase64 } from './padded-base64.ts'

export interface TlogProof {
  readonly index: bigint
  /** 32 bytes each, from the leaf's sibling up. */
  readonly hashes: readonly Uint8Array[]
  /** Bytes of the checkpoint as they lie in the file. */
  readonly note: Uint8Array
  /** Not authenticated by anything; null when absent. */
  readonly extra: Uint8Array | null
}

export type TlogProofProblem = 'first-line' | 'extra' | 'index' | 'hash' | 'too-many-hashes' | 'no-checkpoint'

export type ParsedTlogProof =
  | { readonly kind: 'proof'; readonly proof: TlogProof }
  | { readonly kind: 'refused'; readonly problem: TlogProofProblem }

const firstLine = 'c2sp.org/tlog-proof@v1'
/** A tree of fewer than 2^64 leaves has at most as many levels above its leaves. */
const mostHashes = 64
/** Hostile: longest of the lines before the checkpoint, which only `extra` can come near. */
const longestLine = 1024 * 1024

/** The log proof that `bytes` are, or the first line that keeps them from being one. Its checkpoint is not read here. */
export function parseTlogProof(bytes: Uint8Array): ParsedTlogProof {
  const lines = new LineReader(bytes)
  if (lines.next() !== firstLine) return { kind: 'refused', problem: 'first-line' }
  let line = lines.next()
  let extra: Uint8Array | null = null
  if (line?.startsWith('extra ') === true) {
    const decoded = parsePaddedBase64(line.slice('extra '.length))
    if (decoded === undefined) return { kind: 'refused', problem: 'extra' }
    extra = decoded
    line = lines.next()
  }
  const index = line?.startsWith('index ') === true ? parseLogNumber(line.slice('index '.length)) : undefined
  if (index === undefined) return { kind: 'refused', problem: 'index' }
  const hashes: Uint8Array[] = []
  for (line = lines.next(); line !== ''; line = lines.next()) {
    if (line === undefined) return { kind: 'refused', problem: 'no-checkpoint' }
    if (hashes.length === mostHashes) return { kind: 'refused', problem: 'too-many-hashes' }
    const hash = parsePaddedBase64(line)
    if (hash?.length !== 32) return { kind: 'refused', problem: 'hash' }
    hashes.push(hash)
  }
  return { kind: 'proof', proof: { index, hashes, note: bytes.subarray(lines.at), extra } }
}

/** Lines of bytes, one after the other; each ends in a newline. */
class LineReader {
  at = 0
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Undefined when no newline follows within the bound. */
  next(): string | undefined {
    const end = this.#bytes.indexOf(0x0a, this.at)
    if (end < 0 || end - this.at > longestLine) return undefined
    const line = textFromUtf8(this.#bytes, this.at, end)
    this.at = end + 1
    return line
  }
}

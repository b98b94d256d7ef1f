/**
 * Reads a consistency proof that was added for the checkpoints of a log: `assay.consistency-proof/1`, as `proof growth`
 * writes it. Only sizes and hashes are taken: the roots are those that the checkpoints state, and the tree is that of logs.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { consistencyFileSchema } from '../../../shared/model/tree-proof.ts'
import { parseHex } from '../../../shared/core/bytes/hex.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'

export interface LogConsistency {
  readonly size1: bigint
  readonly size2: bigint
  readonly hashes: readonly Uint8Array[]
}

/** Hostile: a proof has at most 130 hashes. */
const largestFile = 64 * 1024

/** True for a file that says it is one, right or wrong. */
export function isLogConsistency(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 4096)).includes('"assay.consistency-proof/')
}

/** AppError `anchor-file-invalid` for what is no such file. */
export function parseLogConsistency(bytes: Uint8Array, name: string): LogConsistency {
  const refuse = (cause?: unknown): AppError =>
    new AppError('anchor-file-invalid', `${name} is no consistency proof of a log. Nothing was added.`, { cause })
  if (bytes.length > largestFile) throw refuse()
  let value: unknown
  try {
    value = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw refuse(cause)
  }
  const { success, data, error } = consistencyFileSchema.safeParse(value)
  if (!success) throw refuse(error)
  return {
    size1: BigInt(data.size1),
    size2: BigInt(data.size2),
    hashes: data.hashes.map((hash) => parseHex(hash) as Uint8Array),
  }
}

/** Caps of every reader, in one place. Input is hostile: without them one line could ask for all memory or stack. */

export interface ReaderLimits {
  /** Longest record in bytes, terminator not counted. A longer one is rejected and streamed past. */
  readonly maxRecordBytes: number
  /** Nested arrays and objects below a record. */
  readonly maxDepth: number
  /** Bytes of one SQL statement that are kept to be understood; a longer one is lexed to its end and not understood. */
  readonly maxStatementBytes: number
  /** Longest CSV header in bytes. */
  readonly maxHeaderBytes: number
  /** First bytes of a too long record that are handed over with its reject. */
  readonly headBytes: number
}

export const defaultReaderLimits: ReaderLimits = {
  maxRecordBytes: 16 * 1024 * 1024,
  maxDepth: 256,
  maxStatementBytes: 1024 * 1024,
  maxHeaderBytes: 1024 * 1024,
  headBytes: 64 * 1024,
}

/** Limits with defaults filled in. The caps on header and head never exceed the record cap. */
export function completeLimits(given: Partial<ReaderLimits> = {}): ReaderLimits {
  const limits = { ...defaultReaderLimits, ...given }
  return {
    ...limits,
    maxHeaderBytes: Math.min(limits.maxHeaderBytes, limits.maxRecordBytes),
    headBytes: Math.min(limits.headBytes, limits.maxRecordBytes),
  }
}

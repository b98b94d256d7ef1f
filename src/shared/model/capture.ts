/**
 * What a capture keeps beside the blocks of a transcript: every request with the answer byte for byte, which endpoints
 * were asked and when, where they differ, and what a node says of itself. None of it raises a rung: a node's word is a
 * claim, and a second node's agreement is a statement by whoever runs it.
 */
import { z } from 'zod'

/** Why a request has no usable result. */
export const captureFailures = [
  'answer-not-json',
  'answer-not-utf8',
  'answer-repeats-secret',
  'answer-too-deep',
  'answer-too-large',
  'answer-unusable',
  'http-status',
  'method-error',
  'not-asked',
  'redirected',
  'size-limit',
  'timed-out',
  'unreachable',
  'wrong-id',
] as const
export const captureFailureSchema = z.enum(captureFailures)
export type CaptureFailure = z.infer<typeof captureFailureSchema>

/** One request and what came back, in the order asked. */
export const exchangeSchema = z.object({
  /** 0-based place in `endpoints`. */
  endpoint: z.number().int().nonnegative(),
  /** When the request was sent, by the capturing computer's clock: RFC 3339, UTC. */
  at: z.string(),
  /** Body as sent. */
  request: z.string(),
  /** HTTP status; null when no answer came. */
  status: z.number().int().nullable(),
  /** Body as received, as far as it came; null when none came, or when it repeats a secret of the address. */
  answer: z
    .discriminatedUnion('encoding', [
      z.object({ encoding: z.literal('utf-8'), text: z.string() }),
      z.object({ encoding: z.literal('base64'), text: z.string() }),
    ])
    .nullable(),
  /** SHA-256 of the received bytes, lower-case hex; null when none came. */
  sha256: z.string().nullable(),
  failure: captureFailureSchema.nullable(),
})
export type Exchange = z.infer<typeof exchangeSchema>

export const capturedEndpointSchema = z.object({
  /** Host and port of the address. User, path and query may be secrets: they are kept nowhere. */
  host: z.string(),
  /** Decimal, as answered; null when it did not answer. */
  chainId: z.string().nullable(),
  /** `web3_clientVersion` as answered, at most 200 characters. */
  software: z.string().nullable(),
})

/** What was had for one transaction. */
export const capturedTransactionSchema = z.object({
  transactionHash: z.string(),
  /** `captured`: its block with all receipts is in the transcript. */
  state: z.enum(['captured', 'not-found', 'pending', 'incomplete']),
  /** Decimal, as answered. */
  blockNumber: z.string().nullable(),
  blockHash: z.string().nullable(),
  /** Answer of the contract's `verifyLogHash` at that block. The node computed it: a claim. */
  verifyLogHash: z.boolean().nullable(),
  /** Methods without a usable answer. */
  missing: z.array(z.object({ method: z.string(), why: captureFailureSchema })),
})
export type CapturedTransaction = z.infer<typeof capturedTransactionSchema>

/** A further endpoint named the same block hash at the same number. */
export const endpointStatementSchema = z.object({
  host: z.string(),
  at: z.string(),
  chainId: z.string(),
  /** Decimal. */
  blockNumber: z.string(),
  blockHash: z.string(),
})

/** Two endpoints answered the same question differently. Values are as answered, at most 200 characters each. */
export const endpointDifferenceSchema = z.object({
  /** Method, and the member of its answer. */
  what: z.string(),
  /** Block number, transaction hash or address asked about. */
  about: z.string(),
  values: z.array(z.object({ host: z.string(), value: z.string().nullable() })),
})

export const captureSummarySchema = z.object({
  endpoints: z.array(capturedEndpointSchema),
  transactions: z.array(capturedTransactionSchema),
  statements: z.array(endpointStatementSchema),
  differences: z.array(endpointDifferenceSchema),
  /** Differences beyond the list's cap. */
  moreDifferences: z.number().int().nonnegative(),
})
export type CaptureSummary = z.infer<typeof captureSummarySchema>

/** What the finished `anchor.fetch` carries. */
export const fetchedTranscriptSchema = captureSummarySchema.extend({
  /** Where it was written; null when it was added to the source. */
  path: z.string().nullable(),
  bytes: z.number().int(),
  sha256: z.string(),
  blocks: z.number().int(),
  requests: z.number().int(),
  /** Connections that this capture opened. */
  connections: z.number().int(),
})
export type FetchedTranscript = z.infer<typeof fetchedTranscriptSchema>

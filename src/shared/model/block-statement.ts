/** What somebody who is not the source of the evidence states about blocks of a chain. */
import { z } from 'zod'
import { endpointDifferenceSchema, endpointStatementSchema } from './capture.ts'

/** Hash of a block in either case, with 0x. */
export const statedHashSchema = z.string().regex(/^0x[0-9a-fA-F]{64}$/)
/** Height or chain id: one spelling of a number, at most that of 256 bits. */
export const statedNumberSchema = z.string().regex(/^(?:0|[1-9][0-9]{0,77})$/)

/** Blocks of one statement. */
export const mostStatedBlocks = 20_000

/** A statement file, one JSON document. */
export const blockStatementFileSchema = z.strictObject({
  statement: z.literal('assay.block-statement/1'),
  /** Host or name of whoever states it. */
  by: z.string().trim().min(1).max(300),
  /** When, as they write it. */
  at: z.string().max(100),
  chainId: statedNumberSchema,
  blocks: z
    .array(z.strictObject({ number: statedNumberSchema, hash: statedHashSchema }))
    .min(1)
    .max(mostStatedBlocks),
})

/** What a captured transcript keeps of further endpoints; absent in one that was made elsewhere. */
export const capturedStatementsSchema = z.object({
  capture: z
    .object({ statements: z.array(endpointStatementSchema), differences: z.array(endpointDifferenceSchema) })
    .optional(),
})

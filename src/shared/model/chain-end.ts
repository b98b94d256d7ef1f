/** What says where a chain should end, and whether the entries that are here reach that far. */
import { z } from 'zod'

/**
 * Kinds of promise: what the file says of itself (a statement at its end, the number of entries, the last sequence, the
 * hash of the head, a signed checkpoint on the way), an anchored batch, a total stated by a person, and another export
 * that goes on where this one ends.
 */
export const endPromiseKinds = [
  'end-mark',
  'entry-count',
  'head-hash',
  'checkpoint',
  'batch',
  'total-count',
  'total-max',
  'later-export',
] as const
export const endPromiseKindSchema = z.enum(endPromiseKinds)
export type EndPromiseKind = z.infer<typeof endPromiseKindSchema>

/**
 * `reached`: the entries end exactly where the promise says. `short`: they end before it. `beyond`: they go on after it,
 * so it says nothing of the end. `differs`: the head stated is another hash than that of the last entry here. `apart`:
 * another export begins further on, and what lies between is in neither.
 */
export const endRelations = ['reached', 'short', 'beyond', 'differs', 'apart'] as const
export const endRelationSchema = z.enum(endRelations)
export type EndRelation = z.infer<typeof endRelationSchema>

export const endPromiseSchema = z.object({
  kind: endPromiseKindSchema,
  relation: endRelationSchema,
  expected: z.string(),
  actual: z.string(),
  /** True when the promise stands in the same file: who can shorten the one can rewrite the other. */
  inside: z.boolean(),
})
export type EndPromise = z.infer<typeof endPromiseSchema>

/**
 * `shown`: at least one promise is reached, none missed. `missing`: entries are missing at the end. `differs`: the stated
 * head is another one, and nothing says that entries are missing.
 */
export const endStates = ['shown', 'missing', 'differs', 'not-provable'] as const
export const endStateSchema = z.enum(endStates)
export type EndState = z.infer<typeof endStateSchema>

export const chainEndSchema = z.object({
  state: endStateSchema,
  promises: z.array(endPromiseSchema),
})
export type ChainEnd = z.infer<typeof chainEndSchema>

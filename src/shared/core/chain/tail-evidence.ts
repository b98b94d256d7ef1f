/**
 * Whether the last entries of a chain could have been cut off. A chain recomputes just as well without its end, so the
 * end is shown only by something that says where it should be: a trailer, a head, a batch, a total, a later export.
 * Gathers and compares; lowers no verdict itself. Where nothing promises an end, that is the answer.
 */
import type { ChainEnd, EndPromise, EndPromiseKind, EndRelation } from '../../model/chain-end.ts'

/** A promise before it was compared. Each is what was stated, and by whom it can be rewritten. */
export type StatedEnd =
  | { readonly kind: 'end-mark'; readonly present: boolean }
  | { readonly kind: 'entry-count' | 'total-count'; readonly count: bigint; readonly inside: boolean }
  | { readonly kind: 'total-max'; readonly sequence: bigint; readonly inside: boolean }
  | { readonly kind: 'head-hash'; readonly hash: string }
  | { readonly kind: 'checkpoint'; readonly sequence: bigint; readonly hash: string | null }
  /** UTC day of the newest anchored batch, and what recomputing that batch gave. */
  | { readonly kind: 'batch'; readonly day: string; readonly verified: boolean }
  /** First sequence of an export that begins after this one, and the hash that its first entry names. */
  | { readonly kind: 'later-export'; readonly firstSequence: bigint; readonly previousHash: string | null }

/** The end as it is here. Hashes are compared as lower-case hex without `0x`; other texts as they stand. */
export interface PresentEnd {
  readonly entries: number
  readonly lastSequence: bigint | null
  readonly lastDay: string | null
  /** Null where the source holds several chains, or no hash. */
  readonly headHash: string | null
}

export function chainEndFrom(stated: readonly StatedEnd[], present: PresentEnd): ChainEnd {
  const promises = stated.flatMap((one) => comparePromise(one, present) ?? [])
  const has = (relation: EndRelation): boolean => promises.some((promise) => promise.relation === relation)
  const state = has('short') ? 'missing' : has('differs') ? 'differs' : has('reached') ? 'shown' : 'not-provable'
  return { state, promises }
}

/** Null when there is nothing here to compare the promise with. */
function comparePromise(stated: StatedEnd, present: PresentEnd): EndPromise | null {
  switch (stated.kind) {
    case 'end-mark':
      return promise('end-mark', stated.present ? 'reached' : 'short', 'present', stated.present ? 'present' : 'absent')
    case 'entry-count':
    case 'total-count':
      return compared(stated.kind, stated.count, BigInt(present.entries), stated.inside)
    case 'total-max':
      return present.lastSequence === null
        ? null
        : compared('total-max', stated.sequence, present.lastSequence, stated.inside)
    case 'head-hash':
      return compareHead(stated.hash, present)
    case 'checkpoint':
      return compareCheckpoint(stated, present)
    case 'batch':
      return compareBatch(stated, present)
    case 'later-export':
      return compareLater(stated, present)
  }
}

function promise(
  kind: EndPromiseKind,
  relation: EndRelation,
  expected: string,
  actual: string,
  inside = true,
): EndPromise {
  return { kind, relation, expected, actual, inside }
}

function compared(kind: EndPromiseKind, expected: bigint, actual: bigint, inside: boolean): EndPromise {
  const relation = actual === expected ? 'reached' : actual < expected ? 'short' : 'beyond'
  return promise(kind, relation, String(expected), String(actual), inside)
}

function compareHead(hash: string, { headHash }: PresentEnd): EndPromise | null {
  if (headHash === null) return null
  return promise('head-hash', isSameHash(hash, headHash) ? 'reached' : 'differs', hash, headHash)
}

function compareCheckpoint(
  { sequence, hash }: Extract<StatedEnd, { kind: 'checkpoint' }>,
  { lastSequence, headHash }: PresentEnd,
): EndPromise | null {
  if (lastSequence === null) return null
  const order = compared('checkpoint', sequence, lastSequence, true)
  if (order.relation !== 'reached' || hash === null || headHash === null || isSameHash(hash, headHash)) return order
  return promise('checkpoint', 'differs', hash, headHash)
}

function compareBatch(
  { day, verified }: Extract<StatedEnd, { kind: 'batch' }>,
  { lastDay }: PresentEnd,
): EndPromise | null {
  if (lastDay === null) return null
  if (day > lastDay) return promise('batch', 'short', day, lastDay, false)
  if (day < lastDay) return promise('batch', 'beyond', day, lastDay, false)
  // The root of the last day fixes its last entry, once it was recomputed and found equal.
  return verified ? promise('batch', 'reached', day, lastDay, false) : null
}

function compareLater(
  { firstSequence, previousHash }: Extract<StatedEnd, { kind: 'later-export' }>,
  { lastSequence, headHash }: PresentEnd,
): EndPromise | null {
  if (lastSequence === null || firstSequence <= lastSequence) return null
  const expected = String(firstSequence - 1n)
  if (firstSequence > lastSequence + 1n) return promise('later-export', 'apart', expected, String(lastSequence), false)
  // The next number and the hash here, or nothing: two systems may count alike.
  const continues = previousHash !== null && headHash !== null && isSameHash(previousHash, headHash)
  return continues ? promise('later-export', 'reached', expected, String(lastSequence), false) : null
}

function isSameHash(left: string, right: string): boolean {
  return left.toLowerCase().replace(/^0x/, '') === right.toLowerCase().replace(/^0x/, '')
}

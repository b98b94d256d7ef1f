/** All checkpoints of one log against each other. Trees and consistency proofs come from the plain implementation. */
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../../src/main/io/host/hashers.ts'
import { judgeLogHistories, type KeptCheckpoint } from '../../../../../src/shared/core/anchor/tlog/log-history.ts'
import { logHistorySchema } from '../../../../../src/shared/model/proof.ts'
import { consistencyOf, leafOf, rootOf, sha256 } from '../../../../support/plain-tlog.ts'

const hasher = await loadHasher('sha256')
const leaves = Array.from({ length: 40 }, (_, index) => leafOf(Buffer.from(`entry ${index}`)))
/** The same log from its tenth leaf on told otherwise. */
const other = leaves.map((leaf, index) => (index < 10 ? leaf : leafOf(Buffer.from(`other ${index}`))))
const origin = 'log.example'

const at = (size: number, of = leaves, more: Partial<KeptCheckpoint> = {}): KeptCheckpoint => ({
  name: `${of === leaves ? 'own' : 'other'}-${size}`,
  checkpoint: {
    origin,
    size: BigInt(size),
    root: new Uint8Array(size === 0 ? sha256() : rootOf(of.slice(0, size))),
    extensions: [],
  },
  signed: true,
  times: [],
  ...more,
})
const proofOf = (size1: number, size2: number, of = leaves) => ({
  size1: BigInt(size1),
  size2: BigInt(size2),
  hashes: consistencyOf(size1, of.slice(0, size2)).map((hash) => new Uint8Array(hash)),
})
const recordsOf =
  (of: readonly Buffer[]) =>
  (size: bigint): string | null =>
    size <= of.length ? rootOf(of.slice(0, Number(size))).toString('hex') : null

function judged(
  kept: readonly KeptCheckpoint[],
  { proofs = [], records = [] }: { proofs?: ReturnType<typeof proofOf>[]; records?: readonly Buffer[] } = {},
) {
  const histories = judgeLogHistories(kept, { proofs, recordRoot: recordsOf(records) }, hasher)
  for (const history of histories) expect(logHistorySchema.parse(history)).toEqual(history)
  return histories
}
const one = (...given: Parameters<typeof judged>) => judged(...given)[0]

describe('checkpoints of one size', () => {
  it('agree in their root or contradict each other, both roots kept, by name', () => {
    expect(one([at(20), at(20)])).toMatchObject({ verdict: 'verified', checkpoints: 2, compared: 1 })
    expect(one([at(20), at(30), at(20, other)])).toMatchObject({
      verdict: 'mismatch',
      reason: 'checkpoints-differ',
      steps: [
        {
          step: 'same-root',
          older: 'own-20',
          newer: 'other-20',
          expected: rootOf(leaves.slice(0, 20)).toString('hex'),
          actual: rootOf(other.slice(0, 20)).toString('hex'),
        },
        { step: 'log-consistency', holds: null },
      ],
    })
  })

  it('that no pinned key signed contradict nobody: anyone can write them', () => {
    const history = one([at(20), at(20, other, { signed: false })])
    expect(history).toMatchObject({ verdict: 'not-checked', reason: 'log-key-needed', compared: 1 })
    expect(one([at(20, leaves, { signed: false }), at(20, other, { signed: false })])).toMatchObject({
      verdict: 'not-checked',
      reason: 'log-key-needed',
    })
  })

  it('of other logs are other histories, and one alone is none', () => {
    const foreign = at(20, other)
    const named = { ...foreign, checkpoint: { ...foreign.checkpoint, origin: 'another.example' } }
    expect(judged([at(20), named])).toEqual([])
    expect(judged([at(20), named, at(20), named]).map(({ origin: name }) => name)).toEqual([origin, 'another.example'])
  })
})

describe('checkpoints of rising size', () => {
  it('are shown by consistency proofs, in whatever order they lie, and stay open without one', () => {
    const kept = [at(40), at(7), at(20)]
    expect(one(kept, { proofs: [proofOf(20, 40), proofOf(7, 20)] })).toMatchObject({ verdict: 'verified', compared: 2 })
    expect(one(kept, { proofs: [proofOf(20, 40)] })).toMatchObject({
      verdict: 'not-checked',
      reason: 'consistency-not-given',
      steps: [{ older: 'own-7', newer: 'own-20', holds: null }, { holds: true }],
    })
    expect(one([at(0), at(20)])).toMatchObject({ verdict: 'verified' })
  })

  it('stay open with a proof that does not hold: a bad proof shows nothing about the log', () => {
    for (const bad of [proofOf(7, 20, other), { ...proofOf(7, 20), hashes: [] }])
      expect(one([at(7), at(20)], { proofs: [bad] })).toMatchObject({
        verdict: 'not-checked',
        reason: 'consistency-differs',
      })
    // One that holds beside it settles it.
    expect(one([at(7), at(20)], { proofs: [proofOf(7, 20, other), proofOf(7, 20)] })?.verdict).toBe('verified')
    // A proof of another tree is no proof of these two.
    expect(one([at(12), at(20, other)], { proofs: [proofOf(12, 20, other)] })).toMatchObject({ verdict: 'not-checked' })
  })

  it('are shown by records that are the leaves of both, and contradict where they are those of the larger alone', () => {
    expect(one([at(7), at(40)], { records: leaves })).toMatchObject({ verdict: 'verified' })
    expect(one([at(20, other), at(40)], { records: leaves })).toMatchObject({
      verdict: 'mismatch',
      reason: 'log-rewritten',
      steps: [
        {
          expected: rootOf(other.slice(0, 20)).toString('hex'),
          actual: rootOf(leaves.slice(0, 20)).toString('hex'),
        },
      ],
    })
    // The records may have changed after the tenth: then the larger checkpoint is not about them.
    expect(one([at(7), at(40)], { records: other })).toMatchObject({ verdict: 'not-checked' })
  })
})

describe('times', () => {
  const seen = (size: number, ...times: readonly (readonly [string, number])[]): KeptCheckpoint =>
    at(size, leaves, { times: times.map(([by, seconds]) => ({ by, micros: seconds * 1_000_000 })) })
  const proofs = [proofOf(7, 20), proofOf(20, 40)]

  it('of one clock that saw the log shrink are a contradiction, with both sizes and times', () => {
    const kept = [seen(20, ['witness', 1_700_000_000]), seen(7, ['witness', 1_700_000_600])]
    expect(one(kept, { proofs })).toMatchObject({
      verdict: 'mismatch',
      reason: 'log-shrinks',
      steps: [
        {
          step: 'log-growth',
          older: 'own-20',
          newer: 'own-7',
          expected: '20 leaves at 2023-11-14T22:13:20Z by witness',
          actual: '7 leaves at 2023-11-14T22:23:20Z by witness',
        },
        { step: 'log-consistency', holds: true },
      ],
    })
  })

  it('of one clock that grow, of two clocks, and of one instant contradict nothing', () => {
    for (const kept of [
      [seen(7, ['a', 10]), seen(20, ['a', 20]), seen(40, ['a', 30])],
      [seen(20, ['a', 10]), seen(7, ['b', 20])],
      [seen(20, ['a', 10]), seen(7, ['a', 10])],
    ])
      expect(one(kept, { proofs })).toMatchObject({ verdict: 'verified' })
  })

  it('are compared with the largest seen before, not with the last', () => {
    const kept = [seen(40, ['a', 10]), seen(7, ['a', 20]), seen(20, ['a', 30])]
    const shrunk = one(kept, { proofs })?.steps.filter(({ holds }) => holds === false)
    expect(shrunk?.map(({ older, newer }) => [older, newer])).toEqual([
      ['own-40', 'own-7'],
      ['own-40', 'own-20'],
    ])
  })
})

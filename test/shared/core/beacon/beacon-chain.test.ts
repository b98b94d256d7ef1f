/** Chains made by a signer that are to hold: both forks, the way from one to the other, and the bounds of participation. */
import { describe, expect, it } from 'vitest'
import { makeChain, slotsPerPeriod, type ChainPlan } from '../../../support/beacon-signer.ts'
import { pin, testNetwork, verdictOf } from './beacon-run.ts'

function verdictOfPlan(plan: Omit<ChainPlan, 'network'>) {
  const { chain, pinned } = makeChain({ network: testNetwork, ...plan })
  return { chain, verdict: verdictOf(chain, [pin(`0x${'00'.repeat(32)}`), pin(pinned)]) }
}

describe('a chain of sync committees that holds', () => {
  for (const [name, plan] of [
    ['in Deneb', { firstPeriod: 2, updates: 1, finality: true }],
    ['in Electra', { firstPeriod: 5, updates: 2, finality: true }],
    ['from Capella to Deneb', { firstPeriod: 1, updates: 1, finality: true }],
    ['from Deneb to Electra', { firstPeriod: 3, updates: 2, finality: true }],
    [
      'with a final block in Deneb and an attested one in Electra',
      { firstPeriod: 4, updates: 1, finality: false, finalizedAt: 96 },
    ],
    [
      'with a signature in the first slot of Electra, made under the version of Deneb',
      { firstPeriod: 4, updates: 1, finality: false, finalizedAt: 96, attestedAt: 127, signedAt: 128 },
    ],
    ['with all seats present', { firstPeriod: 5, updates: 1, finality: false, absent: 0 }],
    ['with exactly two thirds of the seats', { firstPeriod: 5, updates: 1, finality: false, absent: 512 - 342 }],
  ] satisfies readonly (readonly [string, Omit<ChainPlan, 'network'>])[]) {
    it(`is verified ${name}`, () => {
      const { chain, verdict } = verdictOfPlan(plan)
      expect(verdict.steps.filter((step) => step.holds !== true)).toEqual([])
      expect(verdict).toMatchObject({ verdict: 'verified', reason: null })
      const parts = [...chain.updates, ...(chain.finality === null ? [] : [chain.finality])]
      const shown = [chain.bootstrap.header, ...parts.map((part) => part.finalized_header)]
      expect(
        verdict.known.map((block) => [block.executionBlockHash, String(block.number), String(block.timestamp)]),
      ).toEqual(
        shown.map(({ execution }) => [execution['block_hash'], execution['block_number'], execution['timestamp']]),
      )
      expect(verdict.finalized).toEqual(verdict.known.at(-1))
    })
  }

  it('names the chain, the slot and the root of the final beacon block', () => {
    const { chain, verdict } = verdictOfPlan({ firstPeriod: 5, updates: 1, finality: false })
    expect(verdict.finalized).toMatchObject({ chainId: '31337', slot: BigInt(5 * slotsPerPeriod + 128) })
    expect(chain.updates[0]?.finalized_header.beacon.slot).toBe(String(verdict.finalized?.slot))
  })

  it('takes the pinned block alone', () => {
    const { verdict } = verdictOfPlan({ firstPeriod: 5, updates: 0, finality: false })
    expect(verdict).toMatchObject({ verdict: 'verified', finalized: { slot: BigInt(5 * slotsPerPeriod + 32) } })
  })

  it('takes a finality update of a period before the newest one', () => {
    const earlier = makeChain({ network: testNetwork, firstPeriod: 5, updates: 0, finality: true, finalizedAt: 160 })
    const { chain, pinned } = makeChain({ network: testNetwork, firstPeriod: 5, updates: 1, finality: false })
    const verdict = verdictOf({ ...chain, finality: earlier.chain.finality }, [pin(pinned)])
    expect(verdict.verdict).toBe('verified')
    expect(verdict.known).toHaveLength(3)
  })
})

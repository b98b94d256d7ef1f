/** Chains that are not to hold, each with its own reason. What is changed is put under the committee's signature again where that is what a forger could do. */
import { describe, expect, it } from 'vitest'
import type { TrustOf } from '../../../../src/shared/model/anchor.ts'
import type { ReasonCode } from '../../../../src/shared/model/verdict.ts'
import {
  keyOfSum,
  makeChain,
  signAgain,
  usualCommittee,
  type ChainJson,
  type ChainPlan,
  type CommitteeJson,
  type SigningCommittee,
} from '../../../support/beacon-signer.ts'
import { otherNetwork, pin, testNetwork, verdictOf } from './beacon-run.ts'
import { outsideGroup, unreducedKey } from './odd-points.ts'

const plan: ChainPlan = { network: testNetwork, firstPeriod: 5, updates: 2, finality: true }

interface Refused {
  readonly name: string
  readonly reason: ReasonCode
  readonly verdict?: 'not-checked'
  /** Part in which the decisive step stands, and what that step compares. */
  readonly at: readonly [part: string, step: string]
  readonly plan?: Partial<ChainPlan>
  change?(chain: ChainJson): void
  trust?(pinned: string): readonly TrustOf<'beacon-root'>[]
}

const flip = (text: string): string => text.slice(0, -1) + (text.endsWith('0') ? '1' : '0')
const first = <T>(list: readonly T[]): T => list[0] as T

/** Period 5 has this committee, in the state and wherever it signs. */
function inPeriod5(
  change: (json: CommitteeJson, base: SigningCommittee) => readonly bigint[] | undefined,
): Partial<ChainPlan> {
  const base = usualCommittee(5)
  const json = structuredClone(base.json)
  const committee = { json, secrets: change(json, base) ?? base.secrets }
  return { committee: (period) => (period === 5 ? committee : usualCommittee(period)) }
}

const refused: readonly Refused[] = [
  {
    name: 'no pinned root',
    reason: 'beacon-root-not-known',
    verdict: 'not-checked',
    at: ['bootstrap', 'beacon-root'],
    trust: () => [],
  },
  {
    name: 'another pinned root',
    reason: 'beacon-root-not-known',
    verdict: 'not-checked',
    at: ['bootstrap', 'beacon-root'],
    trust: (pinned) => [pin(flip(pinned))],
  },
  {
    name: 'a network that is not known',
    reason: 'beacon-network-unknown',
    verdict: 'not-checked',
    at: ['bootstrap', 'beacon-network'],
    trust: (pinned) => [{ ...pin(pinned), genesisValidatorsRoot: `0x${'77'.repeat(32)}` }],
  },
  {
    name: 'a bootstrap of a fork before Capella',
    reason: 'beacon-fork-unsupported',
    verdict: 'not-checked',
    at: ['bootstrap', 'beacon-fork'],
    plan: { firstPeriod: 0, updates: 0, finality: false },
  },
  {
    name: 'the committee of another period in the bootstrap',
    reason: 'beacon-committee-differs',
    at: ['bootstrap', 'beacon-committee'],
    change: (chain) => (chain.bootstrap.current_sync_committee = usualCommittee(9).json),
  },
  {
    name: 'one key put twice into the committee of the bootstrap',
    reason: 'beacon-committee-differs',
    at: ['bootstrap', 'beacon-committee'],
    change: ({
      bootstrap: {
        current_sync_committee: { pubkeys },
      },
    }) => (pubkeys[1] = first(pubkeys)),
  },
  {
    name: 'another sum of keys beside the same keys',
    reason: 'beacon-committee-differs',
    at: ['bootstrap', 'beacon-committee'],
    change: (chain) =>
      (chain.bootstrap.current_sync_committee.aggregate_pubkey = usualCommittee(9).json.aggregate_pubkey),
  },
  {
    name: 'another execution block hash in the bootstrap',
    reason: 'beacon-execution-differs',
    at: ['bootstrap', 'beacon-execution'],
    change: ({ bootstrap: { header } }) =>
      (header.execution['block_hash'] = flip(header.execution['block_hash'] as string)),
  },
  {
    name: 'a committee in the state that seats one key twice',
    reason: 'beacon-key-repeated',
    verdict: 'not-checked',
    at: ['bootstrap', 'beacon-keys'],
    plan: inPeriod5((json, { secrets }) => {
      const repeated = secrets.with(1, first(secrets))
      json.pubkeys[1] = first(json.pubkeys)
      json.aggregate_pubkey = keyOfSum(repeated)
      return repeated
    }),
  },
  {
    name: 'one seat less than two thirds',
    reason: 'beacon-participation-low',
    at: ['update', 'beacon-participation'],
    plan: { absent: 512 - 341 },
  },
  {
    name: 'a seat said to be present that did not sign',
    reason: 'beacon-signature-differs',
    at: ['update', 'beacon-signature'],
    change: ({ updates }) => (first(updates).sync_aggregate.sync_committee_bits = `0x${'ff'.repeat(64)}`),
  },
  {
    name: 'the signature of another block',
    reason: 'beacon-signature-differs',
    at: ['update', 'beacon-signature'],
    change: ({ updates, finality }) => {
      if (finality !== null) first(updates).sync_aggregate = finality.sync_aggregate
    },
  },
  {
    name: 'a block that the committee did not sign',
    reason: 'beacon-signature-differs',
    at: ['update', 'beacon-signature'],
    change: ({ updates }) => (first(updates).attested_header.beacon.proposer_index = '1'),
  },
  {
    name: 'a committee in the state whose sum is not that of its keys',
    reason: 'beacon-signature-differs',
    at: ['update', 'beacon-signature'],
    plan: inPeriod5((json) => {
      json.aggregate_pubkey = first(json.pubkeys)
      return undefined
    }),
  },
  {
    name: 'a signature under the version of another fork',
    reason: 'beacon-signature-other-fork',
    at: ['update', 'beacon-signature'],
    plan: { signAs: { version: '04000a11' } },
  },
  {
    name: 'a signature for another network',
    reason: 'beacon-signature-other-network',
    at: ['update', 'beacon-signature'],
    plan: { signAs: { genesisValidatorsRoot: otherNetwork.genesisValidatorsRoot } },
  },
  {
    name: 'another genesis root beside the pinned block',
    reason: 'beacon-signature-other-network',
    at: ['update', 'beacon-signature'],
    trust: (pinned) => [pin(pinned, otherNetwork)],
  },
  {
    name: 'a changed sibling of the next committee',
    reason: 'beacon-next-committee-differs',
    at: ['update', 'beacon-committee'],
    change: ({ updates: [update] }) =>
      update?.next_sync_committee_branch.splice(2, 1, flip(update.next_sync_committee_branch[2] as string)),
  },
  {
    name: 'a foreign next committee',
    reason: 'beacon-next-committee-differs',
    at: ['update', 'beacon-committee'],
    change: ({ updates }) => (first(updates).next_sync_committee = usualCommittee(9).json),
  },
  {
    name: 'the current committee and its branch where the next ones belong',
    reason: 'beacon-next-committee-differs',
    at: ['update', 'beacon-committee'],
    change: ({ updates }) => (first(updates).next_sync_committee = usualCommittee(5).json),
  },
  {
    name: 'the final block of another update',
    reason: 'beacon-finality-differs',
    at: ['finality', 'beacon-finality'],
    change: ({ updates, finality }) => {
      if (finality !== null) finality.finalized_header = (updates[1] as (typeof updates)[1]).finalized_header
    },
  },
  {
    name: 'a changed sibling of the final block',
    reason: 'beacon-finality-differs',
    at: ['update', 'beacon-finality'],
    change: ({ updates: [update] }) => update?.finality_branch.splice(0, 1, flip(first(update.finality_branch))),
  },
  {
    name: 'another number of the final execution block',
    reason: 'beacon-execution-differs',
    at: ['finality', 'beacon-execution'],
    change: ({ finality }) => {
      if (finality !== null) finality.finalized_header.execution['block_number'] = '1'
    },
  },
  {
    name: 'a changed sibling of the attested execution block',
    reason: 'beacon-execution-differs',
    at: ['update', 'beacon-execution'],
    change: ({ updates: [update] }) =>
      update?.attested_header.execution_branch.splice(3, 1, flip(update.attested_header.execution_branch[3] as string)),
  },
  {
    name: 'blob fields left out of an execution block since Deneb',
    reason: 'beacon-execution-differs',
    at: ['update', 'beacon-execution'],
    change: ({ updates }) => {
      delete first(updates).finalized_header.execution['blob_gas_used']
      delete first(updates).finalized_header.execution['excess_blob_gas']
    },
  },
  {
    name: 'a branch without its last sibling',
    reason: 'beacon-branch-length',
    at: ['update', 'beacon-finality'],
    change: ({ updates }) => first(updates).finality_branch.pop(),
  },
  {
    name: 'a branch with a sibling too many',
    reason: 'beacon-branch-length',
    at: ['bootstrap', 'beacon-committee'],
    change: ({ bootstrap: { current_sync_committee_branch: branch } }) => branch.push(first(branch)),
  },
  {
    name: 'a branch as long as in Deneb, in Electra',
    reason: 'beacon-branch-length',
    at: ['bootstrap', 'beacon-committee'],
    change: ({ bootstrap: { current_sync_committee_branch: branch } }) => branch.splice(5),
  },
  {
    name: 'an update left out',
    reason: 'beacon-period-skipped',
    verdict: 'not-checked',
    at: ['update', 'beacon-period'],
    change: ({ updates }) => updates.shift(),
  },
  {
    name: 'an update that occurs twice',
    reason: 'beacon-period-repeated',
    verdict: 'not-checked',
    at: ['update', 'beacon-period'],
    change: ({ updates }) => updates.splice(1, 0, first(updates)),
  },
  {
    name: 'the last update left out before the finality update',
    reason: 'beacon-committee-unknown',
    verdict: 'not-checked',
    at: ['finality', 'beacon-period'],
    change: ({ updates }) => updates.pop(),
  },
  {
    name: 'an update signed in the next period',
    reason: 'beacon-committee-unknown',
    verdict: 'not-checked',
    at: ['update', 'beacon-period'],
    plan: { attestedAt: 8191, signedAt: 8192 },
  },
  {
    name: 'an update whose final block lies in the period before',
    reason: 'beacon-update-not-final',
    verdict: 'not-checked',
    at: ['update', 'beacon-final'],
    plan: { finalizedAt: -64 },
  },
  {
    name: 'a final block later than the attested one',
    reason: 'beacon-slots-disordered',
    at: ['update', 'beacon-slots'],
    plan: { finalizedAt: 300 },
  },
  {
    name: 'a signature in the slot of what it signs',
    reason: 'beacon-slots-disordered',
    at: ['update', 'beacon-slots'],
    plan: { attestedAt: 200, signedAt: 200 },
  },
  {
    name: 'a signature whose bytes are no point',
    reason: 'beacon-point-malformed',
    at: ['update', 'beacon-signature'],
    change: ({ updates }) => (first(updates).sync_aggregate.sync_committee_signature = `0x${'ff'.repeat(96)}`),
  },
  {
    name: 'an absent key on the curve that is outside the group',
    reason: 'beacon-point-malformed',
    at: ['update', 'beacon-signature'],
    plan: inPeriod5((json) => {
      json.pubkeys[511] = `0x${outsideGroup()}`
      return undefined
    }),
  },
  {
    name: 'an absent key with an x-coordinate not reduced',
    reason: 'beacon-point-malformed',
    at: ['update', 'beacon-signature'],
    plan: inPeriod5((json, { secrets }) => {
      const { seat, key } = unreducedKey(json.pubkeys)
      json.pubkeys[seat] = json.pubkeys[511] as string
      json.pubkeys[511] = key
      return secrets.with(seat, secrets[511] as bigint).with(511, secrets[seat] as bigint)
    }),
  },
  {
    name: 'a sum of keys without the flag of its compressed form',
    reason: 'beacon-point-malformed',
    at: ['update', 'beacon-signature'],
    plan: inPeriod5((json) => {
      const flags = Number.parseInt(json.aggregate_pubkey.slice(2, 4), 16) & 0x7f
      json.aggregate_pubkey = `0x${flags.toString(16).padStart(2, '0')}${json.aggregate_pubkey.slice(4)}`
      return undefined
    }),
  },
  {
    name: 'a signature at infinity',
    reason: 'beacon-point-at-infinity',
    at: ['update', 'beacon-signature'],
    change: ({ updates }) => (first(updates).sync_aggregate.sync_committee_signature = `0xc0${'00'.repeat(95)}`),
  },
  {
    name: 'a sum of keys at infinity',
    reason: 'beacon-point-at-infinity',
    at: ['update', 'beacon-signature'],
    plan: inPeriod5((json) => {
      json.aggregate_pubkey = `0xc0${'00'.repeat(47)}`
      return undefined
    }),
  },
  {
    name: 'a sum of keys that the absent ones use up',
    reason: 'beacon-point-at-infinity',
    at: ['update', 'beacon-signature'],
    plan: inPeriod5((json, { secrets }) => {
      json.aggregate_pubkey = keyOfSum(secrets.slice(-3))
      return undefined
    }),
  },
]

describe('a chain of sync committees that does not hold', () => {
  for (const { name, reason, verdict = 'mismatch', at, plan: own, change, trust } of refused) {
    it(`is refused for ${name}`, () => {
      const { chain, pinned } = makeChain({ ...plan, ...own })
      change?.(chain)
      const judged = verdictOf(chain, trust?.(pinned) ?? [pin(pinned)])
      expect(judged).toMatchObject({ verdict, reason, finalized: null, known: [] })
      const decisive = judged.steps.find((step) => step.reason === reason)
      expect([decisive?.part, decisive?.step]).toEqual(at)
      expect(decisive?.holds).toBe(verdict === 'mismatch' ? false : null)
      expect(decisive?.actual).not.toBeNull()
      expect(decisive?.actual).not.toBe(decisive?.expected)
    })
  }

  it('says that files without a bootstrap have no beginning', () => {
    const { chain, pinned } = makeChain(plan)
    const judged = verdictOf({ ...chain, bootstrap: null }, [pin(pinned)])
    expect(judged).toMatchObject({ verdict: 'not-checked', reason: 'beacon-bootstrap-absent' })
  })

  it('is refused for a forged state root, though the forger makes all branches fit', () => {
    // Whole block invented and left under the old signature: every branch holds, the signature does not.
    const { chain, pinned } = makeChain(plan)
    const forged = makeChain({ ...plan, attestedAt: 201, signedAt: 202 }).chain
    const real = first(chain.updates)
    chain.updates[0] = { ...first(forged.updates), sync_aggregate: real.sync_aggregate, signature_slot: '41163' }
    const judged = verdictOf(chain, [pin(pinned)])
    expect(judged).toMatchObject({ verdict: 'mismatch', reason: 'beacon-signature-differs' })
    const other = judged.steps.filter((step) => step.part === 'update' && step.step !== 'beacon-signature')
    expect(other.every((step) => step.holds === true)).toBe(true)
  })

  it('is refused when another committee signs in good form', () => {
    const { chain, pinned } = makeChain(plan)
    signAgain(first(chain.updates), plan, usualCommittee(9))
    expect(verdictOf(chain, [pin(pinned)])).toMatchObject({ verdict: 'mismatch', reason: 'beacon-signature-differs' })
  })
})

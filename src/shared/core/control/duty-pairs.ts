/**
 * Segregation of duties as far as one log shows it: the same actor making and approving one resource, and an actor
 * granting a role to itself. An approval whose making is not in the log is counted apart; it says nothing either way.
 */
import { pointerFrom, type Pointer } from '../../model/entry.ts'
import type { SourceProfile } from '../../model/profile.ts'
import type { EntryFacts } from '../completeness/entry-facts.ts'
import { roleDifferenceOf } from '../completeness/role-changes.ts'

const approvalWords = new Set(['approve', 'approved', 'approval'])
const makingWords = new Set(['create', 'created', 'request', 'requested', 'submit', 'submitted'])

export interface DutyHit {
  readonly kind: 'made-and-approved' | 'granted-to-self'
  readonly pointer: Pointer
  readonly occurredAtMicros: number | null
  readonly actor: string
  /** Resource with its id, or the role. */
  readonly object: string
  /** Line on which the resource was made; null for a grant. */
  readonly madeOnLine: number | null
}

export interface DutyPairs {
  readonly approvals: number
  /** Of `approvals`: the making of the same resource stands earlier in the log. */
  readonly paired: number
  /** Entries that grant a role or permission to a named grantee. */
  readonly grants: number
  readonly hitCount: number
  readonly hits: readonly DutyHit[]
  /** Makings that were not remembered because the limit was reached; approvals of them are not paired. */
  readonly forgotten: number
}

export interface DutyPairReducer {
  add(facts: EntryFacts): void
  finish(): DutyPairs
}

export interface DutyPairParameters {
  readonly profile: SourceProfile
  /** Resources whose maker is remembered. */
  readonly resourceLimit?: number
  readonly hitLimit?: number
}

export function createDutyPairs(parameters: DutyPairParameters): DutyPairReducer {
  const { profile, resourceLimit = 200_000, hitLimit = 1000 } = parameters
  const makingByResource = new Map<string, { readonly actor: string; readonly line: number }>()
  const hits: DutyHit[] = []
  let approvals = 0
  let paired = 0
  let grants = 0
  let hitCount = 0
  let forgotten = 0

  const hit = (facts: EntryFacts, rest: Pick<DutyHit, 'kind' | 'actor' | 'object' | 'madeOnLine'>): void => {
    hitCount += 1
    if (hits.length < hitLimit)
      hits.push({ pointer: pointerFrom(facts.entry), occurredAtMicros: facts.entry.occurredAtMicros, ...rest })
  }

  const addDuty = (facts: EntryFacts, actor: string): void => {
    const resourceId = facts.text('resourceId')
    if (resourceId === '' || actor === '') return
    const key = JSON.stringify([facts.text('resourceType'), resourceId])
    if (facts.action.some((word) => approvalWords.has(word))) {
      approvals += 1
      const making = makingByResource.get(key)
      if (making === undefined) return
      paired += 1
      if (making.actor === actor)
        hit(facts, {
          kind: 'made-and-approved',
          actor,
          object: `${facts.text('resourceType')} ${resourceId}`,
          madeOnLine: making.line,
        })
      return
    }
    if (!facts.action.some((word) => makingWords.has(word)) || makingByResource.has(key)) return
    if (makingByResource.size < resourceLimit) makingByResource.set(key, { actor, line: facts.entry.line })
    else forgotten += 1
  }

  return {
    add(facts) {
      if (facts.isRead || facts.didFail) return
      const actor = facts.text('actorId') || facts.text('actorEmail')
      addDuty(facts, actor)
      const difference = roleDifferenceOf(facts.entry, profile)
      if (difference === undefined || difference.granted.length === 0 || difference.grantee === '') return
      grants += 1
      if (difference.grantee === facts.text('actorId') || difference.grantee === facts.text('actorEmail')) {
        hit(facts, { kind: 'granted-to-self', actor, object: difference.granted.join(', '), madeOnLine: null })
      }
    },
    finish: () => ({ approvals, paired, grants, hitCount, hits, forgotten }),
  }
}

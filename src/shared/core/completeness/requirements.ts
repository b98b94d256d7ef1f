/**
 * Guide B's who-what-when-where-why requirements of one entry, as data, plus the result that PCI DSS v4.0.1 10.2.2 asks
 * for and the five questions leave out. Each says which fields it needs, when it applies and when it is met.
 */
import type { FillRate } from '../../model/analysis.ts'
import { addressKind } from './ip-address.ts'
import type { EntryFacts, RequirementField } from './entry-facts.ts'
import { reasonThresholds } from './reason-thresholds.ts'
import { timeTextFacts } from './time-text.ts'

/** `undecided`: of the kind the requirement is about, but without the amount or state that decides whether it applies. */
export type RequirementState = 'filled' | 'missing' | 'not-applicable' | 'undecided'

export interface Requirement {
  readonly dimension: FillRate['dimension']
  readonly name: string
  /** At least one field of every group must exist in the source; otherwise the requirement is not testable. */
  readonly needs: ReadonlyArray<readonly RequirementField[]>
  readonly judge: (facts: EntryFacts) => RequirementState
}

/** Guide B's controlled vocabulary. */
export const actionVocabulary: ReadonlySet<string> = new Set([
  'create',
  'update',
  'delete',
  'approve',
  'reject',
  'archive',
  'restore',
  'export',
  'bulk_update',
])

/** Segments of actions that change data, so that values before and after are expected. */
export const changeSegments: ReadonlySet<string> = new Set([
  'create',
  'created',
  'update',
  'updated',
  'change',
  'changed',
  'edit',
  'edited',
  'delete',
  'deleted',
  'approve',
  'approved',
  'reject',
  'archive',
  'archived',
  'restore',
  'restored',
  'adjust',
  'adjusted',
  'adjustment',
  'assign',
  'assigned',
  'unassign',
  'unassigned',
  'grant',
  'granted',
  'revoke',
  'revoked',
  'refund',
  'refunded',
  'cancel',
  'cancelled',
  'canceled',
  'deactivate',
  'deactivated',
  'activate',
  'activated',
])
const creatingSegments: ReadonlySet<string> = new Set(['create', 'created'])
const deletingSegments: ReadonlySet<string> = new Set(['delete', 'deleted'])

export const requirements: readonly Requirement[] = [
  fieldRequirement('who', 'actor id', 'actorId'),
  fieldRequirement('who', 'e-mail', 'actorEmail'),
  fieldRequirement('who', 'role at the time', 'actorRole'),
  fieldRequirement('who', 'actor type', 'actorType'),
  fieldRequirement('what', 'resource type', 'resourceType'),
  fieldRequirement('what', 'resource id', 'resourceId'),
  fieldRequirement('what', 'action', 'action'),
  {
    dimension: 'what',
    name: 'action in the vocabulary',
    needs: [['action']],
    judge: (facts) =>
      facts.text('action') === '' ? 'not-applicable' : stateOf(actionVocabulary.has(facts.text('action'))),
  },
  { dimension: 'what', name: 'old and new values', needs: [['before', 'after'], ['action']], judge: judgeValues },
  { dimension: 'what', name: 'outcome', needs: [['outcome', 'statusCode', 'action']], judge: judgeOutcome },
  {
    dimension: 'when',
    name: 'UTC time',
    needs: [['occurredAt']],
    judge: (facts) => stateOf(timeFacts(facts)?.zone === 'utc'),
  },
  {
    dimension: 'when',
    name: 'microseconds',
    needs: [['occurredAt']],
    judge: (facts) => stateOf(timeFacts(facts)?.hasMicroseconds === true),
  },
  fieldRequirement('when', 'sequence', 'sequence'),
  fieldRequirement('where', 'IP address', 'ip'),
  fieldRequirement('where', 'user agent', 'userAgent'),
  fieldRequirement('where', 'location', 'location'),
  {
    dimension: 'where',
    name: 'location, recorded or derivable from a public address',
    needs: [['location', 'ip']],
    judge: (facts) => stateOf(facts.text('location') !== '' || addressKind(facts.text('ip')) === 'public'),
  },
  fieldRequirement('where', 'interface', 'interface'),
  ...reasonThresholds.map((threshold): Requirement => ({
    dimension: 'why',
    name: threshold.name,
    needs: [['reasonCode', 'reasonNote'], ['action']],
    judge: (facts) => {
      const need = threshold.decide(facts)
      if (need === 'needed')
        return stateOf(facts.text('reasonCode').trim() !== '' || facts.text('reasonNote').trim() !== '')
      return need === 'undecided' ? 'undecided' : 'not-applicable'
    },
  })),
]

function fieldRequirement(dimension: FillRate['dimension'], name: string, field: RequirementField): Requirement {
  return { dimension, name, needs: [[field]], judge: (facts) => stateOf(facts.valueByField[field].state === 'present') }
}

function stateOf(isFilled: boolean): RequirementState {
  return isFilled ? 'filled' : 'missing'
}

/** A creation has no old values and a deletion no new ones; everything else that changes data has both. */
function judgeValues(facts: EntryFacts): RequirementState {
  const isChange = facts.action.some((segment) => changeSegments.has(segment))
  if (!isChange || facts.isRead || facts.didFail) return 'not-applicable'
  const hasBefore = facts.valueByField.before.state === 'present'
  const hasAfter = facts.valueByField.after.state === 'present'
  if (facts.action.some((segment) => creatingSegments.has(segment))) return stateOf(hasAfter)
  if (facts.action.some((segment) => deletingSegments.has(segment))) return stateOf(hasBefore)
  return stateOf(hasBefore && hasAfter)
}

/** Recorded by a field of its own, by a status code, or by the last segment of the action. */
function judgeOutcome(facts: EntryFacts): RequirementState {
  return stateOf(facts.text('outcome') !== '' || facts.text('statusCode') !== '' || facts.statesResult)
}

function timeFacts(facts: EntryFacts): ReturnType<typeof timeTextFacts> | undefined {
  const { occurredAtMicros, occurredAtText } = facts.entry
  // A text that names no instant keeps no time, however many digits it has.
  return occurredAtMicros === null || occurredAtText === null
    ? undefined
    : timeTextFacts(occurredAtText, facts.profile.epochUnit)
}

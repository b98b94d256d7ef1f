/**
 * The seven event classes of PCI DSS v4.0.1 10.2.1.1 to 10.2.1.7, recognised from an entry's words. Gives per class a
 * count and the first examples. A class without an event is no finding: nothing of the kind may have happened, or it may
 * not be logged; only a seeded test event tells which.
 */
import { pointerFrom, type Pointer } from '../../model/entry.ts'
import type { SourceProfile } from '../../model/profile.ts'
import { defaultAdminRoles } from '../completeness/admin-history.ts'
import type { EntryFacts } from '../completeness/entry-facts.ts'
import { changeSegments } from '../completeness/requirements.ts'
import { roleDifferenceOf } from '../completeness/role-changes.ts'
import { listTexts } from '../detect/mapped-value.ts'

export const eventClassIds = [
  '10.2.1.1',
  '10.2.1.2',
  '10.2.1.3',
  '10.2.1.4',
  '10.2.1.5',
  '10.2.1.6',
  '10.2.1.7',
] as const
export type EventClassId = (typeof eventClassIds)[number]

export interface EventClass {
  readonly id: EventClassId
  /** Paraphrase of the clause. */
  readonly title: string
  /** How an entry is recognised, printed beside the result. */
  readonly rule: string
  readonly holds: (facts: EntryFacts, profile: SourceProfile) => boolean
}

const cardWords = new Set(['card', 'cards', 'cardholder', 'pan', 'pans'])
const logWords = new Set(['log', 'logs', 'logging', 'logger', 'trail', 'trails'])
const authenticationWords = new Set([
  'login',
  'logon',
  'signin',
  'auth',
  'authentication',
  'mfa',
  'session',
  'token',
  'password',
  'otp',
  'permission',
  'permissions',
  'role',
  'roles',
  'access',
])
const identityWords = new Set([
  'account',
  'accounts',
  'user',
  'users',
  'password',
  'passwords',
  'credential',
  'credentials',
  'apikey',
  'apikeys',
  'mfa',
  'role',
  'roles',
  'permission',
  'permissions',
  'privilege',
  'privileges',
])
const credentialChangeWords = new Set([
  ...changeSegments,
  'reset',
  'rotate',
  'rotated',
  'enrol',
  'enrolled',
  'unlock',
  'unlocked',
  'cleared',
  'disable',
  'disabled',
  'enable',
  'enabled',
])
const sessionWords = new Set(['login', 'logon', 'logout', 'signin', 'session', 'sessions', 'challenge'])
const switchWords = new Set([
  'start',
  'started',
  'stop',
  'stopped',
  'pause',
  'paused',
  'resume',
  'resumed',
  'init',
  'initialised',
  'initialized',
  'enable',
  'enabled',
  'disable',
  'disabled',
  'purge',
  'purged',
  'truncate',
  'truncated',
])
const systemWords = new Set([
  'table',
  'schema',
  'database',
  'index',
  'trigger',
  'procedure',
  'function',
  'service',
  'daemon',
  'config',
  'configuration',
  'server',
  'bucket',
])
const makeOrDropWords = new Set(['create', 'created', 'delete', 'deleted', 'drop', 'dropped', 'remove', 'removed'])
const adminRoles = new Set(defaultAdminRoles)

const wordsOf = (facts: EntryFacts): readonly string[] => [...facts.action, ...facts.resourceType]
const any = (words: readonly string[], wanted: ReadonlySet<string>): boolean => words.some((word) => wanted.has(word))

/** An audit log, not any log: `audit_log`, `audit.trail`, or a resource that is called log or logs and nothing else. */
function isAuditLog(facts: EntryFacts): boolean {
  const words = wordsOf(facts)
  return (
    (words.includes('audit') && any(words, logWords)) ||
    (facts.resourceType.length === 1 && any(facts.resourceType, logWords))
  )
}

/** True when the actor holds an administrative role in this entry, by the profile's role or a `user_roles` of the record. */
export function hasAdminRole(facts: EntryFacts): boolean {
  return [facts.valueByField.actorRole, facts.entry.raw('user_roles')].flatMap(listTexts).some((role) =>
    adminRoles.has(
      role
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_'),
    ),
  )
}

function isCredentialChange(facts: EntryFacts, profile: SourceProfile): boolean {
  if (facts.isRead || facts.didFail) return false
  if (roleDifferenceOf(facts.entry, profile) !== undefined) return true
  const words = wordsOf(facts)
  const isIdentity = any(words, identityWords) || (words.includes('api') && words.includes('key'))
  return isIdentity && any(facts.action, credentialChangeWords) && !any(facts.action, sessionWords)
}

export const eventClasses: readonly EventClass[] = [
  {
    id: '10.2.1.1',
    title: 'individual user access to cardholder data',
    rule: 'a person; a word of action or resource type is card, cardholder or PAN',
    holds: (facts) => !facts.isMachine && any(wordsOf(facts), cardWords),
  },
  {
    id: '10.2.1.2',
    title: 'actions by anyone with administrative access',
    rule: 'the role recorded in the entry is an administrator’s. Interactive use of application or system accounts cannot be told from the log',
    holds: hasAdminRole,
  },
  {
    id: '10.2.1.3',
    title: 'access to audit logs',
    rule: 'the resource is an audit log or audit trail',
    holds: isAuditLog,
  },
  {
    id: '10.2.1.4',
    title: 'invalid logical access attempts',
    rule: 'the entry states failure or denial, and a word of the action is about login, session, password, second factor, role or permission',
    holds: (facts) => facts.didFail && any(facts.action, authenticationWords),
  },
  {
    id: '10.2.1.5',
    title: 'changes to identification and authentication credentials',
    rule: 'a role granted or revoked, or a change of an account, password, key, second factor or permission; neither read nor failed',
    holds: isCredentialChange,
  },
  {
    id: '10.2.1.6',
    title: 'starting, stopping or pausing of audit logs',
    rule: 'the resource is an audit log, and a word of the action is start, stop, pause, enable, disable or purge',
    holds: (facts) => isAuditLog(facts) && any(facts.action, switchWords),
  },
  {
    id: '10.2.1.7',
    title: 'creation and deletion of system-level objects',
    rule: 'created or deleted: a table, schema, index, trigger, function, service or configuration',
    holds: (facts) => any(wordsOf(facts), systemWords) && any(facts.action, makeOrDropWords),
  },
]

export interface EventExample {
  readonly pointer: Pointer
  readonly occurredAtMicros: number | null
  readonly actor: string
  readonly action: string
  readonly resource: string
}

export interface EventClassCount {
  readonly id: EventClassId
  readonly count: number
  /** First ones in file order. */
  readonly examples: readonly EventExample[]
}

export interface EventClassReducer {
  add(facts: EntryFacts): void
  finish(): readonly EventClassCount[]
}

export function createEventClasses(parameters: {
  readonly profile: SourceProfile
  readonly exampleLimit?: number
}): EventClassReducer {
  const { profile, exampleLimit = 3 } = parameters
  const tallies = eventClasses.map((kind) => ({ kind, count: 0, examples: [] as EventExample[] }))
  return {
    add(facts) {
      for (const tally of tallies) {
        if (!tally.kind.holds(facts, profile)) continue
        tally.count += 1
        if (tally.examples.length < exampleLimit) tally.examples.push(exampleFrom(facts))
      }
    },
    finish: () => tallies.map(({ kind, count, examples }) => ({ id: kind.id, count, examples })),
  }
}

export function exampleFrom(facts: EntryFacts): EventExample {
  const resourceId = facts.text('resourceId')
  return {
    pointer: pointerFrom(facts.entry),
    occurredAtMicros: facts.entry.occurredAtMicros,
    actor: facts.text('actorId') || facts.text('actorEmail'),
    action: facts.text('action'),
    resource: `${facts.text('resourceType')}${resourceId === '' ? '' : ` ${resourceId}`}`,
  }
}

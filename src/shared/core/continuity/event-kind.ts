/**
 * What an event does to a resource beyond its values: begins, ends or resumes its life, covers several resources at
 * once, or was an attempt that failed. Told from the action's words, the outcome and the status code; where an action
 * names another thing than the resource (`user.session.create` on a user) it says nothing of the resource's life.
 */
import { changeSegments } from '../completeness/requirements.ts'
import { isRead, resultOf, segmentsFrom } from '../detect/action-name.ts'

export type LifeStep = 'create' | 'delete' | 'restore'

export interface EventKind {
  readonly life: LifeStep | null
  /** One entry for several resources. */
  readonly bulk: boolean
  /** An attempt, or a decision against one: its new values may or may not have been taken over. */
  readonly failed: boolean
  /** The action's name says that something was changed. */
  readonly change: boolean
}

const lifeByVerb: ReadonlyMap<string, LifeStep> = new Map([
  ['create', 'create'],
  ['created', 'create'],
  ['insert', 'create'],
  ['inserted', 'create'],
  ['delete', 'delete'],
  ['deleted', 'delete'],
  ['remove', 'delete'],
  ['removed', 'delete'],
  ['destroy', 'delete'],
  ['destroyed', 'delete'],
  ['restore', 'restore'],
  ['restored', 'restore'],
  ['undelete', 'restore'],
  ['undeleted', 'restore'],
])
const bulkSegments: ReadonlySet<string> = new Set(['bulk', 'mass'])
const severalIds: ReadonlySet<string> = new Set(['all', '*', 'any', 'bulk', 'many', 'multiple', 'various'])
const failedOutcomes = /^(?:fail(?:ed|ure)?|error|denied|rejected|blocked|unsuccessful|false)$/i
/** Actions and resource types remembered; of more, each is looked at anew. */
const remembered = 10_000

export class EventKinds {
  readonly #kindByName = new Map<string, EventKind>()

  /** Kind of an event; all arguments as the record writes them, empty where it has none. */
  kindOf(action: string, type: string, id: string, outcome: string, statusCode: string): EventKind {
    const name = `${type}\u0000${action}`
    let kind = this.#kindByName.get(name)
    if (kind === undefined) {
      kind = kindFromName(action, type)
      if (this.#kindByName.size < remembered) this.#kindByName.set(name, kind)
    }
    const failed = kind.failed || failedOutcomes.test(outcome) || /^[45]\d\d$/.test(statusCode)
    const bulk = kind.bulk || severalIds.has(id.toLowerCase())
    return failed === kind.failed && bulk === kind.bulk ? kind : { ...kind, failed, bulk }
  }
}

function kindFromName(action: string, type: string): EventKind {
  // OrderCreated and order_created are one.
  const segments = segmentsFrom(action.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/\s+/g, '_'))
  const failed = resultOf(segments) === 'failure'
  const at = segments.findIndex((segment) => lifeByVerb.has(segment))
  const noun = segments[at - 1]
  const life = at < 0 || (noun !== undefined && !isSameNoun(noun, type)) ? null : lifeByVerb.get(segments[at] as string)
  return {
    life: failed ? null : (life ?? null),
    bulk: segments.some((segment) => bulkSegments.has(segment)),
    failed,
    change: !isRead(segments) && segments.some((segment) => changeSegments.has(segment) || lifeByVerb.has(segment)),
  }
}

/** True for the last word of the resource type, singular or plural. */
function isSameNoun(noun: string, type: string): boolean {
  const last = segmentsFrom(type.replace(/([a-z\d])([A-Z])/g, '$1_$2')).at(-1) ?? ''
  return singular(noun) === singular(last)
}

function singular(word: string): string {
  return word.endsWith('s') ? word.slice(0, -1) : word
}

/**
 * Guide A, rule 5 (`after_hours_admin_activity`). `as-written` looks at the hour alone, so 17:59:59 and a Sunday noon
 * are business time; the printed code takes the hour in the server's zone, which an export does not tell, hence the
 * zone is a parameter. `strict` knows weekdays and ends the day at 17:00:00. Public holidays are known to neither.
 */
import type { EntryView, FieldValue, JsonValue } from '../../model/entry.ts'
import { eitherNeed, hasValue, listTexts, literalNeed, mappedNeed } from './mapped-value.ts'
import { ruleLimits, type RuleContext } from './rule-definitions.ts'
import { contextText, createRuleTally, type RuleEntry, type RuleReducer } from './rule-tally.ts'
import { wallTimeFrom, type FixedZone } from './zone.ts'

const loginSuccess = 'user.login.success'
const microsPerHour = 3_600_000_000

export function createAfterHoursRule(context: RuleContext): RuleReducer {
  const isStrict = context.mode === 'strict'
  const roles = literalNeed('user_roles')
  const needs = isStrict
    ? [mappedNeed(context.profile, 'action'), eitherNeed(roles, mappedNeed(context.profile, 'actorRole'))]
    : [literalNeed('action'), roles]
  const tally = createRuleTally('5', context, needs, {
    zone: context.zone.name,
    roles: ruleLimits.adminRoles.join(', '),
    businessTime: isStrict ? 'Monday to Friday 09:00:00 to 17:00:00' : 'every day, hours 9 to 17',
  })
  return {
    add(subject) {
      const { entry } = subject
      tally.see(entry)
      const action = isStrict ? subject.action : subject.literalAction
      if (action === loginSuccess) return
      tally.test()
      const isAdmin = isStrict ? isAdminExactly(entry) : isAdminAsWritten(entry.raw('user_roles'))
      const micros = entry.occurredAtMicros
      if (isAdmin === undefined || micros === null) tally.skip()
      else if (isAdmin && (isStrict ? !isBusinessTime(micros, context.zone) : isOutsideHours(micros, context.zone))) {
        tally.hit(entry, contextOf(subject, action))
      }
    },
    finish: () => tally.finish(),
  }
}

function contextOf({ entry }: RuleEntry, action: string | undefined): Record<string, string> {
  return {
    user_id: contextText(entry, 'user_id', 'actorId'),
    time: entry.occurredAtText ?? '',
    action: action ?? '',
  }
}

/** `includes` of an array is membership, of a text a search for letters; undefined when there is nothing to look in. */
function isAdminAsWritten(roles: FieldValue): boolean | undefined {
  if (!hasValue(roles)) return undefined
  const { value } = roles
  if (Array.isArray(value)) return ruleLimits.adminRoles.some((role) => (value as readonly JsonValue[]).includes(role))
  return typeof value === 'string' ? ruleLimits.adminRoles.some((role) => value.includes(role)) : undefined
}

function isAdminExactly(entry: EntryView): boolean | undefined {
  const fields = [entry.raw('user_roles'), entry.field('actorRole')]
  if (!fields.some(hasValue)) return undefined
  const adminRoles: readonly string[] = ruleLimits.adminRoles
  return fields.some((field) => listTexts(field).some((role) => adminRoles.includes(role)))
}

/** `hour < 9 || hour > 17`. */
function isOutsideHours(micros: number, zone: FixedZone): boolean {
  const { hour } = wallTimeFrom(micros, zone)
  return hour < ruleLimits.businessHours.first || hour > ruleLimits.businessHours.last
}

/** Monday to Friday, 09:00:00 to 17:00:00, both ends included to the microsecond. */
export function isBusinessTime(micros: number, zone: FixedZone): boolean {
  const { weekday, microsOfDay } = wallTimeFrom(micros, zone)
  const { first, last } = ruleLimits.businessHours
  return weekday <= 5 && microsOfDay >= first * microsPerHour && microsOfDay <= last * microsPerHour
}

/**
 * Guide A's anomaly rules as data: type names, severities and limits as printed. What each mode compares is in the
 * folder's README.md; the code is in `login-rules.ts`, `price-rule.ts`, `order-rules.ts`, `policy-rule.ts` and
 * `after-hours-rule.ts`.
 */
import type { RuleId, RuleMode } from '../../model/analysis.ts'
import type { Severity } from '../../model/finding.ts'
import type { SourceProfile } from '../../model/profile.ts'
import { defaultCounterLimits, type CounterLimits } from './event-counters.ts'
import { parseFixedZone, type FixedZone } from './zone.ts'

export interface RuleDefinition {
  /** The guide's own name of the anomaly type. */
  readonly name: string
  readonly severity: Severity
}

export const ruleDefinitions: Readonly<Record<RuleId, RuleDefinition>> = {
  '1a': { name: 'multiple_failed_logins', severity: 'high' },
  '1b': { name: 'ip_based_brute_force', severity: 'critical' },
  '2': { name: 'large_price_change', severity: 'medium' },
  '3a': { name: 'high_order_velocity', severity: 'medium' },
  '3b': { name: 'high_value_order', severity: 'medium' },
  '4': { name: 'security_policy_change', severity: 'high' },
  '5': { name: 'after_hours_admin_activity', severity: 'medium' },
}

/** Limits as printed; every comparison is strict. */
export const ruleLimits = {
  failedLoginsPerUser: 5,
  failedLoginsPerAddress: 10,
  ordersPerUser: 5,
  orderAmount: 10_000,
  businessHours: { first: 9, last: 17 },
  adminRoles: ['admin', 'superuser'],
  policyWords: ['permission', 'role', 'privilege'],
} as const

/** What a run of one rule in one mode needs to know. */
export interface RuleContext {
  readonly mode: RuleMode
  readonly profile: SourceProfile
  readonly zone: FixedZone
  /** Hits kept; all are counted. */
  readonly hitLimit: number
  readonly counters: CounterLimits
}

export interface RuleRunParameters {
  readonly profile: SourceProfile
  /** `UTC` (default) or a fixed offset such as `+01:00`: where rule 5 reads the hour. */
  readonly zone?: string
  readonly modes?: readonly RuleMode[]
  readonly rules?: readonly RuleId[]
  readonly hitLimit?: number
  readonly counters?: Partial<CounterLimits>
}

export const defaultHitLimit = 10_000

/** Throws `RangeError` for a zone that is not fixed. */
export function ruleContextFrom(parameters: RuleRunParameters, mode: RuleMode): RuleContext {
  return {
    mode,
    profile: parameters.profile,
    zone: parseFixedZone(parameters.zone ?? 'UTC'),
    hitLimit: parameters.hitLimit ?? defaultHitLimit,
    counters: { ...defaultCounterLimits, ...parameters.counters },
  }
}

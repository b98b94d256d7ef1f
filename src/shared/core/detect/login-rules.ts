/**
 * Guide A, rules 1a (`multiple_failed_logins`, per user) and 1b (`ip_based_brute_force`, per address). The printed code
 * reads `metadata.ip_address` for both at once, so an entry without `metadata` makes both fail; such entries are counted
 * as unjudged.
 */
import type { EntryView } from '../../model/entry.ts'
import { createCountingRule } from './counting-rule.ts'
import { hasValue, literalNeed, mappedNeed, mappedNames } from './mapped-value.ts'
import { ruleLimits, type RuleContext } from './rule-definitions.ts'
import type { RuleEntry, RuleReducer } from './rule-tally.ts'

const failedLogin = 'user.login.failed'

export function createRepeatedLoginRule(context: RuleContext): RuleReducer {
  const isStrict = context.mode === 'strict'
  return createCountingRule(
    {
      rule: '1a',
      limit: ruleLimits.failedLoginsPerUser,
      applies: appliesIn(context),
      keyOf: isStrict ? (entry) => entry.field('actorId') : (entry) => entry.raw('user_id'),
      canCount: isStrict ? () => true : hasMetadata,
      keyName: 'user_id',
      needs: isStrict
        ? [mappedNeed(context.profile, 'action'), mappedNeed(context.profile, 'actorId')]
        : [literalNeed('action'), literalNeed('user_id'), literalNeed('metadata')],
      parameters: {
        action: failedLogin,
        key: isStrict ? mappedNames(context.profile, 'actorId').join(' or ') : 'user_id',
      },
    },
    context,
  )
}

export function createAddressLoginRule(context: RuleContext): RuleReducer {
  const isStrict = context.mode === 'strict'
  return createCountingRule(
    {
      rule: '1b',
      limit: ruleLimits.failedLoginsPerAddress,
      applies: appliesIn(context),
      keyOf: isStrict ? (entry) => entry.field('ip') : (entry) => entry.raw('metadata.ip_address'),
      canCount: isStrict ? () => true : hasMetadata,
      keyName: 'ip_address',
      needs: isStrict
        ? [mappedNeed(context.profile, 'action'), mappedNeed(context.profile, 'ip')]
        : [literalNeed('action'), literalNeed('metadata.ip_address')],
      parameters: {
        action: failedLogin,
        key: isStrict ? mappedNames(context.profile, 'ip').join(' or ') : 'metadata.ip_address',
      },
    },
    context,
  )
}

function appliesIn(context: RuleContext): (subject: RuleEntry) => boolean {
  return context.mode === 'strict'
    ? (subject) => subject.action === failedLogin
    : (subject) => subject.literalAction === failedLogin
}

function hasMetadata(entry: EntryView): boolean {
  return hasValue(entry.raw('metadata'))
}

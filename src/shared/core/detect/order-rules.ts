/**
 * Guide A, rules 3a (`high_order_velocity`, orders per user) and 3b (`high_value_order`). The limit of 3b has neither
 * currency nor minor unit in the guide and gets none here: the recorded number is compared as it stands.
 */
import type { RuleResult } from '../../model/analysis.ts'
import type { FieldValue } from '../../model/entry.ts'
import { createCountingRule } from './counting-rule.ts'
import { compareDecimals, decimalFromInteger, parseDecimal } from './decimal.ts'
import { hasValue, isTruthy, literalNeed, mappedNames, mappedNeed, valueInside } from './mapped-value.ts'
import { ruleLimits, type RuleContext } from './rule-definitions.ts'
import { contextText, createRuleTally, type RuleEntry, type RuleReducer } from './rule-tally.ts'

const printedAction = 'order.create.success'
const intendedActions: readonly string[] = ['order.create', printedAction]

export function createOrderVelocityRule(context: RuleContext): RuleReducer {
  const isStrict = context.mode === 'strict'
  return createCountingRule(
    {
      rule: '3a',
      limit: ruleLimits.ordersPerUser,
      applies: appliesIn(context),
      keyOf: isStrict ? (entry) => entry.field('actorId') : (entry) => entry.raw('user_id'),
      canCount: () => true,
      keyName: 'user_id',
      needs: isStrict
        ? [mappedNeed(context.profile, 'action'), mappedNeed(context.profile, 'actorId')]
        : [literalNeed('action'), literalNeed('user_id')],
      parameters: {
        action: actionText(context),
        key: isStrict ? mappedNames(context.profile, 'actorId').join(' or ') : 'user_id',
      },
    },
    context,
  )
}

export function createOrderValueRule(context: RuleContext): RuleReducer {
  const isStrict = context.mode === 'strict'
  const applies = appliesIn(context)
  const stateNames = isStrict ? mappedNames(context.profile, 'after') : ['new_state']
  const needs = isStrict
    ? [mappedNeed(context.profile, 'action'), mappedNeed(context.profile, 'after')]
    : [literalNeed('action'), literalNeed('new_state')]
  const tally = createRuleTally('3b', context, needs, {
    action: actionText(context),
    field: 'total_amount',
    limit: String(ruleLimits.orderAmount),
    arithmetic: isStrict ? 'exact-decimal' : 'double',
  })
  return {
    add(subject) {
      const { entry } = subject
      tally.see(entry)
      if (!applies(subject)) return
      tally.test()
      const amount = valueInside(entry, stateNames, ['total_amount'])
      const isAbove = isStrict ? isAboveExactly(amount) : isAboveAsWritten(entry.raw('new_state'), amount)
      if (isAbove === undefined) tally.skip()
      else if (isAbove)
        tally.hit(entry, {
          order_id: contextText(entry, 'resource_id', 'resourceId'),
          amount: amount.text,
        })
    },
    finish: (): RuleResult => tally.finish(),
  }
}

/** `new_state.total_amount > 10000` with the language's own conversions: a number held in text is converted. */
function isAboveAsWritten(state: FieldValue, amount: FieldValue): boolean | undefined {
  if (!isTruthy(state) || !hasValue(amount)) return undefined
  return Number(amount.value) > ruleLimits.orderAmount
}

function isAboveExactly(amount: FieldValue): boolean | undefined {
  const total = amount.state === 'present' ? parseDecimal(amount.text) : undefined
  return total && compareDecimals(total, decimalFromInteger(ruleLimits.orderAmount)) > 0
}

function appliesIn(context: RuleContext): (subject: RuleEntry) => boolean {
  return context.mode === 'strict'
    ? (subject) => subject.action !== undefined && intendedActions.includes(subject.action)
    : (subject) => subject.literalAction === printedAction
}

function actionText(context: RuleContext): string {
  return context.mode === 'strict' ? intendedActions.join(' or ') : printedAction
}

/** One pass of guide A's rules over the entries of one source, in any of the two modes. */
import { ruleIds, ruleModes, type RuleId, type RuleResult } from '../../model/analysis.ts'
import type { EntryView } from '../../model/entry.ts'
import { createAfterHoursRule } from './after-hours-rule.ts'
import { createAddressLoginRule, createRepeatedLoginRule } from './login-rules.ts'
import { createOrderValueRule, createOrderVelocityRule } from './order-rules.ts'
import { presentText } from './mapped-value.ts'
import { createPolicyRule } from './policy-rule.ts'
import { createPriceRule } from './price-rule.ts'
import { createRememberedEntry } from './remembered-entry.ts'
import { ruleContextFrom, type RuleContext, type RuleRunParameters } from './rule-definitions.ts'
import type { RuleEntry, RuleReducer } from './rule-tally.ts'

const createRuleById: Readonly<Record<RuleId, (context: RuleContext) => RuleReducer>> = {
  '1a': createRepeatedLoginRule,
  '1b': createAddressLoginRule,
  '2': createPriceRule,
  '3a': createOrderVelocityRule,
  '3b': createOrderValueRule,
  '4': createPolicyRule,
  '5': createAfterHoursRule,
}

export interface RuleRun {
  /** Entries of one source in file order. */
  add(entry: EntryView): void
  /** One result per rule and mode, in the order of `ruleIds`, then of the modes. */
  finish(): RuleResult[]
}

/** Throws `RangeError` when `zone` is neither UTC nor a fixed offset. */
export function createRuleRun(parameters: RuleRunParameters): RuleRun {
  const modes = parameters.modes ?? ruleModes
  const contexts = modes.map((mode) => ruleContextFrom(parameters, mode))
  const reducers = (parameters.rules ?? ruleIds).flatMap((rule) =>
    contexts.map((context) => createRuleById[rule](context)),
  )
  const remembered = createRememberedEntry()
  return {
    add(original) {
      const entry = remembered.show(original)
      const subject: RuleEntry = {
        entry,
        literalAction: presentText(entry.raw('action')) || undefined,
        action: presentText(entry.field('action')) || undefined,
      }
      for (const reducer of reducers) reducer.add(subject)
    },
    finish: () => reducers.map((reducer) => reducer.finish()),
  }
}

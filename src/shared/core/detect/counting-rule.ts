/**
 * The shape shared by rules 1a, 1b and 3a: an action counted per key within an hour, a hit at every occurrence above the
 * limit. `as-written` pools entries without the key, as the printed template text does; `strict` cannot tell them apart
 * and leaves them unjudged.
 */
import type { RuleId } from '../../model/analysis.ts'
import type { EntryView, FieldValue } from '../../model/entry.ts'
import { createRenewedCounter, createSlidingWindow } from './event-counters.ts'
import type { FieldNeed } from './mapped-value.ts'
import type { RuleContext } from './rule-definitions.ts'
import { createRuleTally, type RuleEntry, type RuleReducer } from './rule-tally.ts'

export interface CountingRule {
  readonly rule: RuleId
  /** A hit is a count above this. */
  readonly limit: number
  readonly applies: (subject: RuleEntry) => boolean
  readonly keyOf: (entry: EntryView) => FieldValue
  /** False when the printed code would fail on the entry before it counts. */
  readonly canCount: (entry: EntryView) => boolean
  /** Name of the key in a hit's context. */
  readonly keyName: string
  readonly needs: readonly FieldNeed[]
  readonly parameters: Readonly<Record<string, string>>
}

/** Key under which the printed code counts entries that have none. */
export const pooledKey = 'undefined'

export function createCountingRule(rule: CountingRule, context: RuleContext): RuleReducer {
  const isStrict = context.mode === 'strict'
  const counter = isStrict ? createSlidingWindow(context.counters) : createRenewedCounter(context.counters)
  const tally = createRuleTally(rule.rule, context, rule.needs, {
    ...rule.parameters,
    limit: String(rule.limit),
    windowSeconds: String(context.counters.windowMicros / 1_000_000),
    window: isStrict ? 'sliding' : 'renewed-at-each-occurrence',
    clock: 'event-time',
  })
  let previousMicros = Number.NEGATIVE_INFINITY
  return {
    add(subject) {
      const { entry } = subject
      tally.see(entry)
      if (!rule.applies(subject)) return
      tally.test()
      const micros = entry.occurredAtMicros
      const key = keyText(rule.keyOf(entry), isStrict)
      if (micros === null || key === undefined || !rule.canCount(entry)) {
        tally.skip()
        return
      }
      if (micros < previousMicros) tally.disorder()
      previousMicros = micros
      const count = counter.add(key, micros)
      if (count > rule.limit) tally.hit(entry, { [rule.keyName]: key, count: String(count) })
    },
    finish: () => tally.finish(),
  }
}

function keyText(value: FieldValue, isStrict: boolean): string | undefined {
  if (value.state === 'present') return value.text
  if (isStrict) return undefined
  return value.state === 'empty' ? '' : pooledKey
}

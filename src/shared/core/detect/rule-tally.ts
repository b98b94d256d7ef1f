/**
 * What every rule counts alike: fields ever seen, entries tested, entries it could not judge, hits up to a limit. A rule
 * whose fields no entry has, or that could judge none of the entries it applied to, is `not-testable` and never clean.
 */
import { pointerFrom, type EntryView } from '../../model/entry.ts'
import type { EntryField } from '../../model/profile.ts'
import type { RuleHit, RuleId, RuleResult } from '../../model/analysis.ts'
import { presentText, type FieldNeed } from './mapped-value.ts'
import { ruleDefinitions, type RuleContext } from './rule-definitions.ts'

/** An entry and the two readings of its action, made once for all rules of a run. */
export interface RuleEntry {
  readonly entry: EntryView
  /** By the record's own name `action`; undefined when the entry has none. */
  readonly literalAction: string | undefined
  /** By the profile's mapping. */
  readonly action: string | undefined
}

/** One rule in one mode, entry by entry. */
export interface RuleReducer {
  add(subject: RuleEntry): void
  finish(): RuleResult
}

export interface RuleTally {
  /** Call once per entry, before anything else. */
  see(entry: EntryView): void
  /** The rule's condition applies to this entry. */
  test(): void
  /** The entry lacks a value the rule reads. */
  skip(): void
  /** The entry stands before its predecessor in time. */
  disorder(): void
  hit(entry: EntryView, details: Readonly<Record<string, string>>): void
  finish(): RuleResult
}

export function createRuleTally(
  rule: RuleId,
  context: RuleContext,
  needs: readonly FieldNeed[],
  parameters: Readonly<Record<string, string>>,
): RuleTally {
  const hits: RuleHit[] = []
  let unmet = [...needs]
  let population = 0
  let tested = 0
  let unjudged = 0
  let outOfOrder = 0
  let hitCount = 0
  return {
    see(entry) {
      population += 1
      if (unmet.length > 0) unmet = unmet.filter((need) => !need.isMet(entry))
    },
    test() {
      tested += 1
    },
    skip() {
      unjudged += 1
    },
    disorder() {
      outOfOrder += 1
    },
    hit(entry, details) {
      hitCount += 1
      if (hits.length < context.hitLimit) {
        hits.push({ pointer: pointerFrom(entry), occurredAtMicros: entry.occurredAtMicros, context: { ...details } })
      }
    },
    finish() {
      // Fields may exist elsewhere in the source and still be absent from every entry the rule is about.
      const judgedNone = tested > 0 && unjudged === tested
      // A rule that met no entry of its kind has shown nothing: no population is not the same as no exception.
      const hasPopulation = tested > 0
      const isTestable = unmet.length === 0 && hasPopulation && !judgedNone
      return {
        rule,
        ...ruleDefinitions[rule],
        mode: context.mode,
        result: !isTestable ? 'not-testable' : hitCount > 0 ? 'exception-noted' : 'no-exception-noted',
        missing: isTestable
          ? []
          : unmet.length === 0 && !hasPopulation
            ? ['population']
            : (unmet.length > 0 ? unmet : needs).map((need) => need.name),
        tested,
        population,
        unjudged,
        outOfOrder,
        parameters: { ...parameters },
        // What a rule counted without the field it is about is no hit of the rule.
        hitCount: isTestable ? hitCount : 0,
        hits: isTestable ? hits : [],
      }
    },
  }
}

/** Text for a hit's context, by the record's literal name or else by the profile; empty when the entry has none. */
export function contextText(entry: EntryView, path: string, field: EntryField): string {
  return presentText(entry.raw(path)) || presentText(entry.field(field))
}

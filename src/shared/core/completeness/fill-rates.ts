/**
 * Fill rates: for every requirement how many of the entries it applies to meet it. A requirement whose fields no entry
 * of the source has is `not-testable`, which is not 0 %.
 */
import type { FillRate } from '../../model/analysis.ts'
import { pointerFrom, type EntryView, type Pointer } from '../../model/entry.ts'
import type { SourceProfile } from '../../model/profile.ts'
import { mappedNames } from '../detect/mapped-value.ts'
import { entryFactsFrom, requirementFields, type RequirementField } from './entry-facts.ts'
import { requirements, type Requirement } from './requirements.ts'

export interface FillRateParameters {
  readonly profile: SourceProfile
  /** Entries without the value listed per requirement; the schema allows 20. */
  readonly missingLimit?: number
}

export interface FillRateReducer {
  add(entry: EntryView): void
  /** One rate per requirement, in the order of `requirements`. */
  finish(): FillRate[]
}

export function createFillRates(parameters: FillRateParameters): FillRateReducer {
  const { profile, missingLimit = 20 } = parameters
  const seen = new Set<RequirementField>()
  const tallies = requirements.map((requirement) => ({
    requirement,
    filled: 0,
    applicable: 0,
    undecided: 0,
    missing: [] as Pointer[],
  }))
  return {
    add(entry) {
      const facts = entryFactsFrom(entry, profile)
      if (seen.size < requirementFields.length) {
        for (const field of requirementFields) if (facts.valueByField[field].state !== 'absent') seen.add(field)
      }
      for (const tally of tallies) {
        const state = tally.requirement.judge(facts)
        if (state === 'not-applicable') continue
        if (state === 'undecided') {
          tally.undecided += 1
          continue
        }
        tally.applicable += 1
        if (state === 'filled') tally.filled += 1
        else if (tally.missing.length < missingLimit) tally.missing.push(pointerFrom(entry))
      }
    },
    finish: () =>
      tallies.map(({ requirement, filled, applicable, undecided, missing }): FillRate => {
        const { dimension, name } = requirement
        const absent = absentFields(requirement, seen, profile)
        if (absent.length > 0) {
          return {
            dimension,
            requirement: name,
            result: 'not-testable',
            filled: 0,
            applicable: 0,
            undecided: 0,
            fields: absent,
            missing: [],
          }
        }
        const fields = requirement.needs.flat().flatMap((field) => (seen.has(field) ? mappedNames(profile, field) : []))
        return {
          dimension,
          requirement: name,
          result: 'measured',
          filled,
          applicable,
          undecided,
          fields: [...new Set(fields)],
          missing,
        }
      }),
  }
}

/** Record names, or entry fields where the profile maps none, of every need that no entry meets. */
function absentFields(requirement: Requirement, seen: ReadonlySet<RequirementField>, profile: SourceProfile): string[] {
  return requirement.needs
    .filter((group) => !group.some((field) => seen.has(field)))
    .flatMap((group) => group.map((field) => mappedNames(profile, field).join(' or ') || field))
}

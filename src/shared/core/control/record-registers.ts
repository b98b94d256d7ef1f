/**
 * Two registers of what a log records about its own use and about data leaving the system: exports (TSC CC6.7), with or
 * without a reason, and records of review (TSC CC4.1, PCI DSS v4.0.1 10.4.1). A review that leaves no entry is not seen.
 */
import type { SourceProfile } from '../../model/profile.ts'
import type { EntryFacts } from '../completeness/entry-facts.ts'
import { hasValue, mappedNames, valueInside } from '../detect/mapped-value.ts'
import { exampleFrom, type EventExample } from './event-classes.ts'

const exportWords = new Set(['export', 'exported', 'exports', 'download', 'downloaded', 'extract', 'extracted'])
const reviewWords = new Set(['review', 'reviewed', 'reviews', 'recertify', 'recertified', 'attestation'])
const reviewKeys = ['review', 'reviewed', 'reviewer', 'reviewed_by', 'reviewed_at'] as const
const reviewInNote = /(?:^|[^\p{L}\p{N}])review(?:s|ed)?(?:$|[^\p{L}\p{N}])/iu

export interface ExportGroup {
  readonly actor: string
  readonly resourceType: string
  readonly count: number
  /** Of `count`: with a reason code or note. */
  readonly withReason: number
}

export interface RegisterEntry extends EventExample {
  /** Reason code and note, joined; empty when neither is there. */
  readonly reason: string
}

export interface ExportRegister {
  readonly count: number
  readonly withReason: number
  /** Per actor and resource type, most exports first. */
  readonly groups: readonly ExportGroup[]
  /** Exports of groups beyond the limit of groups. */
  readonly unlisted: number
  /** First exports without a reason. */
  readonly withoutReason: readonly RegisterEntry[]
}

export interface ReviewRegister {
  readonly count: number
  /** UTC days on which at least one review is recorded. */
  readonly days: number
  readonly entries: readonly RegisterEntry[]
}

export interface RecordRegisters {
  readonly exports: ExportRegister
  readonly reviews: ReviewRegister
}

export interface RecordRegisterReducer {
  add(facts: EntryFacts): void
  finish(): RecordRegisters
}

export interface RecordRegisterParameters {
  readonly profile: SourceProfile
  /** Entries listed of each register; all are counted. */
  readonly listLimit?: number
  readonly groupLimit?: number
}

export function createRecordRegisters(parameters: RecordRegisterParameters): RecordRegisterReducer {
  const { profile, listLimit = 1000, groupLimit = 5000 } = parameters
  const groupByKey = new Map<string, { actor: string; resourceType: string; count: number; withReason: number }>()
  const withoutReason: RegisterEntry[] = []
  const reviews: RegisterEntry[] = []
  const reviewDays = new Set<number>()
  let exportCount = 0
  let exportsWithReason = 0
  let unlisted = 0
  let reviewCount = 0

  const addExport = (facts: EntryFacts): void => {
    exportCount += 1
    const hasReason = reasonOf(facts) !== ''
    if (hasReason) exportsWithReason += 1
    else if (withoutReason.length < listLimit) withoutReason.push({ ...exampleFrom(facts), reason: '' })
    const actor = facts.text('actorId') || facts.text('actorEmail')
    const resourceType = facts.text('resourceType')
    const key = JSON.stringify([actor, resourceType])
    const group = groupByKey.get(key)
    if (group === undefined && groupByKey.size >= groupLimit) {
      unlisted += 1
      return
    }
    const next = group ?? { actor, resourceType, count: 0, withReason: 0 }
    next.count += 1
    if (hasReason) next.withReason += 1
    groupByKey.set(key, next)
  }

  const addReview = (facts: EntryFacts): void => {
    reviewCount += 1
    const micros = facts.entry.occurredAtMicros
    // A hundred years of days: a bound that no honest log meets.
    if (micros !== null && reviewDays.size < 36_525) reviewDays.add(Math.floor(micros / 86_400e6))
    if (reviews.length < listLimit) reviews.push({ ...exampleFrom(facts), reason: reasonOf(facts) })
  }

  return {
    add(facts) {
      if (facts.action.some((word) => exportWords.has(word)) && !facts.didFail) addExport(facts)
      if (isReview(facts, profile)) addReview(facts)
    },
    finish: () => ({
      exports: {
        count: exportCount,
        withReason: exportsWithReason,
        groups: [...groupByKey.values()].toSorted(
          (left, right) =>
            right.count - left.count ||
            compareTexts(left.actor, right.actor) ||
            compareTexts(left.resourceType, right.resourceType),
        ),
        unlisted,
        withoutReason,
      },
      reviews: { count: reviewCount, days: reviewDays.size, entries: reviews },
    }),
  }
}

function isReview(facts: EntryFacts, profile: SourceProfile): boolean {
  if (facts.didFail) return false
  const words = [...facts.action, ...facts.resourceType]
  if (words.some((word) => reviewWords.has(word))) return true
  if (reviewInNote.test(facts.text('reasonNote'))) return true
  return hasValue(valueInside(facts.entry, mappedNames(profile, 'after'), reviewKeys))
}

function reasonOf(facts: EntryFacts): string {
  return [facts.text('reasonCode').trim(), facts.text('reasonNote').trim()].filter((part) => part !== '').join(': ')
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * Manual adjustments selected by the characteristics of PCAOB AS 2401.61, as far as a log can show them, and control
 * totals per month and kind. Selection, not error: an item meets a criterion fixed before the run and goes to a person.
 */
import { pointerFrom, type Pointer } from '../../model/entry.ts'
import type { SourceProfile } from '../../model/profile.ts'
import { parseJson } from '../bytes/parse-json.ts'
import { dateFromDay, dayFromMicros } from '../completeness/utc-day.ts'
import type { EntryFacts } from '../completeness/entry-facts.ts'
import { decimalFromInteger, type Decimal } from '../detect/decimal.ts'
import { wallTimeFrom } from '../detect/zone.ts'
import { adjustmentFrom, type Adjustment, type AdjustmentKind } from './adjustment-kinds.ts'
import { addDecimals, decimalText, isBetween, isMultipleOf, zeroDecimal } from './amounts.ts'

export const criterionIds = ['JE2', 'JE3', 'JE5', 'JE6', 'JE7', 'JE10'] as const
export type CriterionId = (typeof criterionIds)[number]

/** Limits, printed with every result. Amounts in the unit the entry names. */
export const adjustmentLimits = {
  seldomPoster: 5,
  periodEndDays: 3,
  roundMultiple: 100,
  /** Guide B: refunds up to this amount need no approval. */
  approvalLimit: 200,
  /** Lower end of "just under the approval limit". */
  approvalBandFrom: 180,
  businessHours: { first: 9, last: 17 },
} as const

export const criteria: Readonly<Record<CriterionId, { readonly title: string; readonly rule: string }>> = {
  JE2: {
    title: 'seldom poster',
    rule: `made by a person with fewer than ${adjustmentLimits.seldomPoster} manual adjustments in the source`,
  },
  JE3: {
    title: 'period end, no explanation',
    rule: `in the last ${adjustmentLimits.periodEndDays} UTC days of a calendar month, with neither reason code nor note`,
  },
  JE5: {
    title: 'round amount',
    rule: `a refund or stock change of a whole multiple of ${adjustmentLimits.roundMultiple}`,
  },
  JE6: {
    title: 'just under the approval limit',
    rule: `a refund from ${adjustmentLimits.approvalBandFrom} to ${adjustmentLimits.approvalLimit}, both included, in the unit the entry names`,
  },
  JE7: { title: 'weekend or out of hours', rule: 'Saturday, Sunday, or not between 09:00:00 and 17:00:00, UTC' },
  JE10: { title: 'repeated', rule: 'a refund of the same amount for the same order as an earlier one' },
}

/** Characteristics of the standard that no field of the source speaks to, with the reason. */
export const untestedCriteria: readonly { readonly id: string; readonly why: string }[] = [
  { id: 'JE1 unusual accounts, JE4 no account number', why: 'an audit log names resources, not ledger accounts' },
  { id: 'JE8 created and effective period differ', why: 'the sources record no effective or posting date' },
  { id: 'JE9 approved or reversed by the maker', why: 'tested with the duty pairs' },
]

export interface SelectedItem {
  readonly pointer: Pointer
  readonly occurredAtMicros: number | null
  readonly kind: AdjustmentKind
  readonly actor: string
  readonly object: string
  /** Decimal text; empty where the entry does not say. */
  readonly amount: string
  readonly unit: string
  readonly hasReason: boolean
  readonly criteria: readonly CriterionId[]
}

export interface ControlTotal {
  /** UTC month; null for entries without a usable time. */
  readonly month: string | null
  readonly kind: AdjustmentKind
  readonly unit: string
  readonly entries: number
  /** Of `entries`: with an amount. */
  readonly withAmount: number
  /** Exact sum as decimal text: amounts paid back, or net change of stock; null for prices and discounts, which do not add up to anything. */
  readonly total: string | null
}

export interface ManualAdjustments {
  readonly population: number
  readonly populationByKind: Readonly<Record<AdjustmentKind, number>>
  /** Items that meet at least one criterion; all counted, the first ones listed in file order. */
  readonly selectedCount: number
  readonly countByCriterion: Readonly<Record<CriterionId, number>>
  readonly selected: readonly SelectedItem[]
  readonly totals: readonly ControlTotal[]
  /** True when a limit of memory was reached: JE2 and JE10 then speak of the posters and refunds remembered. */
  readonly isPartial: boolean
}

export interface ManualAdjustmentReducer {
  add(facts: EntryFacts): void
  finish(): ManualAdjustments
}

export interface ManualAdjustmentParameters {
  readonly profile: SourceProfile
  readonly itemLimit?: number
  /** Posters and refunds remembered. */
  readonly keyLimit?: number
}

interface Totals {
  entries: number
  withAmount: number
  sum: Decimal
}

export function createManualAdjustments(parameters: ManualAdjustmentParameters): ManualAdjustmentReducer {
  const { profile, itemLimit = 20_000, keyLimit = 100_000 } = parameters
  /** By entry id, so that a criterion known only at the end finds its item again. */
  const selected = new Map<number, SelectedItem>()
  const totalsByKey = new Map<string, Totals>()
  /** The first items of every poster: few enough means seldom, and then these are all of them. */
  const earlyByPoster = new Map<string, { count: number; items: SelectedItem[] }>()
  const refundKeysSeen = new Set<string>()
  const populationByKind: Record<AdjustmentKind, number> = { refund: 0, price: 0, stock: 0, discount: 0 }
  const countByCriterion: Record<CriterionId, number> = { JE2: 0, JE3: 0, JE5: 0, JE6: 0, JE7: 0, JE10: 0 }
  let population = 0
  let selectedCount = 0
  let isPartial = false

  const addTotals = (facts: EntryFacts, { kind, amount, unit }: Adjustment): void => {
    const micros = facts.entry.occurredAtMicros
    const key = JSON.stringify([micros === null ? null : dateFromDay(dayFromMicros(micros)).slice(0, 7), kind, unit])
    let totals = totalsByKey.get(key)
    if (totals === undefined) {
      // Hostile: a currency per entry would make a group per entry.
      if (totalsByKey.size >= 5000) {
        isPartial = true
        return
      }
      totals = { entries: 0, withAmount: 0, sum: zeroDecimal }
      totalsByKey.set(key, totals)
    }
    totals.entries += 1
    if (amount === undefined) return
    totals.withAmount += 1
    totals.sum = addDecimals(totals.sum, amount)
  }

  const isRepeated = ({ kind, object, amount }: Adjustment): boolean => {
    if (kind !== 'refund' || amount === undefined || object === '') return false
    const key = JSON.stringify([object, decimalText(amount)])
    if (refundKeysSeen.has(key)) return true
    if (refundKeysSeen.size < keyLimit) refundKeysSeen.add(key)
    else isPartial = true
    return false
  }

  const remember = (actor: string, item: SelectedItem): void => {
    if (actor === '') return
    const poster = earlyByPoster.get(actor)
    if (poster === undefined) {
      if (earlyByPoster.size < keyLimit) earlyByPoster.set(actor, { count: 1, items: [item] })
      else isPartial = true
      return
    }
    poster.count += 1
    if (poster.count < adjustmentLimits.seldomPoster) poster.items.push(item)
    else poster.items = []
  }

  return {
    add(facts) {
      const adjustment = adjustmentFrom(facts, profile)
      if (adjustment === undefined) return
      population += 1
      populationByKind[adjustment.kind] += 1
      addTotals(facts, adjustment)
      const hasReason = facts.text('reasonCode').trim() !== '' || facts.text('reasonNote').trim() !== ''
      const met = criteriaOf(adjustment, facts.entry.occurredAtMicros, hasReason)
      if (isRepeated(adjustment)) met.push('JE10')
      const actor = facts.text('actorId') || facts.text('actorEmail')
      const item: SelectedItem = {
        pointer: pointerFrom(facts.entry),
        occurredAtMicros: facts.entry.occurredAtMicros,
        kind: adjustment.kind,
        actor,
        object: adjustment.object,
        amount:
          adjustment.amount === undefined ? '' : decimalText(adjustment.amount, adjustment.unit === 'units' ? 0 : 2),
        unit: adjustment.unit,
        hasReason,
        criteria: met,
      }
      for (const id of met) countByCriterion[id] += 1
      if (met.length > 0) {
        selectedCount += 1
        if (selected.size < itemLimit) selected.set(facts.entry.entryId, item)
      }
      remember(actor, item)
    },
    finish() {
      for (const poster of earlyByPoster.values()) {
        if (poster.count >= adjustmentLimits.seldomPoster) continue
        for (const item of poster.items) {
          countByCriterion.JE2 += 1
          if (item.criteria.length === 0) selectedCount += 1
          const withSeldom = { ...item, criteria: ['JE2' as const, ...item.criteria] }
          const entryId = item.pointer.entryId ?? -1
          if (selected.has(entryId) || selected.size < itemLimit) selected.set(entryId, withSeldom)
        }
      }
      return {
        population,
        populationByKind,
        selectedCount,
        countByCriterion,
        selected: [...selected.values()].toSorted(
          (left, right) => (left.pointer.entryId ?? 0) - (right.pointer.entryId ?? 0),
        ),
        totals: [...totalsByKey]
          .toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
          .map(([key, totals]) => {
            const [month, kind, unit] = parseJson(key) as [string | null, AdjustmentKind, string]
            const addsUp = kind === 'refund' || kind === 'stock'
            return {
              month,
              kind,
              unit,
              entries: totals.entries,
              withAmount: totals.withAmount,
              total: addsUp ? decimalText(totals.sum, unit === 'units' ? 0 : 2) : null,
            }
          }),
        isPartial,
      }
    },
  }
}

function criteriaOf({ kind, amount }: Adjustment, micros: number | null, hasReason: boolean): CriterionId[] {
  const met: CriterionId[] = []
  if (micros !== null && !hasReason && isPeriodEnd(micros)) met.push('JE3')
  if (
    amount !== undefined &&
    (kind === 'refund' || kind === 'stock') &&
    isMultipleOf(amount, adjustmentLimits.roundMultiple)
  )
    met.push('JE5')
  if (
    amount !== undefined &&
    kind === 'refund' &&
    isBetween(
      amount,
      decimalFromInteger(adjustmentLimits.approvalBandFrom),
      decimalFromInteger(adjustmentLimits.approvalLimit),
    )
  )
    met.push('JE6')
  if (micros !== null && isOutOfHours(micros)) met.push('JE7')
  return met
}

function isPeriodEnd(micros: number): boolean {
  const day = dayFromMicros(micros)
  return dateFromDay(day).slice(0, 7) !== dateFromDay(day + adjustmentLimits.periodEndDays).slice(0, 7)
}

function isOutOfHours(micros: number): boolean {
  const { weekday, microsOfDay } = wallTimeFrom(micros, { name: 'UTC', offsetSeconds: 0 })
  const { first, last } = adjustmentLimits.businessHours
  return weekday > 5 || microsOfDay < first * 3600e6 || microsOfDay > last * 3600e6
}

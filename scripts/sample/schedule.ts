/**
 * Spreads a number of rows over a period by a daily and weekly profile and hands out their times in order, holding
 * nothing but a cursor. Rows of an hour stand in equal slots with a random place inside the slot, so the times are
 * non-decreasing by construction. Integer arithmetic; exact while rows * weights < 2^53 (36.5 million rows over ten
 * years are far below).
 */
import { monthOf, weekdayOf } from './calendar.ts'
import type { Random } from './random.ts'

/** Whole UTC days, `firstDay` to `lastDay`, both inside. */
export interface Period {
  readonly firstDay: number
  readonly lastDay: number
}

/** A shop's week, Sunday first: quiet weekends, busy start of the week. */
const weekdayWeight: readonly number[] = [66, 108, 104, 100, 100, 110, 72]
/** A shop's UTC day by hour: a night that never quite sleeps, a noon and an evening peak. */
const hourWeight: readonly number[] = [
  9, 6, 4, 4, 5, 9, 18, 32, 50, 66, 74, 78, 84, 80, 76, 74, 76, 80, 86, 92, 84, 62, 38, 19,
]
const hourTotal = hourWeight.reduce((sum, weight) => sum + weight, 0)

function dayWeight(day: number): number {
  const month = monthOf(day)
  const season = month === 11 || month === 12 ? 13 : 10
  return (weekdayWeight[weekdayOf(day)] ?? 100) * season
}

export interface ScheduleOptions {
  readonly period: Period
  readonly rows: number
  /** Days that get no row at all. */
  readonly quietDays: ReadonlySet<number>
  /** Clock units in an hour: 3,600,000 for milliseconds, 3,600,000,000 for microseconds. */
  readonly unitsPerHour: number
  readonly random: Random
}

export class Schedule {
  private readonly options: ScheduleOptions
  private readonly totalWeight: number
  private day: number
  private weightBefore = 0
  private hour = 24
  private dayRows = 0
  private dayOffset = 0
  private hourWeightBefore = 0
  private hourRows = 0
  private slot = 0
  private nextDay: number

  constructor(options: ScheduleOptions) {
    this.options = options
    let total = 0
    for (let day = options.period.firstDay; day <= options.period.lastDay; day += 1) {
      if (!options.quietDays.has(day)) total += dayWeight(day)
    }
    if (total === 0 && options.rows > 0) throw new RangeError('the period has no day that may hold rows')
    this.totalWeight = total
    this.nextDay = options.period.firstDay
    this.day = options.period.firstDay
  }

  /** Time of the next row in clock units since 1970, or -1 after the last. */
  next(): number {
    while (this.slot >= this.hourRows) {
      if (!this.advance()) return -1
    }
    const { unitsPerHour, random } = this.options
    const start = Math.floor((this.slot * unitsPerHour) / this.hourRows)
    const end = Math.floor(((this.slot + 1) * unitsPerHour) / this.hourRows)
    this.slot += 1
    return (this.day * 24 + this.hour - 1) * unitsPerHour + start + random.below(Math.max(1, end - start))
  }

  private advance(): boolean {
    if (this.hour < 24) {
      const before = this.hourWeightBefore
      const after = before + (hourWeight[this.hour] ?? 0)
      this.hourRows =
        share(after, this.dayRows, hourTotal, this.dayOffset) - share(before, this.dayRows, hourTotal, this.dayOffset)
      this.hourWeightBefore = after
      this.hour += 1
      this.slot = 0
      return true
    }
    if (this.nextDay > this.options.period.lastDay) return false
    this.day = this.nextDay
    this.nextDay += 1
    const weight = this.options.quietDays.has(this.day) ? 0 : dayWeight(this.day)
    const after = this.weightBefore + weight
    this.dayRows =
      share(after, this.options.rows, this.totalWeight, 0) -
      share(this.weightBefore, this.options.rows, this.totalWeight, 0)
    this.weightBefore = after
    // A fresh offset per day, so that a day of eight rows does not fall on the same eight hours each time.
    this.dayOffset = this.options.random.below(hourTotal)
    this.hourWeightBefore = 0
    this.hour = 0
    this.hourRows = 0
    this.slot = 0
    return true
  }
}

/** How many of `rows` lie before a cumulative weight; the differences add up to `rows` exactly. */
function share(weightBefore: number, rows: number, total: number, offset: number): number {
  return total === 0 ? 0 : Math.floor((weightBefore * rows + offset) / total)
}

/**
 * Guide A's export as a stream: everyday entries and planted ones merged in time order, and the daily batches over
 * them. Holds one entry at a time (one day's texts when the roots of a small set are cross-checked).
 */
import { dayToText, msPerDay, msPerHour } from './calendar.ts'
import { shopEntry } from './entries.ts'
import type { ShopEntry, ShopFacts } from './entries.ts'
import type { Keccak256 } from './keccak.ts'
import { Frontier, rootOfTexts } from './merkle.ts'
import type { Plan, Planned } from './plan.ts'
import { Random } from './random.ts'
import { Schedule } from './schedule.ts'
import type { Period } from './schedule.ts'
import { ShopBackground } from './shop-a-background.ts'

export interface ExportOptions<Facts> {
  readonly seed: number
  readonly period: Period
  /** Rows in all, planted ones included. */
  readonly rows: number
  readonly quietDays: ReadonlySet<number>
  readonly plan: Plan<Facts>
}

export interface ShopRow {
  /** `JSON.stringify(entry)`. */
  readonly text: string
  readonly epochMs: number
  readonly timestamp: string
  readonly planned: Planned<ShopFacts> | undefined
}

export function generateShop(options: ExportOptions<ShopFacts>, emit: (row: ShopRow) => void): void {
  const { seed, period, rows, quietDays, plan } = options
  const everyday = rows - plan.plants.length
  const schedule = new Schedule({
    period,
    rows: everyday,
    quietDays,
    unitsPerHour: msPerHour,
    random: new Random(seed, 'shop-a/times'),
  })
  const background = new ShopBackground(
    new Random(seed, 'shop-a/background'),
    rows / (period.lastDay - period.firstDay + 1),
  )
  const plantedRandom = new Random(seed, 'shop-a/planted')
  const send = (entry: ShopEntry, epochMs: number, planned: Planned<ShopFacts> | undefined): void =>
    emit({ text: JSON.stringify(entry), epochMs, timestamp: entry.timestamp, planned })
  let at = 0
  for (let time = schedule.next(); ; time = schedule.next()) {
    for (
      let planned = plan.plants[at];
      planned !== undefined && (time < 0 || planned.at <= time);
      planned = plan.plants[at]
    ) {
      send(shopEntry(plantedRandom, planned.at, planned.facts), planned.at, planned)
      at += 1
    }
    if (time < 0) return
    send(background.next(time), time, undefined)
  }
}

/** One line of the batches file, as guide A's job would have sent it; `delaySeconds` is how late the block came. */
export interface Batch {
  readonly date: string
  /** Lower-case hex without 0x. */
  readonly merkle_root: string
  /** Seconds since 1970 by the submitter's clock. */
  readonly timestamp: number
  /** JSON text: `count`, `first_timestamp`, `last_timestamp` of the array as it was, in this order. */
  readonly metadata: string
  readonly delaySeconds?: number
}

/** One batch per UTC day that has entries, in the order the entries come. */
export class DailyBatches {
  private readonly keccak: Keccak256
  private readonly frontier: Frontier
  private readonly random: Random
  private readonly emit: (batch: Batch) => void
  /** Texts of the day, kept only to compute the root a second time by merkletreejs. */
  private readonly texts: string[] | undefined
  private day = -1
  private first = ''
  private last = ''

  constructor(keccak: Keccak256, random: Random, secondPath: boolean, emit: (batch: Batch) => void) {
    this.keccak = keccak
    this.frontier = new Frontier(keccak)
    this.random = random
    this.emit = emit
    this.texts = secondPath ? [] : undefined
  }

  /** Returns the UTF-8 bytes of the entry, valid until the next call. */
  add(text: string, epochMs: number, timestamp: string): Uint8Array {
    const day = Math.floor(epochMs / msPerDay)
    if (day !== this.day) {
      this.close()
      this.day = day
      this.first = timestamp
    }
    this.last = timestamp
    this.texts?.push(text)
    // Appending to the tree hashes in the same memory, so the bytes are taken out first.
    const bytes = this.keccak.hashText(text)
    this.held.set(bytes)
    this.frontier.appendDigest()
    return this.held.subarray(0, bytes.length)
  }

  finish(): void {
    this.close()
  }

  private readonly held = new Uint8Array(65_536)

  private close(): void {
    if (this.frontier.count === 0) return
    const root = this.frontier.rootHex()
    if (this.texts !== undefined) {
      const second = rootOfTexts(this.texts)
      if (second !== root) throw new Error(`roots of ${dayToText(this.day)} differ: ${root} and ${second}`)
      this.texts.length = 0
    }
    this.emit({
      date: dayToText(this.day),
      merkle_root: root,
      timestamp: assertedSeconds(this.day, this.random),
      metadata: metadataText(this.frontier.count, this.first, this.last),
    })
    this.frontier.reset()
  }
}

/** The job runs shortly after midnight: 00:05:00 to 00:08:59 of the next day, in seconds since 1970. */
export function assertedSeconds(day: number, random: Random): number {
  return (day + 1) * 86_400 + 300 + random.below(240)
}

export function metadataText(count: number, first: string, last: string): string {
  return JSON.stringify({ count, first_timestamp: first, last_timestamp: last })
}

/**
 * What the sample says about its times: how bare numbers and times without zone are read, and whether local time seems to
 * have been stored with a Z. Sentences for people; nothing is decided here.
 */
import type { EpochUnit } from '../../../shared/model/profile.ts'
import { isoFromMicros, offsetMicros, parseInstant } from '../../../shared/core/time/instant.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import type { RecordView } from '../query/record-view.ts'
import { isBareNumber } from './epoch-unit.ts'
import type { ImportPlan } from './plan-import.ts'

export const unitWords: Readonly<Record<EpochUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
}

/** Records whose other fields are searched for the same clock in another zone. */
const searchedRecords = 200
/** Hostile: a record may have any number of fields. */
const searchedLeaves = 300
const longestClockText = 120
/** A time after the file was written is of interest up to the widest offset there is, and a margin for clocks. */
const marginMicros = 5 * 60_000_000
const widestOffsetMicros = 15 * 3_600_000_000

/** Clock of an ISO time with an offset. */
const isoClock = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,]\d{1,12})? ?(Z|z|[+-]\d{2}(?::?\d{2})?)$/
/** A clock with a zone by name, in a sentence or alone: `4:47 PM EST`, `16:47:23 CET`. */
const namedClock = /(?:^|[^\d:])(\d{1,2}):(\d{2})(?::\d{2})?(?: ?([AaPp])\.?[Mm]\.?)? ([A-Z]{3,5})(?![A-Za-z])/
const utcNames = new Set(['UTC', 'GMT', 'ZULU'])

interface Compared {
  same: number
  of: number
  text: string
}

export class TimeEvidence {
  readonly #plan: ImportPlan
  #times = 0
  #withoutZone = 0
  #withZ = 0
  #records = 0
  #latestMicros: number | null = null
  #after = 0
  readonly #writtenMicros: number | null
  readonly #comparedByPath = new Map<string, Compared>()

  constructor(plan: ImportPlan) {
    this.#plan = plan
    const [member] = plan.members
    // A zip keeps local time for its members, so only a file of its own says when it was written.
    this.#writtenMicros = member !== undefined && member.packing.length === 0 ? member.modifiedMicros : null
  }

  /** One record; call while the view shows it. */
  add(view: RecordView): void {
    const text = view.occurredAtText
    if (text === null) return
    const { zone, epochUnit } = this.#plan.profile
    const instant = parseInstant(text, { zone: zone === 'unknown' ? 'UTC' : zone, epochUnit })
    if (instant === null) return
    this.#times += 1
    if (isBareNumber(text)) return
    if (instant.zone === null) {
      this.#withoutZone += 1
      return
    }
    if (offsetMicros(instant.zone) !== 0) return
    this.#withZ += 1
    this.#latestMicros = Math.max(this.#latestMicros ?? instant.micros, instant.micros)
    if (this.#writtenMicros !== null && instant.micros > this.#writtenMicros + marginMicros) this.#after += 1
    this.#records += 1
    if (this.#records <= searchedRecords) this.#compare(view, text.trim())
  }

  notes(): string[] {
    return [...this.#unitNotes(), ...this.#zoneNotes(), ...this.#localNotes()]
  }

  #compare(view: RecordView, text: string): void {
    const stated = isoClock.exec(text)
    if (stated === null) return
    const [, date = '', clock = ''] = stated
    let leaves = 0
    view.leaves((path, leaf) => {
      leaves += 1
      if (leaves > searchedLeaves || leaf.length > longestClockText || leaf === text) return
      const same = sameClock(leaf, date, clock)
      if (same === null) return
      const known = this.#comparedByPath.get(path) ?? { same: 0, of: 0, text: leaf }
      this.#comparedByPath.set(path, {
        same: known.same + (same ? 1 : 0),
        of: known.of + 1,
        text: same && known.same === 0 ? leaf : known.text,
      })
    })
  }

  #unitNotes(): string[] {
    const { epoch, profile } = this.#plan
    const unit = unitWords[profile.epochUnit]
    switch (epoch.from) {
      case null:
        return []
      case 'magnitude':
        return [`Bare numbers are read as ${unit} since 1970 UTC: by their magnitude they are times in no other unit.`]
      case 'chosen':
        return [
          epoch.unit === null || epoch.unit === profile.epochUnit
            ? `Bare numbers are read as ${unit} since 1970 UTC, as chosen.`
            : `Bare numbers are read as ${unit} since 1970 UTC, as chosen; by their magnitude they would be ${unitWords[epoch.unit]}.`,
        ]
      case 'profile': {
        const kinds = [...epoch.byUnit].map(([found, count]) => `${groupedNumber(count)} would be ${unitWords[found]}`)
        return [
          kinds.length === 0
            ? `No bare number is a time from 1990 to 2099 in any unit; they are read as ${unit} since 1970 UTC, as the profile says.`
            : `Bare numbers differ in magnitude: ${kinds.join(', ')}. All are read as ${unit} since 1970 UTC, as the profile says; choose a unit if that is wrong.`,
        ]
      }
    }
  }

  #zoneNotes(): string[] {
    if (this.#withoutZone === 0) return []
    const { zone } = this.#plan.profile
    const counted = `${groupedNumber(this.#withoutZone)} of ${groupedNumber(this.#times)} times have no zone`
    return [
      zone === 'unknown'
        ? `${counted} and get no place on the UTC line: the zone is not known.`
        : `${counted} and are read as ${zone}, which is an assumption: ask the provider, or choose another zone.`,
    ]
  }

  #localNotes(): string[] {
    const notes: string[] = []
    for (const [path, { same, of, text }] of this.#comparedByPath) {
      if (same === 0 || same < 0.9 * of) continue
      notes.push(
        `In ${same} of ${of} records looked at, the time that ends in Z shows the same clock as ${path} ("${text}"), which is in another zone: local time may have been stored with a Z.`,
      )
      if (notes.length === 3) break
    }
    if (this.#after > 0 && this.#writtenMicros !== null && this.#latestMicros !== null) {
      const ahead = this.#latestMicros - this.#writtenMicros
      if (ahead <= widestOffsetMicros)
        notes.push(
          `${groupedNumber(this.#after)} of ${groupedNumber(this.#withZ)} times that end in Z lie after the file was last written (${isoFromMicros(this.#writtenMicros, 0)}), the latest by ${minutesText(ahead)}: local time may have been stored with a Z.`,
        )
    }
    return notes
  }
}

/** Whether a text shows the same clock under an offset or zone that is not UTC; null when it shows none such. */
function sameClock(text: string, date: string, clock: string): boolean | null {
  const iso = isoClock.exec(text)
  if (iso !== null) {
    const offset = offsetMicros(iso[3] ?? '')
    return offset === null || offset === 0 ? null : iso[1] === date && iso[2] === clock
  }
  const named = namedClock.exec(text)
  if (named === null || utcNames.has(named[4] ?? '')) return null
  const half = named[3]?.toLowerCase()
  const hour = Number(named[1])
  if (hour > 23 || Number(named[2]) > 59 || (half !== undefined && (hour < 1 || hour > 12))) return null
  const of24 = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0)
  return `${String(of24).padStart(2, '0')}:${named[2]}` === clock.slice(0, 5)
}

function minutesText(micros: number): string {
  const minutes = Math.round(micros / 60_000_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/**
 * Unit of bare epoch numbers by their magnitude. Between 1990 and 2100 the ranges of the four units do not meet, so a
 * number in one of them can only be of that unit if it is a time at all.
 */
import type { EpochUnit } from '../../../shared/model/profile.ts'

/** 1990-01-01 and 2100-01-01, in seconds since 1970. */
const earliest = 631_152_000n
const latest = 4_102_444_800n
const scales: readonly (readonly [EpochUnit, bigint])[] = [
  ['s', 1n],
  ['ms', 1000n],
  ['us', 1_000_000n],
  ['ns', 1_000_000_000n],
]

const bareNumber = /^(\d{9,20})(?:\.\d{1,9})?$/

/** Whether a time's text is a number and nothing else. */
export function isBareNumber(text: string): boolean {
  return bareNumber.test(text.trim())
}

/** The unit in which a bare number is a time from 1990 to 2099; null for any other text. */
export function unitByMagnitude(text: string): EpochUnit | null {
  const whole = bareNumber.exec(text.trim())?.[1]
  if (whole === undefined) return null
  const value = BigInt(whole)
  return scales.find(([, scale]) => value >= earliest * scale && value < latest * scale)?.[0] ?? null
}

export interface UnitFound {
  /** Null when the numbers do not agree or none is a time of our days. */
  readonly unit: EpochUnit | null
  /** Bare numbers among the texts. */
  readonly numbers: number
  readonly byUnit: ReadonlyMap<EpochUnit, number>
}

/** One unit for all, or none: a source whose numbers disagree is not read by a majority. */
export function unitOfTexts(texts: Iterable<string>): UnitFound {
  const byUnit = new Map<EpochUnit, number>()
  let numbers = 0
  for (const text of texts) {
    if (!isBareNumber(text)) continue
    numbers += 1
    const unit = unitByMagnitude(text)
    if (unit !== null) byUnit.set(unit, (byUnit.get(unit) ?? 0) + 1)
  }
  const [only] = byUnit.size === 1 ? [...byUnit.keys()] : []
  return { unit: only ?? null, numbers, byUnit }
}

/** Times, sizes, hashes and durations as text. Times are UTC microseconds; the zone is always printed. */
import { groupedNumber } from '../../shared/text/numbers.ts'

const microsPerSecond = 1_000_000

/**
 * ISO 8601 in UTC of integer microseconds since 1970: `2025-01-01T00:00:06.300002Z`. Trailing zeros of the fraction are
 * dropped in steps of three digits, so a whole second has none.
 */
export function utcText(micros: number): string {
  const seconds = Math.floor(micros / microsPerSecond)
  const fraction = micros - seconds * microsPerSecond
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19)
  const digits = String(fraction).padStart(6, '0')
  if (fraction === 0) return `${whole}Z`
  return `${whole}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}Z`
}

/** `2025-01-01` of microseconds, UTC. */
export function utcDate(micros: number): string {
  return utcText(micros).slice(0, 10)
}

/** UTC text of whole seconds given as decimal text. */
export function utcFromSeconds(seconds: string): string {
  return utcText(Number(seconds) * microsPerSecond)
}

/** First 8 … last 6 of a hash; short values whole. A 0x prefix is kept and not counted. */
export function shortHash(hex: string): string {
  const prefix = hex.startsWith('0x') ? '0x' : ''
  const digits = hex.slice(prefix.length)
  return digits.length <= 18 ? hex : `${prefix}${digits.slice(0, 8)}…${digits.slice(-6)}`
}

/** Groups of eight digits, four per line. */
export function hashGroups(hex: string): readonly (readonly string[])[] {
  const groups = hex.match(/.{1,8}/g) ?? []
  const lines: string[][] = []
  for (let index = 0; index < groups.length; index += 4) lines.push(groups.slice(index, index + 4))
  return lines
}

/** Position of the first differing character of two texts, compared whole; -1 when they are equal. */
export function firstDifference(left: string, right: string): number {
  const length = Math.max(left.length, right.length)
  for (let index = 0; index < length; index += 1) if (left[index] !== right[index]) return index
  return -1
}

/** `12,345 bytes` under a kibibyte, else with one decimal in binary units, the exact count always printed elsewhere. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes / 1024
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${groupedNumber(Number(value.toFixed(1)))} ${units[unit]}`
}

/** `2 m 10 s`, `45 s`, `1 h 05 m`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} m`
}

/** Share as `93.4 %`; 100 and 0 only when exact, so that a missing one in a million stays visible as `> 99.9 %`. */
export function shareText(part: number, whole: number): string {
  if (whole === 0) return '–'
  if (part === whole) return '100 %'
  if (part === 0) return '0 %'
  const percent = Math.round((part / whole) * 1000) / 10
  if (percent === 0) return '< 0.1 %'
  if (percent === 100) return '> 99.9 %'
  return `${percent.toFixed(1)} %`
}

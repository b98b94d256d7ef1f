/**
 * A time by the pattern that its source names, in the letters of Java's SimpleDateFormat (LEEF's `devTimeFormat`). Reads
 * years of four digits, months by number or English name, hours, minutes, seconds, milliseconds, offsets and quoted text.
 * Everything else (week days, time zone names that are no offset, two-digit years) makes the time unread, not guessed.
 */
import { parseInstant } from '../../../../shared/core/time/instant.ts'
import { monthFromName, zoneFrom } from './text-time.ts'

type Part =
  | 'year'
  | 'month'
  | 'monthName'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'half'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'zone'

const readers: readonly (readonly [letters: RegExp, part: Part, pattern: string])[] = [
  [/^y{4}$/, 'year', '(\\d{4})'],
  [/^M{3,}$/, 'monthName', '([A-Za-z]{3,9})'],
  [/^M{1,2}$/, 'month', '(\\d{1,2})'],
  [/^d{1,2}$/, 'day', '(\\d{1,2})'],
  [/^H{1,2}$/, 'hour', '(\\d{1,2})'],
  [/^h{1,2}$/, 'hour12', '(\\d{1,2})'],
  [/^a$/, 'half', '([AaPp][Mm])'],
  [/^m{1,2}$/, 'minute', '(\\d{1,2})'],
  [/^s{1,2}$/, 'second', '(\\d{1,2})'],
  [/^S{1,9}$/, 'fraction', '(\\d{1,9})'],
  [/^(?:z{1,4}|Z|X{1,3})$/, 'zone', '(\\S+)'],
]

interface Compiled {
  readonly pattern: RegExp
  readonly parts: readonly Part[]
}
const compiledByPattern = new Map<string, Compiled | null>()

/** ISO 8601 of `text` read by `pattern`; null when the pattern is not understood or the text is not of it. */
export function isoFromDatePattern(text: string, pattern: string): string | null {
  let compiled = compiledByPattern.get(pattern)
  if (compiled === undefined) {
    compiled = compile(pattern)
    // Hostile: every event may bring a pattern of its own.
    if (compiledByPattern.size >= 256) compiledByPattern.clear()
    compiledByPattern.set(pattern, compiled)
  }
  const match = compiled === null || text.length > 128 ? null : compiled.pattern.exec(text)
  return compiled === null || match === null ? null : assemble(compiled.parts, match)
}

function compile(pattern: string): Compiled | null {
  if (pattern.length > 64) return null
  const parts: Part[] = []
  let source = ''
  for (const [piece] of pattern.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|[^]/g)) {
    if (piece.startsWith("'") && piece.length > 1)
      source += escape(piece === "''" ? "'" : piece.slice(1, -1).replaceAll("''", "'"))
    else if (/^[A-Za-z]/.test(piece)) {
      const reader = readers.find(([letters]) => letters.test(piece))
      if (reader === undefined || parts.includes(reader[1])) return null
      parts.push(reader[1])
      source += reader[2]
    } else source += escape(piece)
  }
  return { pattern: new RegExp(`^${source}$`), parts }
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}

function assemble(parts: readonly Part[], match: RegExpExecArray): string | null {
  const valueOf = (part: Part): string | undefined => {
    const index = parts.indexOf(part)
    return index < 0 ? undefined : match[index + 1]
  }
  const name = valueOf('monthName')
  const month = name === undefined ? valueOf('month') : String(monthFromName(name))
  const hour = hourFrom(valueOf('hour'), valueOf('hour12'), valueOf('half'))
  const year = valueOf('year')
  const day = valueOf('day')
  if (year === undefined || month === undefined || day === undefined || hour === null) return null
  const zoneText = valueOf('zone')
  const zone = zoneText === undefined ? '' : zoneFrom(zoneText)
  if (zone === null) return null
  const two = (text: string | undefined): string => (text ?? '0').padStart(2, '0')
  // The letters count milliseconds: `7` after SSS is 7 ms.
  const fraction = valueOf('fraction')
  const clock = `${two(hour)}:${two(valueOf('minute'))}:${two(valueOf('second'))}`
  const rest = fraction === undefined ? '' : `.${fraction.padStart(3, '0')}`
  const iso = `${year}-${two(month)}-${two(day)}T${clock}${rest}${zone}`
  return parseInstant(iso, { zone: 'UTC', epochUnit: 's' }) === null ? null : iso
}

function hourFrom(hour: string | undefined, hour12: string | undefined, half: string | undefined): string | null {
  if (hour !== undefined) return hour
  if (hour12 === undefined) return '00'
  if (half === undefined || Number(hour12) > 12) return null
  return String((Number(hour12) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0))
}

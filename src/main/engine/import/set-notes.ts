/**
 * What the files of one source say about each other once they are read: whether neighbours follow one another in time,
 * and whether a rotation lacks a number. Times are the entries' own; file dates prove nothing.
 */
import { isoFromMicros } from '../../../shared/core/time/instant.ts'

export interface SetMember {
  readonly name: string
  /** Span of its entries' times; null when none has one. */
  readonly firstMicros: number | null
  readonly lastMicros: number | null
}

export interface SetNote {
  readonly code: 'member-overlap' | 'rotation-missing' | 'set-continuity'
  readonly detail: string
}

/** Notes on the members in reading order; none for a single one. */
export function setNotes(members: readonly SetMember[]): SetNote[] {
  if (members.length < 2) return []
  return [...neighbourNotes(members), ...rotationNotes(members.map((member) => member.name))]
}

function neighbourNotes(members: readonly SetMember[]): SetNote[] {
  const dated = members.filter((member) => member.firstMicros !== null && member.lastMicros !== null)
  const notes: SetNote[] = []
  let widest: { readonly micros: number; readonly before: SetMember; readonly after: SetMember } | undefined
  for (const [index, after] of dated.entries()) {
    const before = dated[index - 1]
    if (before === undefined) continue
    const between = (after.firstMicros ?? 0) - (before.lastMicros ?? 0)
    if (between < 0) {
      const detail = `${after.name} begins ${seconds(-between)} before ${before.name} ends`
      notes.push({ code: 'member-overlap', detail })
    } else if (widest === undefined || between > widest.micros) widest = { micros: between, before, after }
  }
  if (widest !== undefined) {
    const { before, after, micros } = widest
    notes.push({
      code: 'set-continuity',
      detail: `the longest silence between two files is ${seconds(micros)}, from ${isoFromMicros(before.lastMicros ?? 0)} (${before.name}) to ${isoFromMicros(after.firstMicros ?? 0)} (${after.name})`,
    })
  }
  return notes
}

/** `app.log`, `app.log.1`, `app.log.3.gz` lack 2. Numbers are compared within one stem; the newest may stand without one. */
function rotationNotes(names: readonly string[]): SetNote[] {
  const numbers = new Map<string, Set<number>>()
  for (const name of names) {
    const match = /^(.*?)\.(\d{1,5})(?:\.(?:gz|bz2|xz|zst|Z))?$/.exec(name.replace(/!\/.*$/, ''))
    if (match === null) continue
    const [, stem = '', digits = ''] = match
    numbers.set(stem, (numbers.get(stem) ?? new Set()).add(Number(digits)))
  }
  return [...numbers].flatMap(([stem, found]): SetNote[] => {
    // Dates in names (`app.log.20250301`) are no counters.
    const highest = Math.max(...found)
    if (highest > 999) return []
    const lowest = Math.min(...found, 1)
    const missing = Array.from({ length: highest - lowest }, (_, index) => lowest + index).filter(
      (number) => !found.has(number),
    )
    return missing.length === 0 ? [] : [{ code: 'rotation-missing', detail: `${stem}: ${missing.join(', ')}` }]
  })
}

function seconds(micros: number): string {
  return `${(micros / 1_000_000).toFixed(6).replace(/\.?0+$/, '')} s`
}

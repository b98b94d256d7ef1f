/** Sentences and lengths of time about trust windows, the same on screen, on the command line and in the report. */
import type { CoverDay, CoverState, TrustWindow, WindowFigures } from '../model/trust-window.ts'
import type { Text } from './create-text.ts'
import { groupedNumber } from './numbers.ts'

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

/**
 * A length of time in at most two units, whole seconds rounded up: what is said of a window is an upper bound. Hours go
 * to 72, because "26 h" says what "1 d 2 h" has to be worked out from.
 */
export function windowText(micros: number): string {
  const seconds = Math.ceil(Math.abs(micros) / 1_000_000)
  const first = units.findIndex(([unit, size]) => seconds >= (unit === 'd' ? 72 * 3600 : size))
  if (first < 0) return '0 s'
  const [unit, size] = units[first] as (typeof units)[number]
  const next = units[first + 1]
  if (next === undefined) return `${groupedNumber(seconds)} ${unit}`
  const [smaller, smallerSize] = next
  // Rounded up to the smaller unit, which may fill the larger one.
  const parts = Math.ceil(seconds / smallerSize)
  const whole = Math.floor((parts * smallerSize) / size)
  const rest = parts - (whole * size) / smallerSize
  return `${groupedNumber(whole)} ${unit}${rest === 0 ? '' : ` ${rest} ${smaller}`}`
}

/** Figures of the basis asked for. */
export function statedFigures(result: TrustWindow): WindowFigures {
  const found = result.figures.find((item) => item.basis === result.basis)
  if (found === undefined) throw new RangeError(`a trust window has no figures for ${result.basis}`)
  return found
}

/** What the windows of a source come to. `time` prints an instant. */
export function trustWindowSentences(text: Text, result: TrustWindow, time: (micros: number) => string): string[] {
  const figures = statedFigures(result)
  const { covered, open, contradicted, medianMicros, p95Micros, longestMicros } = figures
  const basis = text.t(`trustWindow.basis.${result.basis}`)
  const sentences: string[] = []
  if (result.anchorsRun === null && result.proofsRun === null) sentences.push(text.t('trustWindow.notRun'))
  else if (result.outdated) sentences.push(text.t('trustWindow.outdated'))
  if (medianMicros === null || p95Micros === null || longestMicros === null)
    sentences.push(text.t('trustWindow.none', { entries: result.entries, basis }))
  else
    sentences.push(
      text.t('trustWindow.closed', {
        entries: result.entries,
        covered,
        basis,
        longest: windowText(longestMicros),
        median: windowText(medianMicros),
        p95: windowText(p95Micros),
      }),
    )
  const oldest = figures.oldestOpen[0]
  if (open > 0 && oldest !== undefined)
    sentences.push(
      text.t('trustWindow.open', {
        open,
        collected: time(result.collectedAtMicros),
        longest: windowText(result.collectedAtMicros - oldest.occurredAtMicros),
      }),
    )
  const most = figures.contradictions[0]
  if (contradicted > 0 && most !== undefined)
    sentences.push(text.t('trustWindow.contradicted', { contradicted, most: windowText(most.windowMicros ?? 0) }))
  if (result.untimed > 0) sentences.push(text.t('trustWindow.untimed', { untimed: result.untimed }))
  const { contradicting, notCompared } = result.anchors
  if (contradicting > 0) sentences.push(text.t('trustWindow.contradicting', { anchors: contradicting }))
  if (notCompared > 0) sentences.push(text.t('trustWindow.notCompared', { anchors: notCompared }))
  return sentences
}

/** What limits the map: the cadence it was judged by, what it leaves out. */
export function coverageNotes(text: Text, { map, withinHours }: TrustWindow): string[] {
  return [
    withinHours === null ? text.t('trustWindow.noCadence') : text.t('trustWindow.cadence', { hours: withinHours }),
    ...(map.states['no-entries'] > 0 ? [text.t('trustWindow.quiet')] : []),
    ...(map.outside > 0 ? [text.t('trustWindow.outside', { entries: map.outside })] : []),
    ...(map.cut ? [text.t('trustWindow.cut')] : []),
  ]
}

export interface DayRun {
  readonly from: string
  readonly to: string
  readonly state: CoverState
  readonly days: number
  readonly entries: number
  readonly clocks: number
  readonly longestMicros: number | null
}

/** Neighbouring days of one state as one line. */
export function dayRuns(days: readonly CoverDay[]): DayRun[] {
  const runs: DayRun[] = []
  for (const { date, state, entries, clocks, longestMicros } of days) {
    const last = runs.at(-1)
    if (last?.state !== state) {
      runs.push({ from: date, to: date, state, days: 1, entries, clocks, longestMicros })
      continue
    }
    const longest = [last.longestMicros, longestMicros].filter((micros) => micros !== null)
    runs[runs.length - 1] = {
      ...last,
      to: date,
      days: last.days + 1,
      entries: last.entries + entries,
      clocks: last.clocks + clocks,
      longestMicros: longest.length === 0 ? null : Math.max(...longest),
    }
  }
  return runs
}

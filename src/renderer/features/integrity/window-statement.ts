/** What the trust windows of a source come to as lines of text: on screen, and copied into a workpaper. */
import { windowBases, type TrustWindow } from '../../../shared/model/trust-window.ts'
import type { Text } from '../../../shared/text/create-text.ts'
import { coverageNotes, trustWindowSentences, windowText } from '../../../shared/text/trust-window-text.ts'
import { utcText } from '../../lib/format.ts'
import { namedDays, type NamedDays } from './coverage-days.ts'

/** Stretches of one state that are named; the table has all. */
const named = 24

/** What the submitter's own times would say, apart from the times that count. */
export function assertedSentence(text: Text, result: TrustWindow): string {
  const stated = result.figures.find((item) => item.basis === 'asserted')
  if (stated === undefined || stated.longestMicros === null) return text.t('windowScreen.assertedNone')
  return text.t('windowScreen.asserted', {
    covered: stated.covered,
    entries: result.entries,
    longest: windowText(stated.longestMicros),
  })
}

/** `2025-05-03, 2025-05-10 to 2025-05-12`, and how many more there are. */
export function stretchesText(text: Text, { stretches }: NamedDays): string {
  const shown = stretches
    .slice(0, named)
    .map(({ from, to }) => (from === to ? from : text.t('trustWindow.span', { from, to })))
  return [
    shown.join(', '),
    ...(stretches.length > named ? [text.t('coverMap.more', { n: stretches.length - named })] : []),
  ].join(', ')
}

/** `24 days` of a state, with its name. */
export function stateDaysText(text: Text, state: NamedDays['state'], days: number): string {
  return text.t('coverMap.stateDays', {
    state: text.t(`trustWindow.state.${state}`),
    days: text.t('coverMap.days', { count: days }),
  })
}

/** The statement for a workpaper, plain text. `command` repeats the measurement. */
export function windowStatement(text: Text, result: TrustWindow, command: string): string {
  const { period, days, states } = result.map
  const marked = namedDays(days)
  const rest = Object.entries(states).filter(
    ([state, count]) => count > 0 && marked.every((item) => item.state !== state),
  ) as [NamedDays['state'], number][]
  return [
    text.t('windowScreen.head', {
      source: result.sourceName,
      entries: result.entries,
      ...period,
      basis: text.t(`trustWindow.basis.${result.basis}`),
    }),
    text.t('trustWindow.about'),
    ...trustWindowSentences(text, result, utcText),
    ...(result.figures.some((item) => item.basis === windowBases[3]) ? [assertedSentence(text, result)] : []),
    ...rest.map(([state, count]) => stateDaysText(text, state, count)),
    ...marked.map((item) => `${stateDaysText(text, item.state, item.days)} (${stretchesText(text, item)})`),
    ...coverageNotes(text, result),
    text.t('windowScreen.repeat', { command }),
  ].join('\n')
}

/** Parts that several results share: a link to an entry, durations of microseconds, "the first n of m". */
import { Link } from '@tanstack/react-router'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useText } from '../../lib/text.tsx'
import { Muted } from '../../ui/layout.tsx'

export function EntryLink({
  sourceId,
  entryId,
  line,
}: {
  readonly sourceId: number
  readonly entryId: number
  readonly line: number
}) {
  const text = useText()
  return (
    <Link to="/entries" search={{ source: sourceId, entry: entryId }}>
      {text.t('resultParts.line', { line: groupedNumber(line) })}
    </Link>
  )
}

export function FirstOf({ shown, total }: { readonly shown: number; readonly total: number }) {
  const text = useText()
  return total > shown ? <Muted>{text.t('common.sampled', { n: shown, m: total })}</Muted> : null
}

/** Seconds to the microsecond, zeros at the end left out: `-1.5 s`; days and hours from an hour on. */
export function microsText(micros: number): string {
  const seconds = Math.abs(micros) / 1_000_000
  const sign = micros < 0 ? '-' : ''
  if (seconds >= 86_400) return `${sign}${Number((seconds / 86_400).toFixed(2))} d`
  if (seconds >= 3600) return `${sign}${Number((seconds / 3600).toFixed(2))} h`
  return `${sign}${Number(seconds.toFixed(6))} s`
}

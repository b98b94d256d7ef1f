/**
 * Calendar of a period: a line for each month, a cell for each UTC day with the mark of its state. WAI-ARIA grid of which
 * one cell is reached by the tab key; a long period is shown a year at a time.
 */
import {
  ArrowDown,
  Check,
  CircleQuestionMark,
  Clock,
  Minus,
  Hourglass,
  SquareDashed,
  TriangleAlert,
  X,
  type LucideIcon,
} from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { CoverDay, CoverState } from '../../../shared/model/trust-window.ts'
import { useText } from '../../lib/text.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Muted, Stack } from '../../ui/layout.tsx'
import { Pager } from '../../ui/pager.tsx'
import { monthRows, monthsPerPage, placeAfterKey, type MonthRow } from './coverage-days.ts'
import styles from './coverage-map.module.css'

const icons: Partial<Record<CoverState, LucideIcon>> = {
  committed: Check,
  late: Clock,
  partly: Minus,
  'below-basis': ArrowDown,
  missing: TriangleAlert,
  contradicted: X,
  'not-compared': CircleQuestionMark,
  'empty-batch': SquareDashed,
  'not-due': Hourglass,
}

const weekdays = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' })
/** English name of the weekday of an ISO date. */
export const weekdayOf = (date: string): string => weekdays.format(new Date(`${date}T00:00:00Z`))
/** The mark of a state: sign, pattern and edge together, so that neither colour nor shape alone has to be told apart. */
export function DayMark({ state }: { readonly state: CoverState }) {
  const Icon = icons[state]
  return (
    <span className={classNames(styles['mark'], styles[state])} aria-hidden>
      {Icon === undefined ? null : <Icon size={12} strokeWidth={2.5} />}
    </span>
  )
}

export interface CoverageCalendarProps {
  readonly days: readonly CoverDay[]
  /** Chosen day, as its place in `days`. */
  readonly place: number
  readonly onPlace: (place: number) => void
}

export function CoverageCalendar({ days, place, onPlace }: CoverageCalendarProps) {
  const text = useText()
  const rows = monthRows(days)
  const size = monthsPerPage(rows.length)
  const month = rows.findIndex((row) => row.places.includes(place))
  // A page that was turned to, until another day is chosen: whoever chose one means to see it.
  const [turned, setTurned] = useState<{ readonly start: number; readonly place: number } | null>(null)
  const start = turned?.place === place ? turned.start : Math.floor(Math.max(0, month) / size) * size
  const shown = rows.slice(start, start + size)
  const held = shown.some((row) => row.places.includes(place))
    ? place
    : (shown[0]?.places.find((one) => one !== null) ?? null)

  const grid = useRef<HTMLDivElement>(null)
  const follow = useRef(false)
  useEffect(() => {
    // Only keys move the focus: a day chosen elsewhere leaves it where it is.
    if (follow.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    follow.current = false
  }, [place])
  const onKeyDown = (event: KeyboardEvent) => {
    const next = held === null ? null : placeAfterKey(rows, held, event.key)
    if (next === null) return
    event.preventDefault()
    follow.current = true
    onPlace(next)
  }
  return (
    <Stack tight>
      <div className={styles['scroll']}>
        <div
          ref={grid}
          role="grid"
          tabIndex={-1}
          aria-label={text.t('coverMap.calendar')}
          aria-colcount={32}
          className={styles['calendar']}
          onKeyDown={onKeyDown}
        >
          <div role="row" className={styles['month']}>
            <span role="columnheader" className={styles['monthName']}>
              {text.t('coverMap.month')}
            </span>
            {Array.from({ length: 31 }, (_, index) => (
              <span key={index} role="columnheader" className={styles['dayNumber']}>
                {index + 1}
              </span>
            ))}
          </div>
          {shown.map((row) => (
            <Month key={row.month} row={row} days={days} place={place} held={held} onPlace={onPlace} />
          ))}
        </div>
      </div>
      <Muted>{text.t('coverMap.keys')}</Muted>
      <Pager
        label={text.t('coverMap.calendar')}
        start={start}
        pageSize={size}
        total={rows.length}
        onMove={(to) => setTurned({ start: to, place })}
        rangeText={text.t('coverMap.months', {
          from: shown[0]?.month ?? '',
          to: shown.at(-1)?.month ?? '',
          first: rows[0]?.month ?? '',
          last: rows.at(-1)?.month ?? '',
        })}
        previousText={text.t('coverMap.earlier')}
        nextText={text.t('coverMap.later')}
      />
    </Stack>
  )
}

interface MonthProps extends CoverageCalendarProps {
  readonly row: MonthRow
  /** The one day that the tab key reaches. */
  readonly held: number | null
}

function Month({ row, days, place, held, onPlace }: MonthProps) {
  const text = useText()
  return (
    <div role="row" className={styles['month']}>
      <span role="rowheader" className={styles['monthName']}>
        {row.month}
      </span>
      {row.places.map((one, column) => {
        const day = one === null ? undefined : days[one]
        if (one === null || day === undefined) return null
        return (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid around it hears the keys
          <div
            key={day.date}
            role="gridcell"
            aria-colindex={column + 2}
            tabIndex={one === held ? 0 : -1}
            aria-selected={one === place}
            aria-label={text.t('coverMap.cell', {
              date: day.date,
              weekday: weekdayOf(day.date),
              state: text.t(`trustWindow.state.${day.state}`),
              entries: text.t('coverMap.entries', { count: day.entries }),
            })}
            className={styles['day']}
            style={{ gridColumn: column + 2 }}
            onClick={() => onPlace(one)}
          >
            <DayMark state={day.state} />
          </div>
        )
      })}
    </div>
  )
}

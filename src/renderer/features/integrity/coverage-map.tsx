/**
 * Map of the period by UTC day: lanes over the whole period, a calendar of which one page is shown, the days that stand
 * out by name, and all of it as a table. A state is told by its place, its mark, its pattern and its word.
 */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { coverStates, type CoverDay, type TrustWindow } from '../../../shared/model/trust-window.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { dayRuns, windowText } from '../../../shared/text/trust-window-text.ts'
import { utcText } from '../../lib/format.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Facts, Muted, Panel, Stack, Toolbar } from '../../ui/layout.tsx'
import { Pager } from '../../ui/pager.tsx'
import { CoverageCalendar, DayMark, weekdayOf } from './coverage-calendar.tsx'
import { laneMarks, laneOfState, lanes, loudStates, namedDays, nextDayOf } from './coverage-days.ts'
import { stateDaysText, stretchesText } from './window-statement.ts'
import styles from './coverage-map.module.css'

const runsPerPage = 40

export function CoverageMapView({ result }: { readonly result: TrustWindow }) {
  const text = useText()
  const { days, states } = result.map
  const [place, setPlace] = useState(() => nextDayOf(days, loudStates, -1) ?? 0)
  const day = days[place]
  if (day === undefined) return null
  const named = namedDays(days)
  return (
    <Stack>
      <Lanes result={result} />
      <div role="group" aria-label={text.t('coverMap.legend')} className={styles['legend']}>
        {coverStates
          .filter((state) => states[state] > 0)
          .map((state) => (
            <Button key={state} onPress={() => setPlace(nextDayOf(days, [state], place) ?? place)}>
              <DayMark state={state} />
              {text.t('coverMap.legendItem', {
                state: text.t(`trustWindow.state.${state}`),
                days: text.t('coverMap.days', { count: states[state] }),
              })}
            </Button>
          ))}
      </div>
      <CoverageCalendar key={days.length} days={days} place={place} onPlace={setPlace} />
      <DayDetail result={result} day={day} />
      {named.length === 0 ? (
        <p>{text.t('coverMap.none')}</p>
      ) : (
        <div className={styles['named']}>
          <p className={styles['namedTitle']}>{text.t('coverMap.named')}</p>
          <ul>
            {named.map((item) => (
              <li key={item.state}>
                <DayMark state={item.state} />
                <span>{stateDaysText(text, item.state, item.days)}</span>
                <span className={styles['dates']}>{stretchesText(text, item)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Disclosure summary={text.t('coverMap.table')}>
        <RunTable days={days} />
      </Disclosure>
    </Stack>
  )
}

function Lanes({ result }: { readonly result: TrustWindow }) {
  const text = useText()
  const { days, states } = result.map
  const marks = laneMarks(days)
  const from = days[0]?.date ?? ''
  const to = days.at(-1)?.date ?? ''
  const shown = lanes.filter((lane) => marks[lane].length > 0)
  const summary = text.t('coverMap.summary', {
    days: days.length,
    from,
    to,
    states: coverStates
      .filter((state) => states[state] > 0)
      .map((state) => stateDaysText(text, state, states[state]))
      .join('; '),
  })
  return (
    <figure className={styles['figure']}>
      <div role="img" aria-label={summary} className={styles['lanes']}>
        {shown.map((lane) => (
          <div key={lane} className={styles['lane']}>
            <span className={styles['laneLabel']}>{text.t(`coverMap.lane.${lane}`)}</span>
            <span className={styles['laneBar']}>
              {marks[lane].map(({ left, width }) => (
                <span
                  key={left}
                  className={classNames(styles['stretch'], styles[`lane-${lane}`])}
                  style={{ left: `calc((100% - 3px) * ${left})`, width: `calc((100% - 3px) * ${width} + 3px)` }}
                />
              ))}
            </span>
            <span className={styles['laneCount']}>
              {groupedNumber(days.filter((day) => laneOfState[day.state] === lane).length)}
            </span>
          </div>
        ))}
      </div>
      <figcaption className={styles['axis']}>
        <span>{from}</span>
        {to === from ? null : <span>{to}</span>}
      </figcaption>
    </figure>
  )
}

function DayDetail({ result, day }: { readonly result: TrustWindow; readonly day: CoverDay }) {
  const text = useText()
  const none = text.t('trustWindow.nothing')
  return (
    <Panel label={text.t('coverMap.day', { date: day.date })}>
      <Stack tight>
        <Toolbar>
          <span className={styles['dayHead']}>
            <DayMark state={day.state} />
            <strong>
              {day.date} {weekdayOf(day.date)}
            </strong>
            <span>{text.t(`trustWindow.state.${day.state}`)}</span>
          </span>
        </Toolbar>
        <Muted>{text.t(`coverMap.meaning.${day.state}`)}</Muted>
        <Facts
          columns={2}
          rows={[
            {
              label: text.t('trustWindow.column.entries'),
              value:
                day.entries === 0 ? (
                  '0'
                ) : (
                  <Link to="/entries" search={{ source: result.sourceId, from: day.date, to: day.date }}>
                    {groupedNumber(day.entries)} – {text.t('coverMap.show')}
                  </Link>
                ),
            },
            {
              label: text.t('coverMap.counted'),
              value: groupedNumber(day.covered[result.basis]),
            },
            {
              label: text.t('coverMap.stated'),
              value: groupedNumber(day.covered.asserted),
            },
            {
              label: text.t('coverMap.longest'),
              value: day.longestMicros === null ? none : windowText(day.longestMicros),
            },
            {
              label: text.t('coverMap.last'),
              value: day.lastCommittedAtMicros === null ? none : utcText(day.lastCommittedAtMicros),
              mono: day.lastCommittedAtMicros !== null,
            },
            { label: text.t('coverMap.contradicted'), value: groupedNumber(day.contradicted) },
            { label: text.t('coverMap.batches'), value: groupedNumber(day.batches) },
            { label: text.t('coverMap.clocks'), value: groupedNumber(day.clocks) },
          ]}
        />
      </Stack>
    </Panel>
  )
}

function RunTable({ days }: { readonly days: readonly CoverDay[] }) {
  const text = useText()
  const [start, setStart] = useState(0)
  const runs = dayRuns(days)
  return (
    <Stack tight>
      <DataTable
        caption={text.t('trustWindow.list.days')}
        rows={runs.slice(start, start + runsPerPage)}
        rowKey={(run) => run.from}
        isExceptional={(run) => loudStates.some((state) => state === run.state)}
        columns={[
          {
            id: 'days',
            label: text.t('trustWindow.column.days'),
            mono: true,
            cell: (run) =>
              run.from === run.to ? run.from : text.t('trustWindow.span', { from: run.from, to: run.to }),
          },
          {
            id: 'count',
            label: text.t('trustWindow.column.count'),
            align: 'end',
            cell: (run) => groupedNumber(run.days),
          },
          {
            id: 'state',
            label: text.t('trustWindow.column.state'),
            cell: (run) => text.t(`trustWindow.state.${run.state}`),
          },
          {
            id: 'entries',
            label: text.t('trustWindow.column.entries'),
            align: 'end',
            cell: (run) => groupedNumber(run.entries),
          },
          {
            id: 'clocks',
            label: text.t('trustWindow.column.clocks'),
            align: 'end',
            cell: (run) => groupedNumber(run.clocks),
          },
          {
            id: 'longest',
            label: text.t('trustWindow.column.longest'),
            align: 'end',
            cell: (run) => (run.longestMicros === null ? text.t('trustWindow.nothing') : windowText(run.longestMicros)),
          },
        ]}
      />
      <Pager
        label={text.t('trustWindow.list.days')}
        start={start}
        pageSize={runsPerPage}
        total={runs.length}
        onMove={setStart}
        rangeText={text.t('common.pageRange', {
          from: start + 1,
          to: Math.min(runs.length, start + runsPerPage),
          total: runs.length,
        })}
        previousText={text.t('common.previousPage')}
        nextText={text.t('common.nextPage')}
      />
    </Stack>
  )
}

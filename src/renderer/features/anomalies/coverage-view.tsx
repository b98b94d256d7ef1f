/** Events per UTC day; empty days are named, not merely drawn. */
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useSourceName } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DayBars } from '../../ui/day-bars.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Notice, Section, Stack } from '../../ui/layout.tsx'
import type { Analysis } from './anomalies-screen.tsx'

export function CoverageView({ analysis }: { readonly analysis: Analysis }) {
  const text = useText()
  const sourceName = useSourceName()
  return (
    <Stack>
      {analysis.coverage.map((coverage) => {
        const name = sourceName(coverage.sourceId)
        const summary = text.t('coverage.summary', {
          source: name,
          days: coverage.days.length,
          empty: coverage.emptyDays.length,
        })
        return (
          <Section
            key={coverage.sourceId}
            title={name}
            note={text.t('coverage.note', {
              days: coverage.days.length,
              empty: coverage.emptyDays.length,
              untimed: coverage.untimed,
            })}
          >
            {coverage.spanTooLong ? <Notice loud>{text.t('coverage.spanTooLong')}</Notice> : null}
            {coverage.outside > 0 ? <Notice>{text.t('coverage.outside', { count: coverage.outside })}</Notice> : null}
            <DayBars summary={summary} days={coverage.days} />
            <p>
              {coverage.emptyDays.length === 0
                ? text.t('coverage.noEmpty')
                : text.t('coverage.emptyDays', { days: coverage.emptyDays.slice(0, 60).join(', ') })}
            </p>
            <Disclosure summary={text.t('action.showTable')}>
              <DataTable
                caption={summary}
                rows={coverage.days}
                rowKey={(day) => day.date}
                isExceptional={(day) => day.count === 0}
                columns={[
                  { id: 'date', label: text.t('common.date'), mono: true, cell: (day) => day.date },
                  {
                    id: 'count',
                    label: text.t('overview.entries'),
                    align: 'end',
                    cell: (day) => groupedNumber(day.count),
                  },
                ]}
              />
            </Disclosure>
          </Section>
        )
      })}
    </Stack>
  )
}

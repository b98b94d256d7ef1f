/** Who, what, when, where, why: how often each requirement is filled, or that the log cannot tell. */
import { shareText } from '../../lib/format.ts'
import { PointerLink } from '../../lib/pointer-link.tsx'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Muted, Section, Stack } from '../../ui/layout.tsx'
import type { Analysis } from './anomalies-screen.tsx'
import styles from './anomalies.module.css'

export function FillRates({ analysis }: { readonly analysis: Analysis }) {
  const text = useText()
  return (
    <Stack>
      {analysis.w5.map((source) => (
        <Section
          key={source.sourceId}
          title={source.sourceName}
          note={text.t('anomalies.entries', { count: source.entries })}
        >
          <DataTable
            caption={source.sourceName}
            rows={source.rates}
            rowKey={(rate) => `${rate.dimension}-${rate.requirement}`}
            isExceptional={(rate) => rate.result === 'not-testable' || rate.filled < rate.applicable}
            columns={[
              {
                id: 'dimension',
                label: text.t('detail.dimension'),
                cell: (rate) => text.t(`w5.dimension.${rate.dimension}`),
              },
              { id: 'requirement', label: text.t('detail.requirement'), wrap: true, cell: (rate) => rate.requirement },
              {
                id: 'filled',
                label: text.t('anomalies.filled'),
                align: 'end',
                cell: (rate) =>
                  rate.result === 'not-testable'
                    ? '–'
                    : `${text.t('sentence.nOfM', { n: rate.filled, m: rate.applicable })}${rate.undecided > 0 ? ` · ${text.t('anomalies.undecided', { n: rate.undecided })}` : ''}`,
              },
              {
                id: 'share',
                label: text.t('receipt.share'),
                align: 'end',
                cell: (rate) =>
                  rate.result === 'not-testable' ? (
                    <Muted>{text.t('anomalies.notTestable')}</Muted>
                  ) : (
                    <span className={styles['meter']}>
                      <span className={styles['meterBar']} aria-hidden>
                        <span
                          className={styles['meterFill']}
                          style={{ width: `${rate.applicable === 0 ? 0 : (rate.filled / rate.applicable) * 100}%` }}
                        />
                      </span>
                      {shareText(rate.filled, rate.applicable)}
                    </span>
                  ),
              },
              {
                id: 'fields',
                label: text.t('detail.fields'),
                mono: true,
                wrap: true,
                cell: (rate) => rate.fields.join(', ') || '–',
              },
              {
                id: 'missing',
                label: text.t('anomalies.firstMissing'),
                cell: (rate) => (rate.missing[0] === undefined ? '–' : <PointerLink pointer={rate.missing[0]} />),
              },
            ]}
          />
        </Section>
      ))}
    </Stack>
  )
}

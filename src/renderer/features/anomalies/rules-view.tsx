/** Rules by source in both modes: what was judged, what met the criterion, or which field is missing. */
import type { RuleResult } from '../../../shared/model/analysis.ts'
import { ruleText } from '../../../shared/text/finding-text.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { utcText } from '../../lib/format.ts'
import { PointerLink } from '../../lib/pointer-link.tsx'
import { useText } from '../../lib/text.tsx'
import { ControlResult } from '../../lib/verdict-chip.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Muted, Section, Stack } from '../../ui/layout.tsx'
import type { Analysis } from './anomalies-screen.tsx'
import styles from './anomalies.module.css'

const shownHits = 100

function ResultCell({ result }: { readonly result: RuleResult }) {
  const text = useText()
  if (result.result !== 'not-testable') return <ControlResult result={result.result} />
  const why = result.missing.includes('population')
    ? text.t('anomalies.noPopulation')
    : text.t('anomalies.missing', { fields: result.missing.join(', ') })
  return (
    <>
      <ControlResult result={result.result} /> <Muted>{why}</Muted>
    </>
  )
}

export function RulesView({ analysis }: { readonly analysis: Analysis }) {
  const text = useText()
  const results = analysis.rules.flatMap((source) => source.results)
  const hits = results.reduce((sum, result) => sum + result.hitCount, 0)
  const entries = analysis.w5.reduce((sum, source) => sum + source.entries, 0)
  return (
    <Stack>
      <p>
        {text.t('anomalies.summary', {
          rules: results.length,
          entries,
          hits,
          notTestable: results.filter((result) => result.result === 'not-testable').length,
        })}
      </p>
      {analysis.rules.map((source) => (
        <Section key={source.sourceId} title={source.sourceName}>
          <DataTable
            caption={source.sourceName}
            rows={source.results}
            rowKey={(result) => `${result.rule}-${result.mode}`}
            isExceptional={(result) => result.result === 'exception-noted'}
            columns={[
              { id: 'rule', label: text.t('anomalies.rule'), cell: (result) => result.rule },
              {
                id: 'name',
                label: text.t('common.name'),
                wrap: true,
                cell: (result) => (
                  <span title={ruleText(text, result.rule, result.mode).criterion}>
                    {ruleText(text, result.rule, result.mode).name}
                  </span>
                ),
              },
              {
                id: 'mode',
                label: text.t('detail.mode'),
                cell: (result) => (
                  <span title={text.t(`rule.modeMeaning.${result.mode}`)}>{text.t(`rule.mode.${result.mode}`)}</span>
                ),
              },
              {
                id: 'tested',
                label: text.t('anomalies.tested'),
                align: 'end',
                cell: (result) =>
                  result.result === 'not-testable'
                    ? '–'
                    : text.t('sentence.nOfM', { n: result.tested, m: result.population }),
              },
              {
                id: 'hits',
                label: text.t('anomalies.hits'),
                align: 'end',
                cell: (result) => (result.result === 'not-testable' ? '–' : groupedNumber(result.hitCount)),
              },
              {
                id: 'severity',
                label: text.t('anomalies.severity'),
                cell: (result) => text.t(`severity.${result.severity}`),
              },
              {
                id: 'result',
                label: text.t('common.result'),
                wrap: true,
                cell: (result) => <ResultCell result={result} />,
              },
            ]}
          />
          {source.results
            .filter((result) => result.hits.length > 0)
            .map((result) => (
              <Disclosure
                key={`${result.rule}-${result.mode}`}
                summary={text.t('anomalies.hitsOf', {
                  rule: result.rule,
                  name: ruleText(text, result.rule, result.mode).name,
                  mode: text.t(`rule.mode.${result.mode}`),
                  n: result.hitCount,
                })}
              >
                <p className={styles['criterion']}>{ruleText(text, result.rule, result.mode).criterion}</p>
                <DataTable
                  caption={`${result.rule} ${result.mode}`}
                  rows={result.hits.slice(0, shownHits)}
                  rowKey={(hit, index) => `${hit.pointer.entryId}-${index}`}
                  columns={[
                    {
                      id: 'where',
                      label: text.t('anomalies.entry'),
                      cell: (hit) => <PointerLink pointer={hit.pointer} />,
                    },
                    {
                      id: 'time',
                      label: text.t('common.time'),
                      mono: true,
                      cell: (hit) => (hit.occurredAtMicros === null ? '–' : utcText(hit.occurredAtMicros)),
                    },
                    {
                      id: 'context',
                      label: text.t('anomalies.context'),
                      wrap: true,
                      cell: (hit) =>
                        Object.entries(hit.context)
                          .map(([name, value]) => `${text.find(`detail.${name}`) ?? name}: ${value}`)
                          .join(' · '),
                    },
                  ]}
                />
                {result.hitCount > shownHits ? (
                  <Muted>
                    {text.t('common.sampled', { n: Math.min(shownHits, result.hits.length), m: result.hitCount })}
                  </Muted>
                ) : null}
              </Disclosure>
            ))}
        </Section>
      ))}
    </Stack>
  )
}

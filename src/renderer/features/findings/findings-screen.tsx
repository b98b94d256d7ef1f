/** Findings, worst first: what a person must judge, with pointers that open the evidence. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { findingKinds, type Finding } from '../../../shared/model/finding.ts'
import { findingText, findingTitle } from '../../../shared/text/finding-text.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { PointerLink } from '../../lib/pointer-link.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useSourceName } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { SelectField } from '../../ui/fields.tsx'
import { Facts, Muted, Page, Stack, Toolbar } from '../../ui/layout.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Empty } from '../../ui/states.tsx'
import styles from './findings.module.css'

const pageSize = 50

export function FindingsScreen() {
  const text = useText()
  const navigate = useNavigate()
  const { engagementId, fileName } = useEngagement()
  const search: { kind?: unknown; start?: unknown } = useSearch({ strict: false })
  const kind = findingKinds.find((candidate) => candidate === search.kind) ?? null
  const start = Math.max(0, Math.floor(Number(search.start ?? 0)) || 0)
  const query = useApiQuery('finding.list', {
    engagementId,
    ...(kind === null ? {} : { kind }),
    start,
    count: pageSize,
  })
  const go = (next: { kind?: string | null; start?: number }) => {
    const chosen = next.kind === undefined ? kind : next.kind
    void navigate({
      to: '/findings',
      search: {
        ...(chosen === null ? {} : { kind: chosen }),
        ...(next.start === undefined || next.start === 0 ? {} : { start: next.start }),
      },
    })
  }
  return (
    <Page title={text.t('nav.findings')} lead={text.t('findings.lead')}>
      <QueryView query={query}>
        {({ total, findings, byKind }) => {
          const everything = Object.values(byKind).reduce((sum, count) => sum + count, 0)
          if (everything === 0) return <Empty title={text.t('findings.empty')}>{text.t('findings.emptyHint')}</Empty>
          return (
            <Stack>
              <Toolbar>
                <SelectField
                  label={text.t('findings.kind')}
                  value={kind ?? ''}
                  options={[
                    { value: '', label: text.t('findings.allKinds', { n: everything }) },
                    ...findingKinds
                      .filter((candidate) => (byKind[candidate] ?? 0) > 0 || candidate === kind)
                      .map((candidate) => ({
                        value: candidate as string,
                        label: text.t('findings.kindCount', {
                          kind: findingTitle(text, candidate),
                          n: byKind[candidate] ?? 0,
                        }),
                      })),
                  ]}
                  onChange={(value) => go({ kind: value === '' ? null : value })}
                />
                <Muted>{text.t('findings.shown', { n: total, m: everything })}</Muted>
              </Toolbar>
              <ul className={styles['list']}>
                {findings.map((finding) => (
                  <FindingItem key={finding.findingId} finding={finding} />
                ))}
              </ul>
              <Pager
                label={text.t('nav.findings')}
                start={start}
                pageSize={pageSize}
                total={total}
                onMove={(next) => go({ start: next })}
                rangeText={text.t('common.pageRange', {
                  from: start + 1,
                  to: Math.min(total, start + pageSize),
                  total,
                })}
                previousText={text.t('common.previousPage')}
                nextText={text.t('common.nextPage')}
              />
            </Stack>
          )
        }}
      </QueryView>
      <CliCommand command={cliLines.findings(fileName)} />
    </Page>
  )
}

function FindingItem({ finding }: { readonly finding: Finding }) {
  const text = useText()
  const sourceName = useSourceName()
  const first = finding.pointers[0]
  const { title, sentence, facts } = findingText(
    text,
    finding,
    first === undefined ? undefined : sourceName(first.sourceId),
  )
  const pointers = finding.pointers.slice(0, 8)
  return (
    <li className={styles['finding']}>
      <div className={styles['head']}>
        <span className={styles['severity']} data-severity={finding.severity}>
          {text.t(`severity.${finding.severity}`)}
        </span>
        <h2 className={styles['title']}>{title}</h2>
        {finding.runId === null ? null : <Muted>{text.t('findings.run', { run: String(finding.runId) })}</Muted>}
      </div>
      <p>{sentence}</p>
      {pointers.length === 0 ? null : (
        <div className={styles['pointers']}>
          {pointers.map((pointer, index) => (
            <PointerLink
              key={`${pointer.entryId}-${index}`}
              pointer={pointer}
              sourceName={sourceName(pointer.sourceId)}
            />
          ))}
          {finding.pointers.length > pointers.length ? (
            <Muted>{text.t('common.sampled', { n: pointers.length, m: finding.pointers.length })}</Muted>
          ) : null}
        </div>
      )}
      {facts.length === 0 ? null : (
        <Disclosure summary={text.t('action.details')}>
          <Facts
            rows={facts.map((fact) => ({
              label: fact.label,
              value: fact.value,
              mono: /^(0x)?[0-9a-f]{16,}$/i.test(fact.value),
            }))}
          />
        </Disclosure>
      )}
    </li>
  )
}

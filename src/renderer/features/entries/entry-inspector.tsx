/** One entry: how it is bound, what changed, its bytes, its fields in their four states. */
import { X } from 'lucide-react'
import { indexOfEntry } from '../../../shared/model/digest.ts'
import type { EntryDetail } from '../../../shared/model/entry.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { utcText } from '../../lib/format.ts'
import { HashFull } from '../../lib/hash-view.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useSourceName } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Facts, Muted, Notice, Stack } from '../../ui/layout.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import styles from './entries.module.css'
import { ExplainTab } from './explain-tab.tsx'
import { MerkleTab } from './merkle-tab.tsx'

export function EntryInspector({ entryId, onClose }: { readonly entryId: number; readonly onClose: () => void }) {
  const text = useText()
  const { engagementId } = useEngagement()
  const query = useApiQuery('entry.inspect', { engagementId, entryId })
  return (
    <aside className={styles['inspector']} aria-label={text.t('inspector.title')}>
      <div className={styles['inspectorHead']}>
        <h2>{text.t('inspector.title')}</h2>
        <Button kind="quiet" icon={X} onPress={onClose}>
          {text.t('action.close')}
        </Button>
      </div>
      <QueryView query={query}>{(detail) => <InspectorBody detail={detail} />}</QueryView>
    </aside>
  )
}

function InspectorBody({ detail }: { readonly detail: EntryDetail }) {
  const text = useText()
  const { fileName } = useEngagement()
  const sourceName = useSourceName()
  return (
    <Stack>
      <Tabs
        label={text.t('inspector.title')}
        items={[
          {
            id: 'proof',
            label: text.t('inspector.proof'),
            content: (
              <Facts
                rows={[
                  { label: text.t('common.source'), value: sourceName(detail.sourceId) },
                  { label: text.t('common.line'), value: groupedNumber(detail.line) },
                  { label: text.t('entries.sequence'), value: detail.sequence ?? text.t('common.none'), mono: true },
                  {
                    label: text.t('common.time'),
                    value:
                      detail.occurredAtMicros === null ? text.t('common.unknown') : utcText(detail.occurredAtMicros),
                    mono: true,
                  },
                  {
                    label: text.t('inspector.timeText'),
                    value: detail.occurredAt ?? text.t('common.none'),
                    mono: true,
                  },
                  {
                    label: text.t('entries.link'),
                    value:
                      detail.link === null
                        ? text.t(detail.content === null ? 'inspector.notInScope' : 'common.none')
                        : `${text.t(`link.${detail.link}`)}: ${text.t(`linkMeaning.${detail.link}`)}`,
                  },
                  {
                    label: text.t('entries.content'),
                    value:
                      detail.content === null
                        ? text.t('inspector.notInScope')
                        : `${text.t(`content.${detail.content}`)}: ${text.t(`contentMeaning.${detail.content}`)}`,
                  },
                  ...(detail.reason === null
                    ? []
                    : [
                        {
                          label: text.t('common.reason'),
                          value: `${detail.reason}: ${reasonText(text, detail.reason)}`,
                        },
                      ]),
                  {
                    label: text.t('inspector.entryHash'),
                    value: detail.entryHash === null ? text.t('common.none') : <HashFull value={detail.entryHash} />,
                  },
                  { label: text.t('inspector.sha256'), value: <HashFull value={detail.sha256} /> },
                ]}
              />
            ),
          },
          {
            id: 'explain',
            label: text.t('explainScreen.tab'),
            // Another entry begins anew: nothing shown in full stays.
            content: <ExplainTab key={detail.entryId} entryId={detail.entryId} />,
          },
          {
            id: 'merkle',
            label: text.t('ladder.tab'),
            content: <MerkleTab key={detail.entryId} entryId={detail.entryId} />,
          },
          {
            id: 'changes',
            label: text.t('inspector.changes', { n: detail.changes.length }),
            content:
              detail.changes.length === 0 ? (
                <Muted>{text.t('inspector.noChanges')}</Muted>
              ) : (
                <DataTable
                  caption={text.t('inspector.changesTitle')}
                  rows={detail.changes}
                  rowKey={(change) => change.path}
                  columns={[
                    { id: 'field', label: text.t('inspector.field'), mono: true, cell: (change) => change.path },
                    {
                      id: 'before',
                      label: text.t('inspector.before'),
                      mono: true,
                      wrap: true,
                      cell: (change) => change.before ?? <Muted>{text.t('valueState.absent')}</Muted>,
                    },
                    {
                      id: 'after',
                      label: text.t('inspector.after'),
                      mono: true,
                      wrap: true,
                      cell: (change) => change.after ?? <Muted>{text.t('valueState.absent')}</Muted>,
                    },
                  ]}
                />
              ),
          },
          {
            id: 'raw',
            label: text.t('inspector.raw'),
            content: (
              <Stack tight>
                <Muted>
                  {text.t('inspector.range', {
                    from: detail.byteStart,
                    to: detail.byteStart + detail.byteLength,
                    length: detail.byteLength,
                  })}
                </Muted>
                <ScrollArea className={styles['raw']} label={text.t('inspector.raw')}>
                  <pre>{detail.rawText}</pre>
                </ScrollArea>
                {detail.rawCut ? <Notice>{text.t('inspector.rawCut')}</Notice> : null}
                <div>
                  <CopyButton text={detail.rawText} copiedText={text.t('action.copied')}>
                    {text.t('action.copy')}
                  </CopyButton>
                </div>
              </Stack>
            ),
          },
          {
            id: 'fields',
            label: text.t('inspector.fields'),
            content: (
              <DataTable
                caption={text.t('inspector.fields')}
                rows={detail.fields}
                rowKey={(field) => field.field}
                columns={[
                  { id: 'field', label: text.t('inspector.field'), cell: (field) => field.field },
                  { id: 'from', label: text.t('import.from'), mono: true, cell: (field) => field.from ?? '–' },
                  {
                    id: 'state',
                    label: text.t('inspector.state'),
                    cell: (field) => (
                      <span className={field.state === 'unparseable' ? styles['loud'] : styles['quiet']}>
                        {text.t(`valueState.${field.state}`)}
                      </span>
                    ),
                  },
                  {
                    id: 'value',
                    label: text.t('inspector.value'),
                    mono: true,
                    wrap: true,
                    cell: (field) => (field.state === 'present' || field.state === 'unparseable' ? field.text : ''),
                  },
                ]}
              />
            ),
          },
        ]}
      />
      <CliCommand command={cliLines.inspect(fileName, detail.sourceId, indexOfEntry(detail.entryId) + 1)} />
    </Stack>
  )
}

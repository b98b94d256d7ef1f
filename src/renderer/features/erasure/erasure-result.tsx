/** The preview: hits by source, effect on each check, warnings, and every row before and after. */
import { useState } from 'react'
import type { ErasurePreview } from '../../../shared/ipc/payloads.ts'
import { erasureRoleText, erasureWarningText } from '../../../shared/text/finding-text.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { PointerLink } from '../../lib/pointer-link.tsx'
import { useSourceName } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Bullets, Notice, Section, Stack } from '../../ui/layout.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Empty } from '../../ui/states.tsx'
import styles from './erasure.module.css'

const pageSize = 50

export function ErasureResult({ preview }: { readonly preview: ErasurePreview }) {
  const text = useText()
  const sourceName = useSourceName()
  const [start, setStart] = useState(0)
  if (preview.entries === 0)
    return (
      <Empty title={text.t('erasureScreen.none')}>
        {text.t('erasureScreen.noneHint', { subjects: preview.subjects.join(', ') })}
      </Empty>
    )
  const rows = preview.rows.flatMap((row) => row.changes.map((change, index) => ({ row, change, index })))
  return (
    <Stack>
      <p role="status" className={styles['summary']}>
        {text.t('erasureScreen.summary', { count: preview.entries, subjects: preview.subjects.join(', ') })}
      </p>
      {preview.warnings.length === 0 ? null : (
        <Notice loud title={text.t('erasureScreen.warnings')}>
          <Bullets items={preview.warnings.map((code) => erasureWarningText(text, code))} />
        </Notice>
      )}
      <Section title={text.t('erasureScreen.effects')}>
        <DataTable
          caption={text.t('erasureScreen.effects')}
          rows={preview.effects}
          rowKey={(effect) => `${effect.sourceId}-${effect.check}`}
          isExceptional={(effect) => effect.verdictBefore !== effect.verdictAfter}
          columns={[
            { id: 'source', label: text.t('common.source'), cell: (effect) => effect.sourceName },
            { id: 'check', label: text.t('common.check'), cell: (effect) => text.t(`integrity.kind.${effect.check}`) },
            {
              id: 'before',
              label: text.t('erasureScreen.verdictBefore'),
              cell: (effect) => <VerdictChip verdict={effect.verdictBefore} quiet />,
            },
            {
              id: 'after',
              label: text.t('erasureScreen.verdictAfter'),
              cell: (effect) => <VerdictChip verdict={effect.verdictAfter} quiet />,
            },
            {
              id: 'affected',
              label: text.t('erasureScreen.affected'),
              align: 'end',
              cell: (effect) => text.t('sentence.nOfM', { n: effect.affected, m: effect.of }),
            },
            { id: 'detail', label: text.t('action.details'), wrap: true, cell: (effect) => effect.detail },
          ]}
        />
      </Section>
      <Section title={text.t('erasureScreen.bySource')}>
        <DataTable
          caption={text.t('erasureScreen.bySource')}
          rows={preview.bySource}
          rowKey={(item) => String(item.sourceId)}
          columns={[
            { id: 'source', label: text.t('common.source'), cell: (item) => item.sourceName },
            {
              id: 'actor',
              label: text.t('erasure.role.actor'),
              align: 'end',
              cell: (item) => groupedNumber(item.asActor),
            },
            {
              id: 'object',
              label: text.t('erasure.role.object'),
              align: 'end',
              cell: (item) => groupedNumber(item.asObject),
            },
            {
              id: 'both',
              label: text.t('erasure.role.both'),
              align: 'end',
              cell: (item) => groupedNumber(item.asBoth),
            },
          ]}
        />
      </Section>
      <Section
        title={text.t('erasureScreen.rows')}
        note={
          preview.rows.length < preview.entries
            ? text.t('common.sampled', { n: preview.rows.length, m: preview.entries })
            : undefined
        }
      >
        <DataTable
          caption={text.t('erasureScreen.rows')}
          rows={rows.slice(start, start + pageSize)}
          rowKey={({ row, index }) => `${row.pointer.entryId}-${index}`}
          columns={[
            {
              id: 'entry',
              label: text.t('anomalies.entry'),
              cell: ({ row, index }) =>
                index === 0 ? <PointerLink pointer={row.pointer} sourceName={sourceName(row.pointer.sourceId)} /> : '',
            },
            {
              id: 'role',
              label: text.t('erasureScreen.role'),
              cell: ({ row, index }) => (index === 0 ? erasureRoleText(text, row.role) : ''),
            },
            {
              id: 'path',
              label: text.t('inspector.field'),
              cell: ({ change }) => (
                <>
                  <code>{change.path}</code>
                  {change.target === 'name' ? (
                    <div className={styles['hint']}>{text.t('erasureScreen.inName')}</div>
                  ) : null}
                  {change.match === 'inside' ? (
                    <div className={styles['hint']}>{text.t('erasureScreen.inside')}</div>
                  ) : null}
                </>
              ),
            },
            {
              id: 'before',
              label: text.t('inspector.before'),
              mono: true,
              wrap: true,
              cell: ({ change }) => change.before,
            },
            {
              id: 'after',
              label: text.t('inspector.after'),
              mono: true,
              wrap: true,
              cell: ({ change }) =>
                change.after === '' ? (
                  <span className={styles['hint']}>{text.t('valueState.empty')}</span>
                ) : (
                  change.after
                ),
            },
          ]}
        />
        <Pager
          label={text.t('erasureScreen.rows')}
          start={start}
          pageSize={pageSize}
          total={rows.length}
          onMove={setStart}
          rangeText={text.t('common.pageRange', {
            from: start + 1,
            to: Math.min(rows.length, start + pageSize),
            total: rows.length,
          })}
          previousText={text.t('common.previousPage')}
          nextText={text.t('common.nextPage')}
        />
      </Section>
    </Stack>
  )
}

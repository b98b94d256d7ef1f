/** Records that could not be read: where, why, and their bytes as text. Nothing is dropped. */
import { useState } from 'react'
import type { SourceSummary } from '../../../shared/model/source.ts'
import { rejectReasonText } from '../../../shared/text/finding-text.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Stack } from '../../ui/layout.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Empty } from '../../ui/states.tsx'
import styles from './reject-list.module.css'

const pageSize = 50

export function RejectList({ source }: { readonly source: SourceSummary }) {
  const text = useText()
  const { engagementId } = useEngagement()
  const [start, setStart] = useState(0)
  const query = useApiQuery('source.rejects', { engagementId, sourceId: source.sourceId, start, count: pageSize })
  return (
    <QueryView query={query}>
      {({ total, rejects }) =>
        total === 0 ? (
          <Empty title={text.t('rejects.empty')} />
        ) : (
          <Stack>
            <DataTable
              caption={text.t('rejects.title')}
              rows={rejects}
              rowKey={(reject) => String(reject.byteStart)}
              columns={[
                {
                  id: 'line',
                  label: text.t('common.line'),
                  align: 'end',
                  cell: (reject) => groupedNumber(reject.line),
                },
                {
                  id: 'bytes',
                  label: text.t('rejects.bytes'),
                  mono: true,
                  cell: (reject) => text.t('rejects.range', { from: reject.byteStart, length: reject.byteLength }),
                },
                {
                  id: 'reason',
                  label: text.t('common.reason'),
                  wrap: true,
                  cell: (reject) => (
                    <>
                      <strong>{rejectReasonText(text, reject.reason)}</strong>
                      <br />
                      {reject.message}
                    </>
                  ),
                },
                {
                  id: 'text',
                  label: text.t('rejects.text'),
                  wrap: true,
                  cell: (reject) => <code className={styles['raw']}>{reject.text}</code>,
                },
              ]}
            />
            <Pager
              label={text.t('rejects.title')}
              start={start}
              pageSize={pageSize}
              total={total}
              onMove={setStart}
              rangeText={text.t('common.pageRange', { from: start + 1, to: Math.min(total, start + pageSize), total })}
              previousText={text.t('common.previousPage')}
              nextText={text.t('common.nextPage')}
            />
          </Stack>
        )
      }
    </QueryView>
  )
}

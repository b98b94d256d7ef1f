/** Merkle result: one row per batch; a batch that differs shows both roots whole. */
import type { BatchResult, MerkleResult } from '../../../shared/model/check-run.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { HashPair, HashShort } from '../../lib/hash-view.tsx'
import { useText } from '../../lib/text.tsx'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Facts, Muted, Section, Stack } from '../../ui/layout.tsx'
import styles from './integrity.module.css'
import { useState } from 'react'
import { Pager } from '../../ui/pager.tsx'

const pageSize = 100

export function MerkleResultView({ result }: { readonly result: MerkleResult }) {
  const text = useText()
  const [start, setStart] = useState(0)
  const exceptions = result.batches.filter((batch) => batch.verdict !== 'verified')
  return (
    <Stack>
      <Facts
        columns={2}
        rows={[
          { label: text.t('merkle.leaf'), value: result.leafRecipeId, mono: true },
          { label: text.t('merkle.tree'), value: result.treeId, mono: true },
          { label: text.t('overview.entries'), value: groupedNumber(result.entries) },
          {
            label: text.t('merkle.batches'),
            value: text.t('sentence.nOfM', { n: result.verified, m: result.batches.length }),
          },
          {
            label: text.t('merkle.emptyBatches'),
            value: result.emptyBatches.length === 0 ? text.t('common.none') : result.emptyBatches.join(', '),
            mono: true,
          },
          {
            label: text.t('merkle.unanchoredDays'),
            value: result.unanchoredDays.length === 0 ? text.t('common.none') : result.unanchoredDays.join(', '),
            mono: true,
          },
        ]}
      />
      {exceptions.length === 0 ? null : (
        <Section title={text.t('merkle.exceptions')} note={text.t('merkle.batchCount', { count: exceptions.length })}>
          <ul className={styles['breaks']}>
            {exceptions.slice(0, 50).map((batch) => (
              <BatchException key={batch.date} batch={batch} />
            ))}
          </ul>
        </Section>
      )}
      <Section title={text.t('merkle.all')}>
        <DataTable
          caption={text.t('merkle.all')}
          rows={result.batches.slice(start, start + pageSize)}
          rowKey={(batch) => batch.date}
          isExceptional={(batch) => batch.verdict !== 'verified'}
          columns={[
            { id: 'date', label: text.t('common.date'), mono: true, cell: (batch) => batch.date },
            {
              id: 'verdict',
              label: text.t('common.verdict'),
              cell: (batch) => <VerdictChip verdict={batch.verdict} quiet />,
            },
            {
              id: 'count',
              label: text.t('overview.entries'),
              align: 'end',
              cell: (batch) => groupedNumber(batch.count),
            },
            {
              id: 'root',
              label: text.t('merkle.recomputed'),
              cell: (batch) => <HashShort value={batch.recomputedRoot} />,
            },
            {
              id: 'claimed',
              label: text.t('merkle.claimed'),
              cell: (batch) =>
                batch.claimedRoots.length === 0
                  ? '–'
                  : batch.claimedRoots.map((root, index) => (
                      <span key={index}>
                        {index > 0 ? ', ' : ''}
                        <HashShort value={root} />
                      </span>
                    )),
            },
            {
              id: 'second',
              label: text.t('merkle.second'),
              cell: (batch) =>
                batch.secondOpinion === null
                  ? '–'
                  : text.t(batch.secondOpinion.agrees ? 'merkle.agrees' : 'merkle.differs'),
            },
          ]}
        />
        <Pager
          label={text.t('merkle.all')}
          start={start}
          pageSize={pageSize}
          total={result.batches.length}
          onMove={setStart}
          rangeText={text.t('common.pageRange', {
            from: start + 1,
            to: Math.min(result.batches.length, start + pageSize),
            total: result.batches.length,
          })}
          previousText={text.t('common.previousPage')}
          nextText={text.t('common.nextPage')}
        />
      </Section>
    </Stack>
  )
}

function BatchException({ batch }: { readonly batch: BatchResult }) {
  const text = useText()
  return (
    <li className={styles['break']}>
      <div className={styles['breakHead']}>
        <strong>{batch.date}</strong>
        <VerdictChip verdict={batch.verdict} />
        <Muted>{text.t('merkle.entries', { count: batch.count })}</Muted>
      </div>
      {batch.reason === null ? null : <Muted>{reasonText(text, batch.reason)}</Muted>}
      {batch.claimedRoots.map((claimed, index) => (
        <HashPair
          key={index}
          expectedLabel={
            batch.claimedRoots.length === 1
              ? text.t('merkle.claimedExpected')
              : text.t('merkle.claimedNumber', { n: index + 1, m: batch.claimedRoots.length })
          }
          expected={claimed}
          actualLabel={text.t('merkle.recomputedActual')}
          actual={batch.recomputedRoot}
        />
      ))}
    </li>
  )
}

/** Anchors: rung reached, reason, the three times kept apart, and every step with both values. */
import type { AnchorVerdict } from '../../../shared/model/anchor.ts'
import type { AnchorsResult } from '../../../shared/model/check-run.ts'
import { anchorRungs, type AnchorRung } from '../../../shared/model/verdict.ts'
import { reasonText, rungText } from '../../../shared/text/verdict-text.ts'
import { classNames } from '../../ui/class-names.ts'
import { utcFromSeconds } from '../../lib/format.ts'
import { HashCopy, HashPair } from '../../lib/hash-view.tsx'
import { useText } from '../../lib/text.tsx'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Facts, Muted, Stack } from '../../ui/layout.tsx'
import { useState } from 'react'
import { Pager } from '../../ui/pager.tsx'
import styles from './integrity.module.css'

const pageSize = 25

export function AnchorsResultView({ result }: { readonly result: AnchorsResult }) {
  const text = useText()
  const [start, setStart] = useState(0)
  const order = [...result.anchors].sort(
    (left, right) => Number(left.verdict === 'verified') - Number(right.verdict === 'verified'),
  )
  return (
    <Stack>
      {result.beacon === undefined ? null : (
        <DataTable
          caption={text.t('anchors.beacon')}
          rows={result.beacon}
          rowKey={(check) => check.sha256}
          isExceptional={(check) => check.verdict !== 'verified'}
          columns={[
            { id: 'file', label: text.t('proofsScreen.file'), mono: true, wrap: true, cell: (check) => check.name },
            {
              id: 'verdict',
              label: text.t('common.verdict'),
              cell: (check) => <VerdictChip verdict={check.verdict} quiet />,
            },
            {
              id: 'why',
              label: text.t('common.reason'),
              wrap: true,
              cell: (check) => (check.reason === null ? '–' : reasonText(text, check.reason)),
            },
            { id: 'updates', label: text.t('anchors.beaconUpdates'), align: 'end', cell: (check) => check.updates },
            { id: 'blocks', label: text.t('anchors.beaconBlocks'), align: 'end', cell: (check) => check.blocks },
          ]}
        />
      )}
      <ul className={styles['anchors']}>
        {order.slice(start, start + pageSize).map((anchor, index) => (
          <li key={`${anchor.date}-${anchor.transactionHash}-${index}`} className={styles['anchor']}>
            <Disclosure
              summary={
                <span className={styles['anchorHead']}>
                  <span className={styles['anchorDate']}>{anchor.date}</span>
                  <VerdictChip verdict={anchor.verdict} quiet />
                  <Rung rung={anchor.rung} />
                  <Muted>{anchor.reason === null ? '' : anchor.reason}</Muted>
                </span>
              }
            >
              <AnchorDetail anchor={anchor} />
            </Disclosure>
          </li>
        ))}
      </ul>
      <Pager
        label={text.t('integrity.kind.anchors')}
        start={start}
        pageSize={pageSize}
        total={order.length}
        onMove={setStart}
        rangeText={text.t('common.pageRange', {
          from: start + 1,
          to: Math.min(order.length, start + pageSize),
          total: order.length,
        })}
        previousText={text.t('common.previousPage')}
        nextText={text.t('common.nextPage')}
      />
    </Stack>
  )
}

/** Four steps of the ladder, those reached filled, the rung in words. */
export function Rung({ rung }: { readonly rung: AnchorRung }) {
  const text = useText()
  const reached = anchorRungs.indexOf(rung)
  return (
    <span className={styles['rung']} title={`${rungText(text, rung).meaning} ${rungText(text, rung).next}`}>
      <span className={styles['ladder']} aria-hidden>
        {anchorRungs.map((name, index) => (
          <span key={name} className={classNames(styles['ladderStep'], index <= reached && styles['reached'])} />
        ))}
      </span>
      {rung}
    </span>
  )
}

function AnchorDetail({ anchor }: { readonly anchor: AnchorVerdict }) {
  const text = useText()
  const { meaning, next } = rungText(text, anchor.rung)
  const none = text.t('common.unknown')
  const seconds = (value: string | null) => (value === null ? none : utcFromSeconds(value))
  const failed = anchor.steps.filter(
    (step) => !step.holds && step.expected !== null && step.actual !== null && step.expected.length > 20,
  )
  return (
    <Stack>
      <p>
        {meaning} <Muted>{next}</Muted>
      </p>
      {anchor.reason === null ? null : <p>{reasonText(text, anchor.reason)}</p>}
      <Facts
        columns={2}
        rows={[
          { label: text.t('anchors.transaction'), value: <HashCopy value={anchor.transactionHash} /> },
          { label: text.t('anchors.block'), value: anchor.blockNumber ?? none, mono: true },
          {
            label: text.t('anchors.blockHash'),
            value: anchor.blockHash === null ? none : <HashCopy value={anchor.blockHash} />,
          },
          { label: text.t('anchors.chain'), value: anchor.chainId ?? none, mono: true },
          { label: text.t('anchors.contract'), value: anchor.contract ?? none, mono: true },
          { label: text.t('anchors.asserted'), value: seconds(anchor.times.assertedSeconds), mono: true },
          { label: text.t('anchors.blockTime'), value: seconds(anchor.times.blockSeconds), mono: true },
          {
            label: text.t('anchors.entries'),
            value:
              anchor.times.firstEntry === null
                ? none
                : `${anchor.times.firstEntry} .. ${anchor.times.lastEntry ?? none}`,
            mono: true,
          },
        ]}
      />
      <DataTable
        caption={text.t('anchors.steps')}
        rows={anchor.steps}
        rowKey={(step, index) => `${step.step}-${index}`}
        isExceptional={(step) => !step.holds}
        columns={[
          { id: 'step', label: text.t('anchors.step'), wrap: true, cell: (step) => text.t(`step.${step.step}`) },
          {
            id: 'holds',
            label: text.t('anchors.holds'),
            cell: (step) =>
              step.holds ? <Muted>{text.t('common.yes')}</Muted> : <strong>{text.t('common.no')}</strong>,
          },
          {
            id: 'expected',
            label: text.t('common.expected'),
            mono: true,
            wrap: true,
            cell: (step) => step.expected ?? '–',
          },
          { id: 'actual', label: text.t('common.actual'), mono: true, wrap: true, cell: (step) => step.actual ?? '–' },
        ]}
      />
      {failed.map((step) => (
        <HashPair
          key={step.step}
          expectedLabel={`${text.t('common.expected')}: ${text.t(`step.${step.step}`)}`}
          expected={step.expected}
          actualLabel={text.t('common.actual')}
          actual={step.actual}
        />
      ))}
    </Stack>
  )
}

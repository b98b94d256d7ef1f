/** Anchors of a check: one line each with verdict, rung and what would raise it, sorted and filtered; one of them in full. */
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import type { AnchorVerdict } from '../../../shared/model/anchor.ts'
import type { AnchorsResult } from '../../../shared/model/check-run.ts'
import { anchorRungs, type AnchorRung, type VerdictWord } from '../../../shared/model/verdict.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { utcFromSeconds } from '../../lib/format.ts'
import { HashShort } from '../../lib/hash-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable, type DataColumn } from '../../ui/data-table.tsx'
import { SelectField } from '../../ui/fields.tsx'
import { Muted, Notice, Stack, Toolbar } from '../../ui/layout.tsx'
import { Pager } from '../../ui/pager.tsx'
import { AnchorDetail } from './anchor-detail.tsx'
import styles from './integrity.module.css'
import { Rung } from './rung.tsx'
import { useVerifyAgain } from './use-verify-again.ts'

/** Few enough that the anchor in full stands in view below them. */
const pageSize = 10

const sortKeys = ['date', 'verdict', 'rung', 'block', 'time'] as const
type SortKey = (typeof sortKeys)[number]
interface Order {
  readonly key: SortKey
  readonly descending: boolean
}

/** From the worst on. */
const verdictOrder: readonly VerdictWord[] = ['mismatch', 'gap', 'not-checked', 'unanchored', 'verified']

function sortValue(anchor: AnchorVerdict, key: SortKey): number | string | bigint {
  switch (key) {
    case 'date':
      return anchor.date
    case 'verdict':
      return verdictOrder.indexOf(anchor.verdict)
    case 'rung':
      return anchorRungs.indexOf(anchor.rung)
    case 'block':
      return wholeNumber(anchor.blockNumber)
    case 'time':
      return wholeNumber(anchor.times.blockSeconds)
  }
}

/** Hostile: block numbers come from a transcript and may be past what a number holds. What is absent comes first. */
function wholeNumber(value: string | null): bigint {
  return value !== null && /^\d{1,78}$/.test(value) ? BigInt(value) : -1n
}

function sorted(anchors: readonly AnchorVerdict[], { key, descending }: Order): AnchorVerdict[] {
  return anchors.toSorted((left, right) => {
    const [a, b] = [sortValue(left, key), sortValue(right, key)]
    const order = a < b ? -1 : a > b ? 1 : left.date < right.date ? -1 : left.date > right.date ? 1 : 0
    return descending ? -order : order
  })
}

export function AnchorsResultView({ result }: { readonly result: AnchorsResult }) {
  const text = useText()
  return (
    <Stack>
      <Outdated result={result} />
      <OnChainNotice anchors={result.anchors} />
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
      {result.anchors.length === 0 ? null : <AnchorTable result={result} />}
    </Stack>
  )
}

function AnchorTable({ result }: { readonly result: AnchorsResult }) {
  const text = useText()
  const { anchors } = result
  const [order, setOrder] = useState<Order>({ key: 'verdict', descending: false })
  const [rung, setRung] = useState<AnchorRung | 'all'>('all')
  const [start, setStart] = useState(0)
  const [chosen, setChosen] = useState<AnchorVerdict | null>(null)
  const rows = sorted(rung === 'all' ? anchors : anchors.filter((anchor) => anchor.rung === rung), order)
  const selected = chosen !== null && rows.includes(chosen) ? chosen : rows[0]
  const shared = sharedContract(anchors)
  const sortOf = (key: SortKey, label: string) => ({
    direction: order.key === key ? (order.descending ? ('descending' as const) : ('ascending' as const)) : null,
    label: text.t('anchorTable.sortBy', { column: label }),
    onSort: () => {
      setStart(0)
      setOrder({ key, descending: order.key === key && !order.descending })
    },
  })
  const labels = {
    date: text.t('common.date'),
    verdict: text.t('common.verdict'),
    rung: text.t('anchorTable.rung'),
    block: text.t('anchorTable.block'),
    time: text.t('anchors.blockTime'),
  }
  const columns: DataColumn<AnchorVerdict>[] = [
    {
      id: 'date',
      label: labels.date,
      sort: sortOf('date', labels.date),
      cell: (anchor) => (
        <Button
          kind="quiet"
          pressed={anchor === selected}
          label={text.t('anchorTable.choose', { date: anchor.date })}
          onPress={() => setChosen(anchor)}
        >
          <span className={styles['anchorDate']}>{anchor.date}</span>
        </Button>
      ),
    },
    {
      id: 'verdict',
      label: labels.verdict,
      sort: sortOf('verdict', labels.verdict),
      cell: (anchor) => <VerdictChip verdict={anchor.verdict} quiet />,
    },
    {
      id: 'rung',
      label: labels.rung,
      sort: sortOf('rung', labels.rung),
      cell: (anchor) => <Rung rung={anchor.rung} />,
    },
    {
      id: 'why',
      label: text.t('common.reason'),
      cell: (anchor) =>
        anchor.reason === null ? '–' : <span title={reasonText(text, anchor.reason)}>{anchor.reason}</span>,
    },
    {
      id: 'next',
      label: text.t('anchorTable.next'),
      cell: (anchor) =>
        anchor.verdict === 'mismatch' ? text.t('anchorTable.differs') : text.t(`anchorTable.nextShort.${anchor.rung}`),
    },
    ...(shared === null
      ? [
          {
            id: 'chain',
            label: text.t('anchors.chain'),
            mono: true,
            cell: (anchor: AnchorVerdict) => anchor.chainId ?? '–',
          },
        ]
      : []),
    {
      id: 'block',
      label: labels.block,
      align: 'end',
      sort: sortOf('block', labels.block),
      cell: (anchor) => anchor.blockNumber ?? '–',
    },
    {
      id: 'time',
      label: labels.time,
      mono: true,
      sort: sortOf('time', labels.time),
      cell: (anchor) => (anchor.times.blockSeconds === null ? '–' : utcFromSeconds(anchor.times.blockSeconds)),
    },
    {
      id: 'root',
      label: text.t('anchorTable.root'),
      mono: true,
      cell: (anchor) => <HashShort value={anchor.claimedRoot} />,
    },
  ]
  return (
    <>
      <Toolbar>
        <SelectField
          label={text.t('anchorTable.rung')}
          value={rung}
          onChange={(value) => {
            setStart(0)
            setRung(value)
          }}
          options={[
            { value: 'all', label: text.t('anchorTable.allRungs', { n: anchors.length }) },
            ...anchorRungs.map((name) => ({
              value: name,
              label: text.t('anchorTable.rungCount', {
                rung: name,
                n: anchors.filter((anchor) => anchor.rung === name).length,
              }),
            })),
          ]}
        />
      </Toolbar>
      {shared === null ? null : <Muted>{text.t('anchorTable.contractOf', shared)}</Muted>}
      {rows.length === 0 ? (
        <Muted>{text.t('anchorTable.noMatch')}</Muted>
      ) : (
        <DataTable
          caption={text.t('anchorTable.title')}
          rows={rows.slice(start, start + pageSize)}
          rowKey={(anchor, index) => `${anchor.date}-${anchor.transactionHash}-${index}`}
          isExceptional={(anchor) => anchor.verdict !== 'verified'}
          isCurrent={(anchor) => anchor === selected}
          columns={columns}
        />
      )}
      <Pager
        label={text.t('integrity.kind.anchors')}
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
      {selected === undefined ? null : (
        <AnchorDetail
          key={`${selected.date}-${selected.transactionHash}`}
          anchor={selected}
          sourceId={result.sourceId}
        />
      )}
    </>
  )
}

/** Contract and chain that all anchors share; null when they differ or are not known. */
function sharedContract(anchors: readonly AnchorVerdict[]): { contract: string; chain: string } | null {
  const { contract, chainId } = anchors[0] ?? { contract: null, chainId: null }
  if (contract === null || chainId === null) return null
  return anchors.every((anchor) => anchor.contract === contract && anchor.chainId === chainId)
    ? { contract, chain: chainId }
    : null
}

/** Says so when the list of what is vouched for is another one now. */
function Outdated({ result }: { readonly result: AnchorsResult }) {
  const text = useText()
  const { engagementId, readOnly } = useEngagement()
  const trust = useApiQuery('trust.list', { engagementId })
  const again = useVerifyAgain(result.sourceId)
  if (trust.data === undefined || trust.data.hash === result.trustHash) return null
  return (
    <Notice loud>
      <Stack tight>
        <p>{text.t('anchorTable.outdated')}</p>
        <Toolbar>
          <Button icon={RotateCw} disabled={readOnly || again.busy} onPress={again.start}>
            {text.t('anchorTable.again')}
          </Button>
        </Toolbar>
      </Stack>
    </Notice>
  )
}

/** Dates that are listed; each anchor says it for itself as well. */
const listedDates = 12

function OnChainNotice({ anchors }: { readonly anchors: readonly AnchorVerdict[] }) {
  const text = useText()
  const holding = anchors.filter((anchor) => (anchor.onChain ?? []).length > 0)
  if (holding.length === 0) return null
  const dates = [
    ...holding.slice(0, listedDates).map((anchor) => anchor.date),
    ...(holding.length > listedDates ? ['…'] : []),
  ].join(', ')
  return (
    <Notice loud title={text.t('anchorTable.onChain')}>
      {text.t('anchorTable.onChainAll', { anchors: holding.length, dates })}
    </Notice>
  )
}

/** Signatures and other seals: who can check what, how it was checked, then what does not verify. */
import type { SealDetail, SealRow, SealsResult, SignatureColumn } from '../../../shared/model/seals.ts'
import type { Text } from '../../../shared/text/create-text.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Facts, Muted, Notice, Section, Stack, type FactRow } from '../../ui/layout.tsx'
import { EntryLink, FirstOf } from './result-parts.tsx'
import styles from './integrity.module.css'

const listed = 50

export function SealsResultView({ result }: { readonly result: SealsResult }) {
  const text = useText()
  const { counts } = result
  return (
    <Stack>
      <Facts
        columns={2}
        rows={[
          { label: text.t('sealsScreen.verified'), value: groupedNumber(counts.verified) },
          { label: text.t('sealsScreen.mismatch'), value: groupedNumber(counts.mismatch) },
          { label: text.t('sealsScreen.notChecked'), value: groupedNumber(counts.notChecked) },
          { label: text.t('overview.entries'), value: groupedNumber(result.entries) },
        ]}
      />
      <Detail detail={result.detail} />
      <Rows rows={result.rows} total={result.rows.length + result.rowsNotListed} sourceId={result.sourceId} />
    </Stack>
  )
}

function Detail({ detail }: { readonly detail: SealDetail }) {
  const text = useText()
  switch (detail.design) {
    case 'signatures':
      return detail.columns.length === 0 ? (
        <Muted>{text.t('seals.noColumns')}</Muted>
      ) : (
        <>
          {detail.columns.map((column) => (
            <Column key={column.column} column={column} />
          ))}
        </>
      )
    case 'acra':
      return (
        <>
          <Facts
            rows={[
              {
                label: text.t('sealsScreen.lines'),
                value: text.t('sealsScreen.linesText', {
                  text: detail.lines.text,
                  cef: detail.lines.cef,
                  json: detail.lines.json,
                }),
              },
              {
                label: text.t('sealsScreen.chains'),
                value: text.t('sealsScreen.chainsText', { begun: detail.chains, ended: detail.chainsEnded }),
              },
              { label: text.t('sealsScreen.unsealed'), value: groupedNumber(detail.unsealed) },
              ...detail.keys.map((key) => ({
                label: text.t('sealsScreen.key', { key: key.keyId }),
                value: groupedNumber(key.entries),
              })),
            ]}
          />
          <Notice>
            {text.t('seals.trust.key-holder')} {text.t('seals.acraNote')}
          </Notice>
        </>
      )
    case 'qldb':
      return <Qldb detail={detail} />
    case 'ledger-digests':
      return (
        <>
          <DataTable
            caption={text.t('sealsScreen.ledgers')}
            rows={detail.incarnations}
            rowKey={(item, index) => `${item.database}-${index}`}
            columns={[
              { id: 'database', label: text.t('sealsScreen.database'), mono: true, cell: (item) => item.database },
              { id: 'created', label: text.t('sealsScreen.created'), mono: true, cell: (item) => item.created ?? '–' },
              {
                id: 'digests',
                label: text.t('sealsScreen.digests'),
                align: 'end',
                cell: (item) => groupedNumber(item.digests),
              },
              {
                id: 'blocks',
                label: text.t('sealsScreen.blocks'),
                mono: true,
                cell: (item) => text.t('common.periodText', { from: item.firstBlock, to: item.lastBlock }),
              },
              { id: 'hash', label: text.t('chain.head'), mono: true, wrap: true, cell: (item) => item.lastHash },
            ]}
          />
          <Notice>{text.t('seals.digestNote')}</Notice>
        </>
      )
  }
}

function Qldb({ detail }: { readonly detail: Extract<SealDetail, { design: 'qldb' }> }) {
  const text = useText()
  const { blockHashes, entriesHashes, links, revisions, manifest } = detail
  const counted = (counts: { verified: number; mismatch: number; notChecked: number }) =>
    text.t('sealsScreen.counted', { n: counts.verified, differ: counts.mismatch, open: counts.notChecked })
  return (
    <>
      <Facts
        rows={[
          { label: text.t('sealsScreen.blockHashes'), value: counted(blockHashes) },
          { label: text.t('sealsScreen.entriesHashes'), value: counted(entriesHashes) },
          {
            label: text.t('doctorScreen.links'),
            value: text.t('sealsScreen.linksText', links),
          },
          { label: text.t('sealsScreen.revisions'), value: text.t('sealsScreen.revisionsText', revisions) },
          ...(manifest === null
            ? []
            : [{ label: text.t('sealsScreen.manifest'), value: text.t('sealsScreen.manifestText', manifest) }]),
        ]}
      />
      <DataTable
        caption={text.t('sealsScreen.strands')}
        rows={detail.strands.slice(0, listed)}
        rowKey={(strand) => strand.strandId}
        columns={[
          { id: 'strand', label: text.t('sealsScreen.strands'), mono: true, cell: (strand) => strand.strandId },
          {
            id: 'blocks',
            label: text.t('sealsScreen.blocks'),
            align: 'end',
            cell: (strand) => groupedNumber(strand.blocks),
          },
          {
            id: 'range',
            label: text.t('sequenceScreen.numbers'),
            mono: true,
            cell: (strand) =>
              text.t('common.periodText', { from: strand.firstSequence ?? '?', to: strand.lastSequence ?? '?' }),
          },
          { id: 'missing', label: text.t('sealsScreen.missing'), align: 'end', cell: (strand) => strand.missing },
        ]}
      />
      <FirstOf shown={listed} total={detail.strands.length} />
      <Notice>{text.t('seals.qldbNote')}</Notice>
    </>
  )
}

function Column({ column }: { readonly column: SignatureColumn }) {
  const text = useText()
  return (
    <Section
      title={text.t('sealsScreen.column', { column: column.column })}
      note={text.t('sealsScreen.values', { n: column.values })}
    >
      <Stack tight>
        <Facts rows={columnRows(text, column)} />
        <Notice>{text.t(`seals.trust.${trustOf(column)}`)}</Notice>
        {column.keyInExport.length === 0 ? null : (
          <Notice loud>{text.t('seals.keyInExport', { fields: column.keyInExport.join(', ') })}</Notice>
        )}
      </Stack>
    </Section>
  )
}

/** What the form left open is settled once a key verifies values: it is a secret key or a public one. */
function trustOf({ trust, algorithm, counts }: SignatureColumn): SignatureColumn['trust'] {
  if (trust !== 'either' || algorithm === null || counts.verified === 0) return trust
  return algorithm.startsWith('hmac') ? 'key-holder' : 'anyone'
}

function columnRows(text: Text, column: SignatureColumn): readonly FactRow[] {
  const payload =
    column.rule === 'jws'
      ? text.t('seals.tokens', { compared: column.payloadCompared, verified: column.counts.verified })
      : column.rule !== null && column.algorithm !== null
        ? text.t('seals.ruleUsed', { rule: column.rule, algorithm: column.algorithm })
        : null
  return [
    {
      label: text.t('sealsScreen.form'),
      value: `${column.kinds.map((kind) => text.t(`seals.kind.${kind}`)).join(', ')}; ${column.encoding}`,
    },
    ...(column.sizes.length === 0 ? [] : [{ label: text.t('doctorScreen.bytes'), value: column.sizes.join(', ') }]),
    {
      label: text.t('sealsScreen.none'),
      value: text.t('sealsScreen.noneText', { absent: column.absent, other: column.other }),
    },
    {
      label: text.t('common.verdict'),
      value: text.t('sealsScreen.counted', {
        n: column.counts.verified,
        differ: column.counts.mismatch,
        open: column.counts.notChecked,
      }),
    },
    ...(column.keyIds.length === 0
      ? []
      : [{ label: text.t('sealsScreen.keyIds'), value: column.keyIds.slice(0, 5).join(', '), mono: true }]),
    ...(payload === null ? [] : [{ label: text.t('sealsScreen.payload'), value: payload }]),
    ...column.keys.map((key) => ({
      label: text.t('sealsScreen.key', { key: key.keyId.slice(0, 12) }),
      value: text.t('seals.keyGiven', { key: key.keyId, type: key.type, count: key.entries }),
    })),
  ]
}

function Rows({
  rows,
  total,
  sourceId,
}: {
  readonly rows: readonly SealRow[]
  readonly total: number
  readonly sourceId: number
}) {
  const text = useText()
  if (rows.length === 0) return null
  return (
    <Section title={text.t('sealsScreen.rows')}>
      <DataTable
        caption={text.t('sealsScreen.rows')}
        rows={rows.slice(0, listed)}
        rowKey={(row, index) => `${row.item}-${index}`}
        columns={[
          {
            id: 'entry',
            label: text.t('anomalies.entry'),
            cell: (row) =>
              row.entryId === null || row.line === null ? (
                '–'
              ) : (
                <EntryLink sourceId={sourceId} entryId={row.entryId} line={row.line} />
              ),
          },
          { id: 'item', label: text.t('sealsScreen.item'), mono: true, cell: (row) => row.item },
          { id: 'state', label: text.t('common.verdict'), cell: (row) => row.state },
          {
            id: 'reason',
            label: text.t('common.reason'),
            wrap: 'words',
            cell: (row) => <span className={styles['reading']}>{reasonText(text, row.reason)}</span>,
          },
          {
            id: 'expected',
            label: text.t('common.expected'),
            mono: true,
            wrap: true,
            cell: (row) => row.expected ?? '–',
          },
          { id: 'actual', label: text.t('common.actual'), mono: true, wrap: true, cell: (row) => row.actual ?? '–' },
        ]}
      />
      <FirstOf shown={Math.min(listed, rows.length)} total={total} />
    </Section>
  )
}

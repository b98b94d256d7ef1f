/** Batches of a Merkle check told apart: differing, missing, empty, late; what a list states of them beside what is there. */
import type { BatchResult, MerkleResult } from '../../../shared/model/check-run.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { durationText } from '../../lib/format.ts'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Muted, Section } from '../../ui/layout.tsx'

/** Names in one cell, and rows of one table; the table of all batches has every one. */
const shownNames = 12
const shownRows = 100

const states = ['differs', 'missing', 'empty', 'late', 'unchecked', 'verified'] as const
type BatchState = (typeof states)[number]

/** A batch may be late and something else as well: late is about when, the rest about what. */
function statesOf(batch: BatchResult, late: ReadonlySet<string>): readonly BatchState[] {
  const what: BatchState =
    batch.verdict === 'verified'
      ? 'verified'
      : batch.reason === 'batch-empty'
        ? 'empty'
        : batch.verdict === 'mismatch'
          ? 'differs'
          : batch.verdict === 'not-checked'
            ? 'unchecked'
            : 'missing'
  return late.has(batch.date) ? [what, 'late'] : [what]
}

export function BatchesApart({ result }: { readonly result: MerkleResult }) {
  const text = useText()
  const late = new Set(result.lateBatches)
  const namesByState = new Map<BatchState, string[]>(states.map((state) => [state, []]))
  for (const batch of result.batches)
    for (const state of statesOf(batch, late)) namesByState.get(state)?.push(batch.date)
  return (
    <Section title={text.t('merkleScreen.apart')}>
      <DataTable
        caption={text.t('merkleScreen.apart')}
        rows={states}
        rowKey={(state) => state}
        isExceptional={(state) => state !== 'verified' && (namesByState.get(state)?.length ?? 0) > 0}
        columns={[
          {
            id: 'what',
            label: text.t('merkleScreen.kind'),
            wrap: 'words',
            cell: (state) => text.t(`merkleScreen.state.${state}`),
          },
          {
            id: 'count',
            label: text.t('merkleScreen.batches'),
            align: 'end',
            cell: (state) => groupedNumber(namesByState.get(state)?.length ?? 0),
          },
          {
            id: 'names',
            label: text.t('merkleScreen.names'),
            mono: true,
            wrap: true,
            // Those that verify are all the others: their names would drown the rest.
            cell: (state) => (state === 'verified' ? '' : namesText(text, namesByState.get(state) ?? [])),
          },
        ]}
      />
    </Section>
  )
}

function namesText(text: ReturnType<typeof useText>, names: readonly string[]): string {
  if (names.length === 0) return text.t('common.none')
  const rest = names.length - shownNames
  const shown = names.slice(0, shownNames).join(', ')
  return rest > 0 ? `${shown} ${text.t('merkleScreen.more', { n: rest })}` : shown
}

export function LateBatches({ result }: { readonly result: MerkleResult }) {
  const text = useText()
  const late = new Set(result.lateBatches)
  const rows = result.batches.filter((batch) => late.has(batch.date))
  if (rows.length === 0) return null
  return (
    <Section title={text.t('merkleScreen.lateTitle')} note={text.t('merkle.batchCount', { count: rows.length })}>
      <Muted>{text.t('merkleScreen.lateNote')}</Muted>
      <DataTable
        caption={text.t('merkleScreen.lateTitle')}
        rows={rows.slice(0, shownRows)}
        rowKey={(batch) => batch.date}
        columns={[
          { id: 'batch', label: text.t('ladder.batch'), mono: true, cell: (batch) => batch.date },
          {
            id: 'after',
            label: text.t('merkleScreen.after'),
            align: 'end',
            cell: (batch) => durationText(batch.claimedAfterSeconds ?? 0),
          },
        ]}
      />
      {rows.length > shownRows ? <Muted>{text.t('common.sampled', { n: shownRows, m: rows.length })}</Muted> : null}
    </Section>
  )
}

/** Count, first and last time as a list states them, beside what is there; only where a list was given. */
export function StatedBatches({ result }: { readonly result: MerkleResult }) {
  const text = useText()
  const rows = result.batches.filter((batch) => batch.stated !== undefined)
  if (rows.length === 0) return null
  const differing = rows.filter(differsFromStated)
  const shown = [...differing, ...rows.filter((batch) => !differsFromStated(batch))].slice(0, shownRows)
  const none = '–'
  return (
    <Section
      title={text.t('merkleScreen.statedTitle')}
      note={text.t('sentence.nOfM', { n: rows.length - differing.length, m: rows.length })}
    >
      <Muted>{text.t('merkleScreen.statedNote')}</Muted>
      <DataTable
        caption={text.t('merkleScreen.statedTitle')}
        rows={shown}
        rowKey={(batch) => batch.date}
        isExceptional={differsFromStated}
        columns={[
          { id: 'batch', label: text.t('ladder.batch'), mono: true, wrap: 'words', cell: (batch) => batch.date },
          {
            id: 'same',
            label: text.t('merkleScreen.asStated'),
            cell: (batch) =>
              differsFromStated(batch) ? <strong>{text.t('common.no')}</strong> : <Muted>{text.t('common.yes')}</Muted>,
          },
          {
            id: 'statedCount',
            label: text.t('merkleScreen.statedCount'),
            align: 'end',
            cell: ({ stated }) => (stated === undefined || stated.count === null ? none : groupedNumber(stated.count)),
          },
          {
            id: 'count',
            label: text.t('merkleScreen.counted'),
            align: 'end',
            cell: (batch) => groupedNumber(batch.count),
          },
          {
            id: 'statedFirst',
            label: text.t('merkleScreen.statedFirst'),
            mono: true,
            cell: ({ stated }) => stated?.first ?? none,
          },
          {
            id: 'first',
            label: text.t('merkleScreen.first'),
            mono: true,
            cell: (batch) => batch.firstTimestamp ?? none,
          },
          {
            id: 'statedLast',
            label: text.t('merkleScreen.statedLast'),
            mono: true,
            cell: ({ stated }) => stated?.last ?? none,
          },
          { id: 'last', label: text.t('merkleScreen.last'), mono: true, cell: (batch) => batch.lastTimestamp ?? none },
        ]}
      />
      {rows.length > shown.length ? (
        <Muted>{text.t('common.sampled', { n: shown.length, m: rows.length })}</Muted>
      ) : null}
    </Section>
  )
}

/** As `batchVerdict` compares them: what is not stated differs from nothing. */
function differsFromStated({ stated, count, firstTimestamp, lastTimestamp }: BatchResult): boolean {
  if (stated === undefined) return false
  return (
    (stated.count !== null && stated.count !== count) ||
    (stated.first !== null && stated.first !== firstTimestamp) ||
    (stated.last !== null && stated.last !== lastTimestamp)
  )
}

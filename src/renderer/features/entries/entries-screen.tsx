/** Entries: filter, grid over any number of rows, inspector beside or below it. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { indexOfEntry, sourceOfEntry } from '../../../shared/model/digest.ts'
import type { EntryRow } from '../../../shared/model/entry.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { utcText, shortHash } from '../../lib/format.ts'
import { ErrorView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useSources } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { EventGrid, type GridColumn } from '../../ui/event-grid.tsx'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/layout.tsx'
import { Empty, Waiting } from '../../ui/states.tsx'
import { EntryInspector } from './entry-inspector.tsx'
import { filterFromSearch, isFiltered, parseEntrySearch, type EntrySearch } from './entry-search.ts'
import { FilterBar } from './filter-bar.tsx'
import { useEntryPages } from './use-entry-pages.ts'
import styles from './entries.module.css'

export function EntriesScreen() {
  const text = useText()
  const navigate = useNavigate()
  const { engagementId } = useEngagement()
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = useMemo(() => parseEntrySearch(raw), [raw])
  const filter = useMemo(() => filterFromSearch(search), [search])
  const sources = useSources()

  const [visible, setVisible] = useState({ start: 0, end: 40 })
  const [active, setActive] = useState<number | null>(null)
  const [opened, setOpened] = useState<number | null>(search.entry ?? null)
  const pages = useEntryPages(engagementId, filter, visible.start, visible.end)
  // The total of the view stays known while other pages are on their way.
  const [total, setTotal] = useState<number | null>(null)
  const filterKey = JSON.stringify(filter)
  useEffect(() => {
    setTotal(null)
    setVisible({ start: 0, end: 40 })
    setActive(null)
  }, [filterKey])
  useEffect(() => {
    if (pages.total !== null) setTotal(pages.total)
  }, [pages.total, filterKey])

  // A link to an entry: in a view of its source alone, in file order, its position is its index.
  useEffect(() => {
    if (search.entry === undefined) return
    setOpened(search.entry)
    if (search.source === sourceOfEntry(search.entry) && !isFiltered(filter)) setActive(indexOfEntry(search.entry))
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [search.entry, filterKey])

  const activeRow = active === null ? null : pages.rowAt(active)
  // The inspector follows the selection once it is open.
  useEffect(() => {
    if (opened !== null && activeRow !== null) setOpened(activeRow.entryId)
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [activeRow?.entryId])

  const change = (next: EntrySearch) => {
    const kept = Object.fromEntries(
      Object.entries(next).filter(([, value]) => value !== undefined && value !== '' && value !== false),
    )
    void navigate({ to: '/entries', search: kept })
  }
  const onVisible = useCallback(
    (start: number, end: number) =>
      setVisible((before) => (before.start === start && before.end === end ? before : { start, end })),
    [],
  )

  const columns = useMemo<readonly GridColumn[]>(
    () => [
      { id: 'line', label: text.t('common.line'), widthPx: 100, align: 'end' },
      { id: 'sequence', label: text.t('entries.sequence'), widthPx: 106, mono: true },
      { id: 'time', label: text.t('common.time'), widthPx: 228, mono: true },
      { id: 'link', label: text.t('entries.link'), widthPx: 70 },
      { id: 'content', label: text.t('entries.content'), widthPx: 112 },
      { id: 'actor', label: text.t('entries.actor'), widthPx: 150 },
      { id: 'action', label: text.t('entries.action'), widthPx: 196 },
      { id: 'resource', label: text.t('entries.resource'), widthPx: 170 },
      { id: 'outcome', label: text.t('entries.outcome'), widthPx: 92 },
      { id: 'hash', label: text.t('entries.hash'), widthPx: 152, mono: true },
    ],
    [text],
  )
  const cellText = (position: number, column: string) => plainCell(pages.rowAt(position), column, false)
  const isBad = (row: EntryRow | null) =>
    row !== null &&
    ((row.link !== null && row.link !== 'ok' && row.link !== 'genesis') ||
      (row.content !== null && row.content !== 'ok'))

  return (
    <Page
      title={text.t('nav.entries')}
      fill
      lead={
        total === null ? undefined : (
          <span role="status">
            {text.t(isFiltered(filter) ? 'entries.countFiltered' : 'entries.count', { count: total })}
          </span>
        )
      }
    >
      <FilterBar key={filterKey} search={search} sources={sources.data?.sources ?? []} onChange={change} />
      {pages.error !== null ? (
        <ErrorView error={pages.error} onRetry={pages.retry} />
      ) : total === null ? (
        <Waiting text={text.t('common.loading')} />
      ) : total === 0 ? (
        <div>
          {isFiltered(filter) ? (
            <Empty
              title={text.t('entries.noMatch')}
              action={
                <Button onPress={() => change({ source: search.source })}>{text.t('entries.clearFilter')}</Button>
              }
            >
              {text.t('entries.noMatchHint')}
            </Empty>
          ) : (
            <Empty
              title={text.t('entries.noData')}
              action={<Button onPress={() => void navigate({ to: '/import' })}>{text.t('nav.import')}</Button>}
            >
              {text.t('entries.noDataHint')}
            </Empty>
          )}
        </div>
      ) : (
        <div className={styles['split']} data-inspector={opened === null ? 'closed' : 'open'}>
          <EventGrid
            key={filterKey}
            label={text.t('entries.grid', { count: total })}
            rowCount={total}
            columns={columns}
            cell={(position, column) => {
              const row = pages.rowAt(position)
              return row === null ? null : <Cell row={row} column={column} />
            }}
            cellText={cellText}
            isExceptional={(position) => isBad(pages.rowAt(position))}
            activeRow={active}
            onActiveRow={setActive}
            onOpen={(position) => {
              const row = pages.rowAt(position)
              if (row !== null) setOpened(row.entryId)
            }}
            onVisible={onVisible}
            waitingText={text.t('entries.waiting')}
          />
          {opened === null ? null : <EntryInspector entryId={opened} onClose={() => setOpened(null)} />}
        </div>
      )}
      <p className={styles['position']} aria-live="off">
        {active === null || total === null
          ? text.t('entries.keys')
          : text.t('entries.position', { n: active + 1, m: total })}
      </p>
    </Page>
  )
}

/** Text of a cell; hashes short on screen and whole when copied. */
function plainCell(row: EntryRow | null, column: string, short: boolean): string {
  if (row === null) return ''
  switch (column) {
    case 'line':
      return short ? groupedNumber(row.line) : String(row.line)
    case 'sequence':
      return row.sequence ?? '–'
    case 'time':
      return row.occurredAtMicros === null ? (row.occurredAt ?? '–') : utcText(row.occurredAtMicros)
    case 'link':
      return row.link ?? '–'
    case 'content':
      return row.content ?? '–'
    case 'actor':
      return row.actor ?? '–'
    case 'action':
      return row.action ?? '–'
    case 'resource':
      return [row.resourceType, row.resourceId].filter((part) => part !== null).join(':') || '–'
    case 'outcome':
      return row.outcome ?? '–'
    default:
      return row.entryHash === null ? '–' : short ? shortHash(row.entryHash) : row.entryHash
  }
}

function Cell({ row, column }: { readonly row: EntryRow; readonly column: string }) {
  const text = useText()
  if (column === 'link' && row.link !== null)
    return (
      <Axis
        loud={row.link !== 'ok' && row.link !== 'genesis'}
        word={text.t(`link.${row.link}`)}
        meaning={text.t(`linkMeaning.${row.link}`)}
      />
    )
  if (column === 'content' && row.content !== null)
    return (
      <Axis
        loud={row.content !== 'ok'}
        word={text.t(`content.${row.content}`)}
        meaning={text.t(`contentMeaning.${row.content}`)}
      />
    )
  if (column === 'time') return <span title={row.occurredAt ?? ''}>{plainCell(row, column, true)}</span>
  return <>{plainCell(row, column, true)}</>
}

function Axis({ loud, word, meaning }: { readonly loud: boolean; readonly word: string; readonly meaning: string }) {
  return (
    <span className={loud ? styles['loud'] : styles['quiet']} title={meaning}>
      {word}
    </span>
  )
}

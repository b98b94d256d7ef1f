/**
 * Pages of entries by position. The unfiltered view needs no list: a position is a source and an index. A filtered view
 * is a list of entry ids made once per filter, kept outside the engagement file, so that any page costs the same.
 */
import type { EntryFilter } from '../../../shared/ipc/payloads.ts'
import type { EntryDetail, EntryRow } from '../../../shared/model/entry.ts'
import type { ContentState, ReasonCode } from '../../../shared/model/verdict.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { entryFields } from '../../../shared/model/profile.ts'
import { indexOfEntry, sourceOfEntry } from '../../../shared/model/digest.ts'
import { maskedStart, type MaskPolicy } from '../../../shared/core/sensitive/mask-value.ts'
import { parseJsonWith } from '../../../shared/core/bytes/parse-json.ts'
import { sha256Hex } from '../../io/host/digest.ts'
import {
  findEntry,
  gridEntries,
  gridEntry,
  pageEntries as pageStored,
  selectEntryIds,
  type GridEntry,
} from '../../store/entries.ts'
import { findBreak, lastRun, pageBreaks } from '../../store/runs.ts'
import { findSource, listSources, type StoredSource } from '../../store/sources.ts'
import type { Session } from '../session.ts'
import { storedBreaks } from '../verify/verify-chain.ts'
import { EntryReader } from './entry-text.ts'
import type { RecordView } from './record-view.ts'

/** At most this many filtered views live per session; the oldest goes. */
const liveViews = 8

interface View {
  readonly ids: Float64Array
  readonly stamp: string
}

const viewsBySession = new WeakMap<Session, Map<string, View>>()

export function pageOfEntries(
  session: Session,
  filter: EntryFilter,
  start: number,
  count: number,
): { total: number; start: number; rows: EntryRow[] } {
  const { store } = session
  const sources = listSources(store)
  const filtered = Object.entries(filter).some(
    ([name, value]) => name !== 'sourceId' && value !== undefined && value !== '' && value !== false,
  )
  const scope = sources.filter((source) => filter.sourceId === undefined || source.sourceId === filter.sourceId)
  if (!filtered) {
    const total = scope.reduce((sum, source) => sum + source.entries, 0)
    const rows: GridEntry[] = []
    let offset = 0
    for (const source of scope) {
      const from = Math.max(0, start + rows.length - offset)
      if (rows.length < count && from < source.entries && start < offset + source.entries)
        rows.push(...pageStored(store, source.sourceId, from, Math.min(count - rows.length, source.entries - from)))
      offset += source.entries
    }
    return { total, start, rows: withVerdicts(session, sources, rows) }
  }
  // A source that is still being imported has rows on this connection already, and is invisible.
  if (scope.length === 0) return { total: 0, start, rows: [] }
  const view = viewFor(session, filter, sources)
  const rows = gridEntries(store, view.ids.subarray(start, start + count))
  return { total: view.ids.length, start, rows: withVerdicts(session, sources, rows) }
}

function viewFor(session: Session, filter: EntryFilter, sources: readonly StoredSource[]): View {
  const { store } = session
  const breakRuns =
    filter.breaksOnly === true
      ? sources.flatMap((source) => lastRun(store, source.sourceId, 'chain')?.run.runId ?? [])
      : undefined
  const key = JSON.stringify(filter)
  const stamp = JSON.stringify([sources.map((source) => source.sourceId), breakRuns])
  const views = viewsBySession.get(session) ?? new Map<string, View>()
  viewsBySession.set(session, views)
  const known = views.get(key)
  if (known?.stamp === stamp) return known
  // Ids pass 2^32, so a Float64Array: 8 bytes each, exact.
  let ids = new Float64Array(4096)
  let length = 0
  for (const id of selectEntryIds(store, { ...filter, breakRuns })) {
    if (length === ids.length) {
      const wider = new Float64Array(ids.length * 2)
      wider.set(ids)
      ids = wider
    }
    ids[length] = id
    length += 1
  }
  const view = { ids: ids.slice(0, length), stamp }
  views.delete(key)
  views.set(key, view)
  if (views.size > liveViews) views.delete(views.keys().next().value as string)
  return view
}

function withVerdicts(session: Session, sources: readonly StoredSource[], rows: readonly GridEntry[]): EntryRow[] {
  const runs = new Map(sources.map((source) => [source.sourceId, chainRunOf(session, source.sourceId)]))
  const readers = new Map<number, EntryReader>()
  return rows.map((row) => {
    const sourceId = sourceOfEntry(row.entryId)
    const source = sources.find((candidate) => candidate.sourceId === sourceId) as StoredSource
    let reader = readers.get(sourceId)
    if (reader === undefined) {
      reader = new EntryReader(session.store, source)
      readers.set(sourceId, reader)
    }
    const view = reader.view(row.entryId) as RecordView
    return entryRow(session, row, view, runs.get(sourceId))
  })
}

/** The last chain check of a source, as far as it speaks of entries that have no break of their own. */
interface ChainRun {
  readonly runId: number
  readonly content: ContentState
  /** Null where no link of the source could be judged. */
  readonly link: 'ok' | null
  readonly reason: ReasonCode | null
  /** Breaks are stored up to this entry; of later ones it is not known here whether they have one. */
  readonly knownTo: number
}

function chainRunOf({ store }: Session, sourceId: number): ChainRun | undefined {
  const last = lastRun(store, sourceId, 'chain')
  if (last?.result.kind !== 'chain') return undefined
  const { runId } = last.run
  const { contents, links, recipeId, reason, breakCount } = last.result
  const cut = breakCount > storedBreaks ? pageBreaks(store, runId, storedBreaks - 1, 1)[0]?.entryId : undefined
  // Without a recipe no content was recomputed, and only entries with a broken link have a break of their own.
  const rest =
    contents.ok > 0
      ? { content: 'ok' as const, reason: null }
      : { content: 'not-recomputable' as const, reason: recipeId === null ? ('no-recipe-reproduces' as const) : reason }
  const link = Object.values(links).some((count) => count > 0) ? 'ok' : null
  return { runId, ...rest, link, knownTo: cut ?? Infinity }
}

/** Characters of a value in a row of the grid. */
const rowCharacters = 256

function entryRow(session: Session, row: GridEntry, view: RecordView, run: ChainRun | undefined): EntryRow {
  const item = run === undefined ? undefined : findBreak(session.store, run.runId, row.entryId)
  const rest = run !== undefined && row.entryId <= run.knownTo ? run : undefined
  const hash = view.field('entryHash')
  return {
    entryId: row.entryId,
    sourceId: view.sourceId,
    line: row.line,
    sequence: row.sequence,
    occurredAt: view.occurredAtText === null ? null : maskedStart(view.occurredAtText, rowCharacters),
    occurredAtMicros: row.occurredMicros,
    actor: row.actor,
    action: row.action,
    resourceType: row.resourceType,
    resourceId: row.resourceId,
    outcome: outcomeOf(view, row.action),
    link: item === undefined ? (rest?.link ?? null) : item.link,
    content: item?.content ?? rest?.content ?? null,
    reason: item === undefined ? (rest?.reason ?? null) : item.reason,
    entryHash: hash.state === 'present' ? maskedStart(hash.text, rowCharacters) : null,
  }
}

/** Outcome as recorded, or derived from the action's last part or the status code; null when the log does not say. */
function outcomeOf(view: RecordView, action: string | null): string | null {
  const recorded = view.field('outcome')
  if (recorded.state === 'present') return maskedStart(recorded.text, rowCharacters)
  const last = action?.split('.').at(-1)
  if (last === 'success' || last === 'failed') return last
  const status = view.field('statusCode')
  if (status.state !== 'present' || !/^\d{3}$/.test(status.text)) return null
  return Number(status.text) < 400 ? 'success' : 'failed'
}

const rawCharacters = 65_536
const valueCharacters = 4096

/** `policy` says what is masked where a text is cut; all else is masked where the answer leaves the engine. */
export function inspectEntry(session: Session, entryId: number, policy?: MaskPolicy): EntryDetail {
  const source = findSource(session.store, sourceOfEntry(entryId))
  const row = gridEntry(session.store, entryId)
  const place = findEntry(session.store, entryId)
  if (source === undefined || row === undefined || place === undefined)
    throw new AppError('not-found', `There is no entry ${indexOfEntry(entryId)} in this source.`)
  const reader = new EntryReader(session.store, source)
  const view = reader.view(entryId) as RecordView
  const bytes = reader.bytes(place)
  const text = bytes.toString('utf8')
  const base = entryRow(session, row, view, chainRunOf(session, source.sourceId))
  return {
    ...base,
    byteStart: place.byteStart,
    byteLength: place.byteLength,
    rawText: maskedStart(text, rawCharacters, undefined, policy),
    rawCut: text.length > rawCharacters,
    sha256: sha256Hex(bytes),
    fields: entryFields.flatMap((field) => {
      if (source.profile.fields[field] === undefined) return []
      const mapped = view.mapped(field)
      return [
        {
          field,
          from: mapped?.from ?? null,
          state: mapped?.value.state ?? 'absent',
          text: maskedStart(mapped?.value.text ?? '', valueCharacters, mapped?.from, policy),
        },
      ]
    }),
    changes: changesOf(view),
  }
}

/** Leaves of before and after that differ, by dotted path; texts as the source wrote them. */
function changesOf(view: RecordView): EntryDetail['changes'] {
  const before = leavesOf(view.field('before').text)
  const after = leavesOf(view.field('after').text)
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => ({ path, before: before.get(path) ?? null, after: after.get(path) ?? null }))
}

function leavesOf(text: string): Map<string, string> {
  const leaves = new Map<string, string>()
  const visit = (value: unknown, path: string): void => {
    if (value instanceof NumberText) leaves.set(path, value.text)
    else if (typeof value === 'object' && value !== null)
      for (const [name, child] of Object.entries(value)) visit(child, path === '' ? name : `${path}.${name}`)
    else if (path !== '') leaves.set(path, typeof value === 'string' ? value : JSON.stringify(value))
  }
  try {
    visit(
      parseJsonWith(text, (token) => new NumberText(token)),
      '',
    )
  } catch {
    return leaves
  }
  return leaves
}

/**
 * A number of a record, digit for digit. Rounded to 53 bits, a card number of 19 digits is no card number any more to the
 * rule that masks it, and shows all but its last digits.
 */
class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

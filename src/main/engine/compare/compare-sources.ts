/**
 * Two exports of one log, compared record by record: what is the same, what only one of them has, what changed and what
 * stands elsewhere. Nothing is written but the result; memory does not grow with what differs.
 *
 * A difference is a fact about two files. Which of them the system would give today, and why they differ, is for a
 * person to ask.
 */
import { maskedText } from '../../../shared/core/sensitive/mask-value.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import type {
  ChangedRow,
  ComparedRow,
  Comparison,
  StoredComparison,
  ValueRule,
} from '../../../shared/model/comparison.ts'
import { entryIdFrom } from '../../../shared/model/digest.ts'
import type { EntryField } from '../../../shared/model/profile.ts'
import { createText } from '../../../shared/text/create-text.ts'
import type { ReadableStore } from '../../store/open.ts'
import { insertComparison } from '../../store/source-facts.ts'
import { listSources, type StoredSource } from '../../store/sources.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import { EntryReader } from '../query/entry-text.ts'
import type { RecordView } from '../query/record-view.ts'
import type { Session } from '../session.ts'
import { countChangedFields } from './changed-fields.ts'
import type { CompareWork } from './compare-ranges.ts'
import { comparisonStatement } from './comparison-statement.ts'
import { matchRows, rowStates, type Matched, type MatchedSide } from './match-rows.ts'
import { inOrder } from './row-digests.ts'
import { keyOf, valueRuleOf, valueText, type KeyRule } from './row-values.ts'

/** Rows of both exports held as digests at a time: 132 MB. */
const defaultRowsAtOnce = 3_000_000
/** Rows of one export: each takes a few bytes for as long as the comparison lasts. */
const mostRows = 100_000_000
/** Rows listed of each kind; all are counted. */
const listed = 200
const lanes = 2
const keyCharacters = 256
const valueCharacters = 1024

/**
 * Sources that look like another export of what `source` holds: read with the same profile, other bytes, and at least
 * half of the shorter span of time (or of sequences, where there are no times) in common.
 */
export function findComparable(store: ReadableStore, source: StoredSource): StoredSource[] {
  return listSources(store).filter(
    (other) =>
      other.sourceId !== source.sourceId &&
      other.profile.id === source.profile.id &&
      other.sha256 !== source.sha256 &&
      overlaps(source, other),
  )
}

function overlaps(left: StoredSource, right: StoredSource): boolean {
  const one = spanOf(left)
  const other = spanOf(right)
  if (one === null || other === null || one.kind !== other.kind) return false
  const common = Math.min(one.to, other.to) - Math.max(one.from, other.from)
  const shorter = Math.min(one.to - one.from, other.to - other.from)
  return common >= 0 && common >= shorter / 2
}

function spanOf(source: StoredSource): { kind: string; from: number; to: number } | null {
  const { firstMicros, lastMicros, firstSequence, lastSequence } = source
  if (firstMicros !== null && lastMicros !== null) return { kind: 'time', from: firstMicros, to: lastMicros }
  if (firstSequence === null || lastSequence === null) return null
  return { kind: 'sequence', from: Number(firstSequence), to: Number(lastSequence) }
}

/** Compares two sources and keeps the result. Throws `usage` for one source twice and for sources past the limit. */
export async function compareSources(
  ports: EnginePorts,
  session: Session,
  left: StoredSource,
  right: StoredSource,
  job: JobContext,
  rowsAtOnce = defaultRowsAtOnce,
): Promise<StoredComparison> {
  if (left.sourceId === right.sourceId) throw new AppError('usage', 'A source is compared with another one.')
  if (Math.max(left.entries, right.entries) > mostRows)
    throw new AppError('usage', `Sources of up to ${mostRows} entries can be compared. Nothing was changed.`)
  const { store } = session
  const pool = ports.startLanes(store.path, lanes)
  let result: Comparison
  try {
    const fields = comparedFields(left, right)
    const work = { store, pool, job, fields, keys: keyRuleOf(store, left, right), rule: valueRuleOf(left, right) }
    const matched = await matchRows(work, left, right, rowsAtOnce)
    result = comparisonFrom(work, matched, await countChangedFields(work, matched))
  } finally {
    await pool.close()
  }
  const atMicros = ports.clock.nowMicros()
  const comparisonId = await session.transaction(() => {
    recordCustody(ports, store, 'source.compare', {
      left: left.sourceId,
      right: right.sourceId,
      same: result.same,
      sameOtherBytes: result.sameOtherBytes,
      changed: result.changed,
      removed: result.removed,
      added: result.added,
      moved: result.moved,
    })
    return insertComparison(session.store, atMicros, ports.version, result)
  })
  return { comparisonId, atMicros, toolVersion: ports.version, result }
}

function comparedFields(left: StoredSource, right: StoredSource): EntryField[] {
  const names = new Set([...Object.keys(left.profile.fields), ...Object.keys(right.profile.fields)]) as Set<EntryField>
  return [...names]
}

/** Both exports must have a value to match by: one that left its ids out would share no row with the other. */
function keyRuleOf(store: ReadableStore, left: StoredSource, right: StoredSource): KeyRule {
  const has = (source: StoredSource): { eventId: boolean; sequence: boolean } => {
    const reader = new EntryReader(store, source)
    const found = { eventId: false, sequence: false }
    const step = Math.max(1, Math.floor(source.entries / 20))
    for (let index = 0; index < source.entries; index += step) {
      const view = reader.viewAt(index)
      for (const field of ['eventId', 'sequence'] as const) found[field] ||= view?.field(field).state === 'present'
    }
    return found
  }
  const one = has(left)
  const other = has(right)
  return { eventId: one.eventId && other.eventId, sequence: one.sequence && other.sequence }
}

function comparisonFrom(
  { store, fields, keys, rule }: CompareWork,
  matched: Matched,
  changedFields: ReadonlyMap<EntryField, number>,
): Comparison {
  const { left, right, target } = matched
  const ordered = inOrder(target)
  const count = (side: MatchedSide, state: number, outsideOnly = false): number =>
    side.states.reduce(
      (sum, value, row) => sum + (value === state && (!outsideOnly || side.outside[row] === 1) ? 1 : 0),
      0,
    )
  const lister = { left: new RowLister(store, left, keys), right: new RowLister(store, right, keys) }
  const isMoved = (row: number): boolean => (target[row] as number) >= 0 && ordered[row] === 0
  const body: Omit<Comparison, 'statement'> = {
    left: sideFrom(left),
    right: sideFrom(right),
    comparedBy: rule,
    matchedBy: matched.matchedBy,
    same: count(left, rowStates.same),
    sameOtherBytes: count(left, rowStates.sameOtherBytes),
    changed: count(left, rowStates.changed),
    removed: count(left, rowStates.alone),
    removedOutside: count(left, rowStates.alone, true),
    added: count(right, rowStates.alone),
    addedOutside: count(right, rowStates.alone, true),
    moved: target.reduce((sum, _, row) => sum + (isMoved(row) ? 1 : 0), 0),
    changedFields: [...changedFields]
      .map(([field, rows]) => ({ field, rows }))
      .toSorted((a, b) => b.rows - a.rows || (a.field < b.field ? -1 : 1)),
    listed: {
      changed: firstRows(left.states.length, (row) => left.states[row] === rowStates.changed).map((row) =>
        changedRow(lister, fields, rule, row, target[row] as number),
      ),
      removed: firstRows(left.states.length, (row) => left.states[row] === rowStates.alone).map((row) =>
        lister.left.row(row),
      ),
      added: firstRows(right.states.length, (row) => right.states[row] === rowStates.alone).map((row) =>
        lister.right.row(row),
      ),
      moved: firstRows(target.length, isMoved).map((row) => lister.left.row(row)),
    },
  }
  return { ...body, statement: comparisonStatement(createText(), body) }
}

function firstRows(length: number, test: (row: number) => boolean): number[] {
  const rows: number[] = []
  for (let row = 0; row < length && rows.length < listed; row += 1) if (test(row)) rows.push(row)
  return rows
}

function sideFrom({ source, repeatedKeys }: MatchedSide): Comparison['left'] {
  return {
    sourceId: source.sourceId,
    name: source.name,
    format: source.format,
    sha256: source.sha256,
    entries: source.entries,
    rejected: source.receipt.rejected,
    firstMicros: source.firstMicros,
    lastMicros: source.lastMicros,
    repeatedKeys,
  }
}

/** Rows of one export as lists show them. */
class RowLister {
  readonly #reader: EntryReader
  readonly #side: MatchedSide
  readonly #keys: KeyRule

  constructor(store: ReadableStore, side: MatchedSide, keys: KeyRule) {
    this.#reader = new EntryReader(store, side.source)
    this.#side = side
    this.#keys = keys
  }

  /** Valid until the next call. */
  view(row: number): RecordView {
    const view = this.#reader.viewAt(row)
    if (view === undefined) throw new Error(`source ${this.#side.source.sourceId} has no entry ${row}`)
    return view
  }

  row(row: number): ComparedRow {
    const view = this.view(row)
    const { kind, text } = keyOf(view, this.#keys)
    return {
      entryId: entryIdFrom(this.#side.source.sourceId, row),
      line: view.line,
      matchedBy: kind,
      key: shown(text, keyCharacters),
      occurredAt: view.occurredAtText === null ? null : shown(view.occurredAtText, keyCharacters),
      outside: this.#side.outside[row] === 1,
    }
  }
}

function changedRow(
  lister: { readonly left: RowLister; readonly right: RowLister },
  fields: readonly EntryField[],
  rule: ValueRule,
  row: number,
  otherRow: number,
): ChangedRow {
  const left = lister.left.view(row)
  const right = lister.right.view(otherRow)
  const changed = fields
    .filter((field) => valueText(left, field, rule) !== valueText(right, field, rule))
    .map((field) => ({ field, left: shownValue(left, field), right: shownValue(right, field) }))
  return { left: lister.left.row(row), right: lister.right.row(otherRow), fields: changed }
}

function shownValue(entry: RecordView, field: EntryField): string {
  const found = entry.mapped(field)
  if (found === undefined) return '(absent)'
  const { state, text } = found.value
  return state === 'present' || state === 'unparseable' ? shown(text, valueCharacters, found.from) : `(${state})`
}

/** Masked before it is cut and before it is stored: half a card number is none to any rule. */
function shown(text: string, length: number, key?: string): string {
  return maskedText(text.slice(0, length + 4096), key).slice(0, length)
}

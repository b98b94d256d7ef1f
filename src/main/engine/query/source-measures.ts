/**
 * What one pass over the entries of a source measures for its sheet and its completeness rung: fill rates, field states,
 * sequence, days, ids that occur twice. Kept in the engagement: the bytes never change, so it is measured once for a
 * period.
 */
import { createCoverage } from '../../../shared/core/completeness/coverage.ts'
import { createFieldChecks, type FieldCheck } from '../../../shared/core/completeness/field-checks.ts'
import { createFillRates } from '../../../shared/core/completeness/fill-rates.ts'
import { createSequenceTest } from '../../../shared/core/completeness/sequence-test.ts'
import type { CompletenessFacts } from '../../../shared/core/completeness/completeness-ladder.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import type { Coverage, FillRate, SequenceTest } from '../../../shared/model/analysis.ts'
import type { EntryView } from '../../../shared/model/entry.ts'
import { sha256Of } from '../../io/host/digest.ts'
import { iterateEntries } from '../../store/entries.ts'
import { readEngagement } from '../../store/engagements.ts'
import type { ReadableStore, WritableStore } from '../../store/open.ts'
import { readMeasures, saveMeasures } from '../../store/source-facts.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import type { Session } from '../session.ts'
import { streamEntries } from './stream-entries.ts'

export interface SourceMeasures {
  readonly fillRates: readonly FillRate[]
  readonly coverage: Coverage
  readonly sequence: SequenceTest
  readonly fields: readonly FieldCheck[]
  /** Entries whose event id an entry before them has; `looked` counts the ids compared. Null without event ids. */
  readonly eventIds: { readonly looked: number; readonly repeated: number } | null
}

/** Rises when what is measured changes. */
const layout = 1
/** Ranges and duplicates listed in a stored measure; all are counted. */
const listLimit = 200
/** Event ids compared: 64 MiB of digests. Ids past it are not looked at, and the sheet says so. */
const idLimit = 8 * 1024 * 1024
/** Sources up to this many entries are measured when somebody looks at their sheet, which takes about a second. */
export const measuredAtOnce = 20_000

function basisOf(store: ReadableStore): string {
  const { period } = readEngagement(store)
  return `${layout} ${period.from}..${period.to}`
}

/** Measures that wait for their turn to be stored: a sheet does not wait for the import that goes on meanwhile. */
const waiting = new WeakMap<object, Map<number, SourceMeasures>>()

/** Null until somebody had them measured. */
export function measuresOf(store: ReadableStore, source: StoredSource): SourceMeasures | null {
  const kept = waiting.get(store.db)?.get(source.sourceId)
  return kept ?? (readMeasures(store, source.sourceId, basisOf(store)) as SourceMeasures | null)
}

export interface Measurer<T> {
  /** Entries of the source in file order. */
  add(entry: EntryView): void
  finish(): T
}

/** Fields and ids alone, for a pass that has the rest already. */
export function createFieldMeasurer(source: StoredSource): Measurer<Pick<SourceMeasures, 'fields' | 'eventIds'>> {
  const { profile, importedAtMicros } = source
  const fields = createFieldChecks({ profile, importedAtMicros })
  const ids = new SeenIds(profile.fields.eventId === undefined ? 0 : Math.min(source.entries, idLimit))
  return {
    add(entry) {
      fields.add(entry)
      const id = entry.field('eventId')
      if (id.state === 'present') ids.add(id.text)
    },
    finish: () => ({ fields: fields.finish(), eventIds: ids.finish() }),
  }
}

function createMeasurer(store: ReadableStore, source: StoredSource): Measurer<SourceMeasures> {
  const { sourceId, profile } = source
  const fillRates = createFillRates({ profile, missingLimit: 0 })
  const coverage = createCoverage({ sourceId, period: readEngagement(store).period })
  const sequence = createSequenceTest({ sourceId, listLimit })
  const fields = createFieldMeasurer(source)
  return {
    add(entry) {
      for (const reducer of [fillRates, coverage, sequence, fields]) reducer.add(entry)
    },
    finish: () => ({
      fillRates: fillRates.finish(),
      coverage: coverage.finish(),
      sequence: sequence.finish(),
      ...fields.finish(),
    }),
  }
}

/** Keeps measures; call inside a transaction or a turn of the session. */
export function keepMeasures(store: WritableStore, source: StoredSource, measures: SourceMeasures): void {
  // Which entries lack a value is the analysis's to list.
  const fillRates = measures.fillRates.map((rate) => ({ ...rate, missing: [] }))
  saveMeasures(store, source.sourceId, basisOf(store), maskedValue({ ...measures, fillRates }))
}

/** Measures of a source: the stored ones, or those of a pass over its entries, which are then stored. */
export async function measureSource(session: Session, source: StoredSource, job: JobContext): Promise<SourceMeasures> {
  const { store } = session
  const known = measuresOf(store, source)
  if (known !== null) return known
  const measurer = createMeasurer(store, source)
  await streamEntries(store, source, job, 'measure', (entry) => measurer.add(entry))
  const measures = measurer.finish()
  const held = waiting.get(store.db) ?? new Map<number, SourceMeasures>()
  waiting.set(store.db, held)
  held.set(source.sourceId, measures)
  void session
    .write(() => {
      keepMeasures(session.store, source, measures)
      held.delete(source.sourceId)
    })
    // A disk that is full: they stay in memory and are measured anew another time.
    .catch(() => undefined)
  return measures
}

/** Texts by 64 bits of their SHA-256: among eight million, two different ones agree once in half a million tries. */
class SeenIds {
  readonly #digests: BigUint64Array
  #count = 0

  constructor(limit: number) {
    this.#digests = new BigUint64Array(limit)
  }

  add(text: string): void {
    if (this.#count === this.#digests.length) return
    this.#digests[this.#count] = sha256Of(text).readBigUInt64LE(0)
    this.#count += 1
  }

  finish(): SourceMeasures['eventIds'] {
    if (this.#count === 0) return null
    const sorted = this.#digests.subarray(0, this.#count).sort()
    let repeated = 0
    for (let index = 1; index < sorted.length; index += 1) if (sorted[index] === sorted[index - 1]) repeated += 1
    return { looked: this.#count, repeated }
  }
}

type SequenceFacts = CompletenessFacts['sequence']

/** Entries whose numbers are read while a list waits. */
const readAtOnce = 50_000
const factsByStore = new WeakMap<object, Map<number, SequenceFacts>>()

/**
 * Sequence facts for the completeness ladder. First and last number and the count of entries are not enough: a number
 * that occurs twice would hide one that is missing. `untested` when every number would have to be read and nobody has.
 */
export function sequenceFactsOf(store: ReadableStore, source: StoredSource): SequenceFacts {
  if (source.firstSequence === null || source.lastSequence === null) return null
  const measured = measuresOf(store, source)
  if (measured !== null) return factsFrom(measured.sequence)
  const bySource = factsByStore.get(store.db) ?? new Map<number, SequenceFacts>()
  factsByStore.set(store.db, bySource)
  const known = bySource.get(source.sourceId)
  if (known !== undefined) return known
  const facts = source.entries <= readAtOnce ? readSequence(store, source) : fromBounds(source)
  bySource.set(source.sourceId, facts)
  return facts
}

function factsFrom(test: SequenceTest): SequenceFacts {
  return {
    missing: test.missing,
    duplicates: test.duplicateCount,
    undecided: test.undecided,
    withoutSequence: test.withoutSequence + test.unreadable,
  }
}

function readSequence(store: ReadableStore, source: StoredSource): SequenceFacts {
  const test = createSequenceTest({ sourceId: source.sourceId, listLimit: 0 })
  for (const place of iterateEntries(store, source.sourceId))
    test.add({
      sourceId: source.sourceId,
      entryId: place.entryId,
      line: place.line,
      sequence: place.sequence,
      occurredAtMicros: place.occurredMicros,
      byteStart: place.byteStart,
      byteLength: place.byteLength,
    })
  return factsFrom(test.finish())
}

/** Contradictions that first, last and count alone show. */
function fromBounds({ firstSequence, lastSequence, entries }: StoredSource): SequenceFacts {
  const missing = BigInt(lastSequence ?? '0') - BigInt(firstSequence ?? '0') + 1n - BigInt(entries)
  if (missing === 0n) return 'untested'
  return missing > 0n
    ? { missing: String(missing), duplicates: 0, undecided: 0, withoutSequence: 0 }
    : { missing: '0', duplicates: Number(-missing), undecided: 0, withoutSequence: 0 }
}

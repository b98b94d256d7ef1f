/**
 * Verify the clocks inside the ids of one source: 1. look over all ids and stated times; 2. decide which kinds have a
 * clock that can be believed, and the tolerance; 3. compare entry by entry; 4. record the run.
 */
import { idResolutionMicros, readId } from '../../../shared/core/time/id-clock.ts'
import { IdClockJudge, idClockVerdict, type EntryOrder } from '../../../shared/core/time/id-clock-judge.ts'
import { IdClockSurvey } from '../../../shared/core/time/id-clock-survey.ts'
import { parseInstant } from '../../../shared/core/time/instant.ts'
import type { FieldValue } from '../../../shared/model/entry.ts'
import type { IdClockResult } from '../../../shared/model/id-clock.ts'
import type { SourceProfile } from '../../../shared/model/profile.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import { EntryReader } from '../query/entry-text.ts'
import type { RecordView } from '../query/record-view.ts'
import { streamEntries } from '../query/stream-entries.ts'
import type { Session } from '../session.ts'
import { recorded } from './recorded.ts'

/** Names an id has where the profile maps none. */
const usualNames = ['id', '_id', 'event_id', 'eventId', 'uuid', 'ulid', 'log_id']
/** Entries whose time texts are looked at for their precision. */
const resolutionEntries = 2000
/** Entries whose ids are looked at to tell whether there is anything to check. */
const lookedAtIds = 200

/** True when an id of the first entries is of a kind that holds a time: random ones promise nothing. */
export function hasIdClock({ store }: Session, source: StoredSource): boolean {
  const reader = new EntryReader(store, source)
  for (let index = 0; index < Math.min(source.entries, lookedAtIds); index += 1) {
    const view = reader.viewAt(index)
    const id = view === undefined ? null : idOf(view)
    if (id !== null && idResolutionMicros[readId(id.text).kind] > 0) return true
  }
  return false
}

export function verifyIds(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  job: JobContext,
): Promise<IdClockResult> {
  const { profile } = source
  return recorded(
    ports,
    session,
    {
      kind: 'ids',
      sourceId: source.sourceId,
      parameters: { profile: profile.id, profileVersion: profile.version },
    },
    ({ tested, within }) => ({ tested, within }),
    () => judge(session, source, job),
  )
}

async function judge({ store }: Session, source: StoredSource, job: JobContext): Promise<IdClockResult> {
  const survey = new IdClockSurvey()
  const direction = new Direction()
  const resolution = new StatedResolution(source.profile)
  let field: string | null = null
  let withoutId = 0
  await streamEntries(store, source, job, 'ids', (entry) => {
    direction.add(entry.sequence)
    resolution.add(entry)
    const id = idOf(entry)
    if (id === null) withoutId += 1
    else {
      field ??= id.from
      survey.add(readId(id.text), entry.occurredAtMicros)
    }
  })
  const basis = survey.finish(resolution.micros)
  const clocks = new IdClockJudge(basis, direction.order)
  if (basis.kinds.some(({ clock }) => clock))
    await streamEntries(store, source, job, 'id times', (entry) => {
      const id = idOf(entry)
      if (id === null) return
      clocks.add({
        entryId: entry.entryId,
        line: entry.line,
        sequence: entry.sequence,
        id: id.text,
        reading: readId(id.text),
        statedMicros: entry.occurredAtMicros,
        stated: () => (entry.occurredAtText ?? '').slice(0, 64),
      })
    })
  const counts = clocks.finish()
  const { rejected, truncated } = source.receipt
  const { timeOf: _timeOf, ...facts } = basis
  return {
    kind: 'ids',
    sourceId: source.sourceId,
    sourceName: source.name,
    ...idClockVerdict(basis, counts, { entries: source.entries, rejected, truncated }),
    entries: source.entries,
    rejected,
    field,
    withoutId,
    ...facts,
    ...counts,
  }
}

/** The entry's own id, as the profile maps it or under a usual name, and the field it came from. */
function idOf(entry: RecordView): { readonly from: string; readonly text: string } | null {
  const mapped = entry.mapped('eventId')
  if (mapped !== undefined) {
    const text = idText(mapped.value)
    return text === null ? null : { from: mapped.from, text }
  }
  for (const name of usualNames) {
    const text = idText(entry.raw(name))
    if (text !== null) return { from: name, text }
  }
  return null
}

function idText({ state, text, value }: FieldValue): string | null {
  if (state !== 'present') return null
  if (typeof value !== 'object' || value === null) return text
  // Extended JSON (MongoDB): {"$oid": "…"}.
  const oid = (value as { readonly $oid?: unknown }).$oid
  return typeof oid === 'string' ? oid : null
}

/** Whether sequence numbers rise or fall from entry to entry. */
class Direction {
  #before: string | null = null
  #rises = false
  #falls = false
  #any = false
  #missing = false

  add(sequence: string | null): void {
    if (sequence === null) {
      this.#missing = true
      return
    }
    this.#any = true
    if (this.#before !== null) {
      const order = compareSequences(this.#before, sequence)
      if (order < 0) this.#rises = true
      else this.#falls = true
    }
    this.#before = sequence
  }

  get order(): EntryOrder {
    if (!this.#any) return 'file'
    if (this.#missing || (this.#rises && this.#falls)) return 'mixed'
    return this.#falls ? 'sequence-falling' : 'sequence'
  }
}

/** Decimal texts as the store has them: no leading zeros. */
function compareSequences(left: string, right: string): number {
  if (left.startsWith('-') || right.startsWith('-')) return BigInt(left) < BigInt(right) ? -1 : 1
  if (left.length !== right.length) return left.length - right.length
  return left < right ? -1 : left > right ? 1 : 0
}

/** What the coarsest of the first stated times tells apart, in microseconds. */
class StatedResolution {
  micros = 1
  readonly #reading: { zone: string; epochUnit: SourceProfile['epochUnit'] }
  #seen = 0

  constructor({ zone, epochUnit }: SourceProfile) {
    this.#reading = { zone: zone === 'unknown' ? 'UTC' : zone, epochUnit }
  }

  add(entry: RecordView): void {
    if (this.#seen >= resolutionEntries) return
    this.#seen += 1
    const text = entry.occurredAtText
    if (text === null || entry.occurredAtMicros === null) return
    // A form that only the import reads (a month's name, a local format) has seconds.
    const digits = Math.min(6, parseInstant(text, this.#reading)?.fractionDigits ?? 0)
    this.micros = Math.max(this.micros, 10 ** (6 - digits))
  }
}

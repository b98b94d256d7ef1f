/**
 * Statements of a person about a source. Totals are compared with the imported records when they are stated: counts and
 * sequences from what the import counted, everything else in one pass over the records.
 */
import { createFieldTotals, isSameTotal, type FieldTotals } from '../../../shared/core/completeness/control-total.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { entryFieldSchema } from '../../../shared/model/profile.ts'
import {
  sourceFactNames,
  type CheckedTotal,
  type ControlTotal,
  type FactChanges,
  type SourceFacts,
} from '../../../shared/model/source-facts.ts'
import { insertSourceFacts, readSourceFacts } from '../../store/source-facts.ts'
import type { StoredSource } from '../../store/sources.ts'
import { sha256Hex } from '../../io/host/digest.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import type { RecordView } from './record-view.ts'
import { streamEntries } from './stream-entries.ts'

/**
 * Keeps a further version of what is stated about a source; the versions before stay. Throws `usage` when nothing
 * changes, or when a total names no field or states no number where one is needed.
 */
export async function setSourceFacts(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  changes: FactChanges,
  job: JobContext,
): Promise<SourceFacts> {
  for (const total of changes.totals ?? []) assertTotal(total)
  const stated = maskedValue(changes) as FactChanges
  const checked = await checkTotals(session, source, changes.totals ?? [], job)
  return session.transaction(() => {
    const before = readSourceFacts(session.store, source.sourceId)
    const facts = { ...before?.facts }
    for (const name of sourceFactNames) {
      const text = stated.facts?.[name]
      if (text === null) delete facts[name]
      else if (text !== undefined) facts[name] = text
    }
    const kept = stated.clearTotals === true ? [] : (before?.totals ?? [])
    const totals = [...kept.filter((total) => !checked.some((other) => isSamePlace(total, other))), ...checked]
    const isChanged = JSON.stringify([facts, totals]) !== JSON.stringify([before?.facts ?? {}, before?.totals ?? []])
    if (!isChanged) throw new AppError('usage', 'Nothing was stated that was not stated before.')
    const next: SourceFacts = {
      version: (before?.version ?? 0) + 1,
      statedAtMicros: ports.clock.nowMicros(),
      statedBy: ports.actor,
      facts,
      totals,
    }
    insertSourceFacts(session.store, source.sourceId, next)
    recordCustody(ports, session.store, 'source.facts', {
      source: source.sourceId,
      version: next.version,
      stated: Object.keys(stated.facts ?? {}),
      totals: checked.map(({ measure, field, obtained, value, result }) => ({
        measure,
        ...(field === undefined ? {} : { field }),
        obtained,
        value,
        result,
      })),
      // Binds the whole statement, whose text is in a table of its own, to the log.
      sha256: sha256Hex(JSON.stringify(next)),
    })
    return next
  })
}

function assertTotal({ measure, field, value }: ControlTotal): void {
  if (measure !== 'count' && field === undefined)
    throw new AppError('usage', `A ${measure} names the field it was formed of, for example ${measure}:sequence.`)
  if (measure === 'count' && !/^\d{1,15}$/.test(value))
    throw new AppError('usage', `A count is a whole number without separators, not ${value}.`)
  if (measure === 'sum' && !/^[+-]?\d+(?:\.\d+)?$/.test(value))
    throw new AppError('usage', `A sum is a decimal number without separators, not ${value}.`)
}

function isSamePlace(left: ControlTotal, right: ControlTotal): boolean {
  return left.measure === right.measure && left.field === right.field && left.obtained === right.obtained
}

async function checkTotals(
  session: Session,
  source: StoredSource,
  totals: readonly ControlTotal[],
  job: JobContext,
): Promise<CheckedTotal[]> {
  const fields = new Map(totals.flatMap(({ field }) => (field === undefined ? [] : [[field, createFieldTotals()]])))
  if (fields.size > 0) {
    await streamEntries(session.store, source, job, 'totals', (entry) => {
      for (const [field, reducer] of fields) reducer.add(textOf(entry, field))
    })
  }
  const formed = new Map([...fields].map(([field, reducer]) => [field, reducer.finish()]))
  return totals.map((total) => maskedValue(checkedTotal(source, total, formed)) as CheckedTotal)
}

/** A field of the profile by its name, else one of the record. */
function textOf(entry: RecordView, field: string): string | null {
  const known = entryFieldSchema.safeParse(field)
  const mapped = known.success ? entry.mapped(known.data)?.value : undefined
  const value = mapped ?? entry.raw(field)
  return value.state === 'present' ? value.text : null
}

function checkedTotal(
  source: StoredSource,
  total: ControlTotal,
  formed: ReadonlyMap<string, FieldTotals>,
): CheckedTotal {
  const ofField = total.field === undefined ? undefined : formed.get(total.field)
  const imported = importedTotal(source, total, ofField)
  const { absent = 0, unreadable = 0 } = ofField ?? {}
  if (imported === null) return { ...total, imported, result: 'not-comparable', absent, unreadable }
  const result = isSameTotal(total.value, imported) ? 'equal' : 'differs'
  return { ...total, imported, result, absent, unreadable }
}

function importedTotal(
  source: StoredSource,
  { measure }: ControlTotal,
  ofField: FieldTotals | undefined,
): string | null {
  if (measure === 'count') return String(ofField === undefined ? source.entries : ofField.values)
  if (ofField === undefined || ofField.values === 0) return null
  if (measure === 'min') return ofField.min
  if (measure === 'max') return ofField.max
  // A sum that leaves values out is another sum.
  return ofField.unreadable > 0 ? null : ofField.sum
}

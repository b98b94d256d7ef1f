/**
 * Counts sensitive values of a source by kind and field. On demand: it reads every stored record once, and only records
 * with a hit are looked at more closely. Card numbers of an import that redacts them are gone from the bytes it reads,
 * and a source that stays in its file has none; what the survey of the import found is in the receipt.
 */
import { scanBytes } from '../../../shared/core/sensitive/sensitive-scanner.ts'
import { defaultIinTable } from '../../../shared/core/sensitive/iin-table.ts'
import { pathsAt } from '../../../shared/core/sensitive/json-place.ts'
import { maskedText } from '../../../shared/core/sensitive/mask-value.ts'
import type { SensitiveHit } from '../../../shared/core/sensitive/hit.ts'
import type { SensitiveFields } from '../../../shared/model/sensitive-fields.ts'
import { saveSensitiveFields } from '../../store/sensitive-counts.ts'
import { pageRejects, type StoredSource } from '../../store/sources.ts'
import { VaultReader } from '../../store/vault.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import { streamEntries } from '../query/stream-entries.ts'
import type { Session } from '../session.ts'

/** Kinds and fields that are told apart. Hostile: a record may have a new name for every value. */
const listedFields = 500
/** Rejected stretches looked at, and bytes of each. */
const listedRejects = 10_000
const rejectBytes = 1024 * 1024
const rejectPage = 500

type Count = SensitiveFields['fields'][number]

class FieldCounts {
  readonly #counts = new Map<string, Count>()
  unlisted = 0

  add({ kind, rule, confidence }: SensitiveHit, path: string, line: number): void {
    // A name can be a card number itself.
    const field = maskedText(path)
    const key = `${rule} ${field}`
    let count = this.#counts.get(key)
    if (count === undefined) {
      if (this.#counts.size >= listedFields) {
        this.unlisted += 1
        return
      }
      count = { kind, rule, field, likely: 0, possible: 0, firstLine: line }
      this.#counts.set(key, count)
    }
    count[confidence] += 1
  }

  /** Most first; of equals, by name, so that two counts of one source read alike. */
  list(): Count[] {
    return [...this.#counts.values()].toSorted(
      (left, right) =>
        right.likely - left.likely ||
        right.possible - left.possible ||
        (left.field < right.field ? -1 : left.field > right.field ? 1 : left.rule < right.rule ? -1 : 1),
    )
  }
}

export async function countSensitiveFields(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  job: JobContext,
): Promise<SensitiveFields> {
  const { store } = session
  const counts = new FieldCounts()
  let records = 0
  let recordsWithHits = 0
  await streamEntries(store, source, job, 'sensitive', (entry) => {
    records += 1
    const bytes = entry.jsonBytes()
    const hits = scanBytes(bytes)
    if (hits.length === 0) return
    recordsWithHits += 1
    const paths = pathsAt(
      bytes,
      hits.map((hit) => hit.byteStart),
    )
    for (const [index, hit] of hits.entries()) counts.add(hit, paths[index] as string, entry.line)
  })
  const rejected = await countRejects(session, source, counts, job)
  const result: SensitiveFields = {
    sourceId: source.sourceId,
    countedAtMicros: ports.clock.nowMicros(),
    iinTable: defaultIinTable.version,
    records,
    recordsWithHits,
    rejected,
    fields: counts.list(),
    unlisted: counts.unlisted,
  }
  await session.transaction(() => {
    saveSensitiveFields(store, result)
    recordCustody(ports, store, 'source.sensitive', { source: source.sourceId, records, recordsWithHits })
  })
  return result
}

async function countRejects(
  { store }: Session,
  source: StoredSource,
  counts: FieldCounts,
  job: JobContext,
): Promise<number> {
  const vault = new VaultReader(store, source.sourceId)
  let rejected = 0
  for (let start = 0; start < listedRejects; start += rejectPage) {
    const page = pageRejects(store, source.sourceId, start, rejectPage)
    for (const { byteStart, byteLength, line } of page) {
      rejected += 1
      const bytes = vault.read(byteStart, Math.min(byteLength, rejectBytes))
      for (const hit of scanBytes(bytes)) counts.add(hit, '(rejected)', line)
    }
    if (page.length < rejectPage) break
    await job.breathe()
  }
  return rejected
}

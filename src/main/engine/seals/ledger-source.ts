/** Digests of an Azure SQL ledger: records of a source, or saved files. */
import {
  compareDigests,
  createdFromPath,
  isLedgerDigest,
  readLedgerDigest,
  type LedgerDigest,
} from '../../../shared/core/seals/ledger-digests.ts'
import { SealRows } from '../../../shared/core/seals/seal-rows.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import type { JsonValue } from '../../../shared/model/entry.ts'
import type { SealRow } from '../../../shared/model/seals.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import { streamEntries } from '../query/stream-entries.ts'
import type { Session } from '../session.ts'
import type { Judged } from './verify-seals.ts'

/** A digest with where it stands. */
interface Placed {
  readonly value: JsonValue
  readonly created: string | null
  readonly place: Pick<SealRow, 'entryId' | 'line' | 'sequence'>
}

/** Digests beyond this number are another kind of file. */
const mostDigests = 1_000_000

export async function ledgerFromSource({ store }: Session, source: StoredSource, job: JobContext): Promise<Judged> {
  const placed: Placed[] = []
  await streamEntries(store, source, job, 'digests', (entry) => {
    if (placed.length >= mostDigests) return
    const { entryId, line } = entry
    placed.push({
      value: parseJson(entry.jsonText()) as JsonValue,
      created: null,
      place: { entryId, line, sequence: entry.raw('block_id').text || null },
    })
  })
  return judge(placed, 0)
}

/** Each file holds one digest, an array of them, or one a line. Throws `file-unreadable` for a file that holds none. */
export async function ledgerFromFiles(paths: readonly string[]): Promise<Judged> {
  const placed: Placed[] = []
  for (const path of paths) {
    const values = valuesOf((await readChosenFile(path)).toString('utf8'))
    if (values === null || !values.some(isLedgerDigest))
      throw new AppError('file-unreadable', `${path} holds no ledger digest in JSON. Nothing was checked.`)
    for (const [index, value] of values.entries())
      placed.push({
        value,
        created: createdFromPath(path),
        place: { entryId: null, line: values.length > 1 ? index + 1 : null, sequence: null },
      })
  }
  return judge(placed, paths.length)
}

function valuesOf(text: string): readonly JsonValue[] | null {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  try {
    const value = parseJson(trimmed) as JsonValue
    return Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
  } catch {
    try {
      return trimmed
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '')
        .map((line) => parseJson(line) as JsonValue)
    } catch {
      return null
    }
  }
}

function judge(placed: readonly Placed[], files: number): Judged {
  const rows = new SealRows()
  const digests: LedgerDigest[] = []
  const places: Placed['place'][] = []
  let malformed = 0
  for (const { value, created, place } of placed) {
    const digest = readLedgerDigest(value, created)
    if (typeof digest === 'string') {
      malformed += 1
      rows.add({ ...place, item: 'digest', state: 'not-checked', reason: digest, expected: null, actual: null })
      continue
    }
    digests.push(digest)
    places.push({ ...place, sequence: place.sequence ?? String(digest.block) })
  }
  const { incarnations, breaks, repeated, compared } = compareDigests(digests)
  for (const { digest, item, reason, expected, actual } of breaks)
    rows.add({
      ...(places[digest] as Placed['place']),
      item,
      state: 'mismatch',
      reason,
      expected: expected.slice(0, 128),
      actual: actual.slice(0, 128),
    })
  const differing = new Set(breaks.map(({ digest }) => digest)).size
  const consistent = breaks.length === 0 && malformed === 0
  return {
    detail: {
      design: 'ledger-digests',
      digests: placed.length,
      files,
      incarnations: incarnations.slice(0, 200).map(({ firstBlock, lastBlock, ...item }) => ({
        ...item,
        firstBlock: String(firstBlock),
        lastBlock: String(lastBlock),
      })),
      repeated,
    },
    counts: {
      verified: 0,
      mismatch: differing,
      notChecked: placed.length - differing,
    },
    rows,
    // Digests that agree have nothing here to be compared with; a digest alone was not compared at all.
    ...(consistent
      ? { override: { verdict: compared > 0 ? 'unanchored' : 'not-checked', reason: 'ledger-not-at-hand' } as const }
      : {}),
  }
}

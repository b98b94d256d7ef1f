/**
 * The verdict of each log file that a digest lists, and of those that none lists. A log file is verified only below a
 * digest that is verified itself: an equal hash in a digest that anybody may have written shows nothing.
 */
import type { LogRow, Notice, UnlistedRow } from '../../model/cloudtrail.ts'
import type { ReasonCode, VerdictWord } from '../../model/verdict.ts'
import { isoFromMicros, parseInstant } from '../time/instant.ts'
import { hashAlgorithm, isSha256, type ListedLog } from './digest-model.ts'
import type { DigestNode } from './digest-node.ts'
import type { CopiedFile } from './evidence.ts'
import type { FoundPlace, Places } from './placement.ts'
import type { RowList } from './row-list.ts'

export interface LogTotals {
  logs: number
  verified: number
  missing: number
}

/** Judges the log files of one digest, adds their rows, and says how many verify. Files that were used go into `used`. */
export function judgeLogs(
  node: DigestNode,
  chain: number,
  files: readonly CopiedFile[],
  places: Places,
  used: Set<number>,
  rows: RowList<LogRow>,
  totals: LogTotals,
): number {
  let verified = 0
  for (const listed of node.document?.logFiles ?? []) {
    const row = judgeLog(node, chain, listed, files, places, used)
    rows.add(row)
    totals.logs += 1
    if (row.verdict === 'verified') verified += 1
    if (row.reason === 'file-missing') totals.missing += 1
  }
  totals.verified += verified
  return verified
}

function judgeLog(
  node: DigestNode,
  chain: number,
  listed: ListedLog,
  files: readonly CopiedFile[],
  places: Places,
  used: Set<number>,
): LogRow {
  const bucket = listed.bucket ?? ''
  const key = listed.key ?? ''
  const place = listed.key === null ? null : places.find(bucket, key, listed.hash, isSha256(listed.hash))
  const file = place === null ? undefined : files[place.index]
  if (place !== null && file !== undefined) {
    used.add(place.index)
    places.note(place, bucket, key)
  }
  const [verdict, reason] = verdictOf(node, listed, file)
  return {
    chain,
    digestKey: node.key,
    file: file?.name ?? null,
    bucket,
    key,
    placement: place?.placement ?? null,
    verdict,
    reason,
    expected: listed.hash,
    actual: file?.sha256 ?? null,
    notices: file === undefined || place === null ? [] : noticesOf(node, listed, file, place),
  }
}

function verdictOf(
  node: DigestNode,
  listed: ListedLog,
  file: CopiedFile | undefined,
): [VerdictWord, ReasonCode | null] {
  if (listed.key === null || listed.bucket === null) return ['not-checked', 'digest-malformed']
  if (file === undefined) return ['gap', 'file-missing']
  if (file.end.state === 'unread') return ['not-checked', 'file-not-read']
  if (listed.hashAlgorithm !== hashAlgorithm) return ['not-checked', 'algorithm-unsupported']
  if (!isSha256(listed.hash)) return ['mismatch', 'hash-malformed']
  if (listed.hash !== file.sha256)
    return ['mismatch', file.end.state === 'damaged' ? 'packing-damaged' : 'file-differs']
  if (node.verdict !== 'verified') return ['not-checked', 'digest-not-verified']
  if (file.end.state === 'trailing') return ['not-checked', 'trailing-data']
  return ['verified', null]
}

function noticesOf(node: DigestNode, listed: ListedLog, file: CopiedFile, place: FoundPlace): Notice[] {
  const notices: Notice[] = []
  if (file.end.state === 'trailing') notices.push({ code: 'trailing-data', detail: file.end.detail })
  if (file.end.state === 'damaged') notices.push({ code: 'packing-damaged', detail: file.end.detail })
  if (place.unpacked || (listed.key?.endsWith('.gz') === true && !file.packed))
    notices.push({ code: 'unpacked', detail: file.name })
  if (file.kind !== 'log') return notices
  const { events, timed, oldestMicros, newestMicros } = file.times
  if (events > timed)
    notices.push({
      code: 'events-unreadable',
      detail: `${events - timed} of ${events} events have no time that can be read`,
    })
  const from = microsOf(listed.oldestEventTime ?? node.document?.oldestEventTime ?? null)
  const to = microsOf(listed.newestEventTime ?? node.document?.newestEventTime ?? null)
  const isOutside =
    (from !== null && oldestMicros !== null && oldestMicros < from) ||
    // Bounds are whole seconds; an event may have a fraction of the last one.
    (to !== null && newestMicros !== null && newestMicros >= to + 1_000_000)
  if (isOutside && oldestMicros !== null && newestMicros !== null) {
    const stated = `${from === null ? '?' : isoFromMicros(from, 0)} to ${to === null ? '?' : isoFromMicros(to, 0)}`
    const actual = `${isoFromMicros(oldestMicros, 0)} to ${isoFromMicros(newestMicros, 0)}`
    notices.push({ code: 'events-outside-bounds', detail: `stated ${stated}, events from ${actual}` })
  }
  return notices
}

function microsOf(text: string | null): number | null {
  return text === null ? null : (parseInstant(text, { zone: 'UTC', epochUnit: 's' })?.micros ?? null)
}

/** Log files in the copy that no digest lists. */
export function unlistedLogs(
  files: readonly CopiedFile[],
  used: ReadonlySet<number>,
  reason: ReasonCode,
  rows: RowList<UnlistedRow>,
): number {
  let count = 0
  files.forEach((file, index) => {
    if (file.kind !== 'log' || used.has(index)) return
    count += 1
    rows.add({ file: file.name, verdict: 'not-checked', reason, sha256: file.sha256 })
  })
  return count
}

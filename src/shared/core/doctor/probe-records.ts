/** Which records the grid is gone through on, and records that get a member for the hash of their neighbour. */
import { parseHex } from '../bytes/hex.ts'
import { JsonScan } from '../bytes/json-scan.ts'
import { utf8FromText } from '../bytes/utf8.ts'
import { digestFromText } from '../chain/digest-text.ts'
import { featuresOf } from './confirm.ts'
import { impliedPrevious } from './expand.ts'
import type { DigestColumn, HashPair, SampleRecord } from './hash-columns.ts'
import type { Probe } from './grid-point.ts'
import { memberText } from './source-shape.ts'

/**
 * Records to go through the grid on: in the middle of a chain, small, and with few values that forms write differently,
 * so that many recipes give one pre-image and are tried at once. The other records tell them apart afterwards.
 */
export function probesOf(
  records: readonly SampleRecord[],
  entry: DigestColumn,
  pair: HashPair | null,
  columns: readonly DigestColumn[],
  implied: 'file' | 'reverse-file' | null,
): Probe[] {
  const lengths = records.map(({ scan }) => scan.objectEnd - scan.objectStart)
  const median = lengths.toSorted((a, b) => a - b)[lengths.length >> 1] ?? 1
  const rows = [...records.keys()].filter((row) => {
    if ((entry.values[row] ?? null) === null) return false
    if (implied !== null) return memberText(records[row] as SampleRecord, impliedPrevious) !== undefined
    return pair === null || /[^0]/.test(pair.previous.values[row] ?? '')
  })
  const score = (row: number): number => {
    const { length } = featuresOf(records[row] as SampleRecord)
    const linked = pair === null || (pair.predecessor[row] as number) >= 0 ? 20 : 0
    return linked - length - Math.max(0, ((lengths[row] as number) / median - 1) * 4)
  }
  const scored = rows.map((row) => ({ row, score: score(row) })).toSorted((a, b) => b.score - a.score || a.row - b.row)
  const first = scored[0]
  // An altered record is unlikely twice in places far from one another.
  const second = scored.find(
    ({ row }) => first !== undefined && Math.abs(row - first.row) > Math.min(20, records.length / 4),
  )
  const contentColumns = columns.filter(
    ({ name, size }) => name !== entry.name && name !== pair?.previous.name && size === entry.size,
  )
  return [first, second]
    .filter((item) => item !== undefined)
    .map(({ row }): Probe => {
      const record = records[row] as SampleRecord
      const digestIn = (column: DigestColumn): Uint8Array | undefined => parseHex(column.values[row] ?? '?')
      const targets = [entry, ...contentColumns].flatMap((column) => {
        const digest = digestIn(column)
        return digest === undefined ? [] : [{ name: column.name, digest }]
      })
      const stated =
        implied === null ? (pair === null ? undefined : digestIn(pair.previous)) : impliedDigest(record, entry)
      return { record, index: row, targets, previous: stated ?? null }
    })
}

function impliedDigest(record: SampleRecord, entry: DigestColumn): Uint8Array | undefined {
  const text = memberText(record, impliedPrevious)
  return text === undefined ? undefined : digestFromText(text.slice(1, -1), entry.encoding, entry.size)
}

/** The records with one more member: the hash of the entry that stands before (or after) in the file. */
export function withPreviousMember(
  records: readonly SampleRecord[],
  entry: DigestColumn,
  order: 'file' | 'reverse-file',
): SampleRecord[] {
  return records.map((record, row) => {
    const before = records[order === 'file' ? row - 1 : row + 1]
    const text = before === undefined ? undefined : memberText(before, entry.name)
    if (text === undefined || record.scan.count === 0) return record
    const { bytes, scan } = record
    const end = scan.valueEnd[scan.count - 1] as number
    const added = utf8FromText(`,"${impliedPrevious}":${text}`)
    const joined = new Uint8Array(scan.objectEnd - scan.objectStart + added.length)
    joined.set(bytes.subarray(scan.objectStart, end), 0)
    joined.set(added, end - scan.objectStart)
    joined.set(bytes.subarray(end, scan.objectEnd), end - scan.objectStart + added.length)
    const again = new JsonScan()
    return again.scan(joined, 0, joined.length) ? { bytes: joined, scan: again } : record
  })
}

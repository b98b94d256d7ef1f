/**
 * Values that were blanked after sealing: the stored hash is that of the values before. Other rows have a value there, or
 * the value is a word that stands for a removed one. Whether an entry of the log itself states the erasure is looked up.
 */
import type { JsonValue } from '../../model/entry.ts'
import { textFromUtf8 } from '../bytes/utf8.ts'
import type { ResidueProbe } from './residue-probe.ts'

/** Words that systems write in the place of a removed value. */
const blankWord =
  /^[[(<{*#]*\s*(?:redacted|erased|removed|deleted|scrubbed|masked|anonymi[sz]ed|gdpr[ _-]?(?:erased|deleted|removed))\s*[\])>}*#]*$/i
const stars = /^(?:\*{3,}|x{6,}|X{6,}|#{3,})$/
/** What an entry says that states an erasure. */
const erasureWord = /eras|redact|scrub|anonymi[sz]|pseudonymi[sz]|gdpr|right[ _-]?to[ _-]?be[ _-]?forgotten/i

/** Rows that show what a field usually holds, rows looked through for entries that state an erasure, and leaves of one row. */
const usualRows = 500
const receiptRows = 50_000
const leavesPerRow = 2000

export interface BlankedRow {
  readonly row: number
  readonly fields: readonly string[]
  /** Position of the entry that states the erasure; null when none was found. */
  readonly receipt: number | null
}

function eachLeaf(
  value: JsonValue,
  path: string,
  visit: (path: string, leaf: JsonValue) => void,
  left: { count: number },
): void {
  if (left.count <= 0) return
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    left.count -= 1
    visit(path, value)
    return
  }
  // Positions of a list are one field.
  for (const [name, inner] of Object.entries(value))
    eachLeaf(inner as JsonValue, Array.isArray(value) ? path : path === '' ? name : `${path}.${name}`, visit, left)
}

/** `word` says of itself that something was removed; `empty` only where other rows hold a value. */
function blankness(leaf: JsonValue): 'word' | 'empty' | null {
  if (typeof leaf === 'string' && leaf !== '') return blankWord.test(leaf) || stars.test(leaf) ? 'word' : null
  return leaf === null || leaf === '' || typeof leaf === 'object' ? 'empty' : null
}

/** Fields that hold a value in most of `rows`. */
function usuallyFilled(probe: ResidueProbe, rows: readonly number[]): ReadonlySet<string> {
  const filled = new Map<string, number>()
  let looked = 0
  for (const row of rows.slice(0, usualRows)) {
    const record = probe.parsed(row)
    if (record === undefined) continue
    looked += 1
    const here = new Set<string>()
    eachLeaf(record, '', (path, leaf) => void (blankness(leaf) === null && here.add(path)), { count: leavesPerRow })
    for (const path of here) {
      filled.set(path, (filled.get(path) ?? 0) + 1)
      // A field that holds an object elsewhere is filled too.
      for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
        const outer = path.slice(0, dot)
        if (!here.has(outer)) filled.set(outer, (filled.get(outer) ?? 0) + 1)
      }
    }
  }
  return new Set([...filled].flatMap(([path, count]) => (count * 2 > looked ? [path] : [])))
}

/** Those of `rows` whose values look blanked. `good` are rows that recompute, `hashNames` the members that hold hashes. */
export function blankedRows(
  probe: ResidueProbe,
  rows: readonly number[],
  good: readonly number[],
  hashNames: readonly string[],
): readonly BlankedRow[] {
  const usual = usuallyFilled(probe, good.length > 0 ? good : rows)
  const blanked: { row: number; fields: string[] }[] = []
  for (const row of rows) {
    const record = probe.parsed(row)
    if (record === undefined) continue
    const fields = new Set<string>()
    const visit = (path: string, leaf: JsonValue): void => {
      const kind = blankness(leaf)
      if (kind === 'word' || (kind === 'empty' && usual.has(path))) fields.add(path)
    }
    eachLeaf(record, '', visit, { count: leavesPerRow })
    for (const name of hashNames) fields.delete(name)
    if (fields.size > 0) blanked.push({ row, fields: [...fields] })
  }
  if (blanked.length === 0) return []
  const receiptByRow = receiptsFor(
    probe,
    blanked.map(({ row }) => row),
    good,
  )
  return blanked.map(({ row, fields }) => ({ row, fields, receipt: receiptByRow.get(row) ?? null }))
}

/**
 * Entries that recompute, speak of an erasure and hold a value that only one of the blanked rows has: its id or its hash.
 * The last of them counts for a row.
 */
function receiptsFor(
  probe: ResidueProbe,
  rows: readonly number[],
  good: readonly number[],
): ReadonlyMap<number, number> {
  const rowByValue = new Map<string, number | null>()
  for (const row of rows) {
    const record = probe.parsed(row)
    for (const value of Object.values(record ?? {})) {
      if (typeof value !== 'string' || value.length < 4 || blankness(value) !== null) continue
      // A value that several rows have names none of them.
      rowByValue.set(value, rowByValue.has(value) && rowByValue.get(value) !== row ? null : row)
    }
  }
  // Nor does one that ordinary rows have: an actor, a tenant, an amount.
  for (const row of good.slice(0, usualRows)) {
    if (!probe.load(row) || erasureWord.test(textFromUtf8(probe.bytes))) continue
    for (const value of Object.values(probe.parsed(row) ?? {})) if (typeof value === 'string') rowByValue.delete(value)
  }
  const receiptByRow = new Map<number, number>()
  for (const row of good.slice(0, receiptRows)) {
    if (!probe.load(row) || !erasureWord.test(textFromUtf8(probe.bytes))) continue
    const record = probe.parsed(row)
    if (record === undefined) continue
    const visit = (_path: string, leaf: JsonValue): void => {
      const named = typeof leaf === 'string' ? rowByValue.get(leaf) : undefined
      if (named !== undefined && named !== null && named !== row) receiptByRow.set(named, row)
    }
    eachLeaf(record, '', visit, { count: leavesPerRow })
  }
  return receiptByRow
}

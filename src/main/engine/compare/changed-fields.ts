/** Changed rows by field, every one of them: both exports are read again, a part of the changed rows at a time. */
import type { EntryField } from '../../../shared/model/profile.ts'
import { compareRanges, type CompareWork } from './compare-ranges.ts'
import { rowsInState, rowStates, type Matched } from './match-rows.ts'

/** Changed rows whose values are held as digests at a time: 55 MB at 17 fields. */
const changedAtOnce = 400_000

export async function countChangedFields(work: CompareWork, matched: Matched): Promise<Map<EntryField, number>> {
  const { left, right, target } = matched
  const { fields } = work
  const counts = new Map<EntryField, number>()
  const changed = rowsInState(left.states, rowStates.changed, 0, left.states.length)
  for (let from = 0; from < changed.length; from += changedAtOnce) {
    const rows = changed.subarray(from, from + changedAtOnce)
    const held = new Uint32Array(rows.length * fields.length * 2)
    let at = 0
    await compareRanges(work, left.source, 'compare-left', wanted(rows), ({ numbers }) => {
      held.set(numbers, at)
      at += numbers.length
    })
    // Which of the held rows a row of the right export is compared with, in the order in which they will come.
    const slots = Uint32Array.from(rows.keys()).sort(
      (a, b) => (target[rows[a] as number] as number) - (target[rows[b] as number] as number),
    )
    const rightRows = Int32Array.from(slots, (slot) => target[rows[slot] as number] as number)
    let next = 0
    await compareRanges(work, right.source, 'compare-right', wanted(rightRows), ({ numbers, rows: { length } }) => {
      for (let index = 0; index < length; index += 1, next += 1) {
        for (const [field, name] of fields.entries()) {
          const one = ((slots[next] as number) * fields.length + field) * 2
          const other = (index * fields.length + field) * 2
          if (held[one] !== numbers[other] || held[one + 1] !== numbers[other + 1])
            counts.set(name, (counts.get(name) ?? 0) + 1)
        }
      }
    })
  }
  return counts
}

/** The rows of an ascending list that lie in a range. Ranges are asked for in file order. */
function wanted(rows: Int32Array): (from: number, to: number) => { kind: 'fields'; rows: Int32Array } | null {
  let next = 0
  return (from, to) => {
    while (next < rows.length && (rows[next] as number) < from) next += 1
    const start = next
    while (next < rows.length && (rows[next] as number) < to) next += 1
    return next === start ? null : { kind: 'fields', rows: rows.slice(start, next) }
  }
}

/** Choices among rows, by position. */

/** `count` of the rows, evenly spread, the first and last among them. */
export function spread(rows: readonly number[], count: number): readonly number[] {
  if (rows.length <= count) return rows
  return Array.from({ length: count }, (_, at) => rows[Math.round((at * (rows.length - 1)) / (count - 1))] as number)
}

/** Longest run of rows that follow one another. */
export function longestRun(rows: readonly number[]): readonly number[] {
  let best: readonly number[] = []
  for (let from = 0; from < rows.length;) {
    let to = from + 1
    while (to < rows.length && rows[to] === (rows[to - 1] as number) + 1) to += 1
    if (to - from > best.length) best = rows.slice(from, to)
    from = to
  }
  return best
}

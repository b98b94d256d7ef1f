/**
 * Comparison of two NDJSON exports in the plainest way: whole files, `JSON.parse`, Maps. It shares no code with the
 * product and knows nothing of profiles beyond the names it is given.
 */
import { readFileSync } from 'node:fs'

/**
 * @param {string} leftPath
 * @param {string} rightPath
 * @param {readonly string[]} names mapped names of the record, in any order
 * @param {string} id name of the id, which may repeat
 */
export function plainCompare(leftPath, rightPath, names, id) {
  const [left, right] = [leftPath, rightPath].map((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line, index) => ({ line, index, record: JSON.parse(line) })),
  )
  const values = ({ record }) => JSON.stringify(names.map((name) => (name in record ? [record[name]] : [])))
  const taken = new Set()
  const partner = new Map()
  const candidates = (row) => right.filter((other) => other.record[id] === row.record[id] && !taken.has(other))
  const take = (row, other) => {
    taken.add(other)
    partner.set(row, other)
  }
  for (const row of left) {
    const equal = candidates(row).find((other) => values(other) === values(row))
    if (equal !== undefined) take(row, equal)
  }
  for (const row of left) {
    if (partner.has(row)) continue
    const [other] = candidates(row)
    if (other !== undefined) take(row, other)
  }
  const pairs = left.filter((row) => partner.has(row)).map((row) => [row, partner.get(row)])
  const changed = pairs.filter(([row, other]) => values(row) !== values(other))
  const fields = {}
  for (const [row, other] of changed) {
    for (const name of names) {
      const [one, two] = [row, other].map(({ record }) => JSON.stringify(name in record ? [record[name]] : []))
      if (one !== two) fields[name] = (fields[name] ?? 0) + 1
    }
  }
  // Quadratic longest rising run, on purpose another way than the product's.
  const places = pairs.map(([, other]) => other.index)
  const best = places.map(() => 1)
  for (let at = 0; at < places.length; at += 1)
    for (let before = 0; before < at; before += 1)
      if (places[before] < places[at]) best[at] = Math.max(best[at], best[before] + 1)
  return {
    same: pairs.filter(([row, other]) => row.line === other.line).length,
    sameOtherBytes: pairs.filter(([row, other]) => row.line !== other.line && values(row) === values(other)).length,
    changed: changed.length,
    changedLines: changed.map(([row, other]) => [row.index + 1, other.index + 1]),
    removedLines: left.filter((row) => !partner.has(row)).map((row) => row.index + 1),
    addedLines: right.filter((other) => !taken.has(other)).map((other) => other.index + 1),
    moved: places.length - Math.max(0, ...best),
    fields,
  }
}

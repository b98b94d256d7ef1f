/**
 * The order in which log files were probably written, told from their names alone: a proposal, because only the contents
 * say it. `app.log.2.gz` comes before `app.log.1` before `app.log`; names with dates come in the order of the dates.
 */
const packingSuffix = /\.(?:gz|bz2|xz|zst|zstd|z|zip|tgz)$/i
/** logrotate, log4j and others: the higher number is the older file. Three digits and more are parts, not rotations. */
const rotationNumber = /\.(\d{1,3})$/
/** 2024-01-31, 20240131 and a time behind it: 2024-01-31-13, 20240131T1305Z, 2024-01-31T13-05-59. */
const datePattern =
  /(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?:[-_.T ]?([01]\d|2[0-3])(?:[-_.:]?([0-5]\d)(?:[-_.:]?([0-5]\d))?)?Z?)?(?!\d)/
/** 2024-01, when there is no day. */
const monthPattern = /(?<!\d)((?:19|20)\d\d)-(0[1-9]|1[0-2])(?!\d)/
const ending = /\.[A-Za-z]\w*$/

interface RotationKey {
  /** The name without date, number and packing: files of one series share it. */
  readonly series: string
  /** Digits of the date, or null: the file still written to has none, and comes last. */
  readonly date: string | null
  /** 0 for a name without number. */
  readonly number: number
  readonly name: string
}

/** Indices of the names in the proposed order; names that are alike in all respects keep theirs. */
export function rotationOrder(names: readonly string[]): readonly number[] {
  const keys = names.map((name, index) => ({ ...rotationKey(name), index }))
  return keys.toSorted((a, b) => compareKeys(a, b) || a.index - b.index).map((key) => key.index)
}

function rotationKey(name: string): RotationKey {
  const folderEnd = name.lastIndexOf('/') + 1
  let rest = name.slice(folderEnd)
  while (packingSuffix.test(rest)) rest = rest.replace(packingSuffix, '')
  const dateMatch = datePattern.exec(rest) ?? monthPattern.exec(rest)
  if (dateMatch !== null) {
    // What joined the date to the name goes with it, so that `app-2024-01-31.log` and `app.log` are one series; so does
    // what follows it up to the ending (`…20240131T2355Z_ab12.json`, `….1.log`), which counts upwards if it counts.
    const before = rest.slice(0, dateMatch.index).replace(/[-_.]$/, '')
    const after = rest.slice(dateMatch.index + dateMatch[0].length)
    const series = name.slice(0, folderEnd) + before + (ending.exec(after)?.[0] ?? '')
    return { series, date: dateMatch[0].replaceAll(/\D/g, ''), number: 0, name }
  }
  const numberMatch = rotationNumber.exec(rest)
  const number = numberMatch === null ? 0 : Number(numberMatch[1])
  const series = name.slice(0, folderEnd) + (numberMatch === null ? rest : rest.slice(0, numberMatch.index))
  return { series, date: null, number, name }
}

function compareKeys(a: RotationKey, b: RotationKey): number {
  const bySeries = compareNatural(a.series, b.series)
  if (bySeries !== 0) return bySeries
  if (a.date !== b.date) {
    if (a.date === null) return 1
    if (b.date === null) return -1
    return a.date < b.date ? -1 : 1
  }
  return b.number - a.number || compareNatural(a.name, b.name)
}

/** By code unit, but runs of digits by their value: `part-9` before `part-10`. */
function compareNatural(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? []
  const right = b.match(/\d+|\D+/g) ?? []
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const one = left[i] ?? ''
    const other = right[i] ?? ''
    if (one === other) continue
    const isNumber = /^\d/.test(one) && /^\d/.test(other)
    const byValue = isNumber ? compareDigits(one, other) : 0
    if (byValue !== 0) return byValue
    return one < other ? -1 : 1
  }
  return left.length - right.length
}

/** Digits of any length, without making a number of them. */
function compareDigits(a: string, b: string): number {
  const left = a.replace(/^0+/, '')
  const right = b.replace(/^0+/, '')
  if (left.length !== right.length) return left.length - right.length
  return left === right ? 0 : left < right ? -1 : 1
}

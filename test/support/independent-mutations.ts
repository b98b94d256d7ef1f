/** What can be done to an export, for agreement tests: every draw comes from a seed, so that a failure can be made again. */
import { createHash } from 'node:crypto'
import { bare, hashNames, rawOf, sealedFrom, type BaseExport, type Row } from './independent-exports.ts'

/** Whole numbers below a limit, the same in every run for one seed. */
export function drawsOf(seed: string): (below: number) => number {
  let drawn = 0
  return (below) => {
    drawn += 1
    return createHash('sha256').update(`${seed}/${drawn}`).digest().readUInt32BE() % below
  }
}

/** A line of an export: a record's members, or text that is no longer put together from members. */
export type Line = Row | string
type Draw = (below: number) => number
type Mutation = (lines: readonly Line[], base: BaseExport, draw: Draw) => readonly Line[]

const isRow = (line: Line | undefined): line is Row => typeof line === 'object'
const rowsOf = (lines: readonly Line[]): Row[] => lines.filter(isRow)

/** Changes one row, drawn at random. */
function atOneRow(lines: readonly Line[], draw: Draw, change: (row: Row) => Line): readonly Line[] {
  const at = draw(lines.length)
  const line = lines[at]
  return isRow(line) ? lines.with(at, change(line)) : lines
}

const withRaw = (row: Row, name: string, change: (raw: string) => string): Row =>
  row.map(([own, raw]) => [own, own === name ? change(raw) : raw] as const)

/** Flips the lowest bit of a letter or digit. What comes out may be no JSON any more. */
function bitFlipped(raw: string, draw: Draw): string {
  const places = Array.from(raw.matchAll(/[0-9A-Za-z]/g), ({ index }) => index)
  const at = places[draw(Math.max(places.length, 1))]
  if (at === undefined) return raw
  return raw.slice(0, at) + String.fromCharCode(raw.charCodeAt(at) ^ 1) + raw.slice(at + 1)
}

const flipIn =
  (names: (row: Row) => readonly string[]): Mutation =>
  (lines, _base, draw) =>
    atOneRow(lines, draw, (row) => {
      const all = names(row)
      const name = all[draw(Math.max(all.length, 1))]
      return name === undefined ? row : withRaw(row, name, (raw) => bitFlipped(raw, draw))
    })

const contentNames = (row: Row): string[] => bare(row).map(([name]) => name)

const insert: Mutation = (lines, base, draw) => {
  const at = 1 + draw(lines.length - 1)
  const before = lines[at - 1]
  if (!isRow(before)) return lines
  const own = rawOf(before, base.own)
  const foreign = base.plain(draw(base.rows)).map(([name, raw]) => [name, name === 'actor' ? '"u_99"' : raw] as const)
  const previous = draw(3) === 0 || own === undefined ? null : (JSON.parse(own) as string)
  return lines.toSpliced(at, 0, base.seal(foreign, previous, at))
}

const exchangeContents: Mutation = (lines, _base, draw) => {
  const [a, b] = [draw(lines.length), draw(lines.length)]
  const [one, other] = [lines[a], lines[b]]
  if (!isRow(one) || !isRow(other)) return lines
  const kept = new Set([...hashNames, 'sequence', 'row'])
  const mixed = (own: Row, from: Row): Row =>
    own.map(([name, raw]) => [name, kept.has(name) ? raw : (rawOf(from, name) ?? raw)] as const)
  return lines.with(a, mixed(one, other)).with(b, mixed(other, one))
}

const reorder: Mutation = (lines, _base, draw) => {
  const way = draw(4)
  const [a, b] = [draw(lines.length), draw(lines.length)]
  if (way === 0) return lines.with(a, lines[b] as Line).with(b, lines[a] as Line)
  if (way === 1) return lines.toReversed()
  const from = Math.min(a, b)
  const block = lines.slice(from, from + 1 + draw(way === 2 ? 1 : 20))
  const rest = lines.toSpliced(from, block.length)
  return rest.toSpliced(draw(rest.length + 1), 0, ...block)
}

const cut: Mutation = (lines, base, draw) => {
  const count = 1 + draw(Math.floor(lines.length / 2))
  const way = draw(3)
  if (way === 0) return lines.slice(count)
  const kept = lines.slice(0, -count)
  const last = kept.at(-1)
  return way === 1 && isRow(last) ? kept.with(-1, base.render(last).slice(0, 40)) : kept
}

const rehash: Mutation = (lines, base, draw) => {
  if (lines.some((line) => !isRow(line))) return lines
  const rows = rowsOf(lines)
  const at = draw(rows.length)
  const changed = rows.with(
    at,
    (rows[at] as Row).map(([name, raw]) => [name, name === 'actor' ? '"u_98"' : raw] as const),
  )
  // Alone, or everything after it as well.
  const again = sealedFrom(base, changed, at)
  return draw(2) === 0 ? again : changed.with(at, again[at] as Row)
}

/** The same number in other digits, as text, or another number: forms that parse and forms that do not differ here. */
const respell: Mutation = (lines, _base, draw) =>
  atOneRow(lines, draw, (row) => {
    const numbers = row.filter(([, raw]) => /^-?\d/.test(raw))
    const [name, raw] = numbers[draw(Math.max(numbers.length, 1))] ?? []
    if (name === undefined || raw === undefined) return row
    const ways = [
      raw.includes('.') ? `${raw}0` : `${raw}.0`,
      `${raw.replace(/e.*/i, '')}e0`,
      `"${raw}"`,
      raw.startsWith('-') ? raw.slice(1) : `-${raw}`,
      raw.replace(/0$/, ''),
      `0${raw}`,
    ]
    return withRaw(row, name, () => ways[draw(ways.length)] as string)
  })

const rename: Mutation = (lines, _base, draw) =>
  atOneRow(lines, draw, (row) => {
    const at = draw(row.length)
    return row.map(([name, raw], index) => [index === at ? `${name}_2` : name, raw] as const)
  })

/** What a record may be written as without saying anything else, or almost. */
const respellRecord: Mutation = (lines, base, draw) =>
  atOneRow(lines, draw, (row) => {
    const [name, raw] = row[draw(row.length)] as Row[number]
    const text = base.render(row)
    const escaped = `"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}"`
    const ways = [
      () => `  ${text}\t`,
      () => text.replace(`"${name}":`, `${escaped}:`),
      () => text.replace(`"${name}":`, `"${name}" : `),
      () => text.replace('{', `{"${name}":"first",`),
      () => text.replace(/\}$/, `,"${name}":${raw}}`),
      () => base.render(row.map(([own, value]) => [own, hashNames.includes(own) ? value.toUpperCase() : value])),
      () => base.render(row.map(([own, value]) => [own, own === 'prev_hash' ? 'null' : value])),
      () => base.render(row.toReversed()),
    ]
    return (ways[draw(ways.length)] as () => string)()
  })

/** The first record states something that is neither an entry nor, for most recipes, a beginning. */
const restart: Mutation = (lines, _base, draw) => {
  const [first] = lines
  const stated = ['null', '""', '"start"', '7'][draw(4)] as string
  return isRow(first)
    ? lines.with(
        0,
        withRaw(first, 'prev_hash', () => stated),
      )
    : lines
}

/** What many exporters do to numbers: all of them, or those that give the order. */
const numbersAsText: Mutation = (lines, _base, draw) => {
  const isAll = draw(2) === 0
  const isMeant = (name: string): boolean => isAll || name === 'sequence' || name === 'row'
  const asText = ([name, raw]: Row[number]): Row[number] => [
    name,
    isMeant(name) && /^-?\d/.test(raw) ? `"${raw}"` : raw,
  ]
  return lines.map((line) => (isRow(line) ? line.map(asText) : line))
}

const one: Readonly<Record<string, Mutation>> = {
  'bit of a value': flipIn(contentNames),
  'bit of a hash': flipIn(() => ['entry_hash', 'link_hash']),
  'bit of a previous hash': flipIn(() => ['prev_hash']),
  removed: (lines, _base, draw) => lines.toSpliced(draw(lines.length), 1 + draw(3)),
  inserted: insert,
  repeated: (lines, _base, draw) => {
    const line = lines[draw(lines.length)] as Line
    return lines.toSpliced(draw(lines.length + 1), 0, line)
  },
  'contents exchanged': exchangeContents,
  'lines moved': reorder,
  cut,
  'sealed anew': rehash,
  'number respelt': respell,
  'name changed': rename,
  'record respelt': respellRecord,
  'start stated otherwise': restart,
  'numbers as text': numbersAsText,
}
const singles = Object.values(one)

export const mutations: Readonly<Record<string, Mutation>> = {
  ...one,
  'two at once': (lines, base, draw) => {
    const first = (singles[draw(singles.length)] as Mutation)(lines, base, draw)
    return (singles[draw(singles.length)] as Mutation)(first, base, draw)
  },
}

/**
 * What `pdftotext -layout` makes of a report, read back: sections by heading, tables as rows of cells. Knows how the
 * program writes pages, nothing of how the report was made.
 */

const pageBreak = '\f'

/** Lines of the report without head and foot of the pages. */
export function bodyLines(text: string): string[] {
  return text
    .replaceAll('\f', `\n${pageBreak}\n`)
    .split('\n')
    .filter((line) => !/ page \d+ of \d+$/.test(line) && !/evidence package · /.test(line))
}

/** Lines between the heading that begins with `from` and the one that begins with `to`; the contents page is passed over. */
export function sectionLines(text: string, from: string, to: string): string[] {
  const lines = bodyLines(text)
  const isHeading = (line: string, start: string): boolean => line.startsWith(start) && !/\s\d+$/.test(line)
  const first = lines.findIndex((line) => isHeading(line, from))
  if (first < 0) throw new Error(`the report has no section ${from}`)
  const rest = lines.slice(first + 1)
  const end = rest.findIndex((line) => isHeading(line, to))
  if (end < 0) throw new Error(`the report has no section ${to} after ${from}`)
  return rest.slice(0, end)
}

/** Lines from the one that begins with `from` up to the next that begins with one of `to`, or to the end. */
export function partLines(lines: readonly string[], from: string, ...to: readonly string[]): string[] {
  const first = lines.findIndex((line) => line.startsWith(from))
  if (first < 0) throw new Error(`the section has no part ${from}`)
  const rest = lines.slice(first + 1)
  const end = rest.findIndex((line) => to.some((start) => line.startsWith(start)))
  return end < 0 ? rest : rest.slice(0, end)
}

interface Cell {
  readonly at: number
  text: string
}

/**
 * Rows whose first line meets `start`. A line below that has text only under cells of the row continues them: that is
 * how a wrapped cell comes out.
 */
export function tableRows(lines: readonly string[], start: RegExp): string[][] {
  const rows: Cell[][] = []
  let open: Cell[] | undefined
  for (const line of lines) {
    // A row stays on one page, and the next page begins with the table's head.
    if (line === pageBreak) open = undefined
    const cells = [...line.matchAll(/\S+(?: \S+)*/g)].map((match): Cell => ({ at: match.index, text: match[0] }))
    if (cells.length === 0) {
      open = undefined
      continue
    }
    if (start.test(line)) {
      open = cells
      rows.push(open)
      continue
    }
    const owners = cells.map((cell) => ownerOf(cell, open ?? []))
    if (open === undefined || owners.some((owner) => owner === undefined)) {
      open = undefined
      continue
    }
    for (const [index, cell] of cells.entries()) {
      const owner = owners[index]
      if (owner !== undefined) owner.text = `${owner.text} ${cell.text}`
    }
  }
  return rows.map((row) => row.map((cell) => cell.text))
}

/** The cell of a row above that a cell continues: it begins where that does and ends before the next begins. */
function ownerOf(cell: Cell, row: readonly Cell[]): Cell | undefined {
  const index = row.findLastIndex((other) => Math.abs(other.at - cell.at) <= 3)
  const next = row[index + 1]
  return next !== undefined && cell.at + cell.text.length >= next.at ? undefined : row[index]
}

export const number = (text: string | undefined): number => Number((text ?? '').replaceAll(',', ''))

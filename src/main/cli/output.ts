/**
 * Writing to a terminal: results on stdout, progress and messages on stderr; evidence cannot move the cursor or begin a
 * line of its own.
 */
import type { PayloadOf } from '../../shared/ipc/contract.ts'
import type { VerdictWord } from '../../shared/model/verdict.ts'
import { maskedText } from '../../shared/core/sensitive/mask-value.ts'
import { groupedNumber } from '../../shared/text/numbers.ts'

export interface GlobalOptions {
  readonly json: boolean
  readonly reproducible: boolean
  readonly quiet: boolean
  readonly progress: ProgressForm
  readonly allowIncomplete: boolean
}

export const progressForms = ['auto', 'json', 'none'] as const
export type ProgressForm = (typeof progressForms)[number]

/**
 * Hostile: file names, log lines and notes come from the audited side. Control characters, line ends included, and
 * direction marks become visible escapes, so that no text can rewrite the screen or forge a line of output.
 */
export function plain(text: string): string {
  return text.replace(
    /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function line(text = ''): void {
  process.stdout.write(`${plain(text)}\n`)
}

/** Text of several lines, each made plain; the indent keeps a line of evidence from passing for one of Assay's. */
export function block(text: string, indent = ''): void {
  for (const part of text.split(/\r?\n/)) line(`${indent}${part}`)
}

/**
 * Text broken between words where a person reads it on a terminal, at most 120 characters wide; lines after the first
 * are indented by `hanging` more. Elsewhere it stays one line, so that it can be searched.
 */
export function paragraph(text: string, indent = '', hanging = ''): void {
  broken(plain(text), indent, hanging).forEach((part) => line(part))
}

function broken(text: string, indent: string, hanging: string): string[] {
  const { stdout } = process
  const width = stdout.isTTY ? Math.min(stdout.columns || 80, 120) : Infinity
  const lines: string[] = []
  let current = indent
  let begun = false
  for (const word of text.split(' ')) {
    // A hash or a path that no line holds stays where it is: broken, it could not be copied.
    if (begun && current.length + 1 + word.length > width && indent.length + hanging.length + word.length <= width) {
      lines.push(current.trimEnd())
      current = indent + hanging + word
    } else current += begun ? ` ${word}` : word
    begun = true
  }
  return [...lines, current]
}

/** A name and what it is under a result; an empty name goes on with what stands above. */
export function fact(name: string, value: string, width = 8): void {
  paragraph(`${name.padEnd(width)} ${value}`, '  ', ' '.repeat(width + 1))
}

/** Names and what they are, a line each; a long value goes on under its own beginning. */
export function facts(rows: readonly (readonly [string, string])[], indent = ''): void {
  const width = Math.max(...rows.map(([name]) => name.length))
  for (const [name, value] of rows) paragraph(`${name.padEnd(width)}  ${value}`, indent, ' '.repeat(width + 2))
}

/** A word as a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w./+@:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** A line that begins with a verdict, in colour where the terminal shows colours and NO_COLOR does not ask for none. */
export function verdictLine(verdict: VerdictWord, text: string, indent = ''): void {
  const word = verdict.padEnd(12)
  const [first = '', ...more] = broken(`${word} ${plain(text)}`, indent, ' '.repeat(13))
  const begun = indent.length + word.length
  process.stdout.write(`${indent}${coloured(word, colourOf[verdict])}${first.slice(begun)}\n`)
  more.forEach((part) => line(part))
}

/** SGR codes: green, red, yellow. The word is always there, so colour says nothing that is not said without it. */
const colourOf: Readonly<Record<VerdictWord, number>> = {
  verified: 32,
  mismatch: 31,
  gap: 33,
  unanchored: 33,
  'not-checked': 33,
}

function coloured(text: string, code: number): string {
  const { stdout } = process
  // https://no-color.org: any value but the empty one.
  const wanted = stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '' && stdout.hasColors()
  return wanted ? `\u001b[${code}m${text}\u001b[0m` : text
}

/** A message on stderr. It may quote an argument, a file name or what a parser stumbled over, so it is masked. */
export function message(text: string): void {
  process.stderr.write(`${plain(maskedText(text))}\n`)
}

/** The last words of a fault, stack and all, on stderr: several lines, and masked like every message. */
export function fault(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`assay: internal fault: ${maskedText(text)}\n`)
}

export const grouped = groupedNumber

/** Rows in columns, two spaces between; the last column is not padded. */
export function table(rows: readonly (readonly string[])[], align: readonly ('left' | 'right')[] = []): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => plain(row[column] ?? '').length)))
  for (const row of rows) {
    line(
      row
        .map((cell, column) => {
          const text = plain(cell)
          if (align[column] === 'right') return text.padStart(widths[column] ?? 0)
          return column === row.length - 1 ? text : text.padEnd(widths[column] ?? 0)
        })
        .join('  ')
        .trimEnd(),
    )
  }
}

type Progress = PayloadOf<'job.progress'>

export interface ProgressReporter {
  report(progress: Progress): void
  end(): void
}

/** Reports progress as the options say: a bar on a terminal, a line per 10 % otherwise, JSON lines for wrappers. */
export function progressReporter(options: GlobalOptions): ProgressReporter {
  if (options.quiet || options.progress === 'none') return { report: () => undefined, end: () => undefined }
  if (options.progress === 'json')
    return {
      report: ({ stage, unit, done, total }) =>
        process.stderr.write(`${JSON.stringify({ stage, unit, done, total })}\n`),
      end: () => undefined,
    }
  return process.stderr.isTTY && process.env['TERM'] !== 'dumb' ? progressBar() : progressLines()
}

function progressBar(): ProgressReporter {
  const started = performance.now()
  let shown = false
  return {
    report({ stage, unit, done, total }) {
      const filled = Math.round((total === null || total === 0 ? 0 : done / total) * 24)
      const rate = done / Math.max(0.001, (performance.now() - started) / 1000)
      const counted = `${grouped(done)}${total === null ? '' : ` of ${grouped(total)}`} ${unit}`
      const bar = `[${'='.repeat(filled)}${' '.repeat(24 - filled)}]`
      // A bar that wraps cannot be taken back: one column is left free.
      const text = plain(`${stage}  ${bar} ${counted}  ${grouped(Math.round(rate))}/s`)
      process.stderr.write(`\r\u001b[2K${text.slice(0, Math.max(20, (process.stderr.columns || 80) - 1))}`)
      shown = true
    },
    end() {
      if (shown) process.stderr.write('\r\u001b[2K')
    },
  }
}

function progressLines(): ProgressReporter {
  let lastStep = ''
  return {
    report({ stage, unit, done, total }) {
      const share = total === null || total === 0 ? null : done / total
      const step = `${stage} ${share === null ? '' : `${Math.floor(share * 10) * 10} %`}`.trim()
      if (step === lastStep) return
      lastStep = step
      message(`${step}${total === null ? '' : `  ${grouped(done)} of ${grouped(total)} ${unit}`}`)
    },
    end: () => undefined,
  }
}

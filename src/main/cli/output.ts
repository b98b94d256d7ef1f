/** Writing to a terminal: results on stdout, progress and messages on stderr; evidence cannot move the cursor. */
import type { PayloadOf } from '../../shared/ipc/contract.ts'

export interface GlobalOptions {
  readonly json: boolean
  readonly reproducible: boolean
  readonly quiet: boolean
  readonly progress: 'auto' | 'json' | 'none'
  readonly allowIncomplete: boolean
}

/** Control characters of evidence as visible escapes: a log line must not be able to rewrite the screen. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- that is what is looked for
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function line(text = ''): void {
  process.stdout.write(`${plain(text)}\n`)
}

export function message(text: string): void {
  process.stderr.write(`${plain(text)}\n`)
}

export const grouped = (value: number): string => value.toLocaleString('en-US')

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

/** Reports progress as the options say: a bar on a terminal, a line per 10 % otherwise, JSON lines for wrappers. */
export function progressReporter(options: GlobalOptions): { report(progress: Progress): void; end(): void } {
  if (options.quiet || options.progress === 'none') return { report: () => undefined, end: () => undefined }
  if (options.progress === 'json')
    return {
      report: ({ stage, unit, done, total }) =>
        process.stderr.write(`${JSON.stringify({ stage, unit, done, total })}\n`),
      end: () => undefined,
    }
  const terminal = process.stderr.isTTY
  const started = performance.now()
  let lastStep = ''
  let shown = false
  return {
    report({ stage, unit, done, total }) {
      const share = total === null || total === 0 ? null : done / total
      if (terminal) {
        const filled = share === null ? 0 : Math.round(share * 24)
        const rate = done / Math.max(0.001, (performance.now() - started) / 1000)
        process.stderr.write(
          `\r\u001b[2K${stage}  [${'='.repeat(filled)}${' '.repeat(24 - filled)}] ${grouped(done)}${total === null ? '' : ` of ${grouped(total)}`} ${unit}  ${grouped(Math.round(rate))}/s`,
        )
        shown = true
        return
      }
      const step = `${stage} ${share === null ? '' : `${Math.floor(share * 10) * 10} %`}`.trim()
      if (step === lastStep) return
      lastStep = step
      message(`${step}${total === null ? '' : `  ${grouped(done)} of ${grouped(total)} ${unit}`}`)
    },
    end() {
      if (shown) process.stderr.write('\r\u001b[2K')
    },
  }
}

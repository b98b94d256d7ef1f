/**
 * `node scripts/sample/main.ts --rows N --seed S --out DIR [--from YYYY-MM-DD --to YYYY-MM-DD]
 * [--set plain|clean|faulty|defects] [--claims | --no-claims]`: writes deterministic sample exports of a shop with an
 * answer key. Same arguments, same bytes. It shares no code with the product: what it says is an independent answer.
 */
import { existsSync, readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { dayFromText } from './calendar.ts'
import { writeDefects } from './defects/all.ts'
import { writeFaulty } from './faulty.ts'
import { bundled } from './bundled.ts'
import { writeSet } from './sets.ts'

const usage = `usage: sample --rows N --seed S --out DIR [--from YYYY-MM-DD --to YYYY-MM-DD]
              [--set plain|clean|faulty|defects] [--claims | --no-claims]

  --rows      rows of each of the two exports (plain: 1 to 100,000,000, default 10,000)
  --seed      whole number, 0 to 4,294,967,295 (default 1)
  --from, --to  first and last UTC day (plain: 2024-04-01 to 2025-03-31)
  --claims    write shop-a-anchors.ndjson with placeholder transaction hashes that no transcript backs
              (on for the plain set, off for the others, whose claims are captured from a node)
`

class UsageError extends Error {}

function main(): void {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      rows: { type: 'string' },
      seed: { type: 'string' },
      out: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      set: { type: 'string', default: 'plain' },
      claims: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) {
    process.stdout.write(usage)
    return
  }
  const directory = values.out
  if (directory === undefined) throw new UsageError('--out is missing')
  if (existsSync(directory) && readdirSync(directory).length > 0) throw new UsageError(`${directory} is not empty`)
  const started = performance.now()
  const seed = wholeNumber('seed', values.seed, 0, 0xffff_ffff)
  if (values.set === 'defects') {
    const { folders } = writeDefects(directory, seed ?? bundled.defects.seed)
    process.stderr.write(`${folders.length} cases in ${directory}\n`)
    return
  }
  if (values.set !== 'plain' && values.set !== 'clean' && values.set !== 'faulty')
    throw new UsageError(`no such set: ${values.set}`)
  const preset = bundled[values.set]
  const rows = wholeNumber('rows', values.rows, 1, 100_000_000) ?? preset.rows
  const period = { firstDay: day('from', values.from ?? preset.from), lastDay: day('to', values.to ?? preset.to) }
  if (period.lastDay < period.firstDay) throw new UsageError('--to lies before --from')
  const common = { seed: seed ?? preset.seed, rows, period, directory }
  if (values.set === 'faulty') writeFaulty(common)
  else
    writeSet({
      ...common,
      set: values.set,
      claims: values.claims ?? values.set === 'plain',
      quietDays: preset.quietDays,
    })
  const seconds = (performance.now() - started) / 1000
  const rate = Math.round((rows * 2) / seconds)
  process.stderr.write(
    `2 x ${rows} rows in ${directory}, ${seconds.toFixed(1)} s, ${rate} rows/s, peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB\n`,
  )
}

function wholeNumber(name: string, text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < low || value > high)
    throw new UsageError(`--${name} must be a whole number from ${low} to ${high}`)
  return value
}

function day(name: string, text: string): number {
  try {
    return dayFromText(text)
  } catch (cause) {
    throw new UsageError(`--${name}: ${cause instanceof Error ? cause.message : 'not a date'}`)
  }
}

try {
  main()
} catch (error) {
  const isUsage =
    error instanceof UsageError ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
  if (!isUsage) throw error
  process.stderr.write(`${error instanceof Error ? error.message : ''}\n\n${usage}`)
  process.exitCode = 2
}

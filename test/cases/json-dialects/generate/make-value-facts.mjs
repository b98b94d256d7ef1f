/**
 * Writes `../value-facts.json`: points in time as languages print them, and numbers as PostgreSQL rounds them. Run by
 * hand where Python, Go, Java and PostgreSQL are installed: `node make-value-facts.mjs`.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres } from '../../../support/postgres.ts'

const here = import.meta.dirname
const seconds = [0, -1, 1, 951782400, 1709164800, 1714557600, 1735689599, 4102444800, 253402300799, -62135596800, -86400, 1700000000]
const nanos = [0, 1, 100, 1000, 1001, 120000, 123456, 1000000, 120000000, 123000000, 123456000, 123456789, 500000000, 999999999]
const times = seconds.flatMap((second) => nanos.map((nano) => [second, nano]))

const run = (program, words, input) => JSON.parse(execFileSync(program, words, { input, encoding: 'utf8', maxBuffer: 1 << 26 }))
const programs = [
  { program: 'python datetime', ...run('python3', [join(here, 'times.py')], JSON.stringify(times)) },
  { program: 'go time', ...run('go', ['run', join(here, 'times.go')], JSON.stringify(times)) },
  { program: 'java.time', ...run('java', [join(here, 'Times.java')], times.flat().join('\n')) },
]

const tokens = ['0', '-0', '1', '79.9', '79.90', '0.005', '-0.005', '1.005', '2.675', '999.995', '-0.4', '0.5', '1.5', '2.5', '99.5',
  '9.99', '1e3', '1.5e-3', '-12.5E+1', '123456789012345678901234567890.125', '0.000000000000000000049', '1e-30', '12e-2', '100e-1']
const postgres = await startPostgres()
const rounded = []
try {
  for (const decimals of [0, 1, 2, 6, 20]) {
    const asked = tokens.map((token) => `SELECT round('${token}'::numeric, ${decimals});`).join('\n')
    const answers = postgres.run('postgres', asked).split('\n')
    tokens.forEach((token, index) => rounded.push([token, decimals, answers[index]]))
  }
  programs.push({ program: 'postgresql', version: postgres.version, outputs: {} })
} finally {
  await postgres.stop()
}
writeFileSync(join(here, '..', 'value-facts.json'), `${JSON.stringify({ times, programs, rounded }, null, 1)}\n`)

/** Value forms: times and numbers against what other programs print, and what each form leaves alone. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { compileValue } from '../../../../src/shared/core/chain/value-forms.ts'
import { treeFromJson } from '../../../../src/shared/core/chain/json-tree.ts'
import { plainDecimals, plainTime } from '../../../../src/main/io/second-opinion/plain-numbers.ts'
import { parseWrittenTime, timeText } from '../../../../src/shared/core/time/written-time.ts'
import { timeFormSchema, valueFormSchema, type TimeForm } from '../../../../src/shared/model/recipe.ts'

const facts = z
  .strictObject({
    times: z.array(z.tuple([z.number(), z.number()])),
    programs: z.array(
      z.strictObject({ program: z.string(), version: z.string(), outputs: z.record(z.string(), z.array(z.string())) }),
    ),
    rounded: z.array(z.tuple([z.string(), z.number(), z.string()])),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../cases/json-dialects/value-facts.json'), 'utf8')))

/** The time form that each of the programs' functions is. */
const formByOutput: Record<string, z.input<typeof timeFormSchema>> = {
  isoformat: { digits: 'six-or-none', zone: '+00:00' },
  'isoformat with a space': { digits: 'six-or-none', between: ' ', zone: 'none' },
  'isoformat in milliseconds': { digits: '3', zone: '+00:00' },
  RFC3339Nano: { digits: 'shortest' },
  RFC3339: { digits: '0' },
  UnixMilli: { epoch: 'ms' },
  UnixMicro: { epoch: 'us' },
  Instant: { digits: 'by-three' },
}

/** Nanosecond spellings of one instant, as records hold it. */
function spellings(seconds: number, nanos: number): string[] {
  const nine = String(nanos).padStart(9, '0')
  const at = (shift: number): string => new Date((seconds + shift) * 1000).toISOString().slice(0, 19)
  const texts = [`${at(0)}.${nine}Z`, `${at(0).replace('T', ' ')}.${nine}`, `${at(0)}.${nine}000+00:00`]
  // An hour further is another year at the borders.
  if (seconds > -62_135_000_000 && seconds < 253_402_000_000)
    texts.push(`${at(3600)}.${nine}+01:00`, `${at(-19_800)},${nine}-0530`)
  if (seconds >= 100_000_000_000) return texts
  const exact = BigInt(seconds) * 1_000_000_000n + BigInt(nanos)
  const size = exact < 0n ? -exact : exact
  texts.push(`${exact < 0n ? '-' : ''}${size / 1_000_000_000n}.${String(size % 1_000_000_000n).padStart(9, '0')}`)
  if (size >= 100_000_000_000_000_000n) texts.push(String(exact))
  return texts
}

describe('times written anew', () => {
  it.each(
    facts.programs.flatMap(({ program, outputs }) => Object.keys(outputs).map((output) => [program, output] as const)),
  )('are those of %s: %s', (program, output) => {
    const form = timeFormSchema.parse(formByOutput[output])
    const expected = facts.programs.find((candidate) => candidate.program === program)?.outputs[output] ?? []
    let compared = 0
    for (const [index, [seconds, nanos]] of facts.times.entries()) {
      for (const text of spellings(seconds, nanos)) {
        const time = parseWrittenTime(text)
        expect(time === null ? null : timeText(time, form), text).toBe(expected[index])
        expect(plainTime(text, form), text).toBe(expected[index])
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(facts.times.length * 3)
  })

  it('takes the unit of a bare number from its size', () => {
    const form: TimeForm = { digits: 'shortest', between: 'T', zone: 'Z' }
    const shown = (text: string): string | null => {
      const time = parseWrittenTime(text)
      return time === null ? null : timeText(time, form)
    }
    expect(shown('1714557600')).toBe('2024-05-01T10:00:00Z')
    expect(shown('1714557600123')).toBe('2024-05-01T10:00:00.123Z')
    expect(shown('1714557600123456')).toBe('2024-05-01T10:00:00.123456Z')
    expect(shown('1714557600123456789')).toBe('2024-05-01T10:00:00.123456789Z')
    expect(shown('1714557600.5')).toBe('2024-05-01T10:00:00.5Z')
    expect(shown('-1')).toBe('1969-12-31T23:59:59Z')
  })

  it.each([
    '',
    'soon',
    '2024-05-01',
    '2024-02-30T00:00:00Z',
    '2024-05-01T24:00:00Z',
    '2024-05-01T23:59:60Z',
    '1e9',
    '0000-01-01T00:00:00+01:00',
  ])('leaves what is no time as it stands: %j', (text) => {
    const write = compileValue(valueFormSchema.parse({ time: { digits: '0' } }))
    expect(write({ kind: 'string', value: text })).toBe('as-it-stands')
  })

  it('never throws, and both paths read the same times', () => {
    const piece = fc.constantFrom(
      '2024',
      '-',
      '05',
      '01',
      'T',
      ' ',
      '10',
      ':',
      '00',
      '.',
      '123',
      'Z',
      '+01:00',
      '+',
      '9',
      ',',
      '٣',
    )
    const form: TimeForm = { digits: '9', between: 'T', zone: 'Z' }
    let times = 0
    const near = fc
      .tuple(
        fc.constantFrom('2024-05-01T10:00:00.123Z', '2024-12-31 23:59:59+05:30', '-1714557600.25'),
        fc.nat(),
        piece,
      )
      .map(([text, at, put]) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + put.length))
    fc.assert(
      fc.property(
        fc.oneof(
          near,
          fc.array(piece, { maxLength: 14 }).map((all) => all.join('')),
          fc.string(),
        ),
        (text) => {
          const time = parseWrittenTime(text)
          if (time !== null) times += 1
          expect(plainTime(text, form)).toBe(time === null ? undefined : timeText(time, form))
        },
      ),
      { numRuns: 20_000 },
    )
    expect(times).toBeGreaterThan(1000)
  })
})

describe('numbers written anew', () => {
  it('are rounded as PostgreSQL rounds numeric', () => {
    for (const [token, decimals, expected] of facts.rounded) {
      const write = compileValue({ number: { decimals } })
      expect(write(treeFromJson(token)), `${token} to ${decimals}`).toEqual({ text: expected, quoted: false })
      expect(plainDecimals(token, decimals), token).toBe(expected)
    }
    expect(facts.rounded.length).toBeGreaterThan(100)
  })

  it('reads a string that spells a number, and leaves every other one', () => {
    const write = compileValue({ number: 'double' })
    expect(write(treeFromJson('"1.50"'))).toEqual({ text: '1.5', quoted: false })
    expect(write(treeFromJson('1.0'))).toEqual({ text: '1', quoted: false })
    expect(write(treeFromJson('1e400'))).toBe('lost')
    for (const text of ['" 1"', '"01"', '"1,5"', 'null', '[1]', 'true'])
      expect(write(treeFromJson(text))).toBe('as-it-stands')
  })
})

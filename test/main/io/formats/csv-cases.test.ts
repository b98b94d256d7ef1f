/** Every folder of test/cases/csv: a dialect, and what the reader must make of it. New cases need no code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { detectFormat } from '../../../../src/main/io/formats/detect-format.ts'
import { rejectReasonSchema } from '../../../../src/shared/model/source.ts'
import { recordTiles } from './tile-recorder.ts'

const folder = join(import.meta.dirname, '../../../cases/csv')
const caseSchema = z.strictObject({
  input: z.string(),
  format: z.literal('csv'),
  bytes: z.number(),
  accepted: z.number(),
  rejected: z.number(),
  blank: z.number(),
  truncated: z.boolean(),
  notes: z.record(z.string(), z.number()),
  records: z.array(z.strictObject({ line: z.number(), json: z.string() })),
  rejects: z.array(
    z.strictObject({ line: z.number(), reason: rejectReasonSchema, byteStart: z.number(), byteLength: z.number() }),
  ),
})

const cases = readdirSync(folder).map((name) => {
  const wanted = caseSchema.parse(JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')))
  return { name, wanted, source: readFileSync(join(folder, name, wanted.input)) }
})

describe('the CSV dialects', () => {
  it('have a case each', () => {
    expect(cases.length).toBeGreaterThanOrEqual(10)
  })

  it.each(cases)('$name is read as its case.json says', ({ wanted, source }) => {
    const read = recordTiles('csv', source)
    expect({
      input: wanted.input,
      format: 'csv',
      bytes: read.covered,
      accepted: read.count('record'),
      rejected: read.count('rejected'),
      blank: read.count('blank'),
      truncated: read.cut,
      notes: read.notes,
      records: read.of('record').map(({ line, json }) => ({ line, json })),
      rejects: read
        .of('rejected')
        .map(({ line, reason, byteStart, byteLength }) => ({ line, reason, byteStart, byteLength })),
    }).toEqual(wanted)
  })

  it.each(cases)('$name is read alike in chunks of one, two, three and seven bytes', ({ source }) => {
    const whole = recordTiles('csv', source)
    for (const size of [1, 2, 3, 7]) {
      const cuts = Array.from({ length: Math.ceil(source.length / size) }, (_, index) => index * size)
      expect(recordTiles('csv', source, cuts)).toEqual(whole)
    }
  })

  it.each(cases)('$name is recognised', ({ wanted, source }) => {
    expect(detectFormat(source, wanted.input, true).format).toBe('csv')
  })
})

/**
 * Every folder of test/cases/intake with a case.json: input bytes, and what a reader must make of them. New cases need no
 * code. Those with an import.json are imported whole (test/main/engine/import/hostile-intake.test.ts).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { formatIdSchema, rejectReasonSchema } from '../../../../src/shared/model/source.ts'
import { detectFormat } from '../../../../src/main/io/formats/detect-format.ts'
import { recordTiles } from './tile-recorder.ts'

const folder = join(import.meta.dirname, '../../../cases/intake')

const caseSchema = z.strictObject({
  input: z.string(),
  format: formatIdSchema,
  /** What detection answers when that is not `format`. */
  detected: formatIdSchema.nullable().optional(),
  limits: z.record(z.string(), z.number()).optional(),
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

const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'case.json')))

describe('the intake cases', () => {
  it('are there', () => {
    expect(names.length).toBeGreaterThanOrEqual(12)
  })

  it.each(names)('%s is read as its case.json says', (name) => {
    const wanted = caseSchema.parse(JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')))
    const source = readFileSync(join(folder, name, wanted.input))
    const read = recordTiles(wanted.format, source, [], wanted.limits ?? {})
    expect({
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
    }).toEqual({
      bytes: wanted.bytes,
      accepted: wanted.accepted,
      rejected: wanted.rejected,
      blank: wanted.blank,
      truncated: wanted.truncated,
      notes: wanted.notes,
      records: wanted.records,
      rejects: wanted.rejects,
    })
    expect(source.length).toBe(wanted.bytes)
  })

  it.each(names)('%s is read alike in chunks of one, two and seven bytes', (name) => {
    const wanted = caseSchema.parse(JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')))
    const source = readFileSync(join(folder, name, wanted.input))
    const whole = recordTiles(wanted.format, source, [], wanted.limits ?? {})
    for (const size of [1, 2, 7]) {
      const cuts = Array.from({ length: Math.ceil(source.length / size) }, (_, index) => index * size)
      expect(recordTiles(wanted.format, source, cuts, wanted.limits ?? {})).toEqual(whole)
    }
  })

  it.each(names)('%s is recognised by its bytes and name', (name) => {
    const wanted = caseSchema.parse(JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')))
    const source = readFileSync(join(folder, name, wanted.input))
    const expected = wanted.detected === undefined ? wanted.format : wanted.detected
    expect(detectFormat(source, wanted.input, true).format).toBe(expected)
  })
})

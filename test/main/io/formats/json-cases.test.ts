/**
 * Every folder of test/cases/json-parsing: one text, and whether it is a record. As a line of its own, between other lines,
 * and as an element of an array. These always run; the public suite is read in vectors.test.ts.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rejectReasonSchema } from '../../../../src/shared/model/source.ts'
import { recordTiles } from './tile-recorder.ts'

const folder = join(import.meta.dirname, '../../../cases/json-parsing')
const caseSchema = z.strictObject({
  why: z.string(),
  outcome: z.union([z.literal('accepted'), rejectReasonSchema]),
})

const cases = readdirSync(folder).map((name) => ({
  name,
  wanted: caseSchema.parse(JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8'))),
  bytes: readFileSync(join(folder, name, 'input.json')),
}))
const passed = { accepted: 0, refused: 0 }
const mustPass = cases.filter(({ wanted }) => wanted.outcome === 'accepted').length
const mustFail = cases.length - mustPass

describe('the JSON cases', () => {
  afterAll(() => {
    console.info(`own JSON cases: ${passed.accepted} of ${mustPass} accepted, ${passed.refused} of ${mustFail} refused`)
  })

  it('are at least ten, of both kinds', () => {
    expect(cases.length).toBeGreaterThanOrEqual(10)
    expect(mustPass).toBeGreaterThan(2)
    expect(mustFail).toBeGreaterThan(2)
  })

  it.each(cases)('$name', ({ name, wanted, bytes }) => {
    const { outcome, why } = wanted
    expect(name.endsWith('_fail')).toBe(outcome !== 'accepted')
    const source = Buffer.concat([Buffer.from('{"n":1}\n'), bytes, Buffer.from('\n{"n":2}\n')])
    const lines = recordTiles('ndjson', source)
    expect(
      lines.of('rejected').map(({ line, reason }) => [line, reason]),
      why,
    ).toEqual(outcome === 'accepted' ? [] : [[2, outcome]])
    const records = lines.of('record')
    expect(records).toHaveLength(outcome === 'accepted' ? 3 : 2)
    if (outcome === 'accepted') expect(records[1]?.text).toBe(bytes.toString('latin1'))
    // An element that is damaged may take its neighbours with it; it is never taken for a record.
    const array = recordTiles('json-array', Buffer.concat([Buffer.from('['), bytes, Buffer.from(']')]))
    expect(array.count('record') > 0 && array.count('rejected') === 0 && !array.cut).toBe(outcome === 'accepted')
    passed[outcome === 'accepted' ? 'accepted' : 'refused'] += 1
  })
})

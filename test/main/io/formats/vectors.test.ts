/**
 * Public suites: csv-spectrum (max-mapper/csv-spectrum) and the parsing files of JSONTestSuite (nst/JSONTestSuite), read
 * from a folder beside the repository. Without it the tests are skipped with a warning.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { vectorPath, vectorSet } from '../../../support/public-vectors.ts'
import { recordTiles } from './tile-recorder.ts'

describe('csv-spectrum', () => {
  const set = 'csv-spectrum'
  const folder = vectorPath(set)
  // Not a match upstream: its rows differ from its JSON. Its second field has quotes that RFC 4180 does not allow.
  const mismatch = 'location_coordinates'

  it('reads eleven files to the rows that belong to them', (context) => {
    vectorSet(context, set)
    const names = readdirSync(join(folder, 'csvs')).map((name) => name.replace('.csv', ''))
    let matched = 0
    for (const name of names.filter((each) => each !== mismatch)) {
      const read = recordTiles('csv', readFileSync(join(folder, 'csvs', `${name}.csv`)))
      const wanted = JSON.parse(readFileSync(join(folder, 'json', `${name}.json`), 'utf8')) as object[]
      // The suite knows no null: an empty field is the empty string there.
      const rows = read
        .of('record')
        .map((tile) => JSON.parse((tile.json as string).replaceAll(':null', ':""')) as object)
      expect({ name, rows, rejected: read.count('rejected') }).toEqual({ name, rows: wanted, rejected: 0 })
      matched += 1
    }
    console.info(`csv-spectrum: ${matched} of 11 match`)
    expect(matched).toBe(11)
  })

  it('rejects the record with quotes inside an unquoted field, and says why', (context) => {
    vectorSet(context, set)
    const read = recordTiles('csv', readFileSync(join(folder, 'csvs', `${mismatch}.csv`)))
    expect(read.of('rejected').map((tile) => tile.reason)).toEqual(['csv-quote'])
    console.info('csv-spectrum: 1 of 1 that is no CSV is refused')
  })
})

describe('JSONTestSuite', () => {
  const set = 'json-parsing'
  const folder = vectorPath(set, 'test_parsing')
  const files = (prefix: string): { name: string; bytes: Buffer }[] =>
    readdirSync(folder)
      .filter((name) => name.startsWith(prefix))
      .toSorted()
      .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }))
  const member = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from('{"v":'), bytes, Buffer.from('}')])

  it('accepts every y_ file as the value of a member of an NDJSON record', (context) => {
    vectorSet(context, set)
    let accepted = 0
    for (const { name, bytes } of files('y_')) {
      // A line end between tokens is legal JSON and no legal NDJSON; nothing else in these files is one.
      const line = Buffer.from(bytes.map((code) => (code === 10 ? 32 : code)))
      const read = recordTiles('ndjson', member(line))
      expect({ name, accepted: read.count('record') }).toEqual({ name, accepted: 1 })
      accepted += 1
    }
    console.info(`JSONTestSuite y_ as an NDJSON member: ${accepted} of ${accepted} accepted`)
    expect(accepted).toBe(95)
  })

  it('accepts every y_ file that is an object as a record, and every other as valid JSON that is none', (context) => {
    vectorSet(context, set)
    const seen = { objects: 0, others: 0 }
    for (const { name, bytes } of files('y_')) {
      const line = Buffer.from(bytes.map((code) => (code === 10 ? 32 : code)))
      const object = JSON.parse(bytes.toString('utf8')) as unknown
      const isObject = typeof object === 'object' && object !== null && !Array.isArray(object)
      const read = recordTiles('ndjson', line)
      const reasons = read.of('rejected').map((tile) => tile.reason)
      expect({ name, accepted: read.count('record'), reasons }).toEqual({
        name,
        accepted: isObject ? 1 : 0,
        reasons: isObject ? [] : ['json-not-an-object'],
      })
      if (isObject) seen.objects += 1
      else seen.others += 1
    }
    console.info(`JSONTestSuite y_ as an NDJSON line: ${seen.objects} records, ${seen.others} valid but no object`)
    expect(seen.objects + seen.others).toBe(95)
    expect(seen.objects).toBeGreaterThan(10)
  })

  it('accepts no n_ file as the value of a member of an NDJSON record', (context) => {
    vectorSet(context, set)
    let refused = 0
    for (const { name, bytes } of files('n_')) {
      expect({ name, accepted: recordTiles('ndjson', member(bytes)).count('record') }).toEqual({ name, accepted: 0 })
      refused += 1
    }
    console.info(`JSONTestSuite n_ as an NDJSON member: ${refused} of ${refused} refused`)
    expect(refused).toBe(188)
  })

  it('reads no n_ file as an array, an NDJSON source or a member without saying what is wrong', (context) => {
    vectorSet(context, set)
    const counts = { array: 0, lines: 0 }
    for (const { name, bytes } of files('n_')) {
      const array = recordTiles('json-array', bytes)
      expect({ name, problem: array.cut || array.count('rejected') > 0 }).toEqual({ name, problem: true })
      counts.array += 1
      const lines = recordTiles('ndjson', bytes)
      const blank = lines.count('record') + lines.count('rejected') === 0
      expect({ name, problem: blank || lines.count('rejected') > 0 }).toEqual({ name, problem: true })
      counts.lines += 1
    }
    console.info(`JSONTestSuite n_ as a source: ${counts.array} of 188 refused as array, ${counts.lines} as NDJSON`)
    expect(counts).toEqual({ array: 188, lines: 188 })
  })

  it('reads every y_ file that is an array to its end, with a reject only for elements that are no objects', (context) => {
    vectorSet(context, set)
    let arrays = 0
    for (const { name, bytes } of files('y_')) {
      const value = JSON.parse(bytes.toString('utf8')) as unknown
      if (!Array.isArray(value)) continue
      const read = recordTiles('json-array', bytes)
      const objects = value.filter((item) => typeof item === 'object' && item !== null && !Array.isArray(item)).length
      expect({
        name,
        cut: read.cut,
        objects: read.count('record'),
        reasons: [...new Set(read.of('rejected').map((tile) => tile.reason))],
        elements: read.count('record') + read.count('rejected'),
      }).toEqual({
        name,
        cut: false,
        objects,
        reasons: value.length > objects ? ['json-not-an-object'] : [],
        elements: value.length,
      })
      arrays += 1
    }
    console.info(`JSONTestSuite y_ arrays read element by element: ${arrays}`)
    expect(arrays).toBeGreaterThan(50)
  })

  it('survives every i_ file in both formats', (context) => {
    vectorSet(context, set)
    let survived = 0
    for (const { bytes } of files('i_')) {
      for (const source of [bytes, member(bytes)]) {
        expect(recordTiles('ndjson', source).covered).toBe(source.length)
        expect(recordTiles('json-array', source).covered).toBe(source.length)
      }
      survived += 1
    }
    console.info(`JSONTestSuite i_: ${survived} of 35 read to the end in both formats, whichever way`)
    expect(survived).toBe(35)
  })
})

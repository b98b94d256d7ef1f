/**
 * OTLP/JSON: own cases, which always run, and the examples of open-telemetry/opentelemetry-proto, read from a folder
 * beside the repository. Without it they are skipped with a warning.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { detectFormat } from '../../../../src/main/io/formats/detect-format.ts'
import { vectorSet } from '../../../support/public-vectors.ts'
import { recordTiles } from './tile-recorder.ts'

const cases = join(import.meta.dirname, '../../../cases/otlp')

interface OtlpCase {
  readonly why: string
  readonly records: readonly string[]
  readonly notes: Readonly<Record<string, number>>
}

describe('OTLP/JSON cases', () => {
  const names = readdirSync(cases).filter((name) => !name.endsWith('.md'))

  it('are all there', () => {
    expect(names.length).toBeGreaterThanOrEqual(20)
  })

  it.each(names)('%s', (name) => {
    const wanted = JSON.parse(readFileSync(join(cases, name, 'case.json'), 'utf8')) as OtlpCase
    const bytes = readFileSync(join(cases, name, 'input.json'))
    expect(detectFormat(bytes, 'input.json', true).format).toBe('otlp')
    for (const cuts of [[], [17], Array.from({ length: bytes.length }, (_, index) => index)]) {
      const read = recordTiles('otlp', bytes, cuts)
      expect({ records: read.of('record').map((tile) => tile.json), notes: read.notes }, wanted.why).toEqual({
        records: wanted.records,
        notes: wanted.notes,
      })
      expect([read.count('rejected'), read.cut, read.covered]).toEqual([0, false, bytes.length])
    }
  })
})

describe('opentelemetry-proto examples', () => {
  it('are read whole, with every kind of attribute and the context of each record', (context) => {
    const vectors = vectorSet(context, 'otlp')
    const files = readdirSync(vectors).filter((name) => name.endsWith('.json'))
    let passed = 0
    for (const name of files) {
      const bytes = readFileSync(join(vectors, name))
      const read = recordTiles('otlp', bytes)
      expect({ name, format: detectFormat(bytes, name, true).format }).toEqual({ name, format: 'otlp' })
      expect([read.count('record'), read.count('rejected'), read.cut, read.notes]).toEqual([1, 0, false, {}])
      const record = JSON.parse(read.of('record')[0]?.json ?? '') as Record<string, unknown>
      expect(record).toMatchObject({
        traceId: '5B8EFFF798038103D269B633813FC60C',
        resource: { attributes: { 'service.name': 'my.service' } },
        scope: { name: 'my.library', attributes: { 'my.scope.attribute': 'some scope attribute' } },
      })
      if (name === 'logs.json')
        expect(record).toMatchObject({
          timeUnixNano: '1544712660300000000',
          body: 'Example log record',
          attributes: {
            'string.attribute': 'some string',
            'boolean.attribute': true,
            'int.attribute': '10',
            'double.attribute': 637.704,
            'array.attribute': ['many', 'values'],
            'map.attribute': { 'some.map.key': 'some value' },
          },
        })
      passed += 1
    }
    console.info(`opentelemetry-proto examples: ${passed} of ${files.length} read`)
    expect(passed).toBe(2)
  })
})

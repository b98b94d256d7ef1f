/**
 * InfluxDB line protocol against the corpus of influxdata/line-protocol (read from a folder beside the repository;
 * skipped with a warning without it), and against the cases of test/cases/line-protocol, which always run.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { z } from 'zod'
import { rejectReasonSchema } from '../../../../src/shared/model/source.ts'
import { vectorSet } from '../../../support/public-vectors.ts'
import { recordTiles } from './tile-recorder.ts'

const cases = join(import.meta.dirname, '../../../cases/line-protocol')

/** Integers keep their digits as text: times and some values pass 2^53. */
const integer = z.union([z.number(), z.string()])
const fieldValue = z.union([
  z.strictObject({ float: z.union([z.number(), z.string()]) }),
  z.strictObject({ int: integer }),
  z.strictObject({ uint: integer }),
  z.strictObject({ string: z.unknown() }),
  z.strictObject({ bool: z.boolean() }),
])
const bytesSchema = z.union([z.string(), z.strictObject({ binary: z.string() })])
const pointSchema = z.object({
  name: bytesSchema,
  time: integer,
  tags: z.array(z.object({ key: bytesSchema, value: bytesSchema })).default([]),
  fields: z.array(z.object({ key: bytesSchema, value: fieldValue })),
})
const corpusSchema = z.object({
  decode: z.record(
    z.string(),
    z.object({
      input: z.object({ text: bytesSchema, defaultTime: integer, precision: z.string() }),
      output: z.object({ result: z.array(pointSchema).optional(), error: z.string().optional() }),
    }),
  ),
  encode: z.record(
    z.string(),
    z.object({
      input: z.object({ point: pointSchema.optional(), precision: z.string() }),
      output: z.object({ result: bytesSchema.optional(), error: z.string().optional() }),
    }),
  ),
})
type Corpus = z.infer<typeof corpusSchema>
type CorpusPoint = z.infer<typeof pointSchema>

const nanosPer: Readonly<Record<string, bigint>> = {
  '1ns': 1n,
  '1us': 1000n,
  '1µs': 1000n,
  '1μs': 1000n,
  '1ms': 1_000_000n,
  '1s': 1_000_000_000n,
}

function readCorpus(context: TestContext): Corpus {
  return corpusSchema.parse(parseExact(readFileSync(join(vectorSet(context, 'line-protocol'), 'corpus.json'), 'utf8')))
}

/** JSON in which integers past 2^53 become the text of their digits. */
function parseExact(json: string): unknown {
  // The third argument of a reviver holds the number's own text (ECMAScript, "JSON.parse source text access").
  const exact = (_: string, value: unknown, source?: { readonly source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source?.source ?? '')
      ? source?.source
      : value
  return JSON.parse(json, exact as (this: unknown, key: string, value: unknown) => unknown)
}

function bytesOf(text: z.infer<typeof bytesSchema>): Buffer {
  return typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.binary, 'base64')
}

interface Rendered {
  readonly measurement: string
  readonly tags: Record<string, string>
  readonly fields: Record<string, unknown>
  readonly timestamp?: string
  readonly '@types': Record<string, string>
}

const kindByName = { float: 'float', int: 'integer', uint: 'unsigned', string: 'string', bool: 'boolean' } as const

/** A corpus point in the form of a rendered record; `timestamp` is left to the caller. */
function wantedFrom(point: CorpusPoint): Omit<Rendered, 'timestamp'> {
  const fields: Record<string, unknown> = {}
  const types: Record<string, string> = {}
  for (const { key, value } of point.fields) {
    const [[name, content]] = Object.entries(value) as [[keyof typeof kindByName, unknown]]
    fields[bytesOf(key).toString()] = name === 'string' ? bytesOf(bytesSchema.parse(content)).toString() : content
    types[bytesOf(key).toString()] = kindByName[name]
  }
  return {
    measurement: bytesOf(point.name).toString(),
    tags: Object.fromEntries(point.tags.map(({ key, value }) => [bytesOf(key).toString(), bytesOf(value).toString()])),
    fields,
    '@types': types,
  }
}

/** A rendered record with its timestamp apart. */
function comparable(json: string): Omit<Rendered, 'timestamp'> & { readonly timestamp: string | undefined } {
  const read = parseExact(json) as Rendered
  return { ...read, timestamp: read.timestamp }
}

/** Numbers by value: `007i`, `1.` and `-0` are written in ways that JSON or JavaScript has no equal for. */
function byValue({ fields, '@types': types, ...rest }: Omit<Rendered, 'timestamp'>): object {
  const values = Object.entries(fields).map(([key, value]): [string, unknown] => {
    if (types[key] === 'float') return [key, Number(value) + 0]
    return [key, types[key] === 'integer' || types[key] === 'unsigned' ? String(BigInt(value as string)) : value]
  })
  return { ...rest, fields: Object.fromEntries(values), '@types': types }
}

describe('the line protocol corpus', () => {
  it('is read point for point where it must pass, and never without a reject where it must fail', (context) => {
    const corpus = readCorpus(context)
    const counts = { passed: 0, mustPass: 0, refused: 0, mustFail: 0, points: 0 }
    const wrong: string[] = []
    for (const [name, { input, output }] of Object.entries(corpus.decode)) {
      const source = bytesOf(input.text)
      const read = recordTiles('line-protocol', source)
      const faulty = read.cut || read.count('rejected') > 0
      if (output.result === undefined) {
        counts.mustFail += 1
        const outOfRange = read.of('record').some(({ json }) => !fitsNanoseconds(json ?? '', input.precision))
        if (faulty || outOfRange) counts.refused += 1
        else wrong.push(`${name} must fail: ${output.error} ${JSON.stringify(input.text)}`)
        continue
      }
      counts.mustPass += 1
      const unit = nanosPer[input.precision] ?? 0n
      const found = read.of('record').map(({ json }) => {
        const { timestamp, ...rest } = comparable(json ?? '')
        const byDefault = (BigInt(input.defaultTime) / unit) * unit
        const time = timestamp === undefined ? byDefault : BigInt(timestamp) * unit
        return { ...byValue(rest), time: String(time) }
      })
      const wanted = output.result.map((point) => ({ ...byValue(wantedFrom(point)), time: String(point.time) }))
      counts.points += wanted.length
      try {
        expect({ faulty, found }).toEqual({ faulty: false, found: wanted })
        counts.passed += 1
      } catch (error) {
        wrong.push(`${name} must pass: ${JSON.stringify(input.text)} ${String(error).slice(0, 600)}`)
      }
    }
    console.info(
      `line protocol, decode: ${counts.passed} of ${counts.mustPass} read (${counts.points} points), ` +
        `${counts.refused} of ${counts.mustFail} refused`,
    )
    expect(wrong.slice(0, 10)).toEqual([])
    expect(counts).toEqual({ passed: 395, mustPass: 395, refused: 6220, mustFail: 6220, points: 400 })
  })

  it('holds lines made from points, which read back as those points', (context) => {
    const corpus = readCorpus(context)
    let read = 0
    for (const [name, { input, output }] of Object.entries(corpus.encode)) {
      if (output.result === undefined || input.point === undefined) continue
      const records = recordTiles('line-protocol', bytesOf(output.result)).of('record')
      const found = records.map(({ json }) => {
        const { timestamp: _, ...rest } = comparable(json ?? '')
        return byValue(rest)
      })
      expect({ name, found }).toEqual({ name, found: [byValue(wantedFrom(input.point))] })
      read += 1
    }
    console.info(`line protocol, encode: ${read} of 114 lines read back`)
    expect(read).toBe(114)
  })
})

/** A time that the given precision takes past 64 bits of nanoseconds is an error of the whole, not of the text. */
function fitsNanoseconds(json: string, precision: string): boolean {
  const { timestamp } = comparable(json)
  const nanos = BigInt(timestamp ?? 0) * (nanosPer[precision] ?? 1n)
  return nanos >= -(2n ** 63n) && nanos < 2n ** 63n
}

const caseSchema = z.strictObject({
  accepted: z.array(z.strictObject({ line: z.number(), json: z.string() })),
  rejected: z.array(z.strictObject({ line: z.number(), reason: rejectReasonSchema })),
  blank: z.number(),
  truncated: z.boolean(),
  notes: z.record(z.string(), z.number()),
  tables: z.array(z.string().nullable()),
})

describe('the line protocol cases', () => {
  const names = readdirSync(cases).filter((name) => !name.startsWith('.'))

  it('are at least ten', () => {
    expect(names.length).toBeGreaterThanOrEqual(10)
  })

  it.each(names)('%s is read as its case.json says, however it is cut', (name) => {
    const wanted = caseSchema.parse(JSON.parse(readFileSync(join(cases, name, 'case.json'), 'utf8')))
    const source = readFileSync(join(cases, name, 'input.lp'))
    const read = recordTiles('line-protocol', source)
    expect({
      accepted: read.of('record').map(({ line, json }) => ({ line, json })),
      rejected: read.of('rejected').map(({ line, reason }) => ({ line, reason })),
      blank: read.count('blank'),
      truncated: read.cut,
      notes: read.notes,
      tables: read.layouts.map((layout) => (layout.kind === 'json' ? 'json' : layout.table)),
    }).toEqual(wanted)
    expect(name.endsWith('_fail')).toBe(read.count('rejected') > 0 || read.cut)
    for (const size of [1, 3, 16]) {
      const cuts = Array.from({ length: Math.ceil(source.length / size) }, (_, index) => index * size)
      expect(recordTiles('line-protocol', source, cuts)).toEqual(read)
    }
  })
})

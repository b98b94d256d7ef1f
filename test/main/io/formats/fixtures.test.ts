/**
 * Every format against its own fixtures (`src/main/io/formats/<id>/fixtures/<case>/`): detection, profile, tiles at many
 * chunk sizes, counts, notes, mapped values; then mutated fixtures, on which no reader may throw or leave a hole.
 * `ASSAY_FUZZ_RUNS` and `ASSAY_FUZZ_SEED` set length and seed of the second part.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rankProfiles } from '../../../../src/main/engine/import/shipped-profiles.ts'
import { RecordView } from '../../../../src/main/engine/query/record-view.ts'
import { detectFormat } from '../../../../src/main/io/formats/detect-format.ts'
import { listFormats } from '../../../../src/main/io/formats/reader.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { isoFromMicros, parseInstant } from '../../../../src/shared/core/time/instant.ts'
import { entryFieldSchema, type SourceProfile } from '../../../../src/shared/model/profile.ts'
import { formatIdSchema, rejectReasonSchema } from '../../../../src/shared/model/source.ts'
import { recordTiles, type RecordedTile } from './tile-recorder.ts'

const folder = fileURLToPath(new URL('../../../../src/main/io/formats/', import.meta.url))
const runs = Number(process.env['ASSAY_FUZZ_RUNS'] ?? 60)
const seed = process.env['ASSAY_FUZZ_SEED'] === undefined ? undefined : Number(process.env['ASSAY_FUZZ_SEED'])
const parameters = seed === undefined ? { numRuns: runs } : { numRuns: runs, seed }

const expectedSchema = z.strictObject({
  /** Where the bytes come from: a program and its version, a documentation page, or own writing after one. */
  origin: z.string().min(10),
  format: formatIdSchema,
  /** The format is chosen by hand: nothing in the bytes tells it. */
  chosen: z.boolean().default(false),
  profile: z.string().optional(),
  accepted: z.number().int(),
  rejected: z.array(z.object({ line: z.number().int(), reason: rejectReasonSchema })),
  blank: z.number().int(),
  truncated: z.boolean(),
  notes: z.record(z.string(), z.number().int()),
  entries: z.record(
    z.string().regex(/^\d+$/),
    z.partialRecord(z.union([entryFieldSchema, z.literal('utc')]), z.string()),
  ),
})

interface Fixture {
  readonly name: string
  readonly format: string
  readonly input: string
  readonly bytes: Buffer
  readonly expected: z.infer<typeof expectedSchema>
}

const fixtures = listFormats().flatMap(({ id }): Fixture[] => {
  const own = join(folder, id, 'fixtures')
  if (!existsSync(own)) return []
  return readdirSync(own).flatMap((name) => {
    const input = readdirSync(join(own, name)).find((file) => file.startsWith('input.')) ?? 'input'
    return {
      name: `${id}/${name}`,
      format: id,
      input,
      bytes: readFileSync(join(own, name, input)),
      expected: expectedSchema.parse(JSON.parse(readFileSync(join(own, name, 'expected.json'), 'utf8'))),
    }
  })
})

function everyNth(length: number, step: number): number[] {
  return Array.from({ length: Math.floor(length / step) }, (_, index) => (index + 1) * step)
}

describe.each(fixtures)('$name', ({ format, input, bytes, expected }) => {
  const whole = recordTiles(format, bytes)
  const records = whole.of('record')

  it('is recognised, with a reason', () => {
    const detection = detectFormat(bytes, input, true)
    if (expected.chosen) expect(detection.candidates.map((candidate) => candidate.format)).not.toContain(undefined)
    else {
      expect(detection.format).toBe(expected.format)
      expect(detection.evidence.length).toBeGreaterThan(0)
      for (const sentence of detection.evidence) expect(sentence).toMatch(/^[A-Z0-9"'`([].*\.$/s)
    }
  })

  it('is covered by tiles, counted and noted as stated', () => {
    expect(whole.covered).toBe(bytes.length)
    expect({
      accepted: records.length,
      rejected: whole.of('rejected').map(({ line, reason }) => ({ line, reason })),
      blank: whole.count('blank'),
      truncated: whole.cut,
      notes: whole.notes,
    }).toEqual({
      accepted: expected.accepted,
      rejected: expected.rejected,
      blank: expected.blank,
      truncated: expected.truncated,
      notes: expected.notes,
    })
  })

  it.each([1, 2, 7, 64, 1021])('says the same in chunks of %i bytes', (step) => {
    expect(recordTiles(format, bytes, everyNth(bytes.length, step))).toEqual(whole)
  })

  it('gives every record as one JSON object', () => {
    const scan = new JsonScan()
    for (const { json } of records) {
      const text = Buffer.from(json ?? '')
      expect(scan.scan(text, 0, text.length), json).toBe(true)
    }
  })

  it('is mapped as stated', () => {
    const texts = records.map(({ json }) => Buffer.from(json ?? '{}'))
    const profile = rankProfiles(texts, format)[0]?.profile as SourceProfile
    if (expected.profile !== undefined) expect(profile.id).toBe(expected.profile)
    for (const [index, wanted] of Object.entries(expected.entries)) {
      const record = records[Number(index)]
      expect(record, `record ${index}`).toBeDefined()
      const view = viewOf(record as RecordedTile, profile)
      const found = Object.fromEntries(
        Object.keys(wanted).map((field) => [field, field === 'utc' ? utcOf(view, profile) : textOf(view, field)]),
      )
      expect(found, `record ${index}`).toEqual(wanted)
    }
  })

  it('survives being cut, flipped and spliced', () => {
    const scan = new JsonScan()
    const change = fc.oneof(
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat(bytes.length) }),
      fc.record({ kind: fc.constant('flip' as const), at: fc.nat(bytes.length), value: fc.nat(255) }),
      fc.record({
        kind: fc.constant('splice' as const),
        at: fc.nat(bytes.length),
        from: fc.nat(bytes.length),
        length: fc.nat(200),
      }),
      fc.record({ kind: fc.constant('drop' as const), at: fc.nat(bytes.length), length: fc.nat(40) }),
    )
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(bytes.length)), (changes, cuts) => {
        let mutated = Buffer.from(bytes)
        for (const one of changes) {
          const { at } = one
          if (one.kind === 'cut') mutated = mutated.subarray(0, at)
          else if (one.kind === 'flip') {
            if (at < mutated.length) mutated[at] = one.value
          } else if (one.kind === 'splice') {
            const piece = bytes.subarray(one.from, one.from + one.length)
            mutated = Buffer.concat([mutated.subarray(0, at), piece, mutated.subarray(at)])
          } else mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + one.length)])
        }
        const once = recordTiles(format, mutated)
        expect(once.covered).toBe(mutated.length)
        expect(recordTiles(format, mutated, cuts)).toEqual(once)
        for (const { json } of once.of('record')) {
          const text = Buffer.from(json ?? '')
          expect(scan.scan(text, 0, text.length), json).toBe(true)
        }
      }),
      parameters,
    )
  })
})

it('every format has a fixture and a README', () => {
  const without = listFormats().filter(
    ({ id }) => !fixtures.some((fixture) => fixture.format === id) || !existsSync(join(folder, id, 'README.md')),
  )
  expect(without.map(({ id }) => id)).toEqual([])
})

function viewOf({ json, line, byteStart, byteLength }: RecordedTile, profile: SourceProfile): RecordView {
  const view = new RecordView(profile)
  const bytes = Buffer.from(json ?? '')
  const place = { entryId: 0, byteStart, byteLength, line: line ?? 0, sequence: null, occurredMicros: null }
  view.show(place, 1, 0, bytes, 0, bytes.length, { kind: 'json' })
  return view
}

function textOf(view: RecordView, field: string): string {
  const mapped = view.mapped(entryFieldSchema.parse(field))
  if (mapped === undefined) return '(absent)'
  return mapped.value.state === 'null' ? '(null)' : mapped.value.text
}

function utcOf(view: RecordView, profile: SourceProfile): string {
  const text = view.occurredAtText
  const instant = text === null ? null : parseInstant(text, { zone: profile.zone, epochUnit: profile.epochUnit })
  return instant === null ? '(none)' : isoFromMicros(instant.micros)
}

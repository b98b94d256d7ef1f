/** The place of an entry in its chain, however the record spells the field that says it (README section 7). */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sequenceReader } from '../../../../src/main/engine/verify/record-sequence.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { orderNames } from '../../../../src/shared/core/chain/scope.ts'
import type { ChainResult } from '../../../../src/shared/model/check-run.ts'
import { recipeSchema } from '../../../../src/shared/model/recipe.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

const recipe = recipeSchema.parse({
  recipe: 'assay.recipe/1',
  id: 'numbered',
  name: 'numbered',
  algorithm: 'sha256',
  canonical: { form: 'fields-joined', fields: ['id'], delimiter: '|' },
  previous: { placement: 'prefix', separator: '|' },
})

describe('the sequence of a record', () => {
  const read = (text: string, names: readonly string[], chosen = recipe): unknown => {
    const bytes = Buffer.from(text)
    const scan = new JsonScan()
    expect(scan.scan(bytes, 0, bytes.length)).toBe(true)
    return sequenceReader(chosen, orderNames(chosen, names))(bytes, scan)
  }

  it.each([
    ['a number', '{"n":7}', 7],
    ['text', '{"n":"7"}', 7],
    ['a name spelled with an escape', String.raw`{"\u006e":7}`, 7],
    ['a digit spelled with an escape', String.raw`{"n":"\u0037"}`, 7],
    ['the last of equal names', '{"n":1,"n":7}', 7],
    ['the last of equal names, one of them escaped', String.raw`{"n":1,"\u006e":7}`, 7],
    ['more digits than a double holds', '{"n":12345678901234567890}', 12345678901234567890n],
    ['below zero', '{"n":-7}', -7],
    ['a second name where the first is null', '{"n":null,"m":7}', 7],
    ['no number', '{"n":7.5,"x":1}', null],
    ['none', '{"x":7}', null],
  ])('is %s', (_what, text, expected) => {
    expect(read(text, ['n', 'm'])).toBe(expected)
  })

  it('may be inside another field by the profile, and is a member by the recipe', () => {
    expect(read('{"id":{"$numberLong":"7"}}', ['id.$numberLong', 'id'])).toBe(7)
    expect(read('{"id":7}', ['id.$numberLong', 'id'])).toBe(7)
    const byField = recipeSchema.parse({ ...recipe, order: 'field', orderBy: 'a.b' })
    expect(read('{"a":{"b":7},"n":1}', ['n'], byField)).toBe(null)
    expect(read('{"a":{"b":1},"a.b":7}', ['n'], byField)).toBe(7)
  })
})

describe('a chain', () => {
  let test: Awaited<ReturnType<typeof startEngagement>>
  beforeAll(async () => (test = await startEngagement()))
  afterAll(() => test.close())

  const result = async (name: string, members: (sequence: number) => string): Promise<ChainResult> => {
    let previous = '0'.repeat(64)
    const rows = [1, 2, 3, 4, 5, 6].map((sequence) => {
      const hash = createHash('sha256').update(`${previous}|e${sequence}`).digest('hex')
      const row = `{"id":"e${sequence}",${members(sequence)},"prev_hash":"${previous}","entry_hash":"${hash}"}\n`
      previous = hash
      return row
    })
    const file = fileWith(test.folder, name, rows.filter((_, index) => index !== 3).join(''))
    const { engagementId } = test
    const { sourceId } = await test.job('source.import', { engagementId, file, profileId: 'plain' })
    const { results } = await test.job('chain.verify', { engagementId, sourceId, recipe, secondOpinion: true })
    return results[0] as ChainResult
  }

  it.each([
    ['plain', (sequence: number) => `"sequence":${sequence}`],
    ['escaped', (sequence: number) => String.raw`"\u0073equence":${sequence}`],
    ['repeated', (sequence: number) => `"sequence":${10 - sequence},"sequence":${sequence}`],
  ])('that lacks an entry has a gap there: %s names', async (name, members) => {
    expect(await result(`${name}.ndjson`, members)).toMatchObject({
      verdict: 'gap',
      links: { genesis: 1, ok: 3, gap: 1 },
    })
  })
})

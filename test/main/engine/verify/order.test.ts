/** Orders and scopes of a chain beside the profile's sequence: a field of the recipe, and a chain for every UTC day. */
import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ChainBreak, ChainResult } from '../../../../src/shared/model/check-run.ts'
import { recipeSchema, type Recipe } from '../../../../src/shared/model/recipe.ts'
import { fileWith, startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'

interface Row {
  readonly sequence: number
  readonly row_id: number
  readonly at: string | number
  readonly prev_hash: string
  readonly entry_hash: string
}

/** Rows of a daily chain: each day begins with zeros again. */
function sealed(times: readonly (readonly [at: string | number, day: string])[]): Row[] {
  const previousOf = new Map<string, string>()
  return times.map(([at, day], index) => {
    const prev_hash = previousOf.get(day) ?? '0'.repeat(64)
    const row = { sequence: 1000 - index, row_id: (index + 1) * 3, at }
    const entry_hash = createHash('sha256').update(`${prev_hash}|${row.row_id}|${at}`).digest('hex')
    previousOf.set(day, entry_hash)
    return { ...row, prev_hash, entry_hash }
  })
}

const daily = recipeSchema.parse({
  recipe: 'assay.recipe/1',
  id: 'daily',
  name: 'daily',
  algorithm: 'sha256',
  canonical: { form: 'fields-joined', fields: ['row_id', 'at'], delimiter: '|' },
  previous: { placement: 'prefix', separator: '|' },
  scopeDay: 'at',
  order: 'field',
  orderBy: 'row_id',
})
const { scopeDay: _day, ...whole } = daily

let test: Awaited<ReturnType<typeof startEngagement>>
let folder = ''
let files = 0
beforeAll(async () => {
  test = await startEngagement()
  folder = temporaryFolder()
  return () => test.close()
})

async function verify(rows: readonly Row[], recipe: Recipe): Promise<{ result: ChainResult; breaks: ChainBreak[] }> {
  const { engagementId } = test
  files += 1
  const file = fileWith(folder, `rows-${files}.ndjson`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const { sourceId } = await test.job('source.import', { engagementId, file })
  const { results } = await test.job('chain.verify', { engagementId, sourceId, recipe, secondOpinion: true })
  const { runs } = await test.call('run.list', { engagementId, limit: 1 })
  const { breaks } = await test.call('run.breaks', {
    engagementId,
    runId: runs[0]?.runId as number,
    start: 0,
    count: 100,
  })
  return { result: results[0] as ChainResult, breaks }
}

const oneDay = sealed(Array.from({ length: 12 }, (_, index) => [`2025-03-02T09:15:${10 + index}Z`, 'one'] as const))

describe('order by a field', () => {
  it('reads the chain by that field, wherever its rows stand and whatever the sequence says', async () => {
    const recipe = recipeSchema.parse(whole)
    const inOrder = await verify(oneDay, recipe)
    expect(inOrder.result).toMatchObject({ verdict: 'verified', links: { genesis: 1, ok: 11 } })
    const exchanged = oneDay.map((row, index) => (index === 4 ? oneDay[5] : index === 5 ? oneDay[4] : row)) as Row[]
    const { result } = await verify(exchanged, recipe)
    expect(result).toMatchObject({ verdict: 'verified', links: { genesis: 1, ok: 9, reorder: 2 } })
    // The sequence of the profile falls, so the same chain read by it is none.
    const bySequence = await verify(
      oneDay.slice(0, 11),
      recipeSchema.parse({ ...whole, order: 'sequence', orderBy: undefined }),
    )
    expect(bySequence.result.verdict).toBe('mismatch')
  })

  it('tells a missing row and a number that is taken by that field', async () => {
    const recipe = recipeSchema.parse(whole)
    const removed = await verify(
      oneDay.filter((_, index) => index !== 6),
      recipe,
    )
    expect(removed.result).toMatchObject({ verdict: 'gap', reason: 'link-gap', breakCount: 1 })
    expect(removed.breaks[0]).toMatchObject({ link: 'gap', missingBefore: '5' })
    const repeated = await verify([...oneDay, { ...(oneDay[11] as Row), at: 'again' }], recipe)
    expect(repeated.result).toMatchObject({ verdict: 'mismatch', links: { fork: 1 } })
  })
})

describe('a chain for every UTC day', () => {
  // 23:30 at +01:00 is the day before; the last is 2025-03-03T00:00:00Z in milliseconds.
  const times = [
    ['2025-03-01T23:59:59.999Z', '1'],
    ['2025-03-02T00:00:00Z', '2'],
    ['2025-03-02T00:30:00+01:00', '1'],
    ['2025-03-02 08:00:00', '2'],
    ['2025-03-02T23:59:59.999999999Z', '2'],
    [1_740_960_000_000, '3'],
    ['2025-03-03T01:00:00Z', '3'],
  ] as const

  it('begins anew with each', async () => {
    const rows = sealed(times)
    const { result } = await verify(rows, daily)
    expect(result).toMatchObject({ verdict: 'verified', scopes: 3, links: { genesis: 3, ok: 4 }, contentVerified: 7 })
    const asOne = await verify(rows.slice(0, 6), recipeSchema.parse(whole))
    expect(asOne.result).toMatchObject({ verdict: 'mismatch', scopes: 1 })
  })

  it('is broken where a day begins without its first row', async () => {
    const rows = sealed([...times, ['2025-03-03T02:00:00Z', '3']])
    const { result, breaks } = await verify(
      rows.filter((_, index) => index !== 6),
      daily,
    )
    expect(result).toMatchObject({ verdict: 'gap', scopes: 3 })
    expect(breaks.map((item) => item.link)).toEqual(['gap'])
  })

  it('puts rows without a time into a chain of their own', async () => {
    const rows = sealed([...times, ['soon', 'soon'], ['soon', 'soon']])
    expect((await verify(rows, daily)).result).toMatchObject({ verdict: 'verified', scopes: 4, links: { genesis: 4 } })
  })
})

/** Exports of known logs, from import to verdict without a recipe being given; and with one byte of one entry altered. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ChainResult } from '../../../../src/shared/model/check-run.ts'
import { fileWith, startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'

const formats = join(import.meta.dirname, '../../../../src/main/io/formats')

const exports = [
  {
    name: 'omadia-export',
    file: join(formats, 'omadia-export/fixtures/whole/input.jsonl'),
    recipeId: 'omadia.audit-export-1',
    altered: ['"turnId":"turn_2"', '"turnId":"turn_3"'],
  },
  {
    name: 'legalise-export',
    file: join(formats, 'legalise-export/fixtures/chain/input.json'),
    recipeId: 'legalise.audit-chain-1',
    altered: ['{\\"page\\": 2,', '{\\"page\\": 4,'],
  },
] as const

let test: Awaited<ReturnType<typeof startEngagement>>
let folder = ''
beforeAll(async () => {
  test = await startEngagement()
  folder = temporaryFolder()
  return () => test.close()
})

async function verify(file: string, request: object = {}): Promise<ChainResult> {
  const { engagementId } = test
  const source = await test.job('source.import', { engagementId, file })
  const { results } = await test.job('chain.verify', {
    engagementId,
    sourceId: source.sourceId,
    secondOpinion: true,
    ...request,
  })
  return results[0] as ChainResult
}

describe.each(exports)('$name', ({ name, file, recipeId, altered }) => {
  it('recomputes by the recipe of its own format, and by no other', async () => {
    const result = await verify(file)
    expect(result).toMatchObject({ recipeId, verdict: 'verified', contentVerified: 3, equivalentRecipes: [recipeId] })
    expect(result.links).toMatchObject({ genesis: 1, ok: 2 })
    expect(result.secondOpinion).toMatchObject({ agrees: true, entries: 3 })
  })

  it('shows one altered byte as one content mismatch', async () => {
    const text = readFileSync(file, 'utf8')
    const [before, after] = altered
    expect(text.split(before).length).toBe(2)
    const result = await verify(fileWith(folder, `${name}-altered`, text.replace(before, after)))
    expect(result).toMatchObject({
      recipeId,
      verdict: 'mismatch',
      reason: 'content-differs',
      contentVerified: 2,
      breakCount: 1,
    })
    expect(result.contents).toEqual({ ok: 2, mismatch: 1, 'not-recomputable': 0 })
    expect(result.links).toMatchObject({ genesis: 1, ok: 2 })
    expect(result.firstBreak).toMatchObject({ sequence: '2', content: 'mismatch', link: 'ok' })
  })

  it('is recognised before it is imported', async () => {
    const preview = await test.call('source.preview', { file })
    expect(preview.chainTrial).toMatchObject({ recipeId, matching: 3, of: 3, fits: true })
  })
})

describe('a two-hash export', () => {
  it('says which of the two hashes differs', async () => {
    const text = readFileSync(exports[1].file, 'utf8')
    // The link hash covers its sequence and the entry hash does not; the last entry's, so that no link hangs on it.
    const before = '"scope_sequence": 3'
    expect(text.split(before).length).toBe(2)
    const result = await verify(fileWith(folder, 'link-altered', text.replace(before, '"scope_sequence": 4')))
    expect(result).toMatchObject({ verdict: 'mismatch', reason: 'link-hash-differs', contentVerified: 2 })
    expect(result.firstBreak).toMatchObject({ content: 'mismatch', reason: 'link-hash-differs', link: 'ok' })
  })
})

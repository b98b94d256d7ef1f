/** The end of a chain through the engine: cut exports with and without something that promises an end. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ChainResult } from '../../../../src/shared/model/check-run.ts'
import { createText } from '../../../../src/shared/text/create-text.ts'
import { forbiddenIn } from '../../../../src/shared/text/forbidden-words.ts'
import { endPromiseText } from '../../../../src/shared/text/verdict-text.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

const lines = readFileSync(samplePath('clean', 'shop-b.ndjson'), 'utf8').trimEnd().split('\n')
const fixture = (path: string): Buffer =>
  readFileSync(new URL(`../../../../src/main/io/formats/${path}`, import.meta.url))
const text = createText()

interface Part {
  readonly name: string
  readonly content: string | Buffer
}

/** Chain result of the first part; the others are imported beside it. */
async function chainOf(
  parts: readonly Part[],
  before?: (engine: Awaited<ReturnType<typeof startEngagement>>) => Promise<unknown>,
): Promise<ChainResult> {
  const test = await startEngagement()
  const { engagementId, folder } = test
  for (const { name, content } of parts)
    await test.job('source.import', { engagementId, file: fileWith(folder, name, content) })
  await before?.(test)
  const { results } = await test.job('chain.verify', { engagementId, sourceId: 1 })
  await test.close()
  const [result] = results
  if (result?.kind !== 'chain') throw new Error('no chain result')
  for (const promise of result.end.promises) expect(forbiddenIn(endPromiseText(text, promise))).toEqual([])
  return result
}

const part = (name: string, from: number, to: number): Part => ({
  name,
  content: `${lines.slice(from, to).join('\n')}\n`,
})

describe('a chain of JSON lines whose last ten entries are cut off', () => {
  it('recomputes as before, and says that its end is not provable', async () => {
    const whole = await chainOf([part('whole.ndjson', 0, lines.length)])
    const cut = await chainOf([part('cut.ndjson', 0, lines.length - 10)])
    for (const result of [whole, cut])
      expect(result).toMatchObject({ verdict: 'verified', reason: null, end: { state: 'not-provable', promises: [] } })
    expect(text.t('chainEnd.state.not-provable')).toMatch(/^End not provable: /)
  })

  it('is a gap as soon as a total from outside counts more', async () => {
    const stated = (value: string) => (test: Awaited<ReturnType<typeof startEngagement>>) =>
      test.job('source.setFacts', {
        engagementId: test.engagementId,
        sourceId: 1,
        changes: { totals: [{ measure: 'count', value, obtained: 'independent', how: 'count in the database' }] },
      })
    const total = String(lines.length)
    expect(await chainOf([part('whole.ndjson', 0, lines.length)], stated(total))).toMatchObject({
      verdict: 'verified',
      end: { state: 'shown', promises: [{ kind: 'total-count', inside: false }] },
    })
    expect(await chainOf([part('cut.ndjson', 0, lines.length - 10)], stated(total))).toMatchObject({
      verdict: 'gap',
      reason: 'end-missing',
      end: {
        state: 'missing',
        promises: [{ relation: 'short', expected: total, actual: String(lines.length - 10) }],
      },
    })
  })

  it('has its end shown by an export that continues, and none by one that begins further on', async () => {
    const half = Math.floor(lines.length / 2)
    const next = part('next.ndjson', half, lines.length)
    expect(await chainOf([part('first.ndjson', 0, half), next])).toMatchObject({
      verdict: 'verified',
      end: { state: 'shown', promises: [{ kind: 'later-export', relation: 'reached' }] },
    })
    expect(await chainOf([part('first.ndjson', 0, half - 10), next])).toMatchObject({
      verdict: 'verified',
      end: { state: 'not-provable', promises: [{ kind: 'later-export', relation: 'apart' }] },
    })
  })
})

describe('formats that state their end', () => {
  const omadia = fixture('omadia-export/fixtures/whole/input.jsonl')

  it('have it shown where it is there, with the caveat that it stands in the same file', async () => {
    const whole = await chainOf([{ name: 'whole.jsonl', content: omadia }])
    expect(whole.end).toMatchObject({ state: 'shown' })
    expect(whole.end.promises.every((promise) => promise.inside)).toBe(true)
    const legalise = await chainOf([
      { name: 'chain.json', content: fixture('legalise-export/fixtures/chain/input.json') },
    ])
    expect(legalise.end.state).toBe('shown')
    expect(legalise.end.promises.map((promise) => promise.kind)).toEqual(['entry-count', 'head-hash'])
  })

  it('have it missing where trailer or entries are', async () => {
    const cut = await chainOf([
      { name: 'cut.jsonl', content: fixture('omadia-export/fixtures/cut-at-a-line/input.jsonl') },
    ])
    expect(cut).toMatchObject({ verdict: 'gap', end: { state: 'missing' } })
    const counts = await chainOf([
      { name: 'counts.jsonl', content: fixture('omadia-export/fixtures/counts-differ/input.jsonl') },
    ])
    expect(counts.end.promises.map((promise) => promise.kind)).toContain('entry-count')
    const missing = await chainOf([
      { name: 'chain.json', content: fixture('legalise-export/fixtures/entry-missing/input.json') },
    ])
    expect(missing.end.state).toBe('missing')
  })
})

/** One entry explained out of an engagement: the recipe that is taken, and what is masked until a reason is given. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { entryIdFrom } from '../../../../src/shared/model/digest.ts'
import type { Explanation } from '../../../../src/shared/model/explanation.ts'
import { recipeSchema } from '../../../../src/shared/model/recipe.ts'
import { fileWith, startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'

const zeros = '0'.repeat(64)
const secret = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'

/** Guide B rows, each hash over the previous one and the row as it stands; row 3 holds an access token. */
function rows(separator = ''): string {
  let previous = zeros
  const lines: string[] = []
  for (let index = 0; index < 30; index += 1) {
    const body = {
      id: `e${index}`,
      actor_id: 'u_7',
      action: 'update',
      resource_type: 'order',
      resource_id: `o_${index}`,
      note: index === 2 ? `token ${secret}` : 'it\'s 100 % "fine"\n',
      timestamp: '2025-03-01T09:00:00.000000Z',
      sequence: index + 1,
    }
    const hash = createHash('sha256')
      .update(`${previous}${separator}${JSON.stringify(body)}`)
      .digest('hex')
    lines.push(JSON.stringify({ ...body, prev_hash: previous, entry_hash: hash }))
    previous = hash
  }
  lines[9] = (lines[9] as string).replace('"u_7"', '"u_8"')
  return `${lines.join('\n')}\n`
}

async function imported(text: string) {
  const test = await startEngagement()
  const file = fileWith(temporaryFolder(), 'rows.ndjson', text)
  const { sourceId } = await test.job('source.import', { engagementId: test.engagementId, file })
  const explain = (record: number, more: object = {}): Promise<Explanation> =>
    test.call('entry.explain', { engagementId: test.engagementId, entryId: entryIdFrom(sourceId, record - 1), ...more })
  return { test, sourceId, explain }
}

const run = (line: string): string => spawnSync('sh', ['-c', line], { encoding: 'utf8' }).stdout.slice(0, 64)

describe('an entry of an engagement', () => {
  it('is explained with the recipe that reproduces the source, and its line runs', async () => {
    const { explain } = await imported(rows())
    const good = await explain(4)
    expect(good).toMatchObject({
      recipeId: 'sha256.raw-minus-fields.prefix.hex',
      masked: false,
      line: 4,
      sequence: '4',
    })
    expect(good.hashes[0]).toMatchObject({ content: 'ok', firstDifference: null })
    expect(run(good.hashes[0]?.shell?.line ?? '')).toBe(good.hashes[0]?.stored)
    const bad = await explain(10)
    const [hash] = bad.hashes
    expect(hash).toMatchObject({ content: 'mismatch', reason: 'content-differs' })
    expect(run(hash?.shell?.line ?? '')).toBe(hash?.recomputed)
    expect(hash?.recomputed).not.toBe(hash?.stored)
    expect(hash?.recomputed?.slice(0, hash.firstDifference ?? 0)).toBe(
      hash?.stored?.slice(0, hash.firstDifference ?? 0),
    )
  })

  it('is explained with the recipe of the last check, or the one given', async () => {
    const { test, sourceId, explain } = await imported(rows('|'))
    await expect(explain(4)).rejects.toMatchObject({ code: 'recipe-invalid' })
    const recipe = recipeSchema.parse({
      recipe: 'assay.recipe/1',
      id: 'with-a-bar',
      name: 'with a bar',
      algorithm: 'sha256',
      canonical: { form: 'json-stringify', exclude: ['entry_hash', 'prev_hash'] },
      previous: { placement: 'prefix', encoding: 'hex', separator: '|' },
    })
    expect((await explain(4, { recipe })).hashes[0]?.content).toBe('ok')
    await test.job('chain.verify', { engagementId: test.engagementId, sourceId, recipe })
    expect(await explain(4)).toMatchObject({ recipeId: 'with-a-bar', hashes: [{ content: 'ok' }] })
  })

  it('shows no secret, no bytes and no line until a reason is given, which goes into the custody log', async () => {
    const { test, sourceId, explain } = await imported(rows())
    const masked = await explain(3)
    expect(masked.masked).toBe(true)
    expect(masked.hashes[0]).toMatchObject({ content: 'ok', shell: null, noShell: 'masked', preimage: { hex: null } })
    expect(JSON.stringify(masked)).not.toContain(secret)
    expect(masked.hashes[0]?.preimage?.spans.length).toBeGreaterThan(8)
    const { engagementId } = test
    const shown = await test.call('entry.explainUnmasked', {
      engagementId,
      entryId: entryIdFrom(sourceId, 2),
      reason: 'ticket 311',
    })
    expect(shown.masked).toBe(false)
    expect(run(shown.hashes[0]?.shell?.line ?? '')).toBe(shown.hashes[0]?.stored)
    const { events } = await test.call('log.list', { engagementId, start: 0, count: 1 })
    expect(events[0]).toMatchObject({
      action: 'entry.unmask',
      details: { source: sourceId, record: 3, reason: 'ticket 311' },
    })
  })

  it('is refused when there is none', async () => {
    const { explain } = await imported(rows())
    await expect(explain(31)).rejects.toMatchObject({ code: 'not-found' })
  })
})

/**
 * Every fixture of every format through the engine, in one engagement, one import each: the receipt closes and counts what
 * the fixture states, entries and rejects read back, the sheet of the source is made. Nothing of it is verified here.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { listFormats } from '../../../../src/main/io/formats/reader.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'
import { expectWhole } from './source-net.ts'

const folder = fileURLToPath(new URL('../../../../src/main/io/formats/', import.meta.url))

const expectedSchema = z.object({
  format: z.string(),
  chosen: z.boolean().default(false),
  profile: z.string().optional(),
  accepted: z.number(),
  rejected: z.array(z.object({ line: z.number(), reason: z.string() })),
  blank: z.number(),
  truncated: z.boolean(),
  notes: z.record(z.string(), z.number()),
})

const fixtures = listFormats().flatMap(({ id }) => {
  const own = join(folder, id, 'fixtures')
  if (!existsSync(own)) return []
  return readdirSync(own).map((name) => ({ name: `${id}/${name}`, format: id, path: join(own, name) }))
})

let test: Awaited<ReturnType<typeof startEngagement>>
let imported = 0
beforeAll(async () => {
  test = await startEngagement()
})
afterAll(() => test.close())

describe('an import of the fixture', () => {
  it.each(fixtures)('$name closes and reads back', async ({ format, path }) => {
    const { engagementId } = test
    const wanted = expectedSchema.parse(JSON.parse(readFileSync(join(path, 'expected.json'), 'utf8')))
    const input = readdirSync(path).find((file) => file.startsWith('input')) ?? 'input'
    const source = await test.job('source.import', {
      engagementId,
      file: join(path, input),
      ...(wanted.chosen ? { format } : {}),
    })
    imported += 1
    const { receipt } = source
    const rejects = await test.call('source.rejects', { engagementId, sourceId: source.sourceId, start: 0, count: 500 })
    expect({
      format: source.format,
      accepted: receipt.accepted,
      rejected: rejects.rejects.map(({ line, reason }) => ({ line, reason })),
      blank: receipt.blank,
      truncated: receipt.truncated,
      bytes: receipt.bytes,
    }).toEqual({
      format: wanted.format,
      accepted: wanted.accepted,
      rejected: wanted.rejected,
      blank: wanted.blank,
      truncated: wanted.truncated,
      bytes: readFileSync(join(path, input)).length,
    })
    if (wanted.profile !== undefined && wanted.accepted > 0) expect(source.profileId).toBe(wanted.profile)
    const counts = Object.fromEntries(receipt.notes.map(({ code, count }) => [code, count]))
    // The import adds notes of its own (times that could not be read); the reader's are all there. What is said of a
    // missing year depends on the file's time, which a reader alone does not have.
    const notes = Object.entries(wanted.notes).filter(([code]) => !code.startsWith('year-'))
    expect(counts).toMatchObject(Object.fromEntries(notes))
    await expectWhole(test, engagementId, source)
  })

  it('came for every format, and all of them lie side by side', async () => {
    const { engagementId } = test
    const { sources } = await test.call('source.list', { engagementId })
    expect(sources).toHaveLength(imported)
    expect(imported).toBe(fixtures.length)
    expect(new Set(sources.map((source) => source.format)).size).toBe(listFormats().length)
    const entries = sources.reduce((sum, source) => sum + source.receipt.accepted, 0)
    const page = await test.call('entry.page', { engagementId, filter: {}, start: 0, count: 500 })
    expect(page.total).toBe(entries)
    expect(await test.call('log.verify', { engagementId })).toMatchObject({ verdict: 'verified', events: imported + 1 })
    const findings = await test.call('finding.list', { engagementId, start: 0, count: 500 })
    expect(findings.total).toBeGreaterThan(0)
    console.info(`${imported} fixtures of ${listFormats().length} formats: ${entries} entries`)
  })

  it('bears every check and rule over all of them', async () => {
    const { engagementId } = test
    await test.job('all.verify', { engagementId })
    await test.job('analysis.run', { engagementId })
    expect(await test.call('engagement.overview', { engagementId })).toBeDefined()
  })
})

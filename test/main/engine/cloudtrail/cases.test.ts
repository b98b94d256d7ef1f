/** Every case of test/cases/cloudtrail-digests through the engine's job, as a person would run it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CloudTrailResult } from '../../../../src/shared/model/cloudtrail.ts'
import { buildCase, makeKeys, trailCases, writeCopy, writeMetadata } from '../../../support/cloudtrail-case.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'

let engine: Awaited<ReturnType<typeof startEngagement>>
beforeAll(async () => {
  engine = await startEngagement()
  return () => engine.close()
})
const keys = makeKeys()

describe('a copied trail', () => {
  const cases = trailCases()

  it('has at least forty cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(40)
  })

  it.each(cases)('$name', async ({ name, given }) => {
    const built = buildCase(given, keys)
    const root = join(engine.folder, name)
    const copy = join(root, 'copy')
    mkdirSync(copy, { recursive: true })
    writeCopy(built.copy, copy)
    writeFileSync(join(root, 'keys.json'), JSON.stringify(built.keyList))
    const relocated = given.relocated ?? []
    const { results } = await engine.job('cloudtrail.verify', {
      engagementId: engine.engagementId,
      files: [copy],
      keys: [join(root, 'keys.json')],
      metadata: writeMetadata(built.newest, join(root, 'metadata')),
      relocated: relocated.map(({ bucket, prefix }) => ({ bucket, prefix })),
      relocatedTo: relocated.map(({ folder }) => join(copy, folder)),
    })
    const result = results[0] as CloudTrailResult
    const labelByKey = new Map(built.objects.map(({ key, label }) => [key, label]))
    const present = [
      ...result.digests.filter((row) => row.file !== null && row.reason !== 'digest-repeated'),
      ...result.logs,
    ]
    const { expect: wanted } = given
    const found = Object.fromEntries(
      present
        .filter((row) => row.verdict !== 'verified')
        .map((row) => [labelByKey.get(row.key ?? '') ?? row.key, `${row.verdict} ${row.reason}`]),
    )
    expect(found).toEqual(wanted.rows)
    expect([result.verdict, result.reason]).toEqual([wanted.verdict, wanted.reason])
    const missing = result.digests.filter((row) => row.reason === 'digest-missing')
    expect(missing.map((row) => (row.key === null ? `${row.startTime} ${row.endTime}` : 'named'))).toEqual(
      wanted.missing ?? [],
    )
    expect(result.counts.digestsMissing).toBe(missing.length)
    expect(result.counts.unlisted).toBe(wanted.unlisted ?? 0)
    expect(result.chains).toHaveLength(wanted.chains ?? 1 - (present.some((row) => 'endTime' in row) ? 0 : 1))
    expect(result.counts.restarts).toBe(wanted.restarts ?? 0)
    expect(result.digests.filter((row) => row.reason === 'digest-repeated')).toHaveLength(wanted.repeated ?? 0)
    expect(result.chains.some((chain) => chain.startsMidChain)).toBe(wanted.startsMidChain ?? false)
    const notices = new Set<string>(present.flatMap((row) => row.notices.map(({ code }) => code)))
    for (const notice of wanted.notices ?? []) expect(notices).toContain(notice)
    if (wanted.notices === undefined)
      for (const code of [
        'trailing-data',
        'unpacked',
        'duplicate',
        'events-outside-bounds',
        'packing-damaged',
      ] as const)
        expect(notices.has(code) && !name.includes('cut') && !name.includes('damaged')).toBe(false)
    const places = Object.fromEntries(present.map((row) => [labelByKey.get(row.key ?? ''), row.placement]))
    expect(places).toMatchObject(wanted.placements ?? {})
    if (wanted.placements === undefined) expect(result.relocations).toEqual([])
    else if (Object.values(wanted.placements).some((place) => place !== 'in-place'))
      expect(result.relocations.length).toBeGreaterThan(0)
    // Both values are there wherever something differs.
    for (const row of result.logs.filter(({ verdict }) => verdict === 'mismatch'))
      expect(row.expected).not.toBe(row.actual)
    const { counts } = result
    expect(counts.digestsVerified).toBe(result.digests.filter(({ verdict }) => verdict === 'verified').length)
    expect(counts.logsVerified).toBe(result.logs.filter(({ verdict }) => verdict === 'verified').length)
  })
})

/** What a preview says before anything is stored, and that the import does what the preview said. */
import { execFileSync } from 'node:child_process'
import { statSync, utimesSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ImportPreview } from '../../../../src/shared/ipc/payloads.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { fileWith, logicalDump, startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'

let test: Awaited<ReturnType<typeof startEngagement>>
let folder = ''
beforeAll(async () => {
  test = await startEngagement()
  folder = temporaryFolder()
  return () => test.close()
})

const ndjson = (records: readonly unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')
let files = 0
function previewOf(content: string | Uint8Array, choices: object = {}, name = 'log.ndjson'): Promise<ImportPreview> {
  files += 1
  return test.call('source.preview', {
    engagementId: test.engagementId,
    file: fileWith(folder, `${files}-${name}`, content),
    ...choices,
  })
}
const event = (index: number, timestamp: unknown, extra: object = {}) => ({
  id: `e${index}`,
  timestamp,
  actor_id: `u_${index}`,
  action: 'create',
  ...extra,
})

describe('the mapping', () => {
  it('counts the five states of a value apart, and they add up to the records', async () => {
    const { mapping, records } = await previewOf(
      ndjson([
        event(1, '2025-01-01T00:00:00Z', { reason_code: 'a', sequence: 1 }),
        event(2, '2025-13-01T00:00:00Z', { reason_code: null, sequence: 'two' }),
        event(3, '', { reason_code: '', sequence: '3' }),
        event(4, null),
        { id: 'e5', actor_id: 'u_5', action: 'create' },
      ]),
      { profileId: 'plain' },
    )
    expect(records).toBe(5)
    const row = (field: string) => mapping.find((item) => item.field === field)
    expect(row('occurredAt')).toMatchObject({ present: 1, unparseable: 1, empty: 1, null: 1, absent: 1 })
    expect(row('reasonCode')).toMatchObject({
      from: 'reason_code',
      sample: 'a',
      present: 1,
      null: 1,
      empty: 1,
      absent: 2,
    })
    expect(row('sequence')).toMatchObject({ present: 2, unparseable: 1, absent: 2 })
    expect(row('ip')).toMatchObject({ from: null, sample: null, absent: 5 })
    for (const item of mapping)
      expect(item.present + item.null + item.empty + item.absent + item.unparseable, item.field).toBe(records)
  })

  it('offers the paths that stand in the records, nested ones and those inside a JSON text too', async () => {
    const { names } = await previewOf(
      ndjson([
        event(1, '2025-01-01T00:00:00Z', { new_values: { total: { amount: 5 } }, detail: '{"ip":"192.0.2.1"}' }),
      ]),
    )
    expect(names).toEqual(
      expect.arrayContaining(['id', 'new_values', 'new_values.total.amount', 'detail', 'detail.ip']),
    )
  })

  it('can be given whole, and is then part of the hash that is quoted', async () => {
    const content = ndjson([event(1, '2025-01-01T00:00:00Z', { who: 'u_9' })])
    const usual = await previewOf(content)
    const edited = await previewOf(content, {
      profile: { ...usual.profile, fields: { ...usual.profile.fields, actorId: ['who'] } },
    })
    expect(edited.mapping.find((row) => row.field === 'actorId')).toMatchObject({ from: 'who', sample: 'u_9' })
    expect(edited.profileHash).not.toBe(usual.profileHash)
  })
})

describe('bare epoch numbers', () => {
  const numbers = (unit: number) =>
    ndjson([1, 2, 3].map((index) => event(index, (1735689600n + BigInt(index)) * 10n ** BigInt(unit) + '')))

  it.each([
    [0, 's', 'seconds'],
    [3, 'ms', 'milliseconds'],
    [6, 'us', 'microseconds'],
    [9, 'ns', 'nanoseconds'],
  ] as const)('times ten to the %i are read in %s', async (power, unit, word) => {
    const preview = await previewOf(numbers(power), { profileId: 'plain' })
    expect(preview.epoch).toEqual({ unit, from: 'magnitude' })
    expect(preview.profile.epochUnit).toBe(unit)
    expect(preview.time).toMatchObject({ utc: '2025-01-01T00:00:01.000000Z', reading: `${word} since 1970 UTC` })
    expect(preview.timeNotes.join()).toContain(word)
  })

  it('are read in the chosen unit, and the sentence says what their magnitude would be', async () => {
    const preview = await previewOf(numbers(3), { profileId: 'plain', unit: 'us' })
    expect(preview.epoch).toEqual({ unit: 'us', from: 'chosen' })
    expect(preview.time?.utc).toBe('1970-01-21T02:08:09.601000Z')
    expect(preview.timeNotes).toEqual([
      'Bare numbers are read as microseconds since 1970 UTC, as chosen; by their magnitude they would be milliseconds.',
    ])
  })

  it('that disagree are read as the profile says, and the counts are named', async () => {
    const preview = await previewOf(ndjson([event(1, 1735689600000), event(2, 1735689600), event(3, 1735689601)]), {
      profileId: 'plain',
    })
    expect(preview.epoch).toEqual({ unit: 's', from: 'profile' })
    expect(preview.timeNotes[0]).toContain('1 would be milliseconds, 2 would be seconds')
  })

  it('are imported with the unit of the preview, which is in the profile that the source quotes', async () => {
    const file = fileWith(folder, 'imported.ndjson', numbers(3))
    const request = { engagementId: test.engagementId, file, profileId: 'plain' }
    const preview = await test.call('source.preview', request)
    const source = await test.job('source.import', request)
    expect(source.firstMicros).toBe(Date.UTC(2025, 0, 1, 0, 0, 1) * 1000)
    const { profile, profileHash } = await test.call('source.members', {
      engagementId: test.engagementId,
      sourceId: source.sourceId,
    })
    expect(profile.epochUnit).toBe('ms')
    expect(profileHash).toBe(preview.profileHash)
    expect((await test.call('source.preview', request)).alreadyImported).toBe(true)
    expect(preview.alreadyImported).toBe(false)
  })
})

describe('times without zone', () => {
  const local = ndjson([event(1, '2025-01-01 10:00:00'), event(2, '2025-01-01T10:00:00Z')])

  it('are counted, and what is assumed is said', async () => {
    expect((await previewOf(local, { zone: '+02:00' })).timeNotes).toEqual([
      '1 of 2 times have no zone and are read as +02:00, which is an assumption: ask the provider, or choose another zone.',
    ])
    expect((await previewOf(local, { zone: 'unknown' })).timeNotes[0]).toContain('get no place on the UTC line')
  })

  it('are not mentioned where there are none', async () => {
    expect((await previewOf(ndjson([event(1, '2025-01-01T10:00:00Z')]))).timeNotes).toEqual([])
  })
})

describe('local time stored with a Z', () => {
  it("is suspected from practice guide B's own event: 4:47 PM EST beside 16:47:23Z", async () => {
    const { timeNotes } = await previewOf(
      ndjson([event(1, '2024-12-15T16:47:23.847291Z', { metadata: { shown: 'Friday at 4:47 PM EST' } })]),
    )
    expect(timeNotes).toHaveLength(1)
    expect(timeNotes[0]).toMatch(
      /1 of 1 .* metadata\.shown \("Friday at 4:47 PM EST"\).* local time may have been stored with a Z/,
    )
  })

  it('is suspected when another field has the same clock under an offset', async () => {
    const { timeNotes } = await previewOf(
      ndjson(
        [1, 2, 3].map((day) => event(day, `2025-01-0${day}T10:00:00Z`, { local: `2025-01-0${day}T10:00:00-05:00` })),
      ),
    )
    expect(timeNotes.join()).toContain('In 3 of 3 records')
  })

  it('is not suspected when the other field names the same instant, nor from one chance hit in many', async () => {
    const right = [1, 2, 3].map((day) =>
      event(day, `2025-01-0${day}T15:00:00Z`, { local: `2025-01-0${day}T10:00:00-05:00` }),
    )
    expect((await previewOf(ndjson(right))).timeNotes).toEqual([])
    const chance = [...right, event(4, '2025-01-04T10:00:00Z', { local: '2025-01-04T10:00:00-05:00' })]
    expect((await previewOf(ndjson(chance))).timeNotes).toEqual([])
    expect((await previewOf(ndjson([event(1, '2025-01-01T16:47:00Z', { note: 'at 16:47 UTC' })]))).timeNotes).toEqual(
      [],
    )
  })

  it('is suspected when times lie after the file was written', async () => {
    const file = fileWith(
      folder,
      'ahead.ndjson',
      ndjson([event(1, '2025-01-01T12:00:00Z'), event(2, '2025-01-01T16:30:00Z')]),
    )
    const written = new Date('2025-01-01T14:30:00Z')
    utimesSync(file, written, written)
    const { timeNotes } = await test.call('source.preview', { engagementId: test.engagementId, file })
    expect(timeNotes).toEqual([
      '1 of 2 times that end in Z lie after the file was last written (2025-01-01T14:30:00Z), the latest by 2 h 0 min: local time may have been stored with a Z.',
    ])
  })
})

describe('the chain trial', () => {
  it('names the recipe, those that match as many, and the next best', async () => {
    const { chainTrial } = await test.call('source.preview', { file: samplePath('clean', 'shop-b.ndjson') })
    expect(chainTrial).toMatchObject({ matching: 1000, of: 1000, fits: true })
    expect(chainTrial?.equivalent.length).toBeGreaterThan(0)
    expect(chainTrial?.runnerUp?.matching).toBeLessThan(1000)
  })

  it('is shown when nothing matches, over what was tried, as no match', async () => {
    const records = Array.from({ length: 200 }, (_, index) =>
      event(index, '2025-01-01T00:00:00Z', { prev_hash: '0'.repeat(64), entry_hash: 'ab'.repeat(32) }),
    )
    expect((await previewOf(ndjson(records))).chainTrial).toMatchObject({
      matching: 0,
      of: 50,
      fits: false,
      equivalent: [],
    })
  })
})

describe('members and space', () => {
  it('lists members in reading order with their packing, and what is not read', async () => {
    const set = temporaryFolder()
    fileWith(set, 'app.log.1.gz', gzipSync(ndjson([event(1, '2025-01-01T00:00:00Z')])))
    fileWith(set, 'app.log', ndjson([event(2, '2025-01-02T00:00:00Z')]))
    fileWith(set, '.hidden', 'x')
    const preview = await test.call('source.preview', { file: set })
    expect(preview.memberCount).toBe(2)
    expect(preview.members).toEqual([
      { name: 'app.log.1.gz', packing: ['gzip'] },
      { name: 'app.log', packing: [] },
    ])
    expect(preview.notes).toEqual([{ code: 'skipped-hidden', detail: '.hidden', incomplete: false }])
    expect(preview.space.free).toBeNull()
  })

  it('orders members by their names where they hold no time that the profile finds', async () => {
    const set = temporaryFolder()
    for (const name of ['app.log', 'app.log.1', 'app.log.10', 'app.log.2']) fileWith(set, name, ndjson([{ who: name }]))
    const { members } = await test.call('source.preview', { file: set })
    expect(members.map(({ name }) => name)).toEqual(['app.log.10', 'app.log.2', 'app.log.1', 'app.log'])
  })

  it('shows the beginning of what is read first', async () => {
    const set = temporaryFolder()
    fileWith(set, 'a.log', ndjson([event(2, '2025-01-02T00:00:00Z')]))
    fileWith(set, 'b.log', ndjson([event(1, '2025-01-01T00:00:00Z')]))
    const { members, rawLines, time } = await test.call('source.preview', { file: set })
    expect(members.map(({ name }) => name)).toEqual(['b.log', 'a.log'])
    expect(rawLines).toEqual([JSON.stringify(event(1, '2025-01-01T00:00:00Z'))])
    expect(time?.text).toBe('2025-01-01T00:00:00Z')
  })

  it('reads a set in a format chosen by hand, also where no file looks like it', async () => {
    const set = temporaryFolder()
    fileWith(set, 'one', 'a;b\n')
    fileWith(set, 'two', 'c;d\n')
    const preview = await test.call('source.preview', { file: set, format: 'ndjson' })
    expect(preview).toMatchObject({ format: 'ndjson', memberCount: 2, records: 0, rejected: 1 })
  })

  it.each(['shop-a.ndjson', 'shop-b.ndjson'])('estimates the growth by %s within a factor of two', async (name) => {
    const fresh = await startEngagement()
    const { engagementId, file } = fresh
    const { space } = await fresh.call('source.preview', { engagementId, file: samplePath('clean', name) })
    expect(space.free).toBeGreaterThan(0)
    await fresh.call('engagement.close', { engagementId })
    const before = statSync(file).size
    const again = await fresh.call('engagement.open', { file })
    await fresh.job('source.import', { engagementId: again.engagementId, file: samplePath('clean', name) })
    await fresh.call('engagement.close', { engagementId: again.engagementId })
    const grown = statSync(file).size - before
    expect(space.needed).toBeGreaterThan(grown / 2)
    expect(space.needed).toBeLessThan(grown * 2)
    await fresh.close()
  })

  it('stores nothing', async () => {
    const before = logicalDump(test.file)
    await previewOf(ndjson([event(1, '2025-01-01T00:00:00Z')]))
    expect(logicalDump(test.file)).toEqual(before)
  })

  it('does not need the file to be small: a sample is a beginning', async () => {
    const big = join(folder, 'big.ndjson')
    execFileSync('sh', [
      '-c',
      `yes '${JSON.stringify(event(1, '2025-01-01T00:00:00Z'))}' | head -c 30000000 > '${big}'`,
    ])
    expect((await test.call('source.preview', { engagementId: test.engagementId, file: big })).records).toBe(1000)
  })
})

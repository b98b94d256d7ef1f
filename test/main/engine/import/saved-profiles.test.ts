/** Profiles that are saved, versioned, chosen, exported and read again. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { SourceProfile } from '../../../../src/shared/model/profile.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

let test: Awaited<ReturnType<typeof startEngagement>>
beforeEach(async () => {
  test = await startEngagement()
  onTestFinished(() => test.close())
})

const shop: SourceProfile = {
  profile: 'assay.profile/1',
  id: 'acme-shop',
  name: 'Acme shop',
  version: 1,
  fields: { occurredAt: ['wann'], actorId: ['wer'], action: ['was'] },
  zone: 'UTC',
  epochUnit: 's',
  recipes: [],
}
const log = '{"wann":"2025-01-01T00:00:00Z","wer":"u_1","was":"create"}\n'

const save = (profile: SourceProfile) => test.call('profile.save', { engagementId: test.engagementId, profile })

describe('a saved profile', () => {
  it('gets the next version when it is saved again changed, and stays when it is the same', async () => {
    const first = await save(shop)
    expect(first).toMatchObject({ profile: shop, origin: 'saved' })
    expect(await save(shop)).toEqual(first)
    const second = await save({ ...shop, name: 'Acme shop, all branches' })
    expect(second.profile.version).toBe(2)
    expect(second.hash).not.toBe(first.hash)
    const { profiles } = await test.call('profile.list', { engagementId: test.engagementId })
    expect(profiles[0]).toEqual({
      id: 'acme-shop',
      name: 'Acme shop, all branches',
      version: 2,
      hash: second.hash,
      origin: 'saved',
      fields: 3,
    })
    const { events } = await test.call('log.list', { engagementId: test.engagementId, start: 0, count: 10 })
    const saved = events.filter((event) => event.action === 'profile.save')
    expect(saved).toHaveLength(2)
    expect(JSON.stringify(saved[0])).toContain(second.hash)
    expect(await test.call('log.verify', { engagementId: test.engagementId })).toMatchObject({ verdict: 'verified' })
  })

  it('is hashed over its RFC 8785 form', async () => {
    const { profile, hash } = await save(shop)
    // Own writing of the form: members sorted, no white space; there are no numbers but integers in a profile.
    const sorted = (value: unknown): unknown =>
      Array.isArray(value) || typeof value !== 'object' || value === null
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .toSorted(([a], [b]) => (a < b ? -1 : 1))
              .map(([name, child]) => [name, sorted(child)]),
          )
    expect(hash).toBe(
      createHash('sha256')
        .update(JSON.stringify(sorted(profile)))
        .digest('hex'),
    )
  })

  it('is offered first for records that it fits, and a source keeps the version it was read with', async () => {
    const { engagementId } = test
    const file = fileWith(test.folder, 'log.ndjson', log)
    const before = await test.call('source.preview', { engagementId, file })
    expect(before.profile.id).not.toBe('acme-shop')
    const first = await save(shop)
    const preview = await test.call('source.preview', { engagementId, file })
    expect(preview).toMatchObject({ profile: { id: 'acme-shop' }, profileHash: first.hash })
    expect(preview.profiles[0]).toMatchObject({ id: 'acme-shop', origin: 'saved', matched: 3 })
    const { sourceId } = await test.job('source.import', { engagementId, file, profileId: 'acme-shop' })
    await save({ ...shop, fields: { action: ['was'] } })
    expect(await test.call('source.members', { engagementId, sourceId })).toMatchObject({
      profile: { version: 1 },
      profileHash: first.hash,
    })
  })

  it('survives closing, and is not there in another engagement', async () => {
    await save(shop)
    await test.call('engagement.close', { engagementId: test.engagementId })
    const { engagementId } = await test.call('engagement.open', { file: test.file })
    expect(await test.call('profile.show', { engagementId, id: 'acme-shop' })).toMatchObject({ origin: 'saved' })
    await expect(test.call('profile.show', { id: 'acme-shop' })).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a profile as a file', () => {
  it('comes back as it was', async () => {
    const saved = await save(shop)
    const out = join(test.folder, 'profile.json')
    const written = await test.call('profile.export', { engagementId: test.engagementId, id: shop.id, out })
    expect(written.sha256).toBe(createHash('sha256').update(readFileSync(out)).digest('hex'))
    expect(await test.call('profile.read', { file: out })).toEqual({ profile: shop, hash: saved.hash, origin: 'file' })
    await expect(
      test.call('profile.export', { engagementId: test.engagementId, id: shop.id, out }),
    ).rejects.toMatchObject({ code: 'file-exists' })
  })

  it.each([
    ['no JSON', 'profile: yes', 'profile-unsuitable'],
    ['another kind', '{"recipe":"assay.recipe/1"}', 'profile-unsuitable'],
    ['a field that entries do not have', JSON.stringify({ ...shop, fields: { guilt: ['x'] } }), 'profile-unsuitable'],
    ['a zone by name', JSON.stringify({ ...shop, zone: 'Europe/Berlin' }), 'usage'],
    ['no field', JSON.stringify({ ...shop, fields: {} }), 'usage'],
    ['an id that is a path', JSON.stringify({ ...shop, id: '../x' }), 'usage'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'profile-unsuitable'],
  ])('is refused when it is %s', async (_, content, code) => {
    const file = fileWith(test.folder, 'bad.json', content)
    await expect(test.call('profile.read', { file })).rejects.toMatchObject({ code })
  })

  it('is refused when it is larger than a profile can be', async () => {
    const file = fileWith(test.folder, 'large.json', ' '.repeat(1024 * 1024 + 1))
    await expect(test.call('profile.read', { file })).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})

describe('shipped profiles', () => {
  it('cannot be replaced by saving one of their id', async () => {
    await expect(save({ ...shop, id: 'guide-b' })).rejects.toMatchObject({ code: 'usage' })
  })

  it('are listed without an engagement, each with its own hash and id', async () => {
    const { profiles } = await test.call('profile.list', {})
    expect(profiles.length).toBeGreaterThan(40)
    expect(new Set(profiles.map(({ id }) => id)).size).toBe(profiles.length)
    expect(new Set(profiles.map(({ hash }) => hash)).size).toBe(profiles.length)
    for (const profile of profiles) expect(profile.origin).toBe('shipped')
  })
})

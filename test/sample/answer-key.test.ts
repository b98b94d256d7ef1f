/** Every statement of an answer key, read again from the written files by the plain scan. */
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  byDay,
  emptyDays,
  linesContaining,
  linesNaming,
  readLines,
  rootOf,
  scanRules,
  walkChain,
} from './plain-scan.ts'
import type { Read } from './plain-scan.ts'
import { bundledRoot, generate, readJson, removeGenerated } from './run-generator.ts'

afterAll(removeGenerated)

const sets = [
  ['the bundled clean set', () => join(bundledRoot, 'clean')],
  ['a year of 3,000 rows', () => generate('--rows', '3000', '--seed', '11').directory],
  [
    'a quarter of 900 rows',
    () => generate('--rows', '900', '--seed', '12', '--from', '2025-01-01', '--to', '2025-03-31').directory,
  ],
  // Dense: 40,000 rows in two days, where everyday logins and orders come closest to the limits.
  [
    'two days of 40,000 rows',
    () => generate('--rows', '40000', '--seed', '13', '--from', '2024-12-14', '--to', '2024-12-15').directory,
  ],
] as const

describe.each(sets)('%s', (_, directoryOf) => {
  const directory = directoryOf()
  const key = readJson(join(directory, 'answer-key.json'))
  const shop = readLines(join(directory, 'shop-a.ndjson'))
  const ledger = readLines(join(directory, 'shop-b.ndjson'))

  it('has as many rows as the key counts, each exactly JSON.stringify of itself', () => {
    for (const [name, rows] of [
      ['shop-a.ndjson', shop],
      ['shop-b.ndjson', ledger],
    ] as const) {
      expect(key.files[name]).toEqual({
        rows: rows.length,
        physical: rows.length,
        accepted: rows.length,
        rejected: 0,
        blank: 0,
      })
      expect(rows.filter(({ text, entry }) => JSON.stringify(entry) !== text)).toEqual([])
    }
  })

  it('has the members of both guides in their order, and times that never go back', () => {
    const shopNames =
      'event_id,trace_id,timestamp,user_id,user_email,user_roles,action,resource_type,resource_id,http_method,path,status_code,duration_ms,previous_state,new_state,metadata'
    const ledgerNames =
      'id,actor_id,actor_email,actor_role,actor_type,resource_type,resource_id,action,old_values,new_values,reason_code,reason_note,ip_address,user_agent,source,timestamp,sequence,prev_hash,entry_hash'
    for (const { entry } of shop)
      expect([shopNames, shopNames.replace('user_id,', '')]).toContain(Object.keys(entry).join(','))
    for (const { entry } of ledger) expect(Object.keys(entry).join(',')).toBe(ledgerNames)
    for (const rows of [shop, ledger]) {
      expect(rows.filter(({ entry }, at) => at > 0 && entry.timestamp < rows[at - 1]?.entry.timestamp)).toEqual([])
    }
    expect(shop.every(({ entry }) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(entry.timestamp))).toBe(true)
    expect(ledger.every(({ entry }) => /\.\d{6}Z$/.test(entry.timestamp))).toBe(true)
  })

  it('fires every rule exactly on the lines of the key, in both readings', () => {
    expect(scanRules(shop)).toEqual(key.rules['shop-a.ndjson'])
  })

  it('holds the subject on exactly the lines of the key, and nothing but near misses besides', () => {
    for (const [name, rows] of [
      ['shop-a.ndjson', shop],
      ['shop-b.ndjson', ledger],
    ] as const) {
      const stated: number[] = key.erasure.files[name]
      const near: number[] = key.erasure.nearMisses[name]
      expect(linesNaming(rows, key.erasure.subject)).toEqual(stated)
      expect(linesContaining(rows, key.erasure.subject)).toEqual([...stated, ...near].sort((a, b) => a - b))
    }
  })

  it('has the empty days of the key and no others', () => {
    expect(emptyDays(shop)).toEqual(key.coverage['shop-a.ndjson'].emptyDays)
    expect(emptyDays(ledger)).toEqual(key.coverage['shop-b.ndjson'].emptyDays)
  })

  it('chains every entry of guide B to the one before', () => {
    expect(walkChain(ledger)).toEqual({ contentMismatches: [], unlinked: [], regressions: [] })
    expect(
      ledger.every(
        ({ entry }, at) => entry.prev_hash === (at === 0 ? '0'.repeat(64) : ledger[at - 1]?.entry.entry_hash),
      ),
    ).toBe(true)
    expect(ledger.every(({ entry }, at) => entry.sequence === 48_291_037 + at)).toBe(true)
  })

  it('batches every day of guide A under the root of its lines', () => {
    const batches = readLines(join(directory, 'shop-a-batches.ndjson')).map(({ entry }) => entry)
    const days = byDay(shop)
    expect(batches.map(({ date }) => date)).toEqual([...days.keys()])
    expect(key.merkle['shop-a.ndjson']).toEqual({
      verdict: 'verified',
      batches: days.size,
      verified: days.size,
      exceptions: [],
    })
    // Roots of dense days take noble seconds each; the first day stands for them there.
    for (const batch of shop.length > 20_000 ? batches.slice(0, 1) : batches) {
      const rows = days.get(batch.date) ?? []
      expect(batch.merkle_root).toBe(rootOf(rows.map(({ text }) => text)))
      expect(batch.metadata).toBe(
        JSON.stringify({
          count: rows.length,
          first_timestamp: rows[0]?.entry.timestamp,
          last_timestamp: rows.at(-1)?.entry.timestamp,
        }),
      )
      const late = batch.timestamp - Date.parse(batch.date) / 1000 - 86_400
      expect(late).toBeGreaterThanOrEqual(300)
      expect(late).toBeLessThan(540)
    }
  })

  it('lists every grant and withdrawal of administration, and no other entry is one', () => {
    const roles = ['admin', 'superuser', 'super_admin']
    const has = (state: { role?: string; roles?: string[] } | null): string[] =>
      roles.filter((role) => state?.role === role || (state?.roles ?? []).includes(role))
    const moved = ({ entry }: Read): boolean => {
      if (!['user'].includes(entry.resource_type) || String(entry.action).endsWith('failed')) return false
      return has(entry.old_values ?? entry.previous_state).join() !== has(entry.new_values ?? entry.new_state).join()
    }
    const found = [
      ...shop.filter(moved).map(({ line }) => `shop-a.ndjson:${line}`),
      ...ledger.filter(moved).map(({ line }) => `shop-b.ndjson:${line}`),
    ]
    expect(key.adminGrants.map((grant: { file: string; line: number }) => `${grant.file}:${grant.line}`)).toEqual(found)
  })

  it("keeps the shop busy in all six of guide A's categories", () => {
    const resources = new Set(shop.map(({ entry }) => String(entry.action).split('.')[0]))
    for (const resource of [
      'user',
      'cart',
      'checkout',
      'order',
      'payment',
      'product',
      'inventory',
      'account',
      'apikey',
      'shipping',
      'tax',
      'notification',
      'analytics',
      'gateway',
    ]) {
      expect(resources, resource).toContain(resource)
    }
    expect(new Set(shop.map(({ entry }) => entry.action)).size).toBeGreaterThanOrEqual(34)
  })
})

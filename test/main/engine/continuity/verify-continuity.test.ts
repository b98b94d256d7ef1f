/** The continuity check over imported files: what it answers, stores and finds, and what it leaves when it is cancelled. */
import { describe, expect, it } from 'vitest'
import type { ContinuityResult } from '../../../../src/shared/model/continuity.ts'
import { continuityResultSchema } from '../../../../src/shared/model/continuity.ts'
import { verifyContinuity } from '../../../../src/main/engine/continuity/verify-continuity.ts'
import { silentJob } from '../../../../src/main/engine/jobs.ts'
import { Session } from '../../../../src/main/engine/session.ts'
import { openStore } from '../../../../src/main/store/open.ts'
import { findSource } from '../../../../src/main/store/sources.ts'
import { orderHistory, type HistoryEvent } from '../../../shared/core/continuity/order-history.ts'
import { fileWith, startEngagement, testPorts } from '../../../support/temporary-engine.ts'

type TestEngagement = Awaited<ReturnType<typeof startEngagement>>

function lines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('')
}

async function importText(test: TestEngagement, name: string, text: string, profileId?: string): Promise<number> {
  const file = fileWith(test.folder, name, text)
  const choices = profileId === undefined ? {} : { profileId }
  return (await test.job('source.import', { engagementId: test.engagementId, file, ...choices })).sourceId
}

async function verify(test: TestEngagement, sourceId: number): Promise<ContinuityResult> {
  const { results } = await test.job('continuity.verify', { engagementId: test.engagementId, sourceId })
  const [result] = results
  if (result?.kind !== 'continuity') throw new Error('no continuity result')
  return result
}

/** Events as guide B's table has them. */
function ledgerRows(events: readonly HistoryEvent[]): object[] {
  return events.map((event) => ({
    actor_email: null,
    actor_role: 'staff',
    actor_type: 'human',
    reason_code: null,
    reason_note: null,
    ip_address: null,
    user_agent: null,
    source: 'admin_panel',
    ...event,
  }))
}

describe('a history with three events missing', () => {
  it('is a gap at the order, the fields and between the events that the generator names', async () => {
    const test = await startEngagement()
    const events = orderHistory(300, 17, 'full-state')
    const own = Map.groupBy(events, (event) => event.resource_id)
    const missing = [...own.values()]
      .filter((list) => list.length > 4 && JSON.stringify(list[2]?.new_values) !== JSON.stringify(list[2]?.old_values))
      .slice(0, 3)
      .map((list) => list[2] as HistoryEvent)
    const sourceId = await importText(
      test,
      'ledger.ndjson',
      lines(ledgerRows(events.filter((event) => !missing.includes(event)))),
    )
    const result = await verify(test, sourceId)
    expect(continuityResultSchema.parse(result)).toEqual(result)
    expect(result).toMatchObject({ verdict: 'gap', reason: 'state-differs', holeCount: 3, resources: 300 })
    expect(result.order).toEqual({ by: 'sequence', without: 0, descending: false })
    for (const event of missing) {
      const list = own.get(event.resource_id) as HistoryEvent[]
      const at = list.indexOf(event)
      expect(result.holes.find((hole) => hole.resourceId === event.resource_id)).toMatchObject({
        resourceType: 'order',
        after: { eventId: list[at - 1]?.id, occurredAt: list[at - 1]?.timestamp },
        notLaterThan: { eventId: list[at + 1]?.id, occurredAt: list[at + 1]?.timestamp },
      })
    }
    const first = result.holes[0]?.breaks[0]
    expect(first?.known).not.toBe(first?.stated)

    const { findings, byKind } = await test.call('finding.list', {
      engagementId: test.engagementId,
      kind: 'state-break',
      start: 0,
      count: 10,
    })
    expect(byKind['state-break']).toBe(3)
    expect(findings[0]).toMatchObject({ severity: 'high', pointers: [{ sourceId }, { sourceId }] })

    const again = await verify(test, sourceId)
    expect(JSON.stringify(again)).toBe(JSON.stringify(result))
    const { runs } = await test.call('run.list', { engagementId: test.engagementId, limit: 10 })
    expect(runs.map(({ kind, overall }) => [kind, overall])).toEqual([
      ['continuity', 'gap'],
      ['continuity', 'gap'],
    ])
    for (const { runId } of runs)
      expect((await test.call('run.result', { engagementId: test.engagementId, runId })).result).toEqual(result)
    expect((await test.call('finding.list', { engagementId: test.engagementId, start: 0, count: 1 })).byKind).toEqual(
      byKind,
    )
    await test.close()
  })

  it('gives the same bytes in as many passes as memory asks for', async () => {
    const test = await startEngagement()
    const events = orderHistory(200, 23, 'changed-fields').filter((_, index) => index % 31 !== 7)
    const sourceId = await importText(test, 'ledger.ndjson', lines(ledgerRows(events)))
    const result = await verify(test, sourceId)
    expect(result.holeCount).toBeGreaterThan(3)
    await test.close()
    const session = new Session(openStore(test.file))
    const source = findSource(session.store, sourceId)
    if (source === undefined) throw new Error('no source')
    const small = await verifyContinuity(await testPorts(), session, source, silentJob, 150)
    expect(JSON.stringify(small)).toBe(JSON.stringify(result))
    session.store.db.close()
  })
})

describe('a whole history', () => {
  it('is verified, in either direction of the file', async () => {
    const test = await startEngagement()
    const rows = ledgerRows(orderHistory(120, 3, 'changed-fields'))
    for (const [name, list] of [
      ['down.ndjson', rows],
      ['up.ndjson', rows.toReversed()],
    ] as const) {
      const result = await verify(test, await importText(test, name, lines(list)))
      expect(result).toMatchObject({ verdict: 'verified', reason: null, breakCount: 0, holes: [], untested: {} })
      expect(result.order.descending).toBe(name === 'up.ndjson')
      expect(result.held).toBe(result.tested)
    }
    await test.close()
  })

  it('is a gap where a record of it could not be read, and not checked where nothing can be compared', async () => {
    const test = await startEngagement()
    const rows = ledgerRows(orderHistory(20, 3, 'full-state'))
    const broken = await verify(test, await importText(test, 'broken.ndjson', `${lines(rows)}{"id":\n`))
    expect(broken).toMatchObject({ verdict: 'gap', breakCount: 0 })
    const bare = rows.map((row) => ({ ...row, old_values: null }))
    const unstated = await verify(test, await importText(test, 'bare.ndjson', lines(bare)))
    expect(unstated).toMatchObject({ verdict: 'not-checked', reason: 'no-state-values', tested: 0 })
    await test.close()
  })
})

it('masks what a break quotes, in the answer, the stored run and the findings', async () => {
  const test = await startEngagement()
  const row = (sequence: number, before: object | null, after: object) => ({
    ...ledgerRows(orderHistory(1, 1, 'full-state').slice(0, 1))[0],
    id: `e${sequence}`,
    sequence,
    action: before === null ? 'create' : 'update',
    old_values: before,
    new_values: after,
  })
  const password = 'hunter2-Battery-Staple'
  const sourceId = await importText(
    test,
    'secrets.ndjson',
    lines([row(1, null, { password, note: 'a' }), row(2, { password: `${password}!`, note: 'b' }, { note: 'c' })]),
  )
  const result = await verify(test, sourceId)
  expect(result).toMatchObject({ holeCount: 1, breakCount: 2 })
  const [run] = (await test.call('run.list', { engagementId: test.engagementId, limit: 1 })).runs
  const stored = await test.call('run.result', { engagementId: test.engagementId, runId: run?.runId ?? 0 })
  const { findings } = await test.call('finding.list', { engagementId: test.engagementId, start: 0, count: 10 })
  expect(JSON.stringify([result, stored, findings])).not.toContain('hunter2')
  expect(result.holes[0]?.breaks.map(({ field, known, stated }) => [field, known, stated])).toContainEqual([
    'note',
    '"a"',
    '"b"',
  ])
  await test.close()
})

it('reads the old and new values of guide A, Stripe and Adobe Commerce as their profiles map them', async () => {
  const test = await startEngagement()
  const guideA = [
    ['order.create.success', null, { status: 'pending', total: 10 }],
    ['order.status.updated', { status: 'pending' }, { status: 'paid' }],
    ['order.status.updated', { status: 'packed' }, { status: 'sent' }],
  ].map(([action, previous_state, new_state], index) => ({
    id: index + 1,
    event_id: `a${index}`,
    timestamp: `2025-03-01T10:0${index}:00.000Z`,
    user_id: 'u_1',
    user_email: 'u_1@example.com',
    user_roles: ['staff'],
    action,
    resource_type: 'order',
    resource_id: 'o1',
    previous_state,
    new_state,
    metadata: {},
    ip_address: '192.0.2.1',
    user_agent: 'x',
    status_code: 200,
  }))
  const a = await verify(test, await importText(test, 'a.ndjson', lines(guideA), 'guide-a'))
  expect(a).toMatchObject({ tested: 2, held: 1, holes: [{ breaks: [{ known: '"paid"', stated: '"packed"' }] }] })

  const stripe = [
    [1_740_000_000, undefined, { status: 'open', amount: 500, metadata: { ref: 'x' } }],
    [1_740_000_100, { amount: 500 }, { status: 'open', amount: 600, metadata: { ref: 'x' } }],
    [1_740_000_200, { metadata: { ref: 'y' } }, { status: 'void', amount: 600, metadata: { ref: 'z' } }],
  ].map(([created, previous_attributes, object], index) => ({
    id: `evt_${index}`,
    object: 'event',
    created,
    type: index === 0 ? 'invoice.created' : 'invoice.updated',
    data: {
      object: { id: 'in_1', object: 'invoice', ...(object as object) },
      ...(previous_attributes === undefined ? {} : { previous_attributes }),
    },
  }))
  const s = await verify(test, await importText(test, 'stripe.ndjson', lines(stripe), 'stripe-events'))
  expect(s.types).toMatchObject([{ resourceType: 'invoice', style: 'changed-then-full' }])
  expect(s.holes).toHaveLength(1)
  expect(s.holes[0]?.breaks.map(({ field, implied }) => [field, implied]).toSorted()).toEqual([
    ['metadata.ref', false],
    ['status', true],
  ])

  const adobe = [
    [1, '{"price":"5.0000"}', '{"price":"6.0000"}'],
    [2, '{"price":"7.0000"}', '{"price":"8.0000"}'],
    [3, 'a:1:{s:5:"price";s:1:"8";}', '{"price":"9.0000"}'],
  ].map(([id, original_data, result_data]) => ({
    id,
    source_name: 'Magento\\Catalog\\Model\\Product',
    event_id: id,
    source_id: 42,
    original_data,
    result_data,
  }))
  const m = await verify(test, await importText(test, 'adobe.ndjson', lines(adobe), 'magento-logging-event-changes'))
  expect(m).toMatchObject({ tested: 1, held: 0, untested: { unreadable: 1 }, holes: [{ resourceId: '42' }] })
  await test.close()
})

it('leaves an abandoned run and no findings when it is cancelled', async () => {
  const test = await startEngagement()
  const rows = ledgerRows(orderHistory(600, 9, 'full-state').filter((_, index) => index % 20 !== 3))
  const sourceId = await importText(test, 'ledger.ndjson', lines(rows))
  const end = await test.outcome('continuity.verify', { engagementId: test.engagementId, sourceId }, (_, cancel) =>
    cancel(),
  )
  expect(end.kind).toBe('cancelled')
  const { runs } = await test.call('run.list', { engagementId: test.engagementId, limit: 5 })
  expect(runs).toMatchObject([{ kind: 'continuity', state: 'abandoned', overall: null }])
  expect((await test.call('finding.list', { engagementId: test.engagementId, start: 0, count: 1 })).total).toBe(0)
  await test.close()
})

it('is about sources with old values only', async () => {
  const test = await startEngagement()
  await importText(test, 'web.csv', 'when,who\n2025-01-01,u_1\n')
  const answer = await test.ask('continuity.verify', { engagementId: test.engagementId })
  expect(answer).toMatchObject({ ok: false, error: { code: 'profile-unsuitable' } })
  await test.close()
})

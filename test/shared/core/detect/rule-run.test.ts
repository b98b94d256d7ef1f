import { describe, expect, it } from 'vitest'
import type { RuleId, RuleMode, RuleResult } from '../../../../src/shared/model/analysis.ts'
import type { SourceProfile } from '../../../../src/shared/model/profile.ts'
import { createRuleRun } from '../../../../src/shared/core/detect/rule-run.ts'
import {
  entriesFrom,
  entryFromJson,
  guideAProfile,
  guideBProfile,
  isoFromMicros,
  microsFrom,
} from '../../../support/entry-view.ts'

type RecordLike = Readonly<Record<string, unknown>>

/** Thursday, a business hour. */
const noon = '2025-03-27T12:00:00Z'

function run(
  records: readonly RecordLike[],
  rule: RuleId,
  mode: RuleMode,
  options: { profile?: SourceProfile; zone?: string; hitLimit?: number } = {},
): RuleResult {
  const { profile = guideAProfile, ...rest } = options
  const rules = createRuleRun({ profile, rules: [rule], modes: [mode], ...rest })
  for (const entry of entriesFrom(records, profile)) rules.add(entry)
  const [result] = rules.finish()
  if (result === undefined) throw new Error('no result')
  return result
}

/** 1-based lines of the hits. */
function lines(result: RuleResult): Array<number | null> {
  return result.hits.map((hit) => hit.pointer.line)
}

function at(minutes: number, seconds = 0): string {
  return isoFromMicros((microsFrom(noon) as number) + (minutes * 60 + seconds) * 1_000_000)
}

function failedLogin(
  timestamp: string,
  userId: string | null | undefined,
  ip: string | undefined = '203.0.113.9',
): RecordLike {
  return {
    timestamp,
    ...(userId === undefined ? {} : { user_id: userId }),
    action: 'user.login.failed',
    resource_type: 'user',
    user_roles: ['customer'],
    metadata: ip === undefined ? { user_agent: 'x' } : { ip_address: ip },
  }
}

describe('rule 1a, failed log-ins per user', () => {
  const slow = [0, 59, 118, 177, 236, 295].map((minutes) => failedLogin(at(minutes), 'u1'))

  it('as written fires at the sixth of six failures 59 minutes apart, over nearly five hours', () => {
    const result = run(slow, '1a', 'as-written')
    expect(lines(result)).toEqual([6])
    expect(result.hits[0]?.context).toEqual({ user_id: 'u1', count: '6' })
    expect(result).toMatchObject({
      severity: 'high',
      name: 'multiple_failed_logins',
      result: 'exception-noted',
      tested: 6,
      population: 6,
    })
  })

  it('strict finds nothing in them: no hour holds more than two', () => {
    expect(run(slow, '1a', 'strict')).toMatchObject({ result: 'no-exception-noted', hitCount: 0, missing: [] })
  })

  it('fires at the entry that crosses the limit and at every later one, and is not reset by a success', () => {
    const records = [...Array(5).keys()].map((minute) => failedLogin(at(minute), 'u1'))
    const success = { ...failedLogin(at(5), 'u1'), action: 'user.login.success' }
    const all = [...records, success, failedLogin(at(6), 'u1'), failedLogin(at(7), 'u1')]
    expect(lines(run(all, '1a', 'as-written'))).toEqual([7, 8])
    expect(lines(run(all, '1a', 'strict'))).toEqual([7, 8])
  })

  it('does not fire at exactly five', () => {
    const records = [...Array(5).keys()].map((minute) => failedLogin(at(minute), 'u1'))
    for (const mode of ['as-written', 'strict'] as const) expect(run(records, '1a', mode).hitCount).toBe(0)
  })

  it('counts in as-written a failure one second short of an hour after the last, not one at an hour', () => {
    const five = [...Array(5).keys()].map((second) => failedLogin(at(0, second), 'u1'))
    expect(run([...five, failedLogin(at(60, 3), 'u1')], '1a', 'as-written').hitCount).toBe(1)
    expect(run([...five, failedLogin(at(60, 4), 'u1')], '1a', 'as-written').hitCount).toBe(0)
  })

  it('leaves the window of strict open at its older end', () => {
    const five = [...Array(5).keys()].map((second) => failedLogin(at(0, second), 'u1'))
    expect(run([...five, failedLogin(at(59, 59), 'u1')], '1a', 'strict').hitCount).toBe(1)
    expect(run([...five, failedLogin(at(60, 0), 'u1')], '1a', 'strict').hitCount).toBe(0)
  })

  it('pools entries without user id under one key as written, and leaves them unjudged in strict', () => {
    const records = [null, undefined, null, undefined, null, undefined].map((user, minute) =>
      failedLogin(at(minute), user),
    )
    const known = failedLogin(at(7), 'u1')
    const written = run([...records, known], '1a', 'as-written')
    expect(lines(written)).toEqual([6])
    expect(written.hits[0]?.context['user_id']).toBe('undefined')
    expect(run([...records, known], '1a', 'strict')).toMatchObject({
      hitCount: 0,
      unjudged: 6,
      tested: 7,
      result: 'no-exception-noted',
    })
  })

  it('cannot judge an entry without metadata as written, and counts it', () => {
    const bare = { timestamp: at(5), user_id: 'u1', action: 'user.login.failed' }
    const records = [...Array(5).keys()].map((minute) => failedLogin(at(minute), 'u1'))
    expect(run([...records, bare], '1a', 'as-written')).toMatchObject({ hitCount: 0, unjudged: 1, tested: 6 })
    expect(run([...records, bare], '1a', 'strict').hitCount).toBe(1)
  })

  it('counts entries out of time order and still finds what the hour holds', () => {
    const records = [3, 0, 4, 1, 5, 2].map((minute) => failedLogin(at(minute), 'u1'))
    expect(run(records, '1a', 'as-written')).toMatchObject({ outOfOrder: 3, hitCount: 1 })
    expect(run(records, '1a', 'strict')).toMatchObject({ outOfOrder: 3, hitCount: 0 })
    expect(run([...records, failedLogin(at(6), 'u1')], '1a', 'strict').hitCount).toBe(1)
  })

  it('counts every hit and keeps the first ones up to the limit', () => {
    const records = [...Array(20).keys()].map((minute) => failedLogin(at(minute), 'u1'))
    const result = run(records, '1a', 'as-written', { hitLimit: 3 })
    expect(result.hitCount).toBe(15)
    expect(lines(result)).toEqual([6, 7, 8])
  })
})

describe('rule 1b, failed log-ins per address', () => {
  const eleven = [...Array(11).keys()].map((minute) => failedLogin(at(minute), `u${minute}`))

  it('fires at the eleventh, not at the tenth', () => {
    for (const mode of ['as-written', 'strict'] as const) {
      expect(run(eleven.slice(0, 10), '1b', mode).hitCount).toBe(0)
      const result = run(eleven, '1b', mode)
      expect(lines(result)).toEqual([11])
      expect(result).toMatchObject({ severity: 'critical', name: 'ip_based_brute_force' })
      expect(result.hits[0]?.context).toEqual({ ip_address: '203.0.113.9', count: '11' })
    }
  })

  it('is not testable as written on a source with the address in a column, and runs there in strict', () => {
    const columns = eleven.map((record) => ({ ...record, metadata: { user_agent: 'x' }, ip_address: '203.0.113.9' }))
    expect(run(columns, '1b', 'as-written')).toMatchObject({ result: 'not-testable', missing: ['metadata.ip_address'] })
    expect(lines(run(columns, '1b', 'strict'))).toEqual([11])
  })

  it('is never clean when no failed log-in has an address, though other entries have one', () => {
    const records = [
      failedLogin(at(0), 'u1', ''),
      { timestamp: at(1), action: 'order.view', ip_address: '203.0.113.9', metadata: {} },
    ]
    expect(run(records, '1b', 'strict')).toMatchObject({ result: 'not-testable', hitCount: 0 })
  })
})

function priceChange(before: string, after: string, action = 'product.update.success'): string {
  return `{"timestamp":"${noon}","action":"${action}","resource_id":"p1","previous_state":${before},"new_state":${after}}`
}

function runPrice(before: string, after: string, mode: RuleMode, action?: string): RuleResult {
  const rules = createRuleRun({ profile: guideAProfile, rules: ['2'], modes: [mode] })
  rules.add(entryFromJson(priceChange(before, after, action)))
  return rules.finish()[0] as RuleResult
}

describe('rule 2, price changes', () => {
  it('never fires at exactly 50 %, and does above, with its context', () => {
    for (const mode of ['as-written', 'strict'] as const) {
      expect(runPrice('{"price":20}', '{"price":30}', mode).hitCount).toBe(0)
      expect(runPrice('{"price":20}', '{"price":10}', mode).hitCount).toBe(0)
      expect(runPrice('{"price":24.99}', '{"price":9.99}', mode).hits[0]?.context).toEqual({
        product_id: 'p1',
        old_price: '24.99',
        new_price: '9.99',
        change_percent: '60.02',
      })
      expect(runPrice('{"price":10}', '{"price":20}', mode).hits[0]?.context['change_percent']).toBe('100.00')
    }
  })

  it('does not fire on the guide’s own illustration, 24.99 to 19.99', () => {
    expect(runPrice('{"price":24.99}', '{"price":19.99}', 'as-written').hitCount).toBe(0)
  })

  it.each([
    ['{"price":19.99}', '{"price":0}'],
    ['{"price":0}', '{"price":19.99}'],
  ])('never fires as written from %s to %s, and does in strict', (before, after) => {
    expect(runPrice(before, after, 'as-written')).toMatchObject({ hitCount: 0, tested: 1 })
    expect(runPrice(before, after, 'strict').hitCount).toBe(1)
  })

  it('says that a percentage from zero is not defined', () => {
    expect(runPrice('{"price":0}', '{"price":5}', 'strict').hits[0]?.context['change_percent']).toBe('not defined')
    expect(runPrice('{"price":5}', '{"price":0.00}', 'strict').hits[0]?.context['change_percent']).toBe('100.00')
  })

  it('misses the guide’s own sample action product.update as written, and sees it in strict', () => {
    expect(runPrice('{"price":50}', '{"price":10}', 'as-written', 'product.update')).toMatchObject({
      hitCount: 0,
      tested: 0,
    })
    expect(runPrice('{"price":50}', '{"price":10}', 'strict', 'product.update').hitCount).toBe(1)
  })

  it('differs between double and exact arithmetic where the double rounds across the limit', () => {
    // 0.15 to 0.225 is a half exactly; in doubles it comes out a little above.
    expect(Math.abs(0.225 - 0.15) / 0.15 > 0.5).toBe(true)
    expect(runPrice('{"price":0.15}', '{"price":0.225}', 'as-written').hitCount).toBe(1)
    expect(runPrice('{"price":0.15}', '{"price":0.225}', 'strict').hitCount).toBe(0)
  })

  it('sees in strict what doubles cannot hold', () => {
    expect(
      runPrice('{"price":20000000000000000000000}', '{"price":30000000000000000000001}', 'as-written').hitCount,
    ).toBe(0)
    expect(runPrice('{"price":20000000000000000000000}', '{"price":30000000000000000000001}', 'strict').hitCount).toBe(
      1,
    )
  })

  it('reads prices held in text, and leaves what is no number unjudged', () => {
    expect(runPrice('{"price":"20.00"}', '{"price":"30.01"}', 'strict').hitCount).toBe(1)
    expect(runPrice('{"price":"20.00"}', '{"price":"30.01"}', 'as-written').hitCount).toBe(1)
    expect(runPrice('{"price":"20,00"}', '{"price":30.01}', 'strict')).toMatchObject({
      result: 'not-testable',
      unjudged: 1,
    })
    expect(runPrice('{"price":20}', '{"stock":1}', 'strict')).toMatchObject({ unjudged: 1, hitCount: 0 })
    expect(runPrice('{"price":1e999999999}', '{"price":1}', 'strict')).toMatchObject({ unjudged: 1, hitCount: 0 })
  })

  it('does not look at stock levels', () => {
    expect(runPrice('{"inventory":50}', '{"inventory":0}', 'strict')).toMatchObject({ hitCount: 0, tested: 0 })
    expect(runPrice('{"inventory":50}', '{"inventory":0}', 'as-written').hitCount).toBe(0)
  })
})

describe('rules 3a and 3b, orders', () => {
  const order = (timestamp: string, total: unknown, action = 'order.create.success'): RecordLike => ({
    timestamp,
    user_id: 'u1',
    action,
    resource_type: 'order',
    resource_id: 'ord_1',
    new_state: { total_amount: total },
  })

  it('fires 3a at the sixth order within the hour; only strict counts order.create', () => {
    const records = [...Array(6).keys()].map((minute) =>
      order(at(minute), 10, minute === 2 ? 'order.create' : 'order.create.success'),
    )
    expect(run(records, '3a', 'as-written').hitCount).toBe(0)
    const strict = run(records, '3a', 'strict')
    expect(lines(strict)).toEqual([6])
    expect(strict.hits[0]?.context).toEqual({ user_id: 'u1', count: '6' })
    expect(lines(run([...records, order(at(6), 10)], '3a', 'as-written'))).toEqual([7])
  })

  it('fires 3b above 10000, not at 10000', () => {
    for (const mode of ['as-written', 'strict'] as const) {
      const result = run([order(at(0), 10_000), order(at(1), 10_000.01), order(at(2), '10000.01')], '3b', mode)
      expect(lines(result)).toEqual([2, 3])
      expect(result.hits[0]?.context).toEqual({ order_id: 'ord_1', amount: '10000.01' })
    }
  })

  it('compares totals exactly in strict', () => {
    const text = `{"timestamp":"${noon}","action":"order.create","resource_id":"o","new_state":{"total_amount":10000.0000000000000000001}}`
    const rules = createRuleRun({ profile: guideAProfile, rules: ['3b'] })
    rules.add(entryFromJson(text))
    const [written, strict] = rules.finish()
    expect(written).toMatchObject({ mode: 'as-written', hitCount: 0 })
    expect(strict).toMatchObject({ mode: 'strict', hitCount: 1 })
  })

  it('counts an order without total as unjudged', () => {
    const records = [order(at(0), 5), { ...order(at(1), 0), new_state: { status: 'new' } }]
    for (const mode of ['as-written', 'strict'] as const)
      expect(run(records, '3b', mode)).toMatchObject({ tested: 2, unjudged: 1 })
  })
})

describe('rule 4, permissions, roles and privileges', () => {
  const act = (action: string | undefined): RecordLike => ({
    timestamp: noon,
    user_id: 'a1',
    ...(action === undefined ? {} : { action }),
    resource_type: 'user',
    resource_id: 'u9',
  })

  it.each([
    ['user.role.assigned', true, true],
    ['permission.granted', true, true],
    ['privileges:change', true, true],
    ['role_update', true, true],
    ['user.Role.assigned', false, true],
    ['user.role.view', true, false],
    ['permission.check', true, false],
    ['user.role.assign.failed', true, false],
    ['user.permission.denied', true, false],
    ['payroll.enroler.run', true, false],
    ['escrow.controller.update', false, false],
    ['product.update', false, false],
  ])('%s: as written %s, strict %s', (action, written, strict) => {
    expect(run([act(action)], '4', 'as-written').hitCount).toBe(written ? 1 : 0)
    expect(run([act(action)], '4', 'strict').hitCount).toBe(strict ? 1 : 0)
  })

  it('keeps user, action and resource', () => {
    expect(run([act('user.role.assigned')], '4', 'as-written').hits[0]?.context).toEqual({
      user_id: 'a1',
      action: 'user.role.assigned',
      resource: 'user:u9',
    })
  })

  it('leaves out of the context what is null', () => {
    const result = run([{ ...act('user.role.assigned'), user_id: null, resource_id: null }], '4', 'as-written')
    expect(result.hits[0]?.context).toEqual({ user_id: '', action: 'user.role.assigned', resource: 'user:' })
  })

  it('counts an entry without action as unjudged', () => {
    expect(run([act('user.role.assigned'), act(undefined)], '4', 'as-written')).toMatchObject({
      tested: 2,
      unjudged: 1,
      hitCount: 1,
    })
  })
})

describe('rule 5, administrators outside business hours', () => {
  const admin = (timestamp: string, roles: unknown = ['admin'], action = 'product.update.success'): RecordLike => ({
    timestamp,
    user_id: 'a1',
    user_roles: roles,
    action,
  })

  it.each([
    ['2025-03-27T08:59:59Z', true, true],
    ['2025-03-27T09:00:00Z', false, false],
    ['2025-03-27T17:00:00Z', false, false],
    ['2025-03-27T17:00:00.000001Z', false, true],
    ['2025-03-27T17:59:59Z', false, true],
    ['2025-03-27T18:00:00Z', true, true],
    ['2025-03-30T12:00:00Z', false, true],
    ['2025-03-29T12:00:00Z', false, true],
    ['2025-03-31T12:00:00Z', false, false],
    ['1969-12-31T12:00:00Z', false, false],
  ])('%s: as written %s, strict %s', (timestamp, written, strict) => {
    expect(run([admin(timestamp)], '5', 'as-written').hitCount).toBe(written ? 1 : 0)
    expect(run([admin(timestamp)], '5', 'strict').hitCount).toBe(strict ? 1 : 0)
  })

  it('takes the hour in the zone it is given', () => {
    expect(run([admin('2025-03-27T08:30:00Z')], '5', 'as-written', { zone: '+01:00' }).hitCount).toBe(0)
    expect(run([admin('2025-03-27T17:30:00Z')], '5', 'as-written', { zone: '+01:00' }).hitCount).toBe(1)
    expect(run([admin('2025-03-28T22:30:00Z')], '5', 'strict', { zone: '-08:00' }).hitCount).toBe(0)
    expect(run([admin('2025-03-31T03:30:00Z')], '5', 'strict', { zone: '+05:30' }).hitCount).toBe(0)
  })

  it.each(['Europe/Berlin', 'local', '+15:00', '+1:00', '+01:60', ''])('refuses the zone %j by RangeError', (zone) => {
    expect(() => createRuleRun({ profile: guideAProfile, zone })).toThrow(RangeError)
  })

  it('reads roles in one text as a search for letters as written, exactly in strict', () => {
    const night = '2025-03-27T03:00:00Z'
    expect(run([admin(night, 'administrator')], '5', 'as-written').hitCount).toBe(1)
    expect(run([admin(night, 'administrator')], '5', 'strict').hitCount).toBe(0)
    expect(run([admin(night, 'staff,admin')], '5', 'strict').hitCount).toBe(1)
    expect(run([admin(night, '{staff,superuser}')], '5', 'strict').hitCount).toBe(1)
    expect(run([admin(night, ['administrator'])], '5', 'as-written').hitCount).toBe(0)
    expect(run([admin(night, ['staff', 'superuser'])], '5', 'as-written').hitCount).toBe(1)
  })

  it('leaves out successful log-ins, and keeps user, time and action', () => {
    const night = '2025-03-27T03:00:00Z'
    const result = run([admin(night, ['admin'], 'user.login.success'), admin(night)], '5', 'as-written')
    expect(lines(result)).toEqual([2])
    expect(result.hits[0]?.context).toEqual({ user_id: 'a1', time: night, action: 'product.update.success' })
    expect(result.tested).toBe(1)
  })

  it('is not testable on the guide’s own table, which has no user_roles', () => {
    const record = { timestamp: noon, action: 'product.update', user_id: 'a1' }
    expect(run([record], '5', 'as-written')).toMatchObject({
      result: 'not-testable',
      missing: ['user_roles'],
      hitCount: 0,
    })
    expect(run([record], '5', 'strict')).toMatchObject({ result: 'not-testable', missing: ['user_roles'] })
  })

  it('uses the profile’s role in strict where user_roles does not exist', () => {
    const record = { timestamp: '2025-03-29T12:00:00Z', action: 'update', actor_id: 'a1', actor_role: 'admin' }
    expect(run([record], '5', 'strict', { profile: guideBProfile }).hits[0]?.context).toMatchObject({ user_id: 'a1' })
    expect(run([record], '5', 'as-written', { profile: guideBProfile })).toMatchObject({ result: 'not-testable' })
  })
})

describe('a run of all rules', () => {
  it('gives fourteen results in a fixed order and never calls an empty source clean', () => {
    const results = createRuleRun({ profile: guideAProfile }).finish()
    expect(results.map((result) => `${result.rule} ${result.mode}`)).toEqual(
      ['1a', '1b', '2', '3a', '3b', '4', '5'].flatMap((rule) => [`${rule} as-written`, `${rule} strict`]),
    )
    expect(new Set(results.map((result) => result.result))).toEqual(new Set(['not-testable']))
    expect(results.every((result) => result.missing.length > 0)).toBe(true)
  })

  it('names what guide B’s entries lack for the printed code', () => {
    const rules = createRuleRun({ profile: guideBProfile, modes: ['as-written'] })
    rules.add(entriesFrom([{ actor_id: 'u', action: 'update', timestamp: noon }], guideBProfile)[0] as never)
    expect(Object.fromEntries(rules.finish().map((result) => [result.rule, result.missing]))).toEqual({
      '1a': ['user_id', 'metadata'],
      '1b': ['metadata.ip_address'],
      '2': ['previous_state', 'new_state'],
      '3a': ['user_id'],
      '3b': ['new_state'],
      '4': [],
      '5': ['user_roles'],
    })
  })
})

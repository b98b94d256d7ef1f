import { describe, expect, it } from 'vitest'
import { entryFactsFrom } from '../../../../src/shared/core/completeness/entry-facts.ts'
import { addDecimals, decimalText, isMultipleOf } from '../../../../src/shared/core/control/amounts.ts'
import {
  createManualAdjustments,
  type ManualAdjustments,
} from '../../../../src/shared/core/control/manual-adjustments.ts'
import { parseDecimal, type Decimal } from '../../../../src/shared/core/detect/decimal.ts'
import { entryFromJson, guideBProfile } from '../../../support/entry-view.ts'

const profile = guideBProfile
/** A Wednesday within business hours, in the middle of a month. */
const base = '"actor_type":"human","reason_code":"customer_request","timestamp":"2025-03-12T10:00:00.000000Z"'

function run(records: readonly string[], limits: { itemLimit?: number; keyLimit?: number } = {}): ManualAdjustments {
  const reducer = createManualAdjustments({ profile, ...limits })
  records.forEach((record, index) =>
    reducer.add(entryFactsFrom(entryFromJson(`{${base},${record}}`, { profile, index }), profile)),
  )
  return reducer.finish()
}

/** Enough adjustments by one poster that being seldom selects none. */
function busy(record: string): string[] {
  const more = Array.from(
    { length: 5 },
    (_, index) =>
      `"actor_id":"u1","resource_type":"discount","resource_id":"d${index}","action":"create","new_values":{"percent":5}`,
  )
  return [`"actor_id":"u1",${record}`, ...more]
}

const refund = (amount: string, rest = ''): string =>
  `"resource_type":"refund","resource_id":"r1","action":"create","new_values":{"order_id":"o1","amount":${amount},"currency":"USD"}${rest}`

/** Criteria met by the first of the records. */
function criteriaOf(records: readonly string[]): readonly string[] {
  return run(records).selected.find((item) => item.pointer.line === 1)?.criteria ?? []
}

describe('what is a manual adjustment', () => {
  it.each([
    ['a refund made by a person', refund('12.50'), { refund: 1 }],
    [
      'a status that becomes refunded',
      '"resource_type":"order","action":"status_update","old_values":{"status":"delivered"},"new_values":{"status":"refunded","refunded":5}',
      { refund: 1 },
    ],
    [
      'a price with old and new',
      '"resource_type":"price","action":"update","old_values":{"price":3},"new_values":{"price":4}',
      { price: 1 },
    ],
    [
      'a stock change',
      '"resource_type":"inventory","action":"inventory_adjustment","old_values":{"quantity":3},"new_values":{"quantity":1}',
      { stock: 1 },
    ],
    ['a discount', '"resource_type":"discount","action":"create","new_values":{"percent":5}', { discount: 1 }],
    [
      'no stock count: nothing was changed',
      '"resource_type":"stock_count","action":"create","new_values":{"system":5,"counted":3}',
      {},
    ],
    ['no approval', '"resource_type":"refund","action":"approve","new_values":{"amount":5}', {}],
    ['no request', '"resource_type":"refund","action":"refund.requested","new_values":{"amount":5}', {}],
    ['no failure', '"resource_type":"refund","action":"refund.create.failed","new_values":{"amount":5}', {}],
    ['no doing of a program', `${refund('5')},"actor_id":"api:x"`, {}],
  ])('%s', (_, record, expected) => {
    expect(run([record]).populationByKind).toEqual({ refund: 0, price: 0, stock: 0, discount: 0, ...expected })
  })
})

describe('criteria', () => {
  it.each([
    ['179.99', []],
    ['180', ['JE6']],
    ['180.00', ['JE6']],
    ['200', ['JE5', 'JE6']],
    ['200.01', []],
    ['100.00', ['JE5']],
    ['1e2', ['JE5']],
    ['0', []],
  ])('a refund of %s meets %j', (amount, expected) => {
    expect(criteriaOf(busy(refund(amount)))).toEqual(expected)
  })

  it.each([
    ['2025-03-12T08:59:59.999999Z', ['JE7']],
    ['2025-03-12T09:00:00Z', []],
    ['2025-03-12T17:00:00Z', []],
    ['2025-03-12T17:00:00.000001Z', ['JE7']],
    ['2025-03-15T12:00:00Z', ['JE7']],
    ['2025-03-16T12:00:00Z', ['JE7']],
  ])('an adjustment at %s meets %j', (timestamp, expected) => {
    expect(criteriaOf(busy(refund('12.34', `,"timestamp":"${timestamp}"`)))).toEqual(expected)
  })

  it('the last three days of a month count only without a reason', () => {
    const at = (timestamp: string, reason: string): readonly string[] =>
      criteriaOf(busy(refund('12.34', `,"reason_code":${reason},"timestamp":"${timestamp}"`)))
    expect(at('2025-03-31T12:00:00Z', 'null')).toEqual(['JE3'])
    expect(at('2025-04-28T12:00:00Z', 'null')).toEqual(['JE3'])
    expect(at('2025-04-25T12:00:00Z', 'null')).toEqual([])
    expect(at('2025-03-31T12:00:00Z', '"damaged_goods"')).toEqual([])
    expect(at('2024-02-27T12:00:00Z', 'null')).toEqual(['JE3'])
    expect(at('2024-02-26T12:00:00Z', 'null')).toEqual([])
  })

  it('a second refund of the same amount for the same order is repeated, however the amount is written', () => {
    const records = busy(refund('12.50'))
    const result = run([...records, `"actor_id":"u1",${refund('12.5')}`, `"actor_id":"u1",${refund('12.51')}`])
    expect(result.countByCriterion.JE10).toBe(1)
    expect(result.selected.map((item) => [item.pointer.line, item.criteria])).toEqual([[7, ['JE10']]])
  })

  it('a poster with four adjustments is seldom, with five is not', () => {
    const four = Array.from({ length: 4 }, (_, index) => `"actor_id":"u2",${refund(`1${index}.01`)}`)
    expect(run(four).countByCriterion.JE2).toBe(4)
    expect(run([...four, `"actor_id":"u2",${refund('3.33')}`]).countByCriterion.JE2).toBe(0)
  })
})

describe('control totals', () => {
  it('add up exactly per month, kind and currency, and never across', () => {
    const tenths = Array.from({ length: 10 }, () => refund('0.1'))
    const other = '"resource_type":"refund","action":"create","new_values":{"amount":7,"currency":"EUR"}'
    const stock = (to: number): string =>
      `"resource_type":"inventory","action":"update","old_values":{"quantity":10},"new_values":{"quantity":${to}}`
    const price = '"resource_type":"price","action":"update","old_values":{"price":3},"new_values":{"price":4}'
    expect(run([...tenths, other, stock(3), stock(15), price]).totals).toEqual([
      { month: '2025-03', kind: 'price', unit: '', entries: 1, withAmount: 1, total: null },
      { month: '2025-03', kind: 'refund', unit: 'EUR', entries: 1, withAmount: 1, total: '7.00' },
      { month: '2025-03', kind: 'refund', unit: 'USD', entries: 10, withAmount: 10, total: '1.00' },
      { month: '2025-03', kind: 'stock', unit: 'units', entries: 2, withAmount: 2, total: '-2' },
    ])
  })

  it('say when a limit was reached', () => {
    const records = [`"actor_id":"u1",${refund('1')}`, `"actor_id":"u2",${refund('2')}`]
    expect(run(records).isPartial).toBe(false)
    expect(run(records, { keyLimit: 1 }).isPartial).toBe(true)
    expect(run(records, { itemLimit: 1 })).toMatchObject({ selectedCount: 2, selected: [{ pointer: { line: 1 } }] })
  })
})

describe('amounts', () => {
  const decimal = (text: string): Decimal => parseDecimal(text) as Decimal
  it('are added and printed without loss', () => {
    expect(decimalText(addDecimals(decimal('9007199254740993.1'), decimal('0.02')))).toBe('9007199254740993.12')
    expect(decimalText(addDecimals(decimal('0.5'), decimal('-2')), 2)).toBe('-1.50')
    expect(decimalText(decimal('1.500'))).toBe('1.5')
    expect(decimalText(decimal('-0.004'), 2)).toBe('-0.004')
  })
  it('are multiples only when nothing is left over', () => {
    expect(['100', '-200.00', '1e3'].map((text) => isMultipleOf(decimal(text), 100))).toEqual([true, true, true])
    expect(['0', '100.01', '50'].map((text) => isMultipleOf(decimal(text), 100))).toEqual([false, false, false])
  })
})

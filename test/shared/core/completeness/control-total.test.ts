import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createFieldTotals,
  decimalText,
  isSameTotal,
  parseDecimal,
} from '../../../../src/shared/core/completeness/control-total.ts'

describe('a decimal number', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['+12.50', '12.5'],
    ['1e3', '1000'],
    ['1.25E-3', '0.00125'],
    ['-0.10', '-0.1'],
    ['9007199254740993', '9007199254740993'],
  ])('%s is %s', (text, plain) => {
    const decimal = parseDecimal(text)
    expect(decimal === null ? null : decimalText(decimal)).toBe(plain)
  })

  it.each(['', 'x', '1,000', '1.000,00', '0x10', 'NaN', 'Infinity', '1e1000000', '1 2', '9'.repeat(101), '--1', '.5'])(
    'is not %j',
    (text) => expect(parseDecimal(text)).toBeNull(),
  )

  it('is the same number however it is written', () => {
    expect(isSameTotal('100.50', '100.5')).toBe(true)
    expect(isSameTotal('100.5', '100.49')).toBe(false)
    expect(isSameTotal('evt-7', 'evt-7')).toBe(true)
    expect(isSameTotal('evt-7', 'evt-8')).toBe(false)
  })
})

describe('totals of a field', () => {
  it('add up exactly where floating point does not', () => {
    const totals = createFieldTotals()
    for (let index = 0; index < 10; index += 1) totals.add('0.1')
    expect(totals.finish()).toMatchObject({ values: 10, sum: '1', min: '0.1', max: '0.1' })
  })

  it('agree with whole cents', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })), (cents) => {
        const totals = createFieldTotals()
        for (const value of cents) {
          const whole = String(Math.abs(value)).padStart(3, '0')
          totals.add(`${value < 0 ? '-' : ''}${whole.slice(0, -2)}.${whole.slice(-2)}`)
        }
        const sum = cents.reduce((total, value) => total + BigInt(value), 0n)
        const scaled = parseDecimal(totals.finish().sum)
        expect(scaled === null ? null : scaled.digits * 10n ** BigInt(2 - scaled.scale)).toBe(sum)
      }),
    )
  })

  it('count what is absent and what is no number, and compare texts then', () => {
    const totals = createFieldTotals()
    for (const text of ['10', '9', null, 'abc']) totals.add(text)
    expect(totals.finish()).toEqual({ values: 3, absent: 1, unreadable: 1, sum: '19', min: '10', max: 'abc' })
    const numbers = createFieldTotals()
    for (const text of ['10', '9', '11']) numbers.add(text)
    expect(numbers.finish()).toMatchObject({ min: '9', max: '11' })
    expect(createFieldTotals().finish()).toEqual({
      values: 0,
      absent: 0,
      unreadable: 0,
      sum: '0',
      min: null,
      max: null,
    })
  })
})

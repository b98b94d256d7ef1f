import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareDecimals,
  parseDecimal,
  percentText,
  subtractDecimals,
  type Decimal,
} from '../../../../src/shared/core/detect/decimal.ts'

function decimal(text: string): Decimal {
  const value = parseDecimal(text)
  if (value === undefined) throw new Error(`${text} was refused`)
  return value
}

describe('exact decimals', () => {
  it.each([
    ['1', '1.0', 0],
    ['1e2', '100', 0],
    ['1.5E-3', '0.0015', 0],
    ['-0', '0', 0],
    ['0.1', '0.10000000000000001', -1],
    ['9007199254740993', '9007199254740992', 1],
    ['-2', '-1', -1],
  ])('compares %s with %s', (left, right, expected) => {
    expect(compareDecimals(decimal(left), decimal(right))).toBe(expected)
  })

  it.each([
    '',
    ' 1',
    '1,5',
    '1.',
    '.5',
    '0x10',
    'NaN',
    'Infinity',
    '1e401',
    '1e99999',
    '9'.repeat(401),
    '--1',
    '1_000',
  ])('refuses %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined()
  })

  it('agrees with integer arithmetic on cents', () => {
    const cents = fc.integer({ min: -10_000_000, max: 10_000_000 })
    const text = (value: number): string =>
      `${value < 0 ? '-' : ''}${Math.floor(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, '0')}`
    fc.assert(
      fc.property(cents, cents, (left, right) => {
        expect(compareDecimals(decimal(text(left)), decimal(text(right)))).toBe(Math.sign(left - right))
        expect(subtractDecimals(decimal(text(left)), decimal(text(right))).units).toBe(BigInt(left - right))
      }),
    )
  })

  it.each([
    ['1', '3', '33.33'],
    ['2', '3', '66.67'],
    ['1', '8', '12.50'],
    ['0.00005', '1', '0.01'],
    ['0.00004', '1', '0.00'],
    ['-5', '19.99', '-25.01'],
    ['5', '24.99', '20.01'],
    ['0', '7', '0.00'],
  ])('%s of %s is %s per cent', (part, whole, expected) => {
    expect(percentText(decimal(part), decimal(whole))).toBe(expected)
  })
})

/** Units of bare epoch numbers by magnitude. The instants are 2025-01-01T00:00:00Z written by `date -u +%s`, `%s%3N`, `%s%6N`, `%s%N`. */
import { describe, expect, it } from 'vitest'
import { isBareNumber, unitByMagnitude, unitOfTexts } from '../../../../src/main/engine/import/epoch-unit.ts'

describe('a bare number', () => {
  it.each([
    ['1735689600', 's'],
    ['1735689600.123456', 's'],
    ['1735689600000', 'ms'],
    ['1735689600000000', 'us'],
    ['1735689600000000000', 'ns'],
    // The first and the last second of what counts as our days.
    ['631152000', 's'],
    ['4102444799', 's'],
    ['631152000000', 'ms'],
    ['4102444799999', 'ms'],
  ] as const)('%s is in %s', (text, unit) => {
    expect(unitByMagnitude(text)).toBe(unit)
  })

  it.each([
    '631151999',
    '4102444800',
    '20250101',
    '17356896000',
    '2025-01-01',
    '',
    '-1735689600',
    '1e9',
    '99999999999999999999',
  ])('%j is a time in no unit', (text) => {
    expect(unitByMagnitude(text)).toBeNull()
  })

  it('is nothing but a number', () => {
    expect(['1735689600', ' 1735689600 ', '1735689600.5'].map(isBareNumber)).toEqual([true, true, true])
    expect(['2025-01-01T00:00:00Z', '20250101', '1735689600s'].map(isBareNumber)).toEqual([false, false, false])
  })
})

describe('the numbers of a source', () => {
  it('have one unit when all of them agree, whatever other texts stand between', () => {
    expect(unitOfTexts(['1735689600000', 'yesterday', '1735689601000'])).toMatchObject({ unit: 'ms', numbers: 2 })
  })

  it('have none when they disagree: a majority decides nothing', () => {
    const { unit, byUnit } = unitOfTexts(['1735689600000', '1735689600000', '1735689600'])
    expect(unit).toBeNull()
    expect([...byUnit]).toEqual([
      ['ms', 2],
      ['s', 1],
    ])
  })

  it('have none when none is a time of our days', () => {
    expect(unitOfTexts(['100000000', '99999999999'])).toMatchObject({ unit: null, numbers: 2 })
  })
})

import { describe, expect, it } from 'vitest'
import { counted } from '../../../src/shared/text/numbers.ts'

describe('a counted noun', () => {
  it('stands in the singular for one and for nothing else', () => {
    expect([0, 1, 2, 10_000].map((value) => counted(value, 'entries'))).toEqual([
      '0 entries',
      '1 entry',
      '2 entries',
      '10,000 entries',
    ])
    expect(counted(1, 'leaves')).toBe('1 leaf')
  })
})

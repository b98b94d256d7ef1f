import { describe, expect, it } from 'vitest'
import type { ExceptionRow } from '../../../src/main/engine/package/exception-rows.ts'
import {
  cutTable,
  exceptionNumbers,
  maskedId,
  type ReportContext,
} from '../../../src/main/engine/package/report-parts.ts'

describe('a masked id', () => {
  it('shows at most four characters and never the whole', () => {
    expect(['user_301', 'ab', 'abc', 'x', '', 'Jörg😀'].map(maskedId)).toEqual([
      '…_301',
      '…b',
      '…c',
      '…',
      'none',
      '…g😀',
    ])
  })
})

describe('a long table', () => {
  const rows = Array.from({ length: 5 }, (_, index) => [String(index)])

  it('is cut, says of how many, and where the rest is', () => {
    const [table, note] = cutTable([{ label: 'n' }], rows, '', { extract: 'data/extracts/x.csv' }, 3)
    expect(table).toMatchObject({ rows: rows.slice(0, 3) })
    expect(note).toEqual({ kind: 'note', text: 'Shown: the first 3 of 5. The list is in data/extracts/x.csv.' })
  })

  it('says so too when fewer were gathered than counted', () => {
    expect(cutTable([{ label: 'n' }], rows, '', { total: 12_345, extract: 'x.csv' })[1]).toMatchObject({
      text: expect.stringContaining('5 of 12,345') as string,
    })
    expect(cutTable([{ label: 'n' }], rows, '', { extract: 'x.csv' })).toHaveLength(1)
  })
})

describe('numbers of exceptions', () => {
  const numbersOf = (numbers: readonly number[]): string => {
    const rows = numbers.map((number): Partial<ExceptionRow> => ({
      id: `E-${String(number).padStart(4, '0')}`,
      procedures: ['hash-chain'],
    }))
    return exceptionNumbers({ exceptions: { rows, unlisted: 0 } } as unknown as ReportContext, 'hash-chain')
  }

  it('are joined to ranges; a long list of ranges is cut and says so', () => {
    expect(numbersOf([])).toBe('none')
    expect(numbersOf([1, 2, 3, 7, 9998, 9999, 10_000])).toBe('E-0001 to E-0003, E-0007, E-9998 to E-10000')
    expect(numbersOf([1, 3, 5, 7, 9, 11, 13, 15])).toBe(
      'E-0001, E-0003, E-0005, E-0007, E-0009, E-0011 and 2 further ranges',
    )
  })
})

import { describe, expect, it } from 'vitest'
import { adviceLeft } from '../../../../src/shared/core/doctor/learnt.ts'
import type { Advice } from '../../../../src/shared/model/doctor.ts'
import type { ResidueCause, ResidueGroup } from '../../../../src/shared/model/residue.ts'

const advice: Advice[] = [
  { code: 'keyed-hash', facts: { column: 'entry_hash', bytes: '32' } },
  { code: 'key-order-lost', facts: { field: 'new_values' } },
  { code: 'number-form-lost', facts: { field: 'total' } },
  { code: 'previous-hash-not-exported', facts: { column: 'entry_hash' } },
]

function group(cause: ResidueCause, rows: number): ResidueGroup {
  return { cause, rows, first: 0, last: rows - 1, contiguous: true, recipe: null, fields: [], facts: {}, examples: [] }
}

function codesLeft(...groups: ResidueGroup[]): string[] {
  return adviceLeft(advice, groups, 100).map(({ code }) => code)
}

describe('advice beside causes that the hashes showed', () => {
  it('stays where the hashes bear it out, and what is no guess stays always', () => {
    expect(codesLeft(group('other-key', 10))).toEqual(['keyed-hash', 'previous-hash-not-exported'])
    expect(codesLeft(group('member-order-lost', 10))).toEqual(['key-order-lost', 'previous-hash-not-exported'])
    expect(codesLeft(group('form-differs', 10))).toEqual(['number-form-lost', 'previous-hash-not-exported'])
  })

  it('stays whole where more than one record in twenty has no cause', () => {
    expect(codesLeft(group('other-key', 10), group('no-cause-found', 6))).toEqual(advice.map(({ code }) => code))
    expect(codesLeft(group('other-key', 10), group('no-cause-found', 5))).toHaveLength(2)
  })
})

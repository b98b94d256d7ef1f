/** Which start heights of a header archive can be right: by block 0, by the changes of difficulty, by a vouched header. */
import { describe, expect, it } from 'vitest'
import { findStartHeightProblem } from '../../../../src/shared/core/anchor/bitcoin-start-height.ts'
import { mainChain } from '../../../support/plain-bitcoin.ts'

const raw = (height: keyof typeof mainChain): Buffer => Buffer.from(mainChain[height], 'hex')
/** Headers that differ in nothing but their place and their compact target. */
const headers = (...bits: readonly number[]): Buffer =>
  Buffer.concat(
    bits.map((one, index) => {
      const header = raw(358391)
      header.writeUInt32LE(index, 76)
      header.writeUInt32LE(one, 72)
      return header
    }),
  )
const repeated = (count: number, bits: number): number[] => Array.from({ length: count }, () => bits)
const problem = (bytes: Buffer, startHeight: number, pinned: readonly { height: number; header: string }[] = []) =>
  findStartHeightProblem({ name: 'archive', startHeight, bytes }, pinned)

describe('the start height of an archive', () => {
  it('is 0 for the header that names none before it, and for no other', () => {
    const both = Buffer.concat([raw(0), raw(1)])
    expect(problem(both, 0)).toBeNull()
    expect(problem(both, 1)).toEqual({ what: 'first-block' })
    expect(problem(raw(1), 1)).toBeNull()
    expect(problem(raw(1), 0)).toEqual({ what: 'not-first-block' })
  })

  it('is what a vouched header in the archive says', () => {
    const bytes = Buffer.concat([headers(0x181686f5, 0x181686f5), raw(358391)])
    const pinned = [{ height: 358_391, header: mainChain[358391] }]
    expect(problem(bytes, 358_389, pinned)).toBeNull()
    expect(problem(bytes, 358_390, pinned)).toEqual({ what: 'known-header', expected: 358_389 })
    expect(problem(bytes, 7, pinned)).toEqual({ what: 'known-header', expected: 358_389 })
    // One that is not in the archive says nothing of it.
    expect(problem(headers(1, 1), 358_390, pinned)).toBeNull()
    // A change of difficulty elsewhere is then the fault of the file.
    expect(problem(Buffer.concat([headers(1, 1), raw(358391)]), 358_389, pinned)).toBeNull()
    // Two that say different heights contradict each other, and no start height can be blamed.
    const twice = [...pinned, { height: 1, header: mainChain[358391] }]
    expect(problem(bytes, 7, twice)).toBeNull()
  })

  it('is one at which the difficulty changes where it may', () => {
    const bytes = headers(...repeated(10, 0x1b00ffff), ...repeated(2016, 0x1a00ffff), ...repeated(5, 0x1a00aaaa))
    for (const right of [2006, 2006 + 2016, 2006 + 400 * 2016]) expect(problem(bytes, right)).toBeNull()
    for (const wrong of [2005, 2007, 2016, 10])
      expect(problem(bytes, wrong)).toEqual({ what: 'difficulty', expected: 2006 })
    const atFirst = headers(...repeated(2016, 0x1b00ffff), ...repeated(5, 0x1a00ffff))
    expect(problem(atFirst, 2016)).toBeNull()
    expect(problem(atFirst, 2017)).toEqual({ what: 'difficulty', expected: 0 })
  })

  it('is not to blame where no height could be right', () => {
    expect(problem(headers(1, 1, 2, 2, 2, 3), 2007)).toBeNull()
  })
})

/** What promises an end, and what it says when the last ten of a hundred entries are not there. */
import { describe, expect, it } from 'vitest'
import { chainEndFrom, type PresentEnd, type StatedEnd } from '../../../../src/shared/core/chain/tail-evidence.ts'

const hash = (digit: string): string => digit.repeat(64)
const whole: PresentEnd = { entries: 100, lastSequence: 100n, lastDay: '2025-05-10', headHash: hash('a') }
const cut: PresentEnd = { entries: 90, lastSequence: 90n, lastDay: '2025-05-09', headHash: hash('b') }

const promises: readonly (readonly [string, StatedEnd, boolean])[] = [
  ['a count in the file', { kind: 'entry-count', count: 100n, inside: true }, true],
  ['a total from outside', { kind: 'total-count', count: 100n, inside: false }, false],
  ['a highest number from outside', { kind: 'total-max', sequence: 100n, inside: false }, false],
  ['a checkpoint', { kind: 'checkpoint', sequence: 100n, hash: `0x${hash('A')}` }, true],
  ['an anchored batch', { kind: 'batch', day: '2025-05-10', verified: true }, false],
]

describe('the end of a chain', () => {
  it.each(promises)('is shown by %s, and its absence by the same', (_, stated, inside) => {
    expect(chainEndFrom([stated], whole)).toMatchObject({ state: 'shown', promises: [{ relation: 'reached', inside }] })
    expect(chainEndFrom([stated], cut)).toMatchObject({ state: 'missing', promises: [{ relation: 'short', inside }] })
  })

  it('is shown by an end mark and missing without the one that the format has', () => {
    expect(chainEndFrom([{ kind: 'end-mark', present: true }], whole).state).toBe('shown')
    expect(chainEndFrom([{ kind: 'end-mark', present: false }], whole).state).toBe('missing')
  })

  it('is shown by an export that goes on with the next number and this head, and by nothing less', () => {
    const next = (firstSequence: bigint, previousHash: string | null): StatedEnd => ({
      kind: 'later-export',
      firstSequence,
      previousHash,
    })
    expect(chainEndFrom([next(101n, hash('a'))], whole).state).toBe('shown')
    expect(chainEndFrom([next(101n, hash('c'))], whole)).toEqual({ state: 'not-provable', promises: [] })
    expect(chainEndFrom([next(101n, null)], whole).state).toBe('not-provable')
    // Between the two nothing is known: no promise of this export, and said.
    expect(chainEndFrom([next(101n, hash('a'))], cut)).toMatchObject({
      state: 'not-provable',
      promises: [{ relation: 'apart', expected: '100', actual: '90' }],
    })
  })

  it('is not provable where nothing promises one, or what does was passed long ago', () => {
    expect(chainEndFrom([], whole)).toEqual({ state: 'not-provable', promises: [] })
    const passed: StatedEnd[] = [
      { kind: 'checkpoint', sequence: 80n, hash: null },
      { kind: 'batch', day: '2025-05-01', verified: true },
      { kind: 'batch', day: '2025-05-10', verified: false },
    ]
    const end = chainEndFrom(passed, whole)
    expect(end.state).toBe('not-provable')
    expect(end.promises.map((promise) => promise.relation)).toEqual(['beyond', 'beyond'])
  })

  it('tells another head from missing entries, and the worse of several decides', () => {
    const head: StatedEnd = { kind: 'head-hash', hash: hash('a') }
    expect(chainEndFrom([head], whole).state).toBe('shown')
    expect(chainEndFrom([head], { ...whole, headHash: hash('c') }).state).toBe('differs')
    expect(chainEndFrom([head, { kind: 'entry-count', count: 100n, inside: true }], cut).state).toBe('missing')
    // Several chains have no one head to compare.
    expect(chainEndFrom([head], { ...whole, headHash: null }).state).toBe('not-provable')
    expect(chainEndFrom([{ kind: 'checkpoint', sequence: 100n, hash: hash('d') }], whole).state).toBe('differs')
  })
})

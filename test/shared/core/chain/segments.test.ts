/** Ranges of a source are folded apart from one another: where they were cut must not be seen in what is judged. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recipeSchema } from '../../../../src/shared/model/recipe.ts'
import {
  joinRanges,
  joinSegments,
  LinkFold,
  unexplainedPrevious,
  type Segment,
} from '../../../../src/shared/core/chain/segments.ts'

interface Entry {
  readonly own: number
  /** Null: the record states null. */
  readonly previous: number | null
  readonly sequence: number | null
  readonly scope: string
}

/** Few different hashes and numbers, so that everything that can go wrong between entries does. */
const entry: fc.Arbitrary<Entry> = fc.record({
  own: fc.nat(9),
  previous: fc.option(fc.nat(9), { freq: 8 }),
  sequence: fc.option(fc.nat(12), { freq: 12 }),
  scope: fc.constantFrom('', 'north'),
})
const recipe = (order: string) =>
  recipeSchema.parse({
    recipe: 'assay.recipe/1',
    id: 'any',
    name: 'any',
    algorithm: 'md5',
    canonical: { form: 'jcs' },
    previous: { placement: 'inside' },
    order,
  })
const digest = (number: number): Uint8Array => new Uint8Array(16).fill(number + 1)

function folded(entries: readonly Entry[], start: number, end: number): Segment[] {
  const fold = new LinkFold()
  for (let index = start; index < end; index += 1) {
    const { own, previous, sequence, scope } = entries[index] as Entry
    fold.add(index, sequence, scope, {
      stated: digest(own),
      previous: previous === null ? new Uint8Array(16) : digest(previous),
      previousKind: previous === null ? 'null' : 'digest',
      previousText: '',
    })
  }
  return fold.segments
}

describe('ranges', () => {
  it('are joined to what one fold over all entries gives', () => {
    const entries = fc.array(entry, { maxLength: 30 })
    const cuts = fc.array(fc.nat(30), { maxLength: 4 })
    fc.assert(
      fc.property(entries, cuts, fc.constantFrom('sequence', 'file'), (all, places, order) => {
        const ends = [...places.filter((place) => place < all.length).toSorted((a, b) => a - b), all.length]
        const ranges = ends.flatMap((end, at) => folded(all, ends[at - 1] ?? 0, end))
        const joined = joinRanges(ranges)
        const whole = folded(all, 0, all.length)
        expect(joined).toEqual(whole)
        const present = unexplainedPrevious(whole, recipe(order))
        expect(unexplainedPrevious(joined, recipe(order))).toEqual(present)
        const result = joinSegments(joined, recipe(order), present)
        expect(result).toEqual(joinSegments(whole, recipe(order), present))
      }),
      { numRuns: 2000 },
    )
  })

  it('of a counter that begins anew hold together as well as the file does', () => {
    // Two days of five entries each, one chain, numbers 1 to 5 twice.
    const all = Array.from({ length: 10 }, (_, index) => ({
      own: index,
      previous: index === 0 ? null : index - 1,
      sequence: (index % 5) + 1,
      scope: '',
    }))
    const { order, ...rest } = recipe('sequence')
    const read = { ...rest, order, genesis: { previous: 'null' as const } }
    const ranges = [...folded(all, 0, 3), ...folded(all, 3, 7), ...folded(all, 7, 10)]
    expect(joinSegments(joinRanges(ranges), read, new Set())).toMatchObject({
      links: { genesis: 1, ok: 9, fork: 0, reorder: 0 },
      breaks: [],
    })
  })
})

describe('an entry that names an entry of another chain', () => {
  const chain = (scope: string, from: number): Entry[] =>
    Array.from({ length: 3 }, (_, index) => ({
      own: from + index,
      previous: index === 0 ? null : from + index - 1,
      sequence: index + 1,
      scope,
    }))
  const read = { ...recipe('sequence'), genesis: { previous: 'null' as const }, scope: ['tenant'] }

  it.each([
    ['in its middle', 1],
    ['at its end', 2],
  ])('does not follow it: %s', (_where, named) => {
    const moved: Entry = { own: 9, previous: named, sequence: 5, scope: 'south' }
    const all = [...chain('north', 0), ...chain('south', 4), moved]
    const segments = folded(all, 0, all.length)
    // All hashes of the source as a caller finds them: none of this chain is the one wanted.
    const wanted = unexplainedPrevious(segments, read)
    expect(wanted.size).toBe(1)
    expect([...wanted][0]).toContain('south')
    expect(joinSegments(segments, read, new Set()).breaks).toMatchObject([{ index: 6, link: 'gap', missingBefore: 1 }])
  })
})

describe('without sequences', () => {
  it(
    'many entries that name the same one are put in order in time that grows with their number',
    { timeout: 30_000 },
    () => {
      // All state the hash that all have; a fall of numbers makes each a segment, and the first has no number.
      const count = 100_000
      const all = Array.from({ length: count }, (_, index) => ({
        own: 1,
        previous: 1,
        sequence: index === 0 ? null : count - index,
        scope: '',
      }))
      const { links } = joinSegments(folded(all, 0, count), recipe('file'), new Set())
      expect(Object.values(links).reduce((sum, number) => sum + number, 0)).toBe(count)
    },
  )
})

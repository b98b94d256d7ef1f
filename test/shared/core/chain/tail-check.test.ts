import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { EntryCheck } from '../../../../src/shared/core/chain/entry-check.ts'
import { guideBRecipes } from '../../../../src/shared/core/chain/shipped-recipes.ts'
import { TailCheck } from '../../../../src/shared/core/chain/tail-check.ts'
import type { Recipe } from '../../../../src/shared/model/recipe.ts'

const hasher = await loadHasher('sha256')
const eligible = guideBRecipes.filter((recipe) => TailCheck.create(recipe, hasher, ['sequence']) !== null)
const previous = createHash('sha256').update('before').digest('hex')

/** A record in the common shape, sealed by a plain reading of the recipe. */
function sealed(recipe: Recipe, content: Record<string, unknown>, sequence: number): string {
  const without = JSON.stringify({ ...content, sequence })
  const inside = `${without.slice(0, -1)},"prev_hash":"${previous}"}`
  const asBytes = recipe.previous.encoding === 'bytes'
  const before = asBytes ? Buffer.from(previous, 'hex') : Buffer.from(previous)
  const parts: Record<string, Buffer[]> = {
    inside: [Buffer.from(inside)],
    prefix: [before, Buffer.from(without)],
    suffix: [Buffer.from(without), before],
    'newline-joined': [before, Buffer.from('\n'), Buffer.from(without)],
  }
  const hash = createHash('sha256')
    .update(Buffer.concat(parts[recipe.previous.placement] ?? []))
    .digest('hex')
  return `${inside.slice(0, -1)},"entry_hash":"${hash}"}`
}

const contents = fc.dictionary(
  fc
    .oneof(fc.constantFrom('note', 'prev_hash2', 'old_values'), fc.string({ minLength: 1 }))
    .filter((name) => !/^\d+$/.test(name) && !['sequence', 'prev_hash', 'entry_hash', '__proto__'].includes(name)),
  fc.jsonValue(),
  { minKeys: 1 },
)

describe('tail check', () => {
  it('takes the recipes whose content ends before the hashes', () => {
    expect(eligible.map((recipe) => recipe.id).filter((id) => id.includes('jcs'))).toEqual([])
    expect(eligible.length).toBe(14)
  })

  it('finds good what the general way finds good, with the same digests and sequence', () => {
    fc.assert(
      fc.property(fc.constantFrom(...eligible), contents, fc.nat(), (recipe, content, sequence) => {
        const line = sealed(recipe, content, sequence)
        const bytes = Buffer.from(line)
        const scan = new JsonScan()
        expect(scan.scan(bytes, 0, bytes.length)).toBe(true)
        const general = new EntryCheck(recipe, hasher)
        const tail = TailCheck.create(recipe, hasher, ['sequence']) as TailCheck
        if (scan.stable) {
          expect(general.check(bytes, scan)).toBe('ok')
          expect(tail.check(bytes, 0, bytes.length)).toBe('ok')
          expect([tail.stated, tail.previous, tail.sequence]).toEqual([general.stated, general.previous, sequence])
        }
      }),
    )
  })

  it('never finds good what the general way does not, whatever byte is changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...eligible),
        contents,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (recipe, content, sequence, at, change) => {
          const bytes = Buffer.from(sealed(recipe, content, sequence))
          const index = at % bytes.length
          bytes[index] = (bytes[index] as number) ^ change
          const scan = new JsonScan()
          if (!scan.scan(bytes, 0, bytes.length) || !scan.stable) return
          const tail = TailCheck.create(recipe, hasher, ['sequence']) as TailCheck
          if (tail.check(bytes, 0, bytes.length) === 'ok')
            expect(new EntryCheck(recipe, hasher).check(bytes, scan)).toBe('ok')
        },
      ),
      { numRuns: 500 },
    )
  })

  it('leaves other shapes to the general way', () => {
    const recipe = eligible[0] as Recipe
    const tail = TailCheck.create(recipe, hasher, ['sequence']) as TailCheck
    const outcome = (text: string): string => tail.check(Buffer.from(text), 0, Buffer.byteLength(text))
    const line = sealed(recipe, { a: 1 }, 5)
    expect(outcome(line)).toBe('ok')
    for (const text of [
      line.replace('"sequence":5', '"sequence":"5"'),
      line.replace(previous, previous.toUpperCase()),
      line.replace('"prev_hash"', '"prev"'),
      `${line} `,
      line.replace('"entry_hash":"', '"entry_hash": "'),
      '{}',
      '',
    ]) {
      expect(outcome(text)).toBe('other-shape')
    }
  })
})

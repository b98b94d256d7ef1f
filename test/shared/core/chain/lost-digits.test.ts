/** Times hashed with more digits than the export has: PostgreSQL keeps microseconds of nanoseconds, JavaScript milliseconds. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { secondChain } from '../../../../src/main/io/second-opinion/plain-loop.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { EntryCheck } from '../../../../src/shared/core/chain/entry-check.ts'
import { recipeSchema, type Recipe } from '../../../../src/shared/model/recipe.ts'

const sha256 = await loadHasher('sha256')

function recipeWith(time: object, lost: number): Recipe {
  return recipeSchema.parse({
    recipe: 'assay.recipe/1',
    id: 'lost',
    name: 'lost',
    algorithm: 'sha256',
    canonical: { form: 'fields-joined', fields: ['id', 'at', 'id'], delimiter: '|', values: { at: { time, lost } } },
    previous: { placement: 'none' },
    stored: { entryHash: 'h', previousHash: null },
  })
}

function check(recipe: Recipe, at: string | number | null, hashed: string, id = 'e-1'): EntryCheck & { state: string } {
  const h = createHash('sha256').update(`e-1|${hashed}|e-1`).digest('hex')
  const text = JSON.stringify({ id, at, h })
  const bytes = Buffer.from(text)
  const scan = new JsonScan()
  scan.scan(bytes, 0, bytes.length)
  const entry = new EntryCheck(recipe, sha256)
  const state = entry.check(bytes, scan)
  expect(secondChain(recipe).reproduces(text)).toBe(state === 'ok')
  return Object.assign(entry, { state })
}

const nine = { digits: '9' }

describe('lost digits', () => {
  it.each([
    ['as fixed digits', nine, '2025-03-02T09:15:01.250123Z', '2025-03-02T09:15:01.250123456Z', 3, '456'],
    ['that were zeros', nine, '2025-03-02T09:15:01.250123Z', '2025-03-02T09:15:01.250123000Z', 3, '000'],
    ['after digits the export trimmed', nine, '2025-03-02T09:15:01.25Z', '2025-03-02T09:15:01.250000007Z', 3, '007'],
    ['after a whole second', nine, '2025-03-02 09:15:01+00', '2025-03-02T09:15:01.000000999Z', 3, '999'],
    ['of milliseconds', { digits: '6' }, '2025-03-02T09:15:01.250Z', '2025-03-02T09:15:01.250123Z', 3, '123'],
    ['four at a time', nine, '2025-03-02T09:15:01.12345Z', '2025-03-02T09:15:01.123459876Z', 4, '9876'],
    [
      'where zeros at the end are dropped',
      { digits: 'shortest' },
      '2025-03-02T09:15:01.250123Z',
      '2025-03-02T09:15:01.2501234Z',
      3,
      '400',
    ],
    [
      'in a zone of its own',
      { digits: '9', zone: '+00:00' },
      '2025-03-02T10:15:01.250123+01:00',
      '2025-03-02T09:15:01.250123456+00:00',
      3,
      '456',
    ],
    ['of a number', { epoch: 'us' }, 1_740_906_901_250, '1740906901250123', 3, '123'],
    ['of a number of nanoseconds', { epoch: 'ns' }, '2025-03-02T09:15:01.250123Z', '1740906901250123456', 3, '456'],
  ] as const)('are found %s', (_what, time, at, hashed, lost, digits) => {
    const found = check(recipeWith(time, lost), at, hashed)
    expect([found.state, found.reason, found.foundDigits]).toEqual(['not-recomputable', 'precision-lost', digits])
  })

  it('make a difference elsewhere no precision problem', () => {
    const recipe = recipeWith(nine, 3)
    const altered = check(recipe, '2025-03-02T09:15:01.250123Z', '2025-03-02T09:15:01.250123456Z', 'e-2')
    expect([altered.state, altered.reason, altered.foundDigits]).toEqual(['mismatch', 'content-differs', null])
    const moved = check(recipe, '2025-03-02T09:15:01.250124Z', '2025-03-02T09:15:01.250123456Z')
    expect(moved.state).toBe('mismatch')
  })

  it('are none where the record holds no time', () => {
    const recipe = recipeWith(nine, 3)
    expect(check(recipe, null, '').state).toBe('ok')
    // What is no time is written as it stands.
    expect(check(recipe, 'soon', 'soon').state).toBe('ok')
    expect(check(recipe, 'soon', 'later').state).toBe('mismatch')
  })
})

/** What the doctor says of sealed logs whose design is known, and of exports that lack what was hashed. */
import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { recipeSchema, type Recipe } from '../../../../src/shared/model/recipe.ts'
import { infer } from './doctor-run.ts'
import { randomDesign, randomFrom, randomHashes, sealedLog, type Design, type Row } from './sealed-logs.ts'

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

const plainDesign: Design = {
  algorithm: 'sha256',
  writer: 'stringify',
  sort: 'none',
  delimiter: '',
  leaveOut: [],
  time: 'T6Z',
  placement: 'newline-joined',
  encoding: 'hex',
  separator: '',
  prefix: '',
  names: ['hash', 'previous_hash'],
  genesis: 'zeros',
}

const logOf = (design: Partial<Design>, count = 120, seed = 1): string[] => [
  ...sealedLog({ ...plainDesign, ...design }, count, randomFrom(seed)).lines,
]

/** A log sealed by a function of the row and the hash before. */
function sealedBy(
  count: number,
  row: (index: number) => Row,
  seal: (row: Row, previous: string, index: number) => Row,
  hash: (sealed: Row) => string = (sealed) => sealed['hash'] as string,
): string[] {
  const lines: string[] = []
  let previous = '0'.repeat(64)
  for (let index = 0; index < count; index += 1) {
    const sealed = seal(row(index), previous, index)
    previous = hash(sealed)
    lines.push(JSON.stringify(sealed))
  }
  return lines
}

const smallRow = (index: number): Row => ({
  id: `a-${index}`,
  at: new Date(1_735_700_000_000 + index * 61_000).toISOString(),
  who: `u_${index % 5}`,
  what: ['create', 'update', 'delete'][index % 3] as string,
  amount: index * 10 + 0.5,
})

describe('the hash columns', () => {
  it('are told by their values, whatever they are called', async () => {
    const report = await infer(logOf({ names: ['zeta', 'alpha'] }))
    expect(report.chain).toMatchObject({ entryHash: 'zeta', previousHash: 'alpha', order: 'sequence', chains: 1 })
    expect(report.outcome).toBe('found')
    expect(report.sample).toEqual({ matched: 120, of: 120 })
    expect(report.recipe?.previous.placement).toBe('newline-joined')
    expect(report.recipe?.genesis.previous).toBe('zeros')
  })

  it('are absent from a log without digests, which is said with the smallest change', async () => {
    const report = await infer(Array.from({ length: 60 }, (_, index) => JSON.stringify(smallRow(index))))
    expect(report.outcome).toBe('no-hash-column')
    expect(report.recipe).toBeNull()
    expect(report.advice.map(({ code }) => code)).toEqual(['no-hash-column'])
  })

  it('may link chains side by side: the scope is named', async () => {
    const previous = new Map<string, string>()
    const lines = Array.from({ length: 120 }, (_, index) => {
      const tenant = `t_${index % 4}`
      const row = { ...smallRow(index), tenant }
      const before = previous.get(tenant) ?? ''
      const hash = sha256(`${before}|${JSON.stringify(row)}`)
      previous.set(tenant, hash)
      return JSON.stringify({ ...row, prev: before, hash })
    })
    const report = await infer(lines)
    expect(report.chain).toMatchObject({ scope: ['tenant'], chains: 4, order: 'file' })
    expect(report.recipe?.genesis.previous).toBe('empty')
    expect(report.perChain.map(({ matched, of }) => [matched, of])).toEqual([
      [30, 30],
      [30, 30],
      [30, 30],
      [30, 30],
    ])
  })
})

describe('a design of the grid', () => {
  it.each([1, 2, 3, 4])('drawn at random is recovered over every record (%i)', async (seed) => {
    const random = randomFrom(seed * 1000)
    const { lines, design } = sealedLog(randomDesign(random), 100, random)
    const report = await infer(lines)
    expect(report.outcome, JSON.stringify(design)).toBe('found')
    expect(report.recipe?.algorithm).toBe(design.algorithm)
  })

  it('with a domain prefix, another separator or only the first columns is found too', async () => {
    expect((await infer(logOf({ prefix: 'v1:', placement: 'prefix' }))).recipe?.prefix).toBe('v1:')
    expect((await infer(logOf({ placement: 'suffix', separator: ';' }))).recipe?.previous.separator).toBe(';')
    const first = logOf({ leaveOut: ['old_values', 'new_values', 'approved', 'note', 'created_at'] })
    expect((await infer(first)).outcome).toBe('found')
  })

  it('that joins a few fields in an order of its own is found', async () => {
    const lines = sealedBy(60, smallRow, (row, previous) => ({
      ...row,
      previous,
      hash: sha256([row['what'], row['at'], row['id'], previous].map((value) => value as string).join(';')),
    }))
    const report = await infer(lines)
    expect(report.outcome).toBe('found')
    expect(report.recipe?.canonical).toMatchObject({
      form: 'fields-joined',
      delimiter: ';',
      fields: ['what', 'at', 'id'],
    })
  })

  it('with two hashes is found with its link', async () => {
    const lines = sealedBy(
      60,
      smallRow,
      (row, previous) => {
        const content = sha256(JSON.stringify(row))
        return { ...row, content_hash: content, previous_link: previous, link_hash: sha256(`${previous}|${content}`) }
      },
      (sealed) => sealed['link_hash'] as string,
    )
    const report = await infer(lines)
    expect(report.outcome).toBe('found')
    expect(report.recipe?.stored.entryHash).toBe('content_hash')
    expect(report.recipe?.link).toMatchObject({
      stored: 'link_hash',
      previous: 'previous_link',
      canonical: { form: 'fields-joined', fields: ['previous_link', 'content_hash'], delimiter: '|' },
    })
  })

  it('whose previous hash is in no column is found, with the advice to export it', async () => {
    const lines = sealedBy(60, smallRow, (row, previous) => ({ ...row, hash: sha256(previous + JSON.stringify(row)) }))
    const report = await infer(lines)
    expect(report.previousImplied).toBe(true)
    expect(report.advice.map(({ code }) => code)).toContain('previous-hash-not-exported')
    // The first record has no predecessor in the file.
    expect(report.sample).toEqual({ matched: 59, of: 59 })
    expect(report.outcome).toBe('found')
  })
})

describe('what is equally good', () => {
  it('is listed with the records that would tell it apart', async () => {
    const lines = sealedBy(
      60,
      (index) => ({ id: `a-${index}`, what: 'x' }),
      (row, previous) => ({
        ...row,
        previous,
        hash: sha256(previous + JSON.stringify(row)),
      }),
    )
    const { equivalents, recipe } = await infer(lines)
    expect(recipe?.canonical.form).toBe('raw-minus-fields')
    expect(equivalents.total).toBeGreaterThan(10)
    const dialects = equivalents.groups.find(({ aspects }) => aspects.includes('dialect'))
    expect(dialects?.toldApartBy).toContain('non-ascii-text')
  })

  it('no longer counts once a record tells it apart', async () => {
    // Python escapes what is not ASCII and this log has some: only one JSON writer is left.
    const report = await infer(logOf({ writer: 'python' }))
    expect(report.recipe?.canonical).toMatchObject({ form: 'json-text', dialect: 'python' })
    expect(report.equivalents.groups.flatMap(({ aspects }) => aspects)).not.toContain('dialect')
  })
})

describe('records that differ', () => {
  it('do not hide the recipe, and are counted', async () => {
    const lines = logOf({}, 120).map((line, index) => (index % 10 === 5 ? line.replace('order.', 'Order.') : line))
    const altered = lines.filter((line) => line.includes('"Order.')).length
    const report = await infer(lines)
    expect(altered).toBeGreaterThan(4)
    expect(report.outcome).toBe('partly')
    expect(report.sample).toEqual({ matched: 120 - altered, of: 120 })
  })
})

describe('a recipe is not called found', () => {
  it('below twenty matching records', async () => {
    const report = await infer(logOf({}, 19))
    expect(report.outcome).toBe('too-few-rows')
    expect(report.sample).toEqual({ matched: 19, of: 19 })
    expect((await infer(logOf({}, 20))).outcome).toBe('found')
  })

  it('when the hashes are random', async () => {
    const report = await infer(randomHashes(60, randomFrom(5)))
    expect(report.outcome).toBe('none')
    expect(report.recipe).toBeNull()
    expect(report.tried.recipes).toBeGreaterThanOrEqual(50_000)
    expect(report.advice.map(({ code }) => code)).toEqual(expect.arrayContaining(['keyed-hash', 'fields-not-exported']))
  })

  it('when the hash is keyed', async () => {
    const lines = sealedBy(60, smallRow, (row, previous) => ({
      ...row,
      previous,
      hash: createHmac('sha256', 'key of a test')
        .update(`${previous}${JSON.stringify(row)}`)
        .digest('hex'),
    }))
    const report = await infer(lines)
    expect(report.outcome).toBe('none')
    expect(report.chain).toMatchObject({ followed: 59, of: 59 })
    expect(report.advice.map(({ code }) => code)).toContain('keyed-hash')
  })
})

describe('a documented recipe', () => {
  const documented: Recipe = recipeSchema.parse({
    recipe: 'assay.recipe/1',
    id: 'vendor.manual',
    name: 'as the manual says',
    algorithm: 'sha256',
    canonical: { form: 'jcs', exclude: ['hash'] },
    previous: { placement: 'inside' },
    stored: { entryHash: 'hash', previousHash: 'previous_hash' },
  })
  it('is tested beside, and the differences are named part by part', async () => {
    const report = await infer(logOf({}), { documented })
    expect(report.documented).toMatchObject({ id: 'vendor.manual', matched: 0, of: 120 })
    const aspects = report.documented?.differences.map(({ aspect, left, right }) => [aspect, left, right])
    expect(aspects).toContainEqual(['form', 'jcs', 'raw-minus-fields'])
    expect(aspects).toContainEqual(['placement', 'inside', 'newline-joined'])
  })
  it('that is right reproduces every record', async () => {
    const report = await infer(logOf({ sort: 'deep', writer: 'stringify', placement: 'inside' }), { documented })
    expect(report.documented?.matched).toBe(120)
  })
})

describe('designs that cannot be checked from their export', () => {
  it('guide A: no hash in the records, roots only, values through jsonb', async () => {
    // Entries as a database prints them: names of nested objects by length, then by bytes.
    const lines = Array.from({ length: 40 }, (_, index) =>
      JSON.stringify({
        timestamp: `2025-03-27T10:15:${String(index).padStart(2, '0')}Z`,
        user_id: `user_${index}`,
        action: 'order.refund.processed',
        new_state: { status: 'refunded', refund_amount: 79.5 },
      }),
    )
    const report = await infer(lines, { hasBatches: true })
    expect(report.outcome).toBe('no-hash-column')
    expect(report.advice.map(({ code }) => code)).toEqual([
      'root-only',
      'number-form-lost',
      'key-order-lost',
      'precision-lost',
    ])
  })

  it('guide B: the hash was taken over objects, and the export is CSV with texts', async () => {
    const lines = sealedBy(60, smallRow, (row, previous) => ({
      ...row,
      previous,
      hash: sha256(previous + JSON.stringify(row)),
    })).map((line) =>
      JSON.stringify(
        Object.fromEntries(
          Object.entries(JSON.parse(line) as Row).map(([name, value]) => [name, `${value as string | number}`]),
        ),
      ),
    )
    const report = await infer(lines)
    expect(report.outcome).toBe('none')
    expect(report.advice.map(({ code }) => code)).toContain('delimiter-form-lost')
  })

  it('a hash over the payload column alone covers neither the record nor its place', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => {
      const payload = `{"order": ${index}, "total": 1.50}`
      return JSON.stringify({ id: index, who: `u_${index % 3}`, payload, checksum: sha256(payload) })
    })
    const report = await infer(lines)
    expect(report.outcome).toBe('found')
    expect(report.advice.map(({ code, facts }) => [code, facts['column']])).toEqual([
      ['payload-hash-only', 'payload'],
      ['no-previous-hash', 'checksum'],
    ])
  })
})

describe('hostile samples', () => {
  it('give a report and throw nothing', async () => {
    const samples = [
      [],
      ['not json', '{', '[]', '{}'],
      ['{"hash":"' + 'ab'.repeat(32) + '"}'],
      Array.from({ length: 30 }, () => `{"hash":"${'ab'.repeat(32)}","prev":"${'ab'.repeat(32)}"}`),
      Array.from(
        { length: 30 },
        (_, index) => `{"${'x'.repeat(index)}":"${sha256(String(index))}","\\ud800":1,"\\ud800":2}`,
      ),
      logOf({}, 30).map((line) => line.replace('"note":', '"__proto__":')),
    ]
    for (const lines of samples) expect((await infer(lines)).columns).toBeDefined()
  })
})

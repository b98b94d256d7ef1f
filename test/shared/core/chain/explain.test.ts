/** One row explained: the spans are the bytes that were hashed, and real shells repeat the hash from the line given. */
import { spawnSync } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { explainRecord } from '../../../../src/shared/core/chain/explain.ts'
import { longestShellLine, shellLine, shellTool } from '../../../../src/shared/core/chain/shell-line.ts'
import type { HashExplanation } from '../../../../src/shared/model/explanation.ts'
import { hashAlgorithms, recipeSchema, type HashAlgorithm, type Recipe } from '../../../../src/shared/model/recipe.ts'
import { recordText } from './awkward-json.ts'

const hashers = new Map<HashAlgorithm, Hasher>()
for (const algorithm of hashAlgorithms) hashers.set(algorithm, await loadHasher(algorithm))
const hasherOf = (algorithm: HashAlgorithm): Hasher => hashers.get(algorithm) as Hasher

const shells = ['bash', 'dash'].filter((shell) => spawnSync(shell, ['-c', ':']).status === 0)
if (shells.length < 2) console.warn(`lines for a shell were run in ${shells.join(', ') || 'none'} only`)

function run(shell: string, line: string, env: Readonly<Record<string, string>> = {}): string {
  const { stdout, stderr } = spawnSync(shell, ['-c', line], {
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...env },
    encoding: 'utf8',
  })
  return stdout === '' ? stderr : stdout
}

/** The first field of what each line prints: all in one shell, which takes its commands from a file. */
function runAll(shell: string, lines: readonly string[], env: Readonly<Record<string, string>> = {}): string[] {
  const { stdout } = spawnSync(shell, [], {
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...env },
    encoding: 'utf8',
    input: `${lines.join('\n')}\n`,
  })
  return stdout
    .trimEnd()
    .split('\n')
    .map((printed) => printed.split(' ')[0] ?? '')
}

/** Algorithms whose program is here and knows them. */
const available = hashAlgorithms.filter((algorithm) => {
  const tool = shellTool(algorithm, false)
  if (tool === undefined) return false
  const known = /^[0-9a-f]{32,}/.test(run('sh', `printf '%s' abc | ${tool.command}`))
  if (!known) console.warn(`${tool.tool} for ${algorithm} is not here: its lines were not run`)
  return known
})

const nasty: readonly Uint8Array[] = [
  '',
  'abc',
  `it's "quoted" and 'quoted' again`,
  '100 % of %s, %d and %%',
  String.raw`back\slash, \n, \0, \\, C:\temp\x41`,
  'two\nlines\n\n',
  '\r\n\t\u0007\u001b[0m',
  'a\u0000b\u0000',
  'Zoë Ångström, 東京, 🧾, e\u0301, \u202Eright to left',
  '-n',
  '-e \\c',
  '--',
  '-',
  '$HOME `id` $(id) ${x} !! ~ * ? [a] #',
  '0123\u0000456\u000078',
  ' leading and trailing ',
]
  .map((text) => Buffer.from(text))
  .concat([
    Buffer.from(Array.from({ length: 256 }, (_, value) => value)),
    Buffer.from([0xff, 0xfe, 0x80, 0x31]),
    Buffer.concat([Buffer.from('plain text, and then a byte: '), Buffer.from([0x80]), Buffer.from("7'%\\")]),
  ])

const recipeWith = (more: Record<string, unknown>): Recipe =>
  recipeSchema.parse({
    recipe: 'assay.recipe/1',
    id: 'test',
    name: 'test',
    algorithm: 'sha256',
    canonical: { form: 'json-stringify', exclude: ['entry_hash', 'prev_hash'] },
    previous: { placement: 'prefix', encoding: 'hex' },
    ...more,
  })

const zeros = '0'.repeat(64)
const explain = (recipe: Recipe, text: string, keys: readonly Uint8Array[] = []): readonly HashExplanation[] => {
  const bytes = Buffer.from(text)
  const scan = new JsonScan()
  if (!scan.scan(bytes, 0, bytes.length)) throw new Error('no object')
  return explainRecord(recipe, bytes, scan, hasherOf, keys)
}
const only = (recipe: Recipe, text: string, keys?: readonly Uint8Array[]): HashExplanation =>
  explain(recipe, text, keys)[0] as HashExplanation
/** Spans as `kind name text`, for reading. */
const shown = ({ preimage }: HashExplanation): string[] =>
  (preimage?.spans ?? []).map(({ kind, name, text }) => `${kind}${name === null ? '' : ` ${name}`}: ${text}`)

describe('lines for a shell', () => {
  it('are run for all algorithms but those without a common tool', () => {
    expect(available).toEqual(
      expect.arrayContaining(['sha256', 'sha384', 'sha512', 'sha1', 'md5', 'sha3-256', 'sha3-512', 'blake2b-256']),
    )
    for (const algorithm of hashAlgorithms)
      expect([algorithm, shellTool(algorithm, false)?.tool]).not.toContain(undefined)
  })

  it.each(available)('repeat %s over nasty contents', (algorithm) => {
    const tool = shellTool(algorithm, false)
    if (tool === undefined) throw new Error('no tool')
    const lines = nasty.map((bytes) => shellLine(bytes, tool) as string)
    for (const line of lines) expect(line).toMatch(/^[\u0020-\u007e]*$/)
    const hashes = nasty.map((bytes) => Buffer.from(hasherOf(algorithm).hash(bytes)).toString('hex'))
    for (const shell of shells) expect([shell, ...runAll(shell, lines)]).toEqual([shell, ...hashes])
  })

  it('repeat keyed hashes with the key from a variable', () => {
    const key = Buffer.from('00ff27255c0a7365637265742d6b6579', 'hex')
    for (const algorithm of ['sha256', 'sha384', 'sha512', 'sha1', 'md5', 'sha3-256', 'sha3-512'] as const) {
      const tool = shellTool(algorithm, true)
      if (tool === undefined) throw new Error('no tool')
      const hashes = nasty.map((bytes) => createHmac(algorithm, key).update(bytes).digest('hex'))
      const lines = nasty.map((bytes) => shellLine(bytes, tool) as string)
      for (const shell of shells)
        expect([shell, ...runAll(shell, lines, { KEY: key.toString('hex') })]).toEqual([shell, ...hashes])
    }
    expect(shellTool('keccak256', true)).toBeUndefined()
    expect(shellTool('blake3', true)).toBeUndefined()
  })

  it('print any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 60, maxLength: 60 }), (all) => {
        const hashes = all.map((bytes) => createHash('sha256').update(bytes).digest('hex'))
        const lines = all.map((bytes) => shellLine(bytes, { command: 'sha256sum', tool: '' }) as string)
        for (const shell of shells) expect(runAll(shell, lines)).toEqual(hashes)
      }),
      { numRuns: 4 },
    )
  })

  it('are not given beyond a length, and never cut', () => {
    const tool = { command: 'sha256sum', tool: 'sha256sum' }
    expect(shellLine(new Uint8Array(longestShellLine).fill(0x61), tool)).toBeUndefined()
    expect(shellLine(new Uint8Array(longestShellLine / 2).fill(0xff), tool)).toBeUndefined()
    const long = new Uint8Array(60_000).fill(0x61)
    const hash = createHash('sha256').update(long).digest('hex')
    for (const shell of shells) expect(run(shell, shellLine(long, tool) as string).slice(0, 64)).toBe(hash)
  })
})

describe('an explained row', () => {
  it('names every stretch of a prefixed pre-image, and where two hashes first differ', () => {
    const pre = `${zeros}{"id":"a-1","total":79.9}`
    const hash = createHash('sha256').update(pre).digest('hex')
    const good = only(recipeWith({}), `{"id":"a-1","total":79.90,"prev_hash":"${zeros}","entry_hash":"${hash}"}`)
    expect(good).toMatchObject({ content: 'ok', reason: null, stored: hash, recomputed: hash, firstDifference: null })
    expect(shown(good)).toEqual([
      `previous prev_hash: ${zeros}`,
      'syntax: {',
      'field id: "id":"a-1"',
      'syntax: ,',
      'field total: "total":79.9',
      'syntax: }',
    ])
    expect(good.preimage?.hex).toBe(Buffer.from(pre).toString('hex'))
    const other = `${hash.slice(0, 20)}${hash[20] === '0' ? '1' : '0'}${hash.slice(21)}`
    const bad = only(recipeWith({}), `{"id":"a-1","total":79.90,"prev_hash":"${zeros}","entry_hash":"${other}"}`)
    expect(bad).toMatchObject({ content: 'mismatch', reason: 'content-differs', firstDifference: 20, recomputed: hash })
  })

  it('tells domain mark, separator and previous hash in every placement', () => {
    const record = `{"id":"a-1","prev_hash":"${zeros}","entry_hash":"${zeros}"}`
    const spans = (previous: object, more: object = {}): string[] =>
      shown(only(recipeWith({ previous, prefix: 'v1:', ...more }), record))
    expect(spans({ placement: 'suffix', separator: '|', encoding: 'base64' })).toEqual([
      'prefix: v1:',
      'syntax: {',
      'field id: "id":"a-1"',
      'syntax: }',
      'separator: |',
      `previous prev_hash: ${Buffer.alloc(32).toString('base64')}`,
    ])
    expect(spans({ placement: 'newline-joined' }).slice(0, 3)).toEqual([
      'prefix: v1:',
      `previous prev_hash: ${zeros}`,
      'separator: \n',
    ])
    const inside = spans(
      { placement: 'inside', encoding: 'bytes' },
      { canonical: { form: 'jcs', exclude: ['entry_hash'] } },
    )
    expect(inside).toEqual([
      'prefix: v1:',
      'syntax: {',
      'field id: "id":"a-1"',
      'syntax: ,',
      `previous prev_hash: "prev_hash":"${'\u0000'.repeat(32)}"`,
      'syntax: }',
    ])
    expect(spans({ placement: 'none' })).toEqual(['prefix: v1:', 'syntax: {', 'field id: "id":"a-1"', 'syntax: }'])
  })

  it('tells joined fields apart although a value holds the delimiter', () => {
    const canonical = {
      form: 'fields-joined',
      fields: ['actor', 'note', 'gone', 'total'],
      delimiter: '|',
      label: '=',
      absentText: '-',
    }
    const record = `{"note":"a|b=c","actor":null,"total":1.50,"prev_hash":"${zeros}","entry_hash":"${zeros}"}`
    expect(shown(only(recipeWith({ canonical, previous: { placement: 'none' } }), record))).toEqual([
      'label actor: actor=',
      'field actor: ',
      'delimiter: |',
      'label note: note=',
      'field note: a|b=c',
      'delimiter: |',
      'label gone: gone=',
      'field gone: -',
      'delimiter: |',
      'label total: total=',
      'field total: 1.50',
    ])
  })

  it('tells lengths from values', () => {
    const record = `{"note":"12:Zoë","total":7,"prev_hash":"${zeros}","entry_hash":"${zeros}"}`
    const spans = (more: object): string[] =>
      shown(
        only(
          recipeWith({
            canonical: { form: 'length-prefixed', fields: ['note', 'total'], ...more },
            previous: { placement: 'none' },
          }),
          record,
        ),
      )
    expect(spans({ length: 'decimal' })).toEqual([
      'length note: 7:',
      'field note: 12:Zoë',
      'length total: 1:',
      'field total: 7',
    ])
    expect(spans({ length: 'u32' })).toEqual([
      'length note: \0\0\0\u0007',
      'field note: 12:Zoë',
      'length total: \0\0\0\u0001',
      'field total: 7',
    ])
  })

  it('shows the digits that were lost, once found', () => {
    const canonical = {
      form: 'fields-joined',
      fields: ['at', 'id'],
      delimiter: '|',
      values: { at: { time: { digits: '9' }, lost: 3 } },
    }
    const pre = '2025-04-01T10:00:00.123456789Z|a-1'
    const hash = createHash('sha256').update(pre).digest('hex')
    const found = only(
      recipeWith({ canonical, previous: { placement: 'none' } }),
      `{"id":"a-1","at":"2025-04-01T10:00:00.123456Z","entry_hash":"${hash}"}`,
    )
    expect(found).toMatchObject({
      content: 'not-recomputable',
      reason: 'precision-lost',
      recomputed: hash,
      stored: hash,
      firstDifference: null,
    })
    expect(shown(found)).toEqual(['field at: 2025-04-01T10:00:00.123456789Z', 'delimiter: |', 'field id: a-1'])
    for (const shell of shells) expect(run(shell, found.shell?.line ?? '').slice(0, 64)).toBe(hash)
  })

  it('explains both hashes of a two-hash design', () => {
    const content = createHash('sha256').update('5:a-100').digest('hex')
    const link = createHash('sha512').update(`L:${zeros}|${content}`).digest('hex')
    const recipe = recipeWith({
      canonical: { form: 'length-prefixed', fields: ['id'], length: 'decimal' },
      previous: { placement: 'none' },
      link: {
        stored: 'link_hash',
        previous: 'prev_link',
        algorithm: 'sha512',
        prefix: 'L:',
        canonical: { form: 'fields-joined', fields: ['prev_link', 'entry_hash'], delimiter: '|' },
      },
    })
    const both = explain(
      recipe,
      `{"id":"a-100","prev_link":"${zeros}","entry_hash":"${content}","link_hash":"${link}"}`,
    )
    expect(both.map(({ part, content: state, stored }) => [part, state, stored])).toEqual([
      ['entry', 'ok', content],
      ['link', 'ok', link],
    ])
    expect(shown(both[1] as HashExplanation)).toEqual([
      'prefix: L:',
      `field prev_link: ${zeros}`,
      'delimiter: |',
      `field entry_hash: ${content}`,
    ])
  })

  it('gives the pre-image and the line of a keyed row without the key, and the hash with it', () => {
    const key = Buffer.from('key of a test')
    const hash = createHmac('sha256', key).update(`${zeros}{"id":"a-1"}`).digest('hex')
    const record = `{"id":"a-1","prev_hash":"${zeros}","entry_hash":"${hash}"}`
    const without = only(recipeWith({ mac: 'hmac' }), record)
    expect(without).toMatchObject({
      content: 'not-recomputable',
      reason: 'key-needed',
      recomputed: null,
      stored: hash,
      keyed: true,
    })
    for (const shell of shells)
      expect(run(shell, without.shell?.line ?? '', { KEY: key.toString('hex') }).slice(0, 64)).toBe(hash)
    expect(only(recipeWith({ mac: 'hmac' }), record, [key])).toMatchObject({ content: 'ok', recomputed: hash })
    expect(without.shell?.line).not.toContain(key.toString('hex'))
  })

  it('says that there is nothing to hash', () => {
    const lacking = only(
      recipeWith({ canonical: { form: 'fields-joined', fields: ['gone'], delimiter: '' } }),
      `{"prev_hash":"${zeros}","entry_hash":"${zeros}"}`,
    )
    expect(lacking).toMatchObject({
      content: 'not-recomputable',
      reason: 'field-absent',
      preimage: null,
      shell: null,
      noShell: 'no-preimage',
    })
  })

  it('tiles any pre-image with its spans, under any form', () => {
    const forms: object[] = [
      { form: 'raw-minus-fields', exclude: ['entry_hash'] },
      { form: 'json-stringify', exclude: ['entry_hash'] },
      { form: 'jcs', exclude: ['entry_hash'] },
      { form: 'pg-jsonb-text', exclude: ['entry_hash'] },
      { form: 'json-text', dialect: 'python', exclude: ['entry_hash'] },
      { form: 'fields-joined', fields: ['id', 'prev_hash', 'a'], delimiter: '', absentText: 'none' },
      { form: 'length-prefixed', fields: ['id', 'a'], length: 'u64', absentPart: '-' },
    ]
    let tiled = 0
    fc.assert(
      fc.property(
        recordText(fc.constant(['"id":"a-1"', `"prev_hash":"${zeros}"`, `"entry_hash":"${zeros}"`])),
        fc.constantFrom(...forms),
        fc.constantFrom('none', 'prefix', 'suffix', 'inside', 'newline-joined'),
        (text, canonical, placement) => {
          const bytes = Buffer.from(text)
          const scan = new JsonScan()
          if (!scan.scan(bytes, 0, bytes.length)) return
          const [hash] = explainRecord(
            recipeWith({ canonical, previous: { placement, encoding: 'hex' }, prefix: 'p' }),
            bytes,
            scan,
            hasherOf,
          )
          const spans = hash?.preimage?.spans
          if (spans === undefined || hash === undefined) return
          tiled += 1
          let at = 0
          for (const span of spans) {
            expect(span.start).toBe(at)
            at = span.end
          }
          expect(at).toBe(hash.preimage?.bytes)
          if (hash.preimage?.hex !== null && hash.recomputed !== null)
            expect(
              createHash('sha256')
                .update(Buffer.from(hash.preimage?.hex ?? '', 'hex'))
                .digest('hex'),
            ).toBe(hash.recomputed)
        },
      ),
      { numRuns: 2000 },
    )
    expect(tiled).toBeGreaterThan(500)
  })
})

/** Keyed chains, from key files to result: rotation, the line end in a key file, no key, and that a key is kept nowhere. */
import { createHmac } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { startInlineLanes } from '../../../../src/main/engine/lanes/lanes.ts'
import type { EnginePorts } from '../../../../src/main/engine/ports.ts'
import type { ChainResult } from '../../../../src/shared/model/check-run.ts'
import { recipeSchema } from '../../../../src/shared/model/recipe.ts'
import { fileWith, startEngagement, temporaryFolder, workerLanes } from '../../../support/temporary-engine.ts'

const recipe = recipeSchema.parse({
  recipe: 'assay.recipe/1',
  id: 'rows',
  name: 'rows',
  algorithm: 'sha256',
  mac: 'hmac',
  canonical: { form: 'fields-joined', fields: ['sequence', 'action', 'actor'], delimiter: '|' },
  previous: { placement: 'prefix', separator: '|' },
  genesis: { previous: 'zeros' },
})

const keyA = Buffer.from('the first key of the shop, 2024')
const keyB = Buffer.from('00ff10807f0a0d5c22c3a92700112233445566778899aabbccddeeff01020304', 'hex')
const keyC = Buffer.from('a key that is never handed over')
const idOf = (key: Buffer): string => createHmac('sha256', key).update('assay.key-id/1').digest('hex').slice(0, 16)

interface Row {
  sequence: number
  action: string
  actor: string
  prev_hash: string
  entry_hash: string
}

/** `count` rows, each sealed by the key that `keyOf` names; plain node:crypto. */
function sealed(count: number, keyOf: (index: number) => Buffer): Row[] {
  let previous = '0'.repeat(64)
  return Array.from({ length: count }, (_, index) => {
    const row = { sequence: index + 1, action: 'order.updated', actor: `u_${index % 7}` }
    const text = `${previous}|${row.sequence}|${row.action}|${row.actor}`
    const hash = createHmac('sha256', keyOf(index)).update(text).digest('hex')
    const whole = { ...row, prev_hash: previous, entry_hash: hash }
    previous = hash
    return whole
  })
}

let test: Awaited<ReturnType<typeof startEngagement>>
let folder = ''
let files = 0
let startLanes: EnginePorts['startLanes'] = startInlineLanes
beforeAll(async () => {
  test = await startEngagement({ startLanes: (path, count) => startLanes(path, count) })
  folder = temporaryFolder()
  return () => test.close()
})

async function importRows(rows: readonly Row[]): Promise<number> {
  files += 1
  const file = fileWith(folder, `rows-${files}.ndjson`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return (await test.job('source.import', { engagementId: test.engagementId, file })).sourceId
}

async function verify(
  sourceId: number,
  keyFiles: readonly string[],
  keyEncoding: 'raw' | 'hex' | 'base64' = 'raw',
): Promise<ChainResult> {
  const { engagementId } = test
  const { results } = await test.job('chain.verify', {
    engagementId,
    sourceId,
    recipe,
    secondOpinion: true,
    keyFiles: [...keyFiles],
    keyEncoding,
  })
  return results[0] as ChainResult
}

const keyFile = (name: string, content: Buffer | string): string => fileWith(folder, name, content)

describe('a keyed chain', () => {
  it('is verified with its key, raw, in hex or in base64', async () => {
    const source = await importRows(sealed(60, () => keyB))
    for (const [encoding, file] of [
      ['raw', keyFile('b.raw', keyB)],
      ['hex', keyFile('b.hex', `${keyB.toString('hex').toUpperCase()}\n`)],
      ['base64', keyFile('b.b64', `${keyB.toString('base64')}\n`)],
      ['base64', keyFile('b.b64url', keyB.toString('base64url'))],
    ] as const) {
      const result = await verify(source, [file], encoding)
      expect(result).toMatchObject({ verdict: 'verified', contentVerified: 60, recipeId: 'rows' })
      expect(result.keys).toEqual([{ keyId: idOf(keyB), withoutLineEnd: false, entries: 60 }])
      expect(result.secondOpinion).toMatchObject({ agrees: true, entries: 60 })
    }
  })

  it('is verified by lanes in threads of their own', async () => {
    const source = await importRows(sealed(62, () => keyB))
    startLanes = workerLanes
    const result = await verify(source, [keyFile('b.raw', keyB)])
    startLanes = startInlineLanes
    expect(result).toMatchObject({ verdict: 'verified', contentVerified: 62, secondOpinion: { agrees: true } })
  })

  it('says so when a line end in the key file is what keeps the key from fitting', async () => {
    const source = await importRows(sealed(30, () => keyA))
    for (const end of ['\n', '\r\n']) {
      const result = await verify(source, [keyFile('a.txt', `${keyA.toString()}${end}`)])
      expect(result.verdict).toBe('verified')
      expect(result.keys).toEqual([
        { keyId: idOf(Buffer.from(`${keyA.toString()}${end}`)), withoutLineEnd: false, entries: 0 },
        { keyId: idOf(keyA), withoutLineEnd: true, entries: 30 },
      ])
    }
    const meant = Buffer.from(`${keyA.toString()}\n`)
    const withEnd = await importRows(sealed(30, () => meant))
    const result = await verify(withEnd, [keyFile('a.txt', meant)])
    expect([result.verdict, result.keys]).toEqual([
      'verified',
      [{ keyId: idOf(meant), withoutLineEnd: false, entries: 30 }],
    ])
  })

  it('without a key has its links judged and no content', async () => {
    const rows = sealed(28, () => keyA)
    const whole = await verify(await importRows(rows), [])
    expect(whole).toMatchObject({
      verdict: 'not-checked',
      reason: 'key-needed',
      contentVerified: 0,
      keys: [],
      breakCount: 0,
    })
    expect(whole.contents).toEqual({ ok: 0, mismatch: 0, 'not-recomputable': 28 })
    expect(whole.links).toMatchObject({ genesis: 1, ok: 27 })
    const removed = await verify(await importRows(rows.filter((row) => row.sequence !== 12)), [])
    expect(removed).toMatchObject({ verdict: 'gap', reason: 'link-gap', contentVerified: 0 })
  })

  it('says which key reproduces which rows after a change of keys', async () => {
    const source = await importRows(sealed(90, (index) => (index < 40 ? keyA : keyB)))
    const files = [keyFile('b.raw', keyB), keyFile('a.raw', keyA)]
    const both = await verify(source, files)
    expect(both).toMatchObject({ verdict: 'verified', contentVerified: 90, keyRunCount: 2 })
    expect(
      both.keyRuns?.map(({ keyId, entries, firstLine, lastLine }) => [keyId, entries, firstLine, lastLine]),
    ).toEqual([
      [idOf(keyA), 40, 1, 40],
      [idOf(keyB), 50, 41, 90],
    ])
    const newest = await verify(source, files.slice(0, 1))
    expect(newest).toMatchObject({ verdict: 'not-checked', reason: 'key-differs', contentVerified: 50 })
    expect(newest.contents).toEqual({ ok: 50, mismatch: 0, 'not-recomputable': 40 })
    expect(newest.keyRuns?.map((run) => run.keyId)).toEqual([null, idOf(keyB)])
  })

  it('takes rows between two known keys for another key, and rows between those of one key for differences', async () => {
    const files = [keyFile('a.raw', keyA), keyFile('b.raw', keyB)]
    const between = sealed(90, (index) => (index < 30 ? keyA : index < 60 ? keyC : keyB))
    expect(await verify(await importRows(between), files)).toMatchObject({
      verdict: 'not-checked',
      reason: 'key-differs',
      contents: { ok: 60, mismatch: 0, 'not-recomputable': 30 },
    })
    const within = sealed(90, (index) => (index >= 30 && index < 60 ? keyC : keyA))
    expect(await verify(await importRows(within), files)).toMatchObject({
      verdict: 'mismatch',
      reason: 'content-differs',
      contents: { ok: 60, mismatch: 30, 'not-recomputable': 0 },
    })
  })

  it('shows one altered row as a mismatch, the last row too', async () => {
    for (const at of [5, 59]) {
      const rows = sealed(60, () => keyA)
      ;(rows[at] as Row).action = 'order.refunded'
      const result = await verify(await importRows(rows), [keyFile('a.raw', keyA)])
      expect(result).toMatchObject({ verdict: 'mismatch', reason: 'content-differs', breakCount: 1 })
      expect(result.contents).toEqual({ ok: 59, mismatch: 1, 'not-recomputable': 0 })
      expect(result.firstBreak).toMatchObject({ sequence: String(at + 1), content: 'mismatch', link: 'ok' })
    }
  })

  it('is not judged by a key that reproduces none of it', async () => {
    const result = await verify(await importRows(sealed(30, () => keyC)), [keyFile('a.raw', keyA)])
    expect(result).toMatchObject({ verdict: 'not-checked', reason: 'key-differs', contentVerified: 0 })
  })

  it('refuses key files that hold no key, without a byte of them in the message', async () => {
    const source = await importRows(sealed(5, () => keyA))
    const outcome = async (file: string, keyEncoding: 'raw' | 'hex' | 'base64'): Promise<unknown> =>
      test.outcome('chain.verify', {
        engagementId: test.engagementId,
        sourceId: source,
        recipe,
        keyFiles: [file],
        keyEncoding,
      })
    const secret = 'zz-secret-zz'
    for (const [file, encoding] of [
      [keyFile('empty', ''), 'raw'],
      [keyFile('long', 'x'.repeat(70_000)), 'raw'],
      [keyFile('hex', secret), 'hex'],
      [keyFile('odd', 'abc'), 'hex'],
      [keyFile('base64', `${secret}!`), 'base64'],
    ] as const) {
      const ended = await outcome(file, encoding)
      expect(ended).toMatchObject({ kind: 'failed', error: { code: 'key-unreadable' } })
      expect(JSON.stringify(ended)).not.toContain(secret)
    }
    expect(await outcome(join(folder, 'absent'), 'raw')).toMatchObject({
      kind: 'failed',
      error: { code: 'file-unreadable' },
    })
  })

  it('leaves no key in the engagement, its runs, its log or any event', async () => {
    const { engagementId } = test
    const { runs } = await test.call('run.list', { engagementId, limit: 200 })
    expect(runs.some((run) => JSON.stringify(run.parameters).includes(idOf(keyA)))).toBe(true)
    const said = JSON.stringify([runs, test.events])
    const stored = readdirSync(test.folder).map((name) => readFileSync(join(test.folder, name)))
    expect(stored.length).toBeGreaterThan(0)
    for (const key of [keyA, keyB]) {
      for (const text of [key.toString('latin1'), key.toString('hex'), key.toString('base64').replace(/=+$/, '')]) {
        expect(said).not.toContain(text)
        for (const bytes of stored) expect(bytes.includes(Buffer.from(text, 'latin1'))).toBe(false)
      }
    }
  })
})

/** The seal checks end to end: sources imported, keys in files, results stored as runs. */
import { createHash, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SealsResult, SignatureColumn } from '../../../../src/shared/model/seals.ts'
import type { RequestOf } from '../../../../src/shared/ipc/contract.ts'
import { plainAcra } from '../../../shared/core/seals/plain-acra.ts'
import { plainBlocks } from '../../../shared/core/seals/plain-qldb.ts'
import { fileWith, startEngagement, type TestEngine } from '../../../support/temporary-engine.ts'

let test: TestEngine & { readonly folder: string; readonly engagementId: string }
beforeAll(async () => {
  test = await startEngagement()
})
afterAll(() => test.close())

let files = 0
const fileOf = (name: string, content: string | Uint8Array): string => {
  files += 1
  return fileWith(test.folder, `${files}-${name}`, content)
}
async function imported(name: string, content: string | Uint8Array, format?: string): Promise<number> {
  const file = fileOf(name, content)
  const request = { engagementId: test.engagementId, file, ...(format === undefined ? {} : { format }) }
  return (await test.job('source.import', request)).sourceId
}
async function verified(request: Omit<RequestOf<'seals.verify'>, 'engagementId'>): Promise<SealsResult> {
  const { results } = await test.job('seals.verify', { engagementId: test.engagementId, ...request })
  expect(results).toHaveLength(1)
  return results[0] as SealsResult
}
const columnOf = (result: SealsResult): SignatureColumn => {
  if (result.detail.design !== 'signatures') throw new Error(result.detail.design)
  return result.detail.columns[0] as SignatureColumn
}

interface Row {
  readonly id: string
  readonly sequence: number
  readonly timestamp: string
  readonly action: string
  readonly amount: number
}
const row = (index: number): Row => ({
  id: `e${index}`,
  sequence: index + 1,
  timestamp: new Date(Date.UTC(2025, 0, 1, 0, index)).toISOString(),
  action: 'refund.create',
  amount: index * 1.5,
})
const signed = (count: number, name: string, signature: (row: Row) => string): string[] =>
  Array.from({ length: count }, (_, index) => JSON.stringify({ ...row(index), [name]: signature(row(index)) }))
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
const alteredAt = (lines: readonly string[], index: number): string[] =>
  lines.with(index, (lines[index] as string).replace('refund.create', 'refund.cancel'))
const pem = (key: KeyObject): string => String(key.export({ format: 'pem', type: 'spki' }))

const secret = Buffer.from('a secret that only the writer of this log has')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')

const makers: readonly (readonly [string, (row: Row) => string, string | Uint8Array, string, string, string])[] = [
  [
    'HMAC-SHA256 in hex',
    (item) => createHmac('sha256', secret).update(JSON.stringify(item)).digest('hex'),
    secret,
    'key-holder',
    'hmac-sha256',
    'hmac',
  ],
  [
    'HMAC-SHA1 after its name',
    (item) => `sha1=${createHmac('sha1', secret).update(JSON.stringify(item)).digest('hex')}`,
    secret,
    'key-holder',
    'hmac-sha1',
    'hmac',
  ],
  [
    'RSA PKCS#1',
    (item) => sign('sha256', Buffer.from(JSON.stringify(item)), rsa.privateKey).toString('base64'),
    pem(rsa.publicKey),
    'anyone',
    'rsa-pkcs1-sha256',
    'rsa',
  ],
  [
    'RSA PSS',
    (item) =>
      sign('sha512', Buffer.from(JSON.stringify(item)), { key: rsa.privateKey, padding: 6, saltLength: 20 }).toString(
        'base64',
      ),
    pem(rsa.publicKey),
    'anyone',
    'rsa-pss-sha512',
    'rsa',
  ],
  [
    'ECDSA in DER',
    (item) => sign('sha256', Buffer.from(JSON.stringify(item)), ec.privateKey).toString('base64'),
    pem(ec.publicKey),
    'anyone',
    'ecdsa-sha256',
    'ec-p256',
  ],
  [
    'ECDSA as r and s',
    (item) =>
      sign('sha256', Buffer.from(JSON.stringify(item)), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString(
        'hex',
      ),
    JSON.stringify(ec.publicKey.export({ format: 'jwk' })),
    'either',
    'ecdsa-sha256',
    'ec-p256',
  ],
  [
    'Ed25519',
    (item) => sign(null, Buffer.from(JSON.stringify(item)), ed.privateKey).toString('base64'),
    pem(ed.publicKey),
    'either',
    'ed25519',
    'ed25519',
  ],
  [
    'Ed25519, key as 32 bytes',
    (item) => sign(null, Buffer.from(JSON.stringify(item)), ed.privateKey).toString('hex'),
    Buffer.from(ed.publicKey.export({ format: 'jwk' }).x as string, 'base64url'),
    'either',
    'ed25519',
    'ed25519',
  ],
]

describe('signature columns', () => {
  it.each(makers)(
    '%s: told, not checked without a key, verified with it, and one altered record is found',
    async (_, make, key, trust, algorithm, type) => {
      const lines = signed(30, 'row_signature', make)
      const whole = await imported('signed.ndjson', text(lines))
      const without = await verified({ sourceId: whole })
      expect(without).toMatchObject({
        verdict: 'not-checked',
        reason: 'signature-key-needed',
        counts: { verified: 0, notChecked: 30 },
      })
      expect(columnOf(without)).toMatchObject({
        column: 'row_signature',
        values: 30,
        trust,
        keyInExport: [],
        rule: null,
      })

      const keyFile = fileOf('key', key)
      const held = await verified({ sourceId: whole, keyFiles: [keyFile] })
      expect(held).toMatchObject({ verdict: 'verified', counts: { verified: 30, mismatch: 0, notChecked: 0 } })
      expect(columnOf(held)).toMatchObject({ algorithm, keys: [{ type, entries: 30 }] })

      const altered = await imported('altered.ndjson', text(alteredAt(lines, 17)))
      const found = await verified({ sourceId: altered, keyFiles: [keyFile] })
      expect(found).toMatchObject({
        verdict: 'mismatch',
        reason: 'seal-signature-differs',
        counts: { verified: 29, mismatch: 1 },
      })
      expect(found.rows.map(({ line, state }) => [line, state])).toEqual([[18, 'mismatch']])
    },
  )

  it('says that key or rule may be another where nothing verifies, and accuses no record', async () => {
    const lines = signed(30, 'signature', (item) =>
      sign('sha256', Buffer.from(`v9|${item.id}`), ec.privateKey).toString('base64'),
    )
    const sourceId = await imported('unknown-rule.ndjson', text(lines))
    const keyFiles = [fileOf('key.pem', pem(ec.publicKey))]
    expect(await verified({ sourceId, keyFiles })).toMatchObject({
      verdict: 'not-checked',
      reason: 'payload-unknown',
      counts: { verified: 0, mismatch: 0, notChecked: 30 },
    })
    const payload = {
      payload: 'assay.payload/1' as const,
      id: 'versioned',
      column: 'signature',
      prefix: 'v9|',
      canonical: { form: 'fields-joined' as const, fields: ['id'], delimiter: '' },
    }
    const held = await verified({ sourceId, keyFiles, payload })
    expect(held.verdict).toBe('verified')
    expect(columnOf(held)).toMatchObject({ rule: 'versioned', algorithm: 'ecdsa-sha256' })
  })

  it('finds a signature over the entry hash, and unsigned records among signed ones', async () => {
    const lines = Array.from({ length: 20 }, (_, index) => {
      const hash = createHash('sha256')
        .update(JSON.stringify(row(index)))
        .digest()
      const signature = index === 4 ? null : sign(null, hash, ed.privateKey).toString('hex')
      return JSON.stringify({ ...row(index), prev_hash: '00'.repeat(32), entry_hash: hash.toString('hex'), signature })
    })
    const result = await verified({
      sourceId: await imported('over-hash.ndjson', text(lines)),
      keyFiles: [fileOf('key.pem', pem(ed.publicKey))],
    })
    expect(result).toMatchObject({
      verdict: 'not-checked',
      reason: 'signature-absent',
      counts: { verified: 19, notChecked: 1 },
    })
    expect(columnOf(result)).toMatchObject({ rule: 'hex-of-entry-hash', absent: 1 })
  })

  it('keeps no byte of a key in the engagement', async () => {
    const { runs } = await test.call('run.list', { engagementId: test.engagementId, limit: 200 })
    expect(JSON.stringify(runs)).not.toContain(secret.toString())
    expect(readFileSync(join(test.folder, 'test.assay')).includes(secret)).toBe(false)
  })
})

describe('tokens beside records', () => {
  const jws = (payload: object, header: object = { alg: 'ES256', kid: 'k1' }): string => {
    const input = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return `${input}.${sign('sha256', Buffer.from(input), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
  const keyFiles = (): string[] => [
    fileOf('jwks.json', JSON.stringify({ keys: [{ ...ec.publicKey.export({ format: 'jwk' }), kid: 'k1' }] })),
  ]

  it('verifies the token and compares what it says with the record', async () => {
    const lines = signed(25, 'token', (item) => jws(item))
    const held = await verified({ sourceId: await imported('tokens.ndjson', text(lines)), keyFiles: keyFiles() })
    expect(held).toMatchObject({ verdict: 'verified', counts: { verified: 25 } })
    expect(columnOf(held)).toMatchObject({
      kinds: ['jws'],
      trust: 'anyone',
      keyIds: ['k1'],
      payloadCompared: 25,
      rule: 'jws',
    })

    const altered = await verified({
      sourceId: await imported('tokens-altered.ndjson', text(alteredAt(lines, 3))),
      keyFiles: keyFiles(),
    })
    expect(altered).toMatchObject({ verdict: 'mismatch', reason: 'payload-differs', counts: { mismatch: 1 } })
    expect(altered.rows[0]).toMatchObject({
      line: 4,
      expected: 'action: "refund.create"',
      actual: 'action: "refund.cancel"',
    })
  })

  it('does not take a token that says nothing of its record for a seal of it', async () => {
    const lines = signed(5, 'token', () => jws({ iss: 'shop' }))
    const result = await verified({
      sourceId: await imported('other-tokens.ndjson', text(lines)),
      keyFiles: keyFiles(),
    })
    expect(result).toMatchObject({
      verdict: 'not-checked',
      reason: 'payload-unrelated',
      counts: { verified: 0, notChecked: 5 },
    })
  })

  it('refuses alg none', async () => {
    const none = (item: Row): string =>
      `${[{ alg: 'none' }, item].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
    const result = await verified({
      sourceId: await imported('none.ndjson', text(signed(5, 'jws', none))),
      keyFiles: keyFiles(),
    })
    expect(result).toMatchObject({ verdict: 'not-checked', reason: 'algorithm-refused', counts: { verified: 0 } })
    expect(columnOf(result)).toMatchObject({ trust: 'nobody' })
  })
})

describe('Acra', () => {
  const key = Buffer.alloc(32, 1)
  const fixture = (name: string): Buffer =>
    readFileSync(new URL(`../../../../src/main/io/formats/acra/fixtures/${name}`, import.meta.url))

  it('verifies the fixture of a whole chain with its key, and needs one', async () => {
    const sourceId = await imported('acra.log', fixture('text-chain/input.log'))
    expect(await verified({ sourceId })).toMatchObject({ verdict: 'not-checked', reason: 'key-needed' })
    const keyFiles = [fileOf('acra.key', key)]
    const held = await verified({ sourceId, keyFiles })
    expect(held.rows).toEqual([])
    expect(held).toMatchObject({ verdict: 'verified', counts: { verified: 4 }, detail: { chains: 1, chainsEnded: 1 } })
    expect(await verified({ sourceId, keyFiles: [fileOf('other.key', Buffer.alloc(32, 2))] })).toMatchObject({
      verdict: 'not-checked',
      reason: 'key-differs',
      counts: { mismatch: 0, notChecked: 4 },
    })
  })

  it('says what the fixtures without an end and without a seal lack', async () => {
    const cef = await verified({
      sourceId: await imported('acra.cef', fixture('cef-not-ended/input.cef')),
      keyFiles: [fileOf('acra.key', key)],
    })
    expect(cef).toMatchObject({ verdict: 'gap', reason: 'chain-not-ended', counts: { verified: 3, notChecked: 1 } })
    expect(cef.detail).toMatchObject({ chains: 2, chainsEnded: 0, unsealed: 1 })
  })

  it.each(['text', 'cef', 'json'] as const)(
    'locates an altered line of %s and recomputes the next chain',
    async (shape) => {
      const lines = plainAcra(shape, key, [10, 10])
      const altered = lines.with(6, (lines[6] as string).replace('message 6', 'message 7'))
      const keyFiles = [fileOf('acra.key', key)]
      expect(await verified({ sourceId: await imported(`whole-${shape}.log`, text(lines)), keyFiles })).toMatchObject({
        verdict: 'verified',
        counts: { verified: 20 },
      })
      const found = await verified({ sourceId: await imported(`altered-${shape}.log`, text(altered)), keyFiles })
      expect(found).toMatchObject({ verdict: 'mismatch', counts: { verified: 16, mismatch: 1, notChecked: 3 } })
      expect(found.rows.map(({ line, reason }) => [line, reason])).toEqual([
        [7, 'content-differs'],
        [8, 'seal-unreachable'],
        [9, 'seal-unreachable'],
        [10, 'seal-unreachable'],
      ])
    },
  )
})

describe('QLDB', () => {
  const lines = (blocks: readonly object[]): string => text(blocks.map((block) => JSON.stringify(block)))

  it('recomputes blocks, links and entries, and says that revisions were not', async () => {
    const sourceId = await imported('journal.json', lines(plainBlocks(60)), 'ndjson')
    const manifest = fileOf('x.completed.manifest', JSON.stringify({ keys: ['2024/01/01/00/strandA.0-59.json'] }))
    const result = await verified({ sourceId, manifests: [manifest] })
    expect(result).toMatchObject({
      verdict: 'not-checked',
      reason: 'ion-needed',
      counts: { verified: 60, mismatch: 0 },
    })
    expect(result.detail).toMatchObject({
      design: 'qldb',
      strands: [{ strandId: 'strandA', blocks: 60, missing: '0', fromGenesis: true }],
      blockHashes: { verified: 60 },
      entriesHashes: { verified: 60 },
      links: { ok: 59, first: 1, gap: 0, broken: 0 },
      revisions: { listed: 60, unlisted: 0 },
      manifest: { ranges: 1, missing: 0, unlisted: 0 },
    })
  })

  it.each([
    [
      'a revision hash',
      (blocks: ReturnType<typeof plainBlocks>) =>
        Object.assign(blocks[7]?.revisions[0] as object, { hash: 'A'.repeat(43) + '=' }),
      'mismatch',
      'revisions-not-listed',
      8,
    ],
    [
      'an entry hash',
      (blocks: ReturnType<typeof plainBlocks>) =>
        (blocks[7] as { entriesHashList: string[] }).entriesHashList.splice(0, 1, 'A'.repeat(43) + '='),
      'mismatch',
      'entries-hash-differs',
      8,
    ],
    [
      'the entries hash',
      (blocks: ReturnType<typeof plainBlocks>) =>
        Object.assign(blocks[7] as object, { entriesHash: 'A'.repeat(43) + '=' }),
      'mismatch',
      'block-hash-differs',
      8,
    ],
    ['a missing block', (blocks: ReturnType<typeof plainBlocks>) => blocks.splice(7, 1), 'gap', 'block-missing', 8],
  ])('locates %s', async (_, change, verdict, reason, line) => {
    const blocks = plainBlocks(20)
    change(blocks)
    const result = await verified({ sourceId: await imported('altered-journal.json', lines(blocks), 'ndjson') })
    expect(result.verdict).toBe(verdict)
    expect(result.rows.find((item) => item.reason === reason)).toMatchObject({ line, state: verdict })
  })

  it('finds that the manifest lists more than is there', async () => {
    const sourceId = await imported('cut-journal.json', lines(plainBlocks(20).slice(0, 15)), 'ndjson')
    const manifest = fileOf('y.completed.manifest', JSON.stringify({ keys: ['2024/01/01/00/strandA.0-19.json'] }))
    expect(await verified({ sourceId, manifests: [manifest] })).toMatchObject({
      verdict: 'gap',
      reason: 'block-missing',
    })
  })
})

describe('Azure ledger digests', () => {
  const digest = (block: number, more: object = {}): object => ({
    database_name: 'ledgerdb',
    block_id: block,
    hash: `0x${createHash('sha256').update(String(block)).digest('hex').toUpperCase()}`,
    last_transaction_commit_time: `2024-03-0${block}T10:00:00.0000000`,
    digest_time: `2024-03-0${block}T11:00:00.0000000`,
    ...more,
  })
  const saved = (...digests: object[]): string[] =>
    digests.map((item) => fileOf('digest.json', JSON.stringify(item, null, 2)))

  it('compares saved files, and says that the ledger was not at hand', async () => {
    const result = await verified({ digests: saved(digest(1), digest(3), digest(7)) })
    expect(result).toMatchObject({ sourceId: 0, verdict: 'unanchored', reason: 'ledger-not-at-hand', entries: 3 })
    expect(await verified({ digests: saved(digest(1)) })).toMatchObject({
      verdict: 'not-checked',
      reason: 'ledger-not-at-hand',
    })
  })

  it('finds two hashes of one block', async () => {
    const other = digest(3, { hash: `0x${'ab'.repeat(32)}`, digest_time: '2024-03-08T00:00:00' })
    const result = await verified({ digests: saved(digest(1), digest(3), other) })
    expect(result).toMatchObject({
      verdict: 'mismatch',
      reason: 'ledger-hash-differs',
      counts: { mismatch: 1, notChecked: 2 },
    })
    expect(result.rows[0]).toMatchObject({ item: 'hash', sequence: '3', actual: 'ab'.repeat(32) })
  })

  it('reads them from an imported source too', async () => {
    const sourceId = await imported(
      'digests.ndjson',
      text(
        [digest(1), digest(4), digest(2, { digest_time: '2024-03-09T00:00:00' })].map((item) => JSON.stringify(item)),
      ),
    )
    expect(await verified({ sourceId })).toMatchObject({ verdict: 'mismatch', reason: 'ledger-goes-back' })
  })

  it('refuses a file that holds none', async () => {
    const end = await test.outcome('seals.verify', { engagementId: test.engagementId, digests: saved({ hash: 1 }) })
    expect(end).toMatchObject({ kind: 'failed', error: { code: 'file-unreadable' } })
  })
})

describe('runs', () => {
  it('give the same result again', async () => {
    const sourceId = await imported(
      'again.ndjson',
      text(signed(12, 'signature', makers[4]?.[1] as (row: Row) => string)),
    )
    const keyFiles = [fileOf('key.pem', pem(ec.publicKey))]
    const first = await verified({ sourceId, keyFiles })
    expect(JSON.stringify(await verified({ sourceId, keyFiles }))).toBe(JSON.stringify(first))
  })

  it('say so for a source without any seal, and refuse an engagement without one', async () => {
    const sourceId = await imported(
      'plain.ndjson',
      text(Array.from({ length: 5 }, (_, index) => JSON.stringify(row(index)))),
    )
    expect(await verified({ sourceId })).toMatchObject({ verdict: 'not-checked', reason: 'no-seal' })
    const empty = await startEngagement()
    const end = await empty.outcome('seals.verify', { engagementId: empty.engagementId })
    expect(end).toMatchObject({ kind: 'failed', error: { code: 'profile-unsuitable' } })
    await empty.close()
  })
})

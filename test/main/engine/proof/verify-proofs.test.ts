/**
 * Outside proofs over an imported log, from adding the files to the verdict: what each is about is found in the source,
 * nothing is verified before the auditor pinned what it ends in, and a source that changed since is what its proofs name
 * no longer.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProofsResult, ProofVerdict } from '../../../../src/shared/model/proof.ts'
import { missingVectors, vectorPath } from '../../../support/public-vectors.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { mainChain, minedChain } from '../../../support/plain-bitcoin.ts'
import { applied, plainProof, type PlainOperation, type PlainTree } from '../../../support/plain-ots.ts'
import {
  checkpointText,
  cosignatureLine,
  leafOf,
  noteLine,
  pathOf,
  plainKey,
  proofText,
  rootOf,
  verifierKeyText,
} from '../../../support/plain-tlog.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'
import { hasOpenssl, TimestampAuthority } from '../../../support/timestamp-authority.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-proofs-'))
let test: Awaited<ReturnType<typeof startEngagement>>
let sourceId = 0
let changedId = 0

const log = readFileSync(samplePath('clean', 'shop-b.ndjson'))
const lines = log
  .toString('utf8')
  .split('\n')
  .filter((line) => line !== '')
const rowOf = (line: number) =>
  JSON.parse(lines[line - 1] ?? '') as { readonly entry_hash: string; readonly timestamp: string }
const digest = createHash('sha256').update(log).digest()
const changedLog = Buffer.from([...lines.slice(0, 39), ...lines.slice(40)].join('\n'))

const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const add = (file: string, to = sourceId) =>
  test.call('anchor.add', { engagementId: test.engagementId, sourceId: to, file })
const trust = (entry: Record<string, unknown>) =>
  test.call('trust.add', { engagementId: test.engagementId, entries: [{ note: 'test', ...entry } as never] })

async function verify(of = sourceId): Promise<ProofsResult> {
  const { results } = await test.job('anchors.verify', { engagementId: test.engagementId, sourceId: of })
  const [result] = results
  if (result?.kind !== 'proofs') throw new Error(`a result of kind ${result?.kind}`)
  return result
}
async function proof(name: string, of = sourceId): Promise<ProofVerdict> {
  const found = (await verify(of)).proofs.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no proof ${name}`)
  return found
}

beforeAll(async () => {
  test = await startEngagement()
  const { engagementId } = test
  const original = await test.job('source.import', { engagementId, file: written('shop.ndjson', log) })
  const changed = await test.job('source.import', { engagementId, file: written('changed.ndjson', changedLog) })
  sourceId = original.sourceId
  changedId = changed.sourceId
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('OpenTimestamps', () => {
  const path: PlainOperation[] = [
    { op: 'append', argument: Buffer.from('0011223344556677', 'hex') },
    { op: 'sha256' },
    { op: 'prepend', argument: Buffer.from('calendar') },
    { op: 'sha256' },
    { op: 'sha256' },
  ]
  const root = path.reduce<Buffer>((message, operation) => applied(operation, message), digest)
  const headers = minedChain(4, (index) => (index === 2 ? root : createHash('sha256').update(`${index}`).digest()))
  const tree = path.reduceRight<PlainTree>(
    (next, operation) => [{ operation, next }],
    [
      { kind: 'bitcoin', height: 802 },
      { kind: 'pending', uri: 'https://calendar.example.com' },
    ],
  )

  it('is not checked without block headers, and is about the file', async () => {
    expect(await add(written('shop.ots', plainProof(digest, tree)))).toMatchObject({ kind: 'opentimestamps', count: 1 })
    const found = await proof('shop.ots')
    expect(found).toMatchObject({ verdict: 'not-checked', found: 1, rung: 'consistent', attested: [] })
    expect(found.subjects).toEqual([{ kind: 'source-file', sourceId, entryId: null, text: 'shop.ndjson' }])
  })

  it('is not shown by headers of a private chain, which anybody can make', async () => {
    const file = headers.map((header, index) => JSON.stringify({ height: 800 + index, header: header.toString('hex') }))
    await add(join(folder, 'shop.ots'), changedId)
    expect(await add(written('headers.ndjson', file.join('\n')), changedId)).toMatchObject({
      kind: 'bitcoin-headers',
      count: 4,
    })
    expect(await proof('shop.ots', changedId)).toMatchObject({
      reason: 'bitcoin-target-invalid',
      rung: 'claimed',
      found: 0,
    })
  })

  it('is verified under the real header of its block once that is pinned', async (context) => {
    const missing = missingVectors('opentimestamps')
    context.skip(missing !== null, missing ?? '')
    const { engagementId } = test
    const example = (name: string) => vectorPath('opentimestamps/examples', name)
    const imported = await test.job('source.import', {
      engagementId,
      file: example('hello-world.txt'),
      format: 'csv',
    })
    await add(example('hello-world.txt.ots'), imported.sourceId)
    await add(example('bad-stamp.txt.ots'), imported.sourceId)
    expect(await proof('hello-world.txt.ots', imported.sourceId)).toMatchObject({ verdict: 'not-checked', found: 1 })
    await trust({ kind: 'bitcoin-header', height: 358_391, header: mainChain[358_391] })
    const found = await proof('hello-world.txt.ots', imported.sourceId)
    expect(found).toMatchObject({ verdict: 'verified', reason: null, rung: 'header-known' })
    expect(new Date((found.attested[0]?.micros ?? 0) / 1000).toISOString()).toBe('2015-05-28T15:41:18.000Z')
    // The same block, another root: another file's proof, and none of this block.
    expect(await proof('bad-stamp.txt.ots', imported.sourceId)).toMatchObject({ verdict: 'mismatch', found: 0 })
  })
})

describe('checkpoints and inclusion proofs of a log whose entries are the records', () => {
  const origin = 'example.com/shop'
  const key = plainKey(origin)
  const witness = plainKey('example.com/witness')
  const leaves = lines.map((line) => leafOf(Buffer.from(line)))
  const size = 100
  const text = checkpointText(origin, size, rootOf(leaves.slice(0, size)))
  const seconds = 1_760_000_000n
  const note = `${text}\n${noteLine(key, text)}${cosignatureLine(witness, text, seconds)}`

  it('name a root over the first records, and are verified under the pinned key', async () => {
    expect(await add(written('checkpoint', note))).toMatchObject({ kind: 'checkpoint' })
    expect(await proof('checkpoint')).toMatchObject({ verdict: 'not-checked', reason: 'log-key-needed', found: 1 })
    await trust({ kind: 'log-key', role: 'log', key: verifierKeyText(origin, 1, key.publicBytes) })
    await trust({ kind: 'log-key', role: 'witness', key: verifierKeyText(witness.name, 4, witness.publicBytes) })
    const found = await proof('checkpoint')
    expect(found).toMatchObject({ verdict: 'verified', rung: 'header-known' })
    expect(found.subjects).toEqual([{ kind: 'source-root', sourceId, entryId: null, text: '100' }])
    expect(found.attested).toMatchObject([{ micros: Number(seconds) * 1e6 }])
    // The record that is missing there lies under this root.
    await add(join(folder, 'checkpoint'), changedId)
    expect(await proof('checkpoint', changedId)).toMatchObject({
      verdict: 'not-checked',
      reason: 'commitment-not-found',
    })
  })

  it('prove one record', async () => {
    const index = 70
    const file = proofText(index, pathOf(index, leaves.slice(0, size)), note)
    expect(await add(written('entry.proof', file))).toMatchObject({ kind: 'tlog-proof' })
    const found = await proof('entry.proof')
    expect(found).toMatchObject({ verdict: 'verified', rung: 'header-known' })
    expect(found.subjects.filter((subject) => subject?.kind === 'entry')).toMatchObject([{ text: String(index + 1) }])
  })
})

describe('a list of head hashes kept elsewhere', () => {
  it('is found in the chain, and a hash of it that is gone is a gap', async () => {
    const heads = [20, 40, 60].map((line) =>
      JSON.stringify({ time: rowOf(line).timestamp, hash: rowOf(line).entry_hash }),
    )
    const file = written('heads.ndjson', heads.join('\n'))
    expect(await add(file)).toMatchObject({ kind: 'head-list', count: 3 })
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
    const before = await proof('heads.ndjson')
    expect(before).toMatchObject({ verdict: 'not-checked', found: 3, committed: 3, rung: 'consistent' })
    expect(before.subjects.map((subject) => subject?.text)).toEqual(['20', '40', '60'])
    await trust({ kind: 'head-list', sha256, holder: 'another account' })
    expect(await proof('heads.ndjson')).toMatchObject({ verdict: 'verified' })
    await add(file, changedId)
    expect(await proof('heads.ndjson', changedId)).toMatchObject({
      verdict: 'gap',
      reason: 'listed-head-missing',
      found: 2,
    })
  })
})

describe.skipIf(!hasOpenssl())('a time-stamp token by openssl', () => {
  it('over the file, over its head hash as text, and over something else', async () => {
    const authority = new TimestampAuthority(join(folder, 'tsa'))
    authority.certificate('root', { shape: 'authority' })
    authority.certificate('signer', { shape: 'tsa', issuer: 'root' })
    const stamp = (data: Uint8Array, digestName = 'sha256') =>
      authority.reply({ signer: 'signer', data, digest: digestName })
    expect(await add(written('file.tsr', stamp(log)))).toMatchObject({ kind: 'timestamp-token' })
    await add(written('file512.tsr', stamp(log, 'sha512')))
    await add(written('head.tsr', stamp(Buffer.from(rowOf(lines.length).entry_hash))))
    await add(written('other.tsr', stamp(Buffer.from('another file'))))
    const unpinned = await proof('file.tsr')
    expect(unpinned).toMatchObject({ verdict: 'not-checked', rung: 'included', found: 1 })
    await trust({ kind: 'tsa-root', certificate: Buffer.from(authority.der('root')).toString('base64') })
    const { proofs, verdict } = await verify()
    const of = (name: string) => proofs.find((one) => one.name === name)
    expect(of('file.tsr')).toMatchObject({ verdict: 'verified', subjects: [{ kind: 'source-file' }] })
    expect(of('file512.tsr')).toMatchObject({ verdict: 'verified', subjects: [{ kind: 'source-file' }] })
    expect(of('head.tsr')).toMatchObject({
      verdict: 'verified',
      subjects: [{ kind: 'entry-hash', text: String(lines.length) }],
    })
    expect(of('other.tsr')).toMatchObject({ verdict: 'not-checked', reason: 'commitment-not-found', found: 0 })
    expect(Math.abs((of('file.tsr')?.attested[0]?.micros ?? 0) / 1000 - Date.now())).toBeLessThan(600_000)
    expect(verdict).toBe('not-checked')
    await add(written('renewed.tsr', stamp(readFileSync(join(folder, 'file.tsr')))))
    expect(await proof('renewed.tsr')).toMatchObject({
      verdict: 'verified',
      subjects: [{ kind: 'earlier-token', text: 'file.tsr' }],
    })
  })

  it('that was changed in one byte is a mismatch, and stays with the evidence', async () => {
    const bytes = Buffer.from(readFileSync(join(folder, 'file.tsr')))
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1
    await add(written('bent.tsr', bytes))
    expect(await proof('bent.tsr')).toMatchObject({ verdict: 'mismatch' })
    const { findings } = await test.call('finding.list', { engagementId: test.engagementId, start: 0, count: 500 })
    const own = findings.filter(({ kind, pointers }) => kind === 'proof-mismatch' && pointers[0]?.sourceId === sourceId)
    expect(own).toMatchObject([{ subject: 'bent.tsr' }])
    const { files } = await test.call('anchor.list', { engagementId: test.engagementId, sourceId })
    expect(files.map(({ name }) => name)).toContain('bent.tsr')
  })
})

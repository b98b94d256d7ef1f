/** Checkpoints added to one source, from the files to verdict and finding; and lists of heads of several tenants. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rfc6962Tree } from '../../../../src/shared/core/merkle/tree-profiles.ts'
import type { ProofsResult } from '../../../../src/shared/model/proof.ts'
import {
  checkpointText,
  consistencyOf,
  cosignatureLine,
  leafOf,
  noteLine,
  plainKey,
  rootOf,
  verifierKeyText,
} from '../../../support/plain-tlog.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

const key = plainKey('example.com/shop')
const witness = plainKey('example.com/witness')
const rows = Array.from({ length: 30 }, (_, index) =>
  JSON.stringify({ id: index + 1, timestamp: `2025-05-01T00:00:${String(index).padStart(2, '0')}Z`, action: 'paid' }),
)
const leaves = rows.map((row) => leafOf(Buffer.from(row)))
const others = leaves.map((leaf, index) => (index < 5 ? leaf : leafOf(Buffer.from(`${index}`))))
const noteOf = (size: number, seconds: bigint, of = leaves): string => {
  const text = checkpointText(key.name, size, rootOf(of.slice(0, size)))
  return `${text}\n${noteLine(key, text)}${cosignatureLine(witness, text, seconds)}`
}

let test: Awaited<ReturnType<typeof startEngagement>>
let engagementId = ''
beforeEach(async () => {
  test = await startEngagement()
  engagementId = test.engagementId
})
afterEach(() => test.close())

const importRows = (text: string) =>
  test.job('source.import', { engagementId, file: fileWith(test.folder, 'log.ndjson', text) })
const add = (name: string, content: string) =>
  test.call('anchor.add', { engagementId, sourceId: 1, file: fileWith(test.folder, name, content) })
const trust = (...entries: readonly Record<string, unknown>[]) =>
  test.call('trust.add', { engagementId, entries: entries.map((entry) => ({ note: '', ...entry })) as never })
const pinKeys = () =>
  trust(
    { kind: 'log-key', role: 'log', key: verifierKeyText(key.name, 1, key.publicBytes) },
    { kind: 'log-key', role: 'witness', key: verifierKeyText(witness.name, 4, witness.publicBytes) },
  )
async function verify(): Promise<ProofsResult> {
  const { results } = await test.job('anchors.verify', { engagementId, sourceId: 1 })
  const found = results.find((result) => result.kind === 'proofs')
  if (found?.kind !== 'proofs') throw new Error('no result of proofs')
  return found
}
const mismatches = async () =>
  (await test.call('finding.list', { engagementId, start: 0, count: 100 })).findings.filter(
    ({ kind }) => kind === 'log-mismatch',
  )

describe('checkpoints of one log', () => {
  beforeEach(async () => {
    await importRows(`${rows.join('\n')}\n`)
    await add('day-1', noteOf(10, 1_746_057_600n))
  })

  it('need no key where the auditor got the same checkpoint elsewhere, and differ where its root is another', async () => {
    expect(await verify()).toMatchObject({ verdict: 'not-checked', reason: 'log-key-needed' })
    // The checkpoint as a file, from somebody who keeps it: without a signature that anyone here could check.
    const elsewhere = fileWith(test.folder, 'elsewhere.txt', noteOf(10, 1_746_057_600n))
    await test.call('trust.add', { engagementId, file: elsewhere })
    const { entries } = await test.call('trust.list', { engagementId })
    expect(entries).toMatchObject([
      {
        kind: 'checkpoint',
        origin: key.name,
        size: '10',
        rootHash: Buffer.from(rootOf(leaves.slice(0, 10))).toString('hex'),
      },
    ])
    const result = await verify()
    expect(result).toMatchObject({ verdict: 'verified', verified: 1 })
    expect(result.proofs[0]).toMatchObject({
      rung: 'header-known',
      steps: [{ step: 'pinned-checkpoint', holds: true }],
    })
    expect(result).not.toHaveProperty('logs')

    const rootHash = Buffer.from(rootOf(others.slice(0, 10))).toString('hex')
    await trust({ kind: 'checkpoint', origin: key.name, size: '10', rootHash })
    const differing = await verify()
    expect(differing).toMatchObject({ verdict: 'mismatch', reason: 'checkpoints-differ' })
    expect(differing.proofs[0]?.steps).toContainEqual(
      expect.objectContaining({ step: 'pinned-checkpoint', holds: false, expected: rootHash }),
    )
  })

  it('are held against a pinned one of another size, which no file of the source has', async () => {
    await pinKeys()
    const root = (of: typeof leaves, size: number) => Buffer.from(rootOf(of.slice(0, size))).toString('hex')
    await trust({ kind: 'checkpoint', origin: key.name, size: '30', rootHash: root(leaves, 30) })
    expect((await verify()).logs).toMatchObject([{ origin: key.name, checkpoints: 2, verdict: 'verified' }])
    await trust({ kind: 'checkpoint', origin: 'example.com/another', size: '30', rootHash: root(others, 30) })
    expect((await verify()).logs).toHaveLength(1)
    await trust({ kind: 'checkpoint', origin: key.name, size: '30', rootHash: root(others, 30) })
    expect(await verify()).toMatchObject({
      verdict: 'mismatch',
      logs: [{ checkpoints: 3, verdict: 'mismatch', reason: 'checkpoints-differ' }],
    })
  })

  it('are compared from the second on, and fit where the records are the leaves of both', async () => {
    await pinKeys()
    expect(await verify()).not.toHaveProperty('logs')
    await add('day-2', noteOf(30, 1_746_144_000n))
    const result = await verify()
    expect(result).toMatchObject({ verdict: 'verified', verified: 2 })
    expect(result.logs).toMatchObject([{ origin: key.name, checkpoints: 2, verdict: 'verified', compared: 2 }])
    expect(await mismatches()).toEqual([])
  })

  it('that tell two stories are a mismatch and a finding that names both files; unsigned ones are not', async () => {
    await add('also-day-1', noteOf(10, 1_746_057_600n, others))
    const before = await verify()
    expect(before.logs).toMatchObject([{ verdict: 'not-checked', reason: 'log-key-needed' }])
    expect(await mismatches()).toEqual([])
    await pinKeys()
    const result = await verify()
    // Each of them is well signed; that both are there is what shows it.
    expect(result.proofs.map(({ verdict }) => verdict).toSorted()).toEqual(['not-checked', 'verified'])
    expect(result).toMatchObject({ verdict: 'mismatch', reason: 'checkpoints-differ' })
    expect(await mismatches()).toMatchObject([
      {
        severity: 'critical',
        subject: key.name,
        details: {
          older: 'day-1',
          newer: 'also-day-1',
          expected: rootOf(leaves.slice(0, 10)).toString('hex'),
          actual: rootOf(others.slice(0, 10)).toString('hex'),
        },
      },
    ])
  })

  it('of which a later one is smaller by the same witness are a mismatch', async () => {
    await pinKeys()
    await add('day-2', noteOf(6, 1_746_144_000n))
    expect(await verify()).toMatchObject({ verdict: 'mismatch', reason: 'log-shrinks' })
  })

  it('beyond the records are shown by a consistency proof that is added, and by no other', async () => {
    await pinKeys()
    const longer = [...leaves, ...Array.from({ length: 12 }, (_, index) => leafOf(Buffer.from(`later ${index}`)))]
    await add('day-3', noteOf(42, 1_746_230_400n, longer))
    expect((await verify()).logs).toMatchObject([{ verdict: 'not-checked', reason: 'consistency-not-given' }])
    const file = {
      proof: 'assay.consistency-proof/1',
      tree: rfc6962Tree,
      leaf: null,
      source: null,
      size1: '10',
      size2: '42',
      root1: rootOf(longer.slice(0, 10)).toString('hex'),
      root2: rootOf(longer).toString('hex'),
      hashes: consistencyOf(10, longer).map((hash) => hash.toString('hex')),
    }
    await expect(add('bad.json', JSON.stringify({ ...file, size1: 10 }))).rejects.toMatchObject({
      code: 'anchor-file-invalid',
    })
    expect(await add('growth.json', JSON.stringify(file))).toMatchObject({ kind: 'log-consistency' })
    expect((await verify()).logs).toMatchObject([{ verdict: 'verified', reason: null }])
  })
})

describe('a list of heads of several tenants', () => {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
  const entry = (tenant: string, sequence: number, entryHash = hash(`${tenant} ${sequence}`)): string =>
    JSON.stringify({
      event_id: `${tenant}-${sequence}`,
      sequence,
      timestamp: `2025-05-01T00:00:0${sequence}Z`,
      tenant_id: tenant,
      action: 'paid',
      prev_hash: null,
      entry_hash: entryHash,
    })
  const listed = (...heads: readonly Record<string, unknown>[]): string =>
    heads.map((head) => JSON.stringify({ time: '2025-05-02T00:00:00Z', ...head })).join('\n')
  const first = hash('the same first entry')

  beforeEach(async () => {
    await importRows(
      [entry('a', 1, first), entry('b', 1, first), entry('a', 2), entry('b', 2), entry('a', 3)].join('\n'),
    )
  })

  it('matches each row to its own tenant, also where two chains have one hash', async () => {
    await add('heads.ndjson', listed({ tenantId: 'b', hash: first }, { tenantId: 'a', hash: first }))
    const [proof] = (await verify()).proofs
    expect(proof?.subjects.map((subject) => subject?.text)).toEqual(['2', '1'])
  })

  it('does not take the hash of another tenant for the one that is listed', async () => {
    await add('heads.ndjson', listed({ tenantId: 'b', hash: hash('a 2') }, { tenantId: 'b', hash: hash('b 2') }))
    const [proof] = (await verify()).proofs
    expect(proof).toMatchObject({ verdict: 'gap', reason: 'listed-head-missing', found: 1, committed: 2 })
  })

  it('misses nothing that is listed for tenants of other sources, and says how many those are', async () => {
    const rowsOf = listed({ tenantId: 'b', hash: hash('b 2') }, { tenantId: 'c', hash: hash('c 9') })
    await add('heads.ndjson', rowsOf)
    await trust({ kind: 'head-list', sha256: hash(rowsOf), holder: 'the bank' })
    const [proof] = (await verify()).proofs
    expect(proof).toMatchObject({ verdict: 'verified', found: 1, committed: 2 })
    expect(proof?.facts).toContainEqual({ label: 'head-list-elsewhere', text: '1' })
    // It was written before the last record, and says up to where it reaches.
    expect(proof?.facts).toContainEqual({ label: 'head-list-reaches', text: '4 of 5' })
  })

  it('about tenants of other sources alone shows nothing of this one', async () => {
    await add('heads.ndjson', listed({ tenantId: 'c', hash: hash('a 2') }))
    const [proof] = (await verify()).proofs
    expect(proof).toMatchObject({ verdict: 'not-checked', reason: 'commitment-not-found', found: 0 })
  })

  it('is matched by the hash alone where its column is none of the records', async () => {
    await add('heads.ndjson', listed({ org: 'c', hash: hash('a 2'), seq: 7 }))
    const [proof] = (await verify()).proofs
    expect(proof).toMatchObject({ found: 1, subjects: [{ text: '3' }] })
    expect(proof?.facts).toContainEqual({ label: 'head-list-other-place', text: '1' })
  })
})

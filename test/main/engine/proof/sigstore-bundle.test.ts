/**
 * Sigstore bundles about an imported log, from adding the files to the verdict: nothing is verified before the auditor
 * pinned the trusted root of the instance, and a bundle about another file shows nothing of this one.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProofVerdict } from '../../../../src/shared/model/proof.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { pairOf } from '../../../support/plain-certificates.ts'
import { PlainSigstore, signedAt, statementOver, textOf } from '../../../support/plain-sigstore.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-sigstore-'))
let test: Awaited<ReturnType<typeof startEngagement>>
let sourceId = 0
let changedId = 0

const log = readFileSync(samplePath('clean', 'shop-b.ndjson'))
const changedLog = log.subarray(0, log.lastIndexOf(0x0a, log.length - 2) + 1)

const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const add = (file: string, to = sourceId) =>
  test.call('anchor.add', { engagementId: test.engagementId, sourceId: to, file })

async function proof(name: string, of = sourceId): Promise<ProofVerdict> {
  const { results } = await test.job('anchors.verify', { engagementId: test.engagementId, sourceId: of })
  const proofs = results.flatMap((result) => (result.kind === 'proofs' ? result.proofs : []))
  const found = proofs.find((one) => one.name === name)
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

describe('a Sigstore bundle', () => {
  const instance = new PlainSigstore()
  const trustedRoot = (change: (json: ReturnType<PlainSigstore['trustedRoot']>) => void = () => {}): string => {
    const json = instance.trustedRoot()
    change(json)
    return JSON.stringify(json, null, 2)
  }

  it('is about the file, and is verified once the root of its instance is pinned', async () => {
    const { engagementId } = test
    const later = textOf(
      instance.bundle(log, { content: 'envelope', log: 'second', payload: statementOver(log, changedLog) }),
    )
    expect(await add(written('shop.sigstore.json', textOf(instance.bundle(log))))).toMatchObject({
      kind: 'rekor-bundle',
      count: 1,
    })
    await add(written('two.sigstore.json', later))
    const before = await proof('shop.sigstore.json')
    expect(before).toMatchObject({
      verdict: 'not-checked',
      reason: 'bundle-log-not-pinned',
      rung: 'included',
      found: 1,
    })
    expect(before.subjects).toEqual([{ kind: 'source-file', sourceId, entryId: null, text: 'shop.ndjson' }])
    // A key without a start of validity would vouch for entries of any time.
    const open = written(
      'open_root.json',
      trustedRoot(({ tlogs }) => delete tlogs[0]?.publicKey.validFor.start),
    )
    await expect(test.call('trust.add', { engagementId, file: open })).rejects.toThrow(/start of validity for rekor/)
    const file = written('trusted_root.json', trustedRoot())
    const { hash } = await test.call('trust.list', { engagementId })
    expect(await test.call('trust.add', { engagementId, file })).toMatchObject({ added: 1 })
    expect(await test.call('trust.add', { engagementId, file })).toMatchObject({ added: 0 })
    expect((await test.call('trust.list', { engagementId })).hash).not.toBe(hash)
    const found = await proof('shop.sigstore.json')
    expect(found).toMatchObject({ verdict: 'verified', reason: null, rung: 'header-known', found: 1 })
    expect(found.attested).toMatchObject([{ micros: signedAt * 1e6, by: instance.names.first }])
    expect(await proof('two.sigstore.json')).toMatchObject({ verdict: 'verified', committed: 2, found: 1 })
  })

  it('shows nothing of another file, and is a mismatch when it was changed', async () => {
    await add(written('other.sigstore.json', textOf(instance.bundle(Buffer.from('another file')))))
    expect(await proof('other.sigstore.json')).toMatchObject({
      verdict: 'not-checked',
      reason: 'commitment-not-found',
      found: 0,
    })
    const forged = textOf(instance.bundle(log, { signsWith: pairOf('p256') }))
    await add(written('forged.sigstore.json', forged))
    expect(await proof('forged.sigstore.json')).toMatchObject({
      verdict: 'mismatch',
      reason: 'bundle-signature-differs',
    })
  })

  it('takes the bytes of the file for a signature over the bytes, under a key that is pinned', async () => {
    const { engagementId } = test
    const signer = pairOf('ed25519')
    await add(written('bare.sigstore', textOf(instance.bundle(log, { signer, bareKey: true }))))
    expect(await proof('bare.sigstore')).toMatchObject({ verdict: 'not-checked', reason: 'bundle-key-not-pinned' })
    const pem = `-----BEGIN PUBLIC KEY-----\n${signer.spki.toString('base64')}\n-----END PUBLIC KEY-----\n`
    expect(await test.call('trust.add', { engagementId, file: written('signer.pub', pem) })).toMatchObject({ added: 1 })
    expect(await proof('bare.sigstore')).toMatchObject({ verdict: 'verified', rung: 'header-known' })
    await add(join(folder, 'bare.sigstore'), changedId)
    expect(await proof('bare.sigstore', changedId)).toMatchObject({ verdict: 'not-checked', found: 0 })
  })

  it('its roots and keys come back from an export as they were', async () => {
    const { engagementId } = test
    const { entries, hash } = await test.call('trust.list', { engagementId })
    expect(entries.filter(({ kind }) => kind.startsWith('sigstore-'))).toHaveLength(2)
    const again = await startEngagement()
    const file = written('export.ndjson', entries.map((entry) => JSON.stringify(entry)).join('\n'))
    await again.call('trust.add', { engagementId: again.engagementId, file })
    expect((await again.call('trust.list', { engagementId: again.engagementId })).hash).toBe(hash)
    await again.close()
  })
})

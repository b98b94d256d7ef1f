/**
 * Certificates and revocation lists that the auditor gives for time-stamp tokens, made by the openssl program: from the
 * file to the verdict. A certificate that is only looked up pins nothing; a list of another authority leaves nothing open.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProofVerdict } from '../../../../src/shared/model/proof.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'
import { hasOpenssl, TimestampAuthority } from '../../../support/timestamp-authority.ts'

const available = hasOpenssl()
if (!available)
  console.warn('timestamp-lists.test.ts: no openssl 3 on this computer, no list was made and none was read')

const log = Buffer.from('{"id":1,"action":"order.viewed"}\n{"id":2,"action":"order.paid"}\n')
const ago = (days: number): string =>
  `${new Date(Date.now() - days * 86_400_000).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`
const later = '20480101000000Z'

describe.skipIf(!available)('what the auditor gives for time-stamp tokens', () => {
  let test: Awaited<ReturnType<typeof startEngagement>>
  let authority: TimestampAuthority

  beforeAll(async () => {
    test = await startEngagement()
    authority = new TimestampAuthority(join(test.folder, 'tsa'))
    authority.certificate('root', { shape: 'authority' })
    authority.certificate('middle', { shape: 'authority', issuer: 'root' })
    authority.certificate('signer', { shape: 'tsa', issuer: 'middle' })
    authority.certificate('other', { shape: 'authority' })
    await test.job('source.import', {
      engagementId: test.engagementId,
      file: fileWith(test.folder, 'log.ndjson', log),
    })
    const token = authority.reply({ signer: 'signer', data: log, withoutCertificates: true })
    await test.call('anchor.add', {
      engagementId: test.engagementId,
      sourceId: 1,
      file: fileWith(test.folder, 'log.tsr', token),
    })
    await trust({ file: join(authority.folder, 'root.pem') })
  })
  afterAll(async () => {
    await test.close()
  })

  const trust = (given: Record<string, string>) =>
    test.call('trust.add', { engagementId: test.engagementId, ...given } as never)
  async function token(): Promise<ProofVerdict> {
    const { results } = await test.job('anchors.verify', { engagementId: test.engagementId, sourceId: 1 })
    const proof = results.flatMap((result) => (result.kind === 'proofs' ? result.proofs : []))[0]
    if (proof === undefined) throw new Error('no proof')
    return proof
  }
  const listFile = (name: string, list: Uint8Array): string => fileWith(test.folder, name, list)

  it('certificates: a token that carries none holds once they are given, and giving one pins nothing', async () => {
    expect(await token()).toMatchObject({ verdict: 'not-checked', reason: 'timestamp-certificate-missing' })
    authority.bundle('chain', ['signer', 'middle'])
    expect(await trust({ certificates: join(authority.folder, 'chain.pem') })).toMatchObject({ added: 2 })
    expect(await token()).toMatchObject({ verdict: 'verified', rung: 'header-known' })
    // The same certificates in another engagement, without the root.
    const other = await startEngagement()
    await other.job('source.import', {
      engagementId: other.engagementId,
      file: fileWith(other.folder, 'log.ndjson', log),
    })
    await other.call('anchor.add', {
      engagementId: other.engagementId,
      sourceId: 1,
      file: join(test.folder, 'log.tsr'),
    })
    authority.bundle('whole', ['signer', 'middle', 'root'])
    await other.call('trust.add', {
      engagementId: other.engagementId,
      certificates: join(authority.folder, 'whole.pem'),
    })
    const { results } = await other.job('anchors.verify', { engagementId: other.engagementId, sourceId: 1 })
    expect(results.flatMap((result) => (result.kind === 'proofs' ? result.proofs : []))).toMatchObject([
      { verdict: 'not-checked', reason: 'timestamp-root-not-pinned', rung: 'included' },
    ])
    await other.close()
  })

  it('lists: one of another authority changes nothing', async () => {
    const list = authority.revocationList('other', [{ name: 'signer', at: ago(9) }], later)
    expect(await trust({ file: listFile('other.crl', list) })).toMatchObject({ added: 1 })
    const { entries } = await test.call('trust.list', { engagementId: test.engagementId })
    expect(entries.find(({ kind }) => kind === 'revocation-list')?.note).toContain('CN=other')
    expect(await token()).toMatchObject({ verdict: 'verified', rung: 'header-known' })
  })

  it('lists: one for every certificate of the path says that none was revoked', async () => {
    await trust({ file: listFile('middle.crl', authority.revocationList('middle', [], later)) })
    // Half the answer: the authority between has a list as well, and it is not there.
    expect(await token()).toMatchObject({ verdict: 'not-checked', reason: 'timestamp-revocation-unknown' })
    const list = authority.revocationList('root', [], later)
    const pem = execFileSync('openssl', ['crl', '-inform', 'DER'], { input: list })
    expect(await trust({ file: fileWith(test.folder, 'root.crl.pem', pem) })).toMatchObject({ added: 1 })
    // The same list in its other form.
    expect(await trust({ file: listFile('root.crl', list) })).toMatchObject({ added: 0 })
    const proof = await token()
    expect(proof).toMatchObject({ verdict: 'verified', rung: 'header-known' })
    expect(proof.facts).toContainEqual({ label: 'timestamp-revocation', text: 'not-revoked' })
  })

  it('lists: a certificate that was revoked before the token is a mismatch for a reason of its own', async () => {
    const list = authority.revocationList('middle', [{ name: 'signer', at: ago(2), reason: 'superseded' }], later)
    await trust({ file: listFile('revoked.crl', list) })
    const proof = await token()
    expect(proof).toMatchObject({ verdict: 'mismatch', reason: 'timestamp-revoked' })
    expect(proof.steps.find(({ step }) => step === 'timestamp-revocation')).toMatchObject({ holds: false })
    expect(proof.attested).toEqual([])
    const { findings } = await test.call('finding.list', { engagementId: test.engagementId, start: 0, count: 100 })
    expect(findings.find(({ kind }) => kind === 'proof-mismatch')?.details['reason']).toBe('timestamp-revoked')
    const { events } = await test.call('log.list', { engagementId: test.engagementId, start: 0, count: 50 })
    const added = events.find(({ action, details }) => action === 'trust.add' && details['kind'] === 'revocation-list')
    expect(added?.details).toMatchObject({ listSha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(added?.details).not.toHaveProperty('list')
  })

  it('lists: one that is cut is refused, and nothing is recorded', async () => {
    const list = authority.revocationList('middle', [], later)
    const before = await test.call('trust.list', { engagementId: test.engagementId })
    const pem = `-----BEGIN X509 CRL-----\n${Buffer.from(list.subarray(0, -3)).toString('base64')}\n-----END X509 CRL-----\n`
    await expect(trust({ file: fileWith(test.folder, 'cut.pem', pem) })).rejects.toMatchObject({
      code: 'anchor-file-invalid',
    })
    await expect(trust({ certificates: listFile('cut.crl', list.subarray(0, -3)) })).rejects.toThrow(/./)
    await expect(trust({ certificates: fileWith(test.folder, 'words.pem', 'words') })).rejects.toMatchObject({
      code: 'anchor-file-invalid',
    })
    expect(await test.call('trust.list', { engagementId: test.engagementId })).toEqual(before)
  })
})

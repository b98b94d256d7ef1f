import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { certificateToPem, parseCertificate } from '../../../../src/main/io/signing/certificate.ts'
import { signCms } from '../../../../src/main/io/signing/cms-sign.ts'
import { verifyCms } from '../../../../src/main/io/signing/cms-verify.ts'
import { readSigningKey } from '../../../../src/main/io/signing/pkcs12-read.ts'
import { isSignerTrusted, parseFingerprint } from '../../../../src/main/io/signing/trust.ts'
import { inFolder, passphrase, run, testKey } from './material.ts'

const content = new TextEncoder().encode('x')
const key = testKey()
const facts = verifyCms(content, signCms(content, key))

describe('trust in a signer', () => {
  it('follows from the fingerprint or the certificate, PEM or DER, and from nothing else', () => {
    const pem = new TextEncoder().encode(certificateToPem(key.certificate.der))
    expect(isSignerTrusted(facts, { fingerprints: [key.certificate.fingerprint], certificates: [] })).toBe(true)
    expect(isSignerTrusted(facts, { fingerprints: [], certificates: [pem] })).toBe(true)
    expect(isSignerTrusted(facts, { fingerprints: [], certificates: [key.certificate.der] })).toBe(true)
    expect(isSignerTrusted(facts, { fingerprints: [], certificates: [] })).toBe(false)
    expect(
      isSignerTrusted(facts, {
        fingerprints: [testKey('two').certificate.fingerprint],
        certificates: [testKey('two').certificate.der],
      }),
    ).toBe(false)
  })

  it('reads fingerprints as people write them and refuses everything else', () => {
    const plain = key.certificate.fingerprint
    const colons = plain.toUpperCase().replace(/(..)(?=.)/g, '$1:')
    expect(parseFingerprint(colons)).toBe(plain)
    expect(parseFingerprint(`SHA256=${colons}`)).toBe(plain)
    expect(parseFingerprint(` ${plain}\n`)).toBe(plain)
    for (const bad of ['', plain.slice(1), `${plain}0`, 'g'.repeat(64)]) expect(parseFingerprint(bad)).toBeUndefined()
  })

  it('refuses something that is no certificate', () => {
    for (const bytes of [new Uint8Array(0), new TextEncoder().encode('hello'), new Uint8Array([0x30, 0x03, 1, 2, 3])]) {
      expect(() => parseCertificate(bytes)).toThrowError(expect.objectContaining({ code: 'key-unreadable' }))
    }
  })

  it('reaches a signer through an authority, with the certificates in between carried and bound by the signature', async (context) => {
    await inFolder((folder) => {
      makeChain(context, folder)
      const leaf = readSigningKey(readFileSync(join(folder, 'leaf.p12')), passphrase)
      const signature = signCms(content, leaf)
      const chained = verifyCms(content, signature)
      expect(chained).toMatchObject({
        intact: true,
        problems: [],
        selfSigned: false,
        subject: 'CN=Leaf',
        issuer: 'CN=Middle',
      })
      expect(chained.chainDer).toHaveLength(2)
      const root = parseCertificate(readFileSync(join(folder, 'root.pem')))
      expect(isSignerTrusted(chained, { fingerprints: [], certificates: [root.der] })).toBe(true)
      expect(isSignerTrusted(chained, { fingerprints: [root.fingerprint], certificates: [] })).toBe(true)
      expect(isSignerTrusted(chained, { fingerprints: [], certificates: [testKey().certificate.der] })).toBe(false)
      writeFileSync(join(folder, 'f'), content)
      writeFileSync(join(folder, 's'), signature)
      const verified = run(
        context,
        'openssl',
        [
          'cms',
          '-verify',
          '-binary',
          '-inform',
          'DER',
          '-purpose',
          'any',
          '-CAfile',
          'root.pem',
          '-content',
          'f',
          '-in',
          's',
          '-out',
          'o',
        ],
        folder,
      )
      expect(verified.text).toContain('Verification successful')
    })
  })

  it('does not follow from a certificate that is no authority, even when that one is trusted', async (context) => {
    await inFolder((folder) => {
      makeChain(context, folder, 'CA:FALSE')
      const leaf = readSigningKey(readFileSync(join(folder, 'leaf.p12')), passphrase)
      const chained = verifyCms(content, signCms(content, leaf))
      const middle = parseCertificate(readFileSync(join(folder, 'middle.pem')))
      expect(isSignerTrusted(chained, { fingerprints: [middle.fingerprint], certificates: [middle.der] })).toBe(false)
    })
  })
})

function makeChain(context: Parameters<typeof run>[0], folder: string, middleIs = 'CA:TRUE'): void {
  const openssl = (...args: readonly string[]): void => {
    const { code, text } = run(context, 'openssl', args, folder)
    expect(code, text).toBe(0)
  }
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl('req', '-x509', ...ec, '-keyout', 'root.key', '-out', 'root.pem', '-subj', '/CN=Root', '-days', '30')
  openssl('req', ...ec, '-keyout', 'middle.key', '-out', 'middle.csr', '-subj', '/CN=Middle')
  writeFileSync(join(folder, 'middle.ext'), `basicConstraints=critical,${middleIs}\n`)
  openssl(
    'x509',
    '-req',
    '-in',
    'middle.csr',
    '-CA',
    'root.pem',
    '-CAkey',
    'root.key',
    '-CAcreateserial',
    '-out',
    'middle.pem',
    '-extfile',
    'middle.ext',
  )
  openssl('req', ...ec, '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', '/CN=Leaf')
  openssl(
    'x509',
    '-req',
    '-in',
    'leaf.csr',
    '-CA',
    'middle.pem',
    '-CAkey',
    'middle.key',
    '-CAcreateserial',
    '-out',
    'leaf.pem',
  )
  writeFileSync(
    join(folder, 'chain.pem'),
    Buffer.concat([readFileSync(join(folder, 'middle.pem')), readFileSync(join(folder, 'root.pem'))]),
  )
  openssl(
    'pkcs12',
    '-export',
    '-inkey',
    'leaf.key',
    '-in',
    'leaf.pem',
    '-certfile',
    'chain.pem',
    '-out',
    'leaf.p12',
    '-passout',
    `pass:${passphrase}`,
  )
}

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCertificate } from '../../../../src/main/io/signing/certificate.ts'
import { signCms } from '../../../../src/main/io/signing/cms-sign.ts'
import { verifyCms } from '../../../../src/main/io/signing/cms-verify.ts'
import { issueSigningKey } from '../../../../src/main/io/signing/issue-signing-key.ts'
import { conversionCommand, readSigningKey } from '../../../../src/main/io/signing/pkcs12-read.ts'
import { countingRandom, flipped, inFolder, issueTestKey, passphrase, run } from './material.ts'

const content = new TextEncoder().encode('what is signed')

describe('an issued key file', () => {
  it('is the same for the same inputs and another for other randomness', () => {
    expect(issueTestKey('a').p12).toEqual(issueTestKey('a').p12)
    expect(issueTestKey('a').p12).not.toEqual(issueTestKey('b').p12)
  })

  it('is read back with the certificate it was issued with', () => {
    const issued = issueTestKey()
    const key = readSigningKey(issued.p12, passphrase)
    expect(key.kind).toBe('p256')
    expect(key.certificate.der).toEqual(issued.certificateDer)
    expect(key.certificate.fingerprint).toBe(issued.fingerprint)
    expect(key.certificate).toMatchObject({
      subject: 'CN=Jane Doe (Example Ltd)',
      selfSigned: true,
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: '2028-12-30T23:59:59Z',
    })
  })

  it('states digital signature and content commitment, for e-mail and documents, and may issue nothing', async (context) => {
    await inFolder((folder) => {
      writeFileSync(join(folder, 'c.der'), issueTestKey().certificateDer)
      const { text } = run(context, 'openssl', ['x509', '-inform', 'DER', '-in', 'c.der', '-noout', '-text'], folder)
      expect(text).toContain('CA:FALSE')
      expect(text).toMatch(/X509v3 Key Usage: critical\s+Digital Signature, Non Repudiation\n/)
      expect(text).toMatch(/E-mail Protection, 1\.3\.6\.1\.5\.5\.7\.3\.36/)
      expect(text).toContain('X509v3 Subject Key Identifier')
    })
  })

  it('is read by openssl with the right passphrase only', async (context) => {
    await inFolder((folder) => {
      writeFileSync(join(folder, 'k.p12'), issueTestKey().p12)
      const good = run(
        context,
        'openssl',
        ['pkcs12', '-in', 'k.p12', '-passin', `pass:${passphrase}`, '-nodes'],
        folder,
      )
      expect(good.code).toBe(0)
      expect(good.text).toContain('BEGIN PRIVATE KEY')
      expect(good.text).toContain('subject=CN = Jane Doe (Example Ltd)')
      expect(
        run(context, 'openssl', ['pkcs12', '-in', 'k.p12', '-passin', 'pass:other', '-nodes'], folder).code,
      ).not.toBe(0)
    })
  })

  it('is refused with another passphrase, and with every part of it damaged', () => {
    const { p12 } = issueTestKey()
    expect(() => readSigningKey(p12, 'other')).toThrowError(expect.objectContaining({ code: 'passphrase-wrong' }))
    for (let position = 0; position < p12.length; position += Math.ceil(p12.length / 40)) {
      expect(() => readSigningKey(flipped(p12, position), passphrase), `byte ${position}`).toThrowError(
        expect.objectContaining({ code: expect.stringMatching(/^(?:passphrase-wrong|key-unreadable)$/) as string }),
      )
    }
    for (const cut of [0, 1, 50, p12.length - 1]) {
      expect(() => readSigningKey(p12.subarray(0, cut), passphrase)).toThrowError(
        expect.objectContaining({ code: 'key-unreadable' }),
      )
    }
  })

  it('needs a name and a passphrase', () => {
    const request = {
      name: 'A',
      passphrase: 'p',
      validFrom: new Date(0),
      serial: new Uint8Array([1]),
      random: countingRandom('x'),
      iterations: 1,
    }
    expect(() => issueSigningKey({ ...request, name: ' ' })).toThrowError(expect.objectContaining({ code: 'usage' }))
    expect(() => issueSigningKey({ ...request, name: 'x'.repeat(65) })).toThrowError(
      expect.objectContaining({ code: 'usage' }),
    )
    expect(() => issueSigningKey({ ...request, passphrase: '' })).toThrowError(
      expect.objectContaining({ code: 'usage' }),
    )
  })

  it('keeps a serial number positive whatever the randomness', () => {
    const request = {
      name: 'A',
      passphrase: 'p',
      validFrom: new Date('2060-01-01T00:00:00Z'),
      random: countingRandom('x'),
      iterations: 1,
    }
    const issued = issueSigningKey({ ...request, serial: new Uint8Array(16).fill(0xff) })
    expect(parseCertificate(issued.certificateDer).serial).toBe(`7f${'ff'.repeat(15)}`)
    expect(parseCertificate(issued.certificateDer).notBefore).toBe('2060-01-01T00:00:00Z')
  })
})

describe('a key file made by openssl', () => {
  const kinds: readonly { name: string; kind: string; newKey: readonly string[] }[] = [
    { name: 'P-256', kind: 'p256', newKey: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'] },
    { name: 'RSA', kind: 'rsa', newKey: ['-newkey', 'rsa:2048'] },
  ]
  for (const { name, kind, newKey } of kinds) {
    it(`is read and signs: ${name}`, async (context) => {
      await inFolder((folder) => {
        makeP12(context, folder, newKey)
        const key = readSigningKey(readFileSync(join(folder, 'k.p12')), passphrase)
        expect(key.kind).toBe(kind)
        const signature = signCms(content, key)
        expect(signCms(content, key)).toEqual(signature)
        expect(verifyCms(content, signature)).toMatchObject({ intact: true, problems: [], subject: 'CN=Ann' })
        writeFileSync(join(folder, 'f'), content)
        writeFileSync(join(folder, 's'), signature)
        expect(
          run(
            context,
            'openssl',
            ['cms', '-verify', '-binary', '-inform', 'DER', '-noverify', '-content', 'f', '-in', 's', '-out', 'o'],
            folder,
          ).text,
        ).toContain('Verification successful')
      })
    })
  }

  it('is read without a MAC, and a wrong passphrase is still named as such', async (context) => {
    await inFolder((folder) => {
      makeP12(context, folder, kinds[0]?.newKey ?? [], ['-nomac'])
      const p12 = readFileSync(join(folder, 'k.p12'))
      expect(readSigningKey(p12, passphrase).kind).toBe('p256')
      expect(() => readSigningKey(p12, 'other')).toThrowError(expect.objectContaining({ code: 'passphrase-wrong' }))
    })
  })

  it('is refused under RC2 and 3DES, with the command that converts it; the converted file is read', async (context) => {
    await inFolder((folder) => {
      makeP12(context, folder, kinds[1]?.newKey ?? [], ['-legacy'])
      const old = readFileSync(join(folder, 'k.p12'))
      expect(() => readSigningKey(old, passphrase)).toThrowError(
        expect.objectContaining({
          code: 'key-unreadable',
          message: expect.stringContaining(conversionCommand) as string,
        }),
      )
      writeFileSync(join(folder, 'OLD.p12'), old)
      const command = conversionCommand
        .replace('OLD.p12', `OLD.p12 -passin 'pass:${passphrase}'`)
        .replace('NEW.p12', `NEW.p12 -passout 'pass:${passphrase}'`)
      expect(run(context, 'sh', ['-c', command], folder).code).toBe(0)
      expect(readSigningKey(readFileSync(join(folder, 'NEW.p12')), passphrase).kind).toBe('rsa')
    })
  })

  it('is refused when the key is of a kind that cannot sign packages', async (context) => {
    await inFolder((folder) => {
      makeP12(context, folder, ['-newkey', 'ed25519'])
      expect(() => readSigningKey(readFileSync(join(folder, 'k.p12')), passphrase)).toThrowError(
        expect.objectContaining({ code: 'key-unreadable' }),
      )
    })
  })

  it('is refused when it holds no private key', async (context) => {
    await inFolder((folder) => {
      makeP12(context, folder, kinds[0]?.newKey ?? [], ['-nokeys'])
      expect(() => readSigningKey(readFileSync(join(folder, 'k.p12')), passphrase)).toThrowError(
        expect.objectContaining({ code: 'key-unreadable' }),
      )
    })
  })

  function makeP12(
    context: Parameters<typeof run>[0],
    folder: string,
    newKey: readonly string[],
    more: readonly string[] = [],
  ): void {
    const made = run(
      context,
      'openssl',
      ['req', '-x509', ...newKey, '-nodes', '-keyout', 'k.pem', '-out', 'c.pem', '-days', '365', '-subj', '/CN=Ann'],
      folder,
    )
    expect(made.code, made.text).toBe(0)
    const packed = run(
      context,
      'openssl',
      [
        'pkcs12',
        '-export',
        '-inkey',
        'k.pem',
        '-in',
        'c.pem',
        '-out',
        'k.p12',
        '-passout',
        `pass:${passphrase}`,
        ...more,
      ],
      folder,
    )
    expect(packed.code, packed.text).toBe(0)
  }
})

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { certificateToPem } from '../../../../src/main/io/signing/certificate.ts'
import { signCms, longestCmsBytes } from '../../../../src/main/io/signing/cms-sign.ts'
import { verifyCms } from '../../../../src/main/io/signing/cms-verify.ts'
import { childAt, parseDer, type DerNode } from '../../../../src/main/io/signing/der-reader.ts'
import * as write from '../../../../src/main/io/signing/der-writer.ts'
import * as ids from '../../../../src/main/io/signing/object-ids.ts'
import { flipped, inFolder, run, testKey } from './material.ts'

const content = new TextEncoder().encode('751e32179ec8acd71081654527f2e771  data/a.csv\n')
const key = testKey()
const signature = signCms(content, key)

const reasons = (der: Uint8Array, over = content): string[] =>
  verifyCms(over, der).problems.map((problem) => problem.reason)

describe('a detached signature', () => {
  it('verifies over its content and tells who signed', () => {
    expect(verifyCms(content, signature)).toMatchObject({
      intact: true,
      problems: [],
      algorithm: 'ecdsa-sha256',
      subject: 'CN=Jane Doe (Example Ltd)',
      selfSigned: true,
      fingerprint: key.certificate.fingerprint,
      digestExpected: createHash('sha256').update(content).digest('hex'),
    })
  })

  it('is the same for the same bytes and key, and never longer than announced', () => {
    expect(signCms(content, testKey())).toEqual(signature)
    for (let index = 0; index < 20; index += 1)
      expect(signCms(Uint8Array.of(index), key).length).toBeLessThanOrEqual(longestCmsBytes(key))
  })

  it('carries no signing time and no other attribute than the three it needs', () => {
    const attributes = childAt(signerInfo(parseDer(signature)), 3)
    expect(attributes.children).toHaveLength(3)
  })

  it('is accepted by openssl, with the CAdES check too, and refused over other content', async (context) => {
    await inFolder((folder) => {
      writeFileSync(join(folder, 'f'), content)
      writeFileSync(join(folder, 's'), signature)
      writeFileSync(join(folder, 'c.pem'), certificateToPem(key.certificate.der))
      const args = [
        'cms',
        '-verify',
        '-cades',
        '-binary',
        '-inform',
        'DER',
        '-CAfile',
        'c.pem',
        '-no_check_time',
        '-content',
        'f',
        '-in',
        's',
        '-out',
        'o',
      ]
      const good = run(context, 'openssl', args, folder)
      expect(good.text).toContain('CAdES Verification successful')
      writeFileSync(join(folder, 'f'), flipped(content, 3))
      expect(run(context, 'openssl', args, folder).code).not.toBe(0)
    })
  })

  it('made by openssl with -cades is accepted', async (context) => {
    await inFolder((folder) => {
      const made = run(
        context,
        'openssl',
        ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'k.pem', '-out', 'c.pem', '-subj', '/CN=Ann'],
        folder,
      )
      expect(made.code).toBe(0)
      writeFileSync(join(folder, 'f'), content)
      const signed = run(
        context,
        'openssl',
        [
          'cms',
          '-sign',
          '-cades',
          '-binary',
          '-in',
          'f',
          '-signer',
          'c.pem',
          '-inkey',
          'k.pem',
          '-md',
          'sha256',
          '-outform',
          'DER',
          '-out',
          's',
        ],
        folder,
      )
      expect(signed.code, signed.text).toBe(0)
      expect(verifyCms(content, readFileSync(join(folder, 's')))).toMatchObject({
        intact: true,
        algorithm: 'rsa-sha256',
      })
    })
  })
})

describe('a signature that was changed', () => {
  it('is not intact whichever of its bytes is changed', () => {
    for (let position = 0; position < signature.length; position += 1) {
      expect(verifyCms(content, flipped(signature, position, position % 8)).intact, `byte ${position}`).toBe(false)
    }
  })

  it('is not intact when cut, when followed by anything, or when empty', () => {
    for (const cut of [0, 1, 10, signature.length - 1])
      expect(verifyCms(content, signature.subarray(0, cut)).intact).toBe(false)
    expect(verifyCms(content, Uint8Array.from([...signature, 0])).intact).toBe(false)
  })

  it('over other content names both digests', () => {
    const facts = verifyCms(flipped(content, 0), signature)
    expect(facts.intact).toBe(false)
    expect(facts.problems).toEqual([
      { reason: 'digest-differs', expected: facts.digestExpected, actual: facts.digestActual },
    ])
    expect(facts.digestActual).toBe(createHash('sha256').update(flipped(content, 0)).digest('hex'))
  })

  it('by another key under the same name shows the exchanged certificate', () => {
    const other = testKey('two')
    expect(other.certificate.subject).toBe(key.certificate.subject)
    const exchanged = rebuilt({ certificates: [other.certificate.der] })
    expect(verifyCms(content, exchanged).intact).toBe(false)
    expect(reasons(exchanged)).toContain('certificate-missing')
  })

  it('with a further certificate that the signer did not name is refused', () => {
    const extra = testKey('two').certificate.der
    expect(reasons(rebuilt({ certificates: [key.certificate.der, extra] }))).toEqual(['certificate-unlisted'])
    expect(reasons(rebuilt({ certificates: [key.certificate.der, key.certificate.der] }))).toEqual([
      'certificate-unlisted',
    ])
  })

  it('with the content put inside is refused', () => {
    const inside = write.sequence(write.oid(ids.idData), write.der(write.tag.context0, write.octetString(content)))
    expect(reasons(rebuilt({ encapsulated: inside }))).toEqual(['content-embedded'])
  })

  it('with a second signer is refused', () => {
    const info = signerInfo(parseDer(signature)).raw
    const second = signerInfo(parseDer(signCms(content, testKey('two')))).raw
    expect(reasons(rebuilt({ signers: [info, second] }))).toContain('signer-count')
  })

  it('without the certificate reference is refused although the mathematics holds', () => {
    const attribute = (type: string, value: Uint8Array): Uint8Array =>
      write.sequence(write.oid(type), write.setOf([value]))
    const digest = Uint8Array.from(createHash('sha256').update(content).digest())
    const attributes = write.setOf([
      attribute(ids.idContentType, write.oid(ids.idData)),
      attribute(ids.idMessageDigest, write.octetString(digest)),
    ])
    expect(reasons(withAttributes(attributes))).toEqual(['attribute-missing'])
  })

  it('with attributes out of DER order is refused although the mathematics holds', () => {
    const set = childAt(signerInfo(parseDer(signature)), 3)
      .children.map((node) => node.raw)
      .toReversed()
    expect(reasons(withAttributes(write.der(write.tag.set, ...set)))).toContain('not-canonical')
  })
})

function signerInfo(message: DerNode): DerNode {
  return childAt(childAt(childAt(childAt(message, 1), 0), 4), 0)
}

interface Parts {
  readonly encapsulated?: Uint8Array
  readonly certificates?: readonly Uint8Array[]
  readonly signers?: readonly Uint8Array[]
}

/** The message with some of its parts replaced. */
function rebuilt(parts: Parts): Uint8Array {
  const data = childAt(childAt(parseDer(signature), 1), 0)
  return write.sequence(
    write.oid(ids.idSignedData),
    write.der(
      write.tag.context0,
      write.sequence(
        childAt(data, 0).raw,
        childAt(data, 1).raw,
        parts.encapsulated ?? childAt(data, 2).raw,
        parts.certificates === undefined ? childAt(data, 3).raw : write.der(write.tag.context0, ...parts.certificates),
        write.setOf(parts.signers ?? [childAt(childAt(data, 4), 0).raw]),
      ),
    ),
  )
}

/** A message over other signed attributes (a SET), correctly signed. */
function withAttributes(set: Uint8Array): Uint8Array {
  const info = signerInfo(parseDer(signature))
  const own = write.sequence(
    childAt(info, 0).raw,
    childAt(info, 1).raw,
    childAt(info, 2).raw,
    Uint8Array.from([write.tag.context0, ...set.subarray(1)]),
    childAt(info, 4).raw,
    write.octetString(key.sign(set)),
  )
  return rebuilt({ signers: [own] })
}

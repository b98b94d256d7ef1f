/** Signatures over a digest alone, against OpenSSL's over the bytes: the same are held and the same refused. */
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { publicKeyKind, spkiFrom, verifyOverDigest } from '../../../../src/main/io/signing/public-key.ts'

const make = {
  p256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  p384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  p521: () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
} as const
const digests = ['sha256', 'sha384', 'sha512'] as const
const message = Buffer.from('the audit log of May')

describe('a signature over a digest', () => {
  it.each(['p256', 'p384', 'p521', 'rsa'] as const)('by a key of the kind %s', (kind) => {
    const { publicKey, privateKey } = make[kind]()
    const spki = publicKey.export({ format: 'der', type: 'spki' })
    expect(publicKeyKind(spki)).toBe(kind)
    for (const algorithm of digests) {
      const digest = createHash(algorithm).update(message).digest()
      // Half of all ECDSA signatures have the larger of two values that both hold.
      for (let round = 0; round < 8; round += 1) {
        const signature = sign(algorithm, message, privateKey)
        expect(verifyOverDigest(spki, algorithm, digest, signature)).toBe(true)
        const at = 8 + round * 5
        const bent = Buffer.from(signature)
        bent[at] = (bent[at] as number) ^ (1 << round)
        expect(verifyOverDigest(spki, algorithm, digest, bent)).toBe(verify(algorithm, message, publicKey, bent))
        expect(verifyOverDigest(spki, algorithm, digest, signature.subarray(1))).toBe(false)
        expect(verifyOverDigest(spki, algorithm, digest, Buffer.concat([signature, Buffer.of(0)]))).toBe(false)
      }
      const other = createHash(algorithm).update('another').digest()
      expect(verifyOverDigest(spki, algorithm, other, sign(algorithm, message, privateKey))).toBe(false)
    }
    expect(verifyOverDigest(spki, 'sha256', createHash('sha256').update(message).digest(), Buffer.alloc(0))).toBe(false)
  })

  it('by RSA is as long as the modulus, with the zeros it begins with', () => {
    const { publicKey, privateKey } = make.rsa()
    const spki = publicKey.export({ format: 'der', type: 'spki' })
    // One in 256 begins with a zero.
    const found = Array.from({ length: 20_000 }, (_, index) => index).find(
      (index) => sign('sha256', Buffer.from(`message ${index}`), privateKey)[0] === 0,
    )
    const text = Buffer.from(`message ${found}`)
    const signature = sign('sha256', text, privateKey)
    const digest = createHash('sha256').update(text).digest()
    expect(signature[0]).toBe(0)
    expect(verifyOverDigest(spki, 'sha256', digest, signature)).toBe(true)
    expect(verifyOverDigest(spki, 'sha256', digest, signature.subarray(1))).toBe(false)
  })

  it('by RSA names its digest inside: a shorter one of the same bytes does not hold', () => {
    const { publicKey, privateKey } = make.rsa()
    const spki = publicKey.export({ format: 'der', type: 'spki' })
    const digest = createHash('sha256').update(message).digest()
    expect(verifyOverDigest(spki, 'sha384', digest, sign('sha256', message, privateKey))).toBe(false)
  })

  it('cannot be told for Ed25519, which signs the bytes, nor for keys that are not supported', () => {
    const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' })
    expect(publicKeyKind(ed25519)).toBe('ed25519')
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'der', type: 'spki' })
    const bitcoin = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({
      format: 'der',
      type: 'spki',
    })
    for (const spki of [ed25519, small, bitcoin, Buffer.from('no key')])
      expect(verifyOverDigest(spki, 'sha256', Buffer.alloc(32), Buffer.alloc(64))).toBeNull()
    for (const spki of [small, bitcoin, Buffer.from('no key')]) expect(publicKeyKind(spki)).toBeNull()
  })
})

describe('a public key in another form', () => {
  it('comes out as SubjectPublicKeyInfo, and anything else as null', () => {
    const { publicKey } = make.rsa()
    const spki = publicKey.export({ format: 'der', type: 'spki' })
    const pkcs1 = publicKey.export({ format: 'der', type: 'pkcs1' })
    expect(Buffer.from(spkiFrom({ kind: 'pkcs1', der: pkcs1 }) ?? [])).toEqual(spki)
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
    expect(Buffer.from(spkiFrom({ kind: 'pem', text: pem }) ?? [])).toEqual(spki)
    expect(createPublicKey(pem).equals(publicKey)).toBe(true)
    expect(spkiFrom({ kind: 'pkcs1', der: spki })).toBeNull()
    expect(spkiFrom({ kind: 'pem', text: 'words' })).toBeNull()
  })
})

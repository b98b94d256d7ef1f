import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hmac } from '@noble/hashes/hmac.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { nobleHmac } from '../../../../src/main/io/second-opinion/noble-hash.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { EntryCheck } from '../../../../src/shared/core/chain/entry-check.ts'
import { hmacHasher, keyIdFrom, keyIdText } from '../../../../src/shared/core/chain/hmac.ts'
import { hashAlgorithms, recipeSchema, type HashAlgorithm } from '../../../../src/shared/model/recipe.ts'

/** RFC 4231 §4: key, data, and the digests of SHA-224, SHA-256, SHA-384 and SHA-512. Case 5 states truncated digests only. */
const rfc4231 = [
  {
    number: 1,
    key: '0b'.repeat(20),
    data: '4869205468657265',
    sha224: '896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22',
    sha256: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    sha384: 'afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6',
    sha512:
      '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
  },
  {
    number: 2,
    key: '4a656665',
    data: '7768617420646f2079612077616e7420666f72206e6f7468696e673f',
    sha224: 'a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44',
    sha256: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    sha384: 'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
    sha512:
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  },
  {
    number: 6,
    key: 'aa'.repeat(131),
    data: Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First').toString('hex'),
    sha224: '95e9a0db962095adaebe9b2d6f0dbce2d499f112f2d2b7273fa6870e',
    sha256: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    sha384: '4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952',
    sha512:
      '80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598',
  },
] as const

const sha256 = await loadHasher('sha256')
const inNode = hashAlgorithms.filter((name) => !['keccak256', 'blake2b-256', 'blake3'].includes(name))
/** OpenSSL's names where they are others. */
const nodeName: Partial<Record<HashAlgorithm, string>> = { 'blake2b-512': 'blake2b512', 'blake2s-256': 'blake2s256' }

describe('HMAC', () => {
  it.each(rfc4231)('gives the digests of RFC 4231 case $number', async ({ key, data, number: _number, ...digests }) => {
    for (const [algorithm, digest] of Object.entries(digests)) {
      const keyed = hmacHasher(await loadHasher(algorithm as HashAlgorithm), Buffer.from(key, 'hex'))
      expect(Buffer.from(keyed.hash(Buffer.from(data, 'hex'))).toString('hex')).toBe(digest)
      expect(
        Buffer.from(nobleHmac(algorithm as HashAlgorithm, Buffer.from(key, 'hex'))(Buffer.from(data, 'hex'))),
      ).toEqual(Buffer.from(digest, 'hex'))
    }
  })

  it.each(inNode)('agrees with node:crypto over %s, for keys and messages of any length', async (algorithm) => {
    const hasher = await loadHasher(algorithm)
    const bytes = fc.uint8Array({ maxLength: 300 })
    fc.assert(
      fc.property(bytes, fc.array(bytes, { minLength: 1, maxLength: 3 }), (key, messages) => {
        const keyed = hmacHasher(hasher, key)
        for (const message of messages) {
          const expected = createHmac(nodeName[algorithm] ?? algorithm, key)
            .update(message)
            .digest('hex')
          expect(Buffer.from(keyed.hash(message)).toString('hex')).toBe(expected)
        }
      }),
    )
    const long = Buffer.alloc(20_000, 'x')
    expect(Buffer.from(hmacHasher(hasher, long).hash(long))).toEqual(
      createHmac(nodeName[algorithm] ?? algorithm, long)
        .update(long)
        .digest(),
    )
  })

  it.each(['keccak256', 'blake2b-256', 'blake3'] as const)(
    'agrees with the other implementation over %s',
    async (algorithm) => {
      const hasher = await loadHasher(algorithm)
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
          const expected = Buffer.from(nobleHmac(algorithm, key)(message))
          expect(Buffer.from(hmacHasher(hasher, key).hash(message))).toEqual(expected)
        }),
      )
      if (algorithm === 'keccak256')
        expect(hmacHasher(hasher, Buffer.from('k')).hash(Buffer.from('m'))).toEqual(
          hmac(keccak_256, Buffer.from('k'), Buffer.from('m')),
        )
    },
  )

  it('names a key by eight bytes of an HMAC under it', () => {
    const key = Buffer.from('0b'.repeat(20), 'hex')
    const expected = createHmac('sha256', key).update(keyIdText).digest('hex').slice(0, 16)
    expect(keyIdFrom(sha256, key)).toBe(expected)
    expect(keyIdFrom(sha256, Buffer.concat([key, Buffer.from('\n')]))).not.toBe(expected)
  })
})

describe('the algorithms', () => {
  it.each(inNode)('%s is what node:crypto computes', async (algorithm) => {
    const text = Buffer.from('The quick brown fox jumps over the lazy dog')
    const expected = createHash(nodeName[algorithm] ?? algorithm)
      .update(text)
      .digest()
    expect(Buffer.from((await loadHasher(algorithm)).hash(text))).toEqual(expected)
  })
})

describe('the keyed example of the README', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../../src/shared/core/chain/README.md'), 'utf8')
  const key = Buffer.from('shop-key-1')

  it('is found good, and its key has the id that is printed there', () => {
    const [, hash = '', id = ''] = /v1:%064d[^\n]*\n {4}([0-9a-f]{64})\n[^\n]*\n {4}([0-9a-f]{16})\n/.exec(readme) ?? []
    const recipe = recipeSchema.parse({
      recipe: 'assay.recipe/1',
      id: 'example',
      name: 'example',
      algorithm: 'sha256',
      mac: 'hmac',
      prefix: 'v1:',
      canonical: { form: 'fields-joined', fields: ['seq', 'action', 'actor'], delimiter: '|' },
      previous: { placement: 'prefix', separator: '|' },
    })
    const row = { seq: 1, action: 'order.updated', actor: 'u_17', prev_hash: '0'.repeat(64), entry_hash: hash }
    const bytes = Buffer.from(JSON.stringify(row))
    const scan = new JsonScan()
    scan.scan(bytes, 0, bytes.length)
    expect(new EntryCheck(recipe, sha256, key).check(bytes, scan)).toBe('ok')
    expect(keyIdFrom(sha256, key)).toBe(id)
  })
})

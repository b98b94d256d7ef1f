/** Compact JWS against the examples of RFC 7515 appendix A and RFC 8037 appendix A, and against what must be refused. */
import { createHmac, createSign, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hmacSealKey, readNamedKeys } from '../../../../src/main/io/signing/seal-keys.ts'
import { checkJws, parseJws, type Jws } from '../../../../src/shared/core/seals/jws.ts'
import type { SealKey } from '../../../../src/shared/core/seals/signing-key.ts'

const claims = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ'
const rsaJwk = {
  kty: 'RSA',
  e: 'AQAB',
  n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
}
const examples: readonly (readonly [string, object, string])[] = [
  [
    'A.1 HS256',
    { kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow' },
    `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${claims}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`,
  ],
  [
    'A.2 RS256',
    rsaJwk,
    `eyJhbGciOiJSUzI1NiJ9.${claims}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`,
  ],
  [
    'A.3 ES256',
    {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
    `eyJhbGciOiJFUzI1NiJ9.${claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
  ],
  [
    'A.4 ES512',
    {
      kty: 'EC',
      crv: 'P-521',
      x: 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',
      y: 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',
    },
    'eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn',
  ],
  [
    'RFC 8037 A.4 EdDSA',
    { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
  ],
]

const keysOf = (jwk: object): readonly SealKey[] => {
  const keys = readNamedKeys(Buffer.from(JSON.stringify(jwk)))
  if (keys === null || typeof keys === 'string') throw new Error(keys ?? 'no key')
  return keys
}
const token = (text: string): Jws => {
  const jws = parseJws(text)
  if (jws === null) throw new Error('no JWS')
  return jws
}
const url = (value: object | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

describe('examples of the standards', () => {
  it.each(examples)('%s verifies, and no altered part of it does', (_, jwk, text) => {
    const keys = keysOf(jwk)
    const found = checkJws(token(text), keys, null)
    expect(found.state).toBe('verified')
    const [head = '', payload = '', signature = ''] = text.split('.')
    const other = payload.startsWith('e') ? `f${payload.slice(1)}` : `e${payload.slice(1)}`
    expect(checkJws(token(`${head}.${other}.${signature}`), keys, null)).toMatchObject({ state: 'mismatch' })
    const turned = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    expect(checkJws(token(`${head}.${payload}.${turned}`), keys, null)).toMatchObject({ state: 'mismatch' })
  })

  it('verifies with the payload detached (appendix F) and not with another one', () => {
    const [, jwk, text] = examples[2] as (typeof examples)[number]
    const [head, payload = '', signature] = text.split('.')
    const detached = token(`${head}..${signature}`)
    const bytes = Buffer.from(payload, 'base64url')
    expect(checkJws(detached, keysOf(jwk), bytes).state).toBe('verified')
    expect(checkJws(detached, keysOf(jwk), bytes.subarray(1)).state).toBe('mismatch')
    expect(checkJws(detached, keysOf(jwk), null)).toMatchObject({ reason: 'payload-rule-needed' })
  })

  it('verifies an unencoded payload only when the header says that it must be understood (RFC 7797)', () => {
    const secret = Buffer.from('secret of the test, 32 bytes long')
    const make = (header: object): string => {
      const head = url(header)
      return `${head}..${createHmac('sha256', secret).update(`${head}.$.02`).digest('base64url')}`
    }
    const keys = [hmacSealKey(secret, 'k')]
    const held = checkJws(token(make({ alg: 'HS256', b64: false, crit: ['b64'] })), keys, Buffer.from('$.02'))
    expect(held.state).toBe('verified')
    const careless = checkJws(token(make({ alg: 'HS256', b64: false })), keys, Buffer.from('$.02'))
    expect(careless).toMatchObject({ state: 'not-checked', reason: 'signature-unsupported' })
  })
})

describe('refusals', () => {
  it.each(['none', 'NONE', 'None'])('alg %s is refused, with and without keys (RFC 7515 A.5)', (alg) => {
    const text = `${url({ alg })}.${claims}.`
    expect(checkJws(token(text), [], null)).toEqual({ state: 'not-checked', reason: 'algorithm-refused' })
    expect(checkJws(token(text), keysOf(rsaJwk), null)).toEqual({ state: 'not-checked', reason: 'algorithm-refused' })
  })

  it('HS256 under the text of an RSA public key is refused', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = publicKey.export({ format: 'pem', type: 'spki' })
    const head = `${url({ alg: 'HS256' })}.${claims}`
    const forged = `${head}.${createHmac('sha256', pem).update(head).digest('base64url')}`
    const keys = readNamedKeys(Buffer.from(pem))
    expect(checkJws(token(forged), keys as readonly SealKey[], null)).toEqual({
      state: 'not-checked',
      reason: 'algorithm-refused',
    })
  })

  it('an algorithm that the JWK does not allow is refused', () => {
    const [, jwk, text] = examples[1] as (typeof examples)[number]
    expect(checkJws(token(text), keysOf({ ...jwk, alg: 'PS256' }), null)).toMatchObject({ reason: 'algorithm-refused' })
  })

  it('a key that the header carries is told of and not used', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const head = `${url({ alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) })}.${claims}`
    const signature = sign('sha256', Buffer.from(head), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    const jws = token(`${head}.${signature.toString('base64url')}`)
    expect(jws.keyMembers).toEqual(['jwk'])
    expect(checkJws(jws, [], null)).toEqual({ state: 'not-checked', reason: 'signature-key-needed' })
  })

  it('an unknown critical member and an unknown algorithm are not judged', () => {
    expect(checkJws(token(`${url({ alg: 'HS256', crit: ['exp'], exp: 1 })}.e30.AA`), [], null)).toMatchObject({
      reason: 'signature-unsupported',
    })
    expect(checkJws(token(`${url({ alg: 'toString' })}.e30.AA`), [], null)).toMatchObject({
      reason: 'signature-unsupported',
    })
  })

  it('DER in place of r and s does not verify (RFC 7518 §3.4)', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const head = `${url({ alg: 'ES256' })}.${claims}`
    const der = createSign('sha256').update(head).sign(privateKey)
    const keys = keysOf(publicKey.export({ format: 'jwk' }))
    expect(checkJws(token(`${head}.${der.toString('base64url')}`), keys, null).state).toBe('mismatch')
  })

  it('another kid than those given is no mismatch', () => {
    const [, jwk, text] = examples[2] as (typeof examples)[number]
    const [, payload, signature] = text.split('.')
    const named = token(`${url({ alg: 'ES256', kid: 'b' })}.${payload}.${signature}`)
    expect(checkJws(named, keysOf({ ...jwk, kid: 'a' }), null)).toEqual({
      state: 'not-checked',
      reason: 'signature-key-differs',
    })
  })

  it.each([
    '',
    'a.b.c',
    'e30.e30.e30',
    'eyJhbGciOjF9.e30.AA',
    'eyJhbGciOiJIUzI1NiJ9.e30',
    'eyJhbGciOiJIUzI1NiJ9.e 0.AA',
  ])('%j is no JWS', (text) => expect(parseJws(text)).toBeNull())
})

describe('key files', () => {
  it('refuses private keys, small moduli and what it cannot read', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
    expect(readNamedKeys(Buffer.from(pem))).toContain('private key')
    expect(readNamedKeys(Buffer.from(JSON.stringify(privateKey.export({ format: 'jwk' }))))).toContain('private key')
    const small = generateKeyPairSync('rsa', { modulusLength: 512 }).publicKey.export({ format: 'pem', type: 'spki' })
    expect(readNamedKeys(Buffer.from(small))).toContain('no public key')
    expect(readNamedKeys(Buffer.from('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'))).toContain(
      'no public',
    )
    expect(readNamedKeys(Buffer.from('{"kty":'))).toContain('is none')
    expect(readNamedKeys(Buffer.from('just bytes'))).toBeNull()
  })

  it('takes the signing keys of a JWK set', () => {
    const keys = keysOf({
      keys: [
        { ...rsaJwk, kid: 'r', use: 'sig' },
        { ...rsaJwk, kid: 'e', use: 'enc' },
        { kty: 'oct', k: 'AAAA' },
      ],
    })
    expect(keys.map(({ type, kid }) => [type, kid])).toEqual([
      ['rsa', 'r'],
      ['hmac', null],
    ])
  })
})

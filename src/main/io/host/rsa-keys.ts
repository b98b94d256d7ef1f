/** RSA public keys for checking signatures. The cryptography is node's; what is signed and by whom is said elsewhere. */
import { createHash, createPublicKey, verify } from 'node:crypto'

export interface RsaPublicKey {
  /** Lower-case hex MD5 of the DER: a name, as CloudTrail gives it, and no protection. */
  readonly fingerprint: string
  /** RSASSA-PKCS1-v1_5 with SHA-256 over the UTF-8 of `text`; false for a signature of any wrong form. */
  verify(text: string, signature: Uint8Array): boolean
}

/** The key in the base64 of a PKCS#1 `RSAPublicKey` (RFC 8017 A.1.1) in DER; what is wrong, in words, when it is none. */
export function readRsaPublicKey(base64: string): RsaPublicKey | string {
  const text = base64.replaceAll(/\s/g, '')
  // Hostile: node decodes what it can of anything; a key that was cut or edited must not be half taken.
  if (text.length > 16_384 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0)
    return 'Value is not base64'
  const der = Buffer.from(text, 'base64')
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'pkcs1' })
    return {
      fingerprint: createHash('md5').update(der).digest('hex'),
      verify: (message, signature) => {
        try {
          return verify('sha256', Buffer.from(message, 'utf8'), key, signature)
        } catch {
          return false
        }
      },
    }
  } catch {
    return 'Value is no RSA public key in PKCS#1 DER'
  }
}

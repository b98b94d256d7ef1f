/** Object identifiers this folder writes or reads, with the standard each comes from. */

/** CMS content types, RFC 5652 §4, §5.1. */
export const idData = '1.2.840.113549.1.7.1'
export const idSignedData = '1.2.840.113549.1.7.2'
export const idEncryptedData = '1.2.840.113549.1.7.6'

/** Signed attributes: RFC 5652 §11.1, §11.2; RFC 5035 §3. */
export const idContentType = '1.2.840.113549.1.9.3'
export const idMessageDigest = '1.2.840.113549.1.9.4'
export const idSigningCertificateV2 = '1.2.840.113549.1.9.16.2.47'

/** Digests, RFC 5754 §2. Names as node:crypto uses them. */
export const digestNameByOid: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])
export const idSha256 = '2.16.840.1.101.3.4.2.1'

/** Signature algorithms: RFC 5758 §3.2, RFC 8017 appendix A.2. The digest is null where the signer names it elsewhere. */
export const signatureByOid: ReadonlyMap<string, { readonly key: 'ec' | 'rsa'; readonly digest: string | null }> =
  new Map([
    ['1.2.840.10045.4.3.2', { key: 'ec', digest: 'sha256' }],
    ['1.2.840.10045.4.3.3', { key: 'ec', digest: 'sha384' }],
    ['1.2.840.10045.4.3.4', { key: 'ec', digest: 'sha512' }],
    ['1.2.840.113549.1.1.1', { key: 'rsa', digest: null }],
    ['1.2.840.113549.1.1.11', { key: 'rsa', digest: 'sha256' }],
    ['1.2.840.113549.1.1.12', { key: 'rsa', digest: 'sha384' }],
    ['1.2.840.113549.1.1.13', { key: 'rsa', digest: 'sha512' }],
  ])
export const idEcdsaWithSha256 = '1.2.840.10045.4.3.2'
export const idRsaEncryption = '1.2.840.113549.1.1.1'

/** Keys, RFC 5480 §2.1.1. */
export const idEcPublicKey = '1.2.840.10045.2.1'
export const idP256 = '1.2.840.10045.3.1.7'

/** Certificate names and extensions, RFC 5280 §4.2 and appendix A. */
export const idCommonName = '2.5.4.3'
export const idSubjectKeyIdentifier = '2.5.29.14'
export const idKeyUsage = '2.5.29.15'
export const idBasicConstraints = '2.5.29.19'
export const idExtendedKeyUsage = '2.5.29.37'
/** RFC 5280 §4.2.1.12 and RFC 9336 §3.1; pdfsig asks for the first. */
export const idEmailProtection = '1.3.6.1.5.5.7.3.4'
export const idDocumentSigning = '1.3.6.1.5.5.7.3.36'

/** Password-based encryption 2, RFC 8018 appendix A. */
export const idPbes2 = '1.2.840.113549.1.5.13'
export const idPbkdf2 = '1.2.840.113549.1.5.12'
export const macNameByOid: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.9', 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
])
export const idHmacSha256 = '1.2.840.113549.2.9'
export const cipherByOid: ReadonlyMap<string, { readonly name: string; readonly keyBytes: number }> = new Map([
  ['2.16.840.1.101.3.4.1.2', { name: 'aes-128-cbc', keyBytes: 16 }],
  ['2.16.840.1.101.3.4.1.22', { name: 'aes-192-cbc', keyBytes: 24 }],
  ['2.16.840.1.101.3.4.1.42', { name: 'aes-256-cbc', keyBytes: 32 }],
])
export const idAes256Cbc = '2.16.840.1.101.3.4.1.42'

/** PKCS#12, RFC 7292 §4.2 and appendix D. */
export const idKeyBag = '1.2.840.113549.1.12.10.1.1'
export const idShroudedKeyBag = '1.2.840.113549.1.12.10.1.2'
export const idCertBag = '1.2.840.113549.1.12.10.1.3'
export const idX509Certificate = '1.2.840.113549.1.9.22.1'
export const idFriendlyName = '1.2.840.113549.1.9.20'
export const idLocalKeyId = '1.2.840.113549.1.9.21'
/** Password-based encryption of PKCS#12 itself (RC2, RC4, 3DES), RFC 7292 appendix C: recognised to be refused. */
export const legacyPbePrefix = '1.2.840.113549.1.12.1.'
/** MAC digests of PKCS#12 files; SHA-1 is what older programs write. */
export const pkcs12MacByOid: ReadonlyMap<
  string,
  { readonly name: string; readonly blockBytes: number; readonly size: number }
> = new Map([
  ['1.3.14.3.2.26', { name: 'sha1', blockBytes: 64, size: 20 }],
  ['2.16.840.1.101.3.4.2.1', { name: 'sha256', blockBytes: 64, size: 32 }],
  ['2.16.840.1.101.3.4.2.2', { name: 'sha384', blockBytes: 128, size: 48 }],
  ['2.16.840.1.101.3.4.2.3', { name: 'sha512', blockBytes: 128, size: 64 }],
])

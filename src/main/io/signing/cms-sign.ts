/**
 * Detached CMS SignedData (RFC 5652 §5) with the signed attributes of CAdES baseline B and nothing else: content type,
 * message digest, signing-certificate-v2 (RFC 5035). No signing time: in PDFs it stands in `/M`, elsewhere in what is
 * signed. Same bytes and key, same output.
 */
import { createHash } from 'node:crypto'
import * as write from './der-writer.ts'
import * as ids from './object-ids.ts'
import type { SigningKey } from './signing-key.ts'

/** DER of a detached signature over `content`. */
export function signCms(content: Uint8Array, key: SigningKey): Uint8Array {
  return signCmsDigest(sha256(content), key)
}

/** DER of a detached signature over content whose SHA-256 (32 octets) is `digest`. */
export function signCmsDigest(digest: Uint8Array, key: SigningKey): Uint8Array {
  const certificates = [key.certificate.der, ...key.chainDer]
  const attributes = [
    attribute(ids.idContentType, write.oid(ids.idData)),
    attribute(ids.idMessageDigest, write.octetString(digest)),
    // Every certificate carried along is named by its digest, the signer's first: none can be exchanged.
    attribute(
      ids.idSigningCertificateV2,
      write.sequence(write.sequence(...certificates.map((one) => write.sequence(write.octetString(sha256(one)))))),
    ),
  ]
  const signedAttributes = write.setOf(attributes)
  const signature = key.sign(signedAttributes)
  const digestAlgorithm = write.sequence(write.oid(ids.idSha256))
  const signatureAlgorithm =
    key.kind === 'p256'
      ? write.sequence(write.oid(ids.idEcdsaWithSha256))
      : write.sequence(write.oid(ids.idRsaEncryption), write.nullValue())
  const signerInfo = write.sequence(
    write.smallInteger(1),
    write.sequence(key.certificate.issuerDer, key.certificate.serialDer),
    digestAlgorithm,
    // The signature is over the SET; in the message the same bytes stand under [0]. RFC 5652 §5.4.
    Uint8Array.from([write.tag.context0, ...signedAttributes.subarray(1)]),
    signatureAlgorithm,
    write.octetString(signature),
  )
  const signedData = write.sequence(
    write.smallInteger(1),
    write.setOf([digestAlgorithm]),
    write.sequence(write.oid(ids.idData)),
    write.der(write.tag.context0, ...certificates),
    write.setOf([signerInfo]),
  )
  return write.sequence(write.oid(ids.idSignedData), write.der(write.tag.context0, signedData))
}

/** No signature of this key is longer than this many octets. */
export function longestCmsBytes(key: SigningKey): number {
  const longest = new Uint8Array(key.longestSignatureBytes).fill(0x7f)
  return signCmsDigest(new Uint8Array(32), { ...key, sign: () => longest }).length
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return write.sequence(write.oid(type), write.setOf([value]))
}

function sha256(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(bytes).digest())
}

/** The token's own signature: who signed, what the signature covers, and whether the certificate is bound to it. */
import { bytesToHex, equalBytes } from '../../../../shared/core/bytes/hex.ts'
import { DerError } from '../../signing/der-reader.ts'
import { setOf } from '../../signing/der-writer.ts'
import type { TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import { asSet, schemeText } from './algorithms.ts'
import type { CertificateFacts } from './certificate-facts.ts'
import { idTimeStamping } from './certificate-path.ts'
import type { StepList } from './step-list.ts'
import { idTstInfo, tokenSignerFrom, type SignedAttributes, type TokenContent, type TokenSigner } from './token.ts'

/** The only signer of a token; null with a step that says why there is none. RFC 3161 §2.4.2: no other signature. */
export function findSigner({ signers }: TokenContent, list: StepList): TokenSigner | null {
  list.check(signers.length === 1, 'timestamp-one-signer', 'timestamp-signer-count', '1', String(signers.length))
  const [first] = signers
  if (first === undefined) return null
  try {
    // With several the first is looked at as well, so that what else is wrong shows.
    return tokenSignerFrom(first)
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    list.undecided('timestamp-signer', 'timestamp-unreadable', null, error.message)
    return null
  }
}

/** The certificate the signer names, among those at hand; of several the one that its attributes are bound to. */
export function findSignerCertificate(
  signer: TokenSigner,
  certificates: readonly CertificateFacts[],
  crypto: TimestampCrypto,
  list: StepList,
): CertificateFacts | null {
  const { id } = signer
  const named = certificates.filter((one) =>
    id.kind === 'key'
      ? one.subjectKey === id.keyId
      : one.serial === id.serial && equalBytes(one.issuerDer, id.issuerDer),
  )
  const bound = named.find((one) => references(signer).every((reference) => isReferred(reference, one, crypto)))
  const found = bound ?? named[0]
  const wanted = id.kind === 'key' ? id.keyId : id.serial
  if (found === undefined) {
    list.undecided('timestamp-certificate', 'timestamp-certificate-missing', wanted, null)
    return null
  }
  list.held('timestamp-certificate', found.subject.text)
  return found
}

type Reference = SignedAttributes['references'][number]

function references(signer: TokenSigner): readonly Reference[] {
  return signer.attributes?.references ?? []
}

function isReferred(reference: Reference, { der }: CertificateFacts, crypto: TimestampCrypto): boolean {
  return reference.algorithm !== undefined && equalBytes(crypto.digest(reference.algorithm, der), reference.hash)
}

/** RFC 5652 §5.4 and §11: attributes, and the digest of the content. */
export function judgeAttributes(
  signer: TokenSigner,
  content: Uint8Array | null,
  crypto: TimestampCrypto,
  list: StepList,
): void {
  const { attributes, digest } = signer
  if (attributes === null) {
    list.differs('timestamp-attributes', 'timestamp-attributes-differ', 'signed attributes', null)
    return
  }
  list.check(
    attributes.repeated.length === 0,
    'timestamp-attributes',
    'timestamp-attributes-differ',
    null,
    attributes.repeated.length === 0 ? null : attributes.repeated.slice(0, 8).join(', '),
  )
  list.check(
    attributes.contentType === idTstInfo,
    'timestamp-signed-type',
    'timestamp-attributes-differ',
    idTstInfo,
    attributes.contentType,
  )
  if (digest === undefined) {
    list.undecided('timestamp-content', 'timestamp-algorithm-unsupported', null, signer.digestOid)
  } else if (content !== null) {
    const stated = attributes.messageDigest === null ? null : bytesToHex(attributes.messageDigest)
    const computed = bytesToHex(crypto.digest(digest, content))
    list.check(stated === computed, 'timestamp-content', 'timestamp-content-differs', stated, computed)
  }
}

/** ESSCertID and ESSCertIDv2 (RFC 2634 §5.4.1, RFC 5035 §4; RFC 5816 lets either stand): each that is there must hold. */
export function judgeBinding(
  signer: TokenSigner,
  certificate: CertificateFacts,
  crypto: TimestampCrypto,
  list: StepList,
): void {
  const stated = references(signer)
  if (stated.length === 0) {
    // Hostile: without it another certificate over the same key could be put in, with another name on it.
    list.differs('timestamp-certificate-bound', 'timestamp-certificate-unbound', 'signing certificate attribute', null)
    return
  }
  for (const reference of stated) {
    if (reference.algorithm === undefined) {
      list.undecided('timestamp-certificate-bound', 'timestamp-algorithm-unsupported', null, null)
      continue
    }
    const expected = bytesToHex(reference.hash)
    const actual = bytesToHex(crypto.digest(reference.algorithm, certificate.der))
    list.check(expected === actual, 'timestamp-certificate-bound', 'timestamp-certificate-differs', expected, actual)
    if (reference.issuerDer !== null)
      list.check(
        reference.serial === certificate.serial && equalBytes(reference.issuerDer, certificate.issuerDer),
        'timestamp-certificate-serial',
        'timestamp-certificate-differs',
        reference.serial,
        certificate.serial,
      )
  }
}

/** RFC 5652 §5.6 over the signed attributes in DER. */
export function judgeSignature(
  signer: TokenSigner,
  certificate: CertificateFacts,
  crypto: TimestampCrypto,
  list: StepList,
): void {
  const { attributes, scheme, signature } = signer
  if (attributes === null) return
  if (scheme === undefined) {
    list.undecided('timestamp-signature', 'timestamp-algorithm-unsupported', null, signer.signatureOid)
    return
  }
  // RFC 5652 §5.4 signs DER, whose sets are sorted. Some signers sign the order they wrote; both orders say the same.
  const sorted = setOf(attributes.members)
  const written = asSet(attributes.raw)
  const first = crypto.verify(scheme, certificate.spki, sorted, signature)
  const holds =
    first === false && !equalBytes(sorted, written)
      ? crypto.verify(scheme, certificate.spki, written, signature)
      : first
  if (holds === null) list.undecided('timestamp-signature', 'timestamp-algorithm-unsupported', null, schemeText(scheme))
  else {
    const text = schemeText(scheme)
    list.check(holds, 'timestamp-signature', 'timestamp-signature-differs', text, holds ? text : null)
  }
}

/** RFC 3161 §2.3: the key signs tokens only, and its certificate says so in a critical extension. */
export function judgePurpose(certificate: CertificateFacts, list: StepList): void {
  const { purposes, keyUsage } = certificate
  const stated = purposes === null ? null : purposes.ids.slice(0, 8).join(', ')
  if (purposes === null || !purposes.ids.includes(idTimeStamping))
    list.differs('timestamp-purpose', 'timestamp-purpose-absent', idTimeStamping, stated)
  else {
    list.check(purposes.ids.length === 1, 'timestamp-purpose', 'timestamp-purpose-not-alone', idTimeStamping, stated)
    list.check(
      purposes.critical,
      'timestamp-purpose-critical',
      'timestamp-purpose-not-critical',
      'critical',
      purposes.critical ? 'critical' : 'not critical',
    )
  }
  if (keyUsage !== null)
    list.check(
      keyUsage.signs,
      'timestamp-key-usage',
      'timestamp-key-usage-differs',
      'digitalSignature',
      keyUsage.signs ? 'digitalSignature' : null,
    )
}

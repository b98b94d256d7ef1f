/**
 * X.509 certificates (RFC 5280): reading PEM or DER, and the DER of the self-signed certificate Assay issues. Chains are
 * judged in trust.ts; revocation is not looked at (there is no network).
 */
import { createHash, X509Certificate } from 'node:crypto'
import { AppError } from '../../../shared/model/app-error.ts'
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { textFromUtf8, utf8FromText } from '../../../shared/core/bytes/utf8.ts'
import { childAt, parseDer, withTag, type DerNode } from './der-reader.ts'
import * as write from './der-writer.ts'
import * as ids from './object-ids.ts'

export interface Certificate {
  readonly der: Uint8Array
  /** Lower-case hex SHA-256 of `der`. */
  readonly fingerprint: string
  /** One line, for example `CN=Jane Doe, O=Example Ltd`. */
  readonly subject: string
  readonly issuer: string
  /** Contents of the serial number as lower-case hex. */
  readonly serial: string
  /** ISO 8601 UTC. */
  readonly notBefore: string
  readonly notAfter: string
  /** True when issuer and subject are the same and the signature verifies with the certificate's own key. */
  readonly selfSigned: boolean
  /** DER of issuer Name and of the serial number, as CMS repeats them. */
  readonly issuerDer: Uint8Array
  readonly serialDer: Uint8Array
  readonly x509: X509Certificate
}

/** Reads one certificate, DER or the first PEM block. Throws AppError `key-unreadable` when it is neither. */
export function parseCertificate(bytes: Uint8Array): Certificate {
  const encoded = pemOrDer(bytes)
  try {
    const x509 = new X509Certificate(encoded)
    const { issuerNode, serialNode } = tbsParts(parseDer(encoded))
    const issuer = oneLine(x509.issuer)
    const subject = oneLine(x509.subject)
    return {
      der: encoded,
      fingerprint: fingerprintOf(encoded),
      subject,
      issuer,
      serial: bytesToHex(serialNode.content),
      notBefore: isoSeconds(x509.validFromDate),
      notAfter: isoSeconds(x509.validToDate),
      selfSigned: issuer === subject && x509.verify(x509.publicKey),
      issuerDer: issuerNode.raw,
      serialDer: serialNode.raw,
      x509,
    }
  } catch (error) {
    throw new AppError('key-unreadable', 'This is not a readable X.509 certificate (PEM or DER).', { cause: error })
  }
}

/** Lower-case hex SHA-256 of a certificate's DER. */
export function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}

/** PEM text of a certificate, LF line ends, 64 columns. RFC 7468 §5. */
export function certificateToPem(der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`
}

function pemOrDer(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === write.tag.sequence) return Uint8Array.from(bytes)
  const match = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(
    textFromUtf8(bytes.subarray(0, 1_000_000)),
  )
  if (match?.[1] === undefined)
    throw new AppError('key-unreadable', 'This is not a readable X.509 certificate (PEM or DER).')
  return Uint8Array.from(Buffer.from(match[1], 'base64'))
}

function tbsParts(certificate: DerNode): { issuerNode: DerNode; serialNode: DerNode } {
  const tbs = childAt(withTag(certificate, write.tag.sequence), 0, write.tag.sequence)
  const first = tbs.children[0]?.tag === write.tag.context0 ? 1 : 0
  return { serialNode: childAt(tbs, first, write.tag.integer), issuerNode: childAt(tbs, first + 2, write.tag.sequence) }
}

function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ')
}

function isoSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`
}

/** What a self-signed certificate states. `serial` is 1 to 20 octets, unsigned; `publicPoint` is 65 octets, uncompressed. */
export interface SelfSignedRequest {
  readonly commonName: string
  readonly serial: Uint8Array
  readonly validFrom: Date
  readonly validTo: Date
  readonly publicPoint: Uint8Array
  /** ECDSA signature over SHA-256 of the bytes, DER. */
  readonly sign: (bytes: Uint8Array) => Uint8Array
}

/** DER of a self-signed P-256 certificate for signing documents: an end-entity certificate that may issue nothing. */
export function issueSelfSigned(request: SelfSignedRequest): Uint8Array {
  const algorithm = write.sequence(write.oid(ids.idEcdsaWithSha256))
  const name = write.sequence(
    write.setOf([write.sequence(write.oid(ids.idCommonName), write.utf8String(request.commonName))]),
  )
  const keyInfo = write.sequence(
    write.sequence(write.oid(ids.idEcPublicKey), write.oid(ids.idP256)),
    write.bitString(request.publicPoint),
  )
  // RFC 5280 §4.2.1.2, method 1: SHA-1 of the key's bits. A name for the key, not a protection.
  const keyIdentifier = Uint8Array.from(createHash('sha1').update(request.publicPoint).digest())
  const extension = (id: string, critical: boolean, value: Uint8Array): Uint8Array =>
    write.sequence(write.oid(id), ...(critical ? [write.trueValue()] : []), write.octetString(value))
  const tbs = write.sequence(
    write.der(write.tag.context0, write.smallInteger(2)),
    write.unsignedInteger(request.serial),
    algorithm,
    name,
    write.sequence(write.certificateTime(request.validFrom), write.certificateTime(request.validTo)),
    name,
    keyInfo,
    write.der(
      write.tag.context3,
      write.sequence(
        extension(ids.idBasicConstraints, true, write.sequence()),
        // digitalSignature (0) and contentCommitment (1).
        extension(ids.idKeyUsage, true, write.namedBits([0, 1])),
        extension(
          ids.idExtendedKeyUsage,
          false,
          write.sequence(write.oid(ids.idEmailProtection), write.oid(ids.idDocumentSigning)),
        ),
        extension(ids.idSubjectKeyIdentifier, false, write.octetString(keyIdentifier)),
      ),
    ),
  )
  return write.sequence(tbs, algorithm, write.bitString(request.sign(tbs)))
}

/** Characters of a certificate's name that Assay accepts when issuing: 1 to 64, no control characters. RFC 5280 appendix A (ub-common-name). */
export function isCommonName(text: string): boolean {
  return text.trim().length > 0 && utf8FromText(text).length <= 64 && !/\p{Cc}/u.test(text)
}

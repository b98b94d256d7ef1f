/**
 * Issues a package-signing key: a P-256 key pair and a self-signed certificate in a PKCS#12 file. The clock and the
 * randomness come in. A self-signed certificate shows that one key signed; who holds it, readers learn elsewhere.
 */
import { p256 } from '@noble/curves/nist.js'
import { AppError } from '../../../shared/model/app-error.ts'
import { concatBytes } from '../../../shared/core/bytes/hex.ts'
import { fingerprintOf, isCommonName, issueSelfSigned } from './certificate.ts'
import * as write from './der-writer.ts'
import * as ids from './object-ids.ts'
import { buildPkcs12 } from './pkcs12-write.ts'
import { signP256 } from './signing-key.ts'

export interface IssueRequest {
  /** Common name of the certificate: 1 to 64 UTF-8 octets. */
  readonly name: string
  readonly passphrase: string
  readonly validFrom: Date
  /** Days of validity; 3 years unless told. */
  readonly validDays?: number
  /** Serial number, 1 to 20 octets; the first bit is cleared. RFC 5280 §4.1.2.2. */
  readonly serial: Uint8Array
  /** Fresh random octets of the asked length. */
  readonly random: (size: number) => Uint8Array
  /** PBKDF2 and MAC iterations; each costs a reader of the file about a microsecond per attempt. */
  readonly iterations?: number
}

export interface IssuedKey {
  readonly p12: Uint8Array
  readonly certificateDer: Uint8Array
  /** Lower-case hex SHA-256 of the certificate's DER: what the signer tells readers by another channel. */
  readonly fingerprint: string
}

const defaultDays = 3 * 365
const defaultIterations = 200_000
const dayMs = 86_400_000

/** Throws AppError `usage` when name or passphrase cannot be used. */
export function issueSigningKey(request: IssueRequest): IssuedKey {
  if (!isCommonName(request.name))
    throw new AppError('usage', 'The name of a key has 1 to 64 characters and no control characters.')
  if (request.passphrase.length === 0) throw new AppError('usage', 'A key file needs a passphrase.')
  if (request.serial.length < 1 || request.serial.length > 20)
    throw new RangeError(`serial of ${request.serial.length} octets`)
  const secret = p256.utils.randomSecretKey(request.random(48))
  const publicPoint = p256.getPublicKey(secret, false)
  const serial = Uint8Array.from(request.serial)
  serial[0] = (serial[0] as number) & 0x7f
  const certificateDer = issueSelfSigned({
    commonName: request.name,
    serial,
    validFrom: request.validFrom,
    validTo: new Date(request.validFrom.getTime() + (request.validDays ?? defaultDays) * dayMs - 1000),
    publicPoint,
    sign: (bytes) => signP256(bytes, secret),
  })
  const p12 = buildPkcs12({
    pkcs8: pkcs8From(secret, publicPoint),
    certificateDer,
    friendlyName: request.name,
    passphrase: request.passphrase,
    iterations: request.iterations ?? defaultIterations,
    random: request.random,
  })
  return { p12, certificateDer, fingerprint: fingerprintOf(certificateDer) }
}

/** PrivateKeyInfo of a P-256 key. RFC 5208 §5 around RFC 5915 §3. */
function pkcs8From(secret: Uint8Array, publicPoint: Uint8Array): Uint8Array {
  const ecPrivateKey = write.sequence(
    write.smallInteger(1),
    write.octetString(secret),
    write.der(write.tag.context1, write.der(write.tag.bitString, concatBytes(Uint8Array.of(0), publicPoint))),
  )
  return write.sequence(
    write.smallInteger(0),
    write.sequence(write.oid(ids.idEcPublicKey), write.oid(ids.idP256)),
    write.octetString(ecPrivateKey),
  )
}

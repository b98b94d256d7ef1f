/**
 * Writes a PKCS#12 file (RFC 7292) with one private key and its certificate, both under PBES2 (AES-256-CBC, PBKDF2 with
 * HMAC-SHA-256) and an HMAC-SHA-256 over the whole. All randomness comes in, so equal inputs give equal files.
 */
import { createHash } from 'node:crypto'
import * as write from './der-writer.ts'
import * as ids from './object-ids.ts'
import { bmpWithEnd, computePkcs12Mac, encryptPbes2 } from './pkcs12-crypto.ts'

export interface Pkcs12Content {
  readonly pkcs8: Uint8Array
  readonly certificateDer: Uint8Array
  readonly friendlyName: string
  readonly passphrase: string
  readonly iterations: number
  /** Fresh random octets of the asked length. */
  readonly random: (size: number) => Uint8Array
}

export function buildPkcs12(content: Pkcs12Content): Uint8Array {
  const { passphrase, iterations, random } = content
  const localKeyId = Uint8Array.from(createHash('sha256').update(content.certificateDer).digest())
  const attributes = write.setOf([
    write.sequence(write.oid(ids.idLocalKeyId), write.setOf([write.octetString(localKeyId)])),
    write.sequence(
      write.oid(ids.idFriendlyName),
      write.setOf([write.der(write.tag.bmpString, bmpWithEnd(content.friendlyName).subarray(0, -2))]),
    ),
  ])

  const certBag = write.sequence(
    write.oid(ids.idCertBag),
    write.der(
      write.tag.context0,
      write.sequence(
        write.oid(ids.idX509Certificate),
        write.der(write.tag.context0, write.octetString(content.certificateDer)),
      ),
    ),
    attributes,
  )
  const certificates = encryptPbes2(write.sequence(certBag), passphrase, {
    salt: random(16),
    iv: random(16),
    iterations,
  })
  const encryptedData = write.sequence(
    write.oid(ids.idEncryptedData),
    write.der(
      write.tag.context0,
      write.sequence(
        write.smallInteger(0),
        write.sequence(write.oid(ids.idData), certificates.algorithm, write.der(0x80, certificates.encrypted)),
      ),
    ),
  )

  const key = encryptPbes2(content.pkcs8, passphrase, { salt: random(16), iv: random(16), iterations })
  const keyBag = write.sequence(
    write.oid(ids.idShroudedKeyBag),
    write.der(write.tag.context0, write.sequence(key.algorithm, write.octetString(key.encrypted))),
    attributes,
  )
  const authenticatedSafe = write.sequence(encryptedData, dataContent(write.sequence(keyBag)))

  const macSalt = random(16)
  const mac = computePkcs12Mac(authenticatedSafe, passphrase, { digestOid: ids.idSha256, salt: macSalt, iterations })
  if (mac === undefined) throw new Error('SHA-256 is not among the MAC digests')
  const macData = write.sequence(
    write.sequence(write.sequence(write.oid(ids.idSha256), write.nullValue()), write.octetString(mac)),
    write.octetString(macSalt),
    write.smallInteger(iterations),
  )
  return write.sequence(write.smallInteger(3), dataContent(authenticatedSafe), macData)
}

/** ContentInfo of type data. RFC 5652 §3, §4. */
function dataContent(bytes: Uint8Array): Uint8Array {
  return write.sequence(write.oid(ids.idData), write.der(write.tag.context0, write.octetString(bytes)))
}

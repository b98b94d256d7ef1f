/**
 * Reads a signing key from a PKCS#12 file (RFC 7292): PBES2 with AES, as OpenSSL 3, current NSS and Assay write it.
 * Files under RC2, RC4 or 3DES are refused with the command that converts them. Public-key modes are not supported.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { equalBytes } from '../../../shared/core/bytes/hex.ts'
import { parseCertificate, type Certificate } from './certificate.ts'
import { childAt, DerError, integerValue, octets, oidText, parseDer, withTag, type DerNode } from './der-reader.ts'
import { tag } from './der-writer.ts'
import * as ids from './object-ids.ts'
import { assertSupportedEncryption, computePkcs12Mac, decryptPbes2, UnsupportedEncryption } from './pkcs12-crypto.ts'
import { signingKeyFrom, type SigningKey } from './signing-key.ts'

const largestFileBytes = 4 * 1024 * 1024

/** How to bring a key file into a form this program reads. */
export const conversionCommand =
  'openssl pkcs12 -legacy -in OLD.p12 -nodes -out key.pem && openssl pkcs12 -export -in key.pem -out NEW.p12 && rm key.pem'

/**
 * The key of a PKCS#12 file. Throws AppError `passphrase-wrong`, or `key-unreadable` when the file is something else, is
 * encrypted in a refused way, holds no or several keys, or a key that is neither P-256 nor RSA.
 */
export function readSigningKey(p12: Uint8Array, passphrase: string): SigningKey {
  if (p12.length > largestFileBytes) throw unreadable('It is larger than any key file.')
  try {
    return keyFromBags(openBags(p12, passphrase))
  } catch (error) {
    if (error instanceof UnsupportedEncryption) {
      const old = error.dotted.startsWith(ids.legacyPbePrefix) ? ' (RC2, RC4 or 3DES)' : ''
      throw new AppError(
        'key-unreadable',
        `This key file is encrypted in a way that is not read here${old}. Convert it: ${conversionCommand}`,
        {
          details: { algorithm: error.dotted, command: conversionCommand },
          cause: error,
        },
      )
    }
    if (error instanceof DerError) throw unreadable('It is not a PKCS#12 file, or it is damaged.', error)
    throw error
  }
}

function unreadable(why: string, cause?: unknown): AppError {
  return new AppError('key-unreadable', `The key file cannot be read. ${why}`, cause === undefined ? {} : { cause })
}

function wrongPassphrase(): AppError {
  return new AppError('passphrase-wrong', 'The passphrase does not open this key file. The file is unchanged.')
}

interface Bag {
  readonly type: string
  readonly value: DerNode
  /** Opens the bag when it is a shrouded key. */
  readonly passphrase: string
}

function openBags(p12: Uint8Array, passphrase: string): Bag[] {
  const pfx = withTag(parseDer(p12, true), tag.sequence)
  if (integerValue(childAt(pfx, 0)) !== 3) throw new DerError('version is not 3')
  const safe = dataOf(childAt(pfx, 1, tag.sequence))
  const contents = withTag(parseDer(safe, true), tag.sequence).children
  // The algorithms are readable without the passphrase: a file that is refused anyway is refused before it is asked for.
  for (const content of contents) assertReadable(content)
  const macNode = pfx.children[2]
  if (macNode !== undefined && !macHolds(macNode, safe, passphrase)) throw wrongPassphrase()
  const bags: Bag[] = []
  for (const content of contents) {
    const plain = plainOf(content, passphrase)
    for (const bag of withTag(parseSafe(plain, macNode === undefined), tag.sequence).children) {
      bags.push({ type: oidText(childAt(bag, 0)), value: childAt(childAt(bag, 1, tag.context0), 0), passphrase })
    }
  }
  return bags
}

function parseSafe(plain: Uint8Array, withoutMac: boolean): DerNode {
  try {
    return parseDer(plain, true)
  } catch (error) {
    // A wrong passphrase may leave a valid padding by chance; without a MAC only the structure can tell.
    if (withoutMac && error instanceof DerError) throw wrongPassphrase()
    throw error
  }
}

function dataOf(contentInfo: DerNode): Uint8Array {
  if (oidText(childAt(contentInfo, 0)) !== ids.idData) throw new DerError('content is not data')
  return octets(childAt(childAt(contentInfo, 1, tag.context0), 0))
}

function encryptedInfo(content: DerNode): DerNode {
  return childAt(childAt(childAt(content, 1, tag.context0), 0, tag.sequence), 1, tag.sequence)
}

function assertReadable(content: DerNode): void {
  const type = oidText(childAt(content, 0))
  if (type === ids.idEncryptedData) {
    assertSupportedEncryption(childAt(encryptedInfo(content), 1, tag.sequence))
  } else if (type === ids.idData) {
    for (const bag of withTag(parseDer(dataOf(content), true), tag.sequence).children) {
      if (oidText(childAt(bag, 0)) !== ids.idShroudedKeyBag) continue
      assertSupportedEncryption(childAt(childAt(childAt(bag, 1, tag.context0), 0, tag.sequence), 0, tag.sequence))
    }
  } else throw new DerError('content is neither data nor encrypted data')
}

function plainOf(content: DerNode, passphrase: string): Uint8Array {
  if (oidText(childAt(content, 0)) === ids.idData) return dataOf(content)
  const info = encryptedInfo(content)
  const plain = decryptPbes2(childAt(info, 1), octets(childAt(info, 2)), passphrase)
  if (plain === undefined) throw wrongPassphrase()
  return plain
}

function macHolds(macData: DerNode, safe: Uint8Array, passphrase: string): boolean {
  const digestInfo = childAt(withTag(macData, tag.sequence), 0, tag.sequence)
  const digestOid = oidText(childAt(childAt(digestInfo, 0), 0))
  const salt = octets(childAt(macData, 1, tag.octetString))
  if (salt.length === 0) throw new DerError('salt is empty')
  const iterationsNode = macData.children[2]
  const iterations = iterationsNode === undefined ? 1 : integerValue(iterationsNode)
  const mac = computePkcs12Mac(safe, passphrase, { digestOid, salt, iterations })
  if (mac === undefined) throw new UnsupportedEncryption(digestOid)
  return equalBytes(mac, octets(childAt(digestInfo, 1, tag.octetString)))
}

function keyFromBags(bags: readonly Bag[]): SigningKey {
  const keys: Uint8Array[] = []
  const certificates: Certificate[] = []
  for (const bag of bags) {
    if (bag.type === ids.idKeyBag) keys.push(bag.value.raw)
    else if (bag.type === ids.idShroudedKeyBag) {
      const plain = decryptPbes2(childAt(bag.value, 0), octets(childAt(bag.value, 1)), bag.passphrase)
      if (plain === undefined) throw wrongPassphrase()
      keys.push(plain)
    } else if (bag.type === ids.idCertBag && oidText(childAt(bag.value, 0)) === ids.idX509Certificate) {
      certificates.push(parseCertificate(octets(childAt(childAt(bag.value, 1, tag.context0), 0))))
    }
  }
  const [pkcs8, ...moreKeys] = keys
  if (pkcs8 === undefined) throw unreadable('It holds no private key.')
  if (moreKeys.length > 0) throw unreadable('It holds several private keys; keep one.')
  if (certificates.length === 0) throw unreadable('It holds no certificate.')
  return withItsCertificate(pkcs8, certificates)
}

function withItsCertificate(pkcs8: Uint8Array, certificates: readonly Certificate[]): SigningKey {
  let misfit: unknown
  for (const certificate of certificates) {
    try {
      return signingKeyFrom(pkcs8, certificate, chainAbove(certificate, certificates))
    } catch (error) {
      misfit = error
    }
  }
  throw misfit
}

/** The issuers of a certificate among the others, nearest first; unrelated certificates stay out. */
function chainAbove(certificate: Certificate, others: readonly Certificate[]): Uint8Array[] {
  const chain: Uint8Array[] = []
  let current = certificate
  while (!current.selfSigned && chain.length < 8) {
    const subject = current
    const issuer = others.find(
      (one) => one !== subject && subject.x509.checkIssued(one.x509) && subject.x509.verify(one.x509.publicKey),
    )
    if (issuer === undefined) break
    chain.push(issuer.der)
    current = issuer
  }
  return chain
}

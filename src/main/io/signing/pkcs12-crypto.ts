/**
 * Password-based cryptography of PKCS#12: PBES2 (RFC 8018 §6.2) for contents, the PKCS#12 key derivation (RFC 7292
 * appendix B) for the integrity MAC. RC2, RC4 and 3DES are not supported.
 */
import { createCipheriv, createDecipheriv, createHmac, hash as hashOnce, pbkdf2Sync } from 'node:crypto'
import { concatBytes } from '../../../shared/core/bytes/hex.ts'
import { utf8FromText } from '../../../shared/core/bytes/utf8.ts'
import { childAt, DerError, integerValue, octets, oidText, withTag, type DerNode } from './der-reader.ts'
import * as write from './der-writer.ts'
import * as ids from './object-ids.ts'

// Hostile: the file names its own iteration count; this bounds the time one attempt can take to some seconds.
const mostIterations = 10_000_000

/** The algorithm is one that this program refuses; `dotted` is its identifier. */
export class UnsupportedEncryption extends Error {
  readonly dotted: string
  constructor(dotted: string) {
    super(`encryption ${dotted} is not supported`)
    this.name = 'UnsupportedEncryption'
    this.dotted = dotted
  }
}

export interface Pbes2Choice {
  /** 16 octets each. */
  readonly salt: Uint8Array
  readonly iv: Uint8Array
  readonly iterations: number
}

/** AES-256-CBC under PBKDF2 with HMAC-SHA-256: the algorithm identifier and the ciphertext. */
export function encryptPbes2(
  plain: Uint8Array,
  passphrase: string,
  choice: Pbes2Choice,
): { readonly algorithm: Uint8Array; readonly encrypted: Uint8Array } {
  const key = pbkdf2Sync(utf8FromText(passphrase), choice.salt, choice.iterations, 32, 'sha256')
  const cipher = createCipheriv('aes-256-cbc', key, choice.iv)
  const encrypted = concatBytes(cipher.update(plain), cipher.final())
  const algorithm = write.sequence(
    write.oid(ids.idPbes2),
    write.sequence(
      write.sequence(
        write.oid(ids.idPbkdf2),
        write.sequence(
          write.octetString(choice.salt),
          write.smallInteger(choice.iterations),
          write.sequence(write.oid(ids.idHmacSha256), write.nullValue()),
        ),
      ),
      write.sequence(write.oid(ids.idAes256Cbc), write.octetString(choice.iv)),
    ),
  )
  return { algorithm, encrypted }
}

/** Throws UnsupportedEncryption when the algorithm is not PBES2 over AES-CBC. Reads identifiers only, needs no passphrase. */
export function assertSupportedEncryption(algorithm: DerNode): void {
  const dotted = oidText(childAt(algorithm, 0))
  if (dotted !== ids.idPbes2) throw new UnsupportedEncryption(dotted)
  const parameters = childAt(algorithm, 1, write.tag.sequence)
  const derivation = oidText(childAt(childAt(parameters, 0), 0))
  if (derivation !== ids.idPbkdf2) throw new UnsupportedEncryption(derivation)
  const cipher = oidText(childAt(childAt(parameters, 1), 0))
  if (!ids.cipherByOid.has(cipher)) throw new UnsupportedEncryption(cipher)
}

/** Plain bytes; undefined when the padding shows that the passphrase does not fit. */
export function decryptPbes2(algorithm: DerNode, encrypted: Uint8Array, passphrase: string): Uint8Array | undefined {
  assertSupportedEncryption(algorithm)
  const parameters = childAt(algorithm, 1)
  const derivation = childAt(childAt(parameters, 0), 1, write.tag.sequence)
  const salt = octets(childAt(derivation, 0, write.tag.octetString))
  const iterations = integerValue(childAt(derivation, 1))
  if (iterations < 1 || iterations > mostIterations) throw new DerError('iteration count out of range')
  let macName = 'sha1'
  let stated: number | undefined
  for (const node of derivation.children.slice(2)) {
    if (node.tag === write.tag.integer) stated = integerValue(node)
    else {
      const dotted = oidText(childAt(withTag(node, write.tag.sequence), 0))
      const name = ids.macNameByOid.get(dotted)
      if (name === undefined) throw new UnsupportedEncryption(dotted)
      macName = name
    }
  }
  const scheme = childAt(parameters, 1)
  const cipher = ids.cipherByOid.get(oidText(childAt(scheme, 0)))
  if (cipher === undefined) throw new DerError('cipher is missing')
  if (stated !== undefined && stated !== cipher.keyBytes) throw new DerError('key length differs from the cipher')
  const iv = octets(childAt(scheme, 1, write.tag.octetString))
  if (iv.length !== 16) throw new DerError('initialisation vector has a wrong length')
  const key = pbkdf2Sync(utf8FromText(passphrase), salt, iterations, cipher.keyBytes, macName)
  const decipher = createDecipheriv(cipher.name, key, iv)
  try {
    return concatBytes(decipher.update(encrypted), decipher.final())
  } catch {
    return undefined
  }
}

export interface MacChoice {
  /** Dotted identifier of the digest. */
  readonly digestOid: string
  readonly salt: Uint8Array
  readonly iterations: number
}

/** HMAC over the authenticated safe; undefined when the digest is not one PKCS#12 files use. */
export function computePkcs12Mac(content: Uint8Array, passphrase: string, choice: MacChoice): Uint8Array | undefined {
  const digest = ids.pkcs12MacByOid.get(choice.digestOid)
  if (digest === undefined) return undefined
  if (choice.iterations < 1 || choice.iterations > mostIterations) throw new DerError('iteration count out of range')
  const key = deriveMacKey(passphrase, choice, digest)
  return Uint8Array.from(createHmac(digest.name, key).update(content).digest())
}

/** RFC 7292 appendix B.2 with ID 3 (MAC). The key is one digest long, so one round of the outer loop is enough. */
function deriveMacKey(passphrase: string, choice: MacChoice, digest: { name: string; blockBytes: number }): Uint8Array {
  const block = digest.blockBytes
  const fill = (source: Uint8Array): Uint8Array => {
    const filled = new Uint8Array(block * Math.ceil(source.length / block))
    for (let index = 0; index < filled.length; index += 1) filled[index] = source[index % source.length] as number
    return filled
  }
  const diversifier = new Uint8Array(block).fill(3)
  let key: Uint8Array = concatBytes(diversifier, fill(choice.salt), fill(bmpWithEnd(passphrase)))
  for (let round = 0; round < choice.iterations; round += 1) key = hashOnce(digest.name, key, 'buffer')
  return key
}

/** UTF-16BE with two zero octets at the end. RFC 7292 appendix B.1. */
export function bmpWithEnd(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2 + 2)
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    bytes[index * 2] = code >> 8
    bytes[index * 2 + 1] = code & 255
  }
  return bytes
}

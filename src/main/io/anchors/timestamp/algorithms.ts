/**
 * Algorithms of time-stamp tokens and of certificates by their identifiers. Whatever
 * is not listed is not computed: RFC 3161 §2.1 leaves the choice to the reader, and a refused one is said.
 */
import { concatBytes } from '../../../../shared/core/bytes/hex.ts'
import { childAt, integerValue, oidText, withTag, type DerNode } from '../../signing/der-reader.ts'
import { tag } from '../../signing/der-writer.ts'
import type { SignatureScheme, TokenDigest } from '../../signing/timestamp-crypto.ts'

/** RFC 5754 §2, RFC 3370 §2.1. */
const digestByOid: ReadonlyMap<string, TokenDigest> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

const digestSizes: Readonly<Record<TokenDigest, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 }

export function digestSize(algorithm: TokenDigest): number {
  return digestSizes[algorithm]
}

/** RFC 8017 appendix A.2.4; RFC 5758 §3.2 with RFC 3279 §2.2.3. */
const signatureByOid: ReadonlyMap<string, SignatureScheme> = new Map([
  ['1.2.840.113549.1.1.5', { kind: 'rsa', digest: 'sha1' }],
  ['1.2.840.113549.1.1.11', { kind: 'rsa', digest: 'sha256' }],
  ['1.2.840.113549.1.1.12', { kind: 'rsa', digest: 'sha384' }],
  ['1.2.840.113549.1.1.13', { kind: 'rsa', digest: 'sha512' }],
  ['1.2.840.10045.4.1', { kind: 'ecdsa', digest: 'sha1' }],
  ['1.2.840.10045.4.3.2', { kind: 'ecdsa', digest: 'sha256' }],
  ['1.2.840.10045.4.3.3', { kind: 'ecdsa', digest: 'sha384' }],
  ['1.2.840.10045.4.3.4', { kind: 'ecdsa', digest: 'sha512' }],
  ['1.3.101.112', { kind: 'ed25519' }],
])
const idRsaEncryption = '1.2.840.113549.1.1.1'
const idEcPublicKey = '1.2.840.10045.2.1'
const idRsaPss = '1.2.840.113549.1.1.10'
const idMgf1 = '1.2.840.113549.1.1.8'

/** Dotted identifier of an AlgorithmIdentifier. Throws DerError. */
export function algorithmOid(node: DerNode): string {
  return oidText(childAt(withTag(node, tag.sequence), 0))
}

/** The digest an AlgorithmIdentifier names; undefined when it is not one that is accepted. Throws DerError. */
export function digestFrom(node: DerNode): TokenDigest | undefined {
  return hasNoParameters(node) ? digestByOid.get(algorithmOid(node)) : undefined
}

/** RFC 5754 §2 and §3, RFC 8410 §3: parameters are absent or NULL, for all algorithms here but RSASSA-PSS. */
function hasNoParameters({ children }: DerNode): boolean {
  const parameters = children[1]
  if (parameters === undefined) return true
  return children.length === 2 && parameters.tag === tag.null && parameters.content.length === 0
}

/**
 * The scheme an AlgorithmIdentifier of a signature names; undefined when it is not supported. `digest` is what the signer
 * states beside it (RFC 5652 §5.3), for the identifiers that name a key and no digest. Throws DerError.
 */
export function schemeFrom(node: DerNode, digest: TokenDigest | undefined): SignatureScheme | undefined {
  const id = algorithmOid(node)
  if (id === idRsaPss) return pssFrom(node)
  if (!hasNoParameters(node)) return undefined
  if (id === idRsaEncryption) return digest === undefined ? undefined : { kind: 'rsa', digest }
  if (id === idEcPublicKey) return digest === undefined ? undefined : { kind: 'ecdsa', digest }
  return signatureByOid.get(id)
}

/** RSASSA-PSS-params, RFC 8017 appendix A.2.3: the mask uses the digest of the message, as RFC 4056 §2.2 recommends. */
function pssFrom(node: DerNode): SignatureScheme | undefined {
  const parameters = childAt(node, 1, tag.sequence)
  const parts = new Map(parameters.children.map((child) => [child.tag, childAt(child, 0)]))
  const hash = parts.get(0xa0)
  const mask = parts.get(0xa1)
  const salt = parts.get(0xa2)
  const trailer = parts.get(0xa3)
  const digest = hash === undefined ? 'sha1' : digestFrom(withTag(hash, tag.sequence))
  const maskDigest =
    mask === undefined ? 'sha1' : algorithmOid(mask) === idMgf1 ? digestFrom(childAt(mask, 1, tag.sequence)) : undefined
  if (digest === undefined || maskDigest !== digest) return undefined
  if (trailer !== undefined && integerValue(trailer) !== 1) return undefined
  const bytes = salt === undefined ? 20 : integerValue(salt)
  return bytes > 512 ? undefined : { kind: 'rsa-pss', digest, salt: bytes }
}

/** `rsa sha256` and the like, for people. */
export function schemeText(scheme: SignatureScheme): string {
  return scheme.kind === 'ed25519' ? scheme.kind : `${scheme.kind} ${scheme.digest}`
}

/** The signed attributes as the SET that RFC 5652 §5.4 signs: its own tag in place of `[0]`. */
export function asSet(attributes: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(tag.set), attributes.subarray(1))
}

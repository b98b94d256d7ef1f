/**
 * Takes a time-stamp response (RFC 3161 §2.4.2) or a bare token apart: the CMS SignedData (RFC 5652 §5) around a TSTInfo.
 * Reads only; what it says is judged in judge-timestamp.ts. Strict DER: indefinite lengths and bytes that follow are refused.
 */
import { bytesToHex } from '../../../../shared/core/bytes/hex.ts'
import { textFromUtf8 } from '../../../../shared/core/bytes/utf8.ts'
import { childAt, DerError, integerValue, oidText, parseDer, withTag, type DerNode } from '../../signing/der-reader.ts'
import { tag } from '../../signing/der-writer.ts'
import { idContentType, idMessageDigest, idSignedData, idSigningCertificateV2 } from '../../signing/object-ids.ts'
import type { SignatureScheme, TokenDigest } from '../../signing/timestamp-crypto.ts'
import { digestFrom, schemeFrom } from './algorithms.ts'

/** id-ct-TSTInfo, RFC 3161 §2.4.2. */
export const idTstInfo = '1.2.840.113549.1.9.16.1.4'
/** id-aa-signingCertificate, RFC 2634 §5.4; its successor is RFC 5035 §3. */
const idSigningCertificate = '1.2.840.113549.1.9.16.2.12'

/** PKIStatusInfo, RFC 3161 §2.4.2 with RFC 4210 §5.2.3. */
export interface ResponseStatus {
  /** 0 granted, 1 granted with modifications; all others carry no token. */
  readonly code: number
  readonly text: string | null
}

export interface TimestampResponse {
  /** Null for a bare token. */
  readonly status: ResponseStatus | null
  /** The token's ContentInfo; null when the response carries none. */
  readonly token: DerNode | null
}

/** Hostile: a token with its certificates has 1 to 10 KB. */
const largestToken = 1024 * 1024

/** A response or a bare token, by its first member. Throws DerError. */
export function timestampResponseFrom(bytes: Uint8Array): TimestampResponse {
  if (bytes.length > largestToken) throw new DerError('token is too long')
  const outer = withTag(parseDer(bytes), tag.sequence)
  if (outer.children[0]?.tag !== tag.sequence) return { status: null, token: outer }
  const info = childAt(outer, 0, tag.sequence)
  const texts = info.children.find((child) => child.tag === tag.sequence)?.children ?? []
  const text = texts.map((one) => textFromUtf8(withTag(one, tag.utf8String).content)).join(' ')
  if (outer.children.length > 2) throw new DerError('bytes follow the token')
  return {
    status: { code: integerValue(childAt(info, 0)), text: text === '' ? null : text.slice(0, 500) },
    token: outer.children[1] ?? null,
  }
}

/** A certificate's digest and, where the signer stated them, its issuer and serial number. RFC 5035 §4. */
export interface CertificateReference {
  /** Undefined when the algorithm is not one that is accepted. */
  readonly algorithm: TokenDigest | undefined
  readonly hash: Uint8Array
  /** DER of the issuer's Name, and the serial number's contents in lower-case hex; null where absent. */
  readonly issuerDer: Uint8Array | null
  readonly serial: string | null
}

export interface TokenSigner {
  /** By issuer and serial number, or by key identifier (hex). RFC 5652 §5.3. */
  readonly id:
    | { readonly kind: 'issuer'; readonly issuerDer: Uint8Array; readonly serial: string }
    | { readonly kind: 'key'; readonly keyId: string }
  readonly digest: TokenDigest | undefined
  readonly digestOid: string
  readonly scheme: SignatureScheme | undefined
  readonly signatureOid: string
  readonly signature: Uint8Array
  readonly attributes: SignedAttributes | null
}

export interface SignedAttributes {
  /** `[0]` with its members, as they stand. */
  readonly raw: Uint8Array
  readonly members: readonly Uint8Array[]
  /** Null when absent or when it is there more than once. */
  readonly contentType: string | null
  readonly messageDigest: Uint8Array | null
  /** First reference of each signing-certificate attribute, by version. */
  readonly references: readonly CertificateReference[]
  /** Types that occur twice or hold another number of values than one. RFC 5652 §11. */
  readonly repeated: readonly string[]
}

export interface TokenContent {
  readonly outerType: string
  readonly contentType: string
  /** Contents of the encapsulated octet string; null when the signature is detached. */
  readonly content: Uint8Array | null
  /** DER of each certificate, in the order of the token. */
  readonly certificates: readonly Uint8Array[]
  readonly revocationLists: readonly Uint8Array[]
  readonly signers: readonly DerNode[]
}

/** Hostile: each certificate costs a reading and maybe a signature check. */
const mostCertificates = 32

/** The parts of the SignedData. Throws DerError. */
export function tokenContentFrom(token: DerNode): TokenContent {
  const outerType = oidText(childAt(withTag(token, tag.sequence), 0))
  const nothing = { contentType: '', content: null, certificates: [], revocationLists: [], signers: [] }
  if (outerType !== idSignedData) return { outerType, ...nothing }
  const data = childAt(childAt(token, 1, tag.context0), 0, tag.sequence)
  integerValue(childAt(data, 0))
  withTag(childAt(data, 1), tag.set)
  const encapsulated = childAt(data, 2, tag.sequence)
  const wrapper = encapsulated.children[1]
  const rest = data.children.slice(3)
  const take = (wanted: number): DerNode | undefined => (rest[0]?.tag === wanted ? rest.shift() : undefined)
  // CertificateChoices other than a certificate are tagged; none of them signs a token.
  const certificates = (take(tag.context0)?.children ?? []).filter((child) => child.tag === tag.sequence)
  const lists = (take(tag.context1)?.children ?? []).filter((child) => child.tag === tag.sequence)
  const signers = take(tag.set)
  if (signers === undefined || rest.length > 0) throw new DerError('signers are missing or out of their place')
  if (certificates.length > mostCertificates || lists.length > mostCertificates)
    throw new DerError('more certificates than are read')
  return {
    outerType,
    contentType: oidText(childAt(encapsulated, 0)),
    content: wrapper === undefined ? null : childAt(withTag(wrapper, tag.context0), 0, tag.octetString).content,
    certificates: certificates.map(({ raw }) => raw),
    revocationLists: lists.map(({ raw }) => raw),
    signers: signers.children,
  }
}

/** A SignerInfo, RFC 5652 §5.3. Throws DerError. */
export function tokenSignerFrom(node: DerNode): TokenSigner {
  const { children } = withTag(node, tag.sequence)
  integerValue(childAt(node, 0))
  const id = childAt(node, 1)
  const digestNode = childAt(node, 2, tag.sequence)
  const digest = digestFrom(digestNode)
  const attributed = children[3]?.tag === tag.context0
  const at = attributed ? 4 : 3
  const signatureNode = childAt(node, at, tag.sequence)
  // Unsigned attributes may follow; they are not under the signature and nothing is taken from them.
  if (children.length > at + 3) throw new DerError('member where none is expected')
  return {
    id:
      id.tag === 0x80
        ? { kind: 'key', keyId: bytesToHex(id.content) }
        : {
            kind: 'issuer',
            issuerDer: childAt(withTag(id, tag.sequence), 0).raw,
            serial: bytesToHex(childAt(id, 1, tag.integer).content),
          },
    digest,
    digestOid: oidText(childAt(digestNode, 0)),
    scheme: schemeFrom(signatureNode, digest),
    signatureOid: oidText(childAt(signatureNode, 0)),
    signature: childAt(node, at + 1, tag.octetString).content,
    attributes: attributed ? attributesFrom(childAt(node, 3)) : null,
  }
}

function attributesFrom(node: DerNode): SignedAttributes {
  const valueByType = new Map<string, DerNode>()
  const repeated = new Set<string>()
  for (const attribute of node.children) {
    const type = oidText(childAt(withTag(attribute, tag.sequence), 0))
    const values = childAt(attribute, 1, tag.set)
    // Hostile: with two, one reader would take the first and another the last.
    if (values.children.length !== 1 || valueByType.has(type)) repeated.add(type)
    else valueByType.set(type, childAt(values, 0))
  }
  for (const type of repeated) valueByType.delete(type)
  const contentType = valueByType.get(idContentType)
  const messageDigest = valueByType.get(idMessageDigest)
  const first = valueByType.get(idSigningCertificate)
  const second = valueByType.get(idSigningCertificateV2)
  return {
    raw: node.raw,
    members: node.children.map(({ raw }) => raw),
    contentType: contentType === undefined ? null : oidText(contentType),
    messageDigest: messageDigest === undefined ? null : withTag(messageDigest, tag.octetString).content,
    references: [
      ...(first === undefined ? [] : [referenceFrom(firstReference(first), 'sha1')]),
      ...(second === undefined ? [] : [referenceFrom(firstReference(second), 'sha256')]),
    ],
    repeated: [...repeated],
  }
}

/** SigningCertificate and SigningCertificateV2: the first reference is the signer's (RFC 5035 §3). */
function firstReference(value: DerNode): DerNode {
  return childAt(childAt(withTag(value, tag.sequence), 0, tag.sequence), 0, tag.sequence)
}

/** ESSCertID hashes by SHA-1 and has no algorithm; ESSCertIDv2 may state one and means SHA-256 by default. */
function referenceFrom(node: DerNode, implied: TokenDigest): CertificateReference {
  const stated = implied === 'sha256' && node.children[0]?.tag === tag.sequence ? node.children[0] : undefined
  const at = stated === undefined ? 0 : 1
  const issuerSerial = node.children[at + 1]
  // GeneralNames with one directoryName, `[4]`. RFC 5035 §4.
  const name = issuerSerial === undefined ? undefined : childAt(childAt(issuerSerial, 0, tag.sequence), 0)
  return {
    algorithm: stated === undefined ? implied : digestFrom(stated),
    hash: childAt(node, at, tag.octetString).content,
    issuerDer: name === undefined ? null : childAt(withTag(name, 0xa4), 0).raw,
    serial: issuerSerial === undefined ? null : bytesToHex(childAt(issuerSerial, 1, tag.integer).content),
  }
}

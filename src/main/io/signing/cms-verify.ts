/**
 * Checks a detached CMS signature (RFC 5652 §5.4 to §5.6) and gathers everything that is wrong with it. Every octet of
 * the message is either under the signature, bound by the signed certificate reference, or compared with the one value
 * it may have; so a changed octet anywhere shows. Trust in the certificate is judged in trust.ts, revocation nowhere.
 */
import { constants, createHash, createVerify } from 'node:crypto'
import { bytesToHex, concatBytes, equalBytes } from '../../../shared/core/bytes/hex.ts'
import type { SignatureFacts, SignatureProblem } from '../../../shared/core/package/signature-facts.ts'
import { fingerprintOf, parseCertificate, type Certificate } from './certificate.ts'
import { childAt, integerValue, octets, oidText, parseDer, withTag, type DerNode } from './der-reader.ts'
import { setOf, tag } from './der-writer.ts'
import * as ids from './object-ids.ts'

const nothing: SignatureFacts = {
  intact: false,
  digestExpected: null,
  digestActual: null,
  algorithm: null,
  subject: null,
  issuer: null,
  fingerprint: null,
  certificateDer: null,
  chainDer: [],
  selfSigned: false,
  notBefore: null,
  notAfter: null,
  problems: [],
}

/** Facts about a signature that could not be read at all. */
export function unreadableSignature(reason: string, actual: string | null): SignatureFacts {
  return { ...nothing, problems: [{ reason, expected: null, actual }] }
}

/** Checks `signature` (DER, exactly) over `content`. Never throws for wrong evidence. */
export function verifyCms(content: Uint8Array, signature: Uint8Array): SignatureFacts {
  return verifyCmsPieces([content], signature)
}

/** The same over content given in pieces that are hashed one after the other. */
export function verifyCmsPieces(pieces: readonly Uint8Array[], signature: Uint8Array): SignatureFacts {
  try {
    return judge(readMessage(signature), pieces)
  } catch (error) {
    return unreadableSignature('unreadable', error instanceof Error ? error.message : null)
  }
}

interface Message {
  readonly digestOid: string
  readonly digestName: string
  readonly signatureOid: string
  readonly signatureValue: Uint8Array
  readonly certificates: readonly Certificate[]
  readonly signer: Certificate | null
  /** The signed attributes as the SET that was signed. */
  readonly signedBytes: Uint8Array
  readonly messageDigest: Uint8Array | null
  /** Digests (hex) of the certificates the signer bound, signer first; null when there is no such attribute. */
  readonly boundCertificates: readonly string[] | null
  readonly problems: SignatureProblem[]
}

function readMessage(bytes: Uint8Array): Message {
  const problems: SignatureProblem[] = []
  const outer = withTag(parseDer(bytes), tag.sequence)
  same('content type', ids.idSignedData, oidText(childAt(outer, 0)), problems)
  exactly(outer, 2)
  const wrapper = childAt(outer, 1, tag.context0)
  exactly(wrapper, 1)
  const data = childAt(wrapper, 0, tag.sequence)
  // version, digest algorithms, content, certificates, signers. Revocation lists would be a sixth and are not written here.
  exactly(data, 5)
  same('version', '1', String(integerValue(childAt(data, 0))), problems)
  const digestAlgorithms = childAt(data, 1, tag.set).children.map(algorithmOid)
  const encapsulated = childAt(data, 2, tag.sequence)
  same('encapsulated content type', ids.idData, oidText(childAt(encapsulated, 0)), problems)
  // Hostile: with content inside, a reader would check that instead of the file beside it.
  if (encapsulated.children.length !== 1)
    problems.push({ reason: 'content-embedded', expected: 'detached', actual: 'content inside the signature' })
  const certificates = childAt(data, 3, tag.context0).children.map((node) =>
    parseCertificate(withTag(node, tag.sequence).raw),
  )
  const signers = childAt(data, 4, tag.set).children
  if (signers.length !== 1) problems.push({ reason: 'signer-count', expected: '1', actual: String(signers.length) })
  return readSigner(childAt(childAt(data, 4), 0, tag.sequence), certificates, digestAlgorithms, problems)
}

function readSigner(
  info: DerNode,
  certificates: readonly Certificate[],
  digestAlgorithms: readonly string[],
  problems: SignatureProblem[],
): Message {
  // version, signer, digest, signed attributes, algorithm, value. Unsigned attributes would be a seventh.
  exactly(info, 6)
  same('signer version', '1', String(integerValue(childAt(info, 0))), problems)
  const id = childAt(info, 1, tag.sequence)
  exactly(id, 2)
  const signer =
    certificates.find(
      (one) => equalBytes(one.issuerDer, childAt(id, 0).raw) && equalBytes(one.serialDer, childAt(id, 1).raw),
    ) ?? null
  if (signer === null)
    problems.push({ reason: 'certificate-missing', expected: 'the certificate the signer names', actual: null })
  const digestOid = algorithmOid(childAt(info, 2, tag.sequence))
  if (digestAlgorithms.length !== 1 || digestAlgorithms[0] !== digestOid) {
    problems.push({ reason: 'attribute-unexpected', expected: digestOid, actual: digestAlgorithms.join(', ') })
  }
  const attributesNode = childAt(info, 3, tag.context0)
  const attributes = readAttributes(attributesNode, problems)
  const signatureOid = algorithmOid(childAt(info, 4, tag.sequence))
  return {
    digestOid,
    digestName: ids.digestNameByOid.get(digestOid) ?? '',
    signatureOid,
    signatureValue: octets(childAt(info, 5, tag.octetString)),
    certificates,
    signer,
    signedBytes: concatBytes(Uint8Array.of(tag.set), attributesNode.raw.subarray(1)),
    ...attributes,
    problems,
  }
}

function readAttributes(
  node: DerNode,
  problems: SignatureProblem[],
): Pick<Message, 'messageDigest' | 'boundCertificates'> {
  // RFC 5652 §5.3: signed in DER order; another order would verify over other bytes than those shown.
  if (!equalBytes(setOf(node.children.map((child) => child.raw)).subarray(1), node.raw.subarray(1))) {
    problems.push({ reason: 'not-canonical', expected: 'attributes in DER order', actual: null })
  }
  const valueByType = new Map<string, DerNode>()
  for (const attribute of node.children) {
    exactly(withTag(attribute, tag.sequence), 2)
    const type = oidText(childAt(attribute, 0))
    const values = childAt(attribute, 1, tag.set)
    if (values.children.length !== 1 || valueByType.has(type))
      problems.push({
        reason: 'attribute-unexpected',
        expected: `${type} once`,
        actual: String(values.children.length),
      })
    else valueByType.set(type, childAt(values, 0))
  }
  const contentType = valueByType.get(ids.idContentType)
  if (contentType === undefined) problems.push({ reason: 'attribute-missing', expected: 'content type', actual: null })
  else same('signed content type', ids.idData, oidText(contentType), problems)
  const digest = valueByType.get(ids.idMessageDigest)
  if (digest === undefined) problems.push({ reason: 'attribute-missing', expected: 'message digest', actual: null })
  const reference = valueByType.get(ids.idSigningCertificateV2)
  return {
    messageDigest: digest === undefined ? null : octets(withTag(digest, tag.octetString)),
    boundCertificates: reference === undefined ? null : readReference(reference),
  }
}

/** SigningCertificateV2, RFC 5035 §3: only entries that use the default digest SHA-256 are understood. */
function readReference(node: DerNode): string[] {
  return childAt(withTag(node, tag.sequence), 0, tag.sequence).children.map((entry) => {
    const first = childAt(withTag(entry, tag.sequence), 0)
    if (first.tag === tag.octetString) return bytesToHex(first.content)
    return algorithmOid(first) === ids.idSha256
      ? bytesToHex(childAt(entry, 1, tag.octetString).content)
      : 'unsupported digest'
  })
}

function judge(message: Message, pieces: readonly Uint8Array[]): SignatureFacts {
  const { problems, signer } = message
  const scheme = ids.signatureByOid.get(message.signatureOid)
  const supported =
    scheme !== undefined && message.digestName !== '' && (scheme.digest ?? message.digestName) === message.digestName
  if (!supported)
    problems.push({
      reason: 'algorithm-unsupported',
      expected: 'ECDSA or RSA with SHA-256, SHA-384 or SHA-512',
      actual: `${message.signatureOid} with ${message.digestOid}`,
    })

  const digestExpected = message.messageDigest === null ? null : bytesToHex(message.messageDigest)
  const digestActual = message.digestName === '' ? null : digestOf(pieces, message.digestName)
  if (digestExpected !== null && digestActual !== null && digestExpected !== digestActual) {
    problems.push({ reason: 'digest-differs', expected: digestExpected, actual: digestActual })
  }
  if (supported && signer !== null && !signatureHolds(message, signer, scheme.key)) {
    problems.push({ reason: 'signature-broken', expected: 'a signature value that verifies', actual: null })
  }
  if (signer !== null) judgeReference(message, signer)
  return {
    intact: problems.length === 0,
    digestExpected,
    digestActual,
    algorithm: supported ? `${scheme.key === 'ec' ? 'ecdsa' : 'rsa'}-${message.digestName}` : null,
    subject: signer?.subject ?? null,
    issuer: signer?.issuer ?? null,
    fingerprint: signer?.fingerprint ?? null,
    certificateDer: signer?.der ?? null,
    chainDer: message.certificates.filter((one) => one !== signer).map((one) => one.der),
    selfSigned: signer?.selfSigned ?? false,
    notBefore: signer?.notBefore ?? null,
    notAfter: signer?.notAfter ?? null,
    problems,
  }
}

function judgeReference(message: Message, signer: Certificate): void {
  const bound = message.boundCertificates
  if (bound === null) {
    message.problems.push({ reason: 'attribute-missing', expected: 'signing-certificate-v2', actual: null })
    return
  }
  // Hostile: without this comparison another certificate over the same key could be put in, with another name on it.
  if (bound[0] !== signer.fingerprint)
    message.problems.push({ reason: 'certificate-differs', expected: bound[0] ?? null, actual: signer.fingerprint })
  const carried = message.certificates.map((one) => fingerprintOf(one.der))
  for (const fingerprint of carried) {
    if (!bound.includes(fingerprint))
      message.problems.push({ reason: 'certificate-unlisted', expected: null, actual: fingerprint })
  }
  if (new Set(carried).size !== carried.length)
    message.problems.push({
      reason: 'certificate-unlisted',
      expected: 'each certificate once',
      actual: String(carried.length),
    })
}

function signatureHolds(message: Message, signer: Certificate, kind: 'ec' | 'rsa'): boolean {
  const key = signer.x509.publicKey
  if (key.asymmetricKeyType !== kind) return false
  const verifier = createVerify(message.digestName).update(message.signedBytes)
  const parameters =
    kind === 'rsa' ? { key, padding: constants.RSA_PKCS1_PADDING } : { key, dsaEncoding: 'der' as const }
  return verifier.verify(parameters, message.signatureValue)
}

function digestOf(pieces: readonly Uint8Array[], name: string): string {
  const digest = createHash(name)
  for (const piece of pieces) digest.update(piece)
  return digest.digest('hex')
}

/** Identifier of an algorithm whose parameters are absent or NULL; anything else is not understood here. */
function algorithmOid(node: DerNode): string {
  const algorithm = withTag(node, tag.sequence)
  const parameters = algorithm.children[1]
  if (
    algorithm.children.length > 2 ||
    (parameters !== undefined && parameters.raw.length !== 2) ||
    (parameters !== undefined && parameters.tag !== tag.null)
  ) {
    return `${oidText(childAt(algorithm, 0))} with parameters`
  }
  return oidText(childAt(algorithm, 0))
}

function exactly(node: DerNode, count: number): void {
  if (node.children.length !== count)
    throw new RangeError(`${node.children.length} members where ${count} are expected`)
}

function same(what: string, expected: string, actual: string, problems: SignatureProblem[]): void {
  if (expected !== actual) problems.push({ reason: 'attribute-unexpected', expected: `${what} ${expected}`, actual })
}

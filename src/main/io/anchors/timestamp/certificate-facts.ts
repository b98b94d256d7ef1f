/**
 * What a judgement needs of an X.509 certificate (RFC 5280 §4.1), read from its DER. Apart from the certificates of
 * `io/signing`: those are for people to see, and these must say of each extension whether it was understood.
 */
import { bytesToHex } from '../../../../shared/core/bytes/hex.ts'
import {
  childAt,
  DerError,
  integerValue,
  octets,
  oidText,
  parseDer,
  withTag,
  type DerNode,
} from '../../signing/der-reader.ts'
import { tag } from '../../signing/der-writer.ts'
import type { SignatureScheme } from '../../signing/timestamp-crypto.ts'
import { schemeFrom } from './algorithms.ts'
import { booleanValue, hasBit, nameFrom, secondsFromTime, type NameValue } from './der-values.ts'

export interface CertificateFacts {
  readonly der: Uint8Array
  /** What its issuer signed. */
  readonly signed: Uint8Array
  readonly scheme: SignatureScheme | undefined
  readonly signature: Uint8Array
  readonly subject: NameValue
  readonly issuer: NameValue
  readonly issuerDer: Uint8Array
  /** Contents of the serial number, lower-case hex, sign octet included. */
  readonly serial: string
  /** Seconds since 1970, both ends inside. */
  readonly notBefore: number
  readonly notAfter: number
  readonly spki: Uint8Array
  /** Null where there is no basicConstraints; `pathLength` null where it sets none. RFC 5280 §4.2.1.9. */
  readonly constraints: { readonly authority: boolean; readonly pathLength: number | null } | null
  /** Null where there is no keyUsage, then every use is allowed. RFC 5280 §4.2.1.3. */
  readonly keyUsage: {
    readonly signs: boolean
    readonly signsCertificates: boolean
    readonly signsLists: boolean
  } | null
  readonly purposes: { readonly critical: boolean; readonly ids: readonly string[] } | null
  readonly subjectKey: string | null
  /** GeneralNames of subjectAltName that are directory names. */
  readonly otherNames: readonly NameValue[]
  /** Identifiers of critical extensions that are not understood here. RFC 5280 §4.2: such a certificate cannot be judged. */
  readonly unknownCritical: readonly string[]
  readonly versionOne: boolean
}

/** The part of an extension's identifiers that is processed. RFC 5280 §4.2.1. */
const idSubjectKeyIdentifier = '2.5.29.14'
const idKeyUsage = '2.5.29.15'
const idSubjectAltName = '2.5.29.17'
const idBasicConstraints = '2.5.29.19'
const idExtendedKeyUsage = '2.5.29.37'
/** No policy is asked for, so any is accepted (RFC 5280 §6.1.1 (c)); policyConstraints would change that and is not known. */
const idCertificatePolicies = '2.5.29.32'
const understood = new Set([
  idSubjectKeyIdentifier,
  idKeyUsage,
  idSubjectAltName,
  idBasicConstraints,
  idExtendedKeyUsage,
  idCertificatePolicies,
])

/** Hostile: certificates of time-stamping authorities have 1 to 3 KB. */
const largestCertificate = 64 * 1024

/** Reads a certificate that fills `bytes` exactly. Throws DerError. */
export function certificateFactsFrom(bytes: Uint8Array): CertificateFacts {
  if (bytes.length > largestCertificate) throw new DerError('certificate is too long')
  const certificate = withTag(parseDer(bytes), tag.sequence)
  const body = childAt(certificate, 0, tag.sequence)
  const versioned = body.children[0]?.tag === tag.context0
  const first = versioned ? 1 : 0
  const serial = childAt(body, first, tag.integer)
  const outerAlgorithm = childAt(certificate, 1, tag.sequence)
  // RFC 5280 §4.1.1.2: the identifier outside is not signed, so it must repeat the one inside.
  if (bytesToHex(childAt(body, first + 1, tag.sequence).raw) !== bytesToHex(outerAlgorithm.raw))
    throw new DerError('two signature algorithms')
  const issuer = childAt(body, first + 2, tag.sequence)
  const validity = childAt(body, first + 3, tag.sequence)
  const rest = body.children.slice(first + 6)
  return {
    der: certificate.raw,
    signed: body.raw,
    scheme: schemeFrom(outerAlgorithm, undefined),
    signature: bitsOf(childAt(certificate, 2)),
    subject: nameFrom(childAt(body, first + 4)),
    issuer: nameFrom(issuer),
    issuerDer: issuer.raw,
    serial: bytesToHex(serial.content),
    notBefore: secondsFromTime(childAt(validity, 0)),
    notAfter: secondsFromTime(childAt(validity, 1)),
    spki: childAt(body, first + 5, tag.sequence).raw,
    versionOne: !versioned,
    ...extensionFacts(rest.find((node) => node.tag === tag.context3)),
  }
}

/** Octets of a BIT STRING without unused bits. Throws DerError. */
export function bitsOf(node: DerNode): Uint8Array {
  const { content } = withTag(node, tag.bitString)
  if (content[0] !== 0) throw new DerError('bit string is not whole octets')
  return content.subarray(1)
}

type ExtensionFacts = Pick<
  CertificateFacts,
  'constraints' | 'keyUsage' | 'purposes' | 'subjectKey' | 'otherNames' | 'unknownCritical'
>

function extensionFacts(wrapper: DerNode | undefined): ExtensionFacts {
  const facts: { -readonly [K in keyof ExtensionFacts]: ExtensionFacts[K] } = {
    constraints: null,
    keyUsage: null,
    purposes: null,
    subjectKey: null,
    otherNames: [],
    unknownCritical: [],
  }
  if (wrapper === undefined) return facts
  const unknown: string[] = []
  const seen = new Set<string>()
  for (const { id, critical, value } of extensionsOf(childAt(wrapper, 0, tag.sequence))) {
    // RFC 5280 §4.2: one instance of each; a second could say the opposite of the first.
    if (seen.has(id)) throw new DerError('extension occurs twice')
    seen.add(id)
    if (critical && !understood.has(id)) unknown.push(id)
    if (id === idBasicConstraints) facts.constraints = constraintsFrom(parseDer(value))
    else if (id === idKeyUsage) {
      const { content } = withTag(parseDer(value), tag.bitString)
      facts.keyUsage = {
        // digitalSignature (0) or contentCommitment (1).
        signs: hasBit(content, 0) || hasBit(content, 1),
        signsCertificates: hasBit(content, 5),
        signsLists: hasBit(content, 6),
      }
    } else if (id === idExtendedKeyUsage) {
      facts.purposes = { critical, ids: withTag(parseDer(value), tag.sequence).children.map(oidText) }
    } else if (id === idSubjectKeyIdentifier) {
      facts.subjectKey = bytesToHex(withTag(parseDer(value), tag.octetString).content)
    } else if (id === idSubjectAltName) {
      const names = withTag(parseDer(value), tag.sequence).children.filter((name) => name.tag === 0xa4)
      facts.otherNames = names.map((name) => nameFrom(childAt(name, 0)))
    }
  }
  facts.unknownCritical = unknown
  return facts
}

/** Extensions ::= SEQUENCE OF SEQUENCE { id, critical DEFAULT FALSE, OCTET STRING }. Throws DerError. */
export function extensionsOf(
  list: DerNode,
): readonly { readonly id: string; readonly critical: boolean; readonly value: Uint8Array }[] {
  return list.children.map((node) => {
    const { children } = withTag(node, tag.sequence)
    const critical = children.length === 3 && booleanValue(childAt(node, 1))
    return {
      id: oidText(childAt(node, 0)),
      critical,
      value: octets(childAt(node, children.length - 1, tag.octetString)),
    }
  })
}

function constraintsFrom(node: DerNode): NonNullable<CertificateFacts['constraints']> {
  const { children } = withTag(node, tag.sequence)
  const authority = children[0]?.tag === tag.boolean && booleanValue(children[0])
  const limit = children.find((child) => child.tag === tag.integer)
  return { authority, pathLength: limit === undefined ? null : integerValue(limit) }
}

/**
 * Supplied certificate revocation lists: RFC 5280 §5, with what RFC 3161 §4 says of tokens made before a revocation.
 * Nothing is fetched; without a list, revocation is stated to be not checked.
 */
import { bytesToHex } from '../../../../shared/core/bytes/hex.ts'
import { childAt, DerError, parseDer, withTag, type DerNode } from '../../signing/der-reader.ts'
import { tag } from '../../signing/der-writer.ts'
import type { SignatureScheme, TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import { schemeFrom } from './algorithms.ts'
import { bitsOf, extensionsOf, type CertificateFacts } from './certificate-facts.ts'
import { nameFrom, secondsFromTime } from './der-values.ts'

export interface RevocationList {
  readonly issuerKey: string
  /** For people. */
  readonly issuerText: string
  /** Seconds since 1970. */
  readonly thisUpdate: number
  readonly revokedBySerial: ReadonlyMap<string, { readonly at: number; readonly reason: number | null }>
  readonly signed: Uint8Array
  readonly scheme: SignatureScheme | undefined
  readonly signature: Uint8Array
  /** A critical extension (a part of a list, a list of changes): what it leaves out is not known here. */
  readonly partial: boolean
}

/** id-ce-cRLReasons, RFC 5280 §5.3.1. */
const idReason = '2.5.29.21'

/** Reads a CertificateList that fills `bytes` exactly. Throws DerError. */
export function revocationListFrom(bytes: Uint8Array): RevocationList {
  const list = withTag(parseDer(bytes), tag.sequence)
  const body = childAt(list, 0, tag.sequence)
  const members = [...body.children]
  if (members[0]?.tag === tag.integer) members.shift()
  const [algorithm, issuer, thisUpdate, ...rest] = members
  if (algorithm === undefined || issuer === undefined || thisUpdate === undefined)
    throw new DerError('value is missing')
  if (bytesToHex(algorithm.raw) !== bytesToHex(childAt(list, 1).raw)) throw new DerError('two signature algorithms')
  if (rest[0]?.tag === tag.utcTime || rest[0]?.tag === tag.generalizedTime) rest.shift()
  const entries = rest[0]?.tag === tag.sequence ? rest.shift() : undefined
  const extensions = rest[0]?.tag === tag.context0 ? rest.shift() : undefined
  if (rest.length > 0) throw new DerError('member where none is expected')
  const revokedBySerial = new Map<string, { readonly at: number; readonly reason: number | null }>()
  let partial = extensions !== undefined && hasCritical(childAt(extensions, 0, tag.sequence))
  for (const entry of entries?.children ?? []) {
    const own = entry.children[2]
    // A critical extension of an entry may name another issuer for it (§5.3.3).
    if (own !== undefined && hasCritical(own)) partial = true
    const serial = bytesToHex(childAt(entry, 0, tag.integer).content)
    revokedBySerial.set(serial, { at: secondsFromTime(childAt(entry, 1)), reason: reasonFrom(own) })
  }
  return {
    issuerKey: nameFrom(issuer).key,
    issuerText: nameFrom(issuer).text,
    thisUpdate: secondsFromTime(thisUpdate),
    revokedBySerial,
    signed: body.raw,
    scheme: schemeFrom(withTag(algorithm, tag.sequence), undefined),
    signature: bitsOf(childAt(list, 2)),
    partial,
  }
}

/** Lists by the key of their issuer's name. What cannot be read is no list. */
export function listsByIssuerFrom(lists: readonly Uint8Array[]): ReadonlyMap<string, readonly Uint8Array[]> {
  const byIssuer = new Map<string, Uint8Array[]>()
  for (const der of lists) {
    try {
      const { issuerKey } = revocationListFrom(der)
      byIssuer.set(issuerKey, [...(byIssuer.get(issuerKey) ?? []), der])
    } catch (error) {
      if (!(error instanceof DerError)) throw error
    }
  }
  return byIssuer
}

function hasCritical(list: DerNode): boolean {
  return extensionsOf(withTag(list, tag.sequence)).some(({ critical }) => critical)
}

function reasonFrom(extensions: DerNode | undefined): number | null {
  if (extensions === undefined) return null
  const value = extensionsOf(extensions).find(({ id }) => id === idReason)?.value
  return value === undefined ? null : (parseDer(value).content[0] ?? null)
}

export type RevocationFinding =
  | { readonly kind: 'not-revoked' }
  /** Revoked after the token's time for a reason that leaves earlier tokens standing. */
  | { readonly kind: 'revoked-later'; readonly at: number }
  | { readonly kind: 'revoked'; readonly at: number; readonly name: string }
  /** No usable list for this certificate. */
  | { readonly kind: 'no-list'; readonly name: string }

/** unspecified, affiliationChanged, superseded, cessationOfOperation: RFC 3161 §4.1 with RFC 5280 §5.3.1. */
const harmless = new Set([0, 3, 4, 5])

/**
 * Looks every certificate of a path up that has an issuer in it, at `seconds` since 1970. A list older than that time
 * says nothing about it. Signer first; the worst finding is given.
 */
export function findRevocation(
  path: readonly CertificateFacts[],
  lists: readonly RevocationList[],
  seconds: number,
  crypto: TimestampCrypto,
): RevocationFinding {
  let finding: RevocationFinding = { kind: 'not-revoked' }
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    const issuer = path[index + 1] as CertificateFacts
    const usable = lists.filter((list) => isUsable(list, issuer, seconds, crypto))
    if (usable.length === 0) {
      finding = { kind: 'no-list', name: certificate.subject.text }
      continue
    }
    for (const list of usable) {
      const revoked = list.revokedBySerial.get(certificate.serial)
      if (revoked === undefined) continue
      // RFC 3161 §4.1: without a reason, or after a key became known to others, earlier tokens do not stand either.
      if (revoked.at > seconds && revoked.reason !== null && harmless.has(revoked.reason)) {
        if (finding.kind === 'not-revoked') finding = { kind: 'revoked-later', at: revoked.at }
      } else return { kind: 'revoked', at: revoked.at, name: certificate.subject.text }
    }
  }
  return finding
}

function isUsable(list: RevocationList, issuer: CertificateFacts, seconds: number, crypto: TimestampCrypto): boolean {
  if (list.partial || list.scheme === undefined || list.issuerKey !== issuer.subject.key) return false
  if (list.thisUpdate < seconds || issuer.keyUsage?.signsLists === false) return false
  return crypto.verify(list.scheme, issuer.spki, list.signed, list.signature) === true
}

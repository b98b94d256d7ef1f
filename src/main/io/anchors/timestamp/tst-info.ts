/** TSTInfo, what a time-stamping authority signs: RFC 3161 §2.4.2. */
import { bytesToHex } from '../../../../shared/core/bytes/hex.ts'
import { childAt, DerError, integerValue, oidText, parseDer, withTag, type DerNode } from '../../signing/der-reader.ts'
import { tag } from '../../signing/der-writer.ts'
import type { TokenDigest } from '../../signing/timestamp-crypto.ts'
import { algorithmOid, digestFrom } from './algorithms.ts'
import { booleanValue, hexFromInteger, microsFromGeneralizedTime, nameFrom, type NameValue } from './der-values.ts'
import { extensionsOf } from './certificate-facts.ts'

export interface TstInfo {
  readonly version: number
  readonly policy: string
  readonly imprint: {
    readonly oid: string
    /** Undefined when the algorithm is not one that is accepted. */
    readonly algorithm: TokenDigest | undefined
    readonly bytes: Uint8Array
  }
  /** Lower-case hex. */
  readonly serial: string
  readonly micros: number
  readonly accuracyMicros: number | null
  readonly ordering: boolean
  readonly nonce: string | null
  /** Name of the authority where the token states one as a directory name. */
  readonly authority: NameValue | null
  /** Identifiers of critical extensions; none is defined for tokens that is understood here. */
  readonly unknownCritical: readonly string[]
}

/** Reads a TSTInfo that fills `bytes` exactly. Throws DerError. */
export function tstInfoFrom(bytes: Uint8Array): TstInfo {
  const node = withTag(parseDer(bytes), tag.sequence)
  const imprint = childAt(node, 2, tag.sequence)
  const algorithm = childAt(imprint, 0, tag.sequence)
  const optional = node.children.slice(5)
  const take = (wanted: number): DerNode | undefined => (optional[0]?.tag === wanted ? optional.shift() : undefined)
  const accuracy = take(tag.sequence)
  const ordering = take(tag.boolean)
  const nonce = take(tag.integer)
  const authority = take(tag.context0)
  const extensions = take(tag.context1)
  // Hostile: a member out of its order could be one thing to this reader and another to the next.
  if (optional.length > 0) throw new DerError('member where none is expected')
  return {
    version: integerValue(childAt(node, 0)),
    policy: oidText(childAt(node, 1)),
    imprint: {
      oid: algorithmOid(algorithm),
      algorithm: digestFrom(algorithm),
      bytes: childAt(imprint, 1, tag.octetString).content,
    },
    serial: hexFromInteger(childAt(node, 3)),
    micros: microsFromGeneralizedTime(childAt(node, 4)),
    accuracyMicros: accuracy === undefined ? null : accuracyFrom(accuracy),
    ordering: ordering !== undefined && booleanValue(ordering),
    nonce: nonce === undefined ? null : hexFromInteger(nonce),
    authority: authority === undefined ? null : directoryName(childAt(authority, 0)),
    unknownCritical:
      extensions === undefined
        ? []
        : extensionsOf(extensions)
            .filter(({ critical }) => critical)
            .map(({ id }) => id),
  }
}

/** Accuracy ::= SEQUENCE { seconds, millis [0] 1..999, micros [1] 1..999 }, each optional. Half-width in microseconds. */
function accuracyFrom(node: DerNode): number {
  let total = 0
  let last = -1
  for (const part of node.children) {
    const place = [tag.integer as number, 0x80, 0x81].indexOf(part.tag)
    if (place <= last) throw new DerError('accuracy is out of order')
    last = place
    // RFC 3161 §2.4.2; the tag is put back so that the reader of numbers takes it.
    const value = Number.parseInt(bytesToHex(part.content.subarray(0, 5)), 16)
    const most = place === 0 ? 2 ** 31 - 1 : 999
    if (part.content.length > 5 || ((part.content[0] ?? 0x80) & 0x80) !== 0 || value > most)
      throw new DerError('accuracy out of range')
    total += value * ([1_000_000, 1000, 1][place] as number)
  }
  return total
}

/** GeneralName: directoryName is `[4]`; other forms, and the empty name that some write, name nobody a certificate could. */
function directoryName(node: DerNode): NameValue | null {
  const name = node.tag === 0xa4 ? nameFrom(childAt(node, 0)) : null
  return name?.key === '' ? null : name
}

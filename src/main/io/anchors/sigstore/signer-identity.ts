/**
 * What a signer's certificate states of its holder: alternative names, and who told the authority of them (Fulcio's issuer
 * extensions). Statements of the authority, shown as such; nothing here decides who that is.
 */
import { textFromUtf8 } from '../../../../shared/core/bytes/utf8.ts'
import { childAt, DerError, parseDer, withTag, type DerNode } from '../../signing/der-reader.ts'
import { tag } from '../../signing/der-writer.ts'
import { extensionsOf } from '../timestamp/certificate-facts.ts'

export interface SignerIdentity {
  /** E-mail addresses, addresses of pages, other names; line ends and marks of direction replaced. */
  readonly names: readonly string[]
  readonly issuer: string | null
}

const idSubjectAltName = '2.5.29.17'
/** Fulcio's certificate specification: the issuer as a UTF8String, and in its first form as bare bytes. */
const idIssuer = '1.3.6.1.4.1.57264.1.8'
const idFirstIssuer = '1.3.6.1.4.1.57264.1.1'

const mostNames = 8
const longestText = 400

/** Identity in a certificate (DER); empty where it cannot be read. */
export function signerIdentityFrom(certificate: Uint8Array): SignerIdentity {
  try {
    const body = childAt(withTag(parseDer(certificate), tag.sequence), 0, tag.sequence)
    const wrapper = body.children.find((child) => child.tag === tag.context3)
    const extensions = wrapper === undefined ? [] : extensionsOf(childAt(wrapper, 0, tag.sequence))
    const valueOf = (id: string): Uint8Array | undefined => extensions.find((one) => one.id === id)?.value
    const names = valueOf(idSubjectAltName)
    const issuer = valueOf(idIssuer)
    const first = valueOf(idFirstIssuer)
    return {
      names: names === undefined ? [] : parseDer(names).children.slice(0, mostNames).flatMap(generalName),
      issuer:
        issuer !== undefined
          ? visible(withTag(parseDer(issuer), tag.utf8String).content)
          : first
            ? visible(first)
            : null,
    }
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    return { names: [], issuer: null }
  }
}

/** rfc822Name `[1]`, dNSName `[2]`, uniformResourceIdentifier `[6]`; otherName `[0]` with a UTF8String. RFC 5280 §4.2.1.6. */
function generalName(node: DerNode): string[] {
  if (node.tag === 0x81 || node.tag === 0x82 || node.tag === 0x86) return [visible(node.content)]
  const inner = node.tag === tag.context0 ? node.children[1]?.children[0] : undefined
  return inner?.tag === tag.utf8String ? [visible(inner.content)] : []
}

/** Hostile: a name may hold line ends and marks that turn the direction of writing. */
function visible(bytes: Uint8Array): string {
  const text = textFromUtf8(bytes.subarray(0, longestText))
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')
}

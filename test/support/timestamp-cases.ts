/**
 * Tokens that hold and tokens that must not, made by openssl; each with what is expected. They are judged as they are made
 * (test/main/io/anchors/openssl-ts.test.ts), and a set of them is stored in test/cases/timestamp for computers without it.
 */
import { createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as write from '../../src/main/io/signing/der-writer.ts'
import type { AnchorRung, ReasonCode, VerdictWord } from '../../src/shared/model/verdict.ts'
import type { KeyKind, Shape, TimestampAuthority } from './timestamp-authority.ts'

export interface TimestampCase {
  readonly name: string
  readonly why: string
  readonly token: Uint8Array
  /** What the token is said to cover. */
  readonly data: string
  readonly roots: readonly Uint8Array[]
  readonly certificates?: readonly Uint8Array[]
  readonly revocationLists?: readonly Uint8Array[]
  readonly verdict: VerdictWord
  /** Reasons of every step that does not hold, in order. */
  readonly reasons: readonly ReasonCode[]
  readonly rung: AnchorRung
  /** What `openssl ts -verify` says of it under the same root; null where it is not asked or knows less. */
  readonly openssl: 'accepts' | 'refuses' | null
}

const data = 'the head of a chain'

type Wanted = Pick<TimestampCase, 'verdict' | 'reasons' | 'rung' | 'openssl'>

const holds: Wanted = { verdict: 'verified', reasons: [], rung: 'header-known', openssl: 'accepts' }

function differs(...reasons: readonly ReasonCode[]): Wanted {
  return { verdict: 'mismatch', reasons, rung: 'claimed', openssl: 'refuses' }
}

function open(rung: AnchorRung, ...reasons: readonly ReasonCode[]): Wanted {
  return { verdict: 'not-checked', reasons, rung, openssl: 'refuses' }
}

const unasked = { openssl: null } as const

/** Digests of what a case is about, as the engine would have them. */
export function digestsOf(text: string): { algorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512'; hex: string }[] {
  const algorithms = ['sha1', 'sha256', 'sha384', 'sha512'] as const
  return algorithms.map((algorithm) => ({ algorithm, hex: createHash(algorithm).update(text).digest('hex') }))
}

/** A case as the text of its file in test/cases/timestamp. */
export function caseToText({ token, roots, certificates = [], revocationLists = [], ...rest }: TimestampCase): string {
  const lines = { ...rest, token: base64(token), ...lists({ roots, certificates, revocationLists }) }
  return `${JSON.stringify(lines, null, 2)}\n`
}

function lists(members: Record<string, readonly Uint8Array[]>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(members).map(([name, list]) => [name, list.map(base64)]))
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

const folder = join(import.meta.dirname, '../cases/timestamp')

/** The stored cases by name. */
export function storedTimestampCases(): readonly TimestampCase[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.toSorted().map((name) => {
    const stored = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Omit<TimestampCase, Encoded> &
      Record<Encoded, never>
    const bytesOf = (list: readonly string[]) => list.map((one) => Uint8Array.from(Buffer.from(one, 'base64')))
    return {
      ...stored,
      token: bytesOf([stored.token])[0] as Uint8Array,
      roots: bytesOf(stored.roots),
      certificates: bytesOf(stored.certificates),
      revocationLists: bytesOf(stored.revocationLists),
    }
  })
}

type Encoded = 'token' | 'roots' | 'certificates' | 'revocationLists'

/** Every case, freshly made. Takes some 10 s. */
export function makeTimestampCases(authority: TimestampAuthority): readonly TimestampCase[] {
  const bytes = new TextEncoder().encode(data)
  const leaf = (
    name: string,
    shape: Shape,
    more: { kind?: KeyKind; from?: string; to?: string; issuer?: string } = {},
  ) => authority.certificate(name, { shape, issuer: 'root', ...more })
  authority.certificate('root', { shape: 'authority' })
  authority.certificate('other', { shape: 'authority' })
  authority.certificate('namesake', { shape: 'authority', subject: '/O=Example/CN=root' })
  leaf('middle', 'authority', { kind: 'p384' })
  for (const kind of ['rsa', 'p256', 'p384', 'p521', 'ed25519'] as const) leaf(kind, 'tsa', { kind, issuer: 'middle' })
  const root = authority.der('root')
  const cases: TimestampCase[] = []
  const add = (name: string, why: string, token: Uint8Array, wanted: Wanted, more: Partial<TimestampCase> = {}) =>
    cases.push({ name, why, token, data, roots: [root], ...wanted, ...more })
  const reply = (signer: string, more: Partial<Parameters<TimestampAuthority['reply']>[0]> = {}) =>
    authority.reply({ signer, data: bytes, chain: 'middle', ...more })
  const cms = (signer: string, content: Uint8Array, more: Partial<Parameters<TimestampAuthority['cms']>[0]> = {}) =>
    authority.cms({ signers: [signer], content, chain: 'middle', ...more })

  const good = reply('p256')
  add('rsa', 'RSA, PKCS#1 v1.5', reply('rsa'), holds)
  add('p256', 'ECDSA over P-256, a response', good, holds)
  add('p384-bare', 'ECDSA over P-384, a token without the response around it', reply('p384', { bare: true }), holds)
  add('p521-sha512', 'ECDSA over P-521, imprint by SHA-512', reply('p521', { digest: 'sha512' }), holds)
  add('imprint-sha1', 'SHA-1 imprints are taken and said to be weak', reply('rsa', { digest: 'sha1' }), holds)
  add(
    'bound-by-sha1',
    'ESSCertID of RFC 3161, before RFC 5816',
    reply('rsa', { settings: { ess_cert_id_alg: 'sha1' } }),
    holds,
  )
  add(
    'bound-by-sha384',
    'ESSCertIDv2 that states its algorithm',
    reply('p384', { settings: { ess_cert_id_alg: 'sha384', signer_digest: 'sha384' } }),
    holds,
  )
  // The request asks for no certificates, so the token names its signer and does not bring it.
  const lean = reply('p256', { withoutCertificates: true })
  add('certificates-supplied', 'The token carries no certificate; they are supplied beside it', lean, holds, {
    ...unasked,
    certificates: [authority.der('p256'), authority.der('middle')],
  })
  add(
    'certificates-absent',
    'The token carries no certificate and none is supplied',
    lean,
    open('claimed', 'timestamp-certificate-missing'),
  )

  // Content without a name, so that any signer may sign it.
  const nameless = authority.contentOf(reply('p256', { bare: true, settings: { tsa_name: 'no' } }))
  add('ed25519', 'Ed25519, RFC 8419', ed25519Token(authority, 'ed25519', ['middle'], nameless), holds, unasked)
  add('rsa-pss', 'RSASSA-PSS, RFC 4056', cms('rsa', nameless, { pss: true }), holds, unasked)
  // `openssl ts` reads PKCS#7, which has no key identifiers.
  add(
    'key-identifier',
    'The signer is named by its key identifier',
    cms('p256', nameless, { keyIdentifier: true }),
    holds,
    unasked,
  )

  add('root-not-pinned', 'Another root is pinned', good, open('included', 'timestamp-root-not-pinned'), {
    roots: [authority.der('other')],
    ...unasked,
  })
  add('no-root', 'No root is pinned', good, open('included', 'timestamp-root-not-pinned'), { roots: [], ...unasked })
  leaf('direct', 'tsa')
  add(
    'root-namesake',
    'The pinned root has the name of the issuer and another key',
    reply('direct', { chain: 'direct' }),
    open('included', 'timestamp-issuer-signature-differs', 'timestamp-root-not-pinned'),
    { roots: [authority.der('namesake')], ...unasked },
  )

  leaf('plain', 'plain')
  leaf('mail', 'mail')
  leaf('not-critical', 'tsa_not_critical')
  leaf('further', 'tsa_further')
  leaf('no-sign', 'tsa_no_sign')
  leaf('strange', 'tsa_strange')
  const forged = (name: string, why: string, signer: string, wanted: Wanted) =>
    add(name, why, cms(signer, nameless), wanted)
  const absent = differs('timestamp-purpose-absent')
  forged('purpose-absent_fail', 'A certificate without extended key usage', 'plain', absent)
  forged('purpose-other_fail', 'A certificate for e-mail', 'mail', absent)
  forged(
    'purpose-not-critical_fail',
    'timeStamping alone, not critical',
    'not-critical',
    differs('timestamp-purpose-not-critical'),
  )
  forged('purpose-further_fail', 'timeStamping and e-mail', 'further', differs('timestamp-purpose-not-alone'))
  forged('key-may-not-sign_fail', 'keyUsage is keyEncipherment', 'no-sign', differs('timestamp-key-usage-differs'))
  forged(
    'extension-unknown',
    'A critical extension nobody knows',
    'strange',
    open('claimed', 'timestamp-extension-unknown'),
  )
  leaf('ended', 'tsa', { from: '20200101000000Z', to: '20210101000000Z' })
  forged('certificate-ended_fail', 'The certificate ended in 2021', 'ended', differs('timestamp-outside-validity'))
  leaf('future', 'tsa', { from: '20400101000000Z', to: '20490101000000Z' })
  forged(
    'certificate-not-begun_fail',
    'The certificate begins in 2040',
    'future',
    differs('timestamp-outside-validity'),
  )

  const chained = (
    name: string,
    why: string,
    shape: Shape,
    wanted: Wanted,
    to = '20490101000000Z',
    between = 'root',
  ) => {
    const issuer = `issuer-${name}`
    leaf(issuer, shape, { to, issuer: between })
    leaf(`leaf-${name}`, 'tsa', { issuer })
    const chain = `chain-${name}`
    authority.bundle(chain, [issuer, between])
    add(name, why, cms(`leaf-${name}`, nameless, { chain }), wanted)
  }
  chained(
    'issuer-ended_fail',
    'The issuer ended in 2021',
    'authority',
    differs('timestamp-outside-validity'),
    '20210101000000Z',
  )
  chained(
    'issuer-no-authority_fail',
    'Issued by a certificate that is no authority',
    'no_authority',
    differs('timestamp-not-authority', 'timestamp-not-authority'),
  )
  // openssl asks no purpose of authorities.
  chained('issuer-for-mail', 'Issued by an authority for e-mail, critical', 'authority_mail', {
    ...open('claimed', 'timestamp-authority-purpose'),
    openssl: 'accepts',
  })
  chained(
    'issuer-for-mail-not-critical',
    'Issued by an authority for e-mail, not critical',
    'authority_mail_too',
    holds,
  )
  leaf('short', 'authority_short')
  chained(
    'path-too-long_fail',
    'An authority below one with pathLenConstraint 0',
    'authority',
    differs('timestamp-path-too-long'),
    undefined,
    'short',
  )

  add('other-data_fail', 'The token covers something else', good, differs('timestamp-imprint-differs'), {
    data: 'another head',
  })
  add('imprint-md5_fail', 'Imprint by MD5', reply('p256', { digest: 'md5' }), {
    ...differs('timestamp-imprint-refused', 'timestamp-imprint-unknown'),
    openssl: null,
  })
  const rejected = reply('p256', { digest: 'sha384', settings: { digests: 'sha256' } })
  add('rejected_fail', 'The authority refused the digest', rejected, differs('timestamp-not-granted'))
  const content = authority.contentOf(reply('p256', { bare: true }))
  add(
    'authority-name_fail',
    'The token names another authority than its certificate',
    cms('p384', content),
    differs('timestamp-authority-differs'),
  )
  add(
    'two-signers_fail',
    'Two signatures',
    authority.cms({ signers: ['p256', 'p384'], content: nameless, chain: 'middle' }),
    differs('timestamp-signer-count'),
  )
  add(
    'unbound_fail',
    'No signing-certificate attribute',
    cms('p256', nameless, { unbound: true }),
    differs('timestamp-certificate-unbound'),
  )
  add(
    'content-type_fail',
    'Signed data of another type',
    cms('p256', nameless, { contentType: '1.2.840.113549.1.7.1' }),
    differs('timestamp-type-differs'),
  )
  authority.certificate('swapped', { shape: 'tsa', issuer: 'root', key: 'p256' })
  add(
    'certificate-swapped_fail',
    'Another certificate over the same key, with another name',
    cms('p256', nameless, { keyIdentifier: true, withoutCertificates: true }),
    { ...differs('timestamp-certificate-differs', 'timestamp-certificate-differs'), openssl: null },
    { certificates: [authority.der('swapped')] },
  )

  // The year of the token's time, one later; then with the digest of the content put right as well.
  const year = timeOf(nameless)
  const later = new TextEncoder().encode(`2027${year.slice(4)}`)
  const whole = cms('p256', nameless)
  const changed = replaced(nameless, new TextEncoder().encode(year), later)
  const altered = replaced(whole, nameless, changed)
  add('time-altered_fail', 'Another time in the content', altered, differs('timestamp-content-differs'))
  add(
    'time-and-digest-altered_fail',
    'Another time, and the signed digest put right',
    replaced(altered, sha256(nameless), sha256(changed)),
    differs('timestamp-signature-differs'),
  )
  const flipped = Uint8Array.from(whole)
  flipped[flipped.length - 1] = (flipped.at(-1) as number) ^ 1
  add('signature-altered_fail', 'The last bit of the signature', flipped, differs('timestamp-signature-differs'))
  add(
    'trailing-byte',
    'A byte follows the response',
    Uint8Array.of(...good, 0),
    open('claimed', 'timestamp-unreadable'),
    unasked,
  )
  add('cut', 'The last byte is missing', good.subarray(0, -1), open('claimed', 'timestamp-unreadable'))
  const indefinite = Uint8Array.of(0x30, 0x80, ...whole.subarray(4), 0, 0)
  add(
    'length-indefinite',
    'The outermost length is indefinite',
    indefinite,
    open('claimed', 'timestamp-unreadable'),
    unasked,
  )

  const token = reply('direct', { chain: 'direct' })
  const listed = (name: string, why: string, list: Uint8Array, wanted: Wanted) =>
    add(name, why, token, wanted, { revocationLists: [list], openssl: null })
  listed(
    'list-clean',
    'A later list without the certificate',
    authority.revocationList('root', [], '20480101000000Z'),
    holds,
  )
  const before = [{ name: 'direct', at: '250101000000Z', reason: 'superseded' }]
  listed(
    'revoked-before_fail',
    'Revoked before the token was made',
    authority.revocationList('root', before, '20480101000000Z'),
    differs('timestamp-revoked'),
  )
  const after = [{ name: 'direct', at: '470101000000Z', reason: 'superseded' }]
  listed(
    'superseded-later',
    'Superseded later: RFC 3161 §4.1 lets earlier tokens stand',
    authority.revocationList('root', after, '20480101000000Z'),
    holds,
  )
  const stolen = [{ name: 'direct', at: '470101000000Z', reason: 'keyCompromise' }]
  listed(
    'key-known-later_fail',
    'Key compromised later: no earlier token stands',
    authority.revocationList('root', stolen, '20480101000000Z'),
    differs('timestamp-revoked'),
  )
  listed(
    'list-older',
    'A list from before the token',
    authority.revocationList('root', before, '20250601000000Z'),
    open('claimed', 'timestamp-revocation-unknown'),
  )
  listed(
    'list-of-other',
    'A list of another issuer',
    authority.revocationList('other', before, '20480101000000Z'),
    open('claimed', 'timestamp-revocation-unknown'),
  )
  return cases
}

/** A token signed by Ed25519 (RFC 8419): openssl 3.0 makes neither `ts` nor `cms` of that kind. */
function ed25519Token(
  authority: TimestampAuthority,
  name: string,
  chain: readonly string[],
  content: Uint8Array,
): Uint8Array {
  const certificate = authority.der(name)
  const key = createPrivateKey(readFileSync(join(authority.folder, `${name}.key`)))
  const keyBits = new X509Certificate(certificate).publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const sha512 = write.sequence(write.oid('2.16.840.1.101.3.4.2.3'))
  const attribute = (id: string, value: Uint8Array) => write.sequence(write.oid(id), write.setOf([value]))
  const attributes = write.setOf([
    attribute('1.2.840.113549.1.9.3', write.oid('1.2.840.113549.1.9.16.1.4')),
    attribute('1.2.840.113549.1.9.4', write.octetString(createHash('sha512').update(content).digest())),
    attribute(
      '1.2.840.113549.1.9.16.2.47',
      write.sequence(write.sequence(write.sequence(write.octetString(sha256(certificate))))),
    ),
  ])
  const signer = write.sequence(
    write.smallInteger(3),
    write.der(0x80, createHash('sha1').update(keyBits).digest()),
    sha512,
    Uint8Array.of(0xa0, ...attributes.subarray(1)),
    write.sequence(write.oid('1.3.101.112')),
    write.octetString(sign(null, attributes, key)),
  )
  const data = write.sequence(
    write.smallInteger(3),
    write.setOf([sha512]),
    write.sequence(write.oid('1.2.840.113549.1.9.16.1.4'), write.der(0xa0, write.octetString(content))),
    write.der(0xa0, certificate, ...chain.map((one) => authority.der(one))),
    write.setOf([signer]),
  )
  return write.sequence(write.oid('1.2.840.113549.1.7.2'), write.der(0xa0, data))
}

function timeOf(content: Uint8Array): string {
  const time = /\d{14}Z/.exec(Buffer.from(content).toString('latin1'))?.[0]
  if (time === undefined) throw new Error('no time in the content')
  return time
}

function sha256(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(bytes).digest())
}

/** The bytes with the one occurrence of `from` replaced by as many others. */
function replaced(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes)
  const at = buffer.indexOf(from)
  if (at < 0 || from.length !== to.length || buffer.indexOf(from, at + 1) >= 0)
    throw new Error('not there exactly once')
  buffer.set(to, at)
  return Uint8Array.from(buffer)
}

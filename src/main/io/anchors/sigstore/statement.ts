/**
 * What a bundle's signature covers, as digests to look for: the signed digest of a message, the subjects of an in-toto
 * statement in a DSSE envelope, or the payload itself for an envelope around something else.
 */
import { parseHex, bytesToHex, concatBytes } from '../../../../shared/core/bytes/hex.ts'
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import { utf8FromText } from '../../../../shared/core/bytes/utf8.ts'
import type { Commitment, ProofDigest } from '../../../../shared/model/proof.ts'
import type { TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import type { BundleContent } from './bundle.ts'
import { JsonObject, ShapeError } from './json-shape.ts'

/** Bytes that a DSSE signature is made over: the pre-authentication encoding of DSSE v1, protocol.md. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8FromText(payloadType)
  return concatBytes(utf8FromText(`DSSEv1 ${type.length} `), type, utf8FromText(` ${payload.length} `), payload)
}

export interface Statement {
  readonly commitments: readonly Commitment[]
  /** Path of the member that is not in its form; null when all could be read. */
  readonly problem: string | null
  /** Type of the in-toto predicate, as stated; null for content of another kind. */
  readonly predicateType: string | null
}

const inTotoType = 'application/vnd.in-toto+json'
const statementTypes = new Set(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'])
/** Hostile: each is looked for in the source. */
const mostSubjects = 10_000
const mostDigests = 16

/** Digest sets of in-toto by their names; git and directory digests name no file. */
const digestByName: ReadonlyMap<string, { readonly algorithm: ProofDigest; readonly hexDigits: number }> = new Map([
  ['sha1', { algorithm: 'sha1', hexDigits: 40 }],
  ['sha256', { algorithm: 'sha256', hexDigits: 64 }],
  ['sha384', { algorithm: 'sha384', hexDigits: 96 }],
  ['sha512', { algorithm: 'sha512', hexDigits: 128 }],
  ['sha3_256', { algorithm: 'sha3-256', hexDigits: 64 }],
])

/** What the content commits to, each as an imprint. Never throws for what it holds. */
export function statementFrom(content: BundleContent, crypto: TimestampCrypto): Statement {
  if (content.kind === 'message')
    return { commitments: [imprint(content.algorithm, content.digest)], problem: null, predicateType: null }
  if (content.payloadType !== inTotoType)
    return {
      commitments: [imprint('sha256', crypto.digest('sha256', content.payload))],
      problem: null,
      predicateType: null,
    }
  try {
    return inTotoStatement(content.payload)
  } catch (error) {
    return {
      commitments: [],
      problem: error instanceof ShapeError ? error.message : 'JSON',
      predicateType: null,
    }
  }
}

function inTotoStatement(payload: Uint8Array): Statement {
  const statement = new JsonObject(parseJson(new TextDecoder('utf-8', { fatal: true }).decode(payload)), '$')
  if (!statementTypes.has(statement.text('_type'))) throw new ShapeError('$._type')
  const commitments: Commitment[] = []
  for (const subject of statement.list('subject', mostSubjects)) {
    const digests = subject.optional('digest')
    if (digests === null) continue
    for (const [name, hex] of digests.texts().slice(0, mostDigests)) {
      const known = digestByName.get(name)
      if (known === undefined) continue
      const bytes = hex.length === known.hexDigits ? parseHex(hex) : undefined
      if (bytes === undefined) throw new ShapeError(`${digests.path}.${name}`)
      commitments.push(imprint(known.algorithm, bytes))
    }
  }
  if (commitments.length === 0) throw new ShapeError('$.subject')
  return {
    commitments,
    problem: null,
    predicateType: statement.has('predicateType') ? statement.text('predicateType').slice(0, 200) : null,
  }
}

function imprint(algorithm: ProofDigest, digest: Uint8Array): Commitment {
  return { role: 'imprint', algorithm, hex: bytesToHex(digest), size: null, stated: null }
}

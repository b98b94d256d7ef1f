/**
 * A Sigstore instance of the tests' own, over node:crypto alone: authority, log of certificates, logs of both versions,
 * time-stamping authority, and the bundles that a signer gets of them. Written from the specifications (RFC 3161, RFC 5280,
 * RFC 6962, C2SP signed-note, DSSE, protobuf-specs); shares no code with the product.
 */
import { sign } from 'node:crypto'
import {
  authorityExtensions,
  base64,
  certificateOf,
  codeSigning,
  ecdsaSha256,
  nameOf,
  pairOf,
  pem,
  purpose,
  sha256,
  sha256Id,
  tbsOf,
  timeStamping,
  type Extension,
  type Pair,
} from './plain-certificates.ts'
import { der, generalizedTime, int, octet, oid, seq, set, utf8 } from './plain-der.ts'
import { leafOf, pathOf, rootOf } from './plain-tlog.ts'

export const identity = 'https://ci.example.com/shop/release'
export const issuerOfIdentity = 'https://token.example.com'

/** When everything of the instance happens: 2025-06-01T12:00:00Z, in seconds since 1970. */
export const signedAt = 1_748_779_200
const year = 31_536_000

export interface BundleOptions {
  readonly version?: '0.1' | '0.2' | '0.3'
  readonly log?: 'first' | 'second'
  readonly content?: 'message' | 'envelope'
  /** Signer with a bare key instead of a certificate. */
  readonly bareKey?: boolean
  readonly signer?: Pair
  /** Key that makes the signature, when it is not the one that is certified. */
  readonly signsWith?: Pair
  readonly checkpointKey?: Pair
  readonly promiseKey?: Pair
  readonly certificateLogKey?: Pair
  readonly authorityKey?: Pair
  readonly purpose?: string
  /** Seconds since 1970: of the log's promise, and of the time stamp. */
  readonly promisedAt?: number
  readonly stampedAt?: number
  /** What the time stamp is over, when it is not the signature. */
  readonly stampedOver?: Uint8Array
  readonly withoutTimestamp?: boolean
  /** Changes the entry before the log takes it. */
  readonly recorded?: (body: unknown) => void
  /** Type of the entry where it is not the log's `hashedrekord`. */
  readonly entryType?: 'dsse' | 'intoto'
  readonly payload?: unknown
  readonly payloadType?: string
}

/** A bundle in parts that tests change; `text` is its file. */
export interface PlainBundle {
  readonly json: object
  readonly signature: Buffer
  readonly signer: Pair
}

export const textOf = ({ json }: Pick<PlainBundle, 'json'>): Buffer => Buffer.from(JSON.stringify(json))

export class PlainSigstore {
  readonly authority = pairOf('p256')
  readonly intermediate = pairOf('p256')
  readonly certificateLog = pairOf('p256')
  readonly firstLog = pairOf('p256')
  readonly secondLog = pairOf('ed25519')
  readonly stampRoot = pairOf('p256')
  readonly stamper = pairOf('p256')
  readonly names = { first: 'rekor.example.com', second: 'log2025.rekor.example.com' }
  readonly rootCertificate = this.#issue('authority', 'authority', this.authority, this.authority, authorityExtensions)
  readonly intermediateCertificate = this.#issue('issuer', 'authority', this.intermediate, this.authority, [
    ...authorityExtensions,
    purpose(codeSigning),
  ])
  readonly stampRootCertificate = this.#issue('stamps', 'stamps', this.stampRoot, this.stampRoot, authorityExtensions)
  readonly stampCertificate = this.#issue('stamper', 'stamps', this.stamper, this.stampRoot, [
    purpose(timeStamping, true),
    { id: '2.5.29.15', critical: true, value: der(0x03, Buffer.of(7, 0x80)) },
  ])

  #issue(subject: string, issuer: string, key: Pair, by: Pair, extensions: readonly Extension[]): Buffer {
    const request = { subject, issuer, spki: key.spki, from: signedAt - year, to: signedAt + year, extensions }
    return certificateOf(tbsOf(request, 7), by)
  }

  logId(log: 'first' | 'second'): Buffer {
    return log === 'first'
      ? sha256(this.firstLog.spki)
      : sha256(Buffer.from(`${this.names.second}\n`), Buffer.of(1), this.secondLog.spki.subarray(12))
  }

  /** trusted_root.json; tests change what it returns. */
  trustedRoot() {
    const validFor = { start: new Date((signedAt - year) * 1000).toISOString() } as { start?: string; end?: string }
    const key = (spki: Buffer, keyDetails: string) => ({
      rawBytes: base64(spki),
      keyDetails,
      validFor: { ...validFor },
    })
    const chain = (...certificates: readonly Buffer[]) => ({
      certificates: certificates.map((certificate) => ({ rawBytes: base64(certificate) })),
    })
    return {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [
        {
          baseUrl: `https://${this.names.first}`,
          hashAlgorithm: 'SHA2_256',
          publicKey: key(this.firstLog.spki, 'PKIX_ECDSA_P256_SHA_256'),
          logId: { keyId: base64(this.logId('first')) },
        },
        {
          baseUrl: `https://${this.names.second}`,
          hashAlgorithm: 'SHA2_256',
          publicKey: key(this.secondLog.spki, 'PKIX_ED25519'),
          logId: { keyId: base64(this.logId('second')) },
        },
      ],
      certificateAuthorities: [
        {
          uri: 'https://ca.example.com',
          certChain: chain(this.intermediateCertificate, this.rootCertificate),
          validFor: { ...validFor },
        },
      ],
      ctlogs: [
        {
          baseUrl: 'https://ct.example.com',
          hashAlgorithm: 'SHA2_256',
          publicKey: key(this.certificateLog.spki, 'PKIX_ECDSA_P256_SHA_256'),
          logId: { keyId: base64(sha256(this.certificateLog.spki)) },
        },
      ],
      timestampAuthorities: [
        {
          uri: 'https://stamps.example.com',
          certChain: chain(this.stampCertificate, this.stampRootCertificate),
          validFor: { ...validFor },
        },
      ],
    }
  }

  /** A certificate of ten minutes with a timestamp of the certificate log. */
  signerCertificate(signer: Pair, options: BundleOptions = {}): Buffer {
    const extensions: Extension[] = [
      { id: '2.5.29.15', critical: true, value: der(0x03, Buffer.of(7, 0x80)) },
      purpose(options.purpose ?? codeSigning),
      { id: '2.5.29.17', critical: true, value: seq(der(0x86, Buffer.from(identity))) },
      { id: '1.3.6.1.4.1.57264.1.8', value: utf8(issuerOfIdentity) },
    ]
    const request = {
      subject: 'signer',
      issuer: 'issuer',
      spki: signer.spki,
      from: signedAt - 60,
      to: signedAt + 540,
      extensions,
    }
    const millis = Buffer.alloc(8)
    millis.writeBigUInt64BE(BigInt(signedAt - 60) * 1000n)
    const precertificate = tbsOf(request, 9)
    const length = Buffer.of(0, precertificate.length >> 8, precertificate.length & 255)
    const covered = Buffer.concat([
      Buffer.of(0, 0),
      millis,
      Buffer.of(0, 1),
      sha256(this.intermediate.spki),
      length,
      precertificate,
      Buffer.of(0, 0),
    ])
    const signature = sign('sha256', covered, (options.certificateLogKey ?? this.certificateLog).secret)
    const timestamp = block(
      Buffer.concat([Buffer.of(0), sha256(this.certificateLog.spki), millis, Buffer.of(0, 0, 4, 3), block(signature)]),
    )
    const list = { id: '1.3.6.1.4.1.11129.2.4.2', value: octet(block(timestamp)) }
    return certificateOf(
      tbsOf({ ...request, extensions: [...extensions, list] }, 9),
      options.authorityKey ?? this.intermediate,
    )
  }

  /** An RFC 3161 response over `data`. */
  timestamp(data: Uint8Array, seconds = signedAt): Buffer {
    const info = seq(
      int(1),
      oid('1.3.6.1.4.1.99999.1'),
      seq(sha256Id, octet(sha256(data))),
      int(5),
      generalizedTime(seconds),
    )
    const attribute = (id: string, value: Uint8Array): Buffer => seq(oid(id), set(value))
    const attributes = [
      attribute('1.2.840.113549.1.9.3', oid('1.2.840.113549.1.9.16.1.4')),
      attribute('1.2.840.113549.1.9.4', octet(sha256(info))),
      attribute('1.2.840.113549.1.9.16.2.47', seq(seq(seq(octet(sha256(this.stampCertificate)))))),
    ]
    const members = set(...attributes)
    const signer = seq(
      int(1),
      seq(nameOf('stamps'), int(7)),
      sha256Id,
      Buffer.concat([Buffer.of(0xa0), members.subarray(1)]),
      ecdsaSha256,
      octet(sign('sha256', members, this.stamper.secret)),
    )
    const signed = seq(
      int(3),
      set(sha256Id),
      seq(oid('1.2.840.113549.1.9.16.1.4'), der(0xa0, octet(info))),
      der(0xa0, this.stampCertificate),
      set(signer),
    )
    return seq(seq(int(0)), seq(oid('1.2.840.113549.1.7.2'), der(0xa0, signed)))
  }

  /** A bundle over `artifact`, everything of it right but what the options change. */
  bundle(artifact: Uint8Array, options: BundleOptions = {}): PlainBundle {
    const { version = '0.3', log = 'first', content = 'message', signer = pairOf('p256') } = options
    const certificate = options.bareKey === true ? null : this.signerCertificate(signer, options)
    const payloadType = options.payloadType ?? 'application/vnd.in-toto+json'
    const payload = Buffer.from(JSON.stringify(options.payload ?? statementOver(artifact)))
    const covered =
      content === 'message'
        ? Buffer.from(artifact)
        : Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} ${payload.toString()}`)
    const signature = signatureOver(covered, options.signsWith ?? signer)
    const body = this.#body({ options, log, covered, payload, signature, signer, certificate })
    options.recorded?.(body)
    const entry = this.#entry(log, body, options)
    const material =
      certificate === null
        ? { publicKey: { hint: 'release key' } }
        : version === '0.3'
          ? { certificate: { rawBytes: base64(certificate) } }
          : { x509CertificateChain: { certificates: [{ rawBytes: base64(certificate) }] } }
    const stamped = options.stampedOver ?? signature
    const withStamp = log === 'second' && options.withoutTimestamp !== true
    const stamps = withStamp ? [{ signedTimestamp: base64(this.timestamp(stamped, options.stampedAt)) }] : []
    const json = {
      mediaType:
        version === '0.3'
          ? 'application/vnd.dev.sigstore.bundle.v0.3+json'
          : `application/vnd.dev.sigstore.bundle+json;version=${version}`,
      verificationMaterial: {
        ...material,
        tlogEntries: [entry],
        ...(stamps.length === 0 ? {} : { timestampVerificationData: { rfc3161Timestamps: stamps } }),
      },
      ...(content === 'message'
        ? {
            messageSignature: {
              messageDigest: { algorithm: 'SHA2_256', digest: base64(sha256(artifact)) },
              signature: base64(signature),
            },
          }
        : { dsseEnvelope: { payload: base64(payload), payloadType, signatures: [{ sig: base64(signature) }] } }),
    }
    return { json, signature, signer }
  }

  #body(parts: {
    readonly options: BundleOptions
    readonly log: 'first' | 'second'
    readonly covered: Buffer
    readonly payload: Buffer
    readonly signature: Buffer
    readonly signer: Pair
    readonly certificate: Buffer | null
  }) {
    const { options, log, covered, payload, signature, signer, certificate } = parts
    const verifier = base64(
      Buffer.from(certificate === null ? pem('PUBLIC KEY', signer.spki) : pem('CERTIFICATE', certificate)),
    )
    const hash = (bytes: Buffer) => ({ algorithm: 'sha256', value: sha256(bytes).toString('hex') })
    if (log === 'second')
      return {
        apiVersion: '0.0.2',
        kind: 'hashedrekord',
        spec: {
          hashedRekordV002: {
            data: { algorithm: 'SHA2_256', digest: base64(sha256(covered)) },
            signature: {
              content: base64(signature),
              verifier: {
                keyDetails: 'PKIX_ECDSA_P256_SHA_256',
                ...(certificate === null
                  ? { publicKey: { rawBytes: base64(signer.spki) } }
                  : { x509Certificate: { rawBytes: base64(certificate) } }),
              },
            },
          },
        },
      }
    if (options.entryType === 'dsse')
      return {
        apiVersion: '0.0.1',
        kind: 'dsse',
        spec: { payloadHash: hash(payload), signatures: [{ signature: base64(signature), verifier }] },
      }
    if (options.entryType === 'intoto')
      return {
        apiVersion: '0.0.2',
        kind: 'intoto',
        spec: {
          content: {
            envelope: { signatures: [{ sig: base64(Buffer.from(base64(signature))), publicKey: verifier }] },
            payloadHash: hash(payload),
          },
        },
      }
    return {
      apiVersion: '0.0.1',
      kind: 'hashedrekord',
      spec: {
        data: { hash: hash(covered) },
        signature: { content: base64(signature), publicKey: { content: verifier } },
      },
    }
  }

  #entry(
    log: 'first' | 'second',
    body: { readonly apiVersion: string; readonly kind: string },
    options: BundleOptions,
  ) {
    const bytes = Buffer.from(JSON.stringify(body))
    const leaves = [
      ...Array.from({ length: 11 }, (_, index) => leafOf(Buffer.from(`entry ${index}`))),
      leafOf(bytes),
      leafOf(Buffer.from('later')),
    ]
    const root = rootOf(leaves)
    const name = this.names[log]
    const origin = log === 'first' ? `${name} - 2605736670972794746` : name
    const head = `${origin}\n${leaves.length}\n${base64(root)}\n`
    const key = options.checkpointKey ?? (log === 'first' ? this.firstLog : this.secondLog)
    const noteSignature = signatureOver(Buffer.from(head), key)
    const logId = this.logId(log)
    const line = `\u2014 ${name} ${base64(Buffer.concat([logId.subarray(0, 4), noteSignature]))}\n`
    const integratedTime = options.promisedAt ?? signedAt
    const logIndex = log === 'first' ? 4000 : 11
    const promised = `{"body":"${base64(bytes)}","integratedTime":${integratedTime},"logID":"${logId.toString('hex')}","logIndex":${logIndex}}`
    const promise = sign('sha256', Buffer.from(promised), (options.promiseKey ?? this.firstLog).secret)
    return {
      logIndex: String(logIndex),
      logId: { keyId: base64(logId) },
      kindVersion: { kind: body.kind, version: body.apiVersion },
      ...(log === 'first'
        ? { integratedTime: String(integratedTime), inclusionPromise: { signedEntryTimestamp: base64(promise) } }
        : {}),
      inclusionProof: {
        logIndex: '11',
        rootHash: base64(root),
        treeSize: String(leaves.length),
        hashes: pathOf(11, leaves).map(base64),
        checkpoint: { envelope: `${head}\n${line}` },
      },
      canonicalizedBody: base64(bytes),
    }
  }
}

export function statementOver(...artifacts: readonly Uint8Array[]) {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: artifacts.map((artifact, index) => ({
      name: `file ${index}`,
      digest: { sha256: sha256(artifact).toString('hex') },
    })),
    predicateType: 'https://example.com/release/v1',
    predicate: {},
  }
}

function signatureOver(bytes: Buffer, { secret }: Pair): Buffer {
  return sign(secret.asymmetricKeyType === 'ed25519' ? null : 'sha256', bytes, secret)
}

/** Two bytes of length before the bytes. */
function block(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes])
}

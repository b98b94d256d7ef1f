/**
 * Sigstore bundles of an instance that the tests make themselves (test/support/plain-sigstore.ts): what holds under its
 * trusted root, what each change is refused for, and what stays open without the root.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { isSigstoreBundle, largestBundle } from '../../../../src/main/io/anchors/sigstore/bundle.ts'
import { judgeBundle, neededArtifact } from '../../../../src/main/io/anchors/sigstore/judge-bundle.ts'
import type { SigstorePorts } from '../../../../src/main/io/anchors/sigstore/log-steps.ts'
import {
  parseTrustedRoot,
  withoutStart,
  type SigstoreRoot,
} from '../../../../src/main/io/anchors/sigstore/trusted-root.ts'
import { loadTlogPorts } from '../../../../src/main/io/anchors/tlog-ports.ts'
import { timestampCrypto } from '../../../../src/main/io/signing/timestamp-crypto.ts'
import { proofJudgementSchema, type ProofJudgement } from '../../../../src/shared/model/proof.ts'
import { sigstoreTexts } from '../../../../src/shared/text/catalogue/proof-sigstore.ts'
import { pairOf } from '../../../support/plain-certificates.ts'
import {
  identity,
  issuerOfIdentity,
  PlainSigstore,
  signedAt,
  statementOver,
  textOf,
  type PlainBundle,
} from '../../../support/plain-sigstore.ts'

const instance = new PlainSigstore()
const artifact = Buffer.from('the audit log of May')
const other = Buffer.from('another file')
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

let ports: SigstorePorts
beforeAll(async () => {
  ports = { sha256: (await loadTlogPorts()).sha256, crypto: timestampCrypto }
})

type TrustedRootJson = ReturnType<PlainSigstore['trustedRoot']>

function rootWith(change: (root: TrustedRootJson) => void = () => {}, of = instance): SigstoreRoot {
  const json = of.trustedRoot()
  change(json)
  const parsed = parseTrustedRoot(Buffer.from(JSON.stringify(json)))
  if (parsed.kind === 'refused') throw new Error(parsed.problem)
  return parsed.root
}

interface Pins {
  readonly roots?: readonly SigstoreRoot[]
  readonly keys?: readonly Uint8Array[]
  readonly artifact?: Uint8Array
}

function judge(bundle: PlainBundle | Uint8Array, pins: Pins = {}): ProofJudgement {
  const bytes = bundle instanceof Uint8Array ? bundle : textOf(bundle)
  const trust = { roots: pins.roots ?? [rootWith()], keys: pins.keys ?? [] }
  const judgement = judgeBundle(bytes, trust, ports, pins.artifact ?? null)
  expect(proofJudgementSchema.parse(judgement)).toEqual(judgement)
  const { proofStep, proofFact } = sigstoreTexts
  for (const { step } of judgement.steps) expect(Object.keys(proofStep)).toContain(step)
  for (const { label } of judgement.facts) expect(Object.keys(proofFact)).toContain(label)
  return judgement
}

/** Steps that do not hold, as `step reason`. */
const open = ({ steps }: ProofJudgement): string[] =>
  steps.filter(({ holds }) => holds !== true).map(({ step, reason }) => `${step} ${reason}`)

/** The bundle's members, for changes after everybody signed. */
interface Members {
  verificationMaterial: {
    tlogEntries: {
      logIndex: string
      inclusionPromise?: { signedEntryTimestamp: string }
      inclusionProof: {
        logIndex: string
        rootHash: string
        treeSize: string
        hashes: string[]
        checkpoint?: { envelope: string }
      }
      kindVersion: { kind: string }
    }[]
    x509CertificateChain?: { certificates: { rawBytes: string }[] }
  }
  messageSignature: { messageDigest: { digest: string }; signature: string }
  dsseEnvelope: { payload: string }
}

function changed(bundle: PlainBundle, change: (json: Members) => void): PlainBundle {
  const json = structuredClone(bundle.json)
  change(json as unknown as Members)
  return { ...bundle, json }
}

const entryOf = (json: Members) =>
  json.verificationMaterial.tlogEntries[0] as Members['verificationMaterial']['tlogEntries'][0]

describe('bundles that hold', () => {
  it.each([
    ['a message of version 0.1 in a log of the first kind', { version: '0.1' }],
    ['a message of version 0.2', { version: '0.2' }],
    ['a message of version 0.3', { version: '0.3' }],
    ['a message in a log of the second kind, with a time stamp', { log: 'second' }],
    ['an envelope as hashedrekord', { content: 'envelope' }],
    ['an envelope in a log of the second kind', { content: 'envelope', log: 'second' }],
    ['an envelope as dsse', { content: 'envelope', entryType: 'dsse' }],
    ['an envelope as intoto', { content: 'envelope', entryType: 'intoto' }],
  ] as const)('%s', (_, options) => {
    const judgement = judge(instance.bundle(artifact, options))
    expect(open(judgement)).toEqual([])
    expect(judgement).toMatchObject({ verdict: 'verified', reason: null, rung: 'header-known' })
    expect(judgement.commitments).toMatchObject([{ role: 'imprint', algorithm: 'sha256', hex: digestOf(artifact) }])
    expect(judgement.attested).toMatchObject([
      'log' in options
        ? { micros: signedAt * 1e6, by: 'CN=stamper' }
        : { micros: signedAt * 1e6, by: instance.names.first },
    ])
    expect(judgement.steps.at(-1)).toMatchObject({ step: 'bundle-second-verifier', actual: 'verified' })
    expect(judgement.facts).toContainEqual({ label: 'bundle-identity', text: identity })
    expect(judgement.facts).toContainEqual({ label: 'bundle-identity-issuer', text: issuerOfIdentity })
  })

  it.each(['p384', 'rsa'] as const)('a signer with a key of the kind %s, over the digest alone', (kind) => {
    expect(open(judge(instance.bundle(artifact, { signer: pairOf(kind) })))).toEqual([])
  })

  it('a bare key that is pinned, and no other', () => {
    const bundle = instance.bundle(artifact, { bareKey: true })
    expect(judge(bundle, { keys: [pairOf('p256').spki, bundle.signer.spki] })).toMatchObject({ verdict: 'verified' })
    expect(open(judge(bundle, { keys: [pairOf('p256').spki] }))).toEqual(['bundle-key bundle-key-not-pinned'])
  })

  it('all subjects of a statement are committed to', () => {
    const payload = statementOver(artifact, other)
    const { commitments, verdict } = judge(instance.bundle(artifact, { content: 'envelope', payload }))
    expect(verdict).toBe('verified')
    expect(commitments.map(({ hex }) => hex)).toEqual([digestOf(artifact), digestOf(other)])
  })

  it('an envelope around something else commits to its payload', () => {
    const payload = { anything: true }
    const bundle = instance.bundle(artifact, { content: 'envelope', payload, payloadType: 'text/plain' })
    expect(judge(bundle)).toMatchObject({
      verdict: 'verified',
      commitments: [{ hex: digestOf(Buffer.from(JSON.stringify(payload))) }],
    })
  })

  it('both ends of a validity are inside', () => {
    const exact = new Date(signedAt * 1000).toISOString()
    const root = rootWith(({ tlogs, timestampAuthorities }) => {
      for (const log of tlogs) log.publicKey.validFor = { start: exact, end: exact }
      for (const authority of timestampAuthorities) authority.validFor = { start: exact, end: exact }
    })
    for (const log of ['first', 'second'] as const)
      expect(open(judge(instance.bundle(artifact, { log }), { roots: [root] }))).toEqual([])
  })

  it('under whichever of several pinned roots knows the log', () => {
    const roots = [rootWith(undefined, new PlainSigstore()), rootWith()]
    expect(judge(instance.bundle(artifact), { roots })).toMatchObject({ verdict: 'verified' })
  })
})

describe('an Ed25519 signature, which is over the bytes themselves', () => {
  const bundle = instance.bundle(artifact, { signer: pairOf('ed25519') })

  it('asks for them, and holds when they are there', () => {
    expect(neededArtifact(textOf(bundle))).toEqual({ algorithm: 'sha256', hex: digestOf(artifact) })
    expect(neededArtifact(textOf(instance.bundle(artifact)))).toBeNull()
    const without = judge(bundle)
    expect(open(without)).toEqual(['bundle-signature bundle-artifact-needed'])
    expect(without).toMatchObject({ verdict: 'not-checked', rung: 'claimed' })
    expect(judge(bundle, { artifact })).toMatchObject({ verdict: 'verified', rung: 'header-known' })
    const bare = instance.bundle(artifact, { signer: pairOf('ed25519'), bareKey: true })
    expect(neededArtifact(textOf(bare))).toMatchObject({ hex: digestOf(artifact) })
    expect(judge(bare, { artifact, keys: [bare.signer.spki] })).toMatchObject({ verdict: 'verified' })
    expect(neededArtifact(textOf(instance.bundle(artifact, { bareKey: true })))).toBeNull()
  })

  it('does not hold over other bytes', () => {
    expect(open(judge(bundle, { artifact: other }))).toEqual(['bundle-signature bundle-signature-differs'])
  })
})

describe('what is refused, and for what', () => {
  const cases: readonly [name: string, make: () => ProofJudgement, expected: readonly string[]][] = [
    [
      'a signature by another key than the certificate has',
      () => judge(instance.bundle(artifact, { signsWith: pairOf('p256') })),
      ['bundle-signature bundle-signature-differs'],
    ],
    [
      'the digest of another artifact',
      () =>
        judge(
          changed(instance.bundle(artifact), ({ messageSignature: { messageDigest } }) => {
            messageDigest.digest = Buffer.from(digestOf(other), 'hex').toString('base64')
          }),
        ),
      ['bundle-body-digest bundle-body-differs', 'bundle-signature bundle-signature-differs'],
    ],
    [
      'a payload changed after it was signed',
      () =>
        judge(
          changed(instance.bundle(artifact, { content: 'envelope' }), ({ dsseEnvelope }) => {
            dsseEnvelope.payload = Buffer.from(JSON.stringify(statementOver(other))).toString('base64')
          }),
        ),
      ['bundle-body-digest bundle-body-differs', 'bundle-signature bundle-signature-differs'],
    ],
    [
      'an entry over another digest',
      () =>
        judge(
          instance.bundle(artifact, {
            recorded: (body) => {
              ;(body as { spec: { data: { hash: { value: string } } } }).spec.data.hash.value = digestOf(other)
            },
          }),
        ),
      ['bundle-body-digest bundle-body-differs'],
    ],
    [
      "an entry with somebody else's certificate",
      () =>
        judge(
          instance.bundle(artifact, {
            log: 'second',
            recorded: (body) => {
              const { verifier } = (body as { spec: { hashedRekordV002: { signature: { verifier: unknown } } } }).spec
                .hashedRekordV002.signature as { verifier: { x509Certificate: { rawBytes: string } } }
              verifier.x509Certificate.rawBytes = instance.signerCertificate(pairOf('p256')).toString('base64')
            },
          }),
        ),
      // The second verifier does not compare certificates.
      ['bundle-body-signer bundle-body-differs', 'bundle-second-verifier bundle-verifiers-differ'],
    ],
    [
      'an entry of another type than is stated',
      () => judge(changed(instance.bundle(artifact), (json) => void (entryOf(json).kindVersion.kind = 'dsse'))),
      ['bundle-body bundle-body-differs'],
    ],
    [
      'a body changed after the log took it',
      () =>
        judge(
          changed(instance.bundle(artifact, { log: 'second' }), (json) => {
            const entry = entryOf(json) as unknown as { canonicalizedBody: string }
            const body = Buffer.from(entry.canonicalizedBody, 'base64').toString()
            entry.canonicalizedBody = Buffer.from(body.replace('{', '{ ')).toString('base64')
          }),
        ),
      ['bundle-inclusion bundle-not-included'],
    ],
    [
      'a path with its last hash cut off',
      () => judge(changed(instance.bundle(artifact), (json) => void entryOf(json).inclusionProof.hashes.pop())),
      ['bundle-inclusion bundle-not-included'],
    ],
    [
      'an index beyond the tree',
      () => judge(changed(instance.bundle(artifact), (json) => void (entryOf(json).inclusionProof.logIndex = '13'))),
      ['bundle-inclusion bundle-not-included'],
    ],
    [
      'another root in the proof',
      () =>
        judge(
          changed(instance.bundle(artifact), (json) => {
            entryOf(json).inclusionProof.rootHash = Buffer.alloc(32, 7).toString('base64')
          }),
        ),
      // The second verifier goes by the checkpoint and does not look at this root.
      [
        'bundle-inclusion bundle-not-included',
        'bundle-checkpoint bundle-root-differs',
        'bundle-second-verifier bundle-verifiers-differ',
      ],
    ],
    [
      'a checkpoint by another key',
      () => judge(instance.bundle(artifact, { log: 'second', checkpointKey: pairOf('ed25519') })),
      ['bundle-checkpoint-signature bundle-checkpoint-signature-differs'],
    ],
    [
      'a checkpoint without a line of the log',
      () =>
        judge(
          changed(instance.bundle(artifact), (json) => {
            const { checkpoint } = entryOf(json).inclusionProof
            if (checkpoint !== undefined)
              checkpoint.envelope = checkpoint.envelope.replace('\u2014 rekor', '\u2014 witness')
          }),
        ),
      ['bundle-checkpoint-signature bundle-checkpoint-unsigned'],
    ],
    [
      'a checkpoint of more lines than are read, which no verifier is given',
      () =>
        judge(
          changed(instance.bundle(artifact), (json) => {
            const { checkpoint } = entryOf(json).inclusionProof
            if (checkpoint === undefined) return
            const line = checkpoint.envelope.slice(checkpoint.envelope.indexOf('\u2014'))
            checkpoint.envelope += line.repeat(100)
          }),
        ),
      ['bundle-checkpoint bundle-checkpoint-unreadable'],
    ],
    [
      'a promise by another key',
      () => judge(instance.bundle(artifact, { promiseKey: pairOf('p256') })),
      ['bundle-promise bundle-promise-differs'],
    ],
    [
      'an index that the promise is not over',
      () => judge(changed(instance.bundle(artifact), (json) => void (entryOf(json).logIndex = '4001'))),
      ['bundle-promise bundle-promise-differs'],
    ],
    [
      'an entry after the key of the log ended',
      () => {
        const end = new Date((signedAt - 1) * 1000).toISOString()
        const root = rootWith(({ tlogs }) => tlogs.forEach(({ publicKey }) => (publicKey.validFor.end = end)))
        return judge(instance.bundle(artifact), { roots: [root] })
      },
      ['bundle-log-validity bundle-log-outside-validity'],
    ],
    [
      'an entry of the second log after its key ended',
      () => {
        const end = new Date((signedAt - 1) * 1000).toISOString()
        const root = rootWith(({ tlogs }) => tlogs.forEach(({ publicKey }) => (publicKey.validFor.end = end)))
        return judge(instance.bundle(artifact, { log: 'second' }), { roots: [root] })
      },
      // The second verifier looks at this time for promises only.
      ['bundle-log-validity bundle-log-outside-validity', 'bundle-second-verifier bundle-verifiers-differ'],
    ],
    [
      'a promise made after the certificate ended',
      () => judge(instance.bundle(artifact, { promisedAt: signedAt + 3600 })),
      ['bundle-certificate-validity bundle-outside-certificate'],
    ],
    [
      'a time stamp made before the certificate began',
      () => judge(instance.bundle(artifact, { log: 'second', stampedAt: signedAt - 3600 })),
      ['bundle-certificate-validity bundle-outside-certificate'],
    ],
    [
      'a time stamp over something else',
      () => judge(instance.bundle(artifact, { log: 'second', stampedOver: other })),
      ['bundle-timestamp timestamp-imprint-differs'],
    ],
    [
      'a time stamp outside the validity that the root states for its authority',
      () => {
        const end = new Date((signedAt - 1) * 1000).toISOString()
        const root = rootWith(({ timestampAuthorities }) =>
          timestampAuthorities.forEach(({ validFor }) => (validFor.end = end)),
        )
        return judge(instance.bundle(artifact, { log: 'second' }), { roots: [root] })
      },
      ['bundle-timestamp bundle-authority-outside-validity'],
    ],
    [
      'an authority that ended before',
      () => {
        const end = new Date((signedAt - 1) * 1000).toISOString()
        const root = rootWith(({ certificateAuthorities }) =>
          certificateAuthorities.forEach(({ validFor }) => (validFor.end = end)),
        )
        return judge(instance.bundle(artifact), { roots: [root] })
      },
      ['bundle-authority-validity bundle-authority-outside-validity'],
    ],
    [
      'a certificate timestamp by another key',
      () => judge(instance.bundle(artifact, { certificateLogKey: pairOf('p256') })),
      ['bundle-certificate-log bundle-certificate-log-differs'],
    ],
    [
      'a certificate for something else',
      () => judge(instance.bundle(artifact, { purpose: '1.3.6.1.5.5.7.3.4' })),
      // The second verifier asks for no purpose.
      ['bundle-certificate bundle-purpose-differs', 'bundle-second-verifier bundle-verifiers-differ'],
    ],
    [
      'a bundle that brings its own root',
      () =>
        judge(
          changed(instance.bundle(artifact, { version: '0.2' }), ({ verificationMaterial }) => {
            const rawBytes = instance.rootCertificate.toString('base64')
            verificationMaterial.x509CertificateChain?.certificates.push({ rawBytes })
          }),
        ),
      ['bundle-certificate-chain bundle-root-carried', 'bundle-second-verifier bundle-verifiers-differ'],
    ],
  ]

  for (const [name, make, expected] of cases)
    it(`${name}`, () => {
      const judgement = make()
      expect(open(judgement)).toEqual(expected)
      expect(judgement).toMatchObject({ verdict: 'mismatch', rung: 'claimed', attested: [] })
      const asked = judgement.steps.some(({ step }) => step === 'bundle-second-verifier')
      expect(asked).toBe(!expected.includes('bundle-checkpoint bundle-checkpoint-unreadable'))
    })
})

describe('what stays open', () => {
  const cases: readonly [name: string, make: () => ProofJudgement, expected: readonly string[], rung: string][] = [
    [
      'everything that ends in a root, when none is pinned',
      () => judge(instance.bundle(artifact), { roots: [] }),
      ['bundle-log-key bundle-log-not-pinned', 'bundle-certificate-path bundle-certificate-not-pinned'],
      'included',
    ],
    [
      'a log of another instance',
      () => judge(instance.bundle(artifact), { roots: [rootWith(undefined, new PlainSigstore())] }),
      ['bundle-log-key bundle-log-not-pinned', 'bundle-certificate-path bundle-certificate-not-pinned'],
      'included',
    ],
    [
      'a log key without a start of validity, which the second verifier takes for one of all times',
      () => {
        const root = rootWith(({ tlogs }) => tlogs.forEach(({ publicKey }) => delete publicKey.validFor.start))
        expect(withoutStart(root)).toEqual([instance.names.first, instance.names.second])
        return judge(instance.bundle(artifact), { roots: [root] })
      },
      ['bundle-log-key bundle-validity-absent', 'bundle-second-verifier bundle-verifiers-differ'],
      'included',
    ],
    [
      'an authority without a start of validity',
      () => {
        const root = rootWith(({ certificateAuthorities }) =>
          certificateAuthorities.forEach(({ validFor }) => delete validFor.start),
        )
        return judge(instance.bundle(artifact), { roots: [root] })
      },
      ['bundle-certificate-path bundle-validity-absent', 'bundle-second-verifier bundle-verifiers-differ'],
      'included',
    ],
    [
      'a certificate by an authority that is not pinned',
      () => judge(instance.bundle(artifact, { authorityKey: pairOf('p256') })),
      ['bundle-certificate-path bundle-certificate-not-pinned'],
      'included',
    ],
    [
      'a certificate timestamp by a log that is not pinned',
      () => {
        const root = rootWith(({ ctlogs }) => {
          for (const log of ctlogs) log.logId.keyId = Buffer.alloc(32, 3).toString('base64')
        })
        return judge(instance.bundle(artifact), { roots: [root] })
      },
      ['bundle-certificate-log bundle-log-not-pinned'],
      'included',
    ],
    [
      'an entry of the second log without a time stamp',
      () => judge(instance.bundle(artifact, { log: 'second', withoutTimestamp: true })),
      ['bundle-time bundle-time-absent'],
      'included',
    ],
    [
      'a statement of no known type',
      () => judge(instance.bundle(artifact, { content: 'envelope', payload: { _type: 'hearsay' } })),
      ['bundle-statement bundle-statement-unreadable', 'bundle-second-verifier bundle-verifiers-differ'],
      'claimed',
    ],
    [
      'a path without a checkpoint, as the first writers left it out',
      () =>
        judge(
          changed(instance.bundle(artifact, { version: '0.1' }), (json) => {
            delete entryOf(json).inclusionProof.checkpoint
          }),
        ),
      ['bundle-checkpoint bundle-checkpoint-absent'],
      'claimed',
    ],
  ]

  for (const [name, make, expected, rung] of cases)
    it(`${name}`, () => {
      const judgement = make()
      expect(open(judgement)).toEqual(expected)
      expect(judgement).toMatchObject({ verdict: 'not-checked', rung })
      if (rung === 'claimed') expect(judgement.attested).toEqual([])
    })
})

describe('the second verifier', () => {
  it('brings no code for connections with it', () => {
    const script = `require('@sigstore/bundle'); require('@sigstore/verify')
      const network = /^NativeModule (http|https|http2|_http_client|net|tls|dgram|dns|internal\\/deps\\/undici)/
      console.log(process.moduleLoadList.filter((name) => network.test(name)).join(' '))`
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim()).toBe('')
    const control = `require('node:https'); ${script}`
    expect(execFileSync(process.execPath, ['-e', control], { encoding: 'utf8' })).toContain('NativeModule https')
  })
})

describe('files that are no bundle', () => {
  const whole = textOf(instance.bundle(artifact))

  it.each([
    ['cut JSON', whole.subarray(0, whole.length - 9), 'bundle-malformed'],
    [
      'a member in another form',
      Buffer.from(whole.toString().replace('"SHA2_256"', '"SHA2_224"')),
      'bundle-form-differs',
    ],
    [
      'a version that is not known',
      Buffer.from(whole.toString().replace('v0.3+json', 'v9.9+json')),
      'bundle-form-differs',
    ],
    [
      'a version 0.3 without the path',
      Buffer.from(whole.toString().replace('inclusionProof', 'inclusionProofs')),
      'bundle-form-differs',
    ],
    ['more than is read', Buffer.concat([whole, Buffer.alloc(largestBundle, 0x20)]), 'bundle-malformed'],
  ])('%s', (_, bytes, reason) => {
    expect(judge(bytes)).toMatchObject({ verdict: 'not-checked', reason, rung: 'claimed', commitments: [] })
  })

  it('are told from bundles by their content', () => {
    expect(isSigstoreBundle(whole)).toBe(true)
    // A program that sorts members puts the type between two long ones.
    const padding = 'x'.repeat(5000)
    const sorted = { dsseEnvelope: padding, mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', z: padding }
    expect(isSigstoreBundle(Buffer.from(JSON.stringify(sorted)))).toBe(true)
    expect(isSigstoreBundle(Buffer.from(JSON.stringify({ a: padding, inside: sorted, z: padding })))).toBe(false)
    expect(
      isSigstoreBundle(Buffer.from(JSON.stringify({ ...instance.bundle(artifact).json, mediaType: 'text/json' }))),
    ).toBe(false)
    expect(isSigstoreBundle(Buffer.from(JSON.stringify(instance.trustedRoot())))).toBe(false)
  })
})

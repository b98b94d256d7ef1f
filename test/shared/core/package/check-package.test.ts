import { beforeAll, describe, expect, it } from 'vitest'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { bytesToHex } from '../../../../src/shared/core/bytes/hex.ts'
import { utf8FromText } from '../../../../src/shared/core/bytes/utf8.ts'
import { buildBagInfo, buildDeclaration } from '../../../../src/shared/core/package/bag-tags.ts'
import { checkPackage, type PackageFacts } from '../../../../src/shared/core/package/check-package.ts'
import { buildDigestList } from '../../../../src/shared/core/package/digest-list.ts'
import * as layout from '../../../../src/shared/core/package/package-layout.ts'
import type { PdfSignatureFacts } from '../../../../src/shared/core/package/signature-facts.ts'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'

let sha256: Hasher
const signature: PdfSignatureFacts = {
  intact: true,
  digestExpected: 'aa',
  digestActual: 'aa',
  algorithm: 'ecdsa-sha256',
  subject: 'CN=A',
  issuer: 'CN=A',
  fingerprint: 'f'.repeat(64),
  certificateDer: null,
  chainDer: [],
  selfSigned: true,
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2028-01-01T00:00:00Z',
  problems: [],
  signatureCount: 1,
  coversWholeFile: true,
  signedAt: '2026-06-01T00:00:00Z',
}

beforeAll(async () => {
  sha256 = await loadHasher('sha256')
})

function goodFacts(): PackageFacts {
  const digest = (bytes: Uint8Array): string => bytesToHex(sha256.hash(bytes))
  const payload = new Map([...layout.requiredPayload, 'data/extracts/a.csv'].map((path) => [path, utf8FromText(path)]))
  const listed = (paths: Iterable<readonly [string, Uint8Array]>): Uint8Array =>
    buildDigestList(new Map([...paths].map(([path, bytes]) => [path, digest(bytes)])))
  const files = new Map(payload)
  files.set(layout.manifestPath, listed(payload))
  files.set(layout.manifestSignaturePath, utf8FromText('cms'))
  files.set(layout.declarationPath, buildDeclaration())
  const bytes = [...payload.values()].reduce((total, one) => total + one.length, 0)
  files.set(
    layout.bagInfoPath,
    buildBagInfo({
      packageId: 'p',
      baggingDate: '2026-06-01',
      software: 's',
      template: 't',
      engagement: 'e',
      period: '2025',
      payloadBytes: bytes,
      payloadFiles: payload.size,
    }),
  )
  files.set(
    layout.tagManifestPath,
    listed(layout.listedTagFiles.map((path) => [path, files.get(path) as Uint8Array] as const)),
  )
  files.set(layout.tagManifestSignaturePath, utf8FromText('cms'))
  return {
    container: { fileName: 'p.evidence.zip', bytes: 1, sha256: '0'.repeat(64) },
    fileByPath: new Map(
      [...files].map(([path, content]) => [path, { sizeBytes: content.length, sha256: digest(content) }]),
    ),
    tagBytesByPath: files,
    reportDigests: listed([...payload].filter(([path]) => path !== layout.reportPath)),
    reportSignature: signature,
    manifestSignature: signature,
    tagManifestSignature: signature,
    certificateFingerprint: signature.fingerprint,
    signerTrusted: true,
  }
}

describe('judging a package from facts', () => {
  it('is verified when everything agrees, over the full count', () => {
    const result = checkPackage(goodFacts())
    expect(result.overall).toBe('verified')
    expect(result.lines.map((line) => [line.check, line.n, line.m])).toEqual([
      ['layout', 10, 10],
      ['manifest', 4, 4],
      ['tag-manifest', 4, 4],
      ['payload-oxum', 1, 1],
      ['report-digests', 3, 3],
      ['manifest-signature', 1, 1],
      ['tag-manifest-signature', 1, 1],
      ['report-signature', 1, 1],
      ['signers-agree', 4, 4],
    ])
  })

  it('keeps identity apart from integrity', () => {
    const identity = (change: Partial<PackageFacts>): unknown[] => {
      const result = checkPackage({ ...goodFacts(), ...change })
      return [result.integrity, result.identity.verdict, result.identity.reason]
    }
    const other = { ...signature, fingerprint: 'e'.repeat(64) }
    const broken = {
      ...signature,
      intact: false,
      problems: [{ reason: 'signature-broken', expected: null, actual: null }],
    }
    expect(identity({})).toEqual(['verified', 'verified', null])
    expect(identity({ signerTrusted: false })).toEqual(['verified', 'not-checked', 'signer-not-trusted'])
    expect(identity({ reportSignature: null })).toEqual(['mismatch', 'not-checked', 'no-signature'])
    expect(identity({ manifestSignature: broken })).toEqual(['mismatch', 'not-checked', 'signature-broken'])
    expect(identity({ tagManifestSignature: other })).toEqual(['mismatch', 'mismatch', 'signer-differs'])
    expect(identity({ certificateFingerprint: null })).toEqual(['mismatch', 'mismatch', 'signer-differs'])
    expect(identity({ reportSignature: { ...signature, signedAt: '2028-01-01T00:00:01Z' } })).toEqual([
      'verified',
      'not-checked',
      'outside-validity',
    ])
    expect(identity({ reportSignature: { ...signature, signedAt: '2025-12-31T23:59:59Z' } })).toEqual([
      'verified',
      'not-checked',
      'outside-validity',
    ])
    expect(identity({ reportSignature: { ...signature, signedAt: null } })).toEqual([
      'verified',
      'not-checked',
      'outside-validity',
    ])
  })

  it('never calls a signature good that is not intact, even when no problem was named', () => {
    const line = checkPackage({ ...goodFacts(), manifestSignature: { ...signature, intact: false } }).lines.find(
      (one) => one.check === 'manifest-signature',
    )
    expect(line).toMatchObject({ verdict: 'mismatch', n: 0, m: 1 })
  })

  it('names the signed list when its digest differs, and the signature file when the signature itself is bad', () => {
    const problems = (reason: string): unknown =>
      checkPackage({
        ...goodFacts(),
        manifestSignature: { ...signature, intact: false, problems: [{ reason, expected: null, actual: null }] },
      })
        .lines.find((one) => one.check === 'manifest-signature')
        ?.problems.map((problem) => problem.file)
    expect(problems('digest-differs')).toEqual([layout.manifestPath])
    expect(problems('signature-broken')).toEqual([layout.manifestSignaturePath])
  })

  it('is a mismatch, not a silence, when a list or attachment is absent', () => {
    const facts = goodFacts()
    const tags = new Map(facts.tagBytesByPath)
    tags.delete(layout.manifestPath)
    const failing = (changed: PackageFacts): string[] =>
      checkPackage(changed)
        .lines.filter((line) => line.verdict !== 'verified')
        .map((line) => line.check)
    expect(failing({ ...facts, tagBytesByPath: tags })).toEqual(['manifest'])
    expect(failing({ ...facts, reportDigests: null })).toEqual(['report-digests'])
    expect(failing({ ...facts, reportDigests: new Uint8Array(0) })).toEqual(['report-digests'])
  })
})

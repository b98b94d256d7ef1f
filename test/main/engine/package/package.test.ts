import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import * as layout from '../../../../src/shared/core/package/package-layout.ts'
import { packageCheckSchema, packageChecks, type PackageCheck } from '../../../../src/shared/model/package.ts'
import { openPackage } from '../../../../src/main/engine/package/open-package.ts'
import type { SealedPackage } from '../../../../src/main/engine/package/seal-package.ts'
import { certificateToPem } from '../../../../src/main/io/signing/certificate.ts'
import { signCms } from '../../../../src/main/io/signing/cms-sign.ts'
import type { TrustList } from '../../../../src/main/io/signing/trust.ts'
import { rawZip } from '../../io/files/raw-zip.ts'
import { flipped, inFolder, run, testKey } from '../../io/signing/material.ts'
import { extractPath, payload, recomputeManifests, repack, sealSample, sealedAt, unpack } from './package-material.ts'

const key = testKey()
const trust: TrustList = { fingerprints: [key.certificate.fingerprint], certificates: [] }
const nobody: TrustList = { fingerprints: [], certificates: [] }
let sealed: SealedPackage

beforeAll(async () => {
  sealed = await sealSample(key)
})

function check(bytes: Uint8Array, trusted = trust): Promise<PackageCheck> {
  return openPackage({ bytes, fileName: 'x.evidence.zip' }, { trust: trusted })
}

async function checkChanged(change: (files: Map<string, Uint8Array>) => void): Promise<PackageCheck> {
  const files = await unpack(sealed.zip)
  change(files)
  return check(await repack(files))
}

/** Checks that are not `verified`, by name. */
const failing = (result: PackageCheck): string[] =>
  result.lines.filter((line) => line.verdict !== 'verified').map((line) => line.check)
const filesNamed = (result: PackageCheck): Set<string> =>
  new Set(result.lines.flatMap((line) => line.problems.map((problem) => problem.file)))

describe('a sealed package', () => {
  it('verifies after opening: every check over its whole scope, and the signer when named', async () => {
    const result = await check(sealed.zip)
    expect(packageCheckSchema.parse(result)).toEqual(result)
    expect(result.lines.map((line) => line.check)).toEqual([...packageChecks])
    for (const line of result.lines) expect(line).toMatchObject({ verdict: 'verified', problems: [], n: line.m })
    expect(result).toMatchObject({
      integrity: 'verified',
      overall: 'verified',
      packageId: 'shop-soc2-2025q2-0001',
      template: 'SOC 2',
      period: '2025-04-01 to 2025-06-30',
      engagement: 'Shop & Söhne <spring>',
      signedAt: '2026-01-12T09:02:11Z',
      sha256: sealed.sha256,
      bytes: sealed.zip.length,
      identity: {
        verdict: 'verified',
        reason: null,
        subject: 'CN=Jane Doe (Example Ltd)',
        fingerprint: sealed.fingerprint,
        selfSigned: true,
      },
    })
    // Eight payload files: five given, report, certificate, HOW-TO-VERIFY.
    expect(result.lines.find((line) => line.check === 'manifest')).toMatchObject({ n: 8, m: 8 })
    expect(result.lines.find((line) => line.check === 'report-digests')).toMatchObject({ n: 7, m: 7 })
    expect(sealed.files.map((file) => file.path)).toEqual(layout.sortedPaths([...(await unpack(sealed.zip)).keys()]))
  })

  it('is the same file for the same inputs, clock and key', async () => {
    expect((await sealSample(testKey())).zip).toEqual(sealed.zip)
    expect((await sealSample(testKey('two'))).sha256).not.toBe(sealed.sha256)
  })

  it('is intact but of an unknown signer when the signer is not named', async () => {
    expect(await check(sealed.zip, nobody)).toMatchObject({
      integrity: 'verified',
      overall: 'not-checked',
      identity: { verdict: 'not-checked', reason: 'signer-not-trusted' },
    })
    const other = { fingerprints: [testKey('two').certificate.fingerprint], certificates: [] }
    expect(await check(sealed.zip, other)).toMatchObject({
      integrity: 'verified',
      identity: { verdict: 'not-checked', reason: 'signer-not-trusted' },
    })
    expect(await check(sealed.zip, { fingerprints: [], certificates: [key.certificate.der] })).toMatchObject({
      overall: 'verified',
    })
  })

  it('does not establish who signed when the clock is outside the validity of the certificate', async () => {
    const early = await sealSample(key, { sealedAt: new Date('2025-12-31T23:59:59Z') })
    expect(await check(early.zip)).toMatchObject({
      integrity: 'verified',
      overall: 'not-checked',
      identity: { reason: 'outside-validity' },
    })
  })

  it('is opened from disk, and with the bag at the top level too', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'p.evidence.zip')
      writeFileSync(path, sealed.zip)
      expect(await openPackage({ path, fileName: 'p.evidence.zip' }, { trust })).toMatchObject({
        overall: 'verified',
        fileName: 'p.evidence.zip',
      })
    })
    const flat = rawZip([...(await unpack(sealed.zip))].map(([name, bytes]) => ({ name, bytes })))
    expect(await check(flat)).toMatchObject({ overall: 'verified' })
  })

  it('is accepted by sha256sum, openssl, pdfsig and qpdf, with the commands that HOW-TO-VERIFY prints', async (context) => {
    await inFolder(async (folder) => {
      const files = await unpack(sealed.zip)
      for (const [path, bytes] of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), bytes)
      }
      for (const program of ['sha256sum', 'openssl', 'pdfsig', 'pdfdetach', 'qpdf'])
        run(context, program, ['--version'])
      const howTo = new TextDecoder().decode(files.get(layout.howToVerifyPath))
      const commands = [
        ...howTo.replaceAll('\\\n', ' ').matchAll(/^ {4}((?:sha256sum|openssl|pdfsig|pdfdetach) .*)$/gm),
      ].map((match) => match[1] ?? '')
      expect(commands).toHaveLength(13)
      const answers: string[] = []
      for (const command of commands) {
        const { code, text } = run(context, 'sh', ['-c', command], folder)
        expect(code, `${command}\n${text}`).toBe(0)
        answers.push(text)
      }
      const all = answers.join('\n')
      expect(all.match(/CMS Verification successful/g)).toHaveLength(3)
      expect(all).not.toContain('FAILED')
      expect(all).toContain(`${extractPath}: OK`)
      expect(all).toContain('Signature is Valid.')
      expect(all).toContain('Total document signed')
      const pairs = sealed.fingerprint.toUpperCase().replace(/(..)(?=.)/g, '$1:')
      expect(all.match(new RegExp(`sha256 Fingerprint=${pairs}`, 'gi'))).toHaveLength(3)
      expect(howTo).toContain(pairs.slice(0, 47))
      expect(run(context, 'qpdf', ['--check', layout.reportPath], folder).code).toBe(0)
      const printed = run(context, 'pdftotext', ['-layout', layout.reportPath, '-'], folder).text
      for (const path of [extractPath, layout.certificatePath]) {
        const digest = sealed.files.find((file) => file.path === path)?.sha256 ?? ''
        expect(printed).toMatch(new RegExp(`${path} +\\d+ +${digest.slice(0, 32)}\\s+${digest.slice(32)}`))
      }
    })
  })
})

describe('a package that was changed', () => {
  it('names the file for one changed byte in any of its files, at its start, middle and end', async () => {
    for (const { path, bytes } of sealed.files) {
      for (const position of new Set([0, Math.floor(bytes / 2), bytes - 1])) {
        const result = await checkChanged((files) => files.set(path, flipped(files.get(path) as Uint8Array, position)))
        expect(result.integrity, `${path} byte ${position}`).toBe('mismatch')
        expect(result.overall).toBe('mismatch')
        expect([...filesNamed(result)], `${path} byte ${position}`).toContain(path)
      }
    }
  })

  it('names the file for each file that is removed', async () => {
    for (const { path } of sealed.files) {
      const result = await checkChanged((files) => files.delete(path))
      expect(result.integrity, path).toBe('mismatch')
      expect([...filesNamed(result)], path).toContain(path)
    }
  })

  it('is refused, and the extract named, when an extract is edited and both manifests are recomputed', async () => {
    const edited = new TextEncoder().encode('id,amount\n1,100\n2,9250\n3,75\n')
    const result = await checkChanged((files) => {
      files.set(extractPath, edited)
      recomputeManifests(files)
    })
    expect(failing(result)).toEqual(['report-digests', 'manifest-signature', 'tag-manifest-signature'])
    const line = result.lines.find((one) => one.check === 'report-digests')
    expect(line).toMatchObject({
      n: 6,
      m: 7,
      problems: [
        {
          file: extractPath,
          reason: 'digest-differs',
          expected: createHash('sha256')
            .update(payload.get(extractPath) as Uint8Array)
            .digest('hex'),
          actual: createHash('sha256').update(edited).digest('hex'),
        },
      ],
    })
  })

  it('is refused, and the extract named, when the forger also signs the recomputed manifests with a key of his own', async () => {
    const forger = testKey('two')
    const result = await checkChanged((files) => {
      files.set(extractPath, new Uint8Array(0))
      files.set(layout.certificatePath, new TextEncoder().encode(certificateToPem(forger.certificate.der)))
      recomputeManifests(files)
      files.set(layout.manifestSignaturePath, signCms(files.get(layout.manifestPath) as Uint8Array, forger))
      recomputeManifests(files)
      files.set(layout.tagManifestSignaturePath, signCms(files.get(layout.tagManifestPath) as Uint8Array, forger))
    })
    expect(failing(result)).toEqual(['report-digests', 'signers-agree'])
    expect([...filesNamed(result)]).toContain(extractPath)
    expect(result.identity).toMatchObject({ verdict: 'mismatch', reason: 'signer-differs' })
  })

  it('is refused when the report is one that the same signer made for another package', async () => {
    const other = await unpack(
      (await sealSample(key, { payloadFiles: new Map([[extractPath, new Uint8Array(1)]]) })).zip,
    )
    const result = await checkChanged((files) => {
      files.set(layout.reportPath, other.get(layout.reportPath) as Uint8Array)
      recomputeManifests(files)
    })
    expect(failing(result)).toContain('report-digests')
    expect(result.lines.find((line) => line.check === 'report-signature')?.verdict).toBe('verified')
    expect([...filesNamed(result)]).toContain(extractPath)
  })

  it('made anew by somebody else is whole, and of an unknown signer', async () => {
    const forged = await sealSample(testKey('two'))
    expect(await check(forged.zip)).toMatchObject({
      integrity: 'verified',
      identity: { verdict: 'not-checked', reason: 'signer-not-trusted' },
    })
  })

  it('shows a file that was added, in the payload or beside it, listed or not', async () => {
    const added = new TextEncoder().encode('new')
    const beside = await checkChanged((files) => files.set('notes.txt', added))
    expect(failing(beside)).toEqual(['layout'])
    expect([...filesNamed(beside)]).toEqual(['notes.txt'])
    const inside = await checkChanged((files) => files.set('data/extracts/more.csv', added))
    expect(failing(inside)).toEqual(['manifest', 'payload-oxum', 'report-digests'])
    const listed = await checkChanged((files) => {
      files.set('data/extracts/more.csv', added)
      recomputeManifests(files)
    })
    expect(failing(listed)).toEqual(['report-digests', 'manifest-signature', 'tag-manifest-signature'])
    expect([...filesNamed(listed)]).toContain('data/extracts/more.csv')
  })

  it('shows a name that was changed, and two contents that were exchanged', async () => {
    const renamed = await checkChanged((files) => {
      files.set('data/extracts/renamed.csv', files.get(extractPath) as Uint8Array)
      files.delete(extractPath)
    })
    expect([...filesNamed(renamed)]).toEqual(expect.arrayContaining([extractPath, 'data/extracts/renamed.csv']))
    const exchanged = await checkChanged((files) => {
      const [left, right] = ['data/runs/chain.json', 'data/ipe/source-1.json'].map(
        (path) => files.get(path) as Uint8Array,
      )
      files.set('data/runs/chain.json', right as Uint8Array)
      files.set('data/ipe/source-1.json', left as Uint8Array)
    })
    expect(exchanged.lines.find((line) => line.check === 'manifest')).toMatchObject({ n: 6, m: 8 })
  })

  it('shows other words in bag-info.txt although the tag manifest was recomputed', async () => {
    const result = await checkChanged((files) => {
      const text = new TextDecoder().decode(files.get(layout.bagInfoPath))
      files.set(layout.bagInfoPath, new TextEncoder().encode(text.replace('2025-04-01', '2024-04-01')))
      recomputeManifests(files)
    })
    expect(failing(result)).toEqual(['tag-manifest-signature'])
  })

  it('shows bytes appended to the report although both manifests were recomputed', async () => {
    const result = await checkChanged((files) => {
      files.set(layout.reportPath, Uint8Array.from([...(files.get(layout.reportPath) as Uint8Array), 10]))
      recomputeManifests(files)
    })
    expect(failing(result)).toContain('report-signature')
    expect(
      result.lines.find((line) => line.check === 'report-signature')?.problems.map((problem) => problem.reason),
    ).toContain('not-covered')
  })

  it('reports a member that does not unpack as that file, and checks the rest', async () => {
    const members = [...(await unpack(sealed.zip))].map(([name, bytes]) => ({
      name: `top/${name}`,
      bytes,
      deflate: name === extractPath,
    }))
    const zip = Buffer.from(rawZip(members))
    zip[zip.indexOf(`top/${extractPath}`) + `top/${extractPath}`.length] = 0xff
    const result = await check(Uint8Array.from(zip))
    expect(result.integrity).toBe('mismatch')
    expect(failing(result)).toEqual(['layout', 'manifest', 'payload-oxum', 'report-digests'])
    expect([...filesNamed(result)]).toContain(extractPath)
    expect(result.lines.find((line) => line.check === 'report-signature')?.verdict).toBe('verified')
  })

  it('shows a file that lies outside the folder of the bag', async () => {
    const members = [...(await unpack(sealed.zip))].map(([name, bytes]) => ({ name: `top/${name}`, bytes }))
    const result = await check(rawZip([...members, { name: 'elsewhere/x.txt', bytes: new Uint8Array(1) }]))
    expect(failing(result)).toEqual(['layout'])
    expect([...filesNamed(result)]).toEqual(['../elsewhere/x.txt'])
  })
})

describe('what is no package', () => {
  it('is refused as unreadable: other bytes, another archive, an archive that climbs out', async () => {
    const code = { name: 'AppError', code: 'package-unreadable' }
    await expect(check(new Uint8Array(100))).rejects.toMatchObject(code)
    await expect(check(rawZip([{ name: 'a/b.txt', bytes: new Uint8Array(1) }]))).rejects.toMatchObject(code)
    await expect(check(rawZip([]))).rejects.toMatchObject(code)
    await expect(check(rawZip([{ name: 'top/../../bagit.txt', bytes: new Uint8Array(1) }]))).rejects.toMatchObject(code)
    await expect(check(sealed.zip.subarray(0, sealed.zip.length - 10))).rejects.toMatchObject(code)
  })

  it('is checked to the end even when only bagit.txt is left', async () => {
    const result = await check(rawZip([{ name: 'bagit.txt', bytes: new Uint8Array(0) }]))
    expect(result).toMatchObject({
      integrity: 'mismatch',
      overall: 'mismatch',
      packageId: null,
      signedAt: null,
      identity: { verdict: 'not-checked', reason: 'no-signature' },
    })
    expect(result.lines.map((line) => line.verdict)).toEqual(packageChecks.map(() => 'mismatch'))
  })
})

describe('sealing', () => {
  it('refuses names that a package cannot hold, and names used twice', async () => {
    for (const path of [
      'extracts/x',
      'data/../x',
      'data/',
      'data/ü',
      'data/report.pdf',
      'data/REPORT.pdf',
      'bagit.txt',
    ]) {
      await expect(sealSample(key, { payloadFiles: new Map([[path, new Uint8Array(1)]]) }), path).rejects.toThrow(
        RangeError,
      )
    }
    await expect(
      sealSample(key, {
        payloadFiles: new Map([
          ['data/a', new Uint8Array(1)],
          ['data/A', new Uint8Array(1)],
        ]),
      }),
    ).rejects.toThrow(RangeError)
    for (const packageId of ['', 'a/b', '../x', 'a b '])
      await expect(sealSample(key, { packageId }), packageId).rejects.toThrow(RangeError)
  })

  it('stops when its caller throws', async () => {
    const stop = new Error('stop')
    await expect(
      openPackage({ bytes: sealed.zip, fileName: 'x' }, { trust, breathe: () => Promise.reject(stop) }),
    ).rejects.toBe(stop)
    expect(sealedAt.getTime()).toBe(Date.UTC(2026, 0, 12, 9, 2, 11))
  })
})

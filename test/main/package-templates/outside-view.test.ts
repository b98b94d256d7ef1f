/** The clean sample's package as its receiver has it: judged by the command line and by programs that are not ours. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { program } from '../../cli/run-cli.ts'
import { recomputeManifests, repack } from '../engine/package/package-material.ts'
import { flipped } from '../io/signing/material.ts'
import { buildSamplePackages, type Built } from './build-sample-package.ts'
import { run, skipUnless, unpacked, writeFiles, type Ended } from './outside-programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-outside-'))
const bag = join(folder, 'bag')
let built: Built
let files: Map<string, Uint8Array>

beforeAll(async () => {
  built = (await buildSamplePackages({ set: 'clean', folder: join(folder, 'one'), templates: ['soc2'] })).get(
    'soc2',
  ) as Built
  files = await unpacked(built.path)
  writeFiles(bag, files)
}, 600_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function assay(...args: readonly string[]): Ended {
  return run(process.execPath, [program, ...args])
}

async function verifyChanged(change: (files: Map<string, Uint8Array>) => void): Promise<Ended> {
  const changed = new Map(files)
  change(changed)
  const path = join(folder, 'changed.evidence.zip')
  writeFileSync(path, await repack(changed))
  return assay('package', 'verify', path, '--trust', built.fingerprint)
}

describe('the package of the clean sample', () => {
  it('is accepted by package verify with exit 0 when the signer is trusted, and is incomplete, exit 3, when nobody is', () => {
    const certificate = join(bag, 'data/certificate.pem')
    expect(assay('package', 'verify', built.path, '--trust', certificate)).toMatchObject({ code: 0 })
    expect(assay('package', 'verify', built.path, '--trust', built.fingerprint)).toMatchObject({ code: 0 })
    const nobody = assay('package', 'verify', built.path)
    expect(nobody).toMatchObject({ code: 3 })
    expect(nobody.text).toMatch(/not-checked +identity/)
  })

  it('is accepted by sha256sum, pdfsig, qpdf and openssl', (context) => {
    skipUnless(context, 'sha256sum', 'pdfsig', 'qpdf', 'openssl')
    for (const list of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
      const sums = run('sha256sum', ['--strict', '-c', list], bag)
      expect(sums.code, sums.text).toBe(0)
      expect(
        sums.text
          .trim()
          .split('\n')
          .every((line) => line.endsWith(': OK')),
      ).toBe(true)
    }
    const signature = run('pdfsig', ['-nocert', 'data/report.pdf'], bag)
    expect(signature.text).toContain('Signature is Valid.')
    expect(signature.text).toContain('Total document signed')
    const structure = run('qpdf', ['--check', 'data/report.pdf'], bag)
    expect(structure.code, structure.text).toBe(0)
    for (const list of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
      const cms = run(
        'openssl',
        [
          'cms',
          '-verify',
          '-binary',
          '-inform',
          'DER',
          '-in',
          `signature/${list}.p7s`,
          '-content',
          list,
          '-CAfile',
          'data/certificate.pem',
          '-purpose',
          'any',
          '-no_check_time',
          '-out',
          '/dev/null',
        ],
        bag,
      )
      expect(cms.code, cms.text).toBe(0)
      expect(cms.text).toContain('CMS Verification successful')
    }
  })

  it('is refused with exit 1, and the file named, after one byte of any of its files changed', async () => {
    expect(files.size).toBeGreaterThan(30)
    for (const [path, bytes] of files) {
      const answer = await verifyChanged((changed) => changed.set(path, flipped(bytes, Math.floor(bytes.length / 2))))
      expect(answer.code, `${path}\n${answer.text}`).toBe(1)
      expect(answer.text, path).toContain(path)
    }
  }, 600_000)

  it('is refused with exit 1, and the extract named, when an extract is edited and both manifests are recomputed', async (context) => {
    const path = 'data/extracts/source-1-administrators.csv'
    const edited = Buffer.from(
      Buffer.from(files.get(path) as Uint8Array)
        .toString('utf8')
        .replace('ops_night', 'ops_other'),
    )
    expect(edited.equals(files.get(path) as Uint8Array)).toBe(false)
    const answer = await verifyChanged((changed) => {
      changed.set(path, edited)
      recomputeManifests(changed)
    })
    expect(answer.code, answer.text).toBe(1)
    expect(answer.text).toContain(path)
    expect(answer.text).toContain(createHash('sha256').update(edited).digest('hex'))
    // sha256sum alone is content: that is why the report and the signature carry the digests too.
    skipUnless(context, 'sha256sum')
    const forged = new Map(files)
    forged.set(path, edited)
    recomputeManifests(forged)
    const place = join(folder, 'forged')
    writeFiles(place, forged)
    expect(run('sha256sum', ['-c', 'manifest-sha256.txt'], place).code).toBe(0)
  })

  it('has the same bytes when it is built again from the same exports, clock and key', async () => {
    const again = (await buildSamplePackages({ set: 'clean', folder: join(folder, 'two'), templates: ['soc2'] })).get(
      'soc2',
    ) as Built
    expect(again.sha256).toBe(built.sha256)
    expect(readFileSync(again.path).equals(readFileSync(built.path))).toBe(true)
  }, 600_000)

  it('holds every kind of file a package owes', () => {
    const has = (pattern: RegExp): boolean => [...files.keys()].some((path) => pattern.test(path))
    for (const pattern of [
      /^data\/report\.pdf$/,
      /^data\/HOW-TO-VERIFY\.txt$/,
      /^data\/extracts\/source-2-shop-b\.ndjson$/,
      /^data\/extracts\/exceptions\.csv$/,
      /^data\/extracts\/custody-log\.ndjson$/,
      /^data\/ipe\/source-1\.json$/,
      /^data\/runs\/source-2-chain\.json$/,
      /^data\/runs\/source-1-anchors\.json$/,
      /^data\/recipes\/.*\.json$/,
      /^data\/proofs\/.*transcript/,
    ]) {
      expect(has(pattern), String(pattern)).toBe(true)
    }
    for (const [path, bytes] of [...files].filter(([name]) => name.endsWith('.json'))) {
      expect(() => JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown, path).not.toThrow()
    }
  })
})

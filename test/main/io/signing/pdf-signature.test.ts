import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { renderReport } from '../../../../src/main/io/report/render-report.ts'
import { readPdfAttachment } from '../../../../src/main/io/signing/pdf-attachments.ts'
import { signPdf } from '../../../../src/main/io/signing/pdf-sign.ts'
import { verifyPdfSignature } from '../../../../src/main/io/signing/pdf-verify.ts'
import { sampleReport } from '../report/sample-report.ts'
import { flipped, inFolder, run, testKey } from './material.ts'

const key = testKey()
const signedAt = new Date('2026-01-12T09:02:11.456Z')
const list = new TextEncoder().encode(`${'a'.repeat(64)}  data/x.csv\n`)
let plain: Uint8Array
let signed: Uint8Array

beforeAll(async () => {
  const sha256 = await loadHasher('sha256')
  const attachment = {
    name: 'digests-sha256.txt',
    bytes: list,
    mime: 'text/plain',
    relationship: 'Data' as const,
    description: 'digests',
  }
  plain = await renderReport(sampleReport({ rows: 5 }), {
    createdAt: signedAt,
    attachments: [attachment],
    software: 'Assay test',
    sha256,
  })
  signed = signPdf(plain, key, { signedAt, reason: 'Issued (for a test) ö' })
})

describe('a signed report', () => {
  it('is intact, covered to its end, with signer and time', () => {
    expect(verifyPdfSignature(signed)).toMatchObject({
      intact: true,
      problems: [],
      signatureCount: 1,
      coversWholeFile: true,
      signedAt: '2026-01-12T09:02:11Z',
      subject: 'CN=Jane Doe (Example Ltd)',
      fingerprint: key.certificate.fingerprint,
    })
  })

  it('only appends to the unsigned file, and the same key and time give the same bytes', () => {
    expect(signed.subarray(0, plain.length)).toEqual(plain)
    expect(signPdf(plain, testKey(), { signedAt, reason: 'Issued (for a test) ö' })).toEqual(signed)
    expect(verifyPdfSignature(plain)).toMatchObject({
      intact: false,
      signatureCount: 0,
      problems: [{ reason: 'no-signature' }],
    })
  })

  it('is valid for pdfsig, with the whole document signed, and clean for qpdf', async (context) => {
    await inFolder((folder) => {
      writeFileSync(join(folder, 's.pdf'), signed)
      const sig = run(context, 'pdfsig', ['s.pdf'], folder).text
      expect(sig).toContain('Signature is Valid.')
      expect(sig).toContain('Total document signed')
      expect(sig).toContain('ETSI.CAdES.detached')
      expect(sig).toContain('Signing Time: Jan 12 2026 09:02:11')
      expect(sig).toContain('Certificate issuer is unknown.')
      const check = run(context, 'qpdf', ['--check', 's.pdf'], folder)
      expect(check.text).toContain('No syntax or stream encoding errors found')
      expect(check.code).toBe(0)
    })
  })

  it('still gives the attached list, before and after signing', () => {
    expect(readPdfAttachment(plain, 'digests-sha256.txt')).toEqual(list)
    expect(readPdfAttachment(signed, 'digests-sha256.txt')).toEqual(list)
    expect(readPdfAttachment(signed, 'other.txt')).toBeNull()
    expect(readPdfAttachment(new Uint8Array(10), 'digests-sha256.txt')).toBeNull()
  })

  it('cannot be signed twice by the writer, which knows only its own files', () => {
    expect(() => signPdf(signed, key, { signedAt, reason: '' })).toThrow(RangeError)
  })
})

describe('a signed report that was changed', () => {
  it('is not intact for a flipped bit at 40 places of the file', () => {
    const step = Math.floor(signed.length / 40)
    for (let position = 0; position < signed.length; position += step) {
      expect(verifyPdfSignature(flipped(signed, position, position % 8)).intact, `byte ${position}`).toBe(false)
    }
  })

  it('is not intact for a flipped bit anywhere in the update, the signature value and its padding included', () => {
    for (let position = plain.length; position < signed.length; position += 1) {
      for (const bit of [0, 5])
        expect(verifyPdfSignature(flipped(signed, position, bit)).intact, `byte ${position} bit ${bit}`).toBe(false)
    }
  })

  it('shows bytes appended after the signature, which pdfsig only notes by leaving a line out', async (context) => {
    const longer = new Uint8Array([...signed, ...new TextEncoder().encode('\n% added\n')])
    const facts = verifyPdfSignature(longer)
    expect(facts).toMatchObject({ intact: false, coversWholeFile: false })
    expect(facts.problems.map((problem) => problem.reason)).toContain('not-covered')
    await inFolder((folder) => {
      writeFileSync(join(folder, 's.pdf'), longer)
      const sig = run(context, 'pdfsig', ['s.pdf'], folder).text
      expect(sig).toContain('Signature is Valid.')
      expect(sig).not.toContain('Total document signed')
    })
  })

  it('is a report without signature when cut back to the unsigned revision', () => {
    expect(verifyPdfSignature(signed.subarray(0, plain.length)).problems.map((problem) => problem.reason)).toEqual([
      'no-signature',
    ])
  })

  it('is refused with a byte range that leaves out more than the value', () => {
    const text = Buffer.from(signed).toString('latin1')
    const forged = text.replace(
      /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/,
      (_all, first: string, second: string, third: string) => {
        const range = `/ByteRange [0 ${Number(first) - 9} ${second} ${third}]`
        return range.padEnd(_all.length)
      },
    )
    expect(forged).not.toBe(text)
    expect(
      verifyPdfSignature(Uint8Array.from(Buffer.from(forged, 'latin1'))).problems.map((problem) => problem.reason),
    ).toContain('byte-range-invalid')
  })
})

import { describe, expect, it } from 'vitest'
import { buildHowToVerify } from '../../../../src/shared/core/package/how-to-verify.ts'

const facts = {
  packageId: 'p-1',
  engagement: 'Shop',
  period: '2025',
  template: 'SOC 2',
  sealedAt: '2026-01-12T09:02:11Z',
  software: 'Assay 0.1.0',
  signerSubject: 'CN=Jane',
  fingerprint: 'ab'.repeat(32),
  selfSigned: true,
  checks: [
    {
      title: 'Hash chain of data/extracts/a.ndjson',
      steps: ['Take each line without its hash field. '.repeat(4), 'SHA-256 of the previous hash and that line.'],
    },
  ],
}
const text = new TextDecoder().decode(buildHowToVerify(facts))

describe('HOW-TO-VERIFY.txt', () => {
  it('keeps its lines short enough for any viewer', () => {
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100)
  })

  it('names the commands, the fingerprint as openssl prints it, and what a self-issued certificate shows elsewhere', () => {
    for (const part of [
      'sha256sum -c manifest-sha256.txt',
      'openssl cms -verify',
      'pdfsig data/report.pdf',
      'pdfdetach',
      Array(32).fill('AB').slice(0, 16).join(':'),
      'self-issued',
      'unknown issuer',
      'SHA-256 of the previous hash',
    ]) {
      expect(text).toContain(part)
    }
    const issued = new TextDecoder().decode(buildHowToVerify({ ...facts, selfSigned: false, checks: [] }))
    expect(issued).not.toContain('self-issued')
    expect(issued).toContain('-CAfile')
    expect(issued).toContain('no hash chain')
  })

  it('uses none of the words that overclaim', () => {
    for (const word of [
      'tamper-proof',
      'tampered',
      'irrefutable',
      'guaranteed',
      'certified',
      'compliant',
      'passes',
      'audit-proof',
      'court-admissible',
      'legally binding',
      'qualified signature',
      'non-repudiation',
      'immutable',
      'complete log',
    ]) {
      expect(text.toLowerCase()).not.toMatch(new RegExp(`\\b${word}\\b`))
    }
  })
})

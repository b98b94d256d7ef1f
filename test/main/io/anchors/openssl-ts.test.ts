/** Tokens made and judged in one run by the openssl program of this computer, with fresh keys and today's date. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  bareTokenFrom,
  isTimestampToken,
  judgeTimestampToken,
} from '../../../../src/main/io/anchors/timestamp/judge-timestamp.ts'
import { findRenewals } from '../../../../src/main/io/anchors/timestamp/renewal.ts'
import { timestampCrypto as crypto } from '../../../../src/main/io/signing/timestamp-crypto.ts'
import { hasOpenssl, TimestampAuthority } from '../../../support/timestamp-authority.ts'
import { digestsOf, makeTimestampCases, type TimestampCase } from '../../../support/timestamp-cases.ts'

const available = hasOpenssl()
if (!available) console.warn('openssl-ts.test.ts: no openssl 3 on this computer, nothing is compared with it')

describe.skipIf(!available)('tokens made by openssl', () => {
  let folder = ''
  let authority: TimestampAuthority
  let cases: readonly TimestampCase[] = []

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'openssl-ts-'))
    authority = new TimestampAuthority(folder)
    cases = makeTimestampCases(authority)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('are judged as expected, each for its own reason', () => {
    const told = cases.map((one) => {
      const judgement = judgeTimestampToken(one.token, { ...one, expected: digestsOf(one.data), crypto })
      const reasons = judgement.steps.filter(({ holds }) => holds !== true).map(({ reason }) => reason)
      return { name: one.name, verdict: judgement.verdict, rung: judgement.rung, reasons }
    })
    expect(told).toEqual(cases.map(({ name, verdict, rung, reasons }) => ({ name, verdict, rung, reasons })))
  })

  it('are accepted and refused as openssl does, where it looks at the same', () => {
    const asked = cases.filter(({ openssl }) => openssl !== null)
    const bytes = (text: string) => new TextEncoder().encode(text)
    const told = asked.map(({ name, token, data }) => {
      const accepts = [false, true].some((bare) => authority.refusal(token, bytes(data), 'root', bare) === null)
      return [name, accepts ? 'accepts' : 'refuses']
    })
    expect(told).toEqual(asked.map(({ name, openssl }) => [name, openssl]))
    expect(told.filter(([, said]) => said === 'accepts').length).toBeGreaterThanOrEqual(7)
    expect(told.filter(([, said]) => said === 'refuses').length).toBeGreaterThanOrEqual(20)
  })

  it('have the time, serial number, policy and imprint that openssl prints', () => {
    const [one] = cases
    if (one === undefined) throw new Error('no case')
    const printed = authority.print(one.token)
    const { facts, commitments, attested } = judgeTimestampToken(one.token, { roots: one.roots, crypto })
    const fact = (label: string) => facts.find((each) => each.label === `timestamp-${label}`)?.text
    expect(fact('policy')).toBe(/Policy OID: (\S+)/.exec(printed)?.[1])
    expect(fact('serial')).toBe(/Serial number: 0x(\S+)/.exec(printed)?.[1]?.toLowerCase())
    expect(fact('nonce')?.replace(/^0+/, '')).toBe(
      /Nonce: 0x(\S+)/.exec(printed)?.[1]?.toLowerCase().replace(/^0+/, ''),
    )
    expect(attested[0]?.micros).toBe(Date.parse(/Time stamp: (.+)/.exec(printed)?.[1] ?? '') * 1000)
    expect(attested[0]?.accuracyMicros).toBe(1_500_100)
    const dump = [...printed.matchAll(/^ +[0-9a-f]{4} - ([0-9a-f -]{47})/gm)].map((line) =>
      line[1]?.replaceAll(/[ -]/g, ''),
    )
    expect(commitments.map(({ hex }) => hex)).toEqual([dump.join('')])
  })

  it('cover one another: the later token stands over the earlier, as response or bare', () => {
    const bytes = cases.find(({ name }) => name === 'p256')?.token
    if (bytes === undefined) throw new Error('no case')
    const bare = bareTokenFrom(bytes)
    if (bare === null) throw new Error('no token')
    const overResponse = authority.reply({ signer: 'rsa', data: bytes, digest: 'sha512', chain: 'middle' })
    const overBare = authority.reply({ signer: 'p384', data: bare, chain: 'middle', bare: true })
    const overThat = authority.reply({ signer: 'p521', data: overBare, chain: 'middle' })
    const roots = [authority.der('root')]
    const files = [overThat, overBare, bytes, overResponse].map((token) => ({
      bytes: token,
      judgement: judgeTimestampToken(token, { roots, crypto }),
    }))
    expect(files.map(({ judgement }) => judgement.verdict)).toEqual(['verified', 'verified', 'verified', 'verified'])
    expect(findRenewals(files, crypto)).toEqual([
      { earlier: 1, later: 0 },
      { earlier: 2, later: 1 },
      { earlier: 2, later: 3 },
    ])
    expect(findRenewals(files.slice(3), crypto)).toEqual([])
  })

  it('are told by their form from certificates, requests and revocation lists', () => {
    const shaped = cases.filter(({ name }) => !/^(trailing|cut|length|content-type)/.test(name))
    for (const { name, token } of shaped) expect([name, isTimestampToken(token)]).toEqual([name, true])
    for (const name of ['root', 'p256']) expect(isTimestampToken(authority.der(name))).toBe(false)
    expect(isTimestampToken(authority.revocationList('root', [], '20480101000000Z'))).toBe(false)
    expect(isTimestampToken(authority.request(new Uint8Array(3)))).toBe(false)
    expect(isTimestampToken(new Uint8Array(0))).toBe(false)
  })
})

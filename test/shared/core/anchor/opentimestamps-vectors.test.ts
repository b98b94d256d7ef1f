/** The example proofs of opentimestamps-client, as its own reader reads them, and the real header of their first block. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadOtsHashers } from '../../../../src/main/io/anchors/ots-hashers.ts'
import type { HeaderRun } from '../../../../src/shared/core/anchor/bitcoin-header-rules.ts'
import { checkBitcoinHeaders } from '../../../../src/shared/core/anchor/bitcoin-header-runs.ts'
import {
  isOpenTimestamps,
  parseOpenTimestamps,
  type OpenTimestampsHashers,
} from '../../../../src/shared/core/anchor/opentimestamps-file.ts'
import { judgeOpenTimestamps } from '../../../../src/shared/core/anchor/opentimestamps.ts'
import { bytesToHex } from '../../../../src/shared/core/bytes/hex.ts'
import type { ProofJudgement } from '../../../../src/shared/model/proof.ts'
import { mainChain } from '../../../support/plain-bitcoin.ts'
import { walkPlainly } from '../../../support/plain-ots.ts'
import { missingVectors, vectorPath } from '../../../support/public-vectors.ts'

const missing = missingVectors('opentimestamps')
const folder = vectorPath('opentimestamps/examples')
const bytesOf = (name: string): Buffer => readFileSync(join(folder, name))

let hashers: OpenTimestampsHashers
beforeAll(async () => {
  hashers = await loadOtsHashers()
})

/** Proof, the stamped files that are there, and the attestations that the set's README lists. */
const whole: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['hello-world.txt.ots', ['hello-world.txt'], ['bitcoin 358391']],
  ['bad-stamp.txt.ots', ['bad-stamp.txt'], ['bitcoin 358391']],
  ['empty.ots', ['empty'], ['bitcoin 129405']],
  ['bitcoin.pdf.ots', [], ['bitcoin 465751']],
  ['gdp2q25-2nd.pdf.ots', [], ['bitcoin 912095']],
  [
    'different-blockchains.txt.ots',
    ['different-blockchains.txt'],
    [
      'pending https://eth.ots.eternitywall.com',
      'ethereum 3283713',
      'pending https://ots.eternitywall.it',
      'bitcoin 455605',
    ],
  ],
  [
    'sha1/a-or-b.ots',
    ['sha1/a', 'sha1/b'],
    [
      'pending https://finney.calendar.eternitywall.com',
      'bitcoin 466906',
      'pending https://bob.btc.calendar.opentimestamps.org',
      'pending https://alice.btc.calendar.opentimestamps.org',
    ],
  ],
  ['incomplete.txt.ots', ['incomplete.txt'], ['pending https://alice.btc.calendar.opentimestamps.org']],
  ...(['two-calendars.txt', 'merkle1.txt', 'merkle2.txt', 'merkle3.txt'] as const).map(
    (name) =>
      [
        `${name}.ots`,
        [name],
        [
          'pending https://alice.btc.calendar.opentimestamps.org',
          'pending https://bob.btc.calendar.opentimestamps.org',
        ],
      ] as const,
  ),
  [
    'known-and-unknown-notary.txt.ots',
    ['known-and-unknown-notary.txt'],
    ['pending https://bob.btc.calendar.opentimestamps.org', 'unknown 0102030405060708'],
  ],
  ['unknown-notary.txt.ots', ['unknown-notary.txt'], ['unknown 0102030405060708']],
]
const refused: readonly (readonly [string, string, string])[] = [
  ['invalid/bad-major-version.ots', 'ots-unsupported', 'version 1151'],
  ['invalid/invalid-file-digest-type.ots', 'ots-unsupported', 'digest of kind 0xf3'],
  ['invalid/exceeds-max-msg-length.ots', 'ots-malformed', 'a message longer than 4096 bytes'],
]

const judged = (name: string, runs: readonly HeaderRun[] = [], pinned: readonly number[] = []): ProofJudgement =>
  judgeOpenTimestamps(bytesOf(name), {
    headers: checkBitcoinHeaders(
      runs,
      pinned.map((height) => ({ height, header: mainChain[height as keyof typeof mainChain] })),
      hashers.sha256,
    ),
    hashers,
  })

describe.skipIf(missing !== null)('the published proofs', () => {
  it('are 14 that are read and 3 that are not', () => {
    expect([whole.length, refused.length]).toEqual([14, 3])
  })

  it.each(whole)('%s: target, attestations, and messages as a second reader walks them', (name, targets, expected) => {
    const bytes = bytesOf(name)
    expect(isOpenTimestamps(bytes)).toBe(true)
    const proof = parseOpenTimestamps(bytes, hashers)
    if (proof.kind !== 'proof') throw new Error(proof.what)
    for (const target of targets)
      expect(createHash(proof.algorithm).update(bytesOf(target)).digest('hex')).toBe(bytesToHex(proof.digest))
    const said = proof.attestations.map((one) =>
      one.kind === 'pending'
        ? `pending ${one.uri}`
        : one.kind === 'unknown'
          ? `unknown ${one.tag}`
          : `${one.kind} ${one.height}`,
    )
    expect(said).toEqual(expected)
    const again = walkPlainly(bytes)
    expect(bytesToHex(proof.digest)).toBe(again.digest)
    expect(proof.attestations.map(({ message }) => bytesToHex(message))).toEqual(
      again.found.map((line) => line.split(' ')[2]),
    )
  })

  it('are never verified without a header', () => {
    for (const [name, , attestations] of whole) {
      const { verdict, reason, rung } = judged(name)
      const hasBlock = attestations.some((one) => one.startsWith('bitcoin'))
      expect([name, verdict, rung]).toEqual([name, 'not-checked', 'claimed'])
      if (hasBlock) expect(['bitcoin-header-absent', 'ots-pending']).toContain(reason)
      else
        expect(reason).toBe(
          attestations[0]?.startsWith('pending') === true ? 'ots-pending' : 'ots-attestation-unsupported',
        )
    }
  })

  it.each(refused)('%s is refused as %s: %s', (name, reason, what) => {
    const proof = parseOpenTimestamps(bytesOf(name), hashers)
    expect(proof).toMatchObject({ kind: 'refused', reason, what })
    const judgement = judged(name)
    expect(judgement.reason).toBe(reason)
    expect(judgement.verdict).toBe(reason === 'ots-malformed' ? 'mismatch' : 'not-checked')
    expect(judgement.commitments).toEqual([])
  })
})

describe.skipIf(missing !== null)('block 358391, which two of them name', () => {
  it('is that of hello-world: verified when the auditor vouches for the header, included before', () => {
    const header = Buffer.from(mainChain[358391], 'hex')
    const runs = [{ name: 'headers', startHeight: 358391, bytes: header }]
    expect(judged('hello-world.txt.ots', runs)).toMatchObject({
      verdict: 'not-checked',
      reason: 'bitcoin-header-not-known',
      rung: 'included',
    })
    const known = judged('hello-world.txt.ots', [], [358391])
    expect(known).toMatchObject({ verdict: 'verified', reason: null, rung: 'header-known' })
    // Time of that block as its own header has it: 2015-05-28 15:41:18 UTC.
    expect(known.attested).toEqual([
      { micros: Date.UTC(2015, 4, 28, 15, 41, 18) * 1000, accuracyMicros: 7_200_000_000, by: 'Bitcoin block 358391' },
    ])
    expect(known.commitments).toEqual([
      {
        role: 'imprint',
        algorithm: 'sha256',
        hex: createHash('sha256').update('Hello World!\n').digest('hex'),
        size: null,
        stated: null,
      },
    ])
  })

  it('is not that of bad-stamp, whose operations lead to another root', () => {
    const bad = judged('bad-stamp.txt.ots', [], [358391])
    expect(bad).toMatchObject({ verdict: 'mismatch', reason: 'bitcoin-root-differs', rung: 'claimed', attested: [] })
    expect(bad.steps.find(({ step }) => step === 'ots-bitcoin-root')).toEqual({
      step: 'ots-bitcoin-root',
      holds: false,
      expected: '8a1b66ecb7cbd07d8139a7e7d7f2c41aab1f5009b8364aaf61d03ad245e47e00',
      actual: '1bb49db87782170860c2e467994762f7f00c815d80d712e7eb9a7c14b9811f92',
      reason: 'bitcoin-root-differs',
    })
  })
})

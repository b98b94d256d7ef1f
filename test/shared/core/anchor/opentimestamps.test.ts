/** OpenTimestamps proofs made here: every operation and attestation, every limit, every way a header can stand to them. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadOtsHashers } from '../../../../src/main/io/anchors/ots-hashers.ts'
import { checkBitcoinHeaders, type BitcoinHeaders } from '../../../../src/shared/core/anchor/bitcoin-header-runs.ts'
import {
  parseOpenTimestamps,
  type OpenTimestampsHashers,
} from '../../../../src/shared/core/anchor/opentimestamps-file.ts'
import { judgeOpenTimestamps } from '../../../../src/shared/core/anchor/opentimestamps.ts'
import { bytesToHex } from '../../../../src/shared/core/bytes/hex.ts'
import { proofJudgementSchema, type ProofJudgement } from '../../../../src/shared/model/proof.ts'
import { createText } from '../../../../src/shared/text/create-text.ts'
import { openTimestampsTexts } from '../../../../src/shared/text/catalogue/proof-opentimestamps.ts'
import { easyBits, minedChain, minedHeader } from '../../../support/plain-bitcoin.ts'
import {
  applied,
  counted,
  leb128,
  plainMagic,
  plainProof,
  plainTree,
  walkPlainly,
  type PlainAttestation,
  type PlainOperation,
  type PlainTree,
} from '../../../support/plain-ots.ts'

let hashers: OpenTimestampsHashers
beforeAll(async () => {
  hashers = await loadOtsHashers()
})

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest()
const digest = sha256('a file')
const pending: PlainAttestation = { kind: 'pending', uri: 'https://calendar.example.com/a' }
const then = (operations: readonly PlainOperation[], last: PlainTree): PlainTree =>
  operations.toReversed().reduce<PlainTree>((tree, operation) => [{ operation, next: tree }], last)
const append: PlainOperation = { op: 'append', argument: sha256('beside') }

/** Headers of a private chain; the one at `height` has the root that `append`, `sha256` lead to. */
const start = 600_000
const height = start + 3
const root = applied({ op: 'sha256' }, applied(append, digest))
const chain = minedChain(8, (index) => (index === 3 ? root : sha256(`root ${index}`)))
const toBlock = (at: number): PlainTree => then([append, { op: 'sha256' }], [{ kind: 'bitcoin', height: at }])
const pinOf = (index: number): { height: number; header: string } => ({
  height: start + index,
  header: (chain[index] as Buffer).toString('hex'),
})
const headersOf = (
  runs: readonly { startHeight: number; headers: readonly Buffer[] }[],
  pinned: readonly { height: number; header: string }[] = [],
): BitcoinHeaders =>
  checkBitcoinHeaders(
    runs.map(({ startHeight, headers }, index) => ({
      name: `file ${index + 1}`,
      startHeight,
      bytes: Buffer.concat(headers),
    })),
    pinned,
    hashers.sha256,
    { easiestBits: easyBits },
  )
const judged = (file: Uint8Array, headers = headersOf([])): ProofJudgement => {
  const judgement = judgeOpenTimestamps(file, { headers, hashers })
  expect(proofJudgementSchema.parse(judgement)).toEqual(judgement)
  return judgement
}
const short = ({ verdict, reason, rung }: ProofJudgement): unknown => [verdict, reason, rung]

describe('a proof that ends in a Bitcoin block', () => {
  const file = plainProof(digest, toBlock(height))

  it('is claimed without a header, included with one, header-known with one that is vouched for', () => {
    expect(short(judged(file))).toEqual(['not-checked', 'bitcoin-header-absent', 'claimed'])
    const supplied = [{ startHeight: start, headers: chain }]
    expect(short(judged(file, headersOf(supplied)))).toEqual(['not-checked', 'bitcoin-header-not-known', 'included'])
    expect(short(judged(file, headersOf([], [pinOf(3)])))).toEqual(['verified', null, 'header-known'])
    const known = judged(file, headersOf(supplied, [pinOf(7)]))
    expect(short(known)).toEqual(['verified', null, 'header-known'])
    expect(known.facts).toContainEqual({ label: 'bitcoin-known-by', text: `${height}: ${start + 7}` })
    expect(known.attested).toEqual([
      { micros: (1_700_000_000 + 1800) * 1_000_000, accuracyMicros: 7_200_000_000, by: `Bitcoin block ${height}` },
    ])
  })

  it('is not verified by a vouched header before it', () => {
    const headers = headersOf([{ startHeight: start, headers: chain }], [pinOf(2)])
    expect(short(judged(file, headers))).toEqual(['not-checked', 'bitcoin-header-not-known', 'included'])
  })

  it('contradicts the header when a byte of the digest or of an operation differs', () => {
    const headers = headersOf([], [pinOf(3)])
    const first = plainMagic.length + 2
    const last = file.length - 13
    for (const at of [first, first + 31, first + 34, last - 3]) {
      const bent = Buffer.from(file)
      bent[at] = (bent[at] as number) ^ 1
      expect([at, ...(short(judged(bent, headers)) as unknown[])]).toEqual([
        at,
        'mismatch',
        'bitcoin-root-differs',
        'claimed',
      ])
    }
  })

  it('contradicts a header of another height, and one that lies a height off', () => {
    expect(short(judged(plainProof(digest, toBlock(height + 1)), headersOf([], [pinOf(4)])))).toEqual([
      'mismatch',
      'bitcoin-root-differs',
      'claimed',
    ])
    const moved = headersOf([{ startHeight: start + 1, headers: chain }], [pinOf(4)])
    expect(short(judged(plainProof(digest, toBlock(height + 1)), moved))).toEqual([
      'mismatch',
      'bitcoin-root-differs',
      'claimed',
    ])
  })

  it('is a mismatch when a file and the trust store differ about the chain', () => {
    const other = minedChain(8, (index) => (index === 3 ? root : sha256(`other ${index}`)))
    const headers = headersOf([{ startHeight: start, headers: other }], [pinOf(5)])
    expect(short(judged(file, headers))).toEqual(['mismatch', 'bitcoin-header-conflict', 'claimed'])
  })

  it('is a mismatch when the header’s own work does not reach its target', () => {
    const weak = minedHeader({ previous: sha256('x'), root, time: 1_700_000_000, bits: easyBits }, false)
    expect(short(judged(file, headersOf([{ startHeight: height, headers: [weak] }])))).toEqual([
      'mismatch',
      'bitcoin-work-insufficient',
      'claimed',
    ])
    // Vouched for as well: a typing error in the trust store is no less an error.
    expect(short(judged(file, headersOf([], [{ height, header: weak.toString('hex') }])))).toEqual([
      'mismatch',
      'bitcoin-work-insufficient',
      'claimed',
    ])
  })

  it('is a mismatch on the main chain when the header is as easy as those of private networks', () => {
    const headers = checkBitcoinHeaders([], [pinOf(3)], hashers.sha256)
    expect(short(judged(file, headers))).toEqual(['mismatch', 'bitcoin-target-invalid', 'claimed'])
  })

  it('follows the vouched header where files offer others, and all of them where none is vouched for', () => {
    const forged = minedHeader({ previous: sha256('x'), root: sha256('y'), time: 1_700_000_000, bits: easyBits })
    const runs = [
      { startHeight: height, headers: [forged] },
      { startHeight: start, headers: chain },
    ]
    expect(short(judged(file, headersOf(runs, [pinOf(6)])))).toEqual(['verified', null, 'header-known'])
    expect(short(judged(file, headersOf(runs)))).toEqual(['mismatch', 'bitcoin-root-differs', 'included'])
  })
})

describe('attestations side by side', () => {
  const headers = (): BitcoinHeaders => headersOf([], [pinOf(3)])
  const block: PlainTree = toBlock(height)

  it('one known block is enough; the others are told', () => {
    const file = plainProof(digest, [
      pending,
      { kind: 'litecoin', height: 77 },
      { kind: 'ethereum', height: 78 },
      { kind: 'raw', tag: '0102030405060708', payload: Buffer.alloc(100, 0xab) },
      { kind: 'bitcoin', height: 999_999 },
      ...block,
    ])
    const judgement = judged(file, headers())
    expect(short(judgement)).toEqual(['verified', null, 'header-known'])
    expect(judgement.facts).toEqual([
      { label: 'ots-pending', text: 'https://calendar.example.com/a' },
      { label: 'ots-litecoin', text: '77' },
      { label: 'ots-ethereum', text: '78' },
      { label: 'ots-unknown', text: `0102030405060708, 100 bytes: ${'ab'.repeat(64)}…` },
      { label: 'ots-bitcoin', text: `999999: ${Buffer.from(digest).reverse().toString('hex')}` },
      { label: 'ots-bitcoin', text: `${height}: ${Buffer.from(root).reverse().toString('hex')}` },
    ])
    expect(judgement.steps.every(({ holds }) => holds === true)).toBe(true)
  })

  it('one that contradicts its header is kept beside one that holds', () => {
    const file = plainProof(digest, [...then([{ op: 'reverse' }], [{ kind: 'bitcoin', height }]), ...block])
    expect(short(judged(file, headers()))).toEqual(['mismatch', 'bitcoin-root-differs', 'header-known'])
  })

  it.each([
    ['pending', pending, 'ots-pending'],
    ['litecoin', { kind: 'litecoin', height: 1 }, 'ots-attestation-unsupported'],
    ['ethereum', { kind: 'ethereum', height: 1 }, 'ots-attestation-unsupported'],
    ['unknown', { kind: 'raw', tag: 'ffffffffffffffff', payload: Buffer.alloc(0) }, 'ots-attestation-unsupported'],
  ] as const)('%s alone proves nothing', (_name, attestation, reason) => {
    expect(short(judged(plainProof(digest, [attestation]), headers()))).toEqual(['not-checked', reason, 'claimed'])
  })

  it('orders times: known first, then the earliest', () => {
    const two = minedChain(2, () => digest, 1_600_000_000)
    const file = plainProof(digest, [{ kind: 'bitcoin', height: 10 }, { kind: 'bitcoin', height: 11 }, ...block])
    const all = headersOf([{ startHeight: 10, headers: two }], [pinOf(3)])
    expect(judged(file, all).attested.map(({ by }) => by)).toEqual([
      `Bitcoin block ${height}`,
      'Bitcoin block 10',
      'Bitcoin block 11',
    ])
  })

  it('tells 64 and counts the rest', () => {
    const file = plainProof(
      digest,
      Array.from({ length: 70 }, () => pending),
    )
    const { facts } = judged(file)
    expect([facts.length, facts.at(-1)]).toEqual([65, { label: 'ots-not-told', text: '6' }])
  })
})

describe('what the format forbids or leaves open', () => {
  const body = (...parts: (Buffer | string)[]): Buffer =>
    Buffer.concat([
      plainMagic,
      Buffer.from([1, 8]),
      digest,
      ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part)),
    ])
  const end = plainTree([pending])
  const hashed = (count: number): PlainOperation[] => Array.from({ length: count }, () => ({ op: 'sha256' }))

  it.each<readonly [string, () => Buffer, string, string]>([
    ['nothing', () => Buffer.alloc(0), 'ots-malformed', 'not the beginning of a proof file (byte 0)'],
    ['another beginning', () => Buffer.from('%PDF-1.7 and so on, longer than the magic'), 'ots-malformed', 'not the'],
    ['the magic alone', () => plainMagic, 'ots-malformed', 'the file ends here (byte 31)'],
    ['version 2', () => Buffer.concat([plainMagic, Buffer.from([2, 8]), digest, end]), 'ots-unsupported', 'version 2'],
    [
      'an unknown digest',
      () => Buffer.concat([plainMagic, Buffer.from([1, 9]), digest]),
      'ots-unsupported',
      'digest of',
    ],
    ['half a digest', () => body().subarray(0, 50), 'ots-malformed', 'the file ends before 32 bytes'],
    ['no attestation', () => body(), 'ots-malformed', 'the file ends here'],
    ['an open branch', () => body(plainTree([pending, pending]).subarray(0, -5)), 'ots-malformed', 'the file ends'],
    ['two forks in a row', () => body('ffff', end), 'ots-unsupported', 'operation 0xff'],
    ['an unknown operation', () => body('f4', end), 'ots-unsupported', 'operation 0xf4'],
    ['something after the end', () => body(end, '00'), 'ots-malformed', 'bytes after the last attestation'],
    ['an empty argument', () => body('f000', end), 'ots-malformed', 'nothing to append or prepend'],
    ['an argument longer than 4096', () => body('f1', leb128(4097), Buffer.alloc(4097), end), 'ots-malformed', '4097'],
    [
      'a message longer than 4096',
      () => body('f0', leb128(4065), Buffer.alloc(4065), end),
      'ots-malformed',
      'a message',
    ],
    [
      'hex of more than 2048 bytes',
      () => body('f0', leb128(2017), Buffer.alloc(2017), 'f3', end),
      'ots-malformed',
      'a message longer than 4096 bytes',
    ],
    ['a length of 2^53', () => body('f0', leb128(2 ** 53)), 'ots-malformed', 'a number beyond 2^53'],
    ['a length without end', () => body('f0', 'ff'.repeat(40)), 'ots-malformed', 'a number beyond 2^53'],
    ['a length beyond the file', () => body('f0', leb128(1000), '00'), 'ots-malformed', 'the file ends before 1000'],
    ['a payload longer than 8192', () => body('00', '11'.repeat(8), leb128(8193)), 'ots-malformed', '8193 bytes where'],
    [
      'an address longer than 1000',
      () => plainProof(digest, [{ kind: 'pending', uri: 'a'.repeat(1001) }]),
      'ots-malformed',
      '1001 bytes where 1000',
    ],
    [
      'an address with a character that turns text',
      () => plainProof(digest, [{ kind: 'pending', uri: 'https://a.example.com/\u00e2\u0080\u00ae' }]),
      'ots-malformed',
      'an address with other characters',
    ],
    [
      'bytes after a height',
      () => body('00', '0588960d73d71901', counted(Buffer.concat([leb128(5), Buffer.from([0])]))),
      'ots-malformed',
      'bytes after the content of an attestation',
    ],
    ['no height', () => body('00', '0588960d73d71901', '00'), 'ots-malformed', 'the file ends here'],
    [
      '256 operations in a row',
      () => plainProof(digest, then(hashed(256), [pending])),
      'ots-limit-exceeded',
      'more than 255',
    ],
    [
      '257 attestations',
      () =>
        plainProof(
          digest,
          Array.from({ length: 257 }, () => pending),
        ),
      'ots-limit-exceeded',
      'more than 256 attestations',
    ],
    [
      'operations on more than 16 MiB',
      // Every branch begins with the long message again and copies it 250 times.
      () => {
        const branch: PlainTree = then(
          Array.from({ length: 250 }, () => ({ op: 'reverse' })),
          [pending],
        )
        return plainProof(digest, [
          {
            operation: { op: 'append', argument: Buffer.alloc(4064) },
            next: Array.from({ length: 20 }, () => branch).flat(),
          },
        ])
      },
      'ots-limit-exceeded',
      'operations on more than 16777216 bytes',
    ],
    ['a file of 128 KB', () => body(Buffer.alloc(128 * 1024)), 'ots-limit-exceeded', 'more than 131072 bytes'],
  ])('%s', (_name, make, reason, what) => {
    const judgement = judged(make())
    expect(short(judgement)).toEqual([reason === 'ots-malformed' ? 'mismatch' : 'not-checked', reason, 'claimed'])
    expect(judgement.steps[0]?.actual).toContain(what)
    expect(judgement).toMatchObject({ commitments: [], attested: [], assertedMicros: null })
  })

  it.each<readonly [string, PlainTree]>([
    ['255 operations in a row', then(hashed(255), [pending])],
    ['a message of 4096 bytes', then([{ op: 'append', argument: Buffer.alloc(4064) }], [pending])],
    ['hex of 2048 bytes', then([{ op: 'append', argument: Buffer.alloc(2016) }, { op: 'hexlify' }], [pending])],
    ['256 attestations', Array.from({ length: 256 }, () => pending)],
    ['an address of 1000 characters', [{ kind: 'pending', uri: 'a'.repeat(1000) }]],
    ['no address', [{ kind: 'pending', uri: '' }]],
    ['a payload of 8192 bytes', [{ kind: 'raw', tag: '1111111111111111', payload: Buffer.alloc(8192) }]],
    ['a height of 2^53 - 1', [{ kind: 'bitcoin', height: Number.MAX_SAFE_INTEGER }]],
  ])('%s is read', (_name, tree) => {
    expect(judged(plainProof(digest, tree)).verdict).toBe('not-checked')
    expect(judged(plainProof(digest, tree)).steps[0]).toMatchObject({ step: 'ots-readable', holds: true })
  })

  it.each(['sha1', 'sha256', 'ripemd160', 'keccak256'] as const)('a digest by %s', (algorithm) => {
    const own = applied({ op: algorithm }, Buffer.from('a file'))
    const { commitments, facts } = judged(plainProof(own, [pending], algorithm))
    expect(commitments).toEqual([{ role: 'imprint', algorithm, hex: own.toString('hex'), size: null, stated: null }])
    expect(facts.some(({ label }) => label === 'ots-weak-digest')).toBe(algorithm === 'sha1')
  })

  it('every cut of a proof is refused, never thrown', () => {
    const file = plainProof(digest, [pending, ...toBlock(height)])
    for (let length = 0; length < file.length; length += 1)
      expect([length, judged(file.subarray(0, length)).reason]).toEqual([length, 'ots-malformed'])
  })
})

describe('against a second reader', () => {
  const bytes = (maxLength: number, minLength = 0): fc.Arbitrary<Buffer> =>
    fc.uint8Array({ minLength, maxLength }).map((array) => Buffer.from(array))
  const operation: fc.Arbitrary<PlainOperation> = fc.oneof(
    fc.constantFrom('sha1', 'sha256', 'ripemd160', 'keccak256', 'reverse', 'hexlify').map((op) => ({ op })),
    fc.record({ op: fc.constantFrom('append', 'prepend'), argument: bytes(60, 1) }),
  )
  const attestation: fc.Arbitrary<PlainAttestation> = fc.oneof(
    fc.record({ kind: fc.constantFrom('bitcoin', 'litecoin', 'ethereum'), height: fc.maxSafeNat() }),
    fc.constantFrom('', 'https://a.example.com', 'x:1/_-').map((uri) => ({ kind: 'pending' as const, uri })),
    fc.record({
      kind: fc.constant('raw' as const),
      tag: bytes(8, 8).map((tag) => `aa${tag.toString('hex').slice(2)}`),
      payload: bytes(40),
    }),
  )
  const { tree } = fc.letrec<{ tree: PlainTree }>((tie) => ({
    tree: fc.array(fc.oneof({ maxDepth: 6 }, attestation, fc.record({ operation, next: tie('tree') })), {
      minLength: 1,
      maxLength: 4,
    }),
  }))

  it('random proofs lead to the same attestations over the same messages', () => {
    let operations = 0
    fc.assert(
      fc.property(bytes(32, 32), tree, (own, made) => {
        const file = plainProof(own, made)
        const proof = parseOpenTimestamps(file, hashers)
        if (proof.kind !== 'proof') throw new Error(proof.what)
        operations += proof.operations
        const again = walkPlainly(file)
        expect(bytesToHex(proof.digest)).toBe(again.digest)
        expect(proof.attestations.map(({ message }) => bytesToHex(message))).toEqual(
          again.found.map((line) => line.split(' ')[2]),
        )
        const tags = { bitcoin: '0588960d73d71901', litecoin: '06869a0d73d71b45', ethereum: '30fe8087b5c7ead7' }
        const said = proof.attestations.map((one) =>
          one.kind === 'pending'
            ? `83dfe30d2ef90c8e ${counted(Buffer.from(one.uri)).toString('hex')}`
            : one.kind === 'unknown'
              ? `${one.tag} ${bytesToHex(one.payload)}`
              : `${tags[one.kind]} ${leb128(one.height).toString('hex')}`,
        )
        expect(said).toEqual(again.found.map((line) => line.split(' ').slice(0, 2).join(' ')))
      }),
      { numRuns: 300 },
    )
    expect(operations).toBeGreaterThan(300)
  })

  it('reading leaves the bytes of the file as they are', () => {
    const file = plainProof(digest, then([{ op: 'reverse' }, { op: 'hexlify' }, append], [pending]))
    const copy = Buffer.from(file)
    judged(file)
    expect(file.equals(copy)).toBe(true)
  })

  it('random bytes after the magic never make it throw', () => {
    fc.assert(
      fc.property(bytes(200), (rest) => {
        judged(Buffer.concat([plainMagic, Buffer.from([1, 8]), digest, rest]))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the words', () => {
  it('exist for every step, fact and reason met here', () => {
    const text = createText()
    const every = [
      judged(Buffer.alloc(1)),
      judged(plainProof(digest, toBlock(height)), headersOf([{ startHeight: start, headers: chain }], [pinOf(7)])),
      judged(plainProof(sha256('x').subarray(0, 20), [pending, { kind: 'litecoin', height: 1 }], 'sha1')),
      judged(
        plainProof(
          digest,
          Array.from({ length: 70 }, () => ({ kind: 'ethereum' as const, height: 1 })),
        ),
      ),
    ]
    for (const { steps, facts } of every) {
      for (const { step, reason } of steps) {
        expect(openTimestampsTexts.proofStep).toHaveProperty([step])
        if (reason !== null) expect(text.find(`reason.${reason}`)).not.toBeNull()
      }
      for (const { label } of facts) expect(openTimestampsTexts.proofFact).toHaveProperty([label])
    }
  })
})

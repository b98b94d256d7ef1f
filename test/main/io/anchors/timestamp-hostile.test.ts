/** Tokens that were changed bit by bit, cut, or built to cost time; and single values of TSTInfo. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeTimestampToken } from '../../../../src/main/io/anchors/timestamp/judge-timestamp.ts'
import { tstInfoFrom } from '../../../../src/main/io/anchors/timestamp/tst-info.ts'
import { DerError } from '../../../../src/main/io/signing/der-reader.ts'
import * as write from '../../../../src/main/io/signing/der-writer.ts'
import { timestampCrypto as crypto } from '../../../../src/main/io/signing/timestamp-crypto.ts'
import { storedTimestampCases, type TimestampCase } from '../../../support/timestamp-cases.ts'

const cases = storedTimestampCases()

function named(name: string): TimestampCase {
  const found = cases.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no case ${name}`)
  return found
}

const text = (value: string) => new TextEncoder().encode(value)
const idTstInfo = write.oid('1.2.840.113549.1.9.16.1.4')
const sha256 = write.sequence(write.oid('2.16.840.1.101.3.4.2.1'))

describe('a changed token', () => {
  it.each(['p256', 'ed25519', 'rsa-pss'])('says the same or does not hold, for one bit of every byte: %s', (name) => {
    const { token, roots } = named(name)
    const before = judgeTimestampToken(token, { roots, crypto })
    const held: number[] = []
    for (let at = 0; at < token.length; at += 1) {
      const changed = Uint8Array.from(token)
      changed[at] = (changed[at] as number) ^ (1 << (at % 8))
      const judged = judgeTimestampToken(changed, { roots, crypto })
      if (judged.verdict !== 'verified') continue
      held.push(at)
      expect({ ...judged, steps: [] }).toEqual({ ...before, steps: [] })
    }
    // Status, versions of CMS, the list of digest algorithms: 20 bytes that nothing signs and nothing reads.
    expect(held.length).toBeLessThanOrEqual(24)
  })

  it('never holds when it is cut, and is refused without an error', () => {
    const { token, roots } = named('p256')
    for (let length = 0; length < token.length; length += 7) {
      const { verdict, reason } = judgeTimestampToken(token.subarray(0, length), { roots, crypto })
      expect([verdict, reason]).toEqual(['not-checked', 'timestamp-unreadable'])
    }
  })

  it('gives a judgement for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(judgeTimestampToken(bytes, { roots: [bytes], revocationLists: [bytes], crypto }).verdict).toBe(
          'not-checked',
        )
      }),
    )
  })
})

describe('a token built to cost', () => {
  const unreadable = (bytes: Uint8Array) => {
    const { verdict, reason, steps } = judgeTimestampToken(bytes, { roots: [], crypto })
    expect([verdict, reason]).toEqual(['not-checked', 'timestamp-unreadable'])
    return steps[0]?.actual
  }

  it('is refused for its depth, its number of values, its length and its lengths', () => {
    let deep: Uint8Array = new Uint8Array(0)
    for (let level = 0; level < 5000; level += 1) deep = write.sequence(deep)
    expect(unreadable(deep)).toBe('nested too deep')
    expect(
      unreadable(write.sequence(new Uint8Array(60_000).fill(5).map((_, index) => (index % 2 === 0 ? 5 : 0)))),
    ).toBe('nested too deep')
    expect(unreadable(new Uint8Array(1024 * 1024 + 1))).toBe('token is too long')
    expect(unreadable(Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff))).toBe('value is cut')
    expect(unreadable(Uint8Array.of(0x30, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0))).toBe('length is too long')
    expect(unreadable(Uint8Array.of(0x30, 0x81, 2, 5, 0))).toBe('length is not minimal')
    expect(unreadable(Uint8Array.of(0x30, 0x80, 0, 0))).toBe('length is indefinite')
    expect(unreadable(Uint8Array.of(0x3f, 0x81, 0x01, 0))).toBe('tag number too high')
  })

  const tokenOf = (content: Uint8Array, certificates: readonly Uint8Array[] = []) =>
    write.sequence(
      write.oid('1.2.840.113549.1.7.2'),
      write.der(
        0xa0,
        write.sequence(
          write.smallInteger(3),
          write.setOf([sha256]),
          write.sequence(idTstInfo, write.der(0xa0, write.octetString(content))),
          write.der(0xa0, ...certificates),
          write.setOf([]),
        ),
      ),
    )

  it('is refused for more certificates than a token has', () => {
    const [root] = named('p256').roots
    expect(
      unreadable(
        tokenOf(
          new Uint8Array(0),
          Array.from({ length: 33 }, () => root as Uint8Array),
        ),
      ),
    ).toBe('more certificates than are read')
  })

  it('has numbers of any size shown to a bound', () => {
    const content = infoOf({ serial: new Uint8Array(100_000).fill(0x7f) })
    const { facts, reason } = judgeTimestampToken(tokenOf(content), { roots: [], crypto })
    expect(reason).toBe('timestamp-signer-count')
    expect(facts.find(({ label }) => label === 'timestamp-serial')?.text).toBe(`${'7f'.repeat(64)}…`)
  })

  it('has at most 32 signatures checked for certificates that name one another', () => {
    const { token, roots } = named('p256')
    const [root] = roots as readonly [Uint8Array]
    // The same name on each: whoever believes every signature would try all orders of them.
    const namesakes = Array.from({ length: 30 }, (_, index) => {
      const one = Uint8Array.from(root)
      one[one.length - 1] = (one.at(-1) as number) ^ (index + 1)
      return one
    })
    let checks = 0
    const believing = {
      ...crypto,
      verify: () => {
        checks += 1
        return true
      },
    }
    const { rung, steps } = judgeTimestampToken(token, { roots: [], certificates: namesakes, crypto: believing })
    expect(rung).toBe('included')
    expect(checks).toBeLessThanOrEqual(33)
    expect(steps.filter(({ step }) => step === 'timestamp-validity').length).toBeLessThanOrEqual(8)
  })
})

interface InfoParts {
  readonly serial?: Uint8Array
  readonly time?: string
  readonly rest?: readonly Uint8Array[]
}

function infoOf({ serial = Uint8Array.of(1), time = '20261122101500Z', rest = [] }: InfoParts): Uint8Array {
  return write.sequence(
    write.smallInteger(1),
    write.oid('1.2.3'),
    write.sequence(sha256, write.octetString(new Uint8Array(32))),
    write.der(write.tag.integer, serial),
    write.der(write.tag.generalizedTime, text(time)),
    ...rest,
  )
}

describe('TSTInfo', () => {
  it.each([
    ['20261122101500Z', 1_795_342_500_000_000],
    ['20261122101500.5Z', 1_795_342_500_500_000],
    ['20261122101500.000001Z', 1_795_342_500_000_001],
    // Below a microsecond, digits are cut.
    ['20261122101500.1234567899Z', 1_795_342_500_123_456],
    ['20000229000000Z', 951_782_400_000_000],
  ])('reads the time %s', (time, micros) => {
    expect(tstInfoFrom(infoOf({ time })).micros).toBe(micros)
  })

  it.each([
    '20261122101500',
    '20261122101500+0100',
    '202611221015Z',
    '20260231000000Z',
    '20261122240000Z',
    '20261122101560Z',
    '20261122101500.Z',
    '20261122101500,5Z',
    '00001122101500Z',
  ])('refuses the time %s', (time) => {
    expect(() => tstInfoFrom(infoOf({ time }))).toThrow(DerError)
  })

  const accuracy = (...parts: readonly (readonly [tag: number, ...content: number[]])[]) =>
    write.sequence(...parts.map(([tag, ...content]) => write.der(tag, Uint8Array.from(content))))

  it('reads the accuracy, ordering and nonce', () => {
    const rest = [accuracy([2, 1], [0x80, 0x01, 0xf4], [0x81, 0x03, 0xe7]), write.trueValue(), write.smallInteger(77)]
    expect(tstInfoFrom(infoOf({ rest }))).toMatchObject({ accuracyMicros: 1_500_999, ordering: true, nonce: '4d' })
    expect(tstInfoFrom(infoOf({}))).toMatchObject({ accuracyMicros: null, ordering: false, nonce: null })
  })

  it.each([
    ['1000 milliseconds', [accuracy([0x80, 0x03, 0xe8])]],
    ['a negative second', [accuracy([2, 0xff])]],
    ['seconds without octets', [accuracy([2])]],
    ['seconds of five octets', [accuracy([2, 0x7f, 0xff, 0xff, 0xff, 0xff])]],
    ['microseconds before milliseconds', [accuracy([0x81, 1], [0x80, 1])]],
    ['a boolean of 1', [write.der(1, Uint8Array.of(1))]],
    ['nonce before ordering', [write.smallInteger(1), write.trueValue()]],
    ['two nonces', [write.smallInteger(1), write.smallInteger(2)]],
  ])('refuses %s', (_, rest) => {
    expect(() => tstInfoFrom(infoOf({ rest }))).toThrow(DerError)
  })

  it('keeps a critical extension in mind', () => {
    const extension = write.sequence(write.oid('1.2.3.4'), write.trueValue(), write.octetString(new Uint8Array(0)))
    expect(tstInfoFrom(infoOf({ rest: [write.der(0xa1, extension)] })).unknownCritical).toEqual(['1.2.3.4'])
  })
})

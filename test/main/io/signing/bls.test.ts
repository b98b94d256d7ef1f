/** The signature port on a signature of mainnet, and on points that are none. */
import { describe, expect, it } from 'vitest'
import { blsPort } from '../../../../src/main/io/signing/bls.ts'
import { parseHex } from '../../../../src/shared/core/bytes/hex.ts'

const bytes = (hex: string): Uint8Array => parseHex(hex) as Uint8Array

// Mainnet, sync-committee period 862, signature slot 7,061,720 (July 2023): 511 of 512 signed.
const real = {
  aggregateKey: bytes(
    'b7b801a9b26b0a33ba77204d49718eb826f8c7a44f7e260c84736e4b16d912e7dfb2cdcea102dc33d0f1ad2e3bad2ce5',
  ),
  absentKeys: [
    bytes('a7513922b8076ed0872201c9258e36fc83747fd435ab2c445191c64ff81a3660ecd999d01e4b07ed5c1cdf59c5d6dfbc'),
  ],
  signature: bytes(
    'b102ec6b49634ed1e38f1cf89c64bf6f099caf0a8d8b71d2e930fa3c127baf85bfa9ed7006a2212a182edffe019ae10b109038d2b09a834819419d370bfda03fe33989cc717e59ad9422ee065e825d6c2437f3a9df4ad11dc4876a103a53426e',
  ),
  message: bytes('68ee2e9e6e9b51a6d68805ad7b37d0bf2e932405db8fd269f618a73390f0b9be'),
}

describe('sums of BLS signatures', () => {
  it('hold for what mainnet signed', () => {
    expect(blsPort.check(real)).toEqual({ kind: 'holds' })
  })

  it('differ with another set of keys, and over another message', () => {
    expect(blsPort.check({ ...real, absentKeys: [] })).toEqual({ kind: 'differs' })
    expect(blsPort.check({ ...real, absentKeys: [...real.absentKeys, ...real.absentKeys] })).toEqual({
      kind: 'differs',
    })
    expect(blsPort.check({ ...real, message: real.message.with(0, 0) })).toEqual({ kind: 'differs' })
  })

  it('name bytes that are no point', () => {
    const key = real.aggregateKey
    for (const aggregateKey of [
      key.with(0, (key[0] as number) & 0x7f),
      key.with(47, (key[47] as number) ^ 1),
      key.subarray(1),
      new Uint8Array(),
    ])
      expect(blsPort.check({ ...real, aggregateKey })).toMatchObject({ kind: 'malformed', what: 'aggregate-key' })
    const signature = real.signature.with(0, 0xff)
    expect(blsPort.check({ ...real, signature })).toEqual({ kind: 'malformed', what: 'signature', bytes: signature })
  })

  it('name the point at infinity wherever it stands', () => {
    const infinity = (length: number) => new Uint8Array(length).fill(0xc0, 0, 1)
    const outcome = (change: Partial<typeof real>) => blsPort.check({ ...real, ...change })
    expect(outcome({ aggregateKey: infinity(48) })).toMatchObject({ kind: 'infinity', what: 'aggregate-key' })
    expect(outcome({ absentKeys: [infinity(48)] })).toMatchObject({ kind: 'infinity', what: 'absent-key' })
    expect(outcome({ absentKeys: [real.aggregateKey] })).toMatchObject({ kind: 'infinity', what: 'signing-keys' })
    expect(outcome({ signature: infinity(96) })).toMatchObject({ kind: 'infinity', what: 'signature' })
  })
})

/** What the reader of beacon files takes and refuses, and where it says the fault is. */
import { describe, expect, it } from 'vitest'
import { beaconLimits, parseBeacon } from '../../../../src/main/io/anchors/parse-beacon.ts'
import { AppError } from '../../../../src/shared/model/app-error.ts'
import { makeChain, transcriptOf, type ChainJson } from '../../../support/beacon-signer.ts'
import { testNetwork } from '../../../shared/core/beacon/beacon-run.ts'

const { chain } = makeChain({ network: testNetwork, firstPeriod: 5, updates: 1, finality: true })
interface Refusal {
  readonly what?: string
  readonly where?: string
}

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

function refusalOf(bytes: Uint8Array, limits = beaconLimits): Refusal {
  try {
    parseBeacon(bytes, 'chain.json', limits)
  } catch (error) {
    if (error instanceof AppError && error.code === 'transcript-invalid') return error.details
    throw error
  }
  throw new Error('was taken')
}

function refusalAfter(change: (chain: ChainJson) => void): Refusal {
  const changed = structuredClone(chain)
  change(changed)
  return refusalOf(transcriptOf(changed))
}

describe('beacon files', () => {
  it('are read as the answers of a node, one by one', () => {
    const whole = parseBeacon(transcriptOf(chain), 'chain.json')
    const answer = (data: unknown) => ({ version: 'electra', execution_optimistic: false, data })
    expect(parseBeacon(bytesOf(answer(chain.bootstrap)), 'b')).toEqual({ ...whole, updates: [], finality: null })
    expect(parseBeacon(bytesOf(chain.updates.map(answer)), 'u')).toEqual({ ...whole, bootstrap: null, finality: null })
    expect(parseBeacon(bytesOf(answer(chain.updates[0])), 'u')).toEqual({ ...whole, bootstrap: null, finality: null })
    expect(parseBeacon(bytesOf(answer(chain.finality)), 'f')).toEqual({ ...whole, bootstrap: null, updates: [] })
  })

  it('keep integers beyond 2^53', () => {
    const changed = structuredClone(chain)
    changed.bootstrap.header.beacon.slot = '18446744073709551615'
    expect(parseBeacon(transcriptOf(changed), 'c').bootstrap?.header.beacon.slot).toBe(2n ** 64n - 1n)
  })

  it('are refused as a whole when they are no such document', () => {
    expect(refusalOf(new Uint8Array([0xff]))).toMatchObject({ what: 'not JSON in UTF-8' })
    expect(refusalOf(bytesOf(7))).toMatchObject({ what: 'not an object' })
    expect(refusalOf(bytesOf({ data: {} }))).toMatchObject({ where: 'data' })
    expect(refusalOf(bytesOf({ transcript: 'assay.beacon-transcript/2' }))).toMatchObject({ where: 'transcript' })
    expect(refusalOf(transcriptOf(chain), { ...beaconLimits, bytes: 1000 })).toMatchObject({
      what: 'larger than 1000 bytes',
    })
    expect(refusalOf(transcriptOf(chain), { ...beaconLimits, updates: 0 })).toMatchObject({
      what: 'more than 0 updates',
    })
  })

  it('are refused for a value of another form, with its place', () => {
    expect(refusalAfter(({ bootstrap }) => (bootstrap.header.beacon.slot = '18446744073709551616'))).toEqual({
      name: 'chain.json',
      where: 'bootstrap.data.header.beacon.slot',
      what: 'does not fit 64 bits',
    })
    for (const slot of ['01', '-1', '1.0', '0x1', '', ' 1', '1'.repeat(100_000)])
      expect(refusalAfter(({ bootstrap }) => (bootstrap.header.beacon.slot = slot)).what).toBe(
        'not a decimal integer in quotes',
      )
    expect(refusalAfter(({ bootstrap }) => bootstrap.current_sync_committee.pubkeys.pop())).toMatchObject({
      what: '511 keys, not 512',
    })
    expect(refusalAfter(({ bootstrap }) => bootstrap.current_sync_committee.pubkeys.push('0x')).what).toBe(
      'more than 512 items',
    )
    expect(refusalAfter(({ updates }) => updates[0]?.finality_branch.push('0x00'))).toMatchObject({
      where: 'updates.0.data.finality_branch.7',
      what: 'not 32 bytes',
    })
    expect(refusalAfter(({ updates }) => updates[0]?.finality_branch.push(...Array<string>(40).fill('0x'))).what).toBe(
      'more than 32 items',
    )
    expect(
      refusalAfter(({ bootstrap }) => (bootstrap.header.execution['extra_data'] = `0x${'00'.repeat(33)}`)).what,
    ).toBe('more than 32 bytes')
    expect(refusalAfter(({ bootstrap }) => (bootstrap.header.execution['block_hash'] = '00'.repeat(32))).what).toBe(
      'not hex with 0x',
    )
    expect(
      refusalAfter(({ bootstrap }) => (bootstrap.header.execution['block_hash'] = `0x${'0g'.repeat(32)}`)).what,
    ).toBe('not hex with 0x')
    expect(
      refusalAfter(({ updates }) => delete updates[0]?.attested_header.execution['excess_blob_gas']),
    ).toMatchObject({
      where: 'updates.0.data.attested_header.execution.excess_blob_gas',
      what: 'absent',
    })
  })
})

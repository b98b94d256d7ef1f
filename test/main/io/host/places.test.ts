/**
 * What the place finder finds leads to the same hits as the core's own loops: over the case files, over logs that hold
 * card data in every writing, over every fixture, and over shuffled pieces of all of them.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeFinder } from '../../../../src/main/io/host/places.ts'
import { lookAheadBytes } from '../../../../src/shared/core/sensitive/byte-scan.ts'
import type { SensitiveHit } from '../../../../src/shared/core/sensitive/hit.ts'
import { SensitiveScanner, scanBytes } from '../../../../src/shared/core/sensitive/sensitive-scanner.ts'

const root = path.resolve(import.meta.dirname, '../../../..')
const finder = placeFinder()
const inflate = (bytes: Uint8Array): Uint8Array | null => {
  try {
    return gunzipSync(bytes, { maxOutputLength: 1_000_000 })
  } catch {
    return null
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

const files = [...filesBelow('test/cases'), ...filesBelow('src/main/io/formats')].map(
  (file) => new Uint8Array(readFileSync(file)),
)

function both(bytes: Uint8Array): [SensitiveHit[], SensitiveHit[]] {
  return [scanBytes(bytes, { inflate, finder }), scanBytes(bytes, { inflate })]
}

/** Long enough for the finder to be used at all. */
const filler = new TextEncoder().encode(`${'lorem ipsum dolor sit amet, '.repeat(40)}\n`)

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

const texts = [
  '4111111111111111',
  '4111 1111 1111 1111',
  '4111-1111-1111-1111',
  '4111%201111%201111%201111',
  '4111%C2%A01111%C2%A01111%c2%a01111',
  String.raw`4111\u00a01111\u00A01111\u00a01111`,
  String.raw`\uff14\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11`,
  '４１１１１１１１１１１１１１１１',
  '4111\u20111111\u20111111\u20111111',
  '%34%31%31%31%31%31%31%31%31%31%31%31%31%31%31%31',
  'card=4111111111111111&cvv=123',
  ';4111111111111111=29121010000000000000?',
  '%B4111111111111111^DOE/J^2912101?',
  '4111111111111111D2912101F',
  'DE89 3704 0044 0532 0130 00',
  'DE89370400440532013000',
  'GB29 NWBK 6016 1331 9268 19',
  'MT84 MALT 0110 0001 2345 MTLC AST0 01S',
  'RSSMRA85T10A562S',
  '529.982.247-25',
  'ssn 219-09-9999',
  '"password":"quietHarbour7"',
  String.raw`{\"api_key\":\"zq81Jd02mWx93Lk47Pv5\"}`,
  '<password>quietHarbour7</password>',
  '<soap:cvv2>123</soap:cvv2>',
  "'secret' => 'quietHarbour7'",
  'pass_code : 998877',
  '"pass__code":"998877"',
  '"user_pass.__-._word":"quietHarbour7"',
  '"_password":"quietHarbour7"',
  '"pin":"4821"',
  '"a_pin":"4821"',
  'postgres://app:quietHarbour7@db.example/app',
  'AKIAIOSFODNN7EXAMPLE',
  `ghp_${'aB3dE6gH9'.repeat(4)}`,
  Buffer.from('{"card":"4111111111111111","password":"quietHarbour7"}').toString('base64'),
  `${'A'.repeat(40_000)}${Buffer.from('card 4111111111111111 ').toString('base64')}`,
  '1'.repeat(70_000),
  '10.20.30.40:5432',
  '2024-04-01T00:00:04.444068Z',
  '018e96f4-b95c-7a6b-b2b7-5c7e067b045d',
  '":{"=>',
  '"',
  '\\',
  '%',
  ' ',
  'x',
  '_',
].map((text) => new TextEncoder().encode(text))

describe('the place finder leads to the same hits', () => {
  it('over every case file and every fixture', () => {
    let hits = 0
    for (const file of files) {
      const [found, own] = both(joined([filler, file]))
      expect(found).toEqual(own)
      hits += own.length
    }
    expect(hits).toBeGreaterThan(20)
  })

  it('over every writing, at every place beside the borders of its chunks', () => {
    for (const text of texts) {
      if (text.length > 1000) continue
      for (let shift = 0; shift < 130; shift += 1) {
        const bytes = joined([filler, filler.subarray(0, shift), text, filler])
        const [found, own] = both(bytes)
        expect(found).toEqual(own)
      }
    }
  })

  it('over shuffled writings, and whatever the block size', () => {
    let hits = 0
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...texts), fc.uint8Array({ maxLength: 20 })), { maxLength: 60 }),
        fc.integer({ min: 1000, max: 100_000 }),
        (parts, blockBytes) => {
          const bytes = joined([filler, ...parts, filler])
          const [found, own] = both(bytes)
          expect(found).toEqual(own)
          hits += own.length
          const streamed: SensitiveHit[] = []
          const scanner = new SensitiveScanner({ report: (hit) => streamed.push(hit), inflate, finder, blockBytes })
          scanner.push(bytes)
          scanner.end()
          const plain: SensitiveHit[] = []
          const other = new SensitiveScanner({ report: (hit) => plain.push(hit), inflate, blockBytes })
          other.push(bytes)
          other.end()
          expect(streamed).toEqual(plain)
        },
      ),
      { numRuns: 300 },
    )
    expect(hits).toBeGreaterThan(300)
  })

  it('where a stretch of the finder ends inside a value', () => {
    for (const text of texts)
      for (const before of [finder.most - 30, finder.most - 12, finder.most - 11, finder.most - 1, finder.most]) {
        const bytes = joined([
          new Uint8Array(before).fill(0x2c),
          text,
          filler,
          new Uint8Array(lookAheadBytes).fill(0x2c),
        ])
        const [found, own] = both(bytes)
        expect(found).toEqual(own)
      }
  })
})

/** RFC 8785 over the public vectors, its number sequence by digest, and PostgreSQL's numeric. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jcsFromValue, numericText } from '../../../../src/shared/core/bytes/json-text.ts'
import { plainJcs } from '../../../../src/main/io/second-opinion/plain-json.ts'
import type { JsonValue } from '../../../../src/shared/model/entry.ts'
import { vectorSet } from '../../../support/public-vectors.ts'

describe('RFC 8785', () => {
  it('gives the published text of every published case', (context) => {
    const folder = vectorSet(context, 'jcs')
    const names = readdirSync(join(folder, 'input'))
    expect(names.length).toBe(6)
    for (const name of names) {
      const value = JSON.parse(readFileSync(join(folder, 'input', name), 'utf8')) as JsonValue
      const wanted = readFileSync(join(folder, 'output', name), 'utf8')
      const hex = readFileSync(join(folder, 'outhex', name.replace('.json', '.txt')), 'utf8').replaceAll(/\s/g, '')
      expect([name, jcsFromValue(value)]).toEqual([name, wanted])
      expect([name, plainJcs(value)]).toEqual([name, wanted])
      expect(Buffer.from(jcsFromValue(value) as string).toString('hex')).toBe(hex)
    }
  })

  it('prints numbers as the published sequence of doubles does, by its digest', (context) => {
    const folder = vectorSet(context, 'jcs')
    // The sequence is described in the set's README: 168 fixed values, 2000 in a row, then a chain of SHA-256.
    const readme = readFileSync(join(folder, 'README.md'), 'utf8')
    const block = readme.slice(readme.indexOf('```text') + 7)
    const fixed = block.slice(0, block.indexOf('```')).trim().split(/\s+/)
    expect(fixed.length).toBe(168)
    const hash = createHash('sha256')
    const bits = Buffer.alloc(8)
    let lines = 0
    const add = (value: bigint): void => {
      bits.writeBigUInt64BE(value)
      hash.update(`${value.toString(16)},${jcsFromValue(bits.readDoubleBE()) ?? ''}\n`)
      lines += 1
    }
    for (const value of fixed) add(BigInt(`0x${value}`))
    for (let index = 0n; index < 2000n; index += 1n) add(0x0010000000000000n + index)
    let link = createHash('sha256').update(Buffer.alloc(32)).digest()
    while (lines < 10_000) {
      for (let at = 0; at < 32 && lines < 10_000; at += 8) {
        const value = link.readBigUInt64LE(at)
        const number = link.readDoubleLE(at)
        if (number !== 0 && Number.isFinite(number)) add(value)
      }
      link = createHash('sha256').update(link).digest()
    }
    expect(hash.digest('hex')).toBe('b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892')
  })

  it('sorts by UTF-16 code units, at every depth', () => {
    expect(jcsFromValue({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: { b: 1, a: 2 } })).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"ö":{"a":2,"b":1},"€":1,"😀":5,"\ufb33":3}',
    )
  })

  it('has no text for half a surrogate pair and for numbers that are none', () => {
    for (const value of ['\ud800', { '\udc00': 1 }, [['\ud800']], Infinity, [NaN], { a: -Infinity }]) {
      expect(jcsFromValue(value)).toBeUndefined()
    }
  })

  it('is the text that a plain second reading gives', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(jcsFromValue(value as JsonValue)).toBe(plainJcs(value))
      }),
      { numRuns: 500 },
    )
  })
})

describe('numeric', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0.00'],
    ['1.10', '1.10'],
    ['1e3', '1000'],
    ['1.5E3', '1500'],
    ['1.50e-3', '0.00150'],
    ['1e-7', '0.0000001'],
    ['100e-2', '1.00'],
    ['0e5', '0'],
    ['0e-5', '0.00000'],
    ['-12E+2', '-1200'],
    ['2.50e1', '25.0'],
    ['123456789012345678901234567890.123456789', '123456789012345678901234567890.123456789'],
  ])('of %s is %s', (token, expected) => {
    expect(numericText(token)).toBe(expected)
  })

  it('keeps the value and the scale, by whole-number arithmetic', () => {
    const token = fc
      .tuple(
        fc.constantFrom('', '-'),
        fc.nat(10 ** 9),
        fc.option(fc.stringMatching(/^\d{1,12}$/)),
        fc.option(fc.integer({ min: -40, max: 40 })),
      )
      .map(
        ([sign, whole, fraction, exponent]) =>
          `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`,
      )
    fc.assert(
      fc.property(token, (text) => {
        const [mantissa = '', exponent = '0'] = text.split('e')
        const [whole = '', fraction = ''] = mantissa.split('.')
        const printed = numericText(text)
        expect(printed).toMatch(/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/)
        const scale = Math.max(0, fraction.length - Number(exponent))
        const [printedWhole = '', printedFraction = ''] = printed.split('.')
        expect(printedFraction.length).toBe(scale)
        // Both as numbers of 10^-100, exactly.
        const exact = BigInt(whole + fraction) * 10n ** BigInt(100 - fraction.length + Number(exponent))
        expect(BigInt(printedWhole + printedFraction) * 10n ** BigInt(100 - scale)).toBe(exact)
      }),
      { numRuns: 1000 },
    )
  })

  it('makes no gigabyte of zeros', () => {
    expect(numericText('1e999999999')).toBe('1e999999999')
    expect(numericText('1e-999999999')).toBe('1e-999999999')
  })
})

import { describe, expect, it } from 'vitest'
import {
  hasLuhn,
  isBrCpf,
  isDeTaxId,
  isEsDni,
  isFrInsee,
  isIban,
  isItCodiceFiscale,
  isNlBsn,
  isUkNino,
  isUsSsn,
} from '../../../../src/shared/core/sensitive/check-digits.ts'
import { defaultIinTable, issuerOf, parseIinTable } from '../../../../src/shared/core/sensitive/iin-table.ts'
import { scanBytes } from '../../../../src/shared/core/sensitive/sensitive-scanner.ts'

const luhn = (text: string): boolean => hasLuhn([...text].map(Number), 0, text.length)

describe('the Luhn sum', () => {
  it.each([
    '4111111111111111',
    '4012888888881881',
    '4222222222222',
    '5555555555554444',
    '2223003122003222',
    '378282246310005',
    '6011111111111117',
    '3530111333300000',
    '30569309025904',
    '6200000000000005',
    '79927398713',
    '0000000000000000',
  ])('of %s agrees', (text) => {
    expect(luhn(text)).toBe(true)
    // One digit changed never agrees.
    for (let at = 0; at < text.length; at += 1) {
      const changed = text.slice(0, at) + String((Number(text[at]) + 1) % 10) + text.slice(at + 1)
      expect(luhn(changed)).toBe(false)
    }
  })

  it('of 4111111111111112 does not', () => {
    expect(luhn('4111111111111112')).toBe(false)
  })
})

/** Mulberry32: the same numbers on every computer. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

describe('random digits', () => {
  // Share of prefixes in the table times one in ten of the sum; 0.4 of a percent of 20,000 is four standard errors.
  it.each([
    [13, 0.01],
    [14, 0.00361],
    [15, 0.002],
    [16, 0.02323],
    [19, 0.01323],
  ])('of length %i are reported as often as the table makes expect, and never as likely', (length, rate) => {
    const random = seeded(length)
    const count = 20_000
    const rows: string[] = []
    for (let row = 0; row < count; row += 1) {
      let id = ''
      for (let place = 0; place < length; place += 1) id += String(Math.floor(random() * 10))
      rows.push(`{"ref":"${id}"}\n`)
    }
    const hits = scanBytes(new TextEncoder().encode(rows.join('')))
    expect(hits.filter((hit) => hit.confidence === 'likely')).toEqual([])
    const error = 4 * Math.sqrt((rate * (1 - rate)) / count)
    expect(Math.abs(hits.length / count - rate)).toBeLessThan(error)
  })
})

describe('the issuer table', () => {
  const brandOf = (text: string): string | undefined =>
    issuerOf(defaultIinTable, [...text].map(Number), 0, text.length)?.brand
  it.each([
    ['2220990000000000', undefined],
    ['2221000000000000', 'mastercard'],
    ['2720990000000000', 'mastercard'],
    ['2721000000000000', undefined],
    ['5000000000000000', 'maestro'],
    ['5100000000000000', 'mastercard'],
    ['6440000000000000', 'discover'],
    ['6430000000000000', 'maestro'],
    ['3527000000000000', undefined],
    ['3528000000000000', 'jcb'],
    ['30600000000000', undefined],
    ['30950000000000', 'diners'],
    ['411111111111111', undefined],
  ])('%s is %s', (text, brand) => {
    expect(brandOf(text)).toBe(brand)
  })

  it('is read from edited JSON, and refused when its form is another', () => {
    const copy: unknown = JSON.parse(JSON.stringify(defaultIinTable))
    expect(parseIinTable(copy)).toEqual(defaultIinTable)
    const range = { brand: 'own', from: '99', to: '99', lengths: [16] }
    const own = parseIinTable({ version: '2026-2', ranges: [range] })
    expect(own).toEqual({ version: '2026-2', ranges: [range] })
    const text = new TextEncoder().encode('9900000000000006')
    expect(luhn('9900000000000000')).toBe(false)
    expect(scanBytes(text)).toEqual([])
    for (const bad of [
      null,
      [],
      { version: '1', ranges: [] },
      { version: '2026-2', ranges: [{ ...range, from: '9' }] },
      { version: '2026-2', ranges: [{ ...range, from: '99', to: '98' }] },
      { version: '2026-2', ranges: [{ ...range, lengths: [11] }] },
      { version: '2026-2', ranges: [{ ...range, lengths: [] }] },
      { version: '2026-2', ranges: [{ ...range, brand: '4111111111111111' }] },
      { version: '2026-2', ranges: 'x' },
    ])
      expect(parseIinTable(bad)).toBeUndefined()
  })
})

describe('a check digit', () => {
  // Numbers that the issuing offices, the IBAN registry or the public descriptions of the algorithms print as examples.
  it.each([
    [
      'IBAN',
      isIban,
      [
        'GB82WEST12345698765432',
        'DE89370400440532013000',
        'NO9386011117947',
        'MT84MALT011000012345MTLCAST001S',
        'FR1420041010050500013M02606',
      ],
    ],
    ['German tax id', isDeTaxId, ['86095742719', '47036892816', '65929970489']],
    ['INSEE number', isFrInsee, ['184127645108946', '255081416802538']],
    ['DNI or NIE', isEsDni, ['12345678Z', 'X1234567L', 'Y1234567X', 'Z1234567R']],
    ['codice fiscale', isItCodiceFiscale, ['RSSMRA85T10A562S', 'MRTMTT25D09F205Z']],
    ['BSN', isNlBsn, ['111222333', '123456782']],
    ['CPF', isBrCpf, ['52998224725', '11144477735']],
  ] as const)('of a %s agrees, and not with its last character changed', (_, isForm, texts) => {
    for (const text of texts) {
      expect(isForm(text), text).toBe(true)
      const last = text.at(-1) as string
      const other = /[0-9]/.test(last) ? String((Number(last) + 1) % 10) : last === 'A' ? 'B' : 'A'
      expect(isForm(text.slice(0, -1) + other), text).toBe(false)
    }
  })

  it('is missing where a number has none, and impossible numbers are refused', () => {
    expect(isUsSsn('219099999')).toBe(true)
    for (const text of ['000123456', '666123456', '900123456', '219009999', '219090000'])
      expect(isUsSsn(text)).toBe(false)
    expect(isUkNino('AB123456C')).toBe(true)
    for (const text of ['BG123456C', 'DA123456C', 'AO123456C', 'AB123456E']) expect(isUkNino(text)).toBe(false)
    expect(isBrCpf('11111111111')).toBe(false)
  })
})

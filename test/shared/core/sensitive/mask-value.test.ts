/** Masking of whole values: what changes, what must come out untouched, and how a text is cut. */
import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { cardDataOnly, maskedStart, maskedText, maskedValue } from '../../../../src/shared/core/sensitive/mask-value.ts'

const pan = '4539148803436467'
const masked = '\u2022\u2022\u2022\u2022 6467'

describe('a masked value', () => {
  it('is the same object where nothing was masked', () => {
    const value = { rows: [{ actor: 'u_17', at: '2025-01-02T03:04:05.123456Z', count: 3, none: null, yes: true }] }
    expect(maskedValue(value)).toBe(value)
  })

  it('is a copy where something was, and leaves what it was given as it is', () => {
    const value = { rows: [{ note: `card ${pan}` }, { note: 'nothing' }] }
    const shown = maskedValue(value) as typeof value
    expect(shown).toEqual({ rows: [{ note: `card ${masked}` }, { note: 'nothing' }] })
    expect(value.rows[0]?.note).toBe(`card ${pan}`)
    expect(shown.rows[1]).toBe(value.rows[1])
  })

  it('has no card number in a name either', () => {
    expect(Object.keys(maskedValue({ [`card ${pan}`]: 1 }) as object)).toEqual([`card ${masked}`])
  })

  it('judges the value of a field by the name beside it', () => {
    const value = [
      { from: 'login.password', text: 'quietHarbour' },
      { path: 'new.items.0.cvv.3', before: null, after: '739' },
      { from: 'colour', text: 'quietHarbour' },
    ]
    expect(maskedValue(value)).toEqual([
      { from: 'login.password', text: '\u2022\u2022\u2022' },
      { path: 'new.items.0.cvv.3', before: null, after: '\u2022\u2022\u2022' },
      { from: 'colour', text: 'quietHarbour' },
    ])
  })

  it('keeps ids and digests that the engine made', () => {
    const value = { jobId: pan, engagementId: pan, sha256: pan }
    expect(maskedValue(value)).toBe(value)
    expect(maskedValue({ id: pan })).toEqual({ id: masked })
  })

  it('survives prototypes, bytes and lists in lists', () => {
    const value = { bytes: new Uint8Array([1]), deep: [[[pan]]] }
    expect(maskedValue(value)).toEqual({ bytes: new Uint8Array([1]), deep: [[[masked]]] })
    expect(maskedValue(JSON.parse(`{"__proto__":"${pan}"}`))).toEqual(JSON.parse(`{"__proto__":"${masked}"}`))
  })
})

describe('texts that are no card numbers', () => {
  it('come out unchanged: digests in any writing, UUIDs, times, epochs, serial numbers', () => {
    for (let index = 0; index < 2000; index += 1) {
      const digest = createHash('sha256').update(`row ${index}`)
      const copies = [
        digest.copy().digest('hex'),
        `0x${digest.copy().digest('hex')}`,
        digest.copy().digest('base64'),
        digest.copy().digest('base64url'),
        createHash('md5').update(`row ${index}`).digest('hex').toUpperCase(),
        createHash('sha1').update(`row ${index}`).digest('hex'),
        randomUUID(),
        new Date(1_735_689_600_000 + index * 7_919_123).toISOString(),
        String(1_735_689_600_000 + index * 7919),
        String(1_735_689_600_000_000 + index * 7_919_123),
        String(1_735_689_600_000_000_000n + BigInt(index) * 7_919_123_123n),
        String(1_000_000_000 + index),
        `ord_${String(20_250_000_000 + index)}`,
        '0'.repeat(64),
      ]
      for (const text of copies) expect(maskedText(text)).toBe(text)
    }
  })

  it('are hidden by their form alone in at most the share that chance gives (16 digits: 2.3 in 100)', () => {
    let hidden = 0
    const count = 20_000
    for (let index = 0; index < count; index += 1) {
      const digits = BigInt(`0x${createHash('sha256').update(`id ${index}`).digest('hex').slice(0, 16)}`)
      const text = String(digits).padStart(20, '0').slice(-16)
      if (maskedText(text) !== text) hidden += 1
    }
    // compliance: 2.323 % of random numbers of 16 digits fit issuer table and check digit.
    expect(hidden / count).toBeGreaterThan(0.015)
    expect(hidden / count).toBeLessThan(0.03)
  })

  it('keep what a form alone suggests of secrets: the id of an access key says who acted', () => {
    expect(maskedText('AKIAIOSFODNN7EXAMPLE', 'userIdentity.accessKeyId')).toBe('AKIAIOSFODNN7EXAMPLE')
  })
})

describe('for a reader with a reason', () => {
  it('secrets and identity numbers are shown, card data is not', () => {
    const text = `{"password":"quietHarbour","iban":"DE89370400440532013000","cvv":"739","card_number":"${pan}"}`
    const shown = maskedText(text, undefined, cardDataOnly)
    expect(shown).toContain('quietHarbour')
    expect(shown).toContain('DE89370400440532013000')
    expect(shown).not.toContain('739"')
    expect(shown).not.toContain(pan)
    expect(shown).toContain('6467')
    expect(maskedText('739', 'cvv', cardDataOnly)).toBe('\u2022\u2022\u2022')
    expect(maskedText('quietHarbour', 'password', cardDataOnly)).toBe('quietHarbour')
  })
})

describe('the start of a text', () => {
  it.each([0, 1, 4, 8, 12, 15, 16])('shows no half of a number that ends %d digits behind the cut', (behind) => {
    const text = `${'x '.repeat(200)}${pan} and more`
    const cut = 400 + 16 - behind
    const shown = maskedStart(text, cut)
    expect(shown.length).toBeLessThanOrEqual(cut)
    expect(shown).not.toMatch(/\d{5}|[0-9]{4}(?<!6467)/)
  })

  it('is the text itself where nothing is cut: it is masked with the answer', () => {
    expect(maskedStart(pan, 256)).toBe(pan)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskText } from '../../../../src/shared/core/sensitive/mask-text.ts'
import { redact, redactFully } from '../../../../src/shared/core/sensitive/redact.ts'
import { scanBytes } from '../../../../src/shared/core/sensitive/sensitive-scanner.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const redactedText = (text: string): string => {
  const bytes = bytesOf(text)
  return new TextDecoder().decode(redact(bytes, scanBytes(bytes)).bytes)
}

describe('a text on screen', () => {
  it.each([
    ['4111111111111111', '•••• 1111'],
    ['Zahlung – 4111 1111 1111 1111 – ok', 'Zahlung – •••• 1111 – ok'],
    ['😀 ４１１１１１１１１１１１１１１１ 😀', '😀 •••• 1111 😀'],
    ['{"cvv":"123","pan":"378282246310005"}', '{"cvv":"•••","pan":"•••• 0005"}'],
    ['password=hunter2&x=1', 'password=•••&x=1'],
    ['IBAN GB82WEST12345698765432.', 'IBAN •••.'],
    [';4111111111111111=25121010000012345678?', '•••?'],
    ['nothing here', 'nothing here'],
    ['c0ffee00-9dad-11d1-80b4-50180000000a', 'c0ffee00-9dad-11d1-80b4-50180000000a'],
    ['\ud800 lone 4111111111111111', '\ud800 lone •••• 1111'],
  ])('%s is shown as %s', (text, shown) => {
    expect(maskText(text)).toBe(shown)
    expect(maskText(shown)).toBe(shown)
  })

  it.each([
    ['password', 'hunter2 and more', '•••'],
    ['user.cvv', '123', '•••'],
    ['cardNumber', '501800000009', '•••• 0009'],
    ['orderNumber', '501800000009', '501800000009'],
    ['ssn', '219-09-9999', '•••'],
    ['name', 'hunter2', 'hunter2'],
    ['', 'hunter2', 'hunter2'],
  ])('under the name %s, %s is shown as %s', (key, text, shown) => {
    expect(maskText(text, { key })).toBe(shown)
    expect(maskText(shown, { key })).toBe(shown)
  })
})

const parts = [
  '4111111111111111',
  '4111 1111 1111 1111',
  '{"a":6011111111111117}',
  '{"cvv":123,"b":1}',
  '"password":"hunter2"',
  '\n',
  ' ',
  '-',
  'DE89 3704 0044 0532 0130 00',
  '%B4111111111111111^A^2512101?',
  'pin=4321&',
  '"',
  '\\',
  '12/27',
  'card ',
  '•',
  '*',
  '４１１１',
  'token=abcdefgh ',
  'c0ffee00-9dad-11d1',
  '219-09-9999',
  'ssn:',
  ' 1111',
  '{"cvv":1}',
  'é',
  '😀',
  Buffer.from('pan 5555555555554444 x').toString('base64'),
]
const anyText = fc.array(fc.constantFrom(...parts), { maxLength: 14 }).map((list) => list.join(''))

describe('any text', () => {
  it('masked once is masked', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = maskText(text)
        expect(maskText(once)).toBe(once)
      }),
      { numRuns: 500 },
    )
  })

  it('redacted keeps its length and its lines, and nothing is found in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = bytesOf(text)
        const redacted = redactFully(bytes, scanBytes)
        expect(redacted.isClean).toBe(true)
        expect(redacted.bytes.length).toBe(bytes.length)
        expect(scanBytes(redacted.bytes)).toEqual([])
        const lines = (of: Uint8Array): number[] => [...of.keys()].filter((at) => of[at] === 0x0a)
        expect(lines(redacted.bytes)).toEqual(lines(bytes))
        const touched = new Set(
          redacted.receipts.flatMap((hit) => [...Array(hit.byteLength).keys()].map((at) => at + hit.byteStart)),
        )
        for (const [at, byte] of bytes.entries()) if (!touched.has(at)) expect(redacted.bytes[at]).toBe(byte)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a redacted source', () => {
  it.each([
    ['card 4111-1111-1111-1111 ok', 'card ****-****-****-1111 ok'],
    ['{"card":"4111111111111111"}', '{"card":"************1111"}'],
    ['{"card":4111111111111111,"x":1}', '{"card":"**********1111","x":1}'],
    ['{"card": 4111111111111111}', '{"card": "**********1111"}'],
    ['{"m":"{\\"card\\":4111111111111111}"}', '{"m":"{\\"card\\":************1111}"}'],
    ['{"cvv":123}', '{"cvv":"*"}'],
    ['card,4111%201111%201111%201111,x', 'card,****%20****%20****%201111,x'],
    ['{"password":"hünter"}', '{"password":"*******"}'],
  ])('%s becomes %s', (text, expected) => {
    expect(redactedText(text)).toBe(expected)
    if (text.startsWith('{')) expect(() => JSON.parse(redactedText(text)) as unknown).not.toThrow()
  })

  it('has a receipt of kind and place and nothing else', () => {
    const bytes = bytesOf('{"cvv":"123"} 4111 1111 1111 1111')
    const hits = scanBytes(bytes).map((hit) => ({ ...hit, byteStart: hit.byteStart + 1000 }))
    expect(redact(bytes, hits, 1000).receipts).toEqual([
      { kind: 'sad', byteStart: 1008, byteLength: 3 },
      { kind: 'pan', byteStart: 1014, byteLength: 19 },
    ])
    expect(() => redact(bytes, hits)).toThrow(RangeError)
  })
})

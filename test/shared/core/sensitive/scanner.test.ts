import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SensitiveHit } from '../../../../src/shared/core/sensitive/hit.ts'
import { lookAheadBytes } from '../../../../src/shared/core/sensitive/byte-scan.ts'
import { SensitiveScanner, scanBytes } from '../../../../src/shared/core/sensitive/sensitive-scanner.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const inflate = (bytes: Uint8Array): Uint8Array | null => {
  try {
    return gunzipSync(bytes, { maxOutputLength: 1_000_000 })
  } catch {
    return null
  }
}
const scan = (text: string): SensitiveHit[] => scanBytes(bytesOf(text), { inflate })
/** What a hit covers, as text, beside what was said about it. */
const covered = (text: string): string[] => {
  const bytes = bytesOf(text)
  return scan(text).map(
    (hit) =>
      `${hit.rule} ${hit.confidence} ${new TextDecoder().decode(bytes.subarray(hit.byteStart, hit.byteStart + hit.byteLength))}`,
  )
}

// Published test numbers of the payment brands.
const published: readonly (readonly [string, string])[] = [
  ['visa', '4111111111111111'],
  ['visa', '4012888888881881'],
  ['visa', '4222222222222'],
  ['mastercard', '5555555555554444'],
  ['mastercard', '2223003122003222'],
  ['amex', '378282246310005'],
  ['discover', '6011111111111117'],
  ['jcb', '3530111333300000'],
  ['diners', '30569309025904'],
  ['unionpay', '6200000000000005'],
  ['unionpay', '6212345678901234569'],
]

describe('a card number', () => {
  it.each(published)('of %s is possible alone and likely under a card key', (brand, pan) => {
    expect(scan(`{"ref":"${pan}"}`)).toEqual([
      {
        kind: 'pan',
        rule: 'pan',
        byteStart: 8,
        byteLength: pan.length,
        confidence: 'possible',
        context: 'none',
        encoding: 'plain',
        brand,
        last4: pan.slice(-4),
      },
    ])
    for (const key of ['card', 'cardNumber', 'pan', 'cc_num', 'payment.card.no', 'card[number]'])
      expect(scan(`${key}=${pan}`)).toMatchObject([{ confidence: 'likely', brand }])
  })

  it('is taken from the text, where a parsed number would be another', () => {
    expect(scan('{"p":9999999999999995}')).toEqual([])
    expect(scan('{"p":6200000000000000005}')).toEqual([])
    expect(scan('{"p":6212345678901234569}')).toMatchObject([{ brand: 'unionpay', last4: '4569', byteLength: 19 }])
    expect(String(JSON.parse('6212345678901234569'))).not.toBe('6212345678901234569')
  })

  it.each([
    ['4111 1111 1111 1111'],
    ['4111-1111-1111-1111'],
    ['4111\u00a01111\u00a01111\u00a01111'],
    ['4111\u202f1111\u202f1111\u202f1111'],
    ['4111\u20111111\u20111111\u20111111'],
    ['4111%201111%201111%201111'],
    ['4111%2D1111%2d1111%2D1111'],
    ['4111%C2%A01111%C2%A01111%c2%a01111'],
    ['4111+1111+1111+1111'],
    ['4111\\u00a01111\\u00A01111\\u00a01111'],
    ['3782 822463 10005'],
    ['3056 930902 5904'],
  ])('grouped as %s is likely', (text) => {
    for (const padding of ['', 'x ', 'value: ', '  ', '中文']) {
      const hits = scan(`${padding}${text}`)
      expect(hits).toMatchObject([{ kind: 'pan', confidence: 'likely', context: 'separators' }])
      expect(hits[0]?.byteLength).toBe(bytesOf(text).length)
    }
  })

  it.each([
    ['４１１１１１１１１１１１１１１１'],
    ['%34%31%31%31%31%31%31%31%31%31%31%31%31%31%31%31'],
    [
      '\\uff14\\uff11\\uff11\\uff11\\uff11\\uff11\\uff11\\uff11\\uff11\\uff11\\uff11\\uff11\\uff11\\uff11\\uff11\\uFF11',
    ],
  ])('with its digits spelled %s is found', (text) => {
    for (const padding of ['', ' ', '"', '中', '"a":"'])
      expect(scan(`${padding}${text}`)).toMatchObject([{ last4: '1111' }])
  })

  it.each([
    ['expiry after it', '4111111111111111 12/27'],
    ['a brand word', 'paid by Visa: 4111111111111111'],
    ['card in a word before', '{"cardHolder":"u_17","v":"4111111111111111"}'],
    ['card in a member after', '{"v":"4111111111111111","type":"mastercard"}'],
  ])('is likely with %s', (_, text) => {
    expect(scan(text)).toMatchObject([{ kind: 'pan', confidence: 'likely' }])
  })

  it.each([
    ['fails the sum', '4111111111111112'],
    ['has one digit only', '0000000000000000'],
    ['has one digit only, and an issuer', '4444444444444444'],
    ['has a length the issuer does not use', '41111111111111'],
    ['has no issuer', '1111111111111117'],
    ['is inside a longer number', '41111111111111110000000'],
    ['is inside hex', 'a4111111111111111f'],
    ['is followed by a letter', '4111111111111111Z'],
    ['is a fraction', '{"score":0.4111111111111111}'],
    ['is the start of a decimal', '4111111111111111.25'],
    ['is part of a UUID', 'c0ffee00-4111-1111-1111-1111deadbeef'],
    ['is the end of a UUID', '6ba7b810-9dad-11d1-80b4-501800000009'],
    ['is an id behind an underscore', 'txn_4111111111111111'],
    ['is a time in microseconds', '{"at":1763770000000000,"ms":1763770000000}'],
    ['is a date and a time', '2025-11-22 01:31:22.123456'],
  ])('is not reported when it %s', (_, text) => {
    expect(scan(text)).toEqual([])
  })

  it('begins after the letter of an escape', () => {
    expect(covered('"note\\n4111111111111111\\tend"')).toEqual(['pan possible 4111111111111111'])
  })

  it('is found in base64, base64url and base64 of gzip', () => {
    for (let lead = 0; lead < 12; lead += 1) {
      const inner = `${'a'.repeat(lead)} card 4111111111111111 ok`
      for (const encoding of ['base64', 'base64url'] as const) {
        const payload = Buffer.from(inner).toString(encoding)
        const text = `{"d":"${payload}"}`
        const [hit] = scan(text)
        expect(hit).toMatchObject({ kind: 'pan', encoding: 'base64', last4: '1111', confidence: 'likely' })
        const place = text.slice(hit?.byteStart, (hit?.byteStart ?? 0) + (hit?.byteLength ?? 0))
        expect(Buffer.from(place, encoding).toString()).toContain('4111111111111111')
      }
      const packed = gzipSync(inner).toString('base64')
      expect(scan(`{"d":"${packed}"}`)).toMatchObject([{ kind: 'pan', encoding: 'base64-gzip', byteStart: 6 }])
      expect(scanBytes(bytesOf(`{"d":"${packed}"}`))).toEqual([])
    }
  })

  it('is found anywhere in a long payload, and once', () => {
    for (const lead of [0, 24_570, 24_576, 30_000, 72_000]) {
      const inner = `${'log line '.repeat(Math.ceil(lead / 9)).slice(0, lead)} pan=4111111111111111 ${'z'.repeat(40_000)}`
      const hits = scan(`{"d":"${Buffer.from(inner).toString('base64')}"}`)
      expect(hits).toMatchObject([{ kind: 'pan', encoding: 'base64' }])
    }
  })
})

describe('sensitive authentication data', () => {
  it.each([
    ['{"cvv":"123"}', 'card-code likely 123'],
    ['{"cvv2": 1234}', 'card-code likely 1234'],
    ['{"cardCvc":"123"}', 'card-code likely 123'],
    ['card_cvv=123&x=1', 'card-code likely 123'],
    ['{"m":"{\\"cvv\\":\\"123\\"}"}', 'card-code likely 123'],
    ['"{""cvv"":""123""}"', 'card-code likely 123'],
    ['<CVV2>123</CVV2>', 'card-code likely 123'],
    ["{'security_code' => '123'}", 'card-code likely 123'],
    ['{"cid":"1234"}', 'card-code possible 1234'],
    ['{"pin":"4321"}', 'pin likely 4321'],
    ['pinBlock: 0412AC89ABCDEF67', 'pin likely 0412AC89ABCDEF67'],
    ['{"track2":"4111111111111111=25121010000012345678"}', 'track likely 4111111111111111=25121010000012345678'],
  ])('%s', (text, expected) => {
    expect(covered(text)).toContain(expected)
  })

  it.each([
    ['%B4111111111111111^DOE/J^25121010000012345678?', 46],
    [';4111111111111111=25121010000012345678?', 38],
    ['%25B4111111111111111%5EDOE%5E2512101?', 37],
    ['4111111111111111D25121010000012345678', 37],
  ])('reports the track in %s and the number in it', (text, length) => {
    const hits = scan(`raw ${text}`)
    expect(hits.find((hit) => hit.rule === 'track')).toMatchObject({ byteStart: 4, byteLength: length, kind: 'sad' })
    expect(hits.find((hit) => hit.kind === 'pan')).toMatchObject({ last4: '1111' })
  })

  it.each([
    // A digest that a generated log held: card number, D, month and service code by chance.
    ['{"entry_hash":"684314134421d440285474b0f1073938c44cfe819ce23c90550a7064cc0c546c"}'],
    ['x4111111111111111D25121010000012345678'],
    ['4111111111111111D25121010000012345678a'],
  ])('takes no track out of a longer word: %s', (text) => {
    expect(scan(text).filter((hit) => hit.rule === 'track')).toEqual([])
  })

  it.each([
    ['{"cvv":""}'],
    ['{"cvv":null}'],
    ['{"cvv":"***"}'],
    ['{"cvv":"•••"}'],
    ['{"cvvResult":"M"}'],
    ['{"cid":"7f3a90aa-1111"}'],
    ['{"shipping":"1234"}'],
    ['{"pin":{"set":true}}'],
    ['{"opinion":"1234"}'],
    ['{"track1":""}'],
  ])('is not reported in %s', (text) => {
    expect(scan(text)).toEqual([])
  })
})

describe('a secret', () => {
  // Joined, so that no scanner of repositories takes a made-up token for a real one.
  const made = (...parts: string[]): string => parts.join('')
  it.each([
    ['{"password":"hunter2"}', 'password likely hunter2'],
    ['{"userPassword":"a\\"b"}', 'password likely a\\"b'],
    ['password=hunter2&next=1', 'password likely hunter2'],
    ['Password: hunter2 was typed', 'password possible hunter2'],
    ['{"pwd":"$2b$10$abcdefghijklmnopqrstuv"}', 'password possible $2b$10$abcdefghijklmnopqrstuv'],
    ['{"client_secret":"s3cr3t-v4lue"}', 'secret likely s3cr3t-v4lue'],
    ['api_key=abcd1234efgh', 'secret likely abcd1234efgh'],
    ['{"accessToken":"abcd1234"}', 'token likely abcd1234'],
    ['{"Authorization":"Bearer abc.def"}', 'token likely abc.def'],
    ['postgres://app:pa55@db.example.com/x', 'url-credentials likely pa55'],
    [made('key AKIA', 'ABCDEFGHIJKLMNOP end'), made('aws-access-key-id likely AKIA', 'ABCDEFGHIJKLMNOP')],
    [made('x/ghp', '_', 'aB3'.repeat(12)), made('github-token likely ghp', '_', 'aB3'.repeat(12))],
    [made('"xoxb', '-123456789012-abcDEFghi"'), made('slack-token likely xoxb', '-123456789012-abcDEFghi')],
    [made('sk_', 'live_', 'aB3'.repeat(8)), made('stripe-key likely sk_', 'live_', 'aB3'.repeat(8))],
    [
      made('id eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiJ1XzE3In0', '.c2lnbmF0dXJlLW9mLWl0 x'),
      made('jwt likely eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiJ1XzE3In0', '.c2lnbmF0dXJlLW9mLWl0'),
    ],
  ])('%s', (text, expected) => {
    expect(covered(text)).toContain(expected)
  })

  it('of a private key is reported from header to end mark, as text and inside JSON', () => {
    const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7'
    for (const line of ['\n', '\r\n', '\\n']) {
      const text = `-----BEGIN ${'PRIVATE'} KEY-----${line}${body}${line}${body}${line}-----END PRIVATE KEY-----`
      const [hit] = scan(`log ${text}`)
      expect(hit).toMatchObject({ rule: 'private-key', byteStart: 31 })
      expect(hit?.byteLength).toBe(2 * body.length + 3 * line.length)
    }
  })

  it.each([
    ['{"password":"********"}'],
    ['{"password":"[REDACTED]"}'],
    ['{"password":"changed"}'],
    ['{"password":null,"token":true}'],
    ['{"nextToken":"abcdefghijkl","page_token":"abcdefghijkl"}'],
    ['{"password_hash":"abcdefabcdef"}'],
    ['arn:aws:secretsmanager:eu-west-1:000000000000:secret:shop-db-8-2aONLk'],
    ['{"secretary":"abcdefabcdef"}'],
    ['https://example.com:8443/a@b'],
    ['{"hash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}'],
  ])('is not reported in %s', (text) => {
    expect(scan(text)).toEqual([])
  })

  it('that an access key id names is only possible in the member made for it', () => {
    expect(scan(`{"accessKeyId":"${'AKIA'}IOSFODNN7EXAMPLE"}`)).toMatchObject([{ confidence: 'possible' }])
  })
})

describe('an identity number', () => {
  it.each([
    ['{"iban":"GB82WEST12345698765432"}', 'iban likely GB82WEST12345698765432'],
    ['paid to NL91ABNA0417164300.', 'iban likely NL91ABNA0417164300'],
    ['to DE89 3704 0044 0532 0130 00 today', 'iban likely DE89 3704 0044 0532 0130 00'],
    ['GB82 WEST 1234 5698 7654 32', 'iban likely GB82 WEST 1234 5698 7654 32'],
    ['{"ssn":"219-09-9999"}', 'us-ssn likely 219-09-9999'],
    ['SSN of the person is 219-09-9999', 'us-ssn likely 219-09-9999'],
    ['{"steuer_id":"86095742719"}', 'de-tax-id likely 86095742719'],
    ['{"nino":"AB123456C"}', 'uk-nino likely AB123456C'],
    ['{"dni":"12345678Z"}', 'es-dni likely 12345678Z'],
    ['{"nie":"X1234567L"}', 'es-dni likely X1234567L'],
    ['cf RSSMRA85T10A562S', 'it-codice-fiscale likely RSSMRA85T10A562S'],
    ['{"bsn":"111222333"}', 'nl-bsn likely 111222333'],
    ['cliente 529.982.247-25', 'br-cpf likely 529.982.247-25'],
    ['1 84 12 76 451 089 46', 'fr-insee likely 1 84 12 76 451 089 46'],
  ])('%s', (text, expected) => {
    for (const padding of ['', ' ', 'abc ', 'abcdefg ', '0123 ']) expect(covered(padding + text)).toContain(expected)
  })

  it.each([
    ['GB82WEST12345698765433'],
    ['DE89 3704 0044 0532 0130 01'],
    ['219-09-9999'],
    ['{"ssn":"000-12-3456"}'],
    ['{"dni":"12345678A"}'],
    ['RSSMRA85T10A562T'],
    ['{"bsn":"111222334"}'],
    ['529.982.247-26'],
  ])('is not reported in %s', (text) => {
    expect(scan(text).filter((hit) => hit.kind === 'national-id')).toEqual([])
  })
})

const awkward = [
  '4111111111111111',
  '4111 1111 1111 1111',
  '378282246310005',
  '{"cvv":"123"}',
  '"password":"hunter2"',
  '\\u00a0',
  ' ',
  '\n',
  '%20',
  '%',
  '-',
  '.',
  '"',
  '\\',
  ':',
  '=',
  'DE89 3704 0044 0532 0130 00',
  '529.982.247-25',
  '12/27',
  'card',
  '４１１１',
  '１１１１１１１１１１１１',
  Buffer.from('pan 5555555555554444').toString('base64'),
  ';4111111111111111=25121010000',
  'A',
  '0',
  'token=abcdefgh',
  'x'.repeat(300),
  '7'.repeat(40),
  'Qm'.repeat(30),
]
const anyText = fc.array(fc.constantFrom(...awkward), { maxLength: 40 }).map((parts) => parts.join(''))

describe('a stream', () => {
  it('gives the same hits wherever it is cut and whatever the block', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.array(fc.integer({ min: 1, max: 90 })),
        fc.integer({ min: 1, max: 900 }),
        (text, cuts, blockBytes) => {
          // Twice the look-ahead, so that blocks do end inside it.
          const bytes = bytesOf(`${text} ${'. '.repeat(lookAheadBytes / 2)}${text}${'. '.repeat(lookAheadBytes / 2)}`)
          const hits: SensitiveHit[] = []
          const scanner = new SensitiveScanner({ report: (hit) => hits.push(hit), blockBytes: blockBytes + 2048 })
          let at = 0
          for (const cut of cuts) {
            scanner.push(bytes.subarray(at, at + cut))
            at += cut
          }
          scanner.push(bytes.subarray(at))
          expect(scanner.end().bytesScanned).toBe(bytes.length)
          expect(hits).toEqual(scanBytes(bytes))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('never carries more of a card number than its last four digits', () => {
    fc.assert(
      fc.property(fc.constantFrom(...published), anyText, ([, pan], rest) => {
        for (const hit of scan(`${rest} card ${pan} ${rest}`)) {
          const { byteStart: _, byteLength: __, ...said } = hit
          expect(JSON.stringify(said)).not.toMatch(/[0-9]{5}/)
        }
      }),
    )
  })

  it('throws nothing on account of bytes, and stays in its bounds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        for (const hit of scanBytes(bytes, { inflate })) {
          expect(hit.byteStart).toBeGreaterThanOrEqual(0)
          expect(hit.byteLength).toBeGreaterThan(0)
          expect(hit.byteStart + hit.byteLength).toBeLessThanOrEqual(bytes.length)
        }
      }),
    )
  })

  it.each([
    ['digits', '4111111111111111 '],
    ['single digits', '1 '],
    ['one long number', '7'],
    ['names', 'token='],
    ['names of masked values', 'token=***'],
    ['open quotes', '"password":\\"'],
    ['headers of keys', '-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAAAA\n'],
    ['beginnings of tokens', '-eyJ'],
    ['capitals', 'A1'],
    ['escapes', '\\u00a01'],
    ['addresses', '://a:'],
  ])('of nothing but %s comes to its end', (_, part) => {
    const bytes = bytesOf(part.repeat(Math.ceil(400_000 / part.length)))
    const scanner = new SensitiveScanner({ report: () => undefined })
    scanner.push(bytes)
    expect(scanner.end().bytesScanned).toBe(bytes.length)
  })
})

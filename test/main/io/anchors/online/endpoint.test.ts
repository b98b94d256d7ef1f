/** Which addresses may be asked, and what of them may be kept. */
import { describe, expect, it } from 'vitest'
import { parseEndpoint } from '../../../../../src/main/io/anchors/online/endpoint.ts'
import { AppError } from '../../../../../src/shared/model/app-error.ts'

function refusal(given: string, allowHttp = false): AppError {
  try {
    parseEndpoint(given, allowHttp)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error(`${given} was taken`)
}

describe('an endpoint', () => {
  it.each([
    ['https://node.example.com/', 'node.example.com'],
    ['https://node.example.com:8545/v3/0123456789abcdef0123', 'node.example.com:8545'],
    ['http://127.0.0.1:8545', '127.0.0.1:8545'],
    ['http://127.8.9.10:1/', '127.8.9.10:1'],
    ['http://localhost:8545/', 'localhost:8545'],
    ['http://[::1]:8545/', '[::1]:8545'],
    // Other spellings of the loopback's numbers are evened out by the URL itself.
    ['http://2130706433:8545/', '127.0.0.1:8545'],
  ])('%s is asked, and %s is what is kept of it', (given, host) => {
    expect(parseEndpoint(given, false).host).toBe(host)
  })

  it.each([
    'http://node.example.com/',
    'http://10.0.0.1:8545/',
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com/',
    'http://[::ffff:10.0.0.1]/',
    'http://127.0.0.1@node.example.com/',
  ])('%s is refused without leave for http, and taken with it', (given) => {
    expect(refusal(given)).toMatchObject({ code: 'usage' })
    expect(parseEndpoint(given, true).host).not.toContain('@')
  })

  it.each(['ws://127.0.0.1/', 'ftp://127.0.0.1/', 'file:///etc/passwd', 'data:,x', 'node.example.com', '', 'https://'])(
    '%j is no endpoint, whatever is allowed',
    (given) => {
      expect(refusal(given, true)).toMatchObject({ code: 'usage' })
    },
  )

  it('is never quoted in a message: it may hold a token', () => {
    for (const given of [
      'http://user:hunter22@node.example.com/key-0123456789abcdef?token=topsecret',
      'hxxp://topsecret',
    ])
      expect(refusal(given).message).not.toMatch(/hunter22|topsecret|0123456789abcdef/)
  })

  it('keeps user and password out of its address and knows them, and long parts of path and query, as secrets', () => {
    const endpoint = parseEndpoint(
      'https://auditor:p%40ss@node.example.com/v3/0123456789abcdef?key=sesame-1&v=2',
      false,
    )
    expect(endpoint.url.href).toBe('https://node.example.com/v3/0123456789abcdef?key=sesame-1&v=2')
    expect(endpoint.authorization).toBe(`Basic ${Buffer.from('auditor:p@ss').toString('base64')}`)
    expect(endpoint.secrets).toEqual(
      expect.arrayContaining(['auditor', 'p%40ss', 'p@ss', '0123456789abcdef', 'sesame-1']),
    )
    expect(endpoint.secrets).not.toContain('v3')
    expect(endpoint.secrets).not.toContain('2')
  })
})

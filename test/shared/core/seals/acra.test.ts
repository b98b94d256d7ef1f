/** Acra's chain: lines of its own tests, and chains made here by plain code after its description. */
import { createHash, createHmac } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { AcraChain, readAcraLine } from '../../../../src/shared/core/seals/acra.ts'
import { plainAcra } from './plain-acra.ts'

let sha256: Hasher
beforeAll(async () => {
  sha256 = await loadHasher('sha256')
})

/** Key and lines of Acra's logging/integrity_verifier_test.go (snapshot 47f5b02). */
const acraKey = Buffer.from('f1f6ff1960b3321d890eef6b26a64ecbf828b78a0b889349170ed2ca1a5812d1', 'hex')
const acraLines = [
  'time="2020-05-12T21:19:35+03:00" level=info msg="Test message with random information: bytSFuKJob" integrity=d49e55a26733dc0bddd3a47ef034059234550e799c48363b69f413ab2a4da07f chain=new',
  'time="2020-05-12T21:19:35+03:00" level=info msg="Test message with random information: bMFWLOeqnM" integrity=e83c71bb3cb2fa909f78e0f141eb7fa0cb1dbe038cb355a94e6c403bfc1b9773',
  'time="2020-05-12T21:19:35+03:00" level=info msg="Test message with random information: qquxyOrZnp" integrity=1ae68f7ca75948d19fea98ac577b3dd64d2661bd5d415cf17b4f8c571de10125',
]

const states = (lines: readonly string[], keys: readonly Uint8Array[]): { reasons: string[]; chain: AcraChain } => {
  const chain = new AcraChain(sha256, keys)
  const reasons = lines.map((line) => {
    const { result } = chain.add(readAcraLine(Buffer.from(line)))
    return result.state === 'verified' ? 'verified' : result.reason
  })
  chain.end()
  return { reasons, chain }
}

describe('lines of Acra itself', () => {
  it('recompute with its test key, and with no other', () => {
    expect(states(acraLines, [acraKey]).reasons).toEqual(['verified', 'verified', 'verified'])
    expect(states(acraLines, [Buffer.alloc(32, 1)]).reasons).toEqual([
      'content-differs',
      'seal-unreachable',
      'seal-unreachable',
    ])
    expect(states(acraLines, [Buffer.alloc(32, 1), acraKey]).reasons).toEqual(['verified', 'verified', 'verified'])
    expect(states(acraLines, []).reasons).toEqual(['key-needed', 'key-needed', 'key-needed'])
  })
})

describe('chains in each of the three forms', () => {
  const key = Buffer.from('a key of the test')
  it.each(['text', 'cef', 'json'] as const)('%s: whole, altered, shortened', (shape) => {
    const lines = plainAcra(shape, key, [12, 7])
    const whole = states(lines, [key])
    expect(new Set(whole.reasons)).toEqual(new Set(['verified']))
    expect([whole.chain.chains, whole.chain.chainsEnded, whole.chain.notEnded, whole.chain.begunBefore]).toEqual([
      2,
      2,
      0,
      false,
    ])

    const altered = lines.with(4, (lines[4] as string).replace('message 4', 'message 5'))
    const after = states(altered, [key]).reasons
    expect(after.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => 'verified'))
    expect(after[4]).toBe('content-differs')
    expect(after.slice(5, 12)).toEqual(Array.from({ length: 7 }, () => 'seal-unreachable'))
    expect(after.slice(12)).toEqual(Array.from({ length: 7 }, () => 'verified'))

    expect(states(lines.toSpliced(6, 1), [key]).reasons[6]).toBe('content-differs')
    expect(states(lines.toSpliced(11, 1), [key]).chain.notEnded).toBe(1)
    expect(states(lines.slice(0, -1), [key]).chain.notEnded).toBe(1)
    const begun = states(lines.slice(3), [key])
    expect(begun.chain.begunBefore).toBe(true)
    expect(begun.reasons.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 'chain-begun-before'))
    expect(begun.reasons.slice(9)).toEqual(Array.from({ length: 7 }, () => 'verified'))
  })

  it('JSON: Go prints numbers, slashes and angle brackets in its own way, whatever the line does', () => {
    const members = { amount: 1e21, html: '<a&b>', level: 'info', msg: 'x', nested: { b: 1, a: [1.5, null, true] } }
    const go =
      'delimiteramountdelimiter1e+21delimiterdelimiterhtmldelimiter"\\u003ca\\u0026b\\u003e"delimiter' +
      'delimiterleveldelimiter"info"delimiterdelimitermsgdelimiter"x"delimiterdelimiternesteddelimiter{"a":[1.5,null,true],"b":1}delimiter'
    const first = createHash('sha256').update(key).digest()
    const mac = createHmac('sha256', first).update(go).digest()
    const integrity = createHash('sha256').update(mac).digest('hex')
    expect(states([JSON.stringify({ ...members, integrity, chain: 'new' })], [key]).reasons).toEqual(['verified'])
  })

  it('takes lines without a value, or with two, as unsealed', () => {
    const lines = plainAcra('text', key, [4])
    const { reasons, chain } = states(
      [...lines.slice(0, 2), 'level=info msg=free', ...lines.slice(2), `${lines[0]} integrity=00`],
      [key],
    )
    expect(reasons).toEqual(['verified', 'verified', 'seal-absent', 'verified', 'verified', 'seal-absent'])
    expect(chain.unsealed).toBe(2)
  })
})

/** A client against a server that does what it likes: every way of answering ends in a code, in bounded time, with what came kept. */
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { connectionsMade, onConnection } from '../../../../../src/main/io/anchors/online/connection-counter.ts'
import { parseEndpoint } from '../../../../../src/main/io/anchors/online/endpoint.ts'
import { RpcClient, rpcLimits, type RpcLimits } from '../../../../../src/main/io/anchors/online/rpc-client.ts'
import type { Exchange } from '../../../../../src/shared/model/capture.ts'
import { answerText, startRpcNode, type Answers, type Fault, type RpcNode } from '../../../../support/rpc-node.ts'
import { startMicros, steppingClock } from '../../../../support/temporary-engine.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

// A long time where an answer comes: a busy computer must not turn it into none.
const quick: RpcLimits = { ...rpcLimits, answerBytes: 4096, timeoutMs: 30_000, retries: 1, pauseMs: 1 }

interface Setting {
  readonly fault?: Fault
  readonly answers?: Answers
  readonly limits?: Partial<RpcLimits>
  readonly path?: string
  readonly signal?: AbortSignal
  readonly keep?: (exchange: Exchange) => boolean
}

async function clientOf(setting: Setting): Promise<{ client: RpcClient; node: RpcNode; exchanges: Exchange[] }> {
  const node = await startRpcNode(setting.answers ?? (() => '0x1'), setting.fault)
  const exchanges: Exchange[] = []
  const client = new RpcClient(
    parseEndpoint(setting.path === undefined ? node.url : setting.path.replace('HOST', node.host), false),
    0,
    {
      clock: steppingClock(),
      signal: setting.signal ?? new AbortController().signal,
      keep: (exchange) => {
        exchanges.push(exchange)
        return setting.keep?.(exchange) ?? true
      },
    },
    { ...quick, ...setting.limits },
  )
  opened.push(client, node)
  return { client, node, exchanges }
}

/** A fault that answers every request with this status and body. */
function always(body: string | Buffer, status = 200, headers: Readonly<Record<string, string>> = {}): Fault {
  return (_asked, response) => {
    response.writeHead(status, headers)
    response.end(body)
    return true
  }
}

describe('one request', () => {
  it('gives the result, and keeps request and answer byte for byte with host, time and digest', async () => {
    const body = '{"result" : {"b":1e400,"a":"\\u0061"},\n "id":1,"jsonrpc":"2.0"}'
    const { client, node, exchanges } = await clientOf({ fault: always(body) })
    const outcome = await client.call('eth_chainId', [])
    expect(outcome).toEqual({ kind: 'result', value: { b: Number.POSITIVE_INFINITY, a: 'a' }, at: expect.any(String) })
    expect(exchanges).toEqual([
      {
        endpoint: 0,
        at: new Date(startMicros / 1000 + 1).toISOString(),
        request: node.asked[0]?.body,
        status: 200,
        answer: { encoding: 'utf-8', text: body },
        sha256: createHash('sha256').update(body).digest('hex'),
        failure: null,
      },
    ])
    expect(node.asked[0]).toMatchObject({ method: 'eth_chainId', params: [], id: 1 })
    expect(node.asked[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'accept-encoding': 'identity' })
  })

  const refused: readonly (readonly [string, string, Fault, number])[] = [
    ['the id of another request', 'wrong-id', (_asked, response) => !!response.end(answerText(7, '0x1')), 1],
    ['an id as text', 'wrong-id', always('{"jsonrpc":"2.0","id":"1","result":"0x1"}'), 1],
    ['no id', 'wrong-id', always('{"jsonrpc":"2.0","result":"0x1"}'), 1],
    ['half an object', 'answer-not-json', always('{"jsonrpc":"2.0","id":1,"result":'), 1],
    ['a page', 'answer-not-json', always('<html>hello</html>'), 1],
    ['nothing', 'answer-not-json', always(''), 1],
    ['a byte order mark', 'answer-not-json', always('\uFEFF{"id":1,"result":"0x1"}'), 1],
    ['bytes that are no UTF-8', 'answer-not-utf8', always(Buffer.from([0x22, 0xff, 0x22])), 1],
    ['a list', 'answer-unusable', always('[{"id":1,"result":"0x1"}]'), 1],
    ['neither result nor error', 'answer-unusable', always('{"id":1}'), 1],
    ['a result that only the prototype has', 'answer-unusable', always('{"id":1,"__proto__":{"result":"0x1"}}'), 1],
    ['result and error at once', 'method-error', always('{"id":1,"result":"0x1","error":{"code":1}}'), 1],
    ['an error', 'method-error', always('{"id":1,"error":{"code":-32601,"message":"no"}}'), 1],
    ['an error inside an HTTP error', 'method-error', always('{"id":1,"error":{"code":-32601}}', 403), 1],
    ['an HTTP error with a result', 'http-status', always('{"id":1,"result":"0x1"}', 404), 1],
    ['a redirect', 'redirected', always('', 302, { location: 'http://127.0.0.1:1/' }), 1],
    ['65 brackets', 'answer-too-deep', always(`{"id":1,"result":${'['.repeat(64)}${']'.repeat(64)}}`), 1],
    ['more bytes than are read', 'answer-too-large', always(`{"id":1,"result":"${'a'.repeat(5000)}"}`), 1],
    [
      'bytes without end',
      'answer-too-large',
      (_asked, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write('a'.repeat(1000)));
          if (!response.destroyed) response.once('drain', more)
        }
        more()
        return true
      },
      1,
    ],
    ['"busy"', 'http-status', always('busy', 503), 2],
    ['"too many"', 'http-status', always('{}', 429), 2],
    [
      'nothing and hangs up',
      'unreachable',
      (_asked, response) => {
        response.socket?.destroy()
        return true
      },
      2,
    ],
    [
      'less than it announced',
      'unreachable',
      (_asked, response) => {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"id":1')
        setTimeout(() => response.socket?.destroy(), 10)
        return true
      },
      2,
    ],
    ['nothing and stays', 'timed-out', () => true, 2],
    [
      'a byte now and then',
      'timed-out',
      (_asked, response) => {
        const drip = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(drip))
        return true
      },
      2,
    ],
  ]
  it.each(refused)('that is answered with %s ends as %s', async (_name, why, fault, tries) => {
    const { client, exchanges } = await clientOf({ fault, limits: why === 'timed-out' ? { timeoutMs: 300 } : {} })
    expect(await client.call('eth_chainId', [])).toMatchObject({ kind: 'none', why })
    expect(exchanges.map(({ failure }) => failure)).toEqual(Array.from({ length: tries }, () => why))
    for (const { answer, sha256 } of exchanges) {
      const bytes = answer === null ? null : Buffer.from(answer.text, answer.encoding === 'base64' ? 'base64' : 'utf8')
      expect(sha256).toBe(bytes === null ? null : createHash('sha256').update(bytes).digest('hex'))
      expect(bytes?.length ?? 0).toBeLessThanOrEqual(quick.answerBytes)
    }
  })

  it('keeps bytes that are no text as base64, and text that would grow sixfold as well', async () => {
    const zeros = Buffer.alloc(1000)
    for (const body of [Buffer.from([0xc3, 0x28]), zeros]) {
      const { client, exchanges } = await clientOf({ fault: always(body) })
      await client.call('eth_chainId', [])
      expect(exchanges[0]?.answer).toEqual({ encoding: 'base64', text: body.toString('base64') })
    }
  })

  it('has sixty-four brackets at most, brackets inside text not counted', async () => {
    const body = `{"id":1,"result":["${'['.repeat(100)}\\"[","\\\\",${'['.repeat(62)}${']'.repeat(62)}]}`
    const { client } = await clientOf({ fault: always(body) })
    expect(await client.call('eth_chainId', [])).toMatchObject({ kind: 'result' })
  })

  it('is asked again when there was no answer, and then answered', async () => {
    let tries = 0
    const { client, exchanges } = await clientOf({
      fault: (_asked, response) => {
        tries += 1
        if (tries === 1) response.socket?.destroy()
        return tries === 1
      },
    })
    expect(await client.call('eth_chainId', [])).toMatchObject({ kind: 'result', value: '0x1' })
    expect(exchanges.map(({ failure }) => failure)).toEqual(['unreachable', null])
  })

  it('is not made at a port where nobody listens, and says so', async () => {
    const { client, node } = await clientOf({})
    await node.close()
    expect(await client.call('eth_chainId', [])).toMatchObject({ kind: 'none', why: 'unreachable' })
  })
})

describe('a silent endpoint', () => {
  it('is given up after a few requests, and not asked any more', async () => {
    const { client, exchanges } = await clientOf({
      fault: () => true,
      limits: { timeoutMs: 20, retries: 0, patience: 2 },
    })
    const whys: string[] = []
    for (let index = 0; index < 5; index += 1) {
      const outcome = await client.call('eth_chainId', [])
      if (outcome.kind === 'none') whys.push(outcome.why)
    }
    expect(whys).toEqual(['timed-out', 'timed-out', 'not-asked', 'not-asked', 'not-asked'])
    expect(exchanges).toHaveLength(2)
  })
})

describe('room', () => {
  it('that is used up ends the asking', async () => {
    const { client, node } = await clientOf({ keep: () => false })
    expect(await client.call('eth_chainId', [])).toMatchObject({ kind: 'result' })
    expect(await client.call('eth_chainId', [])).toMatchObject({ kind: 'none', why: 'size-limit' })
    expect(node.asked).toHaveLength(1)
  })
})

describe('secrets of an address', () => {
  const address = 'http://auditor:hunter22@HOST/v3/0123456789abcdef0123?key=sesame-77'

  it('reach the server and nothing that is kept', async () => {
    const { client, node, exchanges } = await clientOf({ path: address })
    await client.call('eth_chainId', [])
    expect(node.asked[0]?.target).toBe('/v3/0123456789abcdef0123?key=sesame-77')
    expect(node.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('auditor:hunter22').toString('base64')}`)
    expect(client.host).toBe(node.host)
    expect(JSON.stringify(exchanges)).not.toMatch(/hunter22|0123456789abcdef0123|sesame-77|auditor/)
  })

  it.each(['hunter22', '0123456789abcdef0123', 'sesame-77', Buffer.from('auditor:hunter22').toString('base64')])(
    'are not kept when the server repeats %s: the answer is left out and says why',
    async (secret) => {
      const { client, exchanges } = await clientOf({
        path: address,
        fault: (asked, response) => !!response.end(answerText(asked.id, `you asked ${secret}`)),
      })
      expect(await client.call('eth_chainId', [])).toMatchObject({ kind: 'none', why: 'answer-repeats-secret' })
      expect(exchanges).toMatchObject([{ answer: null, sha256: null, failure: 'answer-repeats-secret' }])
    },
  )
})

describe('cancelling', () => {
  it.each([
    ['while an answer is awaited', (() => true) as Fault, 10],
    ['between two tries', always('busy', 503), 30],
  ])('%s ends the request at once', async (_name, fault, afterMs) => {
    const controller = new AbortController()
    const { client } = await clientOf({
      fault,
      signal: controller.signal,
      limits: { timeoutMs: 60_000, pauseMs: 60_000 },
    })
    setTimeout(() => controller.abort(new Error('enough')), afterMs)
    await expect(client.call('eth_chainId', [])).rejects.toThrow('enough')
  })
})

describe('the count of connections', () => {
  it('is that of the server: one for a socket that is kept, one more for each new one, and listeners hear of it', async () => {
    const before = connectionsMade()
    const heard: number[] = []
    const stop = onConnection((total) => heard.push(total - before))
    let hangUp = false
    const { client, node } = await clientOf({
      fault: (_asked, response) => {
        if (hangUp) response.socket?.destroy()
        return hangUp
      },
    })
    for (let index = 0; index < 5; index += 1) await client.call('eth_chainId', [])
    expect([connectionsMade() - before, node.connections()]).toEqual([1, 1])
    hangUp = true
    await client.call('eth_chainId', [])
    stop()
    expect(connectionsMade() - before).toBe(node.connections())
    expect(node.connections()).toBe(2)
    hangUp = false
    await client.call('eth_chainId', [])
    expect(heard).toEqual([1, 2])
    expect(connectionsMade() - before).toBe(3)
  })

  it('counts an attempt that nobody answers', async () => {
    const { client, node } = await clientOf({ limits: { retries: 0 } })
    await node.close()
    const before = connectionsMade()
    await client.call('eth_chainId', [])
    expect(connectionsMade() - before).toBe(1)
  })
})

/**
 * A JSON-RPC server on loopback that answers from a recorded transcript, as the node answered when it was captured, or in
 * whatever way a test wants: half an answer, another id, bytes without end.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TranscriptFile } from '../../src/shared/model/anchor.ts'

export interface Asked {
  readonly method: string
  readonly params: readonly unknown[]
  readonly id: number
  /** Path and query as they arrived. */
  readonly target: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Result of a method; undefined for one the node does not know. */
export type Answers = (method: string, params: readonly unknown[]) => unknown
/** Answers in a way of its own; false leaves it to the recorded answers. */
export type Fault = (asked: Asked, response: ServerResponse) => boolean

export interface RpcNode {
  readonly port: number
  readonly url: string
  readonly host: string
  readonly asked: readonly Asked[]
  /** Sockets that were opened to it. */
  connections(): number
  close(): Promise<void>
}

export async function startRpcNode(
  answers: Answers,
  fault: Fault = () => false,
  tls?: { readonly key: Buffer; readonly cert: Buffer },
): Promise<RpcNode> {
  const asked: Asked[] = []
  let connections = 0
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8')
      const { method, params, id } = JSON.parse(body) as { method: string; params: unknown[]; id: number }
      const one = { method, params, id, target: request.url ?? '', headers: request.headers, body }
      asked.push(one)
      if (!fault(one, response)) response.end(answerText(id, answers(method, params)))
    })
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  server.on('connection', () => (connections += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/`,
    host: `127.0.0.1:${port}`,
    asked,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function answerText(id: number, result: unknown): string {
  return JSON.stringify(
    result === undefined
      ? { jsonrpc: '2.0', id, error: { code: -32_601, message: 'the method does not exist' } }
      : { jsonrpc: '2.0', id, result },
  )
}

type Json = Readonly<Record<string, unknown>>

/** What the recorded node says to the methods that a capture uses; without `eth_getBlockReceipts` where told so. */
export function recordedAnswers(transcript: TranscriptFile, without: readonly string[] = []): Answers {
  const blocks = transcript.blocks.map(({ block, receipts }) => ({
    block,
    receipts,
    transactions: block['transactions'] as readonly Json[],
  }))
  const at = (number: unknown) => blocks.find(({ block }) => block['number'] === number)
  const byMethod: Readonly<Record<string, Answers>> = {
    eth_chainId: () => `0x${BigInt(transcript.chainId).toString(16)}`,
    web3_clientVersion: () => 'recorded/1',
    eth_getTransactionByHash: (_method, [hash]) =>
      blocks.flatMap(({ transactions }) => transactions).find((transaction) => transaction['hash'] === hash) ?? null,
    eth_getBlockByNumber: (_method, [number, full]) => {
      const found = at(number)
      if (found === undefined) return null
      return full === true
        ? found.block
        : { ...found.block, transactions: found.transactions.map((transaction) => transaction['hash']) }
    },
    eth_getBlockReceipts: (_method, [number]) => at(number)?.receipts ?? null,
    eth_getTransactionReceipt: (_method, [hash]) =>
      blocks.flatMap(({ receipts }) => receipts).find((receipt) => receipt['transactionHash'] === hash) ?? null,
    eth_call: () => `0x${'0'.repeat(63)}1`,
    eth_getCode: () => '0x6001',
  }
  return (method, params) =>
    Object.hasOwn(byMethod, method) && !without.includes(method) ? byMethod[method]?.(method, params) : undefined
}

/** Hash of the first transaction of the first block. */
export function firstTransactionOf({ blocks }: TranscriptFile): string {
  const [transaction] = (blocks[0]?.block['transactions'] ?? []) as readonly Json[]
  if (transaction === undefined) throw new Error('the transcript has no transaction')
  return String(transaction['hash'])
}

// Target for answers of JSON-RPC nodes: nothing may be thrown, a result comes only from the request's own id, and what is
// stored gives back the bytes that came, in no more room than base64 takes.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { readAnswer, storedBody } from '../../src/main/io/anchors/online/rpc-answer.ts'
import { captureFailures } from '../../src/shared/model/capture.ts'
import { mutate, pick } from './mutate.mjs'

const depth = 64
const secret = 'token-0123456789'
const seeds = [
  { jsonrpc: '2.0', id: 1, result: { hash: `0x${'ab'.repeat(32)}`, transactions: [{ input: '0x' }] } },
  { jsonrpc: '2.0', id: 1, error: { code: -32_601, message: 'the method does not exist' } },
  { jsonrpc: '2.0', id: 2, result: '0x1' },
  { id: 1, result: null, error: null },
  { jsonrpc: '2.0', id: 1, result: `you asked ${secret}` },
].map((answer) => Buffer.from(JSON.stringify(answer)))
seeds.push(
  Buffer.from(`{"id":1,"result":${'['.repeat(62)}${']'.repeat(62)}}`),
  Buffer.from(`{"id":1,"result":"${'\\u005b'.repeat(100)}\\\\\\"["}`),
  Buffer.alloc(64),
)

export function rpcAnswerTarget() {
  return {
    name: 'rpc-answers',
    make: (random) => mutate(random, pick(random, seeds), seeds),
    check(input) {
      const body = Buffer.from(input)
      for (const status of [200, 302, 500]) {
        const read = readAnswer({ status, body, failure: null }, 1, [secret], depth)
        if ('why' in read) assert.ok(captureFailures.includes(read.why))
        else {
          assert.equal(status, 200)
          const answer = JSON.parse(body.toString('utf8'))
          assert.equal(answer.id, 1)
          assert.equal(JSON.stringify(read.value), JSON.stringify(answer.result))
        }
        if (body.includes(secret)) assert.equal(read.why, 'answer-repeats-secret')
      }
      const stored = storedBody(body)
      assert.ok(Buffer.from(stored.text, stored.encoding === 'base64' ? 'base64' : 'utf8').equals(body))
      assert.ok(JSON.stringify(stored.text).length <= (body.length * 4) / 3 + 70)
    },
  }
}

/** The job that captures: what it needs to be told, what it keeps, and that nothing of an address but its host is anywhere afterwards. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseTranscript } from '../../../../src/main/io/anchors/parse-transcript.ts'
import type { AnchorsResult } from '../../../../src/shared/model/check-run.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { answerText, recordedAnswers, startRpcNode, type Fault, type RpcNode } from '../../../support/rpc-node.ts'
import { logicalDump, startEngagement } from '../../../support/temporary-engine.ts'

const recorded = parseTranscript(readFileSync(samplePath('clean', 'shop-a-transcript.json')), 'sample')
const { contract, chainId } = recorded

let test: Awaited<ReturnType<typeof startEngagement>>
let engagementId = ''
const nodes: RpcNode[] = []

beforeEach(async () => {
  test = await startEngagement()
  engagementId = test.engagementId
  await test.job('source.import', { engagementId, file: samplePath('clean', 'shop-a.ndjson') })
  await test.call('anchor.add', { engagementId, sourceId: 1, file: samplePath('clean', 'shop-a-anchors.ndjson') })
})
afterEach(async () => {
  await test.close()
  for (const node of nodes.splice(0)) await node.close()
})

async function nodeOf(fault?: Fault): Promise<RpcNode> {
  const node = await startRpcNode(recordedAnswers(recorded), fault)
  nodes.push(node)
  return node
}

const fetchFrom = (node: RpcNode, more: object = {}) =>
  test.job('anchor.fetch', { engagementId, sourceId: 1, online: [node.url], contract, ...more })

describe('a capture into the source', () => {
  it('is verified from then on without the node, like a transcript that was handed over', async () => {
    const node = await nodeOf()
    const fetched = await fetchFrom(node)
    await node.close()
    expect(fetched).toMatchObject({ path: null, blocks: recorded.blocks.length, connections: 1 })
    const { transcripts } = await test.call('anchor.list', { engagementId, sourceId: 1 })
    expect(transcripts).toMatchObject([{ sha256: fetched.sha256, endpoint: node.host, chainId, contract }])
    const result = (await test.job('anchors.verify', { engagementId, sourceId: 1 })).results[0] as AnchorsResult
    expect(result.anchors).toHaveLength(recorded.blocks.length)
    for (const anchor of result.anchors) expect(anchor).toMatchObject({ rung: 'included', reason: 'header-not-known' })
  })

  it('is in the custody log with hosts, digest and the number of connections', async () => {
    const node = await nodeOf()
    const { sha256, requests, blocks } = await fetchFrom(node)
    const { events } = await test.call('log.list', { engagementId, start: 0, count: 1 })
    expect(events[0]).toMatchObject({
      action: 'anchor.fetch',
      details: { source: 1, hosts: [node.host], kept: 'source', sha256, requests, blocks, connections: 1 },
    })
    expect(await test.call('log.verify', { engagementId })).toMatchObject({ verdict: 'verified' })
  })

  it('tells each connection as an event, and the count can be asked for', async () => {
    const before = (await test.call('network.status', {})).connections
    const node = await nodeOf()
    await fetchFrom(node)
    const told = test.events.flatMap(({ event, payload }) =>
      event === 'network.connected' ? [(payload as { connections: number }).connections] : [],
    )
    expect(told).toEqual([before + 1])
    expect((await test.call('network.status', {})).connections).toBe(before + node.connections())
  })
})

describe('a capture into a file', () => {
  it('adds nothing to the source, and can be added later', async () => {
    const out = join(test.folder, 'captured.json')
    const fetched = await fetchFrom(await nodeOf(), { out })
    expect(fetched.path).toBe(out)
    expect((await test.call('anchor.list', { engagementId, sourceId: 1 })).transcripts).toEqual([])
    expect(await test.call('anchor.add', { engagementId, sourceId: 1, file: out })).toMatchObject({
      kind: 'transcript',
      sha256: fetched.sha256,
    })
  })

  it('does not replace one that exists unless told to', async () => {
    const out = samplePath('clean', 'shop-a-anchors.ndjson')
    await expect(fetchFrom(await nodeOf(), { out })).rejects.toMatchObject({ code: 'file-exists' })
  })
})

describe('the contract under audit', () => {
  const pin = (address: string, chain = chainId) =>
    test.call('trust.add', {
      engagementId,
      entries: [{ kind: 'contract', chainId: chain, address, codeHash: null, note: 'from the contract' }],
    })
  const without = (node: RpcNode) => test.job('anchor.fetch', { engagementId, sourceId: 1, online: [node.url] })

  it('is named or recorded as trusted; nothing is asked before it is clear', async () => {
    const node = await nodeOf()
    await expect(without(node)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('No contract'),
    })
    await pin(contract)
    await pin(`0x${'1'.repeat(40)}`)
    await expect(without(node)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('More than one'),
    })
    expect(node.connections()).toBe(0)
  })

  it('is the only trusted one where none is named, and its chain is the one that must answer', async () => {
    await pin(contract)
    expect(await without(await nodeOf())).toMatchObject({ blocks: recorded.blocks.length })
  })

  it('on another chain than the endpoint stores nothing', async () => {
    await pin(contract, '1')
    const before = logicalDump(test.file)
    await expect(without(await nodeOf())).rejects.toMatchObject({ code: 'endpoint-failed' })
    expect(logicalDump(test.file)).toEqual(before)
  })
})

describe('what is refused before anything is asked', () => {
  it.each([
    ['a source without claims', { sourceId: 2 }],
    ['an endpoint that is named twice', { twice: true }],
    ['plain http to another computer', { online: ['http://node.example.com/'] }],
  ])('%s', async (_name, given: { sourceId?: number; twice?: boolean; online?: string[] }) => {
    if (given.sourceId === 2)
      await test.job('source.import', { engagementId, file: samplePath('clean', 'shop-b.ndjson') })
    const node = await nodeOf()
    const online = given.online ?? (given.twice === true ? [node.url, node.url] : [node.url])
    const asked = { engagementId, sourceId: given.sourceId ?? 1, online, contract }
    await expect(test.job('anchor.fetch', asked)).rejects.toMatchObject({ code: 'usage' })
    expect(node.connections()).toBe(0)
  })
})

describe('secrets of an address', () => {
  const secrets = /hunter22|0123456789abcdef0123|sesame-77|sesame%2D77/

  it('are in no answer, no event, no file and not in the engagement, even when the server repeats them', async () => {
    const echo: Fault = (asked, response) => {
      if (asked.method !== 'eth_getProof') return false
      response.end(answerText(asked.id, { said: `${asked.target} ${asked.headers.authorization ?? ''} hunter22` }))
      return true
    }
    const node = await nodeOf(echo)
    const url = `http://auditor:hunter22@${node.host}/v3/0123456789abcdef0123?key=sesame-77`
    const out = join(test.folder, 'captured.json')
    const results = [
      await fetchFrom(node, { online: [url] }),
      await fetchFrom(node, { online: [url], out }),
      await test.outcome('anchor.fetch', { engagementId, sourceId: 1, online: [`${url}0`, url], contract }),
    ]
    expect(node.asked[0]?.target).toContain('0123456789abcdef0123')
    expect(JSON.stringify([results, test.events])).not.toMatch(secrets)
    expect(readFileSync(out, 'utf8')).not.toMatch(secrets)
    expect(readFileSync(out, 'utf8')).toContain('answer-repeats-secret')
    // Compressed inside, so the rows are read and not the file alone.
    const db = new Database(test.file, { readonly: true })
    const kept = (db.prepare('SELECT zstd FROM anchor_files').all() as { zstd: Buffer }[]).map(({ zstd }) =>
      zstdDecompressSync(zstd).toString('utf8'),
    )
    db.close()
    expect(kept.length).toBeGreaterThanOrEqual(2)
    for (const text of kept) expect(text).not.toMatch(secrets)
    for (const name of readdirSync(test.folder))
      expect(readFileSync(join(test.folder, name)).toString('latin1')).not.toMatch(secrets)
  })

  it.each(['http://auditor:hunter22@node.example.com/v3/0123456789abcdef0123?key=sesame-77', 'sesame-77'])(
    'are in no error message: %s',
    async (url) => {
      const outcome = await test.outcome('anchor.fetch', { engagementId, sourceId: 1, online: [url], contract })
      expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'usage' } })
      expect(JSON.stringify([outcome, test.events])).not.toMatch(secrets)
    },
  )
})

describe('cancelling', () => {
  it('ends while an answer is awaited, and leaves the engagement as it was', async () => {
    const out = join(test.folder, 'captured.json')
    const started = Promise.withResolvers<void>()
    const node = await nodeOf(({ method }) => {
      if (method !== 'eth_getBlockReceipts') return false
      started.resolve()
      return true
    })
    const before = logicalDump(test.file)
    const job = await test.start('anchor.fetch', { engagementId, sourceId: 1, online: [node.url], contract, out })
    await started.promise
    await test.call('job.cancel', { jobId: job.jobId })
    // The answer never comes: only the cancel can have ended it before the limit of the request.
    expect(await job.ended).toEqual({ kind: 'cancelled' })
    expect(logicalDump(test.file)).toEqual(before)
    expect(existsSync(out)).toBe(false)
  }, 20_000)
})

/**
 * The measured tasks. Each runs in a process of its own and prints one JSON line: seconds of the task itself (start-up
 * excluded) and the process's peak memory. Baselines are what a competent person would write in an afternoon; the floor
 * is reading the same bytes and hashing them.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, rmSync, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { MerkleTree } from 'merkletreejs'
import { createEngine } from '../../src/main/engine/create-engine.ts'
import { createReader } from '../../src/main/io/formats/reader.ts'
import { loadHasher } from '../../src/main/io/host/hashers.ts'
import { startWorkerLanes } from '../../src/main/worker/worker-lanes.ts'
import { createFrontier } from '../../src/shared/core/merkle/frontier.ts'
import { guideATree } from '../../src/shared/core/merkle/tree-profiles.ts'
import type { TreeProfile } from '../../src/shared/model/recipe.ts'
import type { ContractName, JobName, RequestOf } from '../../src/shared/ipc/contract.ts'
import type { Engine } from '../../src/main/engine/engine.ts'
import { compareExports } from './compare.ts'
import { plainContinuity } from './continuity.ts'

const laneModule = new URL('../../src/main/worker/lane.ts', import.meta.url)

export interface Measured {
  readonly seconds: number
  readonly peakMegabytes: number
  readonly detail: string
}

async function openEngine(): Promise<Engine> {
  return createEngine({
    version: 'bench',
    actor: 'bench',
    startLanes: (path, count) => startWorkerLanes(laneModule, path, count),
  })
}

async function call(engine: Engine, name: ContractName, request: unknown): Promise<unknown> {
  const envelope = await engine.call(name, request)
  if (!envelope.ok) throw new Error(envelope.error.message)
  return envelope.value
}

async function runJob<N extends JobName>(engine: Engine, name: N, request: RequestOf<N>): Promise<unknown> {
  const finished = new Promise<unknown>((resolve, reject) => {
    const stop = engine.subscribe((event, payload) => {
      if (event !== 'job.finished') return
      stop()
      const { outcome } = payload as { outcome: { kind: string; result?: unknown; error?: { message: string } } }
      if (outcome.kind === 'done') resolve(outcome.result)
      else reject(new Error(outcome.error?.message ?? outcome.kind))
    })
  })
  await call(engine, name, request)
  return finished
}

/** Size of a record of the tree tasks that hash their leaves. */
const recordBytes = 300
/** Their leaf hashes go to the tree in runs, as those of a range of frames do. */
const recordsOfRun = 4096

type Task = (argv: readonly string[]) => Promise<string>

const tasks: Readonly<Record<string, Task>> = {
  /** Read and SHA-256. */
  floor: async ([file]) => {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(file as string, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
    return hash.digest('hex').slice(0, 8)
  },
  /** readline, JSON.parse, SHA-256 of each line: what an import script does before it stores anything. */
  'import-baseline': async ([file]) => {
    let rows = 0
    for await (const line of createInterface({ input: createReadStream(file as string), crlfDelay: Infinity })) {
      JSON.parse(line)
      createHash('sha256').update(line).digest('hex')
      rows += 1
    }
    return `${rows} rows`
  },
  import: async ([file, engagement]) => {
    const engine = await openEngine()
    rmSync(engagement as string, { force: true })
    const { engagementId } = (await call(engine, 'engagement.create', {
      file: engagement,
      name: 'bench',
      period: { from: '2024-04-01', to: '2025-03-31' },
      frameworks: [],
    })) as { engagementId: string }
    const source = (await runJob(engine, 'source.import', { engagementId, file: file as string })) as {
      receipt: { accepted: number }
    }
    await engine.close()
    return `${source.receipt.accepted} rows`
  },
  /** Debian's sqlite-utils on the same file: what an auditor who knows a shell would use. */
  'sqlite-utils': async ([file, database]) => {
    rmSync(database as string, { force: true })
    startedAt = performance.now()
    const { status, stderr } = spawnSync(
      'sqlite-utils',
      ['insert', '--nl', database as string, 'rows', file as string],
      {
        encoding: 'utf8',
      },
    )
    endedAt = performance.now()
    rmSync(database as string, { force: true })
    if (status !== 0) throw new Error(`sqlite-utils ended with ${status}: ${stderr}`)
    return 'sqlite-utils insert --nl'
  },
  /** A reader alone: bytes to tiles, nothing kept. */
  read: async ([format, file]) => {
    let records = 0
    const layouts: unknown[] = []
    const reader = createReader(format as string, {
      layout: (layout) => layouts.push(layout) - 1,
      record: () => void (records += 1),
      rejected: () => undefined,
      blank: () => undefined,
      framing: () => undefined,
      note: () => undefined,
      truncated: () => undefined,
    })
    startedAt = performance.now()
    for await (const chunk of createReadStream(file as string, { highWaterMark: 1 << 20 })) reader.push(chunk as Buffer)
    reader.end()
    endedAt = performance.now()
    const megabytes = statSync(file as string).size / 1e6
    return `${records} records, ${Math.round(megabytes / ((endedAt - startedAt) / 1000))} MB/s`
  },
  /** Opens an engagement, asks what the first screen asks, and the last page of entries. */
  open: async ([engagement]) => {
    const engine = await openEngine()
    startedAt = performance.now()
    const { engagementId } = (await call(engine, 'engagement.open', { file: engagement })) as { engagementId: string }
    await call(engine, 'engagement.overview', { engagementId })
    const { sources } = (await call(engine, 'source.list', { engagementId })) as {
      sources: { receipt: { accepted: number } }[]
    }
    const total = sources[0]?.receipt.accepted ?? 0
    await call(engine, 'entry.page', { engagementId, filter: {}, start: 0, count: 100 })
    await call(engine, 'entry.page', { engagementId, filter: {}, start: Math.max(0, total - 100), count: 100 })
    endedAt = performance.now()
    await engine.close()
    return `${total} entries`
  },
  /** Claims of the generated batches, so that path two has anchored roots to recompute. */
  'add-claims': async ([engagement, claims]) => {
    const engine = await openEngine()
    const { engagementId } = (await call(engine, 'engagement.open', { file: engagement })) as { engagementId: string }
    const { count } = (await call(engine, 'anchor.add', { engagementId, sourceId: 1, file: claims })) as {
      count: number
    }
    await engine.close()
    return `${count} claims`
  },
  /** readline, JSON.parse, JSON.stringify of the rest, createHash, compare hash and link. */
  'chain-baseline': async ([file]) => {
    let previous = '0'.repeat(64)
    let rows = 0
    for await (const line of createInterface({ input: createReadStream(file as string), crlfDelay: Infinity })) {
      const {
        prev_hash: stated,
        entry_hash: stored,
        ...content
      } = JSON.parse(line) as { prev_hash: string; entry_hash: string }
      const hash = createHash('sha256')
        .update(`${stated}\n${JSON.stringify(content)}`)
        .digest('hex')
      if (hash !== stored || stated !== previous) throw new Error(`row ${rows} differs`)
      previous = stored
      rows += 1
    }
    return `${rows} rows`
  },
  chain: async ([engagement, lanes, recipeId, second]) => {
    const engine = await openEngine()
    const { engagementId } = (await call(engine, 'engagement.open', { file: engagement })) as { engagementId: string }
    const started = performance.now()
    const { overall } = (await runJob(engine, 'chain.verify', {
      engagementId,
      lanes: Number(lanes),
      recipeId: recipeId as string,
      ...(second === 'second' ? { secondOpinion: true } : {}),
    })) as { overall: string }
    startedAt = started
    endedAt = performance.now()
    await engine.close()
    return overall
  },
  'continuity-baseline': ([file]) => plainContinuity(file as string),
  continuity: async ([engagement]) => {
    const engine = await openEngine()
    const { engagementId } = (await call(engine, 'engagement.open', { file: engagement })) as { engagementId: string }
    startedAt = performance.now()
    const { results } = (await runJob(engine, 'continuity.verify', { engagementId, sourceId: 1 })) as {
      results: { verdict: string; tested: number; held: number; holeCount: number }[]
    }
    endedAt = performance.now()
    await engine.close()
    const [result] = results
    return `${result?.verdict}, ${result?.held} of ${result?.tested} held, ${result?.holeCount} holes`
  },
  /** An engagement with the log and an edited copy of it, compared; see `compare.ts`. */
  compare: async ([log, copy, engagement, rows]) => {
    const engine = await openEngine()
    const detail = await compareExports(
      { call: (name, request) => call(engine, name, request), job: (name, request) => runJob(engine, name, request) },
      { log: log as string, copy: copy as string, engagement: engagement as string, rows: Number(rows) },
      () => {
        startedAt = performance.now()
      },
    )
    endedAt = performance.now()
    await engine.close()
    return detail
  },
  merkle: async ([engagement, lanes, second]) => {
    const engine = await openEngine()
    const { engagementId } = (await call(engine, 'engagement.open', { file: engagement })) as { engagementId: string }
    startedAt = performance.now()
    const { overall, results } = (await runJob(engine, 'merkle.verify', {
      engagementId,
      lanes: Number(lanes),
      secondOpinion: second === 'second',
    })) as { overall: string; results: { batches: unknown[] }[] }
    endedAt = performance.now()
    await engine.close()
    return `${overall}, ${results[0]?.batches.length ?? 0} batches`
  },
  /** readline, keccak of each line, merkletreejs per UTC day. */
  'merkle-baseline': async ([file]) => {
    const keccak = await loadHasher('keccak256')
    const hash = (bytes: Buffer): Buffer => Buffer.from(keccak.hash(bytes))
    let date = ''
    let leaves: Buffer[] = []
    let batches = 0
    const close = (): void => {
      if (leaves.length === 0) return
      new MerkleTree(leaves, hash).getRoot()
      batches += 1
      leaves = []
    }
    for await (const line of createInterface({ input: createReadStream(file as string), crlfDelay: Infinity })) {
      const entry = JSON.parse(line) as { timestamp: string }
      if (entry.timestamp.slice(0, 10) !== date) {
        close()
        date = entry.timestamp.slice(0, 10)
      }
      leaves.push(hash(Buffer.from(JSON.stringify(entry))))
    }
    close()
    return `${batches} batches`
  },
  /** Precomputed leaf hashes: the streaming frontier. */
  'tree-own': async ([count, algorithm]) => {
    const tree = treeOf(algorithm)
    const hasher = await loadHasher(tree.algorithm)
    const slab = leafSlab(Number(count))
    startedAt = performance.now()
    const frontier = createFrontier(tree, hasher)
    frontier.appendRun(slab, 0, Number(count))
    const root = frontier.root()
    endedAt = performance.now()
    return Buffer.from(root as Uint8Array)
      .toString('hex')
      .slice(0, 8)
  },
  /** Precomputed leaf hashes: merkletreejs with the same hash function. */
  'tree-merkletreejs': async ([count, algorithm]) => {
    const hasher = await loadHasher(treeOf(algorithm).algorithm)
    return treeByMerkletreejs(Number(count), (bytes) => hasher.hash(bytes))
  },
  /** The same with a keccak in JavaScript, as such scripts have it. */
  'tree-merkletreejs-noble': async ([count]) => treeByMerkletreejs(Number(count), keccak_256),
  /** The same with node:crypto as its manual shows it. */
  'tree-merkletreejs-crypto': async ([count]) =>
    treeByMerkletreejs(Number(count), (bytes) => createHash('sha256').update(bytes).digest()),
  /** The leaf hashes alone, for the memory of the process without a tree. */
  'tree-none': async ([count]) => {
    await loadHasher('keccak256')
    startedAt = performance.now()
    const slab = leafSlab(Number(count))
    endedAt = performance.now()
    return `${slab.length} bytes of leaf hashes`
  },
  /** The least a tree over n leaves can cost hash by hash: n - 1 hashes of 64 bytes with the same function. */
  'tree-floor': async ([count, algorithm]) => {
    const hasher = await loadHasher(treeOf(algorithm).algorithm)
    const input = new Uint8Array(64)
    const target = new Uint8Array(32)
    startedAt = performance.now()
    for (let index = 1; index < Number(count); index += 1) {
      input[0] = index
      hasher.hashInto(input, target, 0)
    }
    endedAt = performance.now()
    return Buffer.from(target).toString('hex').slice(0, 8)
  },
  /** Records of 300 bytes to a root: each leaf hashed and folded. */
  'records-own': async ([count]) => {
    const keccak = await loadHasher('keccak256')
    const record = new Uint8Array(recordBytes)
    const slab = new Uint8Array(recordsOfRun * 32)
    startedAt = performance.now()
    const frontier = createFrontier(guideATree, keccak)
    for (let first = 0; first < Number(count); first += recordsOfRun) {
      const run = Math.min(recordsOfRun, Number(count) - first)
      for (let index = 0; index < run; index += 1) {
        record[0] = first + index
        keccak.hashInto(record, slab, index * 32)
      }
      frontier.appendRun(slab, 0, run)
    }
    const root = frontier.root()
    endedAt = performance.now()
    return Buffer.from(root as Uint8Array)
      .toString('hex')
      .slice(0, 8)
  },
  /** The least that can cost: n hashes of 300 bytes and n - 1 of 64. */
  'records-floor': async ([count]) => {
    const keccak = await loadHasher('keccak256')
    const record = new Uint8Array(recordBytes)
    const input = new Uint8Array(64)
    const target = new Uint8Array(32)
    startedAt = performance.now()
    for (let index = 0; index < Number(count); index += 1) {
      record[0] = index
      keccak.hashInto(record, target, 0)
      input[0] = index
      if (index > 0) keccak.hashInto(input, target, 0)
    }
    endedAt = performance.now()
    return Buffer.from(target).toString('hex').slice(0, 8)
  },
  idle: async () => {
    await openEngine()
    await delay(1)
    return 'engine loaded'
  },
}

let startedAt: number | undefined
let endedAt: number | undefined

function leafSlab(count: number): Uint8Array {
  const slab = new Uint8Array(count * 32)
  for (let index = 0; index < slab.length; index += 4) slab[index] = (index * 2654435761) >>> 24
  return slab
}

/** Guide A's shape over keccak256, or over the function named. */
function treeOf(algorithm: string | undefined): TreeProfile {
  return algorithm === 'sha256' ? { ...guideATree, algorithm } : guideATree
}

function treeByMerkletreejs(count: number, hash: (bytes: Uint8Array) => Uint8Array): string {
  const slab = leafSlab(count)
  const leaves = Array.from({ length: count }, (_, index) => Buffer.from(slab.subarray(index * 32, index * 32 + 32)))
  startedAt = performance.now()
  const root = new MerkleTree(leaves, (bytes: Buffer) => Buffer.from(hash(bytes))).getRoot()
  endedAt = performance.now()
  return root.toString('hex').slice(0, 8)
}

/** Peak resident memory of this process in MB, all threads included. */
function peakMegabytes(): number {
  const status = readFileSync('/proc/self/status', 'utf8')
  const peak = /VmHWM:\s+(\d+) kB/.exec(status)?.[1]
  return peak === undefined ? process.resourceUsage().maxRSS / 1024 : Number(peak) / 1024
}

const [name = '', ...argv] = process.argv.slice(2)
const task = tasks[name]
if (task === undefined) throw new RangeError(`no task ${name}`)
const before = performance.now()
const detail = await task(argv)
const after = performance.now()
const measured: Measured = {
  seconds: ((endedAt ?? after) - (startedAt ?? before)) / 1000,
  peakMegabytes: Math.round(peakMegabytes()),
  detail,
}
process.stdout.write(`${JSON.stringify(measured)}\n`)

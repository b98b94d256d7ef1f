/**
 * Builds evidence packages from a folder of sample exports through the engine: inline lanes, a clock that steps by one
 * millisecond per reading and counted randomness, so that two builds of the same exports give the same bytes.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine } from '../../../src/main/engine/create-engine.ts'
import type { Engine } from '../../../src/main/engine/engine.ts'
import type { ContractName, JobName, RequestOf, ResponseOf, ResultOf } from '../../../src/shared/ipc/contract.ts'
import type { Framework } from '../../../src/shared/model/engagement.ts'
import { countingRandom, issueTestKey, passphrase } from '../io/signing/material.ts'

export const sampleFolder = 'resources/sample'
export type SampleSet = 'clean' | 'faulty'
export const periods = {
  clean: { from: '2024-10-01', to: '2025-03-31' },
  faulty: { from: '2025-05-01', to: '2025-05-31' },
} as const

export type Built = ResultOf<'package.build'>

export interface SampleEngine {
  call<N extends ContractName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>>
  job<N extends JobName>(name: N, request: RequestOf<N>): Promise<ResultOf<N>>
  close(): Promise<void>
}

/** An engine whose clock starts at a fixed time. */
export async function startSampleEngine(): Promise<SampleEngine> {
  let micros = Date.UTC(2026, 0, 12, 9, 0, 0) * 1000
  const engine: Engine = await createEngine({
    version: '0.0.0-test',
    actor: 'test',
    clock: { nowMicros: () => (micros += 1000) },
    random: countingRandom('package templates'),
  })
  const call: SampleEngine['call'] = async (name, request) => {
    const envelope = await engine.call(name, request)
    if (!envelope.ok) throw new Error(`${name}: ${envelope.error.code}: ${envelope.error.message}`)
    return envelope.value as never
  }
  return {
    call,
    job: async (name, request) => {
      const ends = new Map<
        string,
        (outcome: { kind: string; result?: unknown; error?: { code: string; message: string } }) => void
      >()
      const early = new Map<string, unknown>()
      const stop = engine.subscribe((event, payload) => {
        if (event !== 'job.finished') return
        const finished = payload as { jobId: string; outcome: { kind: string } }
        const end = ends.get(finished.jobId)
        if (end === undefined) early.set(finished.jobId, finished.outcome)
        else end(finished.outcome)
      })
      try {
        const { jobId } = (await call(name, request)) as { jobId: string }
        const outcome = (early.get(jobId) ?? (await new Promise((resolve) => ends.set(jobId, resolve)))) as {
          kind: string
          result?: unknown
          error?: { code: string; message: string }
        }
        if (outcome.kind !== 'done')
          throw new Error(`${name}: ${outcome.kind} ${outcome.error?.code ?? ''} ${outcome.error?.message ?? ''}`)
        return outcome.result as never
      } finally {
        stop()
      }
    },
    close: () => engine.close(),
  }
}

export interface BuildOptions {
  readonly set: SampleSet
  /** Exports; the bundled ones unless given. */
  readonly exports?: string
  /** Where the engagement, key and packages are written. */
  readonly folder: string
  readonly templates: readonly Framework[]
  /** False leaves the recorded headers unknown. */
  readonly trust?: boolean
}

/** Imports, adds anchor material, verifies, analyses and builds one package per template. */
export async function buildSamplePackages(options: BuildOptions): Promise<Map<Framework, Built>> {
  const exports = options.exports ?? join(sampleFolder, options.set)
  mkdirSync(options.folder, { recursive: true })
  const keyFile = join(options.folder, 'key.p12')
  writeFileSync(keyFile, issueTestKey().p12)
  const engine = await startSampleEngine()
  try {
    const { engagementId } = await engine.call('engagement.create', {
      file: join(options.folder, 'shop.assay'),
      name: `Sample shop, ${options.set}`,
      period: periods[options.set],
      frameworks: [...options.templates],
    })
    for (const name of ['shop-a.ndjson', 'shop-b.ndjson'])
      await engine.job('source.import', { engagementId, file: join(exports, name) })
    const transcript = join(exports, 'shop-a-transcript.json')
    for (const file of [join(exports, 'shop-a-anchors.ndjson'), transcript]) {
      if (existsSync(file)) await engine.call('anchor.add', { engagementId, sourceId: 1, file })
    }
    if (options.trust !== false) {
      const { chainId, blocks } = JSON.parse(readFileSync(transcript, 'utf8')) as {
        chainId: string
        blocks: { block: { hash: string } }[]
      }
      await engine.call('trust.add', {
        engagementId,
        entries: blocks.map(({ block }) => ({
          kind: 'block-hash' as const,
          chainId,
          blockHash: block.hash,
          note: 'noted while the sample was made',
        })),
      })
    }
    await engine.job('all.verify', { engagementId })
    await engine.job('analysis.run', { engagementId })
    const built = new Map<Framework, Built>()
    for (const template of options.templates) {
      built.set(
        template,
        await engine.job('package.build', {
          engagementId,
          template,
          keyFile,
          passphrase,
          out: join(options.folder, `${template}.evidence.zip`),
          preparedBy: 'J. Doe',
        }),
      )
    }
    return built
  } finally {
    await engine.close()
  }
}

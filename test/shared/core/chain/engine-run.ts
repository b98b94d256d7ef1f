/** The engine over one file, lanes inline: import, then verify the chain. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine } from '../../../../src/main/engine/create-engine.ts'
import type { Engine } from '../../../../src/main/engine/engine.ts'
import type { JobName, RequestOf, ResultOf } from '../../../../src/shared/ipc/contract.ts'
import type { ChainBreak, ChainResult } from '../../../../src/shared/model/check-run.ts'
import type { Recipe } from '../../../../src/shared/model/recipe.ts'
import type { FormatId, SourceSummary } from '../../../../src/shared/model/source.ts'

async function runJob<N extends JobName>(engine: Engine, name: N, request: RequestOf<N>): Promise<ResultOf<N>> {
  return new Promise((resolve, reject) => {
    // A job may end before its id is known, so outcomes are kept until it is.
    const outcomes = new Map<string, { kind: string; result?: unknown; error?: { code: string; message: string } }>()
    let jobId: string | undefined
    const settle = (): void => {
      const outcome = jobId === undefined ? undefined : outcomes.get(jobId)
      if (outcome === undefined) return
      stop()
      if (outcome.kind === 'done') resolve(outcome.result as ResultOf<N>)
      else reject(new Error(`${name}: ${outcome.error?.code ?? outcome.kind} ${outcome.error?.message ?? ''}`))
    }
    const stop = engine.subscribe((event, payload) => {
      if (event !== 'job.finished') return
      const finished = payload as { jobId: string; outcome: { kind: string } }
      outcomes.set(finished.jobId, finished.outcome)
      settle()
    })
    void engine.call(name, request).then((answer) => {
      if (!answer.ok) return reject(new Error(`${name}: ${answer.error.code} ${answer.error.message}`))
      jobId = (answer.value as { jobId: string }).jobId
      settle()
    })
  })
}

async function call<T>(engine: Engine, name: Parameters<Engine['call']>[0], request: unknown): Promise<T> {
  const answer = await engine.call(name, request)
  if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`)
  return answer.value as T
}

export interface EngineAnswer {
  readonly source: SourceSummary
  /** One result and its breaks for each of the recipes asked for. */
  readonly runs: readonly { readonly result: ChainResult; readonly breaks: readonly ChainBreak[] }[]
}

/** Imports a file into a new engagement and verifies its chain once per recipe; null lets the engine try the shipped ones. */
export async function verifyByEngine(
  path: string,
  format: FormatId,
  recipes: readonly (Recipe | null)[],
): Promise<EngineAnswer> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-chain-'))
  const engine = await createEngine({ version: '0.0.0', actor: 'test' })
  try {
    const { engagementId } = await call<{ engagementId: string }>(engine, 'engagement.create', {
      file: join(folder, 'case.assay'),
      name: 'case',
      period: { from: '2025-01-01', to: '2025-12-31' },
      frameworks: [],
    })
    const source = await runJob(engine, 'source.import', { engagementId, file: path, format, profileId: 'guide-b' })
    const runs: { result: ChainResult; breaks: ChainBreak[] }[] = []
    for (const recipe of recipes) {
      const { results } = await runJob(engine, 'chain.verify', {
        engagementId,
        sourceId: source.sourceId,
        ...(recipe === null ? {} : { recipe, secondOpinion: true }),
      })
      const listed = await call<{ runs: { runId: number }[] }>(engine, 'run.list', { engagementId, limit: 1 })
      const { breaks } = await call<{ breaks: ChainBreak[] }>(engine, 'run.breaks', {
        engagementId,
        runId: listed.runs[0]?.runId,
        start: 0,
        count: 500,
      })
      runs.push({ result: results[0] as ChainResult, breaks })
    }
    return { source, runs }
  } finally {
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

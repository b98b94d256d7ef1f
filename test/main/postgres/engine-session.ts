/** An engine with one new engagement, called as the command line calls it, without a process of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createEngine } from '../../../src/main/engine/create-engine.ts'
import { connect, type Client } from '../../../src/main/worker/client.ts'
import { serve } from '../../../src/main/worker/serve.ts'
import type { ChainBreak, ChainResult, CheckResult, MerkleResult } from '../../../src/shared/model/check-run.ts'
import type { Recipe } from '../../../src/shared/model/recipe.ts'
import type { SourceSummary } from '../../../src/shared/model/source.ts'

export interface EngineSession {
  /** Writes the bytes to a file of that name and imports it. */
  importBytes(name: string, bytes: Uint8Array | string): Promise<SourceSummary>
  importFile(path: string): Promise<SourceSummary>
  addAnchors(sourceId: number, path: string): Promise<void>
  verifyChain(sourceId: number, options?: ChainOptions): Promise<{ result: ChainResult; breaks: ChainBreak[] }>
  verifyMerkle(sourceId: number): Promise<MerkleResult>
  close(): Promise<void>
}

export interface ChainOptions {
  readonly recipe?: Recipe
  readonly recipeId?: string
  readonly secondOpinion?: boolean
}

export async function openEngineSession(): Promise<EngineSession> {
  const directory = mkdtempSync(join(tmpdir(), 'assay-engine-'))
  const { port1, port2 } = new MessageChannel()
  serve(port1, await createEngine({ version: '0.0.0-test', actor: 'test' }))
  const client: Client = connect(port2)
  const { engagementId } = await client.call('engagement.create', {
    file: join(directory, 'test.assay'),
    name: 'Test',
    period: { from: '2024-10-01', to: '2025-04-30' },
    frameworks: [],
  })
  const importFile = (path: string) => client.runJob('source.import', { engagementId, file: path })
  return {
    importFile,
    importBytes(name, bytes) {
      const path = join(directory, name)
      writeFileSync(path, bytes)
      return importFile(path)
    },
    async addAnchors(sourceId, path) {
      await client.call('anchor.add', { engagementId, sourceId, file: path })
    },
    async verifyChain(sourceId, options = {}) {
      const { results } = await client.runJob('chain.verify', { engagementId, sourceId, ...options })
      const { runs } = await client.call('run.list', { engagementId })
      const runId = runs[0]?.runId ?? 0
      const breaks: ChainBreak[] = []
      for (let total = Infinity; breaks.length < total;) {
        const page = await client.call('run.breaks', { engagementId, runId, start: breaks.length, count: 500 })
        breaks.push(...page.breaks)
        total = page.breaks.length === 0 ? breaks.length : page.total
      }
      return { result: only(results, 'chain'), breaks }
    },
    async verifyMerkle(sourceId) {
      const { results } = await client.runJob('merkle.verify', { engagementId, sourceId })
      return only(results, 'merkle')
    },
    async close() {
      await client.close()
      port1.close()
      port2.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function only<K extends CheckResult['kind']>(results: readonly CheckResult[], kind: K): CheckResult & { kind: K } {
  const [result] = results
  if (results.length !== 1 || result?.kind !== kind) throw new Error(`expected one ${kind} result`)
  return result as CheckResult & { kind: K }
}

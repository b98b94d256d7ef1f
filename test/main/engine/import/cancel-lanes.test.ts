/** A cancel while lanes still work: what they answer later is not written, not even outside the transaction. */
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { startInlineLanes } from '../../../../src/main/engine/lanes/lanes.ts'
import type { EnginePorts } from '../../../../src/main/engine/ports.ts'
import { logicalDump, startEngagement } from '../../../support/temporary-engine.ts'

describe('an import that is cancelled while lanes hold blocks', () => {
  it('writes nothing of what they answer afterwards', async () => {
    const held: (() => void)[] = []
    let blocks = 0
    const startLanes: EnginePorts['startLanes'] = (path) => {
      const pool = startInlineLanes(path)
      return {
        size: 2,
        run: async (task) => {
          const result = await pool.run(task)
          if (task.kind !== 'block') return result
          blocks += 1
          // The first block comes at once; the others wait until the test lets them go, long after the cancel.
          if (blocks > 1) await new Promise<void>((resolve) => void held.push(resolve))
          return result
        },
        close: () => pool.close(),
      }
    }
    const test = await startEngagement({ startLanes })
    const row = (index: number): string =>
      JSON.stringify({ sequence: index, timestamp: '2025-01-01T00:00:00Z', actor_id: 'a', note: 'x'.repeat(900) })
    const file = join(test.folder, 'log.ndjson')
    writeFileSync(file, `${Array.from({ length: 24_000 }, (_, index) => row(index)).join('\n')}\n`)
    const before = logicalDump(test.file)
    const end = await test.outcome('source.import', { engagementId: test.engagementId, file }, (progress, cancel) => {
      if (progress.stage === 'import' && progress.done > 0) cancel()
    })
    expect(end).toEqual({ kind: 'cancelled' })
    expect(held.length).toBeGreaterThan(0)
    for (const letGo of held) letGo()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(logicalDump(test.file)).toEqual(before)
    await test.close()
  })
})

/** Inline lanes, and the one function that a lane runs, whoever hosts it. */
import { closeStore, openReadableStore, type ReadableStore } from '../../store/open.ts'
import { runBeaconTask } from '../anchor/beacon-task.ts'
import { runCompareTask } from '../compare/row-task.ts'
import { runBlock } from '../import/block.ts'
import { runScan } from '../import/scan-block.ts'
import { runOpenTimestampsTask } from '../proof/opentimestamps-task.ts'
import type { LanePool } from '../ports.ts'
import type { LaneResult, LaneTask } from './lane-task.ts'
import { runLaneTask } from '../verify/run-lane-task.ts'

export interface Lane {
  run(task: LaneTask, tell?: (done: number) => void): Promise<LaneResult>
  close(): void
}

/** A lane over an engagement file: a read-only connection of its own, opened when a task first needs it. */
export function openLane(path: string): Lane {
  let store: ReadableStore | undefined
  return {
    run: async (task, tell) => {
      if (task.kind === 'block') return runBlock(task)
      if (task.kind === 'scan') return runScan(task)
      if (task.kind === 'beacon') return runBeaconTask(task)
      if (task.kind === 'opentimestamps') return runOpenTimestampsTask(task, tell)
      if (task.kind === 'compare-rows') return runCompareTask((store ??= openReadableStore(path)), task)
      return runLaneTask((store ??= openReadableStore(path)), task)
    },
    close: () => {
      if (store !== undefined) closeStore(store)
    },
  }
}

/** Runs tasks one after the other in the caller's thread, with a turn of the event loop between them: a cancel gets in. */
export function startInlineLanes(path: string): LanePool {
  const lane = openLane(path)
  let last: Promise<unknown> = Promise.resolve()
  return {
    size: 1,
    run: (task, tell) => {
      const result = last.then(() => new Promise((resolve) => setImmediate(resolve))).then(() => lane.run(task, tell))
      last = result.catch(() => undefined)
      return result
    },
    close: async () => lane.close(),
  }
}

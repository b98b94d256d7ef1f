/** Inline lanes, and the one function that a lane runs, whoever hosts it. */
import { closeStore, openReadableStore } from '../../store/open.ts'
import type { LanePool } from '../ports.ts'
import type { LaneResult, LaneTask } from './lane-task.ts'
import { runLaneTask } from './run-lane-task.ts'

export interface Lane {
  run(task: LaneTask): Promise<LaneResult>
  close(): void
}

/** A lane over an engagement file: a read-only connection of its own. */
export function openLane(path: string): Lane {
  const store = openReadableStore(path)
  return { run: (task) => runLaneTask(store, task), close: () => closeStore(store) }
}

/** Runs tasks one after the other in the caller's thread, with a turn of the event loop between them: a cancel gets in. */
export function startInlineLanes(path: string): LanePool {
  const lane = openLane(path)
  let last: Promise<unknown> = Promise.resolve()
  return {
    size: 1,
    run: (task) => {
      const result = last.then(() => new Promise((resolve) => setImmediate(resolve))).then(() => lane.run(task))
      last = result.catch(() => undefined)
      return result
    },
    close: async () => lane.close(),
  }
}

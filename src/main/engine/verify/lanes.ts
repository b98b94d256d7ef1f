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

/** Runs tasks one after the other in the caller's thread. */
export function startInlineLanes(path: string): LanePool {
  const lane = openLane(path)
  return { size: 1, run: (task) => lane.run(task), close: async () => lane.close() }
}

/** One lane: a worker thread with a read-only connection, doing one task after the other. Ended by its pool. */
import { parentPort, workerData } from 'node:worker_threads'
import type { LaneTask } from '../engine/verify/lane-task.ts'
import { openLane } from '../engine/verify/lanes.ts'

if (parentPort === null) throw new Error('a lane runs as a worker thread only')
const port = parentPort
const lane = openLane((workerData as { path: string }).path)

port.on('message', (task: LaneTask) => {
  lane.run(task).then(
    (result) =>
      port.postMessage({ ok: true, result }, result.kind === 'leaves' ? [result.slab.buffer as ArrayBuffer] : []),
    (error: unknown) =>
      port.postMessage({ ok: false, message: error instanceof Error ? error.message : String(error) }),
  )
})

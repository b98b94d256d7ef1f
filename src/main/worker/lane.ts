/** One lane: a worker thread with a read-only connection, doing one task after the other. Ended by its pool. */
import { parentPort, workerData } from 'node:worker_threads'
import type { LaneResult, LaneTask } from '../engine/lanes/lane-task.ts'
import { openLane } from '../engine/lanes/lanes.ts'

if (parentPort === null) throw new Error('a lane runs as a worker thread only')
const port = parentPort
const lane = openLane((workerData as { path: string }).path)

port.on('message', (task: LaneTask) => {
  lane
    .run(task, (progress) => port.postMessage({ progress }))
    .then(
      (result) => port.postMessage({ ok: true, result }, memoryOf(result)),
      (error: unknown) =>
        port.postMessage({ ok: false, message: error instanceof Error ? error.message : String(error) }),
    )
})

/** Memory that the result hands over instead of having it copied. */
function memoryOf(result: LaneResult): ArrayBuffer[] {
  if (result.kind === 'leaves') return [result.slab.buffer as ArrayBuffer]
  if (result.kind === 'compare-rows') return [result.numbers.buffer as ArrayBuffer]
  return result.kind === 'scan' || result.kind === 'block' ? [result.bytes.buffer as ArrayBuffer] : []
}

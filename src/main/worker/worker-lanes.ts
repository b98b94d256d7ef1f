/** A pool of lanes in worker threads. */
import { Worker } from 'node:worker_threads'
import { AppError } from '../../shared/model/app-error.ts'
import type { LanePool } from '../engine/ports.ts'
import type { LaneResult, LaneTask } from '../engine/lanes/lane-task.ts'

interface Waiting {
  readonly task: LaneTask
  readonly tell: ((done: number) => void) | undefined
  readonly resolve: (result: LaneResult) => void
  readonly reject: (error: unknown) => void
}

/** What is done of the task so far; its answer is still to come. */
interface Progress {
  readonly progress: number
}

/** Starts `count` lanes from the built lane module. A lane that dies fails the task it held, and the pool. */
export function startWorkerLanes(module: URL, path: string, count: number): LanePool {
  const waiting: Waiting[] = []
  const held = new Map<Worker, Waiting>()
  const idle: Worker[] = []
  const workers: Worker[] = []
  let failed: AppError | undefined

  const next = (): void => {
    while (idle.length > 0 && waiting.length > 0) {
      const worker = idle.pop() as Worker
      const item = waiting.shift() as Waiting
      held.set(worker, item)
      const { task } = item
      worker.postMessage(task, task.kind === 'block' || task.kind === 'scan' ? [task.bytes.buffer as ArrayBuffer] : [])
    }
  }
  const fail = (error: AppError): void => {
    failed = error
    for (const item of [...held.values(), ...waiting]) item.reject(error)
    held.clear()
    waiting.length = 0
  }
  for (let index = 0; index < count; index += 1) {
    const worker = new Worker(module, { workerData: { path }, resourceLimits: { maxYoungGenerationSizeMb: 16 } })
    worker.on('message', (answer: Progress | { ok: true; result: LaneResult } | { ok: false; message: string }) => {
      const item = held.get(worker)
      if ('progress' in answer) {
        item?.tell?.(answer.progress)
        return
      }
      held.delete(worker)
      idle.push(worker)
      if (answer.ok) item?.resolve(answer.result)
      else item?.reject(new AppError('internal', `A lane failed: ${answer.message}. No verdict was recorded.`))
      next()
    })
    worker.on('error', (cause) =>
      fail(
        new AppError('internal', `A lane stopped: ${(cause as Error).message}. No verdict was recorded.`, { cause }),
      ),
    )
    workers.push(worker)
    idle.push(worker)
  }
  return {
    size: count,
    run: (task, tell) =>
      new Promise((resolve, reject) => {
        if (failed !== undefined) {
          reject(failed)
          return
        }
        waiting.push({ task, tell, resolve, reject })
        next()
      }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

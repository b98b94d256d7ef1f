/** What the engine is given from outside. Everything that is not a pure function of evidence comes in here. */
import type { Hasher } from '../../shared/core/bytes/hasher.ts'
import type { Clock, RandomSource } from '../io/host/clock.ts'
import type { LaneTask, LaneResult } from './lanes/lane-task.ts'

export interface LanePool {
  readonly size: number
  /** Runs a task on a free lane; rejects when the lane fails. `tell` hears how much of a long task is done, in its own unit. */
  run(task: LaneTask, tell?: (done: number) => void): Promise<LaneResult>
  close(): Promise<void>
}

export interface EnginePorts {
  readonly version: string
  /** Name written into custody events. */
  readonly actor: string
  readonly clock: Clock
  readonly random: RandomSource
  readonly sha256: Hasher
  /** Lanes for an engagement file; called once per verification. */
  startLanes(path: string, count: number): LanePool
}

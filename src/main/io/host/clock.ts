/** Time and randomness as ports, so that a run over the same inputs gives the same bytes. */
import { randomBytes } from 'node:crypto'

export interface Clock {
  /** Microseconds since 1970 UTC. */
  nowMicros(): number
}
export type RandomSource = (length: number) => Uint8Array

export const systemClock: Clock = {
  nowMicros: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
}

export const systemRandom: RandomSource = (length) => new Uint8Array(randomBytes(length))

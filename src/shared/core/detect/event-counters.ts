/**
 * Two ways to count occurrences of a key on event time, in bounded memory.
 *
 * `createRenewedCounter` is the printed code's counter replayed on event time: each occurrence adds one and sets the
 * expiry anew, so it counts until a key has been silent for a whole window. `createSlidingWindow` counts what its name
 * says. Both take entries in file order and are exact while no entry is more than `latenessMicros` late; keys that
 * cannot matter any more are dropped.
 */

export interface CounterLimits {
  /** Length of the window, microseconds. */
  readonly windowMicros: number
  /** How far behind the latest entry one may lie and still be counted exactly, microseconds. */
  readonly latenessMicros: number
  /** Most keys remembered; beyond it the key that was silent longest is dropped. */
  readonly keys: number
  /** Most occurrences remembered per key; beyond it a count is a lower bound. */
  readonly occurrencesPerKey: number
}

export const defaultCounterLimits: CounterLimits = {
  windowMicros: 3_600_000_000,
  latenessMicros: 3_600_000_000,
  keys: 200_000,
  occurrencesPerKey: 4096,
}

export interface KeyedCounter {
  /** Counts an occurrence of `key` at `micros` and returns its count, this occurrence included. */
  add(key: string, micros: number): number
  /** Keys held at this moment. */
  readonly size: number
}

/**
 * Count since the key was last silent for a window: alive iff less than `windowMicros` lie between this occurrence and
 * the key's latest, in either direction.
 */
export function createRenewedCounter(limits: CounterLimits): KeyedCounter {
  const stateByKey = new Map<string, { count: number; last: number }>()
  const drop = createDropper(stateByKey, limits, (state) => state.last)
  return {
    add(key, micros) {
      const state = stateByKey.get(key)
      const isAlive = state !== undefined && Math.abs(micros - state.last) < limits.windowMicros
      const next = isAlive ? { count: state.count + 1, last: Math.max(state.last, micros) } : { count: 1, last: micros }
      stateByKey.delete(key)
      stateByKey.set(key, next)
      drop(micros)
      return next.count
    },
    get size() {
      return stateByKey.size
    },
  }
}

/**
 * Occurrences of the key up to this entry of the file with a time in `(micros - windowMicros, micros]`, this one
 * included. Entries later in time that stand earlier in the file are not counted for this one.
 */
export function createSlidingWindow(limits: CounterLimits): KeyedCounter {
  const stateByKey = new Map<string, { times: number[]; from: number }>()
  const drop = createDropper(stateByKey, limits, (state) => state.times.at(-1) as number)
  return {
    add(key, micros) {
      const state = stateByKey.get(key) ?? { times: [], from: 0 }
      stateByKey.delete(key)
      stateByKey.set(key, state)
      const { times } = state
      const at = upperBound(times, micros, state.from)
      if (at === times.length) times.push(micros)
      else times.splice(at, 0, micros)
      const count = at + 1 - upperBound(times, micros - limits.windowMicros, state.from)
      const kept = micros - limits.windowMicros - limits.latenessMicros
      while ((times[state.from] as number) <= kept || times.length - state.from > limits.occurrencesPerKey)
        state.from += 1
      // Cutting only now and then keeps the cost per entry constant.
      if (state.from > 64 && state.from * 2 > times.length) {
        times.splice(0, state.from)
        state.from = 0
      }
      drop(micros)
      return count
    },
    get size() {
      return stateByKey.size
    },
  }
}

/**
 * Removes keys from the front of a map kept in order of last occurrence. At most two keys are looked at per call, which
 * is enough to keep up because a call adds at most one.
 */
function createDropper<State>(
  stateByKey: Map<string, State>,
  limits: CounterLimits,
  lastOf: (state: State) => number,
): (micros: number) => void {
  let previous = Number.POSITIVE_INFINITY
  return (micros) => {
    // Hostile: one entry dated far ahead would otherwise make every key look expired. Two in a row are needed.
    const clock = Math.min(previous, micros)
    previous = micros
    for (let step = 0; step < 2; step += 1) {
      const first = stateByKey.entries().next()
      if (first.done === true) return
      const [key, state] = first.value
      const last = lastOf(state)
      if (last + limits.windowMicros + limits.latenessMicros <= clock || stateByKey.size > limits.keys)
        stateByKey.delete(key)
      else if (last > clock + limits.windowMicros) {
        // A key dated ahead must not keep the ones behind it alive.
        stateByKey.delete(key)
        stateByKey.set(key, state)
      } else return
    }
  }
}

/** Index of the first element above `value` in ascending `times[from, end)`. */
function upperBound(times: readonly number[], value: number, from: number): number {
  let low = from
  let high = times.length
  if (high > low && (times[high - 1] as number) <= value) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low
}

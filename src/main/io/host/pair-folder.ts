/** The folder of pairs over a WebAssembly module with room for 2,048 digests of 32 bytes. */
import type { PairFolder } from '../../../shared/core/bytes/hasher.ts'

const size = 32
/** Digests that a module takes in one call, and levels down to one of them. */
const mostDigests = 2048
const mostLevels = 11

/** Bytes of a module's input. */
export const pairInputBytes = mostDigests * size

/**
 * A folder. `foldInput(count, levels)` replaces the first `count` digests of `input` by those that are left `levels` up;
 * it is only called with 1 <= levels <= 11 and a `count` up to 2,048 that is a positive multiple of 2^levels.
 */
export function createPairFolder(input: Uint8Array, foldInput: (count: number, levels: number) => void): PairFolder {
  return {
    mostLevels,
    fold: (source, from, count, levels, target, to) => {
      const left = count / 2 ** levels
      const whole = levels >= 1 && levels <= mostLevels && Number.isSafeInteger(left) && left >= 0
      if (!whole) throw new RangeError(`${count} digests cannot be folded ${levels} times`)
      if (from < 0 || to < 0 || from + count * size > source.length || to + left * size > target.length)
        throw new RangeError(`no room for ${count} digests, or for ${left}`)
      // A call takes as many as fill the input; mostDigests is a multiple of 2^levels.
      for (let done = 0; done < count; done += mostDigests) {
        const digests = Math.min(mostDigests, count - done)
        const start = from + done * size
        input.set(source.subarray(start, start + digests * size))
        foldInput(digests, levels)
        target.set(input.subarray(0, (digests * size) / 2 ** levels), to + (done * size) / 2 ** levels)
      }
    },
  }
}

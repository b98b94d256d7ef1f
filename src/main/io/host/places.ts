/**
 * Places worth judging in a search for sensitive data, found sixteen bytes at a time in WebAssembly (places.wat): the
 * core's own loops read 0.2 GB/s, this more than 1. It runs without a download or a native build on every system.
 */
import { endingFilter, lettersFromEnd } from '../../../shared/core/sensitive/key-words.ts'
import type { PlaceFinder } from '../../../shared/core/sensitive/places.ts'
import { placesWasm } from './places-wasm.ts'
import { instantiateWasm, type WasmMemory } from './wasm.ts'

interface Exports {
  readonly memory: WasmMemory
  readonly find: (count: number) => number
}

/** Where places.wat keeps its input and output. */
const fourthLettersAt = 33_024
const fifthLettersAt = 34_048
const inputAt = 65_536
const outputAt = 196_608
const context = 64
const most = 65_536

let shared: PlaceFinder | undefined

/** The finder of this thread; it holds 448 KiB. */
export function placeFinder(): PlaceFinder {
  shared ??= createPlaceFinder()
  return shared
}

function createPlaceFinder(): PlaceFinder {
  const { memory, find } = instantiateWasm(placesWasm) as Exports
  const input = new Uint8Array(memory.buffer, inputAt, context + most + context)
  const places = new Uint32Array(memory.buffer, outputAt, most)
  new Uint8Array(memory.buffer, 0, endingFilter.length).set(endingFilter)
  new Uint32Array(memory.buffer, fourthLettersAt, 256).set(lettersFromEnd(4))
  new Uint32Array(memory.buffer, fifthLettersAt, 256).set(lettersFromEnd(5))
  return {
    most,
    places,
    find: (bytes, from, limit) => {
      const before = Math.min(context, from)
      const behind = Math.min(context, bytes.length - limit)
      input.fill(0, 0, context - before)
      input.set(bytes.subarray(from - before, limit + behind), context - before)
      const end = context + limit - from + behind
      input.fill(0, end, Math.min(input.length, end + context))
      return find(limit - from)
    },
  }
}

/**
 * SHA-256 of many pairs of digests in WebAssembly (sha256-pairs.wat), four at a time. Single messages stay with
 * node:crypto, whose one call costs more than its hash: measured 0.7 us for the 65 bytes of a node of RFC 6962, here
 * 0.25.
 */
import type { PairFolder, PairShape } from '../../../shared/core/bytes/hasher.ts'
import { createPairFolder, pairInputBytes } from './pair-folder.ts'
import { sha256PairsWasm } from './sha256-pairs-wasm.ts'
import { instantiateWasm, type WasmMemory } from './wasm.ts'

/** Where the module keeps its input. */
const inputAt = 2048

interface Pairs {
  readonly memory: WasmMemory
  readonly fold: (count: number, levels: number, prefix: number, rounds: number, sorted: number) => void
}

let shared: Pairs | undefined

/** A folder for nodes of any shape; those of one thread share an instance of 128 KiB. */
export function createSha256Folder({ prefix, rounds, sorted }: PairShape): PairFolder {
  shared ??= instantiateWasm(sha256PairsWasm) as Pairs
  const { memory, fold } = shared
  return createPairFolder(new Uint8Array(memory.buffer, inputAt, pairInputBytes), (count, levels) =>
    fold(count, levels, prefix ?? -1, rounds, sorted ? 1 : 0),
  )
}

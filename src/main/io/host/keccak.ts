/**
 * Keccak-256 as Ethereum has it, and SHA3 (FIPS 202), in WebAssembly of this repository (keccak-sponge.wat,
 * keccak-pairs.wat). Measured against hash-wasm: 0.6 to 0.8 of its time on inputs of 64 to 1,000 bytes; and inner nodes
 * of a Merkle tree come a thousand to a call. Public data only: the time taken depends on the length.
 */
import type { Hasher, PairFolder } from '../../../shared/core/bytes/hasher.ts'
import { keccakPairsWasm } from './keccak-pairs-wasm.ts'
import { keccakSpongeWasm } from './keccak-sponge-wasm.ts'
import { createPairFolder, pairInputBytes } from './pair-folder.ts'
import { instantiateWasm, type WasmMemory } from './wasm.ts'

/** One function over the permutation. */
export interface KeccakForm {
  /** Bytes of a block: 200 less twice the digest (FIPS 202 §6.1). */
  readonly rate: number
  /** Bits that end the message and begin the padding, lowest first: 1 for Keccak, 6 for SHA3 (FIPS 202 §B.2). */
  readonly suffix: number
  /** Bytes of the digest. */
  readonly size: number
}

export const keccak256Form: KeccakForm = { rate: 136, suffix: 1, size: 32 }
export const sha3256Form: KeccakForm = { rate: 136, suffix: 6, size: 32 }
export const sha3512Form: KeccakForm = { rate: 72, suffix: 6, size: 64 }

/** Where both modules keep their input, and how long it is. */
const inputAt = 1024
const inputBytes = 65_536

interface Sponge {
  readonly input: Uint8Array
  readonly state: Uint8Array
  readonly absorb: (length: number, rate: number, suffix: number, fresh: number) => void
}

interface Pairs {
  readonly input: Uint8Array
  readonly fold: (count: number, levels: number, suffix: number, sorted: number) => void
}

let sharedSponge: Sponge | undefined
let sharedPairs: Pairs | undefined

/** A hasher; those of one thread share two instances of 128 KiB, since no message is left half absorbed. */
export function createKeccakHasher(id: string, form: KeccakForm): Hasher {
  sharedSponge ??= createSponge()
  const sponge = sharedSponge
  const { size } = form
  const digest = sponge.state.subarray(0, size)
  return {
    id,
    size,
    hash(bytes) {
      absorbAll(sponge, form, bytes)
      return digest.slice()
    },
    hashInto(bytes, target, offset) {
      if (offset < 0 || offset + size > target.length) throw new RangeError(`no room for a digest at ${offset}`)
      absorbAll(sponge, form, bytes)
      // Measured: 32 bytes in 23 ns, by a loop in 66.
      target.set(digest, offset)
    },
    pairFolder: ({ prefix, rounds, sorted }) =>
      // A pair is one block only without a prefix, and the pairs' module knows one rate.
      prefix !== null || rounds !== 1 || form.rate !== 136 ? undefined : createFolder(form.suffix, sorted),
  }
}

function absorbAll({ input, absorb }: Sponge, { rate, suffix }: KeccakForm, bytes: Uint8Array): void {
  const { length } = bytes
  const piece = inputBytes - (inputBytes % rate)
  let from = 0
  for (; length - from > piece; from += piece) {
    input.set(bytes.subarray(from, from + piece))
    absorb(piece, rate, 0, from === 0 ? 1 : 0)
  }
  input.set(from === 0 ? bytes : bytes.subarray(from))
  absorb(length - from, rate, suffix, from === 0 ? 1 : 0)
}

function createFolder(suffix: number, sorted: boolean): PairFolder {
  sharedPairs ??= createPairs()
  const { input, fold } = sharedPairs
  return createPairFolder(input, (count, levels) => fold(count, levels, suffix, sorted ? 1 : 0))
}

function createSponge(): Sponge {
  const { memory, absorb } = instantiateWasm(keccakSpongeWasm) as {
    readonly memory: WasmMemory
    readonly absorb: Sponge['absorb']
  }
  return {
    input: new Uint8Array(memory.buffer, inputAt, inputBytes),
    state: new Uint8Array(memory.buffer, 0, 64),
    absorb,
  }
}

function createPairs(): Pairs {
  const { memory, fold } = instantiateWasm(keccakPairsWasm) as {
    readonly memory: WasmMemory
    readonly fold: Pairs['fold']
  }
  return { input: new Uint8Array(memory.buffer, inputAt, pairInputBytes), fold }
}

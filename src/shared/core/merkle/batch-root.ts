/**
 * Root of a batch for every shape: streamed through a frontier where the shape allows, else over all leaf hashes, which
 * are then kept (one digest for each leaf).
 */
import type { TreeProfile } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { createFrontier, needsAllLeaves, type Frontier } from './frontier.ts'
import { heapOfLeaves } from './heap.ts'
import { leafCountOf, sortLeafHashes } from './sorted-leaves.ts'

/** Takes leaf hashes run by run and gives the root over them; a frontier is one. */
export type RootBuilder = Pick<Frontier, 'size' | 'appendRun' | 'root'>

/**
 * A builder for `profile`. Memory is O(log n), or one digest per leaf when the shape needs all leaves. Requires
 * `hasher.id === profile.algorithm`.
 */
export function createRootBuilder(profile: TreeProfile, hasher: Hasher): RootBuilder {
  return needsAllLeaves(profile) ? new KeepingBuilder(profile, hasher) : createFrontier(profile, hasher)
}

/**
 * Root over the leaf hashes lying end to end in `slab`, a fresh array; undefined for no leaf. `slab` is not changed.
 * Requires `slab.length` to be a multiple of `hasher.size`.
 */
export function rootOfLeaves(profile: TreeProfile, hasher: Hasher, slab: Uint8Array): Uint8Array | undefined {
  const { size } = hasher
  const ordered = profile.sortLeaves ? sortLeafHashes(slab, size) : slab
  if (profile.shape === 'heap') {
    const heap = heapOfLeaves(profile, hasher, ordered)
    return heap.length === 0 ? undefined : heap.slice(0, size)
  }
  const frontier = createFrontier({ ...profile, sortLeaves: false }, hasher)
  frontier.appendRun(ordered, 0, leafCountOf(ordered, size))
  return frontier.root()
}

class KeepingBuilder implements RootBuilder {
  size = 0
  readonly #profile: TreeProfile
  readonly #hasher: Hasher
  #slab: Uint8Array

  constructor(profile: TreeProfile, hasher: Hasher) {
    this.#profile = profile
    this.#hasher = hasher
    this.#slab = new Uint8Array(64 * hasher.size)
  }

  appendRun(slab: Uint8Array, offset: number, count: number): void {
    const { size } = this.#hasher
    if (offset < 0 || count < 0 || offset + count * size > slab.length)
      throw new RangeError(`no ${count} leaf hashes at offset ${offset}`)
    const end = this.size * size
    const wanted = end + count * size
    if (wanted > this.#slab.length) {
      const grown = new Uint8Array(Math.max(wanted, 2 * this.#slab.length))
      grown.set(this.#slab.subarray(0, end))
      this.#slab = grown
    }
    this.#slab.set(slab.subarray(offset, offset + count * size), end)
    this.size += count
  }

  root(): Uint8Array | undefined {
    return rootOfLeaves(this.#profile, this.#hasher, this.#slab.subarray(0, this.size * this.#hasher.size))
  }
}

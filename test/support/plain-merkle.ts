/**
 * Merkle trees by their recursive definition, over @noble/hashes: MTH, PATH and PROOF of RFC 9162 §2.1.1, §2.1.3.1 and
 * §2.1.4.1. Slow and plain on purpose; shares nothing with the product.
 */
import { sha256 } from '@noble/hashes/sha2.js'

const leafOf = (input: Uint8Array): Uint8Array => sha256(Buffer.concat([Buffer.of(0), input]))
const nodeOf = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(Buffer.concat([Buffer.of(1), left, right]))

/** Largest power of two smaller than `count`. */
const split = (count: number): number => 2 ** Math.ceil(Math.log2(count) - 1)

/** Merkle tree hash of a list of inputs, at least one. */
export function treeHash(inputs: readonly Uint8Array[]): Uint8Array {
  if (inputs.length === 1) return leafOf(inputs[0] as Uint8Array)
  const at = split(inputs.length)
  return nodeOf(treeHash(inputs.slice(0, at)), treeHash(inputs.slice(at)))
}

/** Audit path of input number `index`. */
export function auditPath(index: number, inputs: readonly Uint8Array[]): Uint8Array[] {
  if (inputs.length === 1) return []
  const at = split(inputs.length)
  return index < at
    ? [...auditPath(index, inputs.slice(0, at)), treeHash(inputs.slice(at))]
    : [...auditPath(index - at, inputs.slice(at)), treeHash(inputs.slice(0, at))]
}

/** Consistency proof from the first `size` inputs to all of them, 0 < size <= inputs.length. */
export function consistencyPath(size: number, inputs: readonly Uint8Array[]): Uint8Array[] {
  return subProof(size, inputs, true)
}

function subProof(size: number, inputs: readonly Uint8Array[], whole: boolean): Uint8Array[] {
  if (size === inputs.length) return whole ? [] : [treeHash(inputs)]
  const at = split(inputs.length)
  return size <= at
    ? [...subProof(size, inputs.slice(0, at), whole), treeHash(inputs.slice(at))]
    : [...subProof(size - at, inputs.slice(at), false), treeHash(inputs.slice(0, at))]
}

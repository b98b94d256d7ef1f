/**
 * Daily Merkle roots of guide A's batches: leaf = keccak256 of the UTF-8 text of `JSON.stringify(entry)`, inner node =
 * keccak256(left, right), no prefixes, no sorting, an odd node carried up unchanged (merkletreejs defaults). Two ways:
 * a streaming frontier for any number of leaves, and merkletreejs over @noble/hashes for small batches. The generator
 * shares no code with the product, so that its roots are an independent answer.
 */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { MerkleTree } from 'merkletreejs'
import type { Keccak256 } from './keccak.ts'

/** Streaming root: one pending node per level, at most 2^32 leaves. */
export class Frontier {
  private readonly keccak: Keccak256
  private readonly levels: Uint8Array[] = []
  private readonly carry = new Uint8Array(32)
  private size = 0

  constructor(keccak: Keccak256) {
    this.keccak = keccak
  }

  get count(): number {
    return this.size
  }

  reset(): void {
    this.size = 0
  }

  /** Takes the digest the hasher holds from its last call as the next leaf. */
  appendDigest(): void {
    this.keccak.digestInto(this.carry)
    let level = 0
    for (let rest = this.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      this.keccak.hashPair(this.node(level), this.carry)
      this.keccak.digestInto(this.carry)
      level += 1
    }
    this.node(level).set(this.carry)
    this.size += 1
  }

  /** Lower-case hex without 0x; throws for an empty batch, which has no root. */
  rootHex(): string {
    if (this.size === 0) throw new RangeError('a batch without entries has no root')
    let folded: Uint8Array | undefined
    let level = 0
    for (let rest = this.size; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) {
        if (folded === undefined) {
          folded = Uint8Array.from(this.node(level))
        } else {
          this.keccak.hashPair(this.node(level), folded)
          this.keccak.digestInto(folded)
        }
      }
      level += 1
    }
    return Buffer.from(folded ?? new Uint8Array()).toString('hex')
  }

  private node(level: number): Uint8Array {
    let node = this.levels[level]
    if (node === undefined) {
      node = new Uint8Array(32)
      this.levels[level] = node
    }
    return node
  }
}

/** Root of the entries' texts by merkletreejs with its defaults; lower-case hex without 0x. */
export function rootOfTexts(texts: readonly string[]): string {
  const hash = (data: Uint8Array): Buffer => Buffer.from(keccak_256(data))
  const leaves = texts.map((text) => hash(Buffer.from(text, 'utf8')))
  return new MerkleTree(leaves, hash).getRoot().toString('hex')
}

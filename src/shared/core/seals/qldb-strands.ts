/** The blocks of each strand in their order: links, gaps, blocks that occur twice, and what a manifest lists. */
import { bytesToHex, equalBytes } from '../bytes/hex.ts'
import type { ManifestRange, QldbBlock } from './qldb.ts'

/** A block as it is kept: 64 bytes of hashes and two numbers. */
interface Kept {
  readonly sequence: bigint
  readonly index: number
  readonly blockHash: Uint8Array
  readonly previousHash: Uint8Array
}

/** One link that is not plainly good. `index` is the caller's number of the block. */
export interface StrandBreak {
  readonly index: number
  readonly sequence: bigint
  readonly link: 'gap' | 'broken' | 'repeated' | 'fork'
  readonly expected: string | null
  readonly actual: string | null
}

export interface StrandResult {
  readonly strandId: string
  readonly blocks: number
  readonly first: bigint
  readonly last: bigint
  readonly missing: bigint
  readonly fromGenesis: boolean
  readonly ok: number
  readonly breaks: readonly StrandBreak[]
}

export class QldbStrands {
  readonly #byStrand = new Map<string, Kept[]>()

  add(block: QldbBlock, index: number): void {
    const { strandId, sequence, blockHash, previousHash } = block
    const known = this.#byStrand.get(strandId)
    const kept = { sequence, index, blockHash, previousHash }
    if (known === undefined) this.#byStrand.set(strandId, [kept])
    else known.push(kept)
  }

  finish(): StrandResult[] {
    return [...this.#byStrand].map(([strandId, blocks]) => follow(strandId, blocks))
  }

  /** Sequence numbers that ranges list and no block has, and blocks that no range lists. */
  compare(ranges: readonly ManifestRange[]): { readonly missing: bigint; readonly unlisted: number } {
    let listed = 0n
    let present = 0n
    let unlisted = 0
    const strands = new Set([...this.#byStrand.keys(), ...ranges.map(({ strandId }) => strandId)])
    for (const strandId of strands) {
      const merged = mergedRanges(ranges.filter((range) => range.strandId === strandId))
      for (const { first, last } of merged) listed += last - first + 1n
      const sequences = [...new Set((this.#byStrand.get(strandId) ?? []).map(({ sequence }) => sequence))].toSorted(
        byValue,
      )
      let at = 0
      for (const sequence of sequences) {
        while (at < merged.length && (merged[at] as ManifestRange).last < sequence) at += 1
        const range = merged[at]
        if (range !== undefined && range.first <= sequence) present += 1n
        else unlisted += 1
      }
    }
    return { missing: listed - present, unlisted }
  }
}

function byValue(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function mergedRanges(ranges: readonly ManifestRange[]): ManifestRange[] {
  const merged: ManifestRange[] = []
  for (const range of ranges.filter(({ first, last }) => first <= last).toSorted((a, b) => byValue(a.first, b.first))) {
    const before = merged.at(-1)
    if (before === undefined || range.first > before.last) merged.push(range)
    else if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last }
  }
  return merged
}

function follow(strandId: string, blocks: readonly Kept[]): StrandResult {
  const sorted = blocks.toSorted((a, b) => byValue(a.sequence, b.sequence) || a.index - b.index)
  const breaks: StrandBreak[] = []
  let missing = 0n
  let ok = 0
  let before: Kept | undefined
  for (const block of sorted) {
    const { sequence, index } = block
    if (before === undefined) {
      before = block
      continue
    }
    if (sequence === before.sequence) {
      const same = equalBytes(block.blockHash, before.blockHash) && equalBytes(block.previousHash, before.previousHash)
      breaks.push({
        index,
        sequence,
        link: same ? 'repeated' : 'fork',
        expected: bytesToHex(before.blockHash),
        actual: bytesToHex(block.blockHash),
      })
      continue
    }
    const skipped = sequence - before.sequence - 1n
    if (skipped > 0n) {
      missing += skipped
      breaks.push({ index, sequence, link: 'gap', expected: null, actual: null })
    } else if (equalBytes(block.previousHash, before.blockHash)) ok += 1
    else
      breaks.push({
        index,
        sequence,
        link: 'broken',
        expected: bytesToHex(before.blockHash),
        actual: bytesToHex(block.previousHash),
      })
    before = block
  }
  const first = sorted[0] as Kept
  return {
    strandId,
    blocks: blocks.length,
    first: first.sequence,
    last: (sorted.at(-1) as Kept).sequence,
    missing,
    fromGenesis: first.previousHash.length === 0,
    ok,
    breaks,
  }
}

/**
 * Whether the height that somebody states for the first header of an archive can be right. Three things tell: block 0
 * names no header before it, the difficulty of the main chain changes only at heights that 2016 divides (Bitcoin developer
 * guide, "Proof of Work"), and a header that the auditor vouches for stands at its own height. Where the file contradicts
 * itself in these, no height is at fault, and nothing is found here: `bitcoin-header-runs.ts` judges the file. Hashes
 * nothing.
 */
import type { TrustOf } from '../../model/anchor.ts'
import { parseHex } from '../bytes/hex.ts'
import { headerBits, headerLength, retargetBlocks } from './bitcoin-header.ts'
import type { HeaderRun } from './bitcoin-header-rules.ts'

export type StartHeightProblem =
  /** The first header is, or is not, one that names none before it: of height 0. */
  | { readonly what: 'first-block' | 'not-first-block' }
  /** `expected`: the height of the first header by a vouched one that is among the headers. */
  | { readonly what: 'known-header'; readonly expected: number }
  /** `expected`: what remains of the height of the first header after division by 2016. */
  | { readonly what: 'difficulty'; readonly expected: number }

/** Null when nothing contradicts the stated height. Cost: one look at each header. */
export function findStartHeightProblem(
  { startHeight, bytes }: HeaderRun,
  pinned: readonly Pick<TrustOf<'bitcoin-header'>, 'height' | 'header'>[],
): StartHeightProblem | null {
  const isFirstBlock = bytes.subarray(4, 36).every((byte) => byte === 0)
  if (isFirstBlock !== (startHeight === 0)) return { what: isFirstBlock ? 'first-block' : 'not-first-block' }
  const heights = pinned.flatMap(({ height, header }) => {
    const index = indexOfHeader(bytes, parseHex(header) as Uint8Array)
    return index === null ? [] : [height - index]
  })
  const [first] = heights
  if (first !== undefined && first >= 0 && heights.every((height) => height === first))
    return first === startHeight ? null : { what: 'known-header', expected: first }
  const phase = difficultyPhase(bytes)
  return phase === null || phase === startHeight % retargetBlocks ? null : { what: 'difficulty', expected: phase }
}

/** 0-based place of a header among those of the run; null when it is not there. */
function indexOfHeader(bytes: Uint8Array, header: Uint8Array): number | null {
  for (let at = 0; at < bytes.length; at += headerLength) {
    let same = 0
    while (same < headerLength && bytes[at + same] === header[same]) same += 1
    if (same === headerLength) return at / headerLength
  }
  return null
}

/** Start height modulo 2016 that the changes of difficulty allow; null when there are none, or they allow none. */
function difficultyPhase(bytes: Uint8Array): number | null {
  let phase: number | null = null
  for (let at = headerLength; at < bytes.length; at += headerLength) {
    if (headerBits(bytes, at) === headerBits(bytes, at - headerLength)) continue
    const found = (retargetBlocks - ((at / headerLength) % retargetBlocks)) % retargetBlocks
    if (phase !== null && phase !== found) return null
    phase = found
  }
  return phase
}

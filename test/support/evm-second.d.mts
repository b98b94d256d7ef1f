/** Types of the second reading of Ethereum's rules; the reading itself stays plain. */
import type { AnchorClaim, TranscriptFile } from '../../src/shared/model/anchor.ts'

type Answer = Readonly<Record<string, unknown>>

/** Hex without 0x, in and out. */
export function keccak(hex: string): string
/** Keys and values as hex without 0x; `root` likewise, nodes with 0x. */
export function buildTrie(pairs: readonly (readonly [string, string])[]): {
  readonly root: string
  proofOf(key: string): string[]
}
export function placeKey(index: number): string
export function listTrie(values: readonly string[]): ReturnType<typeof buildTrie>
/** Encodings as hex without 0x; throw where a member is missing or unreadable. */
export function headerOf(block: Answer): string
export function transactionOf(answer: Answer): string
export function receiptOf(answer: Answer): string
export function failingAreas(input: {
  readonly transcript: TranscriptFile
  readonly claim: AnchorClaim
  readonly batch: {
    readonly root: string | null
    readonly count: number
    readonly firstTimestamp: string | null
    readonly lastTimestamp: string | null
  } | null
  readonly known: readonly string[]
  readonly pinned?: { readonly address: string; readonly codeHash: string | null } | null
}): string[]

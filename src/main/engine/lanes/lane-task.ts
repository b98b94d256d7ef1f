/** What lanes are asked to do and answer: plain data, so that it crosses threads. A task is a range of vault frames. */
import type { LeafRecipe, Recipe, TreeProfile } from '../../../shared/model/recipe.ts'
import type { ContentState, ReasonCode } from '../../../shared/model/verdict.ts'
import type { KeyRun } from '../../../shared/core/chain/key-runs.ts'
import type { Segment } from '../../../shared/core/chain/segments.ts'
import type { BeaconTask, BeaconTaskResult } from '../anchor/beacon-task.ts'
import type { CompareResult, CompareTask } from '../compare/row-task.ts'
import type { BlockResult, BlockTask } from '../import/block.ts'
import type { ScanResult, ScanTask } from '../import/scan-block.ts'
import type { OpenTimestampsResult, OpenTimestampsTask } from '../proof/opentimestamps-task.ts'
import type { Layout } from '../../io/formats/record-json.ts'

interface FrameRange {
  readonly sourceId: number
  readonly frameFrom: number
  readonly frameTo: number
  readonly layouts: readonly Layout[]
}

export interface ChainTask extends FrameRange {
  readonly kind: 'chain'
  readonly recipe: Recipe
  /** Links only: no recipe is known, contents count as not recomputable. */
  readonly linksOnly: boolean
  /** Record names that may hold the sequence, first present wins. */
  readonly sequenceNames: readonly string[]
  /** Keys of a recipe with `mac`, in the order they were given; none otherwise. They leave the lane in no answer. */
  readonly keys?: readonly Uint8Array[]
}
export interface ChainTaskResult {
  readonly kind: 'chain'
  readonly entries: number
  readonly contents: Readonly<Record<ContentState, number>>
  readonly segments: readonly Segment[]
  readonly breaks: readonly ContentBreak[]
  /** Which key reproduced which entries; empty without keys. */
  readonly keyRuns: readonly KeyRun[]
}
export interface ContentBreak {
  readonly index: number
  readonly content: ContentState
  readonly reason: ReasonCode
  readonly recomputed: string | null
  readonly stored: string | null
}

/** Which of these stored hashes occur, lower-case hex. */
export interface FindHashesTask extends FrameRange {
  readonly kind: 'find-hashes'
  readonly recipe: Recipe
  readonly wanted: readonly string[]
}
export interface FindHashesResult {
  readonly kind: 'find-hashes'
  readonly found: readonly string[]
}

/** Leaf hashes in file order. `independent` takes path two: noble and a plain re-serialisation. */
export interface LeavesTask extends FrameRange {
  readonly kind: 'leaves'
  readonly recipe: LeafRecipe
  readonly tree: TreeProfile
  readonly independent: boolean
  /** Field whose value names the batch of a record; path one only. */
  readonly field?: string
}
export interface LeavesResult {
  readonly kind: 'leaves'
  readonly firstIndex: number
  /** Leaf hashes end to end; a leaf that has no canonical form is all zeros and its index is in `unhashed`. */
  readonly slab: Uint8Array
  /** UTC day number of each entry, -2^31 where it has no time. */
  readonly days: Int32Array
  readonly unhashed: readonly number[]
  /** Values of the task's field, and for each entry the place of its value among them, -1 for none. */
  readonly groups: { readonly names: readonly string[]; readonly keys: Int32Array } | null
}

/** Path two over a chain: noble and a plain loop. */
export interface SecondChainTask extends FrameRange {
  readonly kind: 'second-chain'
  readonly recipe: Recipe
  readonly keys?: readonly Uint8Array[]
}
export interface SecondChainResult {
  readonly kind: 'second-chain'
  readonly entries: number
  /** 0-based indexes of the entries whose stored hash path two does not reproduce. */
  readonly differing: readonly number[]
  readonly implementation: string
  readonly version: string
}

/** Tasks over the frames of a stored source. */
export type FrameTask = ChainTask | FindHashesTask | LeavesTask | SecondChainTask
export type FrameResult = ChainTaskResult | FindHashesResult | LeavesResult | SecondChainResult
export type LaneTask = FrameTask | CompareTask | BlockTask | ScanTask | BeaconTask | OpenTimestampsTask
export type LaneResult =
  | FrameResult
  | CompareResult
  | BlockResult
  | ScanResult
  | BeaconTaskResult
  | OpenTimestampsResult

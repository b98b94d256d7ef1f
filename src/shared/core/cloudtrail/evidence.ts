/** What the judge is given: files of a copy as they were read, the saved keys and metadata, and what the user declared. */
import type { Relocation } from '../../model/cloudtrail.ts'
import type { EventTimes } from './event-times.ts'
import type { ListedKey } from './key-list.ts'
import type { SavedMetadata } from './metadata.ts'
import type { PlacedFile } from './placement.ts'

/**
 * How the reading of a file ended. `whole`: to its end. `trailing`: the content is whole, and bytes follow it that are
 * not part of it. `damaged`: the packing is cut or damaged. `unread`: the disk, or a limit of this program.
 */
export interface ReadingEnd {
  readonly state: 'whole' | 'trailing' | 'damaged' | 'unread'
  readonly detail: string
}

interface ReadFile extends PlacedFile {
  readonly end: ReadingEnd
  /** False when the bytes lie there as they are, without gzip around them. */
  readonly packed: boolean
}

export interface DigestFile extends ReadFile {
  readonly kind: 'digest'
  /** The JSON value of the content; undefined when it is not JSON. */
  readonly value: unknown
}

export interface LogFile extends ReadFile {
  readonly kind: 'log'
  readonly times: EventTimes
}

/** What is neither by name nor by content. It can still be the file that a digest lists. */
export interface OtherFile extends ReadFile {
  readonly kind: 'other'
}

export type CopiedFile = DigestFile | LogFile | OtherFile

export interface CopiedTrail {
  readonly files: readonly CopiedFile[]
  readonly keys: readonly ListedKey[]
  readonly metadata: readonly SavedMetadata[]
  readonly relocations: readonly Relocation[]
}

/** What a format says about its envelope. */
import type { RecordPath } from './json-envelope-path.ts'
import type { NoteText } from '../format.ts'

/** A place in an envelope: names and 0-based indexes from the root. */
export type EnvelopePath = readonly (string | number)[]

export interface EnvelopeSpec {
  /** Where records stand; several paths allowed, the first that fits a place decides. */
  readonly records: readonly RecordPath[]
  /** Records are arrays instead of objects; their layout must be a rendered one. */
  readonly arrays?: boolean
  /** At the opening bracket of every envelope. */
  onStart?(): void
  /**
   * A value beside the records, complete and found to be JSON, as its text: first whole, then the members of objects in
   * it. Values longer than 64 KiB are passed over. `path` is valid during the call only.
   */
  onMember?(path: EnvelopePath, json: string): void
  /**
   * At the end of every envelope: whether it was closed, and how many elements stood where records stand. Not called for
   * an object that turned out to be no envelope.
   */
  onEnd?(complete: boolean, elements: number): void
  /** At the end of the source, after the last `onEnd`. */
  onSourceEnd?(): void
  /** Layout of the next record, which stands at `path`; without this, JSON. Asked for every accepted record. */
  layoutFor?(path: EnvelopePath): number
}

/** Notes that every envelope reader may make: for the `notes` of the format's definition. */
export const envelopeNotes: Readonly<Record<string, NoteText>> = {
  'envelope-damaged': { text: 'A comma or a value is missing in the text around the records.' },
  'missing-envelope-end': { text: 'The text around the records is never closed.', incomplete: true },
  'records-not-found': { text: 'A long object has no member that holds the records.' },
}

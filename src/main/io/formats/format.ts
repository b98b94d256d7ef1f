/**
 * What a format is: one folder with a `format.ts` that exports `format`, its profiles as data, fixtures and a README with
 * its traps. `registry.ts` is written from the folders (`node scripts/formats.mjs`), so adding a format touches no other
 * code. `README.md` in this folder says how to write one.
 */
import type { Buffer } from 'node:buffer'
import type { SourceProfile } from '../../../shared/model/profile.ts'
import type { FormatId } from '../../../shared/model/source.ts'
import type { ReaderLimits } from './limits.ts'
import type { Probe } from './probe.ts'
import type { Reader, RenderedLayout, TileSink } from './tile-sink.ts'

/** A format's statement that the bytes are its own. */
export interface Claim {
  /**
   * 1 to 100. 100: a marker that only this format has. 80: a shape with several names of its own. 60: a shape with one.
   * 30: nothing speaks against it. The generic formats (one object per line, array, CSV) claim 40 and less.
   */
  readonly confidence: number
  /** What was seen, one sentence each, most telling first. */
  readonly evidence: readonly string[]
  /** The bytes are in another encoding than UTF-8, and the reader decodes it. */
  readonly decodes?: boolean
}

/** What is known about a member besides its bytes. */
export interface ReaderHints {
  /** File name or path inside a container; a label, never opened. */
  readonly name: string
  /** Time of last modification, integer microseconds since 1970 UTC; null when unknown. */
  readonly modifiedMicros: number | null
  /** The bytes go on after others of the same member: no byte order mark, no header. Only for formats of `lines`. */
  readonly continued?: boolean
  /** What the container knows and the member's bytes do not hold (the shared strings of a workbook). */
  readonly attachment?: unknown
}

/** A note of this format's own: what it says, and whether it means that evidence is missing. */
export interface NoteText {
  /** One English sentence without the detail, which is printed after it. */
  readonly text: string
  /** The export says itself that it is not all there is: a finding, and never `complete`. */
  readonly incomplete?: boolean
}

export interface FormatDefinition {
  readonly id: FormatId
  /** As a person calls it: `AWS CloudTrail log files`. */
  readonly title: string
  /** Which of its own shapes the reader takes, in a sentence or two; shown where a format is chosen. */
  readonly about: string
  /** Claims the bytes or passes. Never throws. */
  detect(probe: Probe): Claim | null
  createReader(sink: TileSink, limits: ReaderLimits, hints: ReaderHints): Reader
  /**
   * Records that are lines of their own, so that a source may be read in blocks cut after any LF, each by a reader of its
   * own, with the same tiles. The reader must then know nothing from one line to the next.
   */
  readonly lines?: boolean
  /** One JSON object for the accepted record `bytes[start, end)` of a rendered layout. Must not throw. */
  recordJson?(bytes: Buffer, start: number, end: number, layout: RenderedLayout): Buffer
  /** Mappings for this format, best first. Empty: those for any format are ranked by the names they meet. */
  readonly profiles: readonly SourceProfile[]
  readonly notes?: Readonly<Record<string, NoteText>>
}

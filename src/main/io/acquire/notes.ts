/** What acquiring says about bytes beside the bytes themselves: a code to branch on, a bounded number of times. */

export const memberNoteCodes = [
  // The stream a member was packed in.
  'cut-gzip',
  'cut-bzip2',
  'cut-xz',
  'cut-zstd',
  'cut-tar',
  'cut-zip',
  'damaged-gzip',
  'damaged-bzip2',
  'damaged-xz',
  'damaged-zstd',
  'damaged-tar',
  'damaged-zip',
  'unsupported-xz',
  'unsupported-zstd',
  'unsupported-zip',
  'trailing-data',
  'trailing-zeros',
  'local-header-differs',
  // Limits.
  'bomb-stopped',
  'too-deep',
  'too-many',
  'archive-not-unpacked',
  // Entries and files that became no member, or one under another name.
  'name-refused',
  'duplicate-name',
  'link-refused',
  'device-refused',
  'encrypted-refused',
  'sparse-refused',
  'skipped-hidden',
  'skipped-litter',
  'empty-archive',
  // The disk.
  'unreadable',
  'changed-while-reading',
] as const
export type MemberNoteCode = (typeof memberNoteCodes)[number]

export interface MemberNote {
  readonly code: MemberNoteCode
  /** Plain words or a name, for people; control characters are shown as U+FFFD. */
  readonly detail?: string
  /** True when bytes that the source held, or was made to hold, are not among what was read. */
  readonly incomplete: boolean
}

export type NoteSink = (code: MemberNoteCode, incomplete: boolean, detail?: string) => void

/** Notes of one code that are kept one by one; the others are counted. */
const keptPerCode = 100
const detailLength = 300

/**
 * A list of notes that a hostile archive cannot grow without end: of each code the first 100 are kept, then one note
 * says how many more there were.
 */
export class NoteList {
  readonly #kept: MemberNote[] = []
  readonly #countByKey = new Map<
    string,
    { readonly code: MemberNoteCode; readonly incomplete: boolean; count: number }
  >()

  readonly add: NoteSink = (code, incomplete, detail) => {
    const key = `${code} ${incomplete}`
    const entry = this.#countByKey.get(key) ?? { code, incomplete, count: 0 }
    this.#countByKey.set(key, entry)
    entry.count++
    if (entry.count > keptPerCode) return
    this.#kept.push(detail === undefined ? { code, incomplete } : { code, detail: shorten(detail), incomplete })
  }

  /** Everything noted so far, in order; what was only counted comes last. */
  list(): readonly MemberNote[] {
    const more = [...this.#countByKey.values()].filter((entry) => entry.count > keptPerCode)
    return [
      ...this.#kept,
      ...more.map(({ code, incomplete, count }) => ({
        code,
        detail: `${count - keptPerCode} more of this kind`,
        incomplete,
      })),
    ]
  }
}

function shorten(detail: string): string {
  return detail.length <= detailLength ? detail : `${detail.slice(0, detailLength)}…`
}

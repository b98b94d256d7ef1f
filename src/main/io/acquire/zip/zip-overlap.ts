/** Entries of a zip file that lie over one another (full overlap, and quotes of local headers in deflated data). */
import { localHeaderBytes } from './zip-entry.ts'
import type { ZipEntry } from './zip-entry.ts'

/** Every entry that begins before one in front of it has ended; the one in front is not among them. */
export function overlapping(entries: readonly ZipEntry[]): ReadonlySet<ZipEntry> {
  const shared = new Set<ZipEntry>()
  let end = 0
  for (const entry of entries.toSorted((a, b) => a.position - b.position)) {
    if (entry.position < end) shared.add(entry)
    // The local header's extra field may be longer than nothing: what is missing here is never too much.
    end = Math.max(end, entry.position + localHeaderBytes + entry.nameBytes.length + entry.packedBytes)
  }
  return shared
}

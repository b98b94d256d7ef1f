/**
 * Writes a zip archive whose bytes depend on names, contents and one time only: sorted entries, no owner, one mode, and
 * times that do not move with the computer's zone. Deflate output may differ between zlib builds; the contents do not.
 */
import { ZipFile } from 'yazl'

/**
 * A time whose local fields are its UTC fields. The zip writer puts local time into the archive, so the same file made
 * in Tokyo and in London would differ; with these fields it does not, daylight saving included.
 */
class UtcFieldsDate extends Date {
  override getFullYear(): number {
    return this.getUTCFullYear()
  }
  override getMonth(): number {
    return this.getUTCMonth()
  }
  override getDate(): number {
    return this.getUTCDate()
  }
  override getHours(): number {
    return this.getUTCHours()
  }
  override getMinutes(): number {
    return this.getUTCMinutes()
  }
  override getSeconds(): number {
    return this.getUTCSeconds()
  }
}

const earliest = Date.UTC(1980, 0, 2)
const latest = Date.UTC(2107, 11, 30)

/** Bytes of an archive. `modifiedAt` is written for every entry as UTC, to two seconds; zip holds 1980 to 2107. */
export async function buildZip(bytesByPath: ReadonlyMap<string, Uint8Array>, modifiedAt: Date): Promise<Uint8Array> {
  const archive = new ZipFile()
  const mtime = new UtcFieldsDate(Math.min(latest, Math.max(earliest, modifiedAt.getTime())))
  const paths = [...bytesByPath.keys()].toSorted((left, right) => (left < right ? -1 : 1))
  for (const path of paths) {
    const bytes = bytesByPath.get(path) as Uint8Array
    archive.addBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), path, {
      mtime,
      mode: 0o100644,
      forceDosTimestamp: true,
    })
  }
  archive.end()
  const chunks: Buffer[] = []
  for await (const chunk of archive.outputStream) chunks.push(chunk as Buffer)
  return Uint8Array.from(Buffer.concat(chunks))
}

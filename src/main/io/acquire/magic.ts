/** What a file is, from its first bytes and never from its name. */
import { parseTarHeader } from './tar/header.ts'

export type Packing = 'gzip' | 'bzip2' | 'xz' | 'zstd' | 'zip' | 'tar'

/** As many bytes as `packingOf` looks at. */
export const magicBytes = 512

const gzip = Buffer.from([0x1f, 0x8b, 0x08])
const xz = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
const zipStarts = [0x04034b50, 0x06054b50, 0x08074b50]
const bzip2Starts = ['314159265359', '177245385090']

/** `head` are the first 512 bytes, or all there are. Null when the file is not packed. */
export function packingOf(head: Buffer): Packing | null {
  if (startsWith(head, gzip)) return 'gzip'
  if (startsWith(head, xz)) return 'xz'
  if (head.length >= 4) {
    const magic = head.readUInt32LE(0)
    if (magic === 0xfd2fb528) return 'zstd'
    // A skippable frame may come first; text that happens to begin like one is told apart by what follows it.
    if (magic >>> 4 === 0x184d2a5) return isSkippableStart(head) ? 'zstd' : null
    if (zipStarts.includes(magic)) return 'zip'
  }
  if (head.toString('latin1', 0, 3) === 'BZh' && isBzip2Start(head)) return 'bzip2'
  // A header whose checksum is right; the letters `ustar` were not in the first tar files.
  if (head.length >= 512 && parseTarHeader(head.subarray(0, 512)).kind === 'entry') return 'tar'
  return null
}

function startsWith(head: Buffer, magic: Buffer): boolean {
  return head.subarray(0, magic.length).equals(magic)
}

function isSkippableStart(head: Buffer): boolean {
  if (head.length < 8) return false
  const next = 8 + head.readUInt32LE(4)
  if (head.length < next + 4) return true
  const magic = head.readUInt32LE(next)
  return magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5
}

/** `BZh` and a digit begin plain text as well; the first six bytes of a block or of the end do not. */
function isBzip2Start(head: Buffer): boolean {
  const level = head[3] ?? 0
  if (level < 0x31 || level > 0x39) return false
  const block = head.toString('hex', 4, 10)
  return block.length > 0 && bzip2Starts.some((start) => start.startsWith(block))
}

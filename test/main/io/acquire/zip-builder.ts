/** Writes zip files as no well-meaning program would (APPNOTE.TXT 6.3.10): every field can be set to something wrong. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipPart {
  readonly name: string | Buffer
  readonly data?: Buffer
  readonly method?: number
  /** Packed bytes, when they are not to be made from `data`. */
  readonly packed?: Buffer
  readonly flags?: number
  readonly statedBytes?: number
  readonly statedCrc?: number
  readonly localName?: string
  readonly unixMode?: number
  /** Position of the local header that the directory names; the part then has none of its own. */
  readonly position?: number
  readonly extra?: Buffer
  readonly zip64?: boolean
}

export interface BuiltZip {
  readonly bytes: Buffer
  readonly positions: readonly number[]
}

export function buildZip(parts: readonly ZipPart[], options: { readonly comment?: Buffer } = {}): BuiltZip {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  const positions: number[] = []
  let at = 0
  for (const part of parts) {
    const data = part.data ?? Buffer.alloc(0)
    const method = part.method ?? 8
    const packed = part.packed ?? (method === 8 ? deflateRawSync(data) : data)
    const crc = part.statedCrc ?? crc32(data)
    const plain = part.statedBytes ?? data.length
    const position = part.position ?? at
    positions.push(position)
    const localName = Buffer.from(part.localName ?? part.name)
    if (part.position === undefined) {
      const head = Buffer.alloc(30)
      head.writeUInt32LE(0x04034b50, 0)
      head.writeUInt16LE(20, 4)
      head.writeUInt16LE(part.flags ?? 0x800, 6)
      head.writeUInt16LE(method, 8)
      head.writeUInt32LE(crc, 14)
      head.writeUInt32LE(packed.length, 18)
      head.writeUInt32LE(plain, 22)
      head.writeUInt16LE(localName.length, 26)
      locals.push(head, localName, packed)
      at += head.length + localName.length + packed.length
    }
    const name = Buffer.from(part.name)
    const wide = part.zip64 === true
    const extra = Buffer.concat([
      wide ? zip64Extra(plain, packed.length, position) : Buffer.alloc(0),
      part.extra ?? Buffer.alloc(0),
    ])
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(0x031e, 4)
    entry.writeUInt16LE(20, 6)
    entry.writeUInt16LE(part.flags ?? 0x800, 8)
    entry.writeUInt16LE(method, 10)
    entry.writeUInt32LE(crc, 16)
    entry.writeUInt32LE(wide ? 0xffffffff : packed.length, 20)
    entry.writeUInt32LE(wide ? 0xffffffff : plain, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt16LE(extra.length, 30)
    entry.writeUInt32LE(((part.unixMode ?? 0o100644) << 16) >>> 0, 38)
    entry.writeUInt32LE(wide ? 0xffffffff : position, 42)
    directory.push(entry, name, extra)
  }
  const directoryBytes = Buffer.concat(directory)
  const comment = options.comment ?? Buffer.alloc(0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(directoryBytes.length, 12)
  end.writeUInt32LE(at, 16)
  end.writeUInt16LE(comment.length, 20)
  return { bytes: Buffer.concat([...locals, directoryBytes, end, comment]), positions }
}

function zip64Extra(plain: number, packed: number, position: number): Buffer {
  const extra = Buffer.alloc(28)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(24, 2)
  extra.writeBigUInt64LE(BigInt(plain), 4)
  extra.writeBigUInt64LE(BigInt(packed), 12)
  extra.writeBigUInt64LE(BigInt(position), 20)
  return extra
}

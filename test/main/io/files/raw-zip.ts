/** Zip archives made by hand, member by member, so that tests can say what no honest writer writes. APPNOTE 4.3. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface RawMember {
  readonly name: string
  readonly bytes: Uint8Array
  /** Name in the header before the bytes, when it differs from the directory's. */
  readonly localName?: string
  readonly mode?: number
  readonly deflate?: boolean
  /** Size the directory states, when it lies. */
  readonly statedSize?: number
  readonly flags?: number
}

export function rawZip(members: readonly RawMember[]): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const member of members) {
    const packed = member.deflate === true ? deflateRawSync(member.bytes) : Buffer.from(member.bytes)
    const name = Buffer.from(member.name)
    const local = Buffer.from(member.localName ?? member.name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x800 | (member.flags ?? 0), 2)
    common.writeUInt16LE(member.deflate === true ? 8 : 0, 4)
    common.writeUInt16LE(0x21, 8)
    common.writeUInt32LE(crc32(member.bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(member.statedSize ?? member.bytes.length, 18)
    const localHeader = Buffer.concat([Buffer.from('504b0304', 'hex'), common])
    localHeader.writeUInt16LE(local.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE((3 << 8) | 20, 4)
    common.copy(central, 6, 0, 26)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt16LE(0, 30)
    central.writeUInt32LE(((member.mode ?? 0o100644) << 16) >>> 0, 38)
    central.writeUInt32LE(offset, 42)
    directory.push(central, name)
    parts.push(localHeader, local, packed)
    offset += localHeader.length + local.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Uint8Array.from(Buffer.concat([...parts, central, end]))
}

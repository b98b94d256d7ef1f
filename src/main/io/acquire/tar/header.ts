/**
 * One header block of a tar file: POSIX.1-1988 `ustar`, the older form without that word, and GNU's numbers in base 256
 * (IEEE Std 1003.1 `pax`, ustar Interchange Format; GNU tar manual, Basic Tar Format). What the block says is taken only
 * when its checksum is right.
 */
export const blockBytes = 512

export interface TarHeader {
  /** Prefix and name joined; bytes, because nothing says how they are encoded. */
  readonly name: Buffer
  readonly bytes: number
  /** Seconds since 1970, or null when the field cannot be read. */
  readonly modifiedSeconds: number | null
  /** One character: `0` a file, `5` a folder, `x` extended header … */
  readonly type: string
}

export type TarBlock =
  | { readonly kind: 'entry'; readonly header: TarHeader }
  | { readonly kind: 'zero' }
  | { readonly kind: 'other'; readonly detail: string }

/** `block` is 512 bytes. */
export function parseTarHeader(block: Buffer): TarBlock {
  if (block.every((byte) => byte === 0)) return { kind: 'zero' }
  const stored = numberAt(block, 148, 8)
  if (stored === null || !checksumsOf(block).includes(stored)) {
    return { kind: 'other', detail: 'the checksum of a header differs' }
  }
  const bytes = numberAt(block, 124, 12)
  if (bytes === null || bytes < 0 || !Number.isSafeInteger(bytes)) {
    return { kind: 'other', detail: 'the size in a header is no number' }
  }
  const name = textAt(block, 0, 100)
  // Only the POSIX form, not GNU's `ustar  `, has a prefix there.
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? textAt(block, 345, 155) : Buffer.alloc(0)
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0)
  return {
    kind: 'entry',
    header: {
      name: prefix.length === 0 ? Buffer.from(name) : Buffer.concat([prefix, Buffer.from('/'), name]),
      bytes,
      modifiedSeconds: numberAt(block, 136, 12),
      type,
    },
  }
}

/** The sum of all bytes, the checksum's own as spaces; some old programs took the bytes as signed. */
function checksumsOf(block: Buffer): readonly [number, number] {
  let unsigned = 0
  let signed = 0
  for (let i = 0; i < blockBytes; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0)
    unsigned += byte
    signed += byte < 0x80 ? byte : byte - 0x100
  }
  return [unsigned, signed]
}

function textAt(block: Buffer, start: number, length: number): Buffer {
  const field = block.subarray(start, start + length)
  const end = field.indexOf(0)
  return end === -1 ? field : field.subarray(0, end)
}

/** Octal digits with spaces around them, or base 256 when the highest bit is set. Null when it is neither. */
function numberAt(block: Buffer, start: number, length: number): number | null {
  const first = block[start] ?? 0
  if (first === 0x80 || first === 0xff) {
    let value = first === 0xff ? -1 : 0
    for (let i = start + 1; i < start + length; i++) value = value * 256 + (block[i] ?? 0)
    return value
  }
  const text = textAt(block, start, length).toString('latin1').trim()
  if (text === '') return 0
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : null
}

/** Writes tar entries (POSIX.1-1988 ustar) with any field wrong. */
export const endOfTar = Buffer.alloc(1024)

export interface TarWrong {
  readonly type?: string
  readonly statedBytes?: number
  readonly base256?: boolean
}

export function tarEntry(name: string | Buffer, data: Buffer, wrong: TarWrong = {}): Buffer {
  const block = Buffer.alloc(512)
  Buffer.from(name).copy(block, 0, 0, 100)
  block.write('0000644\0', 100, 'latin1')
  const bytes = wrong.statedBytes ?? data.length
  if (wrong.base256 === true) {
    block[124] = 0x80
    block.writeUInt32BE(bytes, 132)
  } else {
    block.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  }
  block.write('14472560000\0', 136, 'latin1')
  block.write(wrong.type ?? '0', 156, 'latin1')
  block.write('ustar\u000000', 257, 'latin1')
  block.fill(0x20, 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return Buffer.concat([block, data, Buffer.alloc((512 - (data.length % 512)) % 512)])
}

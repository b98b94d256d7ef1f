/**
 * One block of bzip2: Huffman codes, move-to-front, the inverse of the Burrows-Wheeler transform, run lengths. There is
 * no standard; the layout is the one of the bzip2 1.0 program. Memory is bounded by the block size in the stream's
 * header (at most 900,000 symbols), time by the input: no loop runs on a count that the input merely claims.
 */
export const blockMagic = 0x314159265359
export const endMagic = 0x177245385090

/** A block holds at most 900,000 symbols of at most 20 bits, and its tables: nothing is longer in the input. */
export const mostBlockBytes = 2_400_000

const mostSelectors = 18_002
const mostCodeBits = 20
const groupSymbols = 50
const outputBytes = 256 * 1024

/** What is wrong with a block. Thrown here and caught where the stream is read; it never leaves this folder. */
export class Bzip2Fault extends Error {}

/** Bits of a buffer, the highest first. Reading past the end is a fault of kind `cut`. */
export class BitReader {
  readonly bytes: Buffer
  /** Next bit. */
  position = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** True when more bits were read than there are: what was decoded from them means nothing. */
  get isPastEnd(): boolean {
    return this.position > this.bytes.length * 8
  }

  /** The next `count` bits, 0 <= count <= 24; zeros past the end. */
  read(count: number): number {
    const value = this.peek(count)
    this.position += count
    return value
  }

  peek(count: number): number {
    const at = this.position >>> 3
    const { bytes } = this
    const word =
      (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>>
      0
    return count === 0 ? 0 : (word << (this.position & 7)) >>> (32 - count)
  }

  /** 48 bits as one number. */
  readMagic(): number {
    return this.read(24) * 0x1000000 + this.read(24)
  }

  readCrc(): number {
    return ((this.read(16) << 16) | this.read(16)) >>> 0
  }
}

export interface Bzip2Block {
  readonly expectedCrc: number
  /** Low 8 bits: a symbol; high 24 bits: where the next one is. */
  readonly chain: Uint32Array
  readonly count: number
  readonly start: number
}

/** Reads a block behind its magic; `mostSymbols` is what the stream's header allows. Throws Bzip2Fault. */
export function readBlock(bits: BitReader, mostSymbols: number): Bzip2Block {
  const expectedCrc = bits.readCrc()
  if (bits.read(1) === 1) throw new Bzip2Fault('a block is randomised, as only programs before 0.9.5 wrote it')
  const origin = bits.read(24)
  const alphabet = readAlphabet(bits)
  if (alphabet.length === 0) throw new Bzip2Fault('a block uses no byte values')
  const groupCount = bits.read(3)
  if (groupCount < 2 || groupCount > 6) throw new Bzip2Fault('a block has an impossible number of tables')
  const selectors = readSelectors(bits, groupCount)
  const tables: HuffmanTable[] = []
  for (let i = 0; i < groupCount; i++) tables.push(readTable(bits, alphabet.length + 2))
  const chain = new Uint32Array(mostSymbols)
  const count = readSymbols(bits, selectors, tables, alphabet, chain)
  if (origin >= count) throw new Bzip2Fault('a block begins outside of itself')
  linkChain(chain, count)
  return { expectedCrc, chain, count, start: (chain[origin] ?? 0) >>> 8 }
}

function readAlphabet(bits: BitReader): number[] {
  const used = bits.read(16)
  const alphabet: number[] = []
  for (let row = 0; row < 16; row++) {
    if ((used & (0x8000 >>> row)) === 0) continue
    const values = bits.read(16)
    for (let column = 0; column < 16; column++) {
      if ((values & (0x8000 >>> column)) !== 0) alphabet.push(row * 16 + column)
    }
  }
  return alphabet
}

function readSelectors(bits: BitReader, groupCount: number): Uint8Array {
  const count = bits.read(15)
  if (count === 0) throw new Bzip2Fault('a block has no table selectors')
  const selectors = new Uint8Array(Math.min(count, mostSelectors))
  const order = [0, 1, 2, 3, 4, 5]
  for (let i = 0; i < count; i++) {
    let index = 0
    while (bits.read(1) === 1) {
      index++
      if (index >= groupCount) throw new Bzip2Fault('a table selector names no table')
    }
    const [group = 0] = order.splice(index, 1)
    order.unshift(group)
    // Some encoders round the number of selectors up; no block has use for more than these.
    if (i < selectors.length) selectors[i] = group
    if (bits.isPastEnd) break
  }
  return selectors
}

interface HuffmanTable {
  readonly minBits: number
  /** By code length: the first 20-bit value that no code of this length begins. */
  readonly limits: Uint32Array
  /** By code length: what to take from a code to get its place in `symbols`. */
  readonly offsets: Int32Array
  readonly symbols: Uint16Array
}

function readTable(bits: BitReader, symbolCount: number): HuffmanTable {
  const lengths = new Uint8Array(symbolCount)
  let length = bits.read(5)
  for (let i = 0; i < symbolCount; i++) {
    for (;;) {
      if (length < 1 || length > mostCodeBits) throw new Bzip2Fault('a code length is impossible')
      if (bits.read(1) === 0) break
      length += bits.read(1) === 0 ? 1 : -1
      if (bits.isPastEnd) break
    }
    lengths[i] = length
  }
  const countByLength = new Uint32Array(mostCodeBits + 1)
  for (const bitsOfCode of lengths) countByLength[bitsOfCode] = (countByLength[bitsOfCode] ?? 0) + 1
  const limits = new Uint32Array(mostCodeBits + 2)
  const offsets = new Int32Array(mostCodeBits + 2)
  const symbols = new Uint16Array(symbolCount)
  let code = 0
  let place = 0
  for (let bitsOfCode = 1; bitsOfCode <= mostCodeBits; bitsOfCode++) {
    code <<= 1
    offsets[bitsOfCode] = place - code
    for (let i = 0; i < symbolCount; i++) if (lengths[i] === bitsOfCode) symbols[place++] = i
    code += countByLength[bitsOfCode] ?? 0
    // Hostile: more codes of a length than there are leaves the table without meaning.
    if (code > 1 << bitsOfCode) throw new Bzip2Fault('the codes of a table do not fit')
    limits[bitsOfCode] = code << (mostCodeBits - bitsOfCode)
  }
  return { minBits: Math.min(...lengths), limits, offsets, symbols }
}

/** Decodes symbols into the low 8 bits of `chain`; the number of bytes. */
function readSymbols(
  bits: BitReader,
  selectors: Uint8Array,
  tables: readonly HuffmanTable[],
  alphabet: readonly number[],
  chain: Uint32Array,
): number {
  const order = Uint8Array.from(alphabet)
  const endSymbol = alphabet.length + 1
  let count = 0
  let runLength = 0
  let runWeight = 1
  for (const selector of selectors) {
    const table = tables[selector]
    if (table === undefined) throw new Bzip2Fault('a table selector names no table')
    if (bits.isPastEnd) throw new Bzip2Fault('a block ends early')
    const { limits, offsets, symbols } = table
    for (let i = 0; i < groupSymbols; i++) {
      const window = bits.peek(mostCodeBits)
      let length = table.minBits
      while (length <= mostCodeBits && window >= (limits[length] ?? 0)) length++
      if (length > mostCodeBits) throw new Bzip2Fault('a code means nothing')
      bits.position += length
      const symbol = symbols[(window >>> (mostCodeBits - length)) + (offsets[length] ?? 0)] ?? 0
      if (symbol <= 1) {
        runLength += runWeight << symbol
        runWeight <<= 1
        // Hostile: a run's length doubles with each symbol; it is judged before it can pass what a number holds.
        if (runLength > chain.length - count) throw new Bzip2Fault('a block holds more than it may')
        continue
      }
      if (runLength > 0) {
        chain.fill(order[0] ?? 0, count, count + runLength)
        count += runLength
        runLength = 0
        runWeight = 1
      }
      if (symbol === endSymbol) return count
      if (count >= chain.length) throw new Bzip2Fault('a block holds more than it may')
      const value = order[symbol - 1] ?? 0
      order.copyWithin(1, 0, symbol - 1)
      order[0] = value
      chain[count++] = value
    }
  }
  throw new Bzip2Fault('a block has no end')
}

/** Sorts the symbols, and writes beside each where its successor is. */
function linkChain(chain: Uint32Array, count: number): void {
  const places = new Uint32Array(256)
  for (let i = 0; i < count; i++) {
    const symbol = (chain[i] ?? 0) & 0xff
    places[symbol] = (places[symbol] ?? 0) + 1
  }
  let sum = 0
  for (let symbol = 0; symbol < 256; symbol++) {
    const size = places[symbol] ?? 0
    places[symbol] = sum
    sum += size
  }
  for (let i = 0; i < count; i++) {
    const symbol = (chain[i] ?? 0) & 0xff
    const place = places[symbol] ?? 0
    places[symbol] = place + 1
    chain[place] = ((chain[place] ?? 0) | (i << 8)) >>> 0
  }
}

/** The bytes of a block in order, in chunks, with the block's run lengths undone; returns their checksum. */
export function* blockBytes(block: Bzip2Block): Generator<Buffer, number> {
  const { chain, count } = block
  let out = Buffer.allocUnsafeSlow(outputBytes)
  let used = 0
  let crc = 0xffffffff
  let place = block.start
  let previous = -1
  let equal = 0
  for (let i = 0; i < count; i++) {
    const link = chain[place] ?? 0
    const symbol = link & 0xff
    place = link >>> 8
    let copies = 1
    let value = symbol
    if (equal === 4) {
      // After four equal bytes the next one says how many more there are.
      copies = symbol
      value = previous
      equal = 0
    } else {
      equal = symbol === previous ? equal + 1 : 1
      previous = symbol
    }
    if (used + copies > outputBytes) {
      yield out.subarray(0, used)
      out = Buffer.allocUnsafeSlow(outputBytes)
      used = 0
    }
    for (; copies > 0; copies--) {
      out[used++] = value
      crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ value] ?? 0)
    }
  }
  if (used > 0) yield out.subarray(0, used)
  return ~crc >>> 0
}

/** CRC-32 with polynomial 0x04C11DB7, the highest bit first: not the order of gzip's. */
const crcTable = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1
  return value
})

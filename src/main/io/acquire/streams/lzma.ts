/**
 * LZMA as it stands inside LZMA2 (the layout is that of the LZMA SDK's specification): a range decoder over adaptive
 * bits, matches in a window of what was decoded before. Decodes one chunk at a time; probabilities and the last
 * distances live on from chunk to chunk until reset. The time is bounded by the output asked for, and a distance is
 * compared with what there is before it is used.
 */
const probabilityStart = 1024
const stateCount = 12
const lengthProbabilities = 2 + 16 * 8 * 2 + 256
const lengthMid = 2 + 16 * 8
const lengthHigh = 2 + 16 * 8 * 2

// One array holds every adaptive bit: these are where its parts begin.
const isMatch = 0
const isRep = isMatch + stateCount * 16
const isRepG0 = isRep + stateCount
const isRepG1 = isRepG0 + stateCount
const isRepG2 = isRepG1 + stateCount
const isRep0Long = isRepG2 + stateCount
const distanceSlots = isRep0Long + stateCount * 16
const distanceSpecial = distanceSlots + 4 * 64
const distanceAlign = distanceSpecial + 128
const matchLength = distanceAlign + 16
const repLength = matchLength + lengthProbabilities
const literals = repLength + lengthProbabilities

/** What was decoded: bytes [0, end) of `bytes`, of which a match may reach back at most `end - floor`. */
export interface LzmaWindow {
  bytes: Uint8Array
  end: number
  /** Nothing before this position belongs to the current dictionary. */
  floor: number
  /** Bytes of the dictionary: a match reaches back no further. */
  readonly reach: number
}

export class LzmaDecoder {
  readonly #probabilities = new Uint16Array(literals + (0x300 << 4))
  #lc = 0
  #lp = 0
  #pb = 0
  #state = 0
  #rep0 = 0
  #rep1 = 0
  #rep2 = 0
  #rep3 = 0
  /** Bytes since the dictionary was reset; the coding of literals and lengths depends on it. */
  #total = 0
  // The range decoder over the current chunk.
  #input: Uint8Array = new Uint8Array(0)
  #at = 0
  #range = 0
  #code = 0

  /** Properties byte of LZMA2: (pb * 5 + lp) * 9 + lc with lc + lp <= 4. False when it is not one. */
  setProperties(byte: number): boolean {
    if (byte > (4 * 5 + 4) * 9 + 8) return false
    this.#lc = byte % 9
    this.#lp = Math.floor(byte / 9) % 5
    this.#pb = Math.floor(byte / 45)
    return this.#lc + this.#lp <= 4
  }

  resetState(): void {
    this.#probabilities.fill(probabilityStart)
    this.#state = 0
    this.#rep0 = this.#rep1 = this.#rep2 = this.#rep3 = 0
  }

  resetDictionary(): void {
    this.#total = 0
  }

  /** Counts bytes that came into the window without being decoded. */
  passUncompressed(count: number): void {
    this.#total += count
  }

  /**
   * Decodes exactly `count` bytes into the window, which has room for them. Null when the chunk was as it should be;
   * otherwise why not, and the window ends where decoding stopped.
   */
  decodeChunk(chunk: Uint8Array, window: LzmaWindow, count: number): string | null {
    if (chunk.length < 5 || chunk[0] !== 0) return 'a chunk does not begin as it must'
    this.#input = chunk
    this.#at = 5
    this.#range = -1
    this.#code = ((chunk[1] ?? 0) << 24) | ((chunk[2] ?? 0) << 16) | ((chunk[3] ?? 0) << 8) | (chunk[4] ?? 0)
    const limit = window.end + count
    while (window.end < limit) {
      const before = window.end
      const fault = this.#decodeOne(window, limit)
      if (this.#at > chunk.length) {
        // Past the end of the chunk zeros are read; what they decode to was never written.
        window.end = before
        return 'a chunk ends early'
      }
      this.#total += window.end - before
      if (fault !== null) return fault
    }
    this.#normalize()
    return this.#code === 0 && this.#at === chunk.length ? null : 'a chunk holds more than it says'
  }

  #decodeOne(window: LzmaWindow, limit: number): string | null {
    const position = this.#total & ((1 << this.#pb) - 1)
    const state = this.#state
    if (this.#bit(isMatch + state * 16 + position) === 0) {
      this.#literal(window)
      this.#state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6
      return null
    }
    if (this.#bit(isRep + state) === 0) {
      const length = this.#length(matchLength, position)
      this.#rep3 = this.#rep2
      this.#rep2 = this.#rep1
      this.#rep1 = this.#rep0
      this.#rep0 = this.#distance(length)
      this.#state = state < 7 ? 7 : 10
      return this.#copy(window, length, limit)
    }
    if (this.#bit(isRepG0 + state) === 0) {
      if (this.#bit(isRep0Long + state * 16 + position) === 0) {
        this.#state = state < 7 ? 9 : 11
        return this.#copy(window, 1, limit)
      }
    } else {
      this.#recall(state)
    }
    this.#state = state < 7 ? 8 : 11
    return this.#copy(window, this.#length(repLength, position), limit)
  }

  /** Makes one of the three distances before the last the last one. */
  #recall(state: number): void {
    const last = this.#rep0
    if (this.#bit(isRepG1 + state) === 0) {
      this.#rep0 = this.#rep1
    } else {
      if (this.#bit(isRepG2 + state) === 0) {
        this.#rep0 = this.#rep2
      } else {
        this.#rep0 = this.#rep3
        this.#rep3 = this.#rep2
      }
      this.#rep2 = this.#rep1
    }
    this.#rep1 = last
  }

  #literal(window: LzmaWindow): void {
    const { bytes, end } = window
    const previous = end > window.floor ? (bytes[end - 1] ?? 0) : 0
    const context = ((this.#total & ((1 << this.#lp) - 1)) << this.#lc) + (previous >>> (8 - this.#lc))
    const base = literals + 0x300 * context
    let symbol = 1
    if (this.#state >= 7) {
      let match = bytes[end - this.#rep0 - 1] ?? 0
      do {
        const matchBit = match >>> 7
        match = (match << 1) & 0xff
        const bit = this.#bit(base + ((1 + matchBit) << 8) + symbol)
        symbol = (symbol << 1) | bit
        if (bit !== matchBit) break
      } while (symbol < 0x100)
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(base + symbol)
    bytes[end] = symbol
    window.end = end + 1
  }

  #copy(window: LzmaWindow, length: number, limit: number): string | null {
    const { bytes, end } = window
    const distance = this.#rep0 + 1
    if (distance > end - window.floor || distance > window.reach) return 'a match reaches back before the beginning'
    if (end + length > limit) return 'a match reaches past the end of its chunk'
    if (distance >= length) bytes.copyWithin(end, end - distance, end - distance + length)
    else for (let i = end; i < end + length; i++) bytes[i] = bytes[i - distance] ?? 0
    window.end = end + length
    return null
  }

  #length(base: number, position: number): number {
    if (this.#bit(base) === 0) return 2 + this.#tree(base + 2 + position * 8, 3)
    if (this.#bit(base + 1) === 0) return 10 + this.#tree(base + lengthMid + position * 8, 3)
    return 18 + this.#tree(base + lengthHigh, 8)
  }

  /** A new distance, less one; 0xFFFFFFFF (the end marker of plain LZMA) is refused by its size. */
  #distance(length: number): number {
    const slot = this.#tree(distanceSlots + Math.min(length - 2, 3) * 64, 6)
    if (slot < 4) return slot
    const directBits = (slot >>> 1) - 1
    const high = (2 | (slot & 1)) * 2 ** directBits
    if (slot < 14) return high + this.#reverseTree(distanceSpecial + high - slot, directBits)
    let direct = 0
    for (let i = directBits - 4; i > 0; i--) direct = direct * 2 + this.#evenBit()
    return high + direct * 16 + this.#reverseTree(distanceAlign, 4)
  }

  #tree(base: number, bits: number): number {
    let symbol = 1
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.#bit(base + symbol)
    return symbol - (1 << bits)
  }

  #reverseTree(base: number, bits: number): number {
    let symbol = 1
    let value = 0
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(base + symbol)
      symbol = (symbol << 1) | bit
      value |= bit << i
    }
    return value
  }

  #normalize(): void {
    if (this.#range >>> 24 !== 0) return
    this.#range <<= 8
    this.#code = (this.#code << 8) | (this.#input[this.#at] ?? 0)
    this.#at++
  }

  /** One adaptive bit. Range and code are kept as signed 32-bit numbers, which fields hold without allocating. */
  #bit(index: number): number {
    this.#normalize()
    const probability = this.#probabilities[index] ?? 0
    const bound = Math.imul(this.#range >>> 11, probability)
    if (this.#code >>> 0 < bound >>> 0) {
      this.#range = bound
      this.#probabilities[index] = probability + ((2048 - probability) >>> 5)
      return 0
    }
    this.#range = (this.#range - bound) | 0
    this.#code = (this.#code - bound) | 0
    this.#probabilities[index] = probability - (probability >>> 5)
    return 1
  }

  /** One bit of a distance, for which no probability is kept. */
  #evenBit(): number {
    this.#normalize()
    this.#range >>>= 1
    this.#range |= 0
    const isOne = this.#code >>> 0 >= this.#range >>> 0
    if (isOne) this.#code = (this.#code - this.#range) | 0
    return isOne ? 1 : 0
  }
}

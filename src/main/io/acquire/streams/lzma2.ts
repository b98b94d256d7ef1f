/**
 * LZMA2, the filter of xz: chunks that state both their sizes, so that each is read whole and decoded at once. Memory
 * is the dictionary, as far as it is really used, and at most half of it again.
 */
import type { ByteCursor } from '../byte-cursor.ts'
import { LzmaDecoder } from './lzma.ts'
import type { LzmaWindow } from './lzma.ts'

/** Dictionaries up to this are kept whole; `xz -9` uses 64 MiB. A longer one is read as far as matches stay within. */
export const mostDictionaryBytes = 128 * 1024 * 1024

const mostChunkBytes = 2 * 1024 * 1024
const outputBytes = 1024 * 1024

export type Lzma2Fault = (kind: 'cut' | 'damaged', detail: string) => void

/** Chunks up to the end mark; the input is left behind it. `failed` is the last value after `fault` was called. */
export async function* decodeLzma2(
  input: ByteCursor,
  dictionaryBytes: number,
  fault: Lzma2Fault,
): AsyncGenerator<Buffer | 'failed'> {
  const decoder = new LzmaDecoder()
  const reach = Math.min(dictionaryBytes, mostDictionaryBytes)
  const window: LzmaWindow = { bytes: new Uint8Array(0), end: 0, floor: 0, reach }
  let needs: 'dictionary' | 'properties' | 'nothing' = 'dictionary'
  for (;;) {
    if (!(await input.fill(1))) break
    const control = input.available[0] ?? 0
    if (control === 0) {
      input.take(1)
      return
    }
    const isPacked = control >= 0x80
    const reset = isPacked ? (control >>> 5) & 3 : control === 1 ? 3 : 0
    const resetsDictionary = reset === 3
    if ((!isPacked && control > 2) || (needs === 'dictionary' && !resetsDictionary)) {
      fault('damaged', 'a chunk is of an unknown kind')
      return yield 'failed'
    }
    const headerBytes = isPacked ? (reset >= 2 ? 6 : 5) : 3
    if (!(await input.fill(headerBytes))) break
    const header = input.take(headerBytes)
    const plainBytes = isPacked ? ((control & 0x1f) << 16) + header.readUInt16BE(1) + 1 : header.readUInt16BE(1) + 1
    if (resetsDictionary) {
      window.floor = window.end
      decoder.resetDictionary()
      needs = 'properties'
    }
    makeRoom(window, plainBytes)
    const start = window.end
    if (!isPacked) {
      // What there is of a cut chunk is as good as the rest.
      const isWhole = await input.fill(plainBytes)
      const bytes = input.take(isWhole ? plainBytes : input.available.length)
      window.bytes.set(bytes, start)
      window.end += bytes.length
      decoder.passUncompressed(bytes.length)
      yield* outputOf(window, start)
      if (!isWhole) break
      continue
    }
    const packedBytes = header.readUInt16BE(3) + 1
    if (reset >= 2) {
      if (!decoder.setProperties(header[5] ?? 0)) {
        fault('damaged', 'the properties of a chunk are impossible')
        return yield 'failed'
      }
      needs = 'nothing'
    } else if (needs !== 'nothing') {
      fault('damaged', 'a chunk uses properties that were never given')
      return yield 'failed'
    }
    if (reset >= 1) decoder.resetState()
    const isWhole = await input.fill(packedBytes)
    const packed = input.take(isWhole ? packedBytes : input.available.length)
    const wrong = decoder.decodeChunk(packed, window, plainBytes)
    yield* outputOf(window, start)
    if (!isWhole) break
    if (wrong !== null) {
      fault('damaged', wrong)
      return yield 'failed'
    }
  }
  fault('cut', 'the compressed data ends early')
  yield 'failed'
}

/** Lets `count` bytes fit behind the window's end: grows it up to one and a half dictionaries, then moves it. */
function makeRoom(window: LzmaWindow, count: number): void {
  if (window.end + count <= window.bytes.length) return
  const most = window.reach + Math.max(mostChunkBytes, window.reach >>> 1)
  if (window.bytes.length < most) {
    const grown = new Uint8Array(Math.min(most, Math.max(window.end + count, window.bytes.length * 2)))
    grown.set(window.bytes.subarray(0, window.end))
    window.bytes = grown
    if (window.end + count <= grown.length) return
  }
  const keptFrom = Math.max(0, window.end - window.reach)
  window.bytes.copyWithin(0, keptFrom, window.end)
  window.end -= keptFrom
  window.floor = Math.max(0, window.floor - keptFrom)
}

function* outputOf(window: LzmaWindow, start: number): Generator<Buffer> {
  for (let at = start; at < window.end; at += outputBytes) {
    // A copy: the window is written over later, and what was handed out may be kept.
    yield Buffer.from(window.bytes.subarray(at, Math.min(at + outputBytes, window.end)))
  }
}

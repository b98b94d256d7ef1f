/**
 * Runs of base64 characters: tokens and keys that are such a run, and payloads, which are decoded window by window and
 * searched. A payload of any length is read in bounded memory.
 */
import { decodeBase64, hasCapital, isGzip } from './base64-text.ts'
import { base64Like, byteClass } from './byte-class.ts'
import type { Emit } from './digit-run.ts'
import type { HitEncoding, Inflate, SensitiveHit } from './hit.ts'
import { privateKeyAt, tokenHit, tokenShapeAt } from './token-shape.ts'

const shortestPayload = 20
/** Characters of base64 decoded at once; multiples of four, so that windows begin at a quad. */
const windowChars = 32_768
const overlapChars = 4096
const behindChars = 1024
const gzipChars = 49_152
/** A payload has a capital letter this early, and one near a tenth byte; hex digests and UUIDs have none. */
const capitalWithin = 64

/** Searches decoded bytes in `[from, limit)` of `end`; the answer is overwritten by the next call. */
export type ScanInner = (bytes: Uint8Array, from: number, limit: number, end: number) => readonly SensitiveHit[]

export class Base64Runs {
  readonly #emit: Emit
  readonly #scanInner: ScanInner | undefined
  readonly #inflate: Inflate | undefined
  /** Made for the first payload: most inputs have none, and a text on screen is scanned alone. */
  #decoded: Uint8Array | undefined
  #done = 0
  /** Start of the payload under way and of its next window; -1 when none is. */
  #payloadStart = -1
  #windowStart = -1

  /** Without `scanInner`, payloads are not decoded. */
  constructor(emit: Emit, scanInner: ScanInner | undefined, inflate: Inflate | undefined) {
    this.#emit = emit
    this.#scanInner = scanInner
    this.#inflate = inflate
  }

  restart(): void {
    this.#done = 0
  }

  shift(by: number): void {
    this.#done = Math.max(0, this.#done - by)
    if (this.#windowStart >= 0) {
      this.#windowStart -= by
      this.#payloadStart -= by
    }
  }

  /** Judges the run of base64 characters around `at`, in pieces from its start on, up to the one that holds `at`. */
  read(bytes: Uint8Array, at: number, limit: number, end: number): void {
    if (at < this.#done) return
    let start = at
    while (start > this.#done && ((byteClass[bytes[start - 1] as number] as number) & base64Like) !== 0) start -= 1
    do {
      let stop = start
      const most = Math.min(end, start + windowChars)
      while (stop < most && ((byteClass[bytes[stop] as number] as number) & base64Like) !== 0) stop += 1
      this.#done = stop
      this.#judge(bytes, start, stop, limit, end)
      start = this.#done
    } while (start <= at)
  }

  /** Known tokens, keys, and what a run or a piece of one decodes to. */
  #judge(bytes: Uint8Array, runStart: number, stop: number, limit: number, end: number): void {
    let start = runStart
    // The letter of `\n` in a JSON text is no part of what follows it.
    if (bytes[start - 1] === 0x5c && (bytes[start] === 0x6e || bytes[start] === 0x72)) start += 1
    if (stop - start < shortestPayload) return
    const shape = privateKeyAt(bytes, start, end) ?? tokenShapeAt(bytes, start, end)
    if (shape !== undefined) this.#emit(tokenHit(shape))
    if (!hasCapital(bytes, start, Math.min(stop, start + capitalWithin))) return
    this.#readTokensInside(bytes, start, Math.min(stop, start + 512), end)
    if (this.#scanInner === undefined) return
    this.#payloadStart = start
    this.#windowStart = start
    if (isGzip(bytes, start, end)) {
      this.#readGzip(bytes, start, end)
      this.#windowStart = -1
    } else this.readOn(bytes, limit, end)
  }

  #readTokensInside(bytes: Uint8Array, start: number, stop: number, end: number): void {
    for (let at = start + 1; at < stop; at += 1) {
      const before = bytes[at - 1]
      if (before !== 0x2f && before !== 0x2b && before !== 0x2d) continue
      const shape = tokenShapeAt(bytes, at, end)
      if (shape !== undefined) this.#emit(tokenHit(shape))
    }
  }

  /** Decodes the payload under way window by window, as far as windows begin below `limit`. */
  readOn(bytes: Uint8Array, limit: number, end: number): void {
    while (this.#windowStart >= 0 && this.#windowStart < limit) {
      const start = this.#windowStart
      let stop = start
      const most = Math.min(end, start + windowChars)
      while (stop < most && ((byteClass[bytes[stop] as number] as number) & base64Like) !== 0) stop += 1
      const isLast = stop < start + windowChars
      const behind = Math.min(behindChars, start - this.#payloadStart)
      const decoded = this.#decodeTarget()
      const length = decodeBase64(bytes, start - behind, stop, decoded)
      const from = (behind / 4) * 3
      const until = isLast ? length : ((behind + windowChars - overlapChars) / 4) * 3
      for (const hit of this.#scanInner?.(decoded, from, Math.max(from, until), length) ?? []) {
        if (hit.byteStart < from || hit.byteStart >= until) continue
        const first = start - behind + Math.floor(hit.byteStart / 3) * 4
        const last = start - behind + Math.ceil((hit.byteStart + hit.byteLength) / 3) * 4
        this.#emitInner(hit, first, Math.min(last, stop), 'base64')
      }
      this.#done = Math.max(this.#done, stop)
      this.#windowStart = isLast ? -1 : start + windowChars - overlapChars
    }
  }

  #readGzip(bytes: Uint8Array, start: number, end: number): void {
    let stop = start
    const most = Math.min(end, start + gzipChars)
    while (stop < most && ((byteClass[bytes[stop] as number] as number) & base64Like) !== 0) stop += 1
    this.#done = stop
    const decoded = this.#decodeTarget()
    const plain = this.#inflate?.(decoded.slice(0, decodeBase64(bytes, start, stop, decoded))) ?? null
    if (plain === null) return
    for (const hit of this.#scanInner?.(plain, 0, plain.length, plain.length) ?? [])
      this.#emitInner(hit, start, stop, 'base64-gzip')
  }

  #decodeTarget(): Uint8Array {
    this.#decoded ??= new Uint8Array((Math.max(windowChars + behindChars, gzipChars) / 4) * 3 + 3)
    return this.#decoded
  }

  #emitInner(hit: SensitiveHit, start: number, stop: number, encoding: HitEncoding): void {
    this.#emit({ ...hit, byteStart: start, byteLength: stop - start, encoding })
  }
}

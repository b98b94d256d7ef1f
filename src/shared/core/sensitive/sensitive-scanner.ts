/**
 * Finds sensitive values in a stream of bytes before anything of it is kept. Bytes are gathered into blocks of fixed
 * size, so where the stream was cut cannot show in the result; memory is the block, whatever the input.
 */
import { ByteScan, lookAheadBytes, lookBehindBytes } from './byte-scan.ts'
import type { Inflate, SensitiveHit, SensitiveKind } from './hit.ts'
import { defaultIinTable, type IinTable } from './iin-table.ts'
import type { PlaceFinder } from './places.ts'

export interface ScannerOptions {
  /** Called once for each hit, in the order of their places. */
  readonly report: (hit: SensitiveHit) => void
  readonly iinTable?: IinTable
  /** Looks into gzip that is written as base64; without it such payloads are not seen. */
  readonly inflate?: Inflate
  /** Makes long inputs faster, never changes the hits. */
  readonly finder?: PlaceFinder
  /** Bytes judged at once, at least 1; 256 KiB when left out. Changes memory and speed, never the hits. */
  readonly blockBytes?: number
}

export interface ScanSummary {
  readonly bytesScanned: number
  readonly iinTableVersion: string
  /** Hits by kind, all and those that are `likely`. */
  readonly countByKind: Readonly<Record<SensitiveKind, { readonly likely: number; readonly possible: number }>>
}

export class SensitiveScanner {
  readonly #report: (hit: SensitiveHit) => void
  readonly #table: IinTable
  readonly #scan: ByteScan
  readonly #buffer: Uint8Array
  /** Input offset of the buffer's first byte; bytes held; first byte not judged yet. */
  #base = 0
  #held = 0
  #next = 0
  #hasEnded = false
  #found: SensitiveHit[] = []
  readonly #endByKind = new Map<SensitiveKind, number>()
  readonly #counts: Record<SensitiveKind, { likely: number; possible: number }> = {
    pan: { likely: 0, possible: 0 },
    sad: { likely: 0, possible: 0 },
    secret: { likely: 0, possible: 0 },
    'national-id': { likely: 0, possible: 0 },
  }

  constructor(options: ScannerOptions) {
    const { report, iinTable = defaultIinTable, inflate, finder, blockBytes = 262_144 } = options
    if (!Number.isInteger(blockBytes) || blockBytes < 1) throw new RangeError('blockBytes is below 1')
    this.#report = report
    this.#table = iinTable
    this.#scan = new ByteScan({ table: iinTable, inflate, finder }, (hit) =>
      this.#found.push({ ...hit, byteStart: hit.byteStart + this.#base }),
    )
    this.#buffer = new Uint8Array(lookBehindBytes + blockBytes + lookAheadBytes)
  }

  /** Takes the next bytes of the input; they are copied, so the caller may use its buffer again. */
  push(chunk: Uint8Array): void {
    if (this.#hasEnded) throw new Error('push after end')
    let taken = 0
    while (taken < chunk.length) {
      const count = Math.min(chunk.length - taken, this.#buffer.length - this.#held)
      this.#buffer.set(chunk.subarray(taken, taken + count), this.#held)
      this.#held += count
      taken += count
      if (this.#held === this.#buffer.length) this.#judgeBlock()
    }
  }

  /** Judges what is left and reports it. Call once, after the last byte. */
  end(): ScanSummary {
    if (!this.#hasEnded) {
      this.#hasEnded = true
      this.#scan.scan(this.#buffer, this.#next, this.#held, this.#held)
      this.#release(Number.POSITIVE_INFINITY)
    }
    return {
      bytesScanned: this.#base + this.#held,
      iinTableVersion: this.#table.version,
      countByKind: structuredCounts(this.#counts),
    }
  }

  #judgeBlock(): void {
    const limit = this.#held - lookAheadBytes
    this.#scan.scan(this.#buffer, this.#next, limit, this.#held)
    this.#release(this.#base + limit)
    const drop = limit - lookBehindBytes
    if (drop > 0) {
      this.#buffer.copyWithin(0, drop, this.#held)
      this.#scan.shift(drop)
      this.#base += drop
      this.#held -= drop
    }
    this.#next = this.#held - lookAheadBytes
  }

  /**
   * Reports hits that end at or before `until`, where nothing later can overlap them. Of two hits of one kind that
   * overlap (a password that is also a token) the first is reported, and what the second covers beyond it as well.
   */
  #release(until: number): void {
    if (this.#found.length === 0) return
    const count = settle(this.#found, until, this.#endByKind, (hit) => {
      this.#counts[hit.kind][hit.confidence] += 1
      this.#report(hit)
    })
    this.#found.splice(0, count)
  }
}

/** Hits of bytes that are whole and in memory, as the scanner would report them. */
export function scanBytes(
  bytes: Uint8Array,
  options: Pick<ScannerOptions, 'iinTable' | 'inflate' | 'finder'> = {},
): SensitiveHit[] {
  const { iinTable = defaultIinTable, inflate, finder } = options
  const found: SensitiveHit[] = []
  new ByteScan({ table: iinTable, inflate, finder }, (hit) => found.push(hit)).scan(
    bytes,
    0,
    bytes.length,
    bytes.length,
  )
  if (found.length === 0) return found
  const hits: SensitiveHit[] = []
  settle(found, Number.POSITIVE_INFINITY, new Map(), (hit) => hits.push(hit))
  return hits
}

/** Sorts, and hands on those that end by `until` and are not covered; returns how many of them are settled. */
function settle(
  found: SensitiveHit[],
  until: number,
  endByKind: Map<SensitiveKind, number>,
  take: (hit: SensitiveHit) => void,
): number {
  found.sort(byPlace)
  let count = 0
  for (const hit of found) {
    const stop = hit.byteStart + hit.byteLength
    if (stop > until) break
    count += 1
    if (stop <= (endByKind.get(hit.kind) ?? 0)) continue
    endByKind.set(hit.kind, stop)
    take(hit)
  }
  return count
}

function byPlace(left: SensitiveHit, right: SensitiveHit): number {
  if (left.byteStart !== right.byteStart) return left.byteStart - right.byteStart
  if (left.byteLength !== right.byteLength) return right.byteLength - left.byteLength
  // The same place twice: the surer one counts.
  if (left.confidence !== right.confidence) return left.confidence === 'likely' ? -1 : 1
  return left.rule < right.rule ? -1 : left.rule > right.rule ? 1 : 0
}

function structuredCounts(
  counts: Readonly<Record<SensitiveKind, { likely: number; possible: number }>>,
): ScanSummary['countByKind'] {
  return {
    pan: { ...counts.pan },
    sad: { ...counts.sad },
    secret: { ...counts.secret },
    'national-id': { ...counts['national-id'] },
  }
}

/**
 * Sensitive data in a piece of a member: what is found before anything is stored, and how a piece is redacted. Card data
 * only is redacted, possible card numbers too, because whoever asks for it has said that the source holds some.
 */
import { gunzipSync, constants } from 'node:zlib'
import type { SensitiveHit } from '../../../shared/core/sensitive/hit.ts'
import { redactFully, type RedactionReceipt } from '../../../shared/core/sensitive/redact.ts'
import { scanBytes, type ScanSummary } from '../../../shared/core/sensitive/sensitive-scanner.ts'
import { placeFinder } from '../../io/host/places.ts'

/** Decoded bytes of one compressed payload inside a record that are looked at. */
const inflatedBytes = 1024 * 1024

export interface ScanTask {
  readonly kind: 'scan'
  readonly bytes: Uint8Array
}

export interface ScanResult {
  readonly kind: 'scan'
  readonly counts: ScanSummary['countByKind']
  readonly lines: number
  /** The memory of the task, to be used again. */
  readonly bytes: Uint8Array
}

export function runScan({ bytes }: ScanTask): ScanResult {
  const counts = { pan: none(), sad: none(), secret: none(), 'national-id': none() }
  for (const { kind, confidence } of scanBytes(bytes, { inflate, finder: placeFinder() })) counts[kind][confidence] += 1
  return { kind: 'scan', counts, lines: countLines(bytes), bytes }
}

function none(): { likely: number; possible: number } {
  return { likely: 0, possible: 0 }
}

/** Bytes of the same length without card data, and where it stood. */
export function redactCardData(bytes: Uint8Array): { bytes: Uint8Array; receipts: readonly RedactionReceipt[] } {
  return redactFully(bytes, cardData)
}

function cardData(bytes: Uint8Array): readonly SensitiveHit[] {
  const hits = scanBytes(bytes, { inflate, finder: placeFinder() })
  return hits.filter(({ kind }) => kind === 'pan' || kind === 'sad')
}

function inflate(bytes: Uint8Array): Uint8Array | null {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: inflatedBytes })
  } catch {
    return null
  }
}

export function countLines(bytes: Uint8Array): number {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let lines = 0
  for (let at = view.indexOf(0x0a); at >= 0; at = view.indexOf(0x0a, at + 1)) lines += 1
  return lines
}

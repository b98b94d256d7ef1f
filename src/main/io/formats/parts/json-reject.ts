/** Reason and message of a JSON record that cannot be read. Offsets in messages count from the record's first byte. */
import { type Buffer, isUtf8 } from 'node:buffer'
import type { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { RejectReason } from '../../../../shared/model/source.ts'

export interface Reject {
  readonly reason: RejectReason
  readonly message: string
}

/**
 * Why `bytes[start, end)` is rejected. `scan` has just refused it, unless `utf8` is false. `last` says that the source
 * ends here with no terminator: only then can the record have been cut by the end of the source.
 */
export function jsonRejectFrom(
  scan: JsonScan,
  utf8: boolean,
  bytes: Buffer,
  start: number,
  end: number,
  last: boolean,
): Reject {
  if (!utf8) return utf8Reject(bytes, start, end, last)
  const at = scan.errorAt - start
  switch (scan.error) {
    case 'too-deep':
      return { reason: 'too-deep', message: `nested too deep at byte ${at}` }
    case 'json-not-an-object':
      return { reason: 'json-not-an-object', message: 'valid JSON, but not an object' }
    case 'truncated':
      return last
        ? { reason: 'truncated', message: `the source ends inside the record, after ${end - start} bytes` }
        : { reason: 'json-syntax', message: 'the record ends before its object is closed' }
    default:
      return { reason: 'json-syntax', message: `not JSON at byte ${at}: ${describeByte(bytes[scan.errorAt])}` }
  }
}

/** Reject of bytes that are not UTF-8; `truncated` when all that is wrong is a last character cut by the source's end. */
export function utf8Reject(bytes: Buffer, start: number, end: number, last: boolean): Reject {
  const at = firstInvalid(bytes, start, end)
  if (last && isCutCharacter(bytes, at, end)) {
    return { reason: 'truncated', message: `the source ends inside a character, after ${end - start} bytes` }
  }
  return { reason: 'invalid-utf8', message: `not UTF-8 at byte ${at - start}: ${describeByte(bytes[at])}` }
}

/** Offset of the first byte that begins no valid character; `end` when all is valid. */
function firstInvalid(bytes: Buffer, start: number, end: number): number {
  let low = start
  let high = end
  // The longest valid prefix, by halving: isUtf8 runs in native code.
  while (high - low > 64) {
    let middle = (low + high) >> 1
    while (middle > low && ((bytes[middle] as number) & 0xc0) === 0x80) middle -= 1
    if (middle === low) break
    if (isUtf8(bytes.subarray(low, middle))) low = middle
    else high = middle
  }
  while (low < high) {
    const first = bytes[low] as number
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0x80 ? 2 : 1
    if (low + length > end || !isUtf8(bytes.subarray(low, low + length))) return low
    low += length
  }
  return low
}

function isCutCharacter(bytes: Buffer, at: number, end: number): boolean {
  const first = bytes[at] ?? 0
  const length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
  if (end - at >= length) return false
  for (let index = at + 1; index < end; index += 1) if (((bytes[index] as number) & 0xc0) !== 0x80) return false
  return true
}

function describeByte(code: number | undefined): string {
  if (code === undefined) return 'the end'
  const hex = `0x${code.toString(16).padStart(2, '0')}`
  return code > 0x20 && code < 0x7f ? `${hex} (${String.fromCharCode(code)})` : hex
}

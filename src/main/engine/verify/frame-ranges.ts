/** Cuts a source into ranges of frames for lanes: large enough to be worth a message, small enough for progress and cancel. */
import type { FrameSpan } from '../../store/vault.ts'

const rangeBytes = 8 * 1024 * 1024

export interface FrameRangeSpan {
  readonly frameFrom: number
  readonly frameTo: number
  readonly entries: number
}

export function frameRanges(spans: readonly FrameSpan[]): FrameRangeSpan[] {
  const ranges: FrameRangeSpan[] = []
  let from = 0
  let bytes = 0
  let entries = 0
  for (const [index, span] of spans.entries()) {
    bytes += span.byteLength
    entries += span.entries
    if (bytes < rangeBytes && index < spans.length - 1) continue
    ranges.push({ frameFrom: (spans[from] as FrameSpan).frame, frameTo: span.frame + 1, entries })
    from = index + 1
    bytes = 0
    entries = 0
  }
  return ranges
}

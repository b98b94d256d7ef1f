/** Reads a source with an envelope reader of its own, cut into chunks whose memory is overwritten afterwards. */
import { completeLimits, type ReaderLimits } from '../../../../src/main/io/formats/limits.ts'
import { type EnvelopeSpec, JsonEnvelopeReader } from '../../../../src/main/io/formats/parts/json-envelope.ts'
import type { Reader, TileSink } from '../../../../src/main/io/formats/tile-sink.ts'
import { TileRecorder } from './tile-recorder.ts'

export function recordWith(
  make: (sink: TileSink, limits: ReaderLimits) => Reader,
  source: Uint8Array | string,
  cuts: readonly number[] = [],
  limits: Partial<ReaderLimits> = {},
): TileRecorder {
  const recorder = new TileRecorder()
  const bytes = typeof source === 'string' ? Buffer.from(source) : source
  const reader = make(recorder, completeLimits(limits))
  const borders = [...cuts.filter((cut) => cut > 0 && cut < bytes.length).toSorted((a, b) => a - b), bytes.length]
  let from = 0
  for (const to of borders) {
    const chunk = Uint8Array.from(bytes.subarray(from, to))
    reader.push(chunk)
    chunk.fill(0x7d)
    from = to
  }
  reader.end()
  return recorder
}

export interface EnvelopeRecording {
  readonly recorder: TileRecorder
  /** What the reader told the format, in order. */
  readonly told: readonly string[]
}

export function recordEnvelope(
  records: EnvelopeSpec['records'],
  source: Uint8Array | string,
  cuts: readonly number[] = [],
  limits: Partial<ReaderLimits> = {},
): EnvelopeRecording {
  const told: string[] = []
  const spec: EnvelopeSpec = {
    records,
    onStart: () => told.push('start'),
    onMember: (path, json) => told.push(`${path.join('.')}=${json}`),
    onEnd: (complete, elements) => told.push(`${complete ? 'closed' : 'cut'} ${elements}`),
    onSourceEnd: () => told.push('end'),
  }
  const recorder = recordWith((sink, used) => new JsonEnvelopeReader(sink, used, spec), source, cuts, limits)
  return { recorder, told }
}

export function everyByte(source: Uint8Array | string): number[] {
  return Array.from(
    { length: typeof source === 'string' ? Buffer.byteLength(source) : source.length },
    (_, index) => index,
  )
}

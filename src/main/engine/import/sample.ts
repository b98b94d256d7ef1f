/** First records of a member, from a prefix of its bytes. The cut at its end is not the file's: nothing is concluded from it. */
import type { FormatId } from '../../../shared/model/source.ts'
import { createReader, type Layout, type TileSink } from '../../io/formats/reader.ts'
import { recordJson } from '../../io/formats/record-json.ts'
import type { AcquiredMember } from './acquired-member.ts'

const sampleRecords = 1000

export interface Sample {
  readonly records: readonly { readonly json: Buffer; readonly layout: Layout }[]
  readonly rejected: number
}

export function sampleMember(format: FormatId, member: AcquiredMember, prefix: Buffer, complete: boolean): Sample {
  const layouts: Layout[] = []
  const records: { json: Buffer; layout: Layout }[] = []
  let rejected = 0
  const sink: TileSink = {
    layout: (layout) => layouts.push(layout) - 1,
    record: (bytes, start, end, _byteStart, _line, layout) => {
      if (records.length >= sampleRecords) return
      const form = layouts[layout] as Layout
      records.push({ json: Buffer.from(recordJson(bytes, start, end, form)), layout: form })
    },
    rejected: () => {
      if (records.length < sampleRecords) rejected += 1
    },
    blank: () => undefined,
    framing: () => undefined,
    note: () => undefined,
    truncated: () => undefined,
  }
  const { name, modifiedMicros, attachment } = member
  const reader = createReader(format, sink, {}, { name, modifiedMicros, attachment })
  const end = complete ? prefix.length : prefix.lastIndexOf(0x0a) + 1 || prefix.length
  for (let at = 0; at < end && records.length < sampleRecords; at += 65_536)
    reader.push(prefix.subarray(at, Math.min(end, at + 65_536)))
  if (complete && records.length < sampleRecords) reader.end()
  return { records, rejected }
}

/** A log record or span of OTLP with the resource and scope it stands under, as one JSON object. */
import { Buffer } from 'node:buffer'
import { eachMember } from '../parts/json-envelope-walk.ts'
import { byte } from '../parts/source-text.ts'
import type { RenderedLayout } from '../tile-sink.ts'
import { ValueWriter } from './any-value.ts'

/** JSON texts of what stands around the records of a layout; null when it stands nowhere. */
export interface OtlpContext {
  readonly resource: string | null
  readonly scope: string | null
}

/** The same for all records of a layout. */
const tailByLayout = new WeakMap<RenderedLayout, string>()

/**
 * Members in the order of the record, `attributes` as an object and `body` as a plain value; then `resource` and `scope`.
 * A log record whose time is unknown (0) gets `@time` from the time of its observation. A span gets its id as `@id` too:
 * in a log record `spanId` names the span that it was written in, and is no id of the record.
 */
export function recordJson(bytes: Buffer, start: number, end: number, layout: RenderedLayout): Buffer {
  const record = bytes.subarray(0, end)
  const writer = new ValueWriter(record)
  const { parts } = writer
  let unknownTime = false
  let isSpan = false
  let observed: string | undefined
  let spanId: string | undefined
  eachMember(record, start, (name, at, nameStart, nameEnd) => {
    parts.push(`,${record.toString('utf8', nameStart, nameEnd)}:`)
    if (name === 'attributes') return writer.attributes(at)
    if (name === 'body') return writer.anyValue(at)
    const after = writer.raw(at)
    if (name === 'timeUnixNano') unknownTime = parts.at(-1) === '"0"' || parts.at(-1) === '0'
    else if (name === 'observedTimeUnixNano') observed = parts.at(-1)
    else if (name === 'startTimeUnixNano') isSpan = true
    else if (name === 'spanId') spanId = parts.at(-1)
    return after
  })
  if (unknownTime && observed !== undefined) parts.push(`,"@time":${observed}`)
  if (isSpan && spanId !== undefined) parts.push(`,"@id":${spanId}`)
  let tail = tailByLayout.get(layout)
  if (tail === undefined) {
    tail = tailFrom(layout.data)
    tailByLayout.set(layout, tail)
  }
  parts.push(tail)
  return Buffer.from(`{${parts.join('').slice(1)}}`)
}

/** The layout may come from a file, so its data is not taken on trust. */
function tailFrom(data: unknown): string {
  if (typeof data !== 'object' || data === null) return ''
  const { resource, scope } = data as Partial<Record<keyof OtlpContext, unknown>>
  return member('resource', resource) + member('scope', scope)
}

function member(name: string, json: unknown): string {
  return typeof json !== 'string' ? '' : `,"${name}":${withAttributes(json)}`
}

/** The object with its list of attributes as an object. */
function withAttributes(json: string): string {
  const bytes = Buffer.from(json)
  if (bytes[0] !== byte.openBrace) return json
  const writer = new ValueWriter(bytes)
  eachMember(bytes, 0, (name, at, nameStart, nameEnd) => {
    writer.parts.push(`,${bytes.toString('utf8', nameStart, nameEnd)}:`)
    return name === 'attributes' ? writer.attributes(at) : writer.raw(at)
  })
  return `{${writer.parts.join('').slice(1)}}`
}

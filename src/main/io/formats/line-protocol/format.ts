/** InfluxDB line protocol, also as `influx_inspect export` writes it. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { syntax } from '../parts/text-line-reader.ts'
import { TextMembers } from '../parts/text-members.ts'
import { byte } from '../parts/source-text.ts'
import { rememberLast } from '../parts/text-memo.ts'
import { countLines } from '../parts/text-probe.ts'
import { type SpanGrammar, TextSpanReader } from '../parts/text-span-reader.ts'
import type { Probe } from '../probe.ts'
import type { TileWriter } from '../tile-sink.ts'
import { commentFault, parsePoint, type Point, type PointField } from './point.ts'
import { PointCursor } from './point-cursor.ts'
import profile from './profile.json' with { type: 'json' }

const parse = rememberLast(parsePoint)

export const format: FormatDefinition = {
  id: 'line-protocol',
  title: 'InfluxDB line protocol',
  about:
    'Points of InfluxDB 1.x and 2.x in line protocol, with nanosecond times, also exported by influx_inspect or influxd.',
  detect,
  createReader: (sink, limits) => new TextSpanReader(sink, limits, (tiles) => new PointGrammar(tiles)),
  recordJson(bytes, start, end) {
    const point = parse(bytes.toString('utf8', start, end))
    return (typeof point === 'string' ? new TextMembers() : renderPoint(point)).bytes
  },
  profiles: [sourceProfileSchema.parse(profile)],
  notes: {
    'no-timestamp': {
      text: 'A point without a time of its own: the database gave it the time at which it was written.',
    },
    'short-timestamp': {
      text: 'A time that, read in nanoseconds, lies before 1973: the file may be in another precision.',
    },
  },
}

/** Nanoseconds of any time from 1973 on have at least this many digits. */
const nanosecondDigits = 18
const context = /^ *# ?CONTEXT-(DATABASE|RETENTION-POLICY): ?(.+)$/
const definition = /^CREATE (?:DATABASE|RETENTION POLICY) /
/** Hostile: a file may name any number of databases; past this many they share a layout without table. */
const maximumLayouts = 1024

class PointGrammar implements SpanGrammar {
  readonly cursor = new PointCursor()
  readonly #tiles: TileWriter
  readonly #layouts = new Map<string | null, number>()
  /** Between the lines `# DDL` and `# DML` of an export stand statements, not points. */
  #definitions = false
  #database: string | null = null
  #policy: string | null = null

  constructor(tiles: TileWriter) {
    this.#tiles = tiles
  }

  judge(text: string): ReturnType<SpanGrammar['judge']> {
    const from = firstOther(text)
    if (from === text.length) return 'blank'
    if (text[from] === '#') return this.#comment(text)
    if (this.#definitions && definition.test(text)) return 'framing'
    const point = parse(text)
    if (typeof point === 'string') return syntax(point)
    if (repeatsField(point)) this.#tiles.note('duplicate-keys')
    if (point.timestamp === null) this.#tiles.note('no-timestamp')
    else if (point.timestamp.replace('-', '').length < nanosecondDigits) this.#tiles.note('short-timestamp')
    return this.#layout()
  }

  #comment(text: string): ReturnType<SpanGrammar['judge']> {
    const fault = commentFault(text)
    if (fault !== null) return syntax(fault)
    const words = text.trim()
    if (words === '# DDL') this.#definitions = true
    else if (words === '# DML') this.#definitions = false
    const named = context.exec(text)
    if (named === null) return 'framing'
    const name = (named[2] as string).trim()
    if (named[1] === 'DATABASE') {
      this.#database = name
      this.#policy = null
    } else this.#policy = name
    return 'framing'
  }

  #layout(): number {
    const named = [this.#database, this.#policy].filter((name) => name !== null)
    let table = named.length === 0 ? null : named.join('.')
    if (this.#layouts.size >= maximumLayouts && !this.#layouts.has(table)) table = null
    let layout = this.#layouts.get(table)
    if (layout === undefined) {
      layout = this.#tiles.layout({ kind: 'rendered', format: 'line-protocol', table, data: null })
      this.#layouts.set(table, layout)
    }
    return layout
  }
}

function repeatsField({ fields }: Point): boolean {
  return fields.length > 1 && new Set(fields.map(({ key }) => key)).size < fields.length
}

function firstOther(text: string): number {
  let at = 0
  while (text[at] === ' ') at += 1
  return at
}

/** The point as one JSON object. Numbers keep their digits; one that JSON cannot write as such becomes a string. */
function renderPoint({ measurement, tags, fields, timestamp }: Point): TextMembers {
  const tagMembers = new TextMembers()
  for (const [key, value] of tags) tagMembers.text(key, value)
  const fieldMembers = new TextMembers()
  const kinds = new TextMembers()
  for (const field of fields) {
    fieldMembers.raw(field.key, valueJson(field))
    kinds.text(field.key, field.kind)
  }
  const members = new TextMembers().text('measurement', measurement)
  members.object('tags', tagMembers).object('fields', fieldMembers)
  if (timestamp !== null) members.text('timestamp', timestamp)
  // A float and an integer can have the same digits; only the suffix, which JSON has no place for, tells them apart.
  return members.object('@types', kinds)
}

function valueJson({ kind, value }: PointField): string {
  if (kind === 'string') return JSON.stringify(value)
  return kind === 'boolean' || isJsonNumber(value) ? value : JSON.stringify(value)
}

function isJsonNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)
}

const sampledPoints = 50
const sampledBytes = 64 * 1024

/** First records that are not blank, found as the reader finds them; one that the prefix cuts is left out. */
function sampleRecords(probe: Probe): string[] {
  const cursor = new PointCursor()
  const bytes = probe.bytes.subarray(0, sampledBytes)
  const texts: string[] = []
  for (let at = 0; at < bytes.length && texts.length < sampledPoints;) {
    cursor.begin()
    const end = cursor.read(bytes, at)
    if (!cursor.done && !(probe.complete && bytes.length === probe.bytes.length)) break
    const text = bytes.toString('utf8', at, bytes[end - 1] === 0x0d ? end - 1 : end)
    if (text.trim() !== '') texts.push(text)
    at = end + 1
  }
  return texts
}

function detect(probe: Probe): Claim | null {
  const first = probe.first
  // No point of an export begins with a bracket, and JSON would be one long string to the cursor.
  if (first === byte.openBrace || first === byte.openBracket) return null
  const records = sampleRecords(probe)
  const comments = countLines(records, (text) => text.trimStart().startsWith('#'))
  const markers = countLines(records, (text) => /^# (?:DDL|DML|INFLUXDB EXPORT:|CONTEXT-DATABASE:)/.test(text))
  let timed = 0
  let tagged = 0
  const points = countLines(records, (text) => {
    const point = parse(text)
    if (typeof point === 'string') return false
    if (point.timestamp !== null) timed += 1
    if (point.tags.length > 0) tagged += 1
    return true
  })
  const others = records.length - comments
  if (markers >= 2 && points > 0) {
    const evidence = [`${markers} comment lines are those of an InfluxDB export, and ${points} lines are points.`]
    return { confidence: 95, evidence }
  }
  if (points === 0 || points * 3 < others * 2) return null
  return {
    confidence: timed * 2 >= points ? 75 : tagged * 2 >= points ? 45 : 30,
    evidence: [
      `${points} of ${others} records are points: a measurement, fields with a type${timed > 0 ? ', a time' : ''}.`,
      `${tagged} of them have tags and ${timed} a time of their own.`,
    ],
  }
}

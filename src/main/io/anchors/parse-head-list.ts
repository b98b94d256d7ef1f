/**
 * Reads a list of head hashes that is kept apart from the log: NDJSON or a JSON list of objects, CSV with a header line,
 * or lines of text. Member and column names differ from program to program; the usual ones are taken, in any case and
 * with or without separators. A time without a zone is taken as UTC. What the list shows is `core/anchor/head-list`'s
 * work.
 */
import type { HeadList, ListedHead } from '../../../shared/core/anchor/head-list.ts'
import { parseJsonWith } from '../../../shared/core/bytes/parse-json.ts'
import { parseInstant } from '../../../shared/core/time/instant.ts'
import { parseWrittenTime } from '../../../shared/core/time/written-time.ts'
import type { ProofDigest } from '../../../shared/model/proof.ts'
import { csvRows, ndjsonRecords, refused, textOfLines, type LineRecord } from './line-records.ts'

const mostHeads = 200_000
const longestName = 256

/** Names by which the members are known, best first; letters and digits only. */
const names = {
  hash: ['headhash', 'headhashhex', 'head', 'chainhead', 'entryhash', 'entryhashhex', 'hash', 'digest', 'anchoredhash'],
  time: [
    'time',
    'timestamp',
    'ts',
    'anchoredat',
    'exportedat',
    'recordedat',
    'signedat',
    'signedatiso',
    'createdat',
    'at',
    'date',
  ],
  stream: ['stream', 'streamid', 'source', 'sourceid', 'chain', 'chainid', 'log', 'tenant', 'tenantid', 'org', 'orgid'],
  sequence: ['sequence', 'seq', 'headsequence', 'headseq', 'lastseq', 'index', 'count', 'entries', 'eventcount'],
} as const

const digestBySize: Readonly<Record<number, ProofDigest>> = { 20: 'sha1', 32: 'sha256', 48: 'sha384', 64: 'sha512' }
const digestByName: Readonly<Record<string, { algorithm: ProofDigest; size: number }>> = {
  sha1: { algorithm: 'sha1', size: 20 },
  ripemd160: { algorithm: 'ripemd160', size: 20 },
  sha256: { algorithm: 'sha256', size: 32 },
  'sha3-256': { algorithm: 'sha3-256', size: 32 },
  keccak256: { algorithm: 'keccak256', size: 32 },
  sha384: { algorithm: 'sha384', size: 48 },
  sha512: { algorithm: 'sha512', size: 64 },
}

/** The list in a file. AppError `anchor-file-invalid` with details `line` and `what` at the first line that cannot be read. */
export function parseHeadList(bytes: Uint8Array, name: string): HeadList {
  const text = textOfLines(bytes, name).replace(/^\uFEFF/, '')
  const form = formOf(text)
  const heads: ListedHead[] = []
  for (const head of headsOf(name, text, form)) {
    if (heads.length === mostHeads) throw refused(name, head.line, `more than ${mostHeads} hashes`)
    heads.push(head)
  }
  if (heads.length === 0) throw refused(name, 1, 'no hashes')
  return { form, heads }
}

function formOf(text: string): HeadList['form'] {
  const start = text.trimStart()
  if (start.startsWith('{')) return 'ndjson'
  if (start.startsWith('[')) return 'json'
  const first = start.slice(0, 10_000).split('\n', 1)[0] ?? ''
  const cells = first.split(',').map((cell) => plainName(cell))
  return cells.some((cell) => (names.hash as readonly string[]).includes(cell)) ? 'csv' : 'text'
}

function* headsOf(name: string, text: string, form: HeadList['form']): Generator<ListedHead> {
  if (form === 'text') return yield* textHeads(name, text)
  const records =
    form === 'ndjson'
      ? ndjsonRecords(name, text, exactJson)
      : form === 'json'
        ? listRecords(name, text)
        : csvRecords(name, text)
  for (const record of records) yield headFrom(name, record)
}

/** Hostile: a place in a stream can pass 2^53, so numbers stay text. */
function exactJson(text: string): unknown {
  return parseJsonWith(text, (token) => token)
}

function* listRecords(name: string, text: string): Generator<LineRecord> {
  let list: unknown
  try {
    list = exactJson(text)
  } catch (error) {
    throw refused(name, 1, 'not JSON', error)
  }
  if (!Array.isArray(list)) throw refused(name, 1, 'not a list')
  for (const [index, value] of (list as unknown[]).entries()) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw refused(name, index + 1, 'not a JSON object')
    yield { line: index + 1, record: value as Readonly<Record<string, unknown>> }
  }
}

function* csvRecords(name: string, text: string): Generator<LineRecord> {
  let header: readonly string[] | undefined
  for (const { line, cells } of csvRows(name, text)) {
    if (header === undefined) {
      header = cells.map((cell) => cell.trim())
      continue
    }
    if (cells.length !== header.length) throw refused(name, line, `${cells.length} columns, ${header.length} wanted`)
    yield { line, record: Object.fromEntries(header.map((column, index) => [column, cells[index]])) }
  }
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

function headFrom(name: string, { line, record }: LineRecord): ListedHead {
  const byName = new Map<string, unknown>()
  for (const [member, value] of Object.entries(record)) {
    const plain = plainName(member)
    if (!byName.has(plain)) byName.set(plain, value)
  }
  const textOf = (wanted: readonly string[]): string | null => {
    for (const one of wanted) {
      const value = byName.get(one)
      if (typeof value === 'string' && value.trim() !== '') return value.trim()
    }
    return null
  }
  const written = textOf(names.hash)
  if (written === null) throw refused(name, line, 'no hash')
  const digest = digestFrom(written)
  if (digest === null) throw refused(name, line, 'the hash is not hex of a known length')
  const sequence = textOf(names.sequence)
  return {
    line,
    ...digest,
    ...timeFrom(textOf(names.time)),
    stream: textOf(names.stream)?.slice(0, longestName) ?? null,
    streamName: names.stream.find((one) => textOf([one]) !== null) ?? null,
    sequence: sequence !== null && /^\d{1,30}$/.test(sequence) ? sequence : null,
  }
}

/** Hex with or without 0x, or `algorithm:hex`. */
function digestFrom(text: string): Pick<ListedHead, 'algorithm' | 'hex'> | null {
  const match = /^(?:([A-Za-z0-9-]{1,16})[:=])?(?:0x)?((?:[0-9a-fA-F]{2}){20,64})$/.exec(text)
  if (match === null) return null
  const [, prefix, digits = ''] = match
  const size = digits.length / 2
  if (prefix === undefined) {
    const algorithm = digestBySize[size]
    return algorithm === undefined ? null : { algorithm, hex: digits.toLowerCase() }
  }
  const lower = prefix.toLowerCase()
  const named = Object.hasOwn(digestByName, lower) ? digestByName[lower] : undefined
  return named?.size === size ? { algorithm: named.algorithm, hex: digits.toLowerCase() } : null
}

/** A time that microseconds cannot say exactly, from the year 2255 on, stays text. */
function timeFrom(text: string | null): Pick<ListedHead, 'time' | 'micros'> {
  if (text === null) return { time: null, micros: null }
  const time = text.slice(0, longestName)
  const micros = microsOf(text)
  return { time, micros: micros !== null && Number.isSafeInteger(micros) ? micros : null }
}

function microsOf(text: string): number | null {
  if (!/^\d+(?:\.\d+)?$/.test(text)) return parseInstant(text, { zone: 'UTC', epochUnit: 's' })?.micros ?? null
  const number = parseWrittenTime(text)
  return number === null ? null : number.seconds * 1_000_000 + Math.floor(number.nanos / 1000)
}

/** Words of a line: one is a hash; a time, a place in the stream and the stream's name may stand beside it, in any order. */
function* textHeads(name: string, text: string): Generator<ListedHead> {
  for (const [index, content] of text.split('\n').entries()) {
    const line = content.trim()
    if (line === '' || line.startsWith('#')) continue
    yield textHead(name, index + 1, line.split(/[\s,;|]+/))
  }
}

function textHead(name: string, line: number, words: readonly string[]): ListedHead {
  const digests = words.flatMap((word) => digestFrom(word) ?? [])
  const [digest] = digests
  if (digest === undefined || digests.length > 1) throw refused(name, line, `${digests.length} hashes, one is wanted`)
  const rest = words.filter((word) => digestFrom(word) === null)
  const at = rest.findIndex((word) => /^\d{4}-\d{2}-\d{2}/.test(word))
  let time: string | null = null
  if (at >= 0) {
    const isSplit = /^\d{4}-\d{2}-\d{2}$/.test(rest[at] as string) && /^\d{2}:\d{2}/.test(rest[at + 1] ?? '')
    time = rest.splice(at, isSplit ? 2 : 1).join(' ')
  }
  const place = rest.findIndex((word) => /^\d{1,30}$/.test(word))
  const sequence = place >= 0 ? (rest.splice(place, 1)[0] as string) : null
  return {
    line,
    ...digest,
    ...timeFrom(time),
    sequence,
    stream: rest.length === 0 ? null : rest.join(' ').slice(0, longestName),
    streamName: null,
  }
}

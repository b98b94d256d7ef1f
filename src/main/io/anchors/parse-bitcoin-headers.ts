/**
 * Reads Bitcoin block headers: 80 bytes after 80 bytes, as header archives hold them, whose first height the bearer
 * states; or JSON, NDJSON or lines of text that name each height. Joins consecutive heights to runs. Whether the headers
 * hold is `core/anchor/bitcoin-header-runs`'s work.
 */
import { headerLength } from '../../../shared/core/anchor/bitcoin-header.ts'
import type { HeaderRun } from '../../../shared/core/anchor/bitcoin-header-rules.ts'
import { bytesToHex, parseHex } from '../../../shared/core/bytes/hex.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { refused } from './line-records.ts'

/** Hostile: caps. Bitcoin has fewer than a million blocks; text takes about 200 bytes a header. */
const mostHeaders = 2_000_000
const largestText = 64 * 1024 * 1024
/** Runs that do not touch: every proof looks into each of them. */
const mostRuns = 10_000
const highest = 0xffff_ffff

/**
 * Headers of a file. `startHeight` is the height of the first one where the file does not say it: for raw bytes
 * that do not begin with block 0, and for bare hex. AppError `anchor-file-invalid` with details `line` and `what`.
 */
export function parseBitcoinHeaders(bytes: Uint8Array, name: string, startHeight: number | null): readonly HeaderRun[] {
  if (bytes.length === 0) throw refused(name, 1, 'no headers')
  if (!isText(bytes)) {
    if (bytes.length % headerLength !== 0)
      throw refused(name, 1, `${bytes.length} bytes are no multiple of ${headerLength}`)
    return [runFrom(name, bytes, startHeight ?? (isHeaderArchive(bytes) ? 0 : null))]
  }
  if (bytes.length > largestText) throw refused(name, 1, `larger than ${largestText} bytes`)
  const text = new TextDecoder('utf-8').decode(bytes).trim()
  if (text === '') throw refused(name, 1, 'no headers')
  if (isBareHex(text)) {
    const raw = parseHex(text.replaceAll(/\s/g, ''))
    if (raw === undefined || raw.length % headerLength !== 0) throw refused(name, 1, 'not the hex of whole headers')
    return [runFrom(name, raw, startHeight)]
  }
  return runsFrom(name, [...placedHeaders(name, text)])
}

/** True for whole headers of which the first names none before it: an archive from block 0 on, which needs no height. */
export function isHeaderArchive(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length % headerLength !== 0) return false
  return bytes[0] !== 0 && bytes.subarray(4, 36).every((byte) => byte === 0)
}

/** True for raw bytes and bare hex, which name no height: whoever has them must say that of the first header. */
export function needsStartHeight(bytes: Uint8Array): boolean {
  return !isText(bytes) || isBareHex(new TextDecoder('utf-8').decode(bytes.subarray(0, 4096)).trim())
}

/** A Bitcoin header always has bytes that text has not: the hash before it ends in zeros. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127))
}

/** Decided by the first line, which names a height or is the hex of headers. */
function isBareHex(text: string): boolean {
  return /^[0-9a-fA-F]{160}/.test(text)
}

function runFrom(name: string, bytes: Uint8Array, startHeight: number | null): HeaderRun {
  if (startHeight === null)
    throw refused(name, 1, 'the file does not say the height of its first header, and none was given')
  const count = bytes.length / headerLength
  if (count > mostHeaders) throw refused(name, 1, `more than ${mostHeaders} headers`)
  if (!Number.isSafeInteger(startHeight) || startHeight < 0 || startHeight + count - 1 > highest)
    throw refused(name, 1, `${startHeight} is no height`)
  return { name, startHeight, bytes }
}

interface PlacedHeader {
  readonly line: number
  readonly height: number
  readonly bytes: Uint8Array
}

function* placedHeaders(name: string, text: string): Generator<PlacedHeader> {
  if (text.startsWith('[')) {
    const list = jsonFrom(name, 1, text)
    if (!Array.isArray(list)) throw refused(name, 1, 'not a list')
    for (const [index, item] of (list as unknown[]).entries()) yield placedFrom(name, index + 1, item)
    return
  }
  for (const [index, content] of text.split('\n').entries()) {
    const line = content.trim()
    if (line === '' || line.startsWith('#')) continue
    if (line.startsWith('{')) {
      yield placedFrom(name, index + 1, jsonFrom(name, index + 1, line))
      continue
    }
    const match = /^(\d{1,10})[\s,;:]+([0-9a-fA-F]{160})$/.exec(line)
    if (match === null) throw refused(name, index + 1, 'not a height and a header')
    yield placedFrom(name, index + 1, { height: Number(match[1]), header: match[2] })
  }
}

function jsonFrom(name: string, line: number, text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw refused(name, line, 'not JSON', error)
  }
}

function placedFrom(name: string, line: number, value: unknown): PlacedHeader {
  if (typeof value !== 'object' || value === null) throw refused(name, line, 'not an object with height and header')
  const { height, header } = value as Readonly<Record<string, unknown>>
  if (typeof height !== 'number' || !Number.isInteger(height) || height < 0 || height > highest)
    throw refused(name, line, 'height is no whole number')
  const bytes = typeof header === 'string' ? parseHex(header) : undefined
  if (bytes?.length !== headerLength) throw refused(name, line, `header is not the hex of ${headerLength} bytes`)
  return { line, height, bytes }
}

/** Runs of consecutive heights. A second header at a height begins a run of its own when it differs. */
function runsFrom(name: string, placed: readonly PlacedHeader[]): readonly HeaderRun[] {
  if (placed.length === 0) throw refused(name, 1, 'no headers')
  if (placed.length > mostHeaders) throw refused(name, 1, `more than ${mostHeaders} headers`)
  const runs: PlacedHeader[][] = []
  let current: PlacedHeader[] = []
  let atHeight = new Set<string>()
  for (const next of [...placed].sort((left, right) => left.height - right.height || left.line - right.line)) {
    const last = current.at(-1)
    const hex = bytesToHex(next.bytes)
    if (last?.height === next.height) {
      if (!atHeight.has(hex)) addRun(name, runs, [next])
      atHeight.add(hex)
      continue
    }
    atHeight = new Set([hex])
    if (last === undefined || last.height + 1 !== next.height) {
      current = []
      addRun(name, runs, current)
    }
    current.push(next)
  }
  return runs.map((run) => ({
    name,
    startHeight: (run[0] as PlacedHeader).height,
    bytes: joined(run),
  }))
}

function addRun(name: string, runs: PlacedHeader[][], run: PlacedHeader[]): void {
  if (runs.length === mostRuns) throw refused(name, 1, `more than ${mostRuns} runs of consecutive headers`)
  runs.push(run)
}

function joined(run: readonly PlacedHeader[]): Uint8Array {
  const bytes = new Uint8Array(run.length * headerLength)
  for (const [index, header] of run.entries()) bytes.set(header.bytes, index * headerLength)
  return bytes
}

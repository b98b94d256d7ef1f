/** One JSON object per line: NDJSON, JSON Lines. */
import type { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { byte, isJsonSpace } from '../parts/source-text.ts'
import type { Probe } from '../probe.ts'
import { ndjsonReader } from './reader.ts'

export const format: FormatDefinition = {
  id: 'ndjson',
  title: 'JSON lines',
  about: 'One JSON object on each line (NDJSON, JSON Lines).',
  detect,
  createReader: (sink, limits, hints) => ndjsonReader(sink, limits, hints.continued),
  lines: true,
  profiles: [],
}

function detect(probe: Probe): Claim | null {
  const { bytes, complete } = probe
  if (probe.from === bytes.length)
    return /\.(?:ndjson|jsonl)$/i.test(probe.name) ? { confidence: 5, evidence: ['The name says JSON lines.'] } : null
  if (probe.first !== byte.openBrace) return null
  const { objects, others } = countLines(bytes, probe.from, complete)
  if (objects + others === 0) {
    const evidence = ['The text begins with a brace and its first line is longer than what was looked at.']
    return { confidence: 20, evidence }
  }
  if (objects < others) return null
  const evidence = [`${objects} of the first ${objects + others} lines are JSON objects: one object per line.`]
  return { confidence: 40, evidence }
}

function countLines(bytes: Buffer, from: number, complete: boolean): { objects: number; others: number } {
  const scan = new JsonScan()
  let objects = 0
  let others = 0
  for (let at = from; at < bytes.length;) {
    const newline = bytes.indexOf(byte.lineFeed, at)
    // A last line that the prefix cuts says nothing.
    if (newline < 0 && !complete) break
    const end = newline < 0 ? bytes.length : newline
    if (!isBlank(bytes, at, end)) {
      if (scan.scan(bytes, at, end)) objects += 1
      else others += 1
    }
    at = end + 1
  }
  return { objects, others }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isJsonSpace(bytes[at])) return false
  return true
}

/** A JSON array of objects: what most "export as JSON" buttons give. */
import type { Claim, FormatDefinition } from '../format.ts'
import { byte, isJsonSpace } from '../parts/source-text.ts'
import type { Probe } from '../probe.ts'
import { JsonArrayReader } from './reader.ts'

export const format: FormatDefinition = {
  id: 'json-array',
  title: 'JSON array',
  about: 'One JSON array whose elements are objects.',
  detect,
  createReader: (sink, limits) => new JsonArrayReader(sink, limits),
  profiles: [],
}

function detect(probe: Probe): Claim | null {
  if (probe.from === probe.bytes.length)
    return /\.json$/i.test(probe.name) ? { confidence: 5, evidence: ['The name ends in .json.'] } : null
  if (probe.first !== byte.openBracket) return null
  let next = probe.from + 1
  while (next < probe.bytes.length && isJsonSpace(probe.bytes[next])) next += 1
  const code = probe.bytes[next]
  if (code === byte.openBrace)
    return { confidence: 40, evidence: ['A bracket and then an object: a JSON array of objects.'] }
  if (code === byte.closeBracket) return { confidence: 40, evidence: ['An empty JSON array.'] }
  if (code === undefined && !probe.complete) return { confidence: 30, evidence: ['The text begins with a bracket.'] }
  return null
}

/** The first lines of a member, for formats that are told by what their lines look like. */
import { Buffer } from 'node:buffer'
import type { Probe } from '../probe.ts'

const sampledLines = 50
/** Longer than the beginning of a line by which a format can be told; keeps detection of one endless line cheap. */
const longestLine = 16 * 1024

const linesByProbe = new WeakMap<Probe, readonly string[]>()

/** Up to 50 first lines that are not blank, without terminators; a last line that the prefix cuts is left out. */
export function sampleLines(probe: Probe): readonly string[] {
  const known = linesByProbe.get(probe)
  if (known !== undefined) return known
  const lines: string[] = []
  const { text } = probe
  const whole = probe.complete && Buffer.byteLength(text) >= probe.bytes.length
  for (let at = 0; at < text.length && lines.length < sampledLines;) {
    const newline = text.indexOf('\n', at)
    if (newline < 0 && !whole) break
    const end = newline < 0 ? text.length : newline
    const line = text.slice(at, Math.min(text[end - 1] === '\r' ? end - 1 : end, at + longestLine))
    if (line.trim() !== '') lines.push(line)
    at = end + 1
  }
  linesByProbe.set(probe, lines)
  return lines
}

/** How many of `lines` fulfil `test`. */
export function countLines(lines: readonly string[], test: (line: string) => boolean): number {
  let count = 0
  for (const line of lines) if (test(line)) count += 1
  return count
}

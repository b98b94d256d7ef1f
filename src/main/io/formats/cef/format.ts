/** Common Event Format, one event per line, also behind a syslog header. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { oneLayout, textLineReader } from '../parts/text-line-reader.ts'
import { hasRepeatedName, TextMembers } from '../parts/text-members.ts'
import { rememberLast } from '../parts/text-memo.ts'
import { countLines, sampleLines } from '../parts/text-probe.ts'
import type { Probe } from '../probe.ts'
import { cefStart, parseCef, renderCef } from './cef-line.ts'
import profile from './profile.json' with { type: 'json' }

const parse = rememberLast(parseCef)

export const format: FormatDefinition = {
  id: 'cef',
  title: 'Common Event Format (CEF)',
  about: 'One CEF event per line (CEF:0 or CEF:1), also behind a syslog header.',
  detect,
  createReader: (sink, limits, hints) => textLineReader(sink, limits, oneLayout('cef', check), hints.continued),
  lines: true,
  recordJson(bytes, start, end) {
    const event = parse(bytes.toString('utf8', start, end))
    return (typeof event === 'string' ? new TextMembers() : renderCef(event)).bytes
  },
  profiles: [sourceProfileSchema.parse(profile)],
}

function check(text: string, note: (code: string) => void): string | null {
  const event = parse(text)
  if (typeof event === 'string') return event
  if (hasRepeatedName(event.extension)) note('duplicate-keys')
  return null
}

function detect(probe: Probe): Claim | null {
  const lines = sampleLines(probe)
  const found = countLines(lines, (line) => cefStart(line) >= 0)
  if (found === 0 || found * 2 < lines.length) return null
  return { confidence: 90, evidence: [`${found} of ${lines.length} lines have CEF: with a version and a bar.`] }
}

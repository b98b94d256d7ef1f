/** Log Event Extended Format 1.0 and 2.0, one event per line, also behind a syslog header. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { oneLayout, textLineReader } from '../parts/text-line-reader.ts'
import { hasRepeatedName, TextMembers } from '../parts/text-members.ts'
import { rememberLast } from '../parts/text-memo.ts'
import { countLines, sampleLines } from '../parts/text-probe.ts'
import type { Probe } from '../probe.ts'
import { leefStart, parseLeef, renderLeef } from './leef-line.ts'
import profile from './profile.json' with { type: 'json' }

const parse = rememberLast(parseLeef)

export const format: FormatDefinition = {
  id: 'leef',
  title: 'Log Event Extended Format (LEEF)',
  about: 'One LEEF 1.0 or 2.0 event per line, with any delimiter, also behind a syslog header.',
  detect,
  createReader: (sink, limits, hints) => textLineReader(sink, limits, oneLayout('leef', check), hints.continued),
  lines: true,
  recordJson(bytes, start, end) {
    const event = parse(bytes.toString('utf8', start, end))
    return (typeof event === 'string' ? new TextMembers() : renderLeef(event)).bytes
  },
  profiles: [sourceProfileSchema.parse(profile)],
}

function check(text: string, note: (code: string) => void): string | null {
  const event = parse(text)
  if (typeof event === 'string') return event
  if (hasRepeatedName(event.attributes)) note('duplicate-keys')
  return null
}

function detect(probe: Probe): Claim | null {
  const lines = sampleLines(probe)
  const found = countLines(lines, (line) => leefStart(line) >= 0)
  if (found === 0 || found * 2 < lines.length) return null
  return { confidence: 90, evidence: [`${found} of ${lines.length} lines have LEEF: with a version and a bar.`] }
}

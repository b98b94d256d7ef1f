/** Access logs of Apache HTTP Server and nginx. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { oneLayout, textLineReader } from '../parts/text-line-reader.ts'
import { TextMembers } from '../parts/text-members.ts'
import { rememberLast } from '../parts/text-memo.ts'
import { countLines, sampleLines } from '../parts/text-probe.ts'
import type { Probe } from '../probe.ts'
import { parseAccess, renderAccess } from './access-line.ts'
import profile from './profile.json' with { type: 'json' }

const parse = rememberLast(parseAccess)

export const format: FormatDefinition = {
  id: 'access-log',
  title: 'Web server access log',
  about:
    'Common and Combined Log Format of Apache and nginx, also with the virtual host first or more fields at the end.',
  detect,
  createReader: (sink, limits, hints) => textLineReader(sink, limits, oneLayout('access-log', check), hints.continued),
  lines: true,
  recordJson(bytes, start, end) {
    const line = parse(bytes.toString('utf8', start, end))
    return (typeof line === 'string' ? new TextMembers() : renderAccess(line)).bytes
  },
  profiles: [sourceProfileSchema.parse(profile)],
}

function check(text: string): string | null {
  const line = parse(text)
  return typeof line === 'string' ? line : null
}

function detect(probe: Probe): Claim | null {
  const lines = sampleLines(probe)
  const found = countLines(lines, (line) => check(line) === null)
  if (found === 0 || found * 2 < lines.length) return null
  const evidence = [
    `${found} of ${lines.length} lines have a client, a time in brackets, a quoted request, a status and a size.`,
  ]
  return { confidence: 85, evidence }
}

/** Lines of key=value pairs: logfmt and its relatives. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { oneLayout, textLineReader } from '../parts/text-line-reader.ts'
import { hasRepeatedName, membersFrom } from '../parts/text-members.ts'
import { rememberLast } from '../parts/text-memo.ts'
import { countLines, sampleLines } from '../parts/text-probe.ts'
import type { Probe } from '../probe.ts'
import { parseKeyValue } from './key-value-line.ts'
import profile from './profile.json' with { type: 'json' }

const parse = rememberLast(parseKeyValue)

export const format: FormatDefinition = {
  id: 'key-value',
  title: 'key=value lines (logfmt)',
  about: 'One record per line of key=value pairs separated by spaces, values plain or in quotes.',
  detect,
  createReader: (sink, limits, hints) => textLineReader(sink, limits, oneLayout('key-value', check), hints.continued),
  lines: true,
  recordJson(bytes, start, end) {
    const pairs = parse(bytes.toString('utf8', start, end))
    return membersFrom(typeof pairs === 'string' ? [] : pairs).bytes
  },
  profiles: [sourceProfileSchema.parse(profile)],
}

function check(text: string, note: (code: string) => void): string | null {
  const pairs = parse(text)
  if (typeof pairs === 'string') return pairs
  if (hasRepeatedName(pairs)) note('duplicate-keys')
  return null
}

function detect(probe: Probe): Claim | null {
  const lines = sampleLines(probe)
  let most = 0
  const found = countLines(lines, (line) => {
    const pairs = parse(line)
    if (typeof pairs === 'string') return false
    const valued = pairs.filter(([, value]) => value !== null).length
    most = Math.max(most, valued)
    // A line of text may hold one equals sign by chance.
    return valued >= 2 && valued * 3 >= pairs.length * 2
  })
  if (found === 0 || found * 4 < lines.length * 3) return null
  return {
    confidence: 39,
    evidence: [`${found} of ${lines.length} lines are key=value pairs, up to ${most} on a line.`],
  }
}

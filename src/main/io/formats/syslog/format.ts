/** Syslog files: RFC 3164, RFC 5424, rsyslog's file format, mixed as they come. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition, ReaderHints } from '../format.ts'
import { type GrammarMaker, syntax, textLineReader } from '../parts/text-line-reader.ts'
import { TextMembers } from '../parts/text-members.ts'
import { rememberLast } from '../parts/text-memo.ts'
import { countLines, sampleLines } from '../parts/text-probe.ts'
import { YearInference } from '../parts/text-time.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }
import { parseSyslog, renderSyslog, repeatsElement } from './syslog-line.ts'

const parse = rememberLast(parseSyslog)

export const format: FormatDefinition = {
  id: 'syslog',
  title: 'Syslog',
  about: 'Syslog files in RFC 5424, in RFC 3164 with or without priority, and with high-precision times of rsyslog.',
  detect,
  createReader: (sink, limits, hints) => textLineReader(sink, limits, grammarFor(hints)),
  recordJson(bytes, start, end, layout) {
    const line = parse(bytes.toString('utf8', start, end))
    return (typeof line === 'string' ? new TextMembers() : renderSyslog(line, yearOfLayout(layout.data))).bytes
  },
  profiles: [sourceProfileSchema.parse(profile)],
  notes: {
    'year-unknown': {
      text: 'Times without a year, and nothing from which to infer one: the modification time of the file is not known.',
    },
    'year-contradicted': {
      text: 'The lines run over more than a year, so no year is inferred from here on and those inferred before may be wrong.',
    },
    'year-not-inferred': { text: 'A time without a year for which none was inferred.' },
  },
}

/** One layout per year: the year is the only thing a line does not say itself. */
function grammarFor({ modifiedMicros }: ReaderHints): GrammarMaker {
  return (tiles) => {
    const years = modifiedMicros === null ? null : new YearInference(modifiedMicros)
    const layouts = new Map<number | null, number>()
    let unknownNoted = false
    const layoutOf = (year: number | null): number => {
      let layout = layouts.get(year)
      if (layout === undefined) {
        layout = tiles.layout({ kind: 'rendered', format: 'syslog', table: null, data: { year } })
        layouts.set(year, layout)
      }
      return layout
    }
    return {
      judge({ text, line: number }) {
        const line = parse(text)
        if (typeof line === 'string') return syntax(line)
        if (repeatsElement(line)) tiles.note('duplicate-keys')
        if (line.named === null || line.named.year !== null) return layoutOf(null)
        if (years === null) {
          if (!unknownNoted) tiles.note('year-unknown')
          unknownNoted = true
          return layoutOf(null)
        }
        const lostBefore = years.lost
        const year = years.yearOf(line.named)
        if (years.lost && !lostBefore) tiles.note('year-contradicted', `line ${number}`)
        if (year === null) tiles.note('year-not-inferred')
        return layoutOf(year)
      },
    }
  }
}

function yearOfLayout(data: unknown): number | null {
  if (typeof data !== 'object' || data === null || !('year' in data)) return null
  return typeof data.year === 'number' ? data.year : null
}

function detect(probe: Probe): Claim | null {
  const lines = sampleLines(probe)
  const counts = { rfc5424: 0, rfc3164: 0, rsyslog: 0 }
  const found = countLines(lines, (text) => {
    const line = parse(text)
    if (typeof line === 'string') return false
    // A time alone is not yet syslog: other logs begin with one too.
    if (line.kind === 'rsyslog' && (line.hostname === null || line.appName === null)) return false
    counts[line.kind] += 1
    return true
  })
  if (found === 0 || found * 2 < lines.length) return null
  const evidence = [
    [counts.rfc5424, 'of RFC 5424'],
    [counts.rfc3164, 'with the time of RFC 3164'],
    [counts.rsyslog, 'with a time of RFC 3339, a host and a tag'],
  ] as const
  return {
    confidence: counts.rfc5424 > 0 ? 80 : counts.rfc3164 > 0 ? 70 : 62,
    evidence: evidence
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${count} of ${lines.length} lines are syslog lines ${what}.`),
  }
}

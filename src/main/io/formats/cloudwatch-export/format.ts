/** Files of a CloudWatch Logs export task: `ISO-time message`, one event per line. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { type GrammarMaker, syntax, textLineReader } from '../parts/text-line-reader.ts'
import { TextMembers } from '../parts/text-members.ts'
import { countLines, sampleLines } from '../parts/text-probe.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

const event = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z(?: |$)/
const timeLength = 24

export const format: FormatDefinition = {
  id: 'cloudwatch-export',
  title: 'CloudWatch Logs export task',
  about: 'Files that a CloudWatch Logs export task writes: a time with milliseconds and Z, a space, the message.',
  detect,
  createReader: (sink, limits) => textLineReader(sink, limits, grammar),
  recordJson(bytes, start, end) {
    const text = bytes.toString('utf8', start, end)
    return new TextMembers().text('timestamp', text.slice(0, timeLength)).text('message', text.slice(timeLength + 1))
      .bytes
  },
  profiles: [sourceProfileSchema.parse(profile)],
  notes: {
    'continued-message': { text: 'A line without time of its own: the message before it runs over several lines.' },
  },
}

const grammar: GrammarMaker = (tiles) => {
  let layout = -1
  return {
    judge({ text }) {
      if (event.test(text)) {
        if (layout < 0)
          layout = tiles.layout({ kind: 'rendered', format: 'cloudwatch-export', table: null, data: null })
        return layout
      }
      if (layout < 0) return syntax('the line begins with no time of the form 2025-01-01T00:00:00.000Z')
      tiles.note('continued-message')
      return { reason: 'unsupported', message: 'the line goes on with the message of an earlier line' }
    },
  }
}

function detect(probe: Probe): Claim | null {
  const lines = sampleLines(probe)
  const found = countLines(lines, (line) => event.test(line))
  if (found === 0 || !event.test(lines[0] as string) || found * 2 < lines.length) return null
  const evidence = [`${found} of ${lines.length} lines begin with a time with milliseconds and Z, then a message.`]
  // The objects of an export task are numbered: <prefix>/<task id>/<stream>/000000.gz.
  const numbered = /(?:^|\/)\d{6}(?:\.gz)?$/.test(probe.name)
  if (numbered) evidence.push('The name is numbered as an export task does.')
  return { confidence: numbered ? 60 : 39, evidence }
}

/** The provenance export of omadia: JSON lines with a header, chained entries, signed checkpoints and a trailer. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition, NoteText } from '../format.ts'
import { byte } from '../parts/source-text.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }
import { formatName, OmadiaReader } from './reader.ts'

const notes: Readonly<Record<string, NoteText>> = {
  'export-header': { text: 'What the header states.' },
  checkpoint: { text: 'A signed statement of the head of the chain; its signature is not checked by reading it.' },
  'rows-outside-chain': { text: 'Rows from before the chain began are on the server and not in this export.' },
  'missing-header': { text: 'The first line should be the header.', incomplete: true },
  'missing-trailer': { text: 'The export has no trailer: its end is missing.', incomplete: true },
  'trailer-count-differs': { text: 'The trailer states other numbers than there are.', incomplete: true },
  'text-after-trailer': { text: 'Something follows the trailer, which is the last line.' },
  'unknown-format-name': { text: 'The format name in the header is not the one that is known.' },
}

export const format: FormatDefinition = {
  id: 'omadia-export',
  title: 'omadia provenance export',
  about: `JSON lines of kind header, entry, checkpoint and trailer (${formatName}).`,
  detect,
  createReader: (sink, limits) => new OmadiaReader(sink, limits),
  profiles: [sourceProfileSchema.parse(profile)],
  notes,
}

function detect(probe: Probe): Claim | null {
  if (probe.first !== byte.openBrace) return null
  const { objects } = probe
  if (objects.some((object) => object['kind'] === 'header' && object['format'] === formatName))
    return { confidence: 100, evidence: [`A header line names the format ${formatName}.`] }
  const entries = objects.filter(
    (object) => object['kind'] === 'entry' && 'prevHashHex' in object && 'entryHashHex' in object,
  ).length
  if (entries === 0 || entries * 2 < objects.length) return null
  const evidence = [`${entries} of ${objects.length} lines are of kind "entry" with prevHashHex and entryHashHex.`]
  return { confidence: 90, evidence }
}

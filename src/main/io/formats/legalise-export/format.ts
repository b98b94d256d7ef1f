/** `audit_chain.json` of a Legalise matter export: one chain with the hash its head should have. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition, NoteText } from '../format.ts'
import { envelopeNotes, type EnvelopeSpec, JsonEnvelopeReader, sampleEnvelope } from '../parts/json-envelope.ts'
import { claimFrom, hasAll, type JsonObject } from '../parts/json-sample.ts'
import { byte } from '../parts/source-text.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

const records = [['entries', '*']]
const formatName = 'legalise-audit-chain-export-v1'

const notes: Readonly<Record<string, NoteText>> = {
  ...envelopeNotes,
  'chain-head': { text: 'The export states the head of its chain; it is only as good as where the file comes from.' },
  'chain-head-missing': { text: 'Entries, and no statement of the head of their chain.', incomplete: true },
  'entry-count-differs': { text: 'The export states another number of entries than it holds.', incomplete: true },
  'unknown-format-name': { text: 'The format name is missing or not the one that is known.' },
}

export const format: FormatDefinition = {
  id: 'legalise-export',
  title: 'Legalise audit chain export',
  about: `The file audit_chain.json of a matter export (${formatName}).`,
  detect,
  createReader: (sink, limits) =>
    new JsonEnvelopeReader(
      sink,
      limits,
      chainSpec((code, detail) => sink.note(code, detail)),
    ),
  profiles: [sourceProfileSchema.parse(profile)],
  notes,
}

function chainSpec(note: (code: string, detail: string) => void): EnvelopeSpec {
  const said = new Map<string, string>()
  return {
    records,
    onStart: () => said.clear(),
    onMember: (path, json) => said.set(path.join('.'), json),
    onEnd: (complete, entries) => {
      const name = said.get('format')
      if (name !== `"${formatName}"`) note('unknown-format-name', (name ?? 'none').slice(0, 200))
      if (!complete) return
      const head = said.get('head')
      if (head !== undefined && head !== 'null') {
        const hash = said.get('head.chain_hash') ?? 'none'
        note('chain-head', `chain_hash ${hash.slice(0, 200)}, entry_count ${said.get('head.entry_count') ?? 'none'}`)
      } else if (entries > 0) note('chain-head-missing', `${entries} entries`)
      for (const place of ['entry_count', 'head.entry_count']) {
        const stated = said.get(place)
        if (stated !== undefined && stated !== String(entries))
          note('entry-count-differs', `${place} ${stated.slice(0, 40)}, here ${entries}`)
      }
    },
  }
}

function detect(probe: Probe): Claim | null {
  if (probe.first !== byte.openBrace) return null
  const { envelopes, records: entries, members } = sampleEnvelope(probe.bytes, { records })
  if (envelopes === 0) return null
  if (members.get('format') === `"${formatName}"`)
    return { confidence: 100, evidence: [`The member format is "${formatName}".`] }
  const objects = entries.filter((entry): entry is JsonObject => typeof entry === 'object')
  const names = ['scope_sequence', 'previous_chain_hash', 'entry_hash', 'chain_hash']
  return claimFrom({ objects, enveloped: true }, 80, names.join(', '), (entry) => hasAll(entry, names))
}

/** PostgreSQL plain dump, as `pg_dump` writes it. */
import type { Claim, FormatDefinition } from '../format.ts'
import type { Probe } from '../probe.ts'
import { PgDumpReader } from './reader.ts'

export const format: FormatDefinition = {
  id: 'pg-dump',
  title: 'PostgreSQL plain dump',
  about: 'What pg_dump writes in plain format.',
  detect,
  createReader: (sink, limits) => new PgDumpReader(sink, limits),
  profiles: [],
}

function detect(probe: Probe): Claim | null {
  if (probe.from === probe.bytes.length)
    return /\.(?:sql|dump)$/i.test(probe.name) ? { confidence: 4, evidence: ['The name says SQL.'] } : null
  const text = probe.bytes.toString('latin1')
  const evidence: string[] = []
  if (/^-- PostgreSQL database (?:cluster )?dump\r?$/m.test(text)) evidence.push('The opening comment of pg_dump.')
  const blocks = text.match(/^COPY [^\r\n;]* FROM stdin\b[^\r\n;]*;/gim)
  if (blocks !== null) evidence.push(`${blocks.length} COPY … FROM stdin in the first ${probe.bytes.length} bytes.`)
  if (evidence.length === 0) return null
  if (/^INSERT INTO /im.test(text)) evidence.push('INSERT statements, whose rows are not read.')
  return { confidence: 90, evidence }
}

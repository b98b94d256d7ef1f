/** PostgreSQL plain dump, as `pg_dump` writes it. */
import type { Buffer } from 'node:buffer'
import type { Claim, FormatDefinition } from '../format.ts'
import type { Probe } from '../probe.ts'
import type { RenderedLayout } from '../tile-sink.ts'
import { sqlNotes } from '../parts/sql-notes.ts'
import { insertRowJson } from './insert-row.ts'
import { PgDumpReader } from './reader.ts'

export const format: FormatDefinition = {
  id: 'pg-dump',
  title: 'PostgreSQL plain dump',
  about: 'What pg_dump writes in plain format: COPY blocks and INSERT statements.',
  detect,
  createReader: (sink, limits) => new PgDumpReader(sink, limits),
  recordJson: (bytes: Buffer, start: number, end: number, layout: RenderedLayout) =>
    insertRowJson(bytes, start, end, layout),
  profiles: [],
  notes: {
    ...sqlNotes,
    'partition-missing': {
      text: 'A month between the first and the last partition of a table is covered by none.',
      incomplete: true,
    },
    'partition-overlap': { text: 'Two partitions of a table cover the same time.' },
    'partition-without-data': {
      text: 'A partition is defined and the dump has no rows for it, not even an empty COPY block.',
      incomplete: true,
    },
    'partition-without-rows': {
      text: 'A partition is defined and no row is inserted into it: it was empty, or it was left out.',
    },
    'row-outside-partition': { text: 'A row lies outside the bounds of the partition it stands in.' },
    'partition-default': { text: 'A table has a default partition, which takes the rows that no other covers.' },
  },
}

function detect(probe: Probe): Claim | null {
  if (probe.from === probe.bytes.length)
    return /\.(?:sql|dump)$/i.test(probe.name) ? { confidence: 4, evidence: ['The name says SQL.'] } : null
  const text = probe.bytes.toString('latin1')
  const evidence: string[] = []
  const opened = /^-- PostgreSQL database (?:cluster )?dump\r?$/m.test(text)
  if (opened) evidence.push('The opening comment of pg_dump.')
  const blocks = text.match(/^COPY [^\r\n;]* FROM stdin\b[^\r\n;]*;/gim)
  if (blocks !== null) evidence.push(`${blocks.length} COPY … FROM stdin in the first ${probe.bytes.length} bytes.`)
  if (evidence.length > 0) return { confidence: opened ? 100 : 90, evidence }
  return detectInserts(text)
}

/** INSERT statements without a word on where they come from, as `pg_dump --data-only --inserts` cut out of its comments. */
function detectInserts(text: string): Claim | null {
  const inserts = text.match(/^INSERT INTO (?:"[^"\n]+"|[\w.])+[^\n]*?VALUES\s*\(/gim)
  if (inserts === null || /^(?:INSERT INTO|CREATE TABLE(?: IF NOT EXISTS)?|USE) `/im.test(text)) return null
  const evidence = [`${inserts.length} INSERT statements without anything that only MySQL writes.`]
  const own = /^SET (?:standard_conforming_strings|client_encoding|search_path)\b|::\w+|^SELECT pg_catalog\./im.test(
    text,
  )
  if (own) evidence.push('Settings or casts that only PostgreSQL has.')
  return { confidence: own ? 70 : 30, evidence }
}

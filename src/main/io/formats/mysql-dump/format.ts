/** SQL dump of MySQL or MariaDB, as mysqldump, mariadb-dump and phpMyAdmin write it. */
import type { Claim, FormatDefinition } from '../format.ts'
import { sqlNotes } from '../parts/sql-notes.ts'
import type { Probe } from '../probe.ts'
import { mysqlRowJson } from './insert-row.ts'
import { MysqlDumpReader } from './reader.ts'

export const format: FormatDefinition = {
  id: 'mysql-dump',
  title: 'MySQL or MariaDB dump',
  about: 'SQL with INSERT statements, as mysqldump, mariadb-dump, WP-CLI and phpMyAdmin write it.',
  detect,
  createReader: (sink, limits) => new MysqlDumpReader(sink, limits),
  recordJson: mysqlRowJson,
  profiles: [],
  notes: {
    ...sqlNotes,
    'timestamp-zone-unstated': {
      text: 'A table has TIMESTAMP columns and the dump does not say in which time zone they are printed.',
    },
    'timestamp-zone': { text: 'TIMESTAMP columns are printed in a time zone other than UTC.' },
    'other-charset': { text: 'The text of a table is in a character set other than UTF-8.' },
    'load-data': { text: 'A LOAD DATA statement, whose rows stand in another file.', incomplete: true },
  },
}

const openings: readonly (readonly [RegExp, string])[] = [
  [/^-- MySQL dump \d/m, 'The opening comment of mysqldump.'],
  [/^-- MariaDB dump \d/m, 'The opening comment of mariadb-dump.'],
  [/^-- phpMyAdmin SQL Dump/m, 'The opening comment of phpMyAdmin.'],
  [/^-- Adminer \S+ (?:MySQL|MariaDB)/m, 'The opening comment of Adminer.'],
]

function detect(probe: Probe): Claim | null {
  if (probe.first === undefined) return null
  const text = probe.bytes.toString('latin1')
  const evidence = openings.filter(([pattern]) => pattern.test(text)).map(([, sentence]) => sentence)
  const opened = evidence.length > 0
  const inserts = text.match(/^(?:INSERT|REPLACE)\s[^`\n]{0,64}`/gim)?.length ?? 0
  const creates = text.match(/^CREATE TABLE (?:IF NOT EXISTS )?`/gim)?.length ?? 0
  const conditional = text.match(/^\/\*M?!\d{5,6}/gm)?.length ?? 0
  if (inserts + creates > 0)
    evidence.push(`${creates} CREATE TABLE and ${inserts} INSERT statements with names in backticks.`)
  if (conditional > 0) evidence.push(`${conditional} comments that only MySQL and MariaDB read as SQL.`)
  if (opened) return { confidence: 100, evidence }
  if (inserts + creates === 0) return null
  return { confidence: conditional > 0 ? 80 : 60, evidence }
}

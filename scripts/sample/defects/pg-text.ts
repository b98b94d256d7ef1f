/**
 * Guide A's table as PostgreSQL 15 writes it out: rows of the 22 columns, `pg_dump` plain format with COPY, and CSV
 * from `COPY … CSV HEADER`. JSONB is printed as PostgreSQL prints it: keys by length, then bytes, a space after colon
 * and comma (https://www.postgresql.org/docs/15/datatype-json.html). Follows real dumps; a test restores one.
 */
import type { Json, JsonObject, ShopEntry } from '../entries.ts'

export const tableColumns = [
  'id',
  'event_id',
  'trace_id',
  'parent_event_id',
  'timestamp',
  'user_id',
  'user_email',
  'action',
  'resource_type',
  'resource_id',
  'http_method',
  'path',
  'status_code',
  'duration_ms',
  'ip_address',
  'user_agent',
  'request_body',
  'response_body',
  'previous_state',
  'new_state',
  'metadata',
  'signature',
] as const

const columnTypes = [
  'integer',
  'uuid NOT NULL',
  'uuid',
  'uuid',
  'timestamp with time zone NOT NULL',
  'character varying(255)',
  'character varying(255)',
  'character varying(255) NOT NULL',
  'character varying(100) NOT NULL',
  'character varying(255)',
  'character varying(10)',
  'character varying(255)',
  'integer',
  'double precision',
  'inet',
  'text',
  'jsonb',
  'jsonb',
  'jsonb',
  'jsonb',
  'jsonb',
  'character varying(255)',
] as const

/** Column values as text; null is SQL NULL. */
export type TableRow = readonly (string | null)[]

/** The entry as guide A's insert stores it: `user_roles` has no column and is lost. */
export function tableRow(id: number, entry: ShopEntry, metadata: JsonObject = entry.metadata): TableRow {
  const ip = entry.metadata['ip_address']
  const agent = entry.metadata['user_agent']
  return [
    String(id),
    entry.event_id,
    entry.trace_id,
    null,
    timestamptz(entry.timestamp),
    entry.user_id ?? null,
    entry.user_email,
    entry.action,
    entry.resource_type,
    entry.resource_id,
    entry.http_method,
    entry.path,
    numberText(entry.status_code),
    numberText(entry.duration_ms),
    typeof ip === 'string' ? ip : null,
    typeof agent === 'string' ? agent : null,
    null,
    null,
    jsonbText(entry.previous_state),
    jsonbText(entry.new_state),
    jsonbText(metadata),
    null,
  ]
}

/** `2025-01-03 10:00:00.12+00`: a space, no trailing zeros, the session's offset. */
export function timestamptz(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${iso.slice(19, -1).replace(/\.?0+$/, '')}+00`
}

export function jsonbText(value: Json | undefined): string | null {
  return value === null || value === undefined ? null : jsonb(value)
}

function jsonb(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(jsonb).join(', ')}]`
  const members = Object.entries(value as JsonObject).filter(
    (member): member is [string, Json] => member[1] !== undefined,
  )
  members.sort(
    ([one], [other]) =>
      Buffer.byteLength(one) - Buffer.byteLength(other) || Buffer.compare(Buffer.from(one), Buffer.from(other)),
  )
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}: ${jsonb(member)}`).join(', ')}}`
}

function numberText(value: number | null): string | null {
  return value === null ? null : String(value)
}

function copyLine(row: TableRow): string {
  return row.map((value) => (value === null ? '\\N' : copyEscaped(value))).join('\t')
}

const copyEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
}

function copyEscaped(text: string): string {
  return text.replace(/[\\\t\n\r\b\f\v]/g, (character) => copyEscapes[character] ?? character)
}

function quotedName(column: string): string {
  return column === 'timestamp' ? '"timestamp"' : column
}

const columnList = tableColumns.map(quotedName).join(', ')

function tableDdl(name: string, idType: string, closing: string): string {
  const lines = tableColumns.map(
    (column, i) => `    ${quotedName(column)} ${i === 0 ? idType : (columnTypes[i] ?? '')}`,
  )
  return `CREATE TABLE public.${name} (\n${lines.join(',\n')}\n)${closing};\n`
}

function heading(name: string, type: string): string {
  return `--\n-- Name: ${name}; Type: ${type}; Schema: public; Owner: -\n--\n\n`
}

const prologue = `--
-- PostgreSQL database dump
--

-- Dumped from database version 15.8
-- Dumped by pg_dump version 15.8

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

`
const epilogue = '--\n-- PostgreSQL database dump complete\n--\n\n'

function sequenceDdl(): string {
  return `${heading('audit_logs_id_seq', 'SEQUENCE')}CREATE SEQUENCE public.audit_logs_id_seq\n    AS integer\n    START WITH 1\n    INCREMENT BY 1\n    NO MINVALUE\n    NO MAXVALUE\n    CACHE 1;\n\n\nALTER SEQUENCE public.audit_logs_id_seq OWNED BY public.audit_logs.id;\n\n\n`
}

function copyBlock(table: string, rows: readonly TableRow[]): string {
  const lines = rows.map((row) => `${copyLine(row)}\n`).join('')
  return `--\n-- Data for Name: ${table}; Type: TABLE DATA; Schema: public; Owner: -\n--\n\nCOPY public.${table} (${columnList}) FROM stdin;\n${lines}\\.\n\n\n`
}

function sequenceValue(last: number): string {
  return `--\n-- Name: audit_logs_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -\n--\n\nSELECT pg_catalog.setval('public.audit_logs_id_seq', ${last}, true);\n\n\n`
}

function constraint(table: string, columns: string): string {
  return `${heading(`${table} ${table}_pkey`, 'CONSTRAINT')}ALTER TABLE ONLY public.${table}\n    ADD CONSTRAINT ${table}_pkey PRIMARY KEY (${columns});\n\n\n`
}

export interface Partition {
  readonly name: string
  /** `YYYY-MM-DD`, half-open. */
  readonly from: string
  readonly to: string
  readonly rows: readonly TableRow[]
}

/** `pg_dump --no-owner` of the table partitioned by month, with the primary key corrected to (id, timestamp). */
export function partitionedDump(partitions: readonly Partition[], lastId: number): string {
  const attach = partitions.map(
    ({ name, from, to }) =>
      `${heading(name, 'TABLE ATTACH')}ALTER TABLE ONLY public.audit_logs ATTACH PARTITION public.${name} FOR VALUES FROM ('${from} 00:00:00+00') TO ('${to} 00:00:00+00');\n\n\n`,
  )
  const idDefault = `integer DEFAULT nextval('public.audit_logs_id_seq'::regclass) NOT NULL`
  return [
    prologue,
    heading('audit_logs', 'TABLE'),
    tableDdl('audit_logs', 'integer NOT NULL', '\nPARTITION BY RANGE ("timestamp")'),
    '\n\n',
    sequenceDdl(),
    'SET default_table_access_method = heap;\n\n',
    ...partitions.map(({ name }) => `${heading(name, 'TABLE')}${tableDdl(name, idDefault, '')}\n\n`),
    ...attach,
    `${heading('audit_logs id', 'DEFAULT')}ALTER TABLE ONLY public.audit_logs ALTER COLUMN id SET DEFAULT nextval('public.audit_logs_id_seq'::regclass);\n\n\n`,
    ...partitions.map(({ name, rows }) => copyBlock(name, rows)),
    sequenceValue(lastId),
    constraint('audit_logs', 'id, "timestamp"'),
    ...partitions.map(({ name }) => constraint(name, 'id, "timestamp"')),
    ...partitions.map(
      ({ name }) =>
        `${heading(`${name}_pkey`, 'INDEX ATTACH')}ALTER INDEX public.audit_logs_pkey ATTACH PARTITION public.${name}_pkey;\n\n\n`,
    ),
    epilogue,
  ].join('')
}

/** `pg_dump --no-owner` of the guide's own, unpartitioned table. */
export function plainDump(rows: readonly TableRow[], lastId: number): string {
  return [
    prologue,
    'SET default_table_access_method = heap;\n\n',
    heading('audit_logs', 'TABLE'),
    tableDdl('audit_logs', 'integer NOT NULL', ''),
    '\n\n',
    sequenceDdl(),
    `${heading('audit_logs id', 'DEFAULT')}ALTER TABLE ONLY public.audit_logs ALTER COLUMN id SET DEFAULT nextval('public.audit_logs_id_seq'::regclass);\n\n\n`,
    copyBlock('audit_logs', rows),
    sequenceValue(lastId),
    constraint('audit_logs', 'id'),
    epilogue,
  ].join('')
}

/** `\copy audit_logs TO … CSV HEADER`: NULL is unquoted and empty, an empty text is `""`. */
export function csvExport(rows: readonly TableRow[]): string {
  const field = (value: string | null): string =>
    value === null ? '' : value === '' || /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
  return [tableColumns.join(','), ...rows.map((row) => row.map(field).join(','))].map((line) => `${line}\n`).join('')
}

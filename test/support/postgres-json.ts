/** What PostgreSQL prints for JSON texts: `jsonb::text`, and `row_to_json` of a row with one column `v`. */
import type { PostgresCluster } from './postgres.ts'

export interface PostgresJson {
  readonly 'pg-jsonb-text': readonly (string | null)[]
  readonly 'pg-json': readonly (string | null)[]
}

/**
 * Answers for each text, null where the server refuses it. A row is asked for where the text has the one member `v`: a
 * string as column of type text, an array or object as column of type json; null for the other texts.
 */
export function postgresJson(postgres: PostgresCluster, texts: readonly string[]): PostgresJson {
  const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
  const ask = (name: string, kept: readonly string[]): (string | null)[] => {
    const answers = postgres
      .run('postgres', [functions, ...kept.map((text) => `SELECT pg_temp.${name}(${literal(text)});`)].join('\n'))
      .split('\n')
    // Hexadecimal, so that no answer holds a line feed.
    return answers.map((answer) => (answer === '-' ? null : Buffer.from(answer, 'hex').toString()))
  }
  const isRow = (text: string): boolean => /^\{"v":["{[]/.test(text)
  const rows = ask('as_row', texts.filter(isRow))
  return {
    'pg-jsonb-text': ask('as_jsonb', texts),
    'pg-json': texts.map((text) => (isRow(text) ? (rows.shift() ?? null) : null)),
  }
}

const functions = `
SET standard_conforming_strings = on;
CREATE FUNCTION pg_temp.as_jsonb(given text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN encode(convert_to(given::jsonb::text, 'UTF8'), 'hex');
EXCEPTION WHEN OTHERS THEN RETURN '-';
END $$;
CREATE FUNCTION pg_temp.as_row(given text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
  IF json_typeof(given::json -> 'v') = 'string' THEN
    SELECT row_to_json(r)::text INTO answer FROM (SELECT given::json ->> 'v' AS v) r;
  ELSE
    SELECT row_to_json(r)::text INTO answer FROM (SELECT given::json -> 'v' AS v) r;
  END IF;
  RETURN encode(convert_to(answer, 'UTF8'), 'hex');
EXCEPTION WHEN OTHERS THEN RETURN '-';
END $$;`

-- Columns of every kind that pg_dump writes in a way of its own, and values that look like SQL.
CREATE DOMAIN small AS integer CHECK (VALUE < 1000);
CREATE TYPE mood AS ENUM ('so so', 'it''s "ok"');
CREATE TABLE "Every kind (x)" (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "values (" TEXT,
  n NUMERIC, r REAL, d DOUBLE PRECISION, dom small, yes BOOLEAN,
  raw BYTEA, bits BIT(5), vbits BIT VARYING,
  doc JSON, docb JSONB, list TEXT[], numbers NUMERIC(10,2)[],
  at TIMESTAMPTZ, plain TIMESTAMP, day DATE, feeling mood, address INET, span INTERVAL,
  twice INTEGER GENERATED ALWAYS AS (dom * 2) STORED
);
INSERT INTO "Every kind (x)" ("values (", n, r, d, dom, yes, raw, bits, vbits, doc, docb, list, numbers, at, plain, day, feeling, address, span) VALUES
  (E'it''s; ),(''x'') \\ back\\slash\n\t\r "q" $$ -- no /* no', 1.10, 1e-7, 1e300, 7, true, '\x00ff27', B'01010', B'', '{"b": 1.10, "a": [1]}', '{"b": 1.10, "a": 1e2}',
   ARRAY['a,b', NULL, '"', E'\\', ''], ARRAY[1.10, NULL], '2025-01-01 00:00:00.000001+05:30', '2025-01-01 00:00:00.5', '0044-03-15 BC', 'it''s "ok"', '10.0.0.0/8', '1 day 02:03:04.5'),
  ('', 'NaN', 'Infinity', '-Infinity', NULL, false, '', NULL, NULL, 'null', '"x"', '{}', '{{1,2},{3,4}}', 'infinity', NULL, '9999-12-31', NULL, '::1', NULL),
  (E'Zoë 😀\u2028', 0.000, -0.0, 5e-324, -999, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '-infinity', NULL, NULL, NULL, NULL),
  (E');\nINSERT INTO "Every kind (x)" VALUES (9', 123456789012345678901234567890.10, 1, 0.1, 1, true, NULL, NULL, NULL, '[1,
  2]', '12345678901234567890.0', NULL, NULL, '1999-12-31 23:59:59.999999+00', NULL, NULL, NULL, NULL, NULL),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE ahead (a INTEGER, b TEXT) PARTITION BY RANGE (a);
-- Attached with its columns in another order, and one left by a column that was dropped.
CREATE TABLE behind (b TEXT, gone INTEGER, a INTEGER);
ALTER TABLE behind DROP COLUMN gone;
ALTER TABLE ahead ATTACH PARTITION behind DEFAULT;
INSERT INTO ahead VALUES (1, 'one'), (NULL, NULL);
CREATE TABLE base (x INTEGER, y TEXT);
CREATE TABLE heir (z BOOLEAN) INHERITS (base);
INSERT INTO heir VALUES (1, 'why', true);

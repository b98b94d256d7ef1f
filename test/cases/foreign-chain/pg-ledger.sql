-- A second design in the same database: SHA-512, base64, other names, a seal over some columns only, and NULL before the
-- first entry. encode() breaks base64 into lines, which a digest must not have.
CREATE TABLE ledger (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  occurred_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  amount NUMERIC(12, 2),
  detail JSONB,
  remark TEXT,
  sealed_before TEXT,
  seal TEXT NOT NULL
);
CREATE FUNCTION seal_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.sealed_before := (SELECT seal FROM ledger ORDER BY seq DESC LIMIT 1);
  NEW.seal := replace(encode(sha512(convert_to(
    coalesce(NEW.sealed_before, '') || ':' || jsonb_build_object(
      'seq', NEW.seq, 'actor', NEW.actor, 'action', NEW.action, 'amount', NEW.amount, 'detail', NEW.detail
    )::text, 'UTF8')), 'base64'), E'\n', '');
  RETURN NEW;
END
$$;
CREATE TRIGGER seal_ledger BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION seal_ledger();
INSERT INTO ledger (actor, action, amount, detail, remark)
SELECT 'user_' || n % 7, 'refund', CASE WHEN n % 5 > 0 THEN n * 1.10 END,
  CASE WHEN n % 3 > 0 THEN jsonb_build_object('order', n, 'note', 'Zoë ' || chr(128512), 'rate', n / 4.0) END, 'no. ' || n
FROM generate_series(1, 250) AS n;
-- The remark is not sealed, so changing it is nothing that the chain can show.
UPDATE ledger SET remark = 'changed later' WHERE seq = 100;

/** Verifier keys of logs and witnesses, looked at before they are kept or used: a mistyped one would only ever be missing. */
import type { TrustEntry, TrustOf } from '../../../shared/model/anchor.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { parseVerifierKey } from '../../../shared/core/anchor/tlog/verifier-key.ts'

/** The trust entry of a key. AppError `usage` for a text that is no verifier key, or whose id is that of another key. */
export function logKeyEntry(role: 'log' | 'witness', key: string, sha256: Hasher): TrustOf<'log-key'> {
  const parsed = parseVerifierKey(key, sha256)
  if (parsed.kind === 'key') return { kind: 'log-key', role, key, note: '' }
  throw new AppError('usage', `${key} is no verifier key of a log or witness (${parsed.problem}). Nothing was done.`)
}

/** Throws for the first log key among `entries` that is none. */
export function assertLogKeys(entries: readonly TrustEntry[], sha256: Hasher): void {
  for (const entry of entries) if (entry.kind === 'log-key') logKeyEntry(entry.role, entry.key, sha256)
}

/** What a keyed chain's result says of the keys: ids, counts and places, never a key. */
import type { ChainResult } from '../../../shared/model/check-run.ts'
import { entryIdFrom } from '../../../shared/model/digest.ts'
import type { KeyRun } from '../../../shared/core/chain/key-runs.ts'
import { findEntry } from '../../store/entries.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { Session } from '../session.ts'
import type { ChainKey } from './key-files.ts'

/** Runs that a result lists; more are counted. */
const listedRuns = 200

/** The reading of a key file without its line end is told only when it reproduces something. */
export function keyFacts(
  session: Session,
  source: StoredSource,
  keys: readonly ChainKey[],
  runs: readonly KeyRun[],
): Pick<ChainResult, 'keys' | 'keyRuns' | 'keyRunCount'> {
  const lineOf = (index: number): number => findEntry(session.store, entryIdFrom(source.sourceId, index))?.line ?? 0
  const counted = keys.map(({ id, withoutLineEnd }, at) => ({
    keyId: id,
    withoutLineEnd,
    entries: runs.reduce((sum, run) => (run.key === at ? sum + run.entries : sum), 0),
  }))
  return {
    keys: counted.filter((key) => !key.withoutLineEnd || key.entries > 0),
    keyRuns: runs.slice(0, listedRuns).map((run) => ({
      keyId: keys[run.key]?.id ?? null,
      entries: run.entries,
      firstEntryId: entryIdFrom(source.sourceId, run.first),
      lastEntryId: entryIdFrom(source.sourceId, run.last),
      firstLine: lineOf(run.first),
      lastLine: lineOf(run.last),
    })),
    keyRunCount: runs.length,
  }
}

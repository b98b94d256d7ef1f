/** An Acra log, line by line, with the keys that were given. */
import { AcraChain, readAcraLine } from '../../../shared/core/seals/acra.ts'
import type { SealDetail } from '../../../shared/model/seals.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { SealRows } from '../../../shared/core/seals/seal-rows.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import type { Session } from '../session.ts'
import type { ChainKey } from '../verify/key-files.ts'
import type { Judged } from './verify-seals.ts'
import { streamRecords } from './stream-records.ts'

export async function judgeAcra(
  { store }: Session,
  source: StoredSource,
  secrets: readonly ChainKey[],
  sha256: Hasher,
  redacted: ReadonlySet<number>,
  job: JobContext,
): Promise<Judged> {
  const entriesByKey = secrets.map(() => 0)
  const chain = new AcraChain(
    sha256,
    secrets.map(({ bytes }) => bytes),
  )
  const all = new SealRows()
  const counts = { verified: 0, mismatch: 0, notChecked: 0 }
  await streamRecords(store, source, job, 'lines', (bytes, place, index) => {
    const { result, breaksOff } = chain.add(readAcraLine(bytes))
    const at = { entryId: place?.entryId ?? null, line: place?.line ?? null, sequence: place?.sequence ?? null }
    if (breaksOff) all.add({ ...at, ...notEnded })
    if (result.state === 'verified') {
      counts.verified += 1
      entriesByKey[result.keyIndex] = (entriesByKey[result.keyIndex] ?? 0) + 1
      return
    }
    const hidden = result.state === 'mismatch' && index !== null && redacted.has(index)
    const state = hidden ? 'not-checked' : result.state
    if (state === 'mismatch') counts.mismatch += 1
    else counts.notChecked += 1
    all.add({
      ...at,
      item: 'integrity',
      state,
      reason: hidden ? 'redacted-at-import' : result.reason,
      expected: result.expected ?? null,
      actual: result.actual ?? null,
    })
  })
  if (chain.end()) all.add({ entryId: null, line: null, sequence: null, ...notEnded })
  const detail: SealDetail = {
    design: 'acra',
    lines: { ...chain.lines },
    chains: chain.chains,
    chainsEnded: chain.chainsEnded,
    begunBefore: chain.begunBefore,
    unsealed: chain.unsealed,
    keys: secrets.map(({ id }, at) => ({ keyId: id, entries: entriesByKey[at] ?? 0 })),
  }
  // Not one line under any key: that is the key, and says nothing of the lines.
  if (secrets.length > 0 && counts.verified === 0 && counts.mismatch > 0) {
    const relabelled = new SealRows()
    for (const row of all.rows)
      relabelled.add(row.state === 'mismatch' ? { ...row, state: 'not-checked', reason: 'key-differs' } : row)
    relabelled.notListed += all.notListed
    return {
      detail,
      counts: { verified: 0, mismatch: 0, notChecked: counts.notChecked + counts.mismatch },
      rows: relabelled,
      override: { verdict: 'not-checked', reason: 'key-differs' },
    }
  }
  return { detail, counts, rows: all }
}

const notEnded = {
  item: 'chain',
  state: 'gap',
  reason: 'chain-not-ended',
  expected: 'End of current audit log chain',
  actual: null,
} as const

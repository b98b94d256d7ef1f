/**
 * Verify seals that are no chain of hashes in one column: 1. tell the design by format and records; 2. judge by it;
 * 3. record the run. Designs and what each shows are described in `shared/core/seals/README.md`.
 */
import { isLedgerDigest } from '../../../shared/core/seals/ledger-digests.ts'
import { readQldbBlock } from '../../../shared/core/seals/qldb.ts'
import { sealVerdict, type SealRows } from '../../../shared/core/seals/seal-rows.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import type { JsonValue } from '../../../shared/model/entry.ts'
import { indexOfEntry } from '../../../shared/model/digest.ts'
import type { PayloadRule, SealCounts, SealDesign, SealDetail, SealsResult } from '../../../shared/model/seals.ts'
import type { ReasonCode, VerdictWord } from '../../../shared/model/verdict.ts'
import { redactedEntries } from '../../store/entries.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { sampleRecords } from '../verify/sample-records.ts'
import { judgeAcra } from './acra-source.ts'
import { ledgerFromFiles, ledgerFromSource } from './ledger-source.ts'
import { judgeQldb } from './qldb-source.ts'
import type { SealKeys } from './read-seal-keys.ts'
import { recorded } from './recorded.ts'
import { judgeSignatures, surveySignatures } from './signature-source.ts'

export interface SealOptions {
  readonly keys: SealKeys
  readonly payload: PayloadRule | null
  /** Completed manifests of a QLDB export. */
  readonly manifests: readonly string[]
}

export const noKeys: SealKeys = { keys: [], secrets: [] }

/** What a design's judge hands back. */
export interface Judged {
  readonly detail: SealDetail
  readonly counts: SealCounts
  readonly rows: SealRows
  /** Verdict that the rows alone do not give. */
  readonly override?: { readonly verdict: VerdictWord; readonly reason: ReasonCode }
}

const sampled = 5

/** Design of a source, from its format and its first records; null when it has no seal of these kinds. */
export async function sealDesignOf(session: Session, source: StoredSource): Promise<SealDesign | null> {
  if (source.format === 'acra') return 'acra'
  const records = (await sampleRecords(session.store, source, sampled)).map((bytes) => parsed(bytes))
  if (records.some((record) => readQldbBlock(record) !== undefined)) return 'qldb'
  if (records.some(isLedgerDigest)) return 'ledger-digests'
  return surveySignatures(session, source).columns.length > 0 ? 'signatures' : null
}

function parsed(bytes: Buffer): JsonValue {
  try {
    return parseJson(bytes.toString('utf8')) as JsonValue
  } catch {
    return null
  }
}

export async function verifySeals(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  options: SealOptions,
  job: JobContext,
): Promise<SealsResult> {
  const design = (await sealDesignOf(session, source)) ?? 'signatures'
  const { keys, payload, manifests } = options
  return recorded(
    ports,
    session,
    {
      kind: 'seals',
      sourceId: source.sourceId,
      parameters: {
        design,
        // Ids only: keys are stored nowhere.
        keys: [...new Set(keys.keys.map(({ id }) => id))],
        payload,
        manifests,
      },
    },
    custody,
    async () => {
      const { receipt } = source
      const judged = await judgeSource(ports, session, source, design, options, job)
      return resultFrom(judged, source.entries, receipt, { sourceId: source.sourceId, sourceName: source.name })
    },
  )
}

/** Digests that were saved as files are no source: they are compared where they lie. */
export function verifyLedgerFiles(
  ports: EnginePorts,
  session: Session,
  paths: readonly string[],
): Promise<SealsResult> {
  return recorded(
    ports,
    session,
    { kind: 'seals', sourceId: 0, parameters: { design: 'ledger-digests', digests: paths } },
    custody,
    async () => {
      const judged = await ledgerFromFiles(paths)
      const digests = judged.detail.design === 'ledger-digests' ? judged.detail.digests : 0
      const [first = ''] = paths
      const sourceName = paths.length === 1 ? first : `${paths.length} digest files`
      return resultFrom(judged, digests, { rejected: 0, truncated: false }, { sourceId: 0, sourceName })
    },
  )
}

function custody({ detail, counts }: SealsResult): Readonly<Record<string, string | number>> {
  return { design: detail.design, verified: counts.verified, mismatch: counts.mismatch, notChecked: counts.notChecked }
}

async function judgeSource(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  design: SealDesign,
  { keys, payload, manifests }: SealOptions,
  job: JobContext,
): Promise<Judged> {
  const redacted = new Set(redactedEntries(session.store, source.sourceId).map(({ entryId }) => indexOfEntry(entryId)))
  switch (design) {
    case 'acra':
      return judgeAcra(session, source, keys.secrets, ports.sha256, redacted, job)
    case 'qldb':
      return judgeQldb(session, source, manifests, ports.sha256, job)
    case 'ledger-digests':
      return ledgerFromSource(session, source, job)
    case 'signatures':
      return judgeSignatures(session, source, keys.keys, payload, redacted, job)
  }
}

function resultFrom(
  { detail, counts, rows, override }: Judged,
  entries: number,
  receipt: { readonly rejected: number; readonly truncated: boolean },
  named: Pick<SealsResult, 'sourceId' | 'sourceName'>,
): SealsResult {
  const own = sealVerdict(counts, rows, receipt)
  // What the records show beside an override (a chain that does not end, a line that differs) is worse and stays.
  const kept = override === undefined || own.verdict === 'mismatch' || own.verdict === 'gap' ? own : override
  return {
    kind: 'seals',
    ...named,
    ...kept,
    entries,
    rejected: receipt.rejected,
    counts,
    detail,
    rows: rows.rows,
    rowsNotListed: rows.notListed,
  }
}

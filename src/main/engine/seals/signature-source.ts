/** Signature columns of a source: found, told apart, and verified with the keys that were given. */
import { findMethod, SignatureCheck, type TrialRecord } from '../../../shared/core/seals/signature-check.ts'
import { ColumnTally, SignatureSurvey } from '../../../shared/core/seals/signature-columns.ts'
import { usualRules } from '../../../shared/core/seals/payload-rules.ts'
import type { SealKey } from '../../../shared/core/seals/signing-key.ts'
import { signatureShape } from '../../../shared/core/seals/signature-shape.ts'
import { SealRows } from '../../../shared/core/seals/seal-rows.ts'
import type { PayloadRule, SignatureColumn } from '../../../shared/model/seals.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import { EntryReader } from '../query/entry-text.ts'
import { streamEntries } from '../query/stream-entries.ts'
import type { Session } from '../session.ts'
import type { Judged } from './verify-seals.ts'

/** Entries in which columns are looked for, and those whose signatures a rule is tried on. */
const surveyedEntries = 200
const trialEntries = 3

/** Columns of a source and fields that hold keys, from its first entries. */
export function surveySignatures({ store }: Session, source: StoredSource): ReturnType<SignatureSurvey['finish']> {
  const reader = new EntryReader(store, source)
  const survey = new SignatureSurvey()
  for (let index = 0; index < Math.min(source.entries, surveyedEntries); index += 1) {
    const view = reader.viewAt(index)
    if (view !== undefined) survey.add(view)
  }
  return survey.finish()
}

interface Column {
  readonly tally: ColumnTally
  readonly check: SignatureCheck
  readonly rows: SealRows
  readonly facts: Pick<SignatureColumn, 'rule' | 'algorithm'>
}

export async function judgeSignatures(
  session: Session,
  source: StoredSource,
  keys: readonly SealKey[],
  given: PayloadRule | null,
  redacted: ReadonlySet<number>,
  job: JobContext,
): Promise<Judged> {
  const survey = surveySignatures(session, source)
  const names =
    given === null || survey.columns.includes(given.column) ? survey.columns : [given.column, ...survey.columns]
  const columns = names.map((name): Column => {
    const rule = given?.column === name ? given : null
    const records = trialRecords(session, source, name)
    const tokens = records.some(({ shape }) => shape.jws !== null)
    const rules = rule === null ? usualRules(name, hashFields(source)) : [rule]
    const method = tokens || keys.length === 0 ? null : findMethod(rules, keys, records)
    return {
      tally: new ColumnTally(name),
      check: new SignatureCheck(name, keys, method ?? statedMethod(rule, keys), rule),
      rows: new SealRows(),
      facts: {
        rule: tokens ? (rule?.id ?? 'jws') : (method?.rule.id ?? rule?.id ?? null),
        algorithm: method?.algorithm ?? rule?.algorithm ?? null,
      },
    }
  })
  await streamEntries(session.store, source, job, 'signatures', (entry) => {
    for (const { tally, check, rows } of columns) {
      const shape = tally.add(entry)
      const row = check.check(entry, entry.jsonBytes(), shape)
      if (row === null) continue
      if (row.state !== 'mismatch' || !redacted.has(entry.index)) rows.add(row)
      else {
        check.counts.mismatch -= 1
        check.counts.notChecked += 1
        rows.add({ ...row, state: 'not-checked', reason: 'redacted-at-import' })
      }
    }
  })
  const rows = new SealRows()
  const counts = { verified: 0, mismatch: 0, notChecked: 0 }
  const described = columns.map((column) => {
    const { tally, check, facts } = column
    // Nothing at all verifies: that is the key or the rule, and says nothing of the records.
    const unknown = check.counts.verified === 0 && check.counts.mismatch > 1
    const own = unknown
      ? { verified: 0, mismatch: 0, notChecked: check.counts.notChecked + check.counts.mismatch }
      : check.counts
    for (const row of column.rows.rows)
      rows.add(unknown && row.state === 'mismatch' ? { ...row, state: 'not-checked', reason: 'payload-unknown' } : row)
    rows.notListed += column.rows.notListed
    counts.verified += own.verified
    counts.mismatch += own.mismatch
    counts.notChecked += own.notChecked
    return {
      ...tally.facts(survey.keys),
      ...(check.counts.verified > 0 ? facts : { rule: null, algorithm: null }),
      keys: [...check.entriesByKey].map(([key, entries]) => ({ keyId: key.id, type: key.type, entries })),
      payloadCompared: check.payloadCompared,
      counts: own,
    }
  })
  return { detail: { design: 'signatures', columns: described }, counts, rows }
}

/** A rule that names its algorithm is used even when no record of the trial verifies: the first ones may be altered. */
function statedMethod(
  rule: PayloadRule | null,
  keys: readonly SealKey[],
): ConstructorParameters<typeof SignatureCheck>[2] {
  if (rule?.algorithm === undefined || keys.length === 0) return null
  return { rule, algorithm: rule.algorithm, form: 'raw' }
}

function trialRecords({ store }: Session, source: StoredSource, column: string): TrialRecord[] {
  const reader = new EntryReader(store, source)
  const records: TrialRecord[] = []
  for (let index = 0; index < Math.min(source.entries, surveyedEntries) && records.length < trialEntries; index += 1) {
    const view = reader.viewAt(index)
    const value = view?.raw(column)
    const shape = typeof value?.value === 'string' ? signatureShape(value.value) : null
    if (view !== undefined && shape !== null) records.push({ record: Uint8Array.from(view.jsonBytes()), shape })
  }
  return records
}

function hashFields({ profile }: StoredSource): string[] {
  return [...(profile.fields.entryHash ?? []), ...(profile.fields.previousHash ?? [])]
}

/** Counts and parameters of a further check as rows of the report. */
import type { CloudTrailResult } from '../../../../shared/model/cloudtrail.ts'
import type { ContinuityResult } from '../../../../shared/model/continuity.ts'
import type { IdClockResult } from '../../../../shared/model/id-clock.ts'
import type { ReportFact } from '../../../../shared/model/report.ts'
import type { ProofsResult } from '../../../../shared/model/proof.ts'
import type { SealDetail, SealsResult } from '../../../../shared/model/seals.ts'
import type { SequenceResult } from '../../../../shared/model/sequence-check.ts'
import { maskedValue } from '../../../../shared/core/sensitive/mask-value.ts'
import { counted, groupedDecimal } from '../../../../shared/text/numbers.ts'
import type { FurtherRun } from '../../verify/further-checks.ts'
import { count, nOfM, text, time as timeText } from '../report-parts.ts'
import { fileNameOf, withoutFolders } from '../without-folders.ts'

const row = (label: string, value: string, mono = false): ReportFact =>
  mono ? { label, value, mono } : { label, value }
const listedNames = 20

export function furtherFacts({ run, result }: FurtherRun): ReportFact[] {
  const given = maskedValue(withoutFolders(run.parameters)) as Record<string, unknown>
  const rows = (): ReportFact[] => {
    switch (result.kind) {
      case 'sequence':
        return sequenceFacts(result)
      case 'continuity':
        return continuityFacts(result)
      case 'ids':
        return idFacts(result)
      case 'seals':
        return sealFacts(result)
      case 'cloudtrail':
        return digestFacts(result, given)
      case 'proofs':
        return proofFacts(result)
    }
  }
  return [...rows(), ...(result.kind === 'cloudtrail' ? [] : [row('Parameters', parameterText(given))])]
}

/** `name value, name value`; what was not given is left out. */
function parameterText(given: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(given).flatMap(([name, value]) => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return []
    return [`${name} ${typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)}`]
  })
  return parts.length === 0 ? 'none' : parts.join(', ')
}

function sequenceFacts(result: SequenceResult): ReportFact[] {
  const { scopeFields, scopes, missing, gapCount, duplicateCount, regressionCount, timeOrder } = result
  return [
    row(
      'Counted',
      scopeFields.length === 0
        ? text.t('sequenceCheck.oneScope')
        : text.t('sequenceCheck.scope', { fields: scopeFields.join(', '), scopes }),
    ),
    row(
      'Numbers',
      [
        text.t('sequenceCheck.missing', { missing: groupedDecimal(missing), ranges: gapCount }),
        text.t('sequenceCheck.duplicates', { duplicates: duplicateCount }),
        text.t('sequenceCheck.regressions', { regressions: regressionCount }),
      ].join('; '),
    ),
    row('Without a usable number', `${counted(result.withoutSequence + result.unreadable, 'entries')}`),
    row(
      'Times along the numbers',
      `${count(timeOrder.compared)} compared, ${count(timeOrder.inversions)} go back, ${count(timeOrder.beyondTolerance)} of them by more than ${count(result.toleranceMicros)} µs; this lowers no verdict`,
    ),
  ]
}

function continuityFacts(result: ContinuityResult): ReportFact[] {
  const { order, untested, writtenDifferently, odd } = result
  return [
    row('Order', `${text.t(`continuity.order.${order.by}`)}; no such key in ${counted(order.without, 'entries')}`),
    row(
      'Looked at',
      `${counted(result.events, 'events')} with values, ${counted(result.resources, 'resources')}, ${counted(result.fields, 'fields')} of them`,
    ),
    row(
      'Compared',
      `${nOfM(result.held, result.tested)} held; ${count(result.starts)} first mentions had nothing to be compared with`,
    ),
    row(
      'Breaks',
      `${count(result.breakCount)}, which ${counted(result.holeCount, 'changes')} outside the log would explain`,
    ),
    ...(writtenDifferently.count === 0
      ? []
      : [row('Held in another form', text.t('continuity.writtenDifferently', { count: writtenDifferently.count }))]),
    ...(result.changesWithoutValues === 0
      ? []
      : [
          row(
            'Changes without values',
            text.t('continuity.changesWithoutValues', { count: result.changesWithoutValues }),
          ),
        ]),
    ...Object.entries(untested).map(([cause, number]) =>
      row(
        'Not tested',
        text.t(`continuity.untested.${cause as keyof ContinuityResult['untested']}`, { count: number ?? 0 }),
      ),
    ),
    ...odd.map((item) =>
      row('Odd steps', `${text.t(`continuity.odd.${item.step}`, { count: item.count })} (line ${item.first.line})`),
    ),
  ]
}

function idFacts(result: IdClockResult): ReportFact[] {
  const { kinds, tolerance, offsets, outside, order } = result
  return [
    row(
      'Ids',
      kinds.map(({ kind, entries, clock }) => `${kind} ${count(entries)}${clock ? '' : ' (not used)'}`).join(', ') ||
        'none',
    ),
    row('Field', result.field ?? 'none'),
    row(
      'Compared',
      `${nOfM(result.within, result.tested)} within the tolerance; ${count(outside.earlier)} earlier, ${count(outside.later)} later than their id`,
    ),
    ...(tolerance === null || offsets === null
      ? []
      : [
          row(
            'Tolerance',
            `${count(tolerance.micros)} µs around the median difference of ${count(offsets.medianMicros)} µs, worked out from the entries themselves`,
          ),
        ]),
    ...(order === null
      ? []
      : [
          row(
            'Order of the ids',
            `${count(order.back)} of ${count(order.compared)} steps go back, ${count(order.backBeyond)} of them beyond the tolerance`,
          ),
        ]),
  ]
}

function proofFacts({ proofs, trustHash }: ProofsResult): ReportFact[] {
  return [
    row('Proofs', count(proofs.length)),
    row('SHA-256 of what the auditor vouches for', trustHash, true),
    ...proofs.slice(0, listedNames).map((proof) => {
      const [time] = proof.attested
      const stated = time === undefined ? 'no outside time' : `${timeText(time.micros)} by ${time.by}`
      return row(
        proof.name,
        `${text.t(`proofKind.${proof.kind}`)}, ${proof.verdict}, rung ${proof.rung}, ${stated}; names ${count(proof.found)} of ${count(proof.committed)} values of the source${proof.reason === null ? '' : `; ${proof.reason}`}`,
      )
    }),
  ]
}

function sealFacts({ counts, detail, rowsNotListed }: SealsResult): ReportFact[] {
  return [
    row('Design', detail.design),
    row(
      'Seals',
      `${count(counts.verified)} verified, ${count(counts.mismatch)} differ, ${count(counts.notChecked)} not checked`,
    ),
    ...designFacts(detail),
    ...(rowsNotListed === 0 ? [] : [row('Counted and not listed', count(rowsNotListed))]),
  ]
}

function designFacts(detail: SealDetail): ReportFact[] {
  switch (detail.design) {
    case 'signatures':
      return detail.columns.flatMap((column) => [
        row(
          `Column ${column.column}`,
          `${counted(column.values, 'values')}, ${counted(column.absent + column.other, 'entries')} without one; ${text.t(`seals.trust.${column.trust}`)}`,
        ),
        ...(column.rule === null
          ? []
          : [row('Payload', `rule ${column.rule}, ${column.algorithm ?? 'algorithm of each token'}`)]),
        ...column.keys.map((key) =>
          row('Key, by its id', `${key.keyId} (${key.type}): ${counted(key.entries, 'entries')}`),
        ),
        ...(column.keyInExport.length === 0
          ? []
          : [row('Key in the export', text.t('seals.keyInExport', { fields: column.keyInExport.join(', ') }))]),
      ])
    case 'acra':
      return [
        row(
          'Chains',
          `${count(detail.chains)} begun, ${count(detail.chainsEnded)} ended; ${counted(detail.unsealed, 'lines')} without a seal`,
        ),
        ...detail.keys.map((key) => row('Key, by its id', `${key.keyId}: ${counted(key.entries, 'lines')}`)),
      ]
    case 'qldb':
      return detail.strands
        .slice(0, listedNames)
        .map((strand) =>
          row(
            `Strand ${strand.strandId}`,
            `${counted(strand.blocks, 'blocks')}, ${strand.firstSequence ?? '?'} to ${strand.lastSequence ?? '?'}, missing ${strand.missing}`,
          ),
        )
    case 'ledger-digests':
      return detail.incarnations
        .slice(0, listedNames)
        .map((item) =>
          row(
            `Database ${item.database}`,
            `${counted(item.digests, 'digests')}, blocks ${item.firstBlock} to ${item.lastBlock}`,
          ),
        )
  }
}

function digestFacts(
  { counts, files, chains, keys, notListed }: CloudTrailResult,
  given: Record<string, unknown>,
): ReportFact[] {
  const hashed = (name: string): { file: string; sha256: string }[] =>
    Array.isArray(given[name]) ? (given[name] as { file: string; sha256: string }[]) : []
  return [
    row(
      'Files',
      `${count(files.read)} read: digests ${count(files.digests)}, logs ${count(files.logs)}, other ${count(files.other)}`,
    ),
    row(
      'Digests',
      `${nOfM(counts.digestsVerified, counts.digests)} verified; ${count(counts.digestsMissing)} missing, ${count(counts.restarts)} begin anew`,
    ),
    row(
      'Log files',
      `${nOfM(counts.logsVerified, counts.logs)} verified; ${count(counts.logsMissing)} missing, ${count(counts.unlisted)} listed by no digest`,
    ),
    ...chains
      .slice(0, listedNames)
      .map((chain) =>
        row(
          `Chain ${chain.chain}`,
          `${[chain.account, chain.region, chain.trail].filter((part) => part !== '').join(' ')}: ${chain.verdict}, ${chain.from ?? '?'} to ${chain.to ?? '?'}`,
        ),
      ),
    ...keys
      .slice(0, listedNames)
      .map((key) =>
        row(
          'Public key',
          `${key.fingerprint ?? key.statedFingerprint}, ${key.validFrom} to ${key.validTo}, ${counted(key.digests, 'digests')}`,
        ),
      ),
    ...[...hashed('keys'), ...hashed('metadata')]
      .slice(0, listedNames)
      .map(({ file, sha256 }) => row(`SHA-256 of ${fileNameOf(file)}`, sha256, true)),
    ...(notListed.digests + notListed.logs === 0
      ? []
      : [row('Rows counted and not listed', count(notListed.digests + notListed.logs))]),
  ]
}

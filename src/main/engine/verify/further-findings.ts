/**
 * Results of the further checks to findings: sequence numbers, clocks inside ids, other seals, state continuity, copied
 * digests. One finding for each listed item that differs or is missing; where none explains the verdict, one that states
 * its reason. Give it masked results: findings are stored and shown.
 */
import type { CloudTrailResult, DigestRow, LogRow } from '../../../shared/model/cloudtrail.ts'
import type { ContinuityResult, StateHole } from '../../../shared/model/continuity.ts'
import type { Pointer } from '../../../shared/model/entry.ts'
import type { IdClockResult } from '../../../shared/model/id-clock.ts'
import type { ProofsResult } from '../../../shared/model/proof.ts'
import type { SealsResult } from '../../../shared/model/seals.ts'
import type { SequenceResult } from '../../../shared/model/sequence-check.ts'
import type { NewFinding } from '../../store/findings.ts'
import { sourcePointer } from './check-findings.ts'
import { appliesTo, type FurtherResult } from './further-checks.ts'

/** Findings of one run that are listed one by one; the run's own result has the rest. */
const listedFindings = 500

export function furtherFindings(result: FurtherResult, runId: number): NewFinding[] {
  const items = itemsOf(result, runId).slice(0, listedFindings)
  // A gap whose items are listed explains itself; anything else that is not verified names its reason.
  const explained = items.some((item) => item.severity !== 'note')
  if (result.verdict === 'verified' || (explained && result.verdict !== 'not-checked')) return items
  return [...items, incomplete(result, runId)]
}

function itemsOf(result: FurtherResult, runId: number): NewFinding[] {
  switch (result.kind) {
    case 'sequence':
      return sequenceFindings(result, runId)
    case 'continuity':
      return continuityFindings(result, runId)
    case 'ids':
      return idFindings(result, runId)
    case 'seals':
      return sealFindings(result, runId)
    case 'cloudtrail':
      return digestFindings(result, runId)
    case 'proofs':
      return proofFindings(result, runId)
  }
}

function incomplete(result: FurtherResult, runId: number): NewFinding {
  const { kind, verdict, reason, sourceId, sourceName } = result
  return {
    kind: 'check-incomplete',
    severity: !appliesTo(result) ? 'note' : verdict === 'gap' || verdict === 'mismatch' ? 'medium' : 'low',
    subject: reason ?? verdict,
    details: { check: kind, ...(sourceId === 0 ? { sourceName } : {}) },
    pointers: [sourcePointer(sourceId)],
    runId,
  }
}

function pointer(
  sourceId: number,
  { entryId, line, sequence }: Pick<Pointer, 'entryId' | 'line' | 'sequence'>,
): Pointer {
  return { sourceId, entryId, line, sequence, byteStart: null, byteLength: null }
}

/** Missing and repeated numbers. A reason to ask, not a deletion: database serials skip after rollbacks. */
function sequenceFindings({ listed, reason }: SequenceResult, runId: number): NewFinding[] {
  // Counted for something else than was named: every number of another scope would look repeated.
  if (reason === 'sequence-scope-unknown') return []
  return listed.flatMap(({ scope, test }): NewFinding[] => {
    const counted = scope.length === 0 ? {} : { scope: scope.join(', ') }
    return [
      ...test.duplicates.map((item): NewFinding => ({
        kind: 'sequence-repeat',
        severity: 'high',
        subject: item.sequence,
        details: counted,
        pointers: [item.pointer],
        runId,
      })),
      ...test.gaps.map(({ from, to, count, pointer: place }): NewFinding => {
        const missing = from === to ? from : `${from} to ${to}`
        return {
          kind: 'sequence-gap',
          severity: 'medium',
          subject: missing,
          details: { missing, count, ...counted },
          pointers: [place],
          runId,
        }
      }),
    ]
  })
}

/** One finding for each hole: what was stated, what was known, and between which events it changed. */
function continuityFindings(result: ContinuityResult, runId: number): NewFinding[] {
  return result.holes.map(({ resourceType, resourceId, breaks, after, notLaterThan }) => {
    const [first] = breaks
    const fields = breaks.map(({ field }) => field).join(', ')
    return {
      kind: 'state-break',
      severity: 'high',
      subject: `${fields} (${resourceType} ${resourceId})`,
      details: {
        resource: `${resourceType} ${resourceId}`,
        fields,
        lastKnown: first?.known ?? '',
        statedOld: first?.stated ?? '',
        changedAfter: momentText(after),
        notLaterThan: momentText(notLaterThan),
      },
      pointers: [notLaterThan, after].map((event) => pointer(result.sourceId, event)),
      runId,
    }
  })
}

function momentText({ occurredAt, line }: StateHole['after']): string {
  return occurredAt === null ? `line ${line}` : `${occurredAt} (line ${line})`
}

function idFindings({ sourceId, findings, order }: IdClockResult, runId: number): NewFinding[] {
  const times = findings.map((item): NewFinding => ({
    kind: 'id-time',
    severity: 'medium',
    subject: item.id,
    details: {
      item: item.kind,
      idTime: item.idTime,
      statedTime: item.stated,
      difference: `${item.offsetMicros / 1_000_000} s`,
    },
    pointers: [pointer(sourceId, item)],
    runId,
  }))
  // Steps back within the tolerance are what several writers and one millisecond of resolution give.
  const steps = order === null || order.backBeyond === 0 ? [] : order.first
  return [
    ...times,
    ...steps.map((step): NewFinding => ({
      kind: 'id-order',
      severity: 'low',
      subject: step.idTime,
      details: { idTime: step.idTime, difference: `${-step.backMicros / 1_000_000} s` },
      pointers: [
        pointer(sourceId, step),
        pointer(sourceId, { entryId: step.beforeEntryId, line: null, sequence: null }),
      ],
      runId,
    })),
  ]
}

/** Rows that differ or are missing one by one; those that could not be checked once for each reason, with the first. */
function sealFindings({ kind, sourceId, sourceName, rows }: SealsResult, runId: number): NewFinding[] {
  const named = sourceId === 0 ? { sourceName } : {}
  const unchecked = Map.groupBy(
    rows.filter(({ state }) => state === 'not-checked'),
    ({ reason }) => reason,
  )
  return [
    ...rows.flatMap((row): NewFinding[] =>
      row.state === 'not-checked'
        ? []
        : [
            {
              kind: row.state === 'mismatch' ? 'seal-mismatch' : 'seal-gap',
              severity: row.state === 'mismatch' ? 'critical' : 'high',
              subject: row.item,
              details: {
                ...named,
                item: row.item,
                reason: row.reason,
                expected: row.expected ?? '',
                actual: row.actual ?? '',
              },
              pointers: [pointer(sourceId, row)],
              runId,
            },
          ],
    ),
    ...[...unchecked].map(([reason, list]): NewFinding => ({
      kind: 'check-incomplete',
      severity: 'low',
      subject: reason,
      details: { ...named, check: kind, item: list[0]?.item ?? '' },
      pointers: list.slice(0, 8).map((row) => pointer(sourceId, row)),
      runId,
    })),
  ]
}

/** One finding for each proof that contradicts itself or names what is not there, and for each two checkpoints that contradict each other. */
function proofFindings({ sourceId, proofs, logs = [] }: ProofsResult, runId: number): NewFinding[] {
  const stories = logs.flatMap(({ origin, steps }) =>
    steps
      .filter(({ holds }) => holds === false)
      .map(({ older, newer, reason, expected, actual }): NewFinding => ({
        kind: 'log-mismatch',
        severity: 'critical',
        subject: origin,
        details: { older, newer, reason: reason ?? '', expected: expected ?? '', actual: actual ?? '' },
        pointers: [sourcePointer(sourceId)],
        runId,
      })),
  )
  return [...stories, ...singleProofFindings(sourceId, proofs, runId)]
}

function singleProofFindings(sourceId: number, proofs: ProofsResult['proofs'], runId: number): NewFinding[] {
  return proofs.flatMap(({ name, verdict, reason, steps }): NewFinding[] => {
    if (verdict !== 'mismatch' && verdict !== 'gap') return []
    const failed = steps.find(({ holds }) => holds === false)
    return [
      {
        kind: verdict === 'mismatch' ? 'proof-mismatch' : 'proof-gap',
        severity: 'high',
        subject: name,
        details: { reason: reason ?? '', expected: failed?.expected ?? '', actual: failed?.actual ?? '' },
        pointers: [sourcePointer(sourceId)],
        runId,
      },
    ]
  })
}

/** The files lie outside the engagement: they are named by their key and file, and by the hash that was expected. */
function digestFindings({ sourceName, digests, logs, unlisted }: CloudTrailResult, runId: number): NewFinding[] {
  const rowOf = (row: DigestRow | LogRow): NewFinding[] => {
    if (row.verdict !== 'mismatch' && row.verdict !== 'gap') return []
    const compared = 'content' in row ? comparedOf(row) : row
    return [
      {
        kind: row.verdict === 'mismatch' ? 'digest-mismatch' : 'digest-gap',
        severity: row.verdict === 'mismatch' ? 'critical' : 'high',
        subject: row.key ?? row.file ?? ('endTime' in row ? row.endTime : null) ?? '',
        details: {
          sourceName,
          file: row.file ?? '',
          bucket: row.bucket ?? '',
          reason: row.reason ?? '',
          expected: compared.expected ?? '',
          actual: compared.actual ?? '',
        },
        pointers: [sourcePointer(0)],
        runId,
      },
    ]
  }
  const unchecked = Map.groupBy(
    [...digests, ...logs, ...unlisted].filter(({ verdict }) => verdict === 'not-checked'),
    ({ reason }) => reason,
  )
  return [
    ...digests.flatMap(rowOf),
    ...logs.flatMap(rowOf),
    ...[...unchecked].map(([reason, list]): NewFinding => ({
      kind: 'check-incomplete',
      severity: 'low',
      subject: reason ?? 'not-checked',
      details: { sourceName, check: 'cloudtrail', file: list[0]?.file ?? '', count: String(list.length) },
      pointers: [sourcePointer(0)],
      runId,
    })),
  ]
}

/** The comparison of a digest that decided its verdict. */
function comparedOf({ verdict, content, signature, linkCompared }: DigestRow): DigestRow['content'] {
  return [content, signature, linkCompared].find((item) => item.verdict === verdict) ?? content
}

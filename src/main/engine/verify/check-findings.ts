/** Verdicts to findings: what a person must judge, with pointers. The sentence comes from the catalogue. */
import type {
  AnchorsResult,
  ChainBreak,
  ChainResult,
  MerkleResult,
  TreeWeakness,
} from '../../../shared/model/check-run.ts'
import type { Pointer } from '../../../shared/model/entry.ts'
import type { FindingKind, Severity } from '../../../shared/model/finding.ts'
import type { NewFinding } from '../../store/findings.ts'

/** Findings of one kind that are listed one by one; the rest is in the run's own list, and the last finding says how many. */
const listedBreaks = 500

export function sourcePointer(sourceId: number): Pointer {
  return { sourceId, entryId: null, line: null, sequence: null, byteStart: null, byteLength: null }
}

export function chainFindings(result: ChainResult, breaks: readonly ChainBreak[], runId: number): NewFinding[] {
  const findings = breaks.slice(0, listedBreaks).flatMap((item): NewFinding[] => {
    const kind = breakKind(item)
    if (kind === undefined) return []
    return [
      {
        kind,
        severity: severityOf(kind),
        subject: item.reason ?? item.link ?? item.content,
        details: {
          line: String(item.line),
          sequence: item.sequence ?? '',
          link: item.link ?? '',
          content: item.content,
          missing: item.missingBefore,
          // Expected is what the evidence states, actual what recomputation gave, as for roots and anchors.
          expected: item.stored ?? item.expectedPrevious ?? '',
          actual: item.recomputed ?? item.statedPrevious ?? '',
        },
        pointers: [
          {
            sourceId: result.sourceId,
            entryId: item.entryId,
            line: item.line,
            sequence: item.sequence,
            byteStart: null,
            byteLength: null,
          },
        ],
        runId,
      },
    ]
  })
  if (result.verdict === 'not-checked') {
    findings.unshift({
      kind: 'chain-not-checked',
      severity: 'high',
      subject: result.reason ?? 'no-recipe-reproduces',
      details: { content: 'not-recomputable', entries: String(result.entries) },
      pointers: [sourcePointer(result.sourceId)],
      runId,
    })
  }
  return findings
}

function breakKind(item: ChainBreak): FindingKind | undefined {
  if (item.content === 'mismatch' || item.link === 'broken') return 'chain-mismatch'
  if (item.link === 'gap') return 'chain-gap'
  if (item.link === 'fork') return 'chain-fork'
  if (item.link === 'reorder') return 'chain-reorder'
  return undefined
}

function severityOf(kind: FindingKind): Severity {
  if (kind === 'chain-mismatch' || kind === 'chain-fork') return 'critical'
  return kind === 'chain-gap' ? 'high' : 'low'
}

export function merkleFindings(result: MerkleResult, runId: number): NewFinding[] {
  return [...batchFindings(result, runId), ...lateFindings(result, runId), ...weaknessFindings(result, runId)]
}

/** Worst where different entries can be given one root, least where nothing but a guess is confirmed. */
const weaknessSeverity: Readonly<Record<TreeWeakness, Severity>> = {
  'hash-has-collisions': 'high',
  'repeated-tail-keeps-root': 'medium',
  'order-not-bound': 'low',
  'node-can-pose-as-leaf': 'low',
  'batch-of-one': 'note',
  'leaves-unsalted': 'note',
}

/** Limits of the trees, one finding each for the source: they are properties of the design, not of an entry. */
function weaknessFindings(result: MerkleResult, runId: number): NewFinding[] {
  return (result.weaknesses ?? []).map((weakness): NewFinding => ({
    kind: 'tree-weakness',
    severity: weaknessSeverity[weakness],
    subject: weakness,
    details: { tree: result.treeId, leaf: result.leafRecipeId, batches: String(result.batches.length) },
    pointers: [sourcePointer(result.sourceId)],
    runId,
  }))
}

function lateFindings({ lateBatches = [], batches, sourceId }: MerkleResult, runId: number): NewFinding[] {
  if (lateBatches.length === 0) return []
  const batchByName = new Map(batches.map((batch) => [batch.date, batch]))
  return lateBatches.slice(0, listedBreaks).map((name): NewFinding => ({
    kind: 'batch-anchored-late',
    severity: 'low',
    subject: name,
    details: { date: name, secondsAfter: String(batchByName.get(name)?.claimedAfterSeconds ?? '') },
    pointers: [sourcePointer(sourceId)],
    runId,
  }))
}

function batchFindings(result: MerkleResult, runId: number): NewFinding[] {
  return result.batches.flatMap((batch): NewFinding[] => {
    if (batch.verdict === 'verified') return []
    const kind: FindingKind =
      batch.reason === 'anchored-more-than-once'
        ? 'batch-anchored-twice'
        : batch.verdict === 'mismatch'
          ? 'merkle-mismatch'
          : batch.reason === 'batch-empty'
            ? 'anchor-without-batch'
            : batch.verdict === 'not-checked'
              ? 'merkle-not-checked'
              : 'batch-unanchored'
    return [
      {
        kind,
        severity: batch.verdict === 'mismatch' ? 'critical' : batch.verdict === 'gap' ? 'high' : 'medium',
        subject: batch.date,
        details: {
          date: batch.date,
          reason: batch.reason ?? '',
          count: String(batch.count),
          expected: batch.claimedRoots.join(' '),
          actual: batch.recomputedRoot ?? '',
        },
        pointers: [sourcePointer(result.sourceId)],
        runId,
      },
    ]
  })
}

/** What an anchor check leaves to a person: anchors below `verified`, and sensitive values written to the chain. */
export function anchorFindings(result: AnchorsResult, runId: number): NewFinding[] {
  return [...unverifiedAnchors(result, runId), ...textFindings(result, runId)]
}

function textFindings(result: AnchorsResult, runId: number): NewFinding[] {
  return result.anchors.flatMap(({ date, transactionHash, onChain = [] }): NewFinding[] => {
    if (onChain.length === 0) return []
    const kinds = onChain.map(({ kind, count }) => `${kind} (${count})`).join(', ')
    return [
      {
        kind: 'anchor-text-sensitive',
        severity: 'medium',
        subject: date,
        details: { date, transaction: transactionHash, kinds },
        pointers: [sourcePointer(result.sourceId)],
        runId,
      },
    ]
  })
}

function unverifiedAnchors(result: AnchorsResult, runId: number): NewFinding[] {
  return result.anchors.flatMap((anchor): NewFinding[] => {
    if (anchor.verdict === 'verified') return []
    const step = anchor.steps.find((candidate) => !candidate.holds)
    // The Merkle check states that a batch was anchored twice; of the two, this anchor's own root is the recomputed one.
    if (anchor.reason === 'anchored-more-than-once' && anchor.claimedRoot === anchor.recomputedRoot) return []
    return [
      {
        kind: anchor.verdict === 'mismatch' ? 'anchor-mismatch' : 'anchor-not-checked',
        severity: anchor.verdict === 'mismatch' ? 'critical' : 'low',
        subject: anchor.date,
        details: {
          date: anchor.date,
          transaction: anchor.transactionHash,
          reason: anchor.reason ?? '',
          rung: anchor.rung,
          expected: step?.expected ?? '',
          actual: step?.actual ?? '',
        },
        pointers: [sourcePointer(result.sourceId)],
        runId,
      },
    ]
  })
}

/** Says in a few lines what a command answered. Reads answers, judges nothing. */
import type { Answer } from './assay-command.ts'
import type {
  AnchorResult,
  AnchorsResult,
  BuiltPackage,
  CheckResult,
  Coverage,
  ErasurePreview,
  FillReport,
  ImportedSource,
  PackageCheck,
  SourceRules,
} from './documents.ts'
import { spanOf } from './look-up.ts'
import { grouped } from './story.ts'
import type { Story } from './story.ts'

export function tellImport(story: Story, sources: readonly ImportedSource[]): void {
  for (const { name, receipt } of sources) {
    const sum = `${grouped(receipt.accepted)} accepted + ${grouped(receipt.rejected)} rejected + ${grouped(receipt.blank)} blank = ${grouped(receipt.physical)} records`
    story.result(`${name}: ${sum}${receipt.truncated ? '; the file ends inside a record' : ''}`)
  }
}

export function tellVerdicts(story: Story, answer: Answer<readonly CheckResult[]>): void {
  for (const result of answer.result) {
    story.result(
      `${result.verdict.padEnd(12)} ${result.kind.padEnd(8)} ${result.sourceName}: ${progressOf(result)}${result.reason === null ? '' : ` (${result.reason})`}`,
    )
  }
  story.result(`in all ${answer.overall ?? 'no verdict'}, exit ${answer.exit}`)
}

function progressOf(result: CheckResult): string {
  switch (result.kind) {
    case 'chain':
      return `${grouped(result.contentVerified)} of ${grouped(result.entries)} entries recompute, recipe ${result.recipeId ?? 'none'}`
    case 'merkle':
      return `${grouped(result.verified)} of ${grouped(result.batches.length)} daily roots equal the claimed ones`
    case 'anchors':
      return `${grouped(result.verified)} of ${grouped(result.anchors.length)} anchors`
  }
}

/** Rungs reached, the three times of one anchor, and what contradicts. */
export function tellAnchors(story: Story, answer: Answer<readonly CheckResult[]>): void {
  for (const result of answer.result.filter((item): item is AnchorsResult => item.kind === 'anchors')) {
    const rungs = [...Map.groupBy(result.anchors, ({ rung }) => rung)].map(
      ([rung, anchors]) => `${rung} ${grouped(anchors.length)}`,
    )
    story.result(
      `${result.verdict.padEnd(12)} ${result.sourceName}: rung reached: ${rungs.join(', ')}${result.reason === null ? '' : ` (${result.reason})`}`,
    )
    const [first] = result.anchors
    if (first !== undefined)
      story.result(
        `times of ${first.date}: submitter said ${instant(first.times.assertedSeconds)}, block says ${instant(first.times.blockSeconds)}`,
      )
    for (const anchor of result.anchors.filter(({ verdict }) => verdict === 'mismatch'))
      tellContradiction(story, anchor)
  }
}

function tellContradiction(story: Story, { date, reason, claimedRoot, recomputedRoot }: AnchorResult): void {
  story.result(
    `${date} mismatch: ${reason ?? ''}; anchored ${claimedRoot.slice(0, 16)}…, recomputed ${recomputedRoot?.slice(0, 16) ?? 'nothing'}…`,
  )
}

const instant = (seconds: string | null): string =>
  seconds === null ? 'nothing' : new Date(Number(seconds) * 1000).toISOString().replace('.000', '')

export function tellRules(story: Story, rules: readonly SourceRules[]): void {
  for (const { sourceName, results } of rules) {
    const testable = results.filter(({ result }) => result !== 'not-testable')
    story.result(`${sourceName}: ${grouped(testable.length)} of ${grouped(results.length)} rules are testable`)
    for (const { rule, name, mode, hits, hitCount } of testable) {
      if (hitCount === 0) continue
      const lines = hits
        .slice(0, 12)
        .map(({ pointer }) => pointer.line)
        .join(' ')
      story.result(
        `  rule ${rule} ${name}, ${mode}: ${grouped(hitCount)} at lines ${lines}${hitCount > 12 ? ' …' : ''}`,
      )
    }
  }
}

export function tellFill(story: Story, reports: readonly FillReport[]): void {
  for (const { sourceName, rates } of reports) {
    const measured = rates.filter(({ result }) => result === 'measured')
    const full = measured.filter(({ filled, applicable }) => filled === applicable)
    story.result(
      `${sourceName}: ${full.length} of ${measured.length} measured who-what-when-where-why fields are always filled`,
    )
  }
}

export function tellCoverage(story: Story, coverage: readonly Coverage[], sources: readonly ImportedSource[]): void {
  for (const { sourceId, days, emptyDays } of coverage) {
    const name = sources.find((source) => source.sourceId === sourceId)?.name ?? `source ${sourceId}`
    const empty =
      emptyDays.length === 0 ? '' : `; none on ${emptyDays.slice(0, 12).join(' ')}${emptyDays.length > 12 ? ' …' : ''}`
    story.result(
      `${name}: events on ${grouped(days.length - emptyDays.length)} of ${grouped(days.length)} days${empty}`,
    )
  }
}

/** Days between a file's first and last event, where the period of the engagement is no promise. */
export function tellSpans(story: Story, coverage: readonly Coverage[]): void {
  for (const { days } of coverage) {
    const { firstDay, lastDay, emptyDays } = spanOf(days)
    story.result(
      `events from ${firstDay} to ${lastDay}, ${emptyDays.length === 0 ? 'on every day' : `none on ${emptyDays.join(' ')}`}`,
    )
  }
}

export function tellFindings(story: Story, byKind: Readonly<Record<string, number>>): void {
  const total = Object.values(byKind).reduce((sum, count) => sum + count, 0)
  story.result(
    `${grouped(total)} findings: ${Object.entries(byKind)
      .map(([kind, count]) => `${kind} ${grouped(count)}`)
      .join(', ')}`,
  )
}

export function tellErasure(story: Story, { subjects, entries, rows, effects }: ErasurePreview): void {
  story.result(`${grouped(entries)} ${entries === 1 ? 'entry names' : 'entries name'} ${subjects.join(' or ')}`)
  for (const { pointer, role, changes } of rows.slice(0, 4)) {
    story.result(
      `  line ${pointer.line ?? '?'} (${role}): ${changes.map(({ path, before, after }) => `${path}: ${before} -> ${after === '' ? '(blank)' : after}`).join('; ')}`,
    )
  }
  if (rows.length > 4) story.result(`  … and ${grouped(rows.length - 4)} more`)
  for (const { sourceName, check, verdictBefore, verdictAfter, affected, of } of effects) {
    story.result(
      `  ${check} of ${sourceName}: ${verdictBefore} would become ${verdictAfter}; ${grouped(affected)} of ${grouped(of)} would no longer recompute`,
    )
  }
}

export function tellPackage(
  story: Story,
  built: BuiltPackage,
  plain: Answer<PackageCheck>,
  trusted: Answer<PackageCheck>,
): void {
  story.result(
    `${grouped(built.files.length)} files, ${grouped(built.bytes)} bytes; integrity ${plain.result.integrity}`,
  )
  story.result(
    `signer not known: ${plain.overall ?? ''}, exit ${plain.exit}; signer trusted by fingerprint: ${trusted.overall ?? ''}, exit ${trusted.exit}`,
  )
}

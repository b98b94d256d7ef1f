/** Imports what one defect case names and runs the checks its expectations are about. Judges nothing. */
import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Answer, AssayCommand } from './assay-command.ts'
import { exportsOf } from './defect-case.ts'
import type { DefectCase } from './defect-case.ts'
import type {
  CheckResult,
  Coverage,
  ErasurePreview,
  FillReport,
  Finding,
  FindingList,
  ImportedSource,
  InspectedRecord,
  Recipe,
  SourceRules,
} from './documents.ts'
import {
  tellAnchors,
  tellErasure,
  tellFill,
  tellFindings,
  tellImport,
  tellRules,
  tellSpans,
  tellVerdicts,
} from './tell.ts'
import { trustEntries } from './trust-entries.ts'

/** Answers of the checks that were asked for; the others are absent. */
export interface DefectRun {
  readonly sources: readonly ImportedSource[]
  readonly recipes: readonly Recipe[]
  readonly verified?: Answer<readonly CheckResult[]>
  readonly withTrust?: Answer<readonly CheckResult[]>
  readonly rules?: readonly SourceRules[]
  readonly fill?: readonly FillReport[]
  readonly coverage?: readonly Coverage[]
  readonly erasure?: ErasurePreview
  readonly findings: readonly Finding[]
  readonly inspected: ReadonlyMap<string, InspectedRecord>
}

/** The year in which all cases play; days without events are counted between the first and the last of a file. */
const period = '2025-01-01..2025-12-31'

export async function runDefect(assay: AssayCommand, defect: DefectCase): Promise<DefectRun> {
  const { story } = assay
  const engagement = `${defect.defect}.assay`
  const fromHere = (name: string): string => relative(assay.folder, join(defect.directory, name))
  const asked = new Set(defect.expectations.map(({ check }) => check))
  const details = defect.expectations.flatMap((expectation) => Object.keys(expectation.details))

  story.step(defect.about)
  await assay.run('new', engagement, '--name', defect.folder, '--period', period)
  const { result: sources } = await assay.run<readonly ImportedSource[]>(
    'import',
    engagement,
    ...exportsOf(defect).map(fromHere),
  )
  tellImport(story, sources)
  const anchorFiles = defect.files.filter((file) => /-(?:anchors\.ndjson|transcript\.json)$/.test(file))
  if (anchorFiles.length > 0) {
    for (const { name } of sources.filter(({ hasBatches }) => hasBatches))
      await assay.run('anchor', 'add', engagement, '--source', name, ...anchorFiles.map(fromHere))
  }

  const run: { -readonly [P in keyof DefectRun]: DefectRun[P] } = {
    sources,
    recipes: [],
    findings: [],
    inspected: new Map(),
  }
  if (asked.has('chain') || asked.has('merkle') || asked.has('anchor')) {
    run.verified = await assay.run<readonly CheckResult[]>('verify', 'all', engagement)
    tellVerdicts(story, run.verified)
  }
  if (details.includes('withTrust')) {
    const transcript = anchorFiles.find((file) => file.endsWith('.json')) ?? ''
    writeFileSync(join(assay.folder, 'trusted-block-hashes.ndjson'), trustEntries(join(defect.directory, transcript)))
    await assay.run('trust', 'add', engagement, 'trusted-block-hashes.ndjson')
    run.withTrust = await assay.run<readonly CheckResult[]>('verify', 'anchors', engagement)
    tellAnchors(story, run.withTrust)
  }
  if (asked.has('rules')) {
    run.rules = (await assay.run<readonly SourceRules[]>('detect', engagement)).result
    tellRules(story, run.rules)
  }
  if (asked.has('coverage') || details.includes('idsMissing')) {
    run.coverage = (await assay.run<readonly Coverage[]>('gaps', engagement)).result
    tellSpans(story, run.coverage)
  }
  if (asked.has('w5')) {
    run.fill = (await assay.run<readonly FillReport[]>('w5', engagement)).result
    tellFill(story, run.fill)
  }
  for (const { check, details: wanted } of defect.expectations) {
    if (check !== 'erasure') continue
    run.erasure = (
      await assay.run<ErasurePreview>('erasure', 'preview', engagement, '--subject', ...(wanted['subject'] as string[]))
    ).result
    tellErasure(story, run.erasure)
  }
  if (details.includes('recipe')) run.recipes = (await assay.runUntold<readonly Recipe[]>('recipe', 'list')).result
  if (details.includes('contentMismatches') || details.includes('idsMissing')) {
    const answer = await assay.run<FindingList>('findings', engagement)
    run.findings = answer.result.findings
    tellFindings(story, answer.result.byKind)
  }
  run.inspected = await inspectLines(assay, engagement, defect)
  return run
}

/** Records at lines that an expectation is about, by `file:line`: those it names, and the first of a chain. */
async function inspectLines(
  assay: AssayCommand,
  engagement: string,
  defect: DefectCase,
): Promise<ReadonlyMap<string, InspectedRecord>> {
  const inspected = new Map<string, InspectedRecord>()
  for (const { check, file, details } of defect.expectations) {
    const named = check === 'merkle' ? ((details['lines'] ?? []) as number[]) : []
    for (const line of 'recipe' in details ? [1] : named) {
      const { result } = await assay.runUntold<InspectedRecord>('inspect', engagement, file, '--record', String(line))
      inspected.set(`${file}:${line}`, result)
    }
  }
  return inspected
}

/**
 * The main job on one set, step by step: engagement, import, checks before and after anchors and trust, analysis,
 * erasure preview, packages. Tells what happens and gathers every answer; judges nothing.
 */
import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Answer, AssayCommand } from './assay-command.ts'
import type {
  BuiltPackage,
  CheckResult,
  Coverage,
  CustodyCheck,
  ErasurePreview,
  FillReport,
  Finding,
  FindingList,
  ImportedSource,
  InspectedRecord,
  PackageCheck,
  Recipe,
  SigningKey,
  SourceRules,
} from './documents.ts'
import { logicalDump } from './logical-dump.ts'
import { textsOfPackage } from './package-files.ts'
import { grouped } from './story.ts'
import {
  tellAnchors,
  tellCoverage,
  tellErasure,
  tellFill,
  tellFindings,
  tellImport,
  tellPackage,
  tellRules,
  tellVerdicts,
} from './tell.ts'
import { trustEntries } from './trust-entries.ts'

export const templates = ['soc2', 'pci', 'sox'] as const
export type Template = (typeof templates)[number]

export interface SetPlan {
  readonly set: string
  readonly name: string
  /** Folder with the set's files. */
  readonly directory: string
  /** First and last day the engagement is about, `YYYY-MM-DD`. */
  readonly period: { readonly from: string; readonly to: string }
  readonly files: readonly string[]
  /** The file whose batches were anchored. */
  readonly anchored: string
  readonly subject: readonly string[]
  readonly templates: readonly Template[]
}

export interface PackageRun {
  readonly template: Template
  readonly path: string
  readonly built: Answer<BuiltPackage>
  readonly plain: Answer<PackageCheck>
  readonly trusted: Answer<PackageCheck>
  /** Tables of administrators by path in the package. */
  readonly tables: ReadonlyMap<string, string>
}

export interface SetRun {
  readonly plan: SetPlan
  readonly engagement: string
  readonly sources: readonly ImportedSource[]
  readonly recipes: readonly Recipe[]
  /** First record of each file that has a chain. */
  readonly firstRecords: ReadonlyMap<string, InspectedRecord>
  readonly beforeAnchors: Answer<readonly CheckResult[]>
  readonly withoutTrust: Answer<readonly CheckResult[]>
  readonly withTrust: Answer<readonly CheckResult[]>
  readonly rules: Answer<readonly SourceRules[]>
  readonly fill: Answer<readonly FillReport[]>
  readonly coverage: Answer<readonly Coverage[]>
  readonly findings: readonly Finding[]
  readonly erasure: ErasurePreview
  readonly dumpBefore: string
  readonly dumpAfter: string
  readonly packages: readonly PackageRun[]
  readonly custody: Answer<CustodyCheck>
}

export async function runSet(assay: AssayCommand, plan: SetPlan): Promise<SetRun> {
  const { story } = assay
  const engagement = `${plan.set}.assay`
  const fromHere = (name: string): string => relative(assay.folder, join(plan.directory, name))

  story.step('1. Open an engagement and import both exports: bytes kept and hashed first, then read.')
  await assay.run(
    'new',
    engagement,
    '--name',
    plan.name,
    '--period',
    `${plan.period.from}..${plan.period.to}`,
    '--framework',
    'soc2,pci,sox',
  )
  const { result: sources } = await assay.run<readonly ImportedSource[]>(
    'import',
    engagement,
    ...plan.files.map(fromHere),
  )
  tellImport(story, sources)

  story.step('2. Verify before anything outside the exports is there: consistent in itself is all that can be said.')
  const beforeAnchors = await assay.run<readonly CheckResult[]>('verify', 'all', engagement)
  tellVerdicts(story, beforeAnchors)

  story.step('3. Add what the anchoring job recorded, and what a node answered about those transactions.')
  const stem = plan.anchored.replace(/\.ndjson$/, '')
  const transcript = `${stem}-transcript.json`
  await assay.run(
    'anchor',
    'add',
    engagement,
    '--source',
    plan.anchored,
    fromHere(`${stem}-anchors.ndjson`),
    fromHere(transcript),
  )
  const withoutTrust = await assay.run<readonly CheckResult[]>('verify', 'anchors', engagement)
  tellAnchors(story, withoutTrust)

  story.step('4. Trust the block hashes. Here they come from the same transcript, so that the demo needs no network.')
  story.line(
    '   In real work the auditor gets them elsewhere: from a node or an explorer that the audited party does not run.',
  )
  const trusted = 'trusted-block-hashes.ndjson'
  writeFileSync(join(assay.folder, trusted), trustEntries(join(plan.directory, transcript)))
  await assay.run('trust', 'add', engagement, trusted)
  const withTrust = await assay.run<readonly CheckResult[]>('verify', 'all', engagement)
  tellVerdicts(story, withTrust)
  tellAnchors(story, withTrust)

  story.step('5. Look for what is odd and what is missing.')
  const rules = await assay.run<readonly SourceRules[]>('detect', engagement)
  tellRules(story, rules.result)
  const fill = await assay.run<readonly FillReport[]>('w5', engagement)
  tellFill(story, fill.result)
  const coverage = await assay.run<readonly Coverage[]>('gaps', engagement)
  tellCoverage(story, coverage.result, sources)
  const { result: found } = await assay.run<FindingList>('findings', engagement)
  tellFindings(story, found.byKind)

  story.step(
    '6. Preview an erasure: who is meant, what would change, what that does to the proofs. Nothing is changed.',
  )
  const file = join(assay.folder, engagement)
  const dumpBefore = logicalDump(file)
  const { result: erasure } = await assay.run<ErasurePreview>(
    'erasure',
    'preview',
    engagement,
    '--subject',
    ...plan.subject,
  )
  const dumpAfter = logicalDump(file)
  tellErasure(story, erasure)
  story.result(
    `every table of the engagement before and after: ${dumpBefore === dumpAfter ? 'the same' : 'not the same'} (${dumpAfter.slice(0, 16)}…)`,
  )

  story.step('7. Make a signing key and hand over signed packages; the passphrase is made for this run and not kept.')
  const { result: key } = await assay.run<SigningKey>('key', 'new', '--name', 'Assay demo signer', '-o', 'signer.p12')
  const packages: PackageRun[] = []
  for (const template of plan.templates) packages.push(await runPackage(assay, engagement, template, key.fingerprint))

  story.step('8. Recompute the log of what was done.')
  const custody = await assay.run<CustodyCheck>('log', 'verify', engagement)
  story.result(`${custody.result.verdict}: ${grouped(custody.result.events)} events`)
  const { result: recipes } = await assay.runUntold<readonly Recipe[]>('recipe', 'list')
  const firstRecords = new Map<string, InspectedRecord>()
  for (const { name, hasChain } of sources) {
    if (!hasChain) continue
    firstRecords.set(
      name,
      (await assay.runUntold<InspectedRecord>('inspect', engagement, name, '--record', '1')).result,
    )
  }
  return {
    plan,
    engagement,
    sources,
    recipes,
    firstRecords,
    beforeAnchors,
    withoutTrust,
    withTrust,
    rules,
    fill,
    coverage,
    findings: found.findings,
    erasure,
    dumpBefore,
    dumpAfter,
    packages,
    custody,
  }
}

async function runPackage(
  assay: AssayCommand,
  engagement: string,
  template: Template,
  fingerprint: string,
): Promise<PackageRun> {
  const file = `${engagement.replace(/\.assay$/, '')}-${template}.evidence.zip`
  const built = await assay.run<BuiltPackage>(
    'package',
    'build',
    engagement,
    '--template',
    template,
    '--key',
    'signer.p12',
    '-o',
    file,
  )
  const plain = await assay.run<PackageCheck>('package', 'verify', file)
  const trusted = await assay.run<PackageCheck>('package', 'verify', file, '--trust', fingerprint)
  tellPackage(assay.story, built.result, plain, trusted)
  const path = join(assay.folder, file)
  const tables = await textsOfPackage(path, (name) => name.endsWith('-administrators.csv'))
  return { template, path, built, plain, trusted, tables }
}

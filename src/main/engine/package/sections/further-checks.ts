/**
 * Sections 6.1 to 6.3 of a report: the checks beside chain, roots and anchors with what each counted, was given and does
 * not show; what the Chain Doctor inferred; and every check run that is kept, so that a superseded one is not forgotten.
 */
import type { StoredDoctorReport } from '../../../../shared/model/doctor.ts'
import type { ReportBlock, ReportFact, ReportSection } from '../../../../shared/model/report.ts'
import { maskedText } from '../../../../shared/core/sensitive/mask-value.ts'
import type { TextKey } from '../../../../shared/text/create-text.ts'
import { residueSentence } from '../../../../shared/text/residue-text.ts'
import { checkSentence, doesNotProve, reasonText, scopeOf } from '../../../../shared/text/verdict-text.ts'
import { appliesTo, type FurtherRun } from '../../verify/further-checks.ts'
import { furtherExceptions, unlistedItems } from '../further-exceptions.ts'
import type { PackageFacts } from '../package-facts.ts'
import { count, cutTable, sourceTag, text, time, type ReportContext } from '../report-parts.ts'
import { fileNameOf } from '../without-folders.ts'
import { furtherFacts } from './further-facts.ts'

const shownItems = 100
const shownRuns = 200

export function furtherSections({ facts }: ReportContext): ReportSection[] {
  return [
    { id: 'further-checks', heading: '6.1  Further checks', blocks: checkBlocks(facts) },
    { id: 'recipe-inference', heading: '6.2  Recipes that were inferred', blocks: doctorBlocks(facts) },
    { id: 'check-runs', heading: '6.3  Check runs', blocks: runBlocks(facts) },
  ]
}

function checkBlocks({ sources, outside }: PackageFacts): ReportBlock[] {
  const all = [...sources.flatMap((source) => source.further), ...outside]
  if (all.length === 0)
    return [
      {
        kind: 'note',
        text: 'None was run: sequence numbers, state continuity, clocks inside ids, signatures and other seals, copied digests.',
      },
    ]
  const limits = [...new Set(all.map(({ result }) => result.kind))].flatMap((kind) => doesNotProve(text, kind))
  return [
    {
      kind: 'paragraph',
      text: 'These verdicts stand beside those of section 6 and replace none of them. Exceptions are rows of the register in section 9; they belong to no test of the framework.',
    },
    ...sources.flatMap(({ source, further }, index): ReportBlock[] =>
      further.length === 0
        ? [{ kind: 'note', text: `${source.name}: no further check was run.` }]
        : [
            { kind: 'subheading', text: source.name },
            ...further.flatMap((run) => resultBlocks(run, `data/runs/${sourceTag(index)}-${run.result.kind}.json`)),
          ],
    ),
    ...(outside.length === 0
      ? []
      : [{ kind: 'subheading' as const, text: 'Over files that were not imported and are not in this package' }]),
    ...outside.flatMap((run, index) => resultBlocks(run, outsidePath(run, index))),
    { kind: 'subheading', text: text.t('prove.heading') },
    ...limits.map((limit): ReportBlock => ({ kind: 'note', text: limit })),
  ]
}

/** File of the result of a check over files that were never imported. */
export function outsidePath({ result }: FurtherRun, index: number): string {
  return `data/runs/files-${index + 1}-${result.kind}.json`
}

function resultBlocks(item: FurtherRun, path: string): ReportBlock[] {
  const { run, result } = item
  const exceptions = furtherExceptions(item)
  const unlisted = unlistedItems(result, exceptions.length)
  const named = { ...result, sourceName: maskedText(fileNameOf(result.sourceName)) }
  const runFacts: ReportFact[] = [
    { label: 'Run', value: `no. ${run.runId}, ${time(run.startedAtMicros)}, Assay ${run.toolVersion}` },
    { label: 'SHA-256 of the result', value: run.resultSha256 ?? 'not recorded', mono: true },
    { label: 'Whole result', value: path },
  ]
  return [
    {
      kind: 'verdict',
      verdict: result.verdict,
      scope: `${text.t(`integrity.kind.${result.kind}`)}: ${named.sourceName}`,
      ...scopeOf(result),
      reason: result.reason === null ? null : reasonText(text, result.reason),
    },
    { kind: 'paragraph', text: checkSentence(text, { ...named, reason: null }) },
    ...(appliesTo(result)
      ? []
      : [{ kind: 'note' as const, text: 'There is nothing here that this check is about; it lowers no total.' }]),
    { kind: 'facts', rows: [...furtherFacts(item), ...runFacts] },
    ...(exceptions.length === 0
      ? []
      : cutTable(
          [
            { label: 'Kind', width: 110 },
            { label: 'Item', width: 120 },
            { label: 'Observed', width: 253 },
          ],
          exceptions.map(({ kind, item: place, observed }) => [kind, place, observed]),
          '',
          { total: exceptions.length + unlisted, extract: 'data/extracts/exceptions.csv' },
          shownItems,
        )),
  ]
}

function doctorBlocks({ sources }: PackageFacts): ReportBlock[] {
  const asked = sources.flatMap(({ source, doctor }, index) =>
    doctor === null ? [] : [{ name: source.name, doctor, tag: sourceTag(index) }],
  )
  if (asked.length === 0) return [{ kind: 'note', text: 'The Chain Doctor was not asked about any source.' }]
  return [
    {
      kind: 'paragraph',
      text: 'An inference from the records, and no verdict: that a recipe reproduces stored hashes shows how they can be made, not who made them or when. A verdict comes from a chain check with the recipe, in section 6.',
    },
    ...asked.flatMap(({ name, doctor, tag }) => inferenceBlocks(name, doctor, tag)),
  ]
}

function inferenceBlocks(
  name: string,
  { doctorId, atMicros, toolVersion, parameters, report }: StoredDoctorReport,
  tag: string,
): ReportBlock[] {
  const { outcome, sample, confirmed, recipe, recipeHash, tried, residue, documented, equivalents, advice } = report
  const rows: ReportFact[] = [
    {
      label: 'Records looked at',
      value: `${count(report.sampled)} of at most ${count(parameters.sample)} asked for`,
    },
    { label: 'Tried', value: text.t('doctor.tried', { recipes: tried.recipes, hashes: tried.hashes }) },
    ...(tried.cut ? [{ label: 'Not tried', value: text.t('doctor.cut') }] : []),
    ...(recipe === null || outcome === 'none'
      ? []
      : [
          { label: 'Recipe', value: `${recipe.name} (data/recipes/${tag}-inferred.json)` },
          { label: 'SHA-256 of the recipe', value: recipeHash ?? 'not recorded', mono: true },
        ]),
    { label: 'Equally good recipes', value: count(equivalents.total) },
    ...(documented === null
      ? []
      : [
          {
            label: 'Documented recipe',
            value: text.t('doctor.documented', {
              name: documented.name,
              n: documented.matched,
              m: documented.of,
              inferred: sample.matched,
              of: sample.of,
            }),
          },
        ]),
    {
      label: 'Statement',
      value: `no. ${doctorId}, ${time(atMicros)}, Assay ${toolVersion}; data/runs/${tag}-doctor.json`,
    },
  ]
  return [
    { kind: 'subheading', text: name },
    { kind: 'paragraph', text: text.t(`doctor.outcome.${outcome}` as TextKey, { n: sample.matched, m: sample.of }) },
    ...(confirmed === null
      ? []
      : [
          {
            kind: 'paragraph' as const,
            text: text.t('doctor.confirmed', { n: confirmed.matched, m: confirmed.entries }),
          },
        ]),
    { kind: 'facts', rows },
    ...residue.map((group): ReportBlock => ({ kind: 'note', text: residueSentence(text, group) })),
    ...(report.residueCut === true ? [{ kind: 'note' as const, text: text.t('doctor.residueCut') }] : []),
    ...advice.map(({ code, facts }): ReportBlock => ({
      kind: 'note',
      text: `${text.t(`doctor.advice.${code}.cause` as TextKey, facts)} ${text.t(`doctor.advice.${code}.change` as TextKey, facts)}`,
    })),
  ]
}

/** Every finished run, the newest first: a verdict that changed stays in sight. */
function runBlocks({ history }: PackageFacts): ReportBlock[] {
  const runs = history
    .flatMap(({ runs: entries, sourceName }) => entries.map((entry) => ({ ...entry, sourceName })))
    .toSorted((left, right) => right.run.runId - left.run.runId)
  return [
    {
      kind: 'paragraph',
      text: 'Finished runs, the newest first. Sections 6 and 6.1 speak of the last run of each check; the digest of every result is in data/runs/history.json.',
    },
    ...cutTable(
      [
        { label: 'No.', align: 'right', width: 34 },
        { label: 'Check', width: 104 },
        { label: 'Source', width: 104 },
        { label: 'Started', width: 104 },
        { label: 'Verdict', width: 62 },
        { label: 'Against the run before', width: 75 },
      ],
      runs.map(({ run, change, sourceName }) => [
        String(run.runId),
        text.t(`integrity.kind.${run.kind}`),
        sourceName === '' ? 'files' : sourceName,
        time(run.startedAtMicros),
        run.overall ?? '',
        text.t(`rerun.change.${change}`),
      ]),
      'No check was run.',
      { extract: 'data/runs/history.json' },
      shownRuns,
    ),
  ]
}

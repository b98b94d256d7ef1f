/**
 * Chain Doctor: 1. a sample with its raw bytes; 2. infer the recipe; 3. confirm it over all records in lanes; 4. explain
 * what does not recompute; 5. keep the report. An inference: no verdict is recorded, `verify chain` gives one.
 */
import type { DoctorReport, Inference, StoredDoctorReport } from '../../../shared/model/doctor.ts'
import type { HashAlgorithm, Recipe } from '../../../shared/model/recipe.ts'
import type { ContentState, LinkState } from '../../../shared/model/verdict.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import {
  joinRanges,
  joinSegments,
  unexplainedPrevious,
  type LinkResult,
  type Segment,
} from '../../../shared/core/chain/segments.ts'
import { lostDigitCount } from '../../../shared/core/chain/lost-digits.ts'
import { inferRecipe } from '../../../shared/core/doctor/infer-recipe.ts'
import { adviceLeft, isSameRecipe, withLearntRecipe } from '../../../shared/core/doctor/learnt.ts'
import { classifyResidue } from '../../../shared/core/doctor/residue.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import { insertDoctorReport } from '../../store/doctor-reports.ts'
import type { StoredSource } from '../../store/sources.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { ChainTaskResult, ContentBreak, FindHashesResult } from '../lanes/lane-task.ts'
import type { EnginePorts, LanePool } from '../ports.ts'
import type { Session } from '../session.ts'
import { doctorHashers } from './doctor-hashers.ts'
import { sampleRecords } from '../verify/sample-records.ts'
import { recipeHash, runRanges } from '../verify/verify-chain.ts'

export interface DoctorOptions {
  /** Records from the first on that the inference looks at. */
  readonly sample: number
  readonly documented?: Recipe | undefined
  readonly lanes: number
}

/** Records, from the first on, that causes are looked for in: they are held in memory. */
const residueRecords = 20_000
/** Records that causes are looked for in while no recipe is known, and units of work (`residue-probe.ts`) for it. */
const trialRows = 40
const trialWork = 4_000_000

export async function runDoctor(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  options: DoctorOptions,
  job: JobContext,
): Promise<StoredDoctorReport> {
  const hashers = await doctorHashers()
  const records = await sampleRecords(session.store, source, options.sample)
  job.progress('infer', 'entries', 0, records.length)
  await job.breathe()
  const sequenceNames = source.profile.fields.sequence ?? []
  const inferred = inferRecipe({
    records,
    hashers,
    sequenceNames,
    documented: options.documented,
    hasBatches: source.profile.batches !== undefined,
  })
  job.progress('infer', 'entries', records.length, records.length)
  await job.breathe()
  const pool = ports.startLanes(session.store.path, options.lanes)
  let found: DoctorReport
  try {
    found = await completed(session, source, inferred, options.documented, hashers, pool, job)
  } finally {
    await pool.close()
  }
  // Hostile: names, literals and joined values come out of the evidence, and the report is stored.
  const report = maskedValue(found) as DoctorReport
  const parameters = { sample: options.sample, documented: options.documented?.id ?? null }
  const atMicros = ports.clock.nowMicros()
  const doctorId = await session.transaction(() => {
    const id = insertDoctorReport(session.store, atMicros, ports.version, parameters, report)
    recordCustody(ports, session.store, 'doctor.run', {
      source: source.sourceId,
      outcome: report.outcome,
      recipe: report.recipe?.id ?? null,
      matched: report.confirmed?.matched ?? report.sample.matched,
      of: report.confirmed?.entries ?? report.sample.of,
    })
    return id
  })
  return { doctorId, atMicros, toolVersion: ports.version, parameters, report }
}

async function completed(
  session: Session,
  source: StoredSource,
  inferred: Inference,
  documented: Recipe | undefined,
  hashers: readonly Hasher[],
  pool: LanePool,
  job: JobContext,
): Promise<DoctorReport> {
  const { recipe } = inferred
  const base: Omit<DoctorReport, 'confirmed' | 'residue' | 'residueRows'> = {
    ...inferred,
    doctor: 'assay.doctor/1',
    sourceId: source.sourceId,
    sourceName: source.name,
    recipeHash: recipe === null ? null : recipeHash(recipe),
  }
  // Lanes read what the records state; a previous hash that no record states cannot be followed there.
  const followed = inferred.previousImplied ? null : (recipe ?? linksOnly(inferred))
  if (followed === null) return { ...base, confirmed: null, residue: [], residueRows: 0 }
  const all = await overAllRecords(session, source, followed, recipe === null, pool, job)
  const confirmed = recipe === null ? null : confirmedBy(all)
  if (isWhole(all, recipe) && inferred.documented === null) return { ...base, confirmed, residue: [], residueRows: 0 }
  const rows = await sampleRecords(session.store, source, residueRecords)
  const content = new Map<number, ContentBreak>(all.breaks.map((item) => [item.index, item]))
  const links = new Map<number, LinkState>(all.links.breaks.map((item) => [item.index, item.link]))
  const hasherById = new Map(hashers.map((hasher) => [hasher.id, hasher]))
  const restContent: ContentState = recipe === null ? 'not-recomputable' : 'ok'
  const classify = (count: number, work?: number): ReturnType<typeof classifyResidue> =>
    classifyResidue({
      count,
      work,
      record: (index) => rows[index] as Buffer,
      stateOf: (index) => ({
        content: content.get(index)?.content ?? restContent,
        link: links.get(index) ?? 'ok',
        reason: content.get(index)?.reason ?? null,
      }),
      recipe,
      columns: followed.stored,
      documented,
      hasherOf: (algorithm) => hasherById.get(algorithm),
    })
  // Without a recipe every near one is tried with every transformation: first on a few records, and on all of them only
  // when that gave one: nothing else of a source takes as long as looking in vain.
  const few = recipe === null ? classify(Math.min(trialRows, rows.length), trialWork) : null
  await job.breathe()
  const whole = few === null || few.recipe !== null
  const { groups, recipe: learnt, cut } = whole ? classify(rows.length) : few
  await job.breathe()
  const residueRows = whole ? rows.length : Math.min(trialRows, rows.length)
  const rest = {
    residue: [...groups],
    residueRows,
    ...(cut ? { residueCut: true } : {}),
    advice: adviceLeft(inferred.advice, groups, residueRows),
  }
  if (!whole || learnt === null || (recipe !== null && isSameRecipe(recipe, learnt)))
    return { ...base, confirmed, ...rest }
  // The shipped recipes that a search without a recipe begins with know nothing of this source's chains.
  const framed: Recipe =
    recipe === null ? { ...learnt, scope: followed.scope, order: followed.order, genesis: followed.genesis } : learnt
  const sample = rows.slice(0, inferred.sampled)
  const found = withLearntRecipe(inferred, framed, sample, hasherById, documented)
  // Lost digits cost up to 1,000 hashes a record: beyond the records held here that is left to `verify chain`.
  const costly = lostDigitCount(found.recipe.canonical) > 0 && all.entries > rows.length
  return {
    ...base,
    ...found,
    recipeHash: recipeHash(found.recipe),
    confirmed: costly ? null : confirmedBy(await overAllRecords(session, source, found.recipe, false, pool, job)),
    ...rest,
  }
}

function confirmedBy({ entries, contents, links }: AllRecords): NonNullable<DoctorReport['confirmed']> {
  return {
    entries,
    matched: contents.ok,
    mismatch: contents.mismatch,
    notRecomputable: contents['not-recomputable'],
    links: { ...links.links },
    chains: links.scopes,
  }
}

/** True when nothing is left to name: all contents recompute, no link is unusual, and the recipe covers nested values. */
function isWhole({ contents, entries, links }: AllRecords, recipe: Recipe | null): boolean {
  const { ok, genesis } = links.links
  const form = recipe?.canonical
  const partly = form?.form === 'json-stringify' && form.nested !== undefined
  return contents.ok === entries && ok + genesis === entries && !partly
}

/** A recipe that reads the stated hashes and no more; null when no column links to another. */
function linksOnly({ chain, columns }: Inference): Recipe | null {
  const entry = columns.find(({ name }) => name === chain?.entryHash)
  if (chain === null || entry === undefined) return null
  const [algorithm] = entry.algorithms
  if (algorithm === undefined) return null
  return {
    recipe: 'assay.recipe/1',
    id: 'links-only',
    name: 'stated hashes only',
    algorithm: algorithm as HashAlgorithm,
    canonical: { form: 'raw-minus-fields', exclude: [] },
    previous: { placement: 'none', encoding: 'hex', separator: '' },
    genesis: { previous: 'any' },
    stored: { entryHash: chain.entryHash, previousHash: chain.previousHash, encoding: entry.encoding },
    scope: [...chain.scope],
    order: chain.order === 'file' ? 'file' : 'sequence',
  }
}

interface AllRecords {
  readonly entries: number
  readonly contents: Readonly<Record<ContentState, number>>
  readonly breaks: readonly ContentBreak[]
  readonly links: LinkResult
}

async function overAllRecords(
  session: Session,
  source: StoredSource,
  recipe: Recipe,
  linksOnlyRun: boolean,
  pool: LanePool,
  job: JobContext,
): Promise<AllRecords> {
  const results = (await runRanges(session, source, pool, job, 'confirm', (range) => ({
    kind: 'chain',
    ...range,
    recipe,
    linksOnly: linksOnlyRun,
    sequenceNames: source.profile.fields.sequence ?? [],
  }))) as ChainTaskResult[]
  const segments = joinRanges(results.flatMap((item) => item.segments as Segment[]))
  const wanted = [...unexplainedPrevious(segments, recipe)]
  const present =
    wanted.length === 0
      ? []
      : ((await runRanges(session, source, pool, job, 'links', (range) => ({
          kind: 'find-hashes',
          ...range,
          recipe,
          wanted,
        }))) as FindHashesResult[])
  const contents: Record<ContentState, number> = { ok: 0, mismatch: 0, 'not-recomputable': 0 }
  for (const item of results)
    for (const state of ['ok', 'mismatch', 'not-recomputable'] as const) contents[state] += item.contents[state]
  return {
    entries: results.reduce((sum, item) => sum + item.entries, 0),
    contents,
    breaks: results.flatMap((item) => item.breaks),
    links: joinSegments(segments, recipe, new Set(present.flatMap((item) => item.found))),
  }
}

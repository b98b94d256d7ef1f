/**
 * `npm run demo`: the main job, headless, on the bundled sample engagement, through the built command line. Every
 * statement of every answer key is compared with what the commands answered; exit 0 only if all are met, 1 if any
 * differs, 2 for a wrong call.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { AnswerKey } from '../sample/answer-key.ts'
import { AssayCommand } from './assay-command.ts'
import { statedAs } from './check.ts'
import type { Check } from './check.ts'
import { compareAnalysis } from './compare-analysis.ts'
import { compareChains, compareKeyRecipes } from './compare-chain.ts'
import { compareDefect } from './compare-defect.ts'
import { compareFaults } from './compare-faults.ts'
import { compareIntegrity } from './compare-integrity.ts'
import { comparePackages } from './compare-packages.ts'
import { readDefectCase } from './defect-case.ts'
import type { CheckResult, InspectedRecord } from './documents.ts'
import { readOptions, usage, UsageError } from './options.ts'
import type { DemoOptions, SetName } from './options.ts'
import { replaceFolder } from './output-folder.ts'
import { runDefect } from './run-defect.ts'
import { runSet, templates } from './run-set.ts'
import type { SetPlan } from './run-set.ts'
import { grouped, Story } from './story.ts'
import { tallyOf, tellDifferences, tellTable } from './verdict-table.ts'

const root = resolve(import.meta.dirname, '../..')

interface Track {
  readonly name: SetName
  readonly story: Story
  /** Checks of what was done; a fault on the way is the last of them. */
  readonly checks: Check[]
  readonly produced: string[]
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), root, process.cwd())
  if (options === null) {
    process.stdout.write(usage)
    return 0
  }
  if (!existsSync(options.program))
    throw new UsageError('The command line is not built: run npm run demo, which builds it, or npm run build.')
  if (!existsSync(join(options.sample, 'clean', 'answer-key.json')))
    throw new UsageError(`${options.sample} holds no sample sets with answer keys.`)
  replaceFolder(options.out)
  const started = performance.now()
  const tracks = options.sets.map((name): Track => ({ name, story: new Story(), checks: [], produced: [] }))
  const running = tracks.map((track) => runTrack(track, options))
  for (const [index, track] of tracks.entries()) {
    track.story.tell((text) => process.stdout.write(text))
    await running[index]
  }
  return conclude(tracks, options, (performance.now() - started) / 1000)
}

/** One set from start to end. */
async function runTrack(track: Track, options: DemoOptions): Promise<void> {
  const { name } = track
  if (name === 'defects') await runDefects(track, options)
  else await attempt(track, name, () => runKeyedSet(track, options, name))
}

/** A command that fails becomes a check that differs, because its key was not compared; the rest goes on. */
async function attempt(track: Track, set: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    track.story.result(`stopped: ${reason}`)
    const statements = [statedAs('the answer key was compared to its end', 'compared', reason, false)]
    track.checks.push({ set, file: '', check: 'the demo itself', verdict: 'stopped', n: null, m: null, statements })
  }
}

const introductions: Readonly<Record<SetName, string>> = {
  clean: 'Set clean: half a year of a shop; fraud scenarios are planted, every hash is in order',
  faulty: 'Set faulty: one month; rows edited, deleted, exchanged and anchored again, a file cut short',
  defects: 'Set defects: what the designs of both guides lead to by themselves',
}

const plans: Readonly<Record<'clean' | 'faulty', Pick<SetPlan, 'name' | 'period' | 'templates'>>> = {
  clean: { name: 'Sample shop', period: { from: '2024-10-01', to: '2025-03-31' }, templates },
  faulty: { name: 'Sample shop with faults', period: { from: '2025-05-01', to: '2025-05-31' }, templates: ['soc2'] },
}

async function runKeyedSet(track: Track, options: DemoOptions, set: 'clean' | 'faulty'): Promise<void> {
  const directory = join(options.sample, set)
  const key = JSON.parse(readFileSync(join(directory, 'answer-key.json'), 'utf8')) as AnswerKey
  if (key.key !== 'assay.answer-key/1') throw new Error(`${directory}/answer-key.json is no assay.answer-key/1`)
  const assay = commandIn(track, options, set)
  track.story.heading(introductions[set])
  track.story.line(`Commands run in ${shortPath(assay.folder)}`)
  const anchored = Object.keys(key.merkle)[0] ?? ''
  const run = await runSet(assay, {
    set,
    directory,
    files: Object.keys(key.files),
    anchored,
    subject: key.erasure.subject,
    ...plans[set],
  })
  const readLine = async (file: string, line: number): Promise<InspectedRecord> =>
    (await assay.runUntold<InspectedRecord>('inspect', run.engagement, file, '--record', String(line))).result
  const verifyChain = async (file: string, recipeId: string): Promise<readonly CheckResult[]> =>
    (
      await assay.run<readonly CheckResult[]>(
        'verify',
        'chain',
        run.engagement,
        file,
        '--recipe',
        recipeId,
        '--second-opinion',
      )
    ).result
  track.story.step('9. Once more with the recipe that the answer key names, by a second implementation.')
  track.checks.push(
    ...compareIntegrity(key, run),
    ...compareChains(key, run),
    ...(await compareKeyRecipes(key, run, verifyChain)),
    ...(await compareFaults(key, run, readLine)),
    ...compareAnalysis(key, run),
    ...comparePackages(run),
  )
  track.produced.push(
    join(assay.folder, run.engagement),
    ...run.packages.map(({ path }) => path),
    join(assay.folder, 'json'),
  )
}

async function runDefects(track: Track, options: DemoOptions): Promise<void> {
  const defects = join(options.sample, 'defects')
  track.story.heading(introductions.defects)
  track.story.line(`Commands run in ${shortPath(join(options.out, 'defects'))}, a folder for each`)
  for (const folder of readdirSync(defects).toSorted()) {
    await attempt(track, folder, async () => {
      const assay = commandIn(track, options, join('defects', folder))
      const defect = readDefectCase(defects, folder)
      track.checks.push(...compareDefect(defect, await runDefect(assay, defect)))
    })
  }
  track.produced.push(join(options.out, 'defects'))
}

function commandIn(track: Track, options: DemoOptions, name: string): AssayCommand {
  return new AssayCommand({
    program: options.program,
    folder: join(options.out, name),
    story: track.story,
    passphrase: randomUUID(),
    compileCache: join(root, '.cache/demo-compiled'),
  })
}

function conclude(tracks: readonly Track[], options: DemoOptions, seconds: number): number {
  const story = new Story()
  story.tell((text) => process.stdout.write(text))
  const checks = tracks.flatMap((track) => track.checks)
  const tally = tallyOf(checks)
  const differing = tally.keyStatements - tally.keyMet + tally.manualStatements - tally.manualMet
  story.heading('Produced')
  for (const path of tracks.flatMap((track) => track.produced)) story.line(shortPath(path))
  story.heading('Verdicts')
  tellTable(story, checks)
  if (differing > 0) {
    story.heading('What differs')
    tellDifferences(story, checks)
  }
  story.line()
  if (checks.some(({ verdict }) => verdict === 'judgement-required')) {
    story.line(
      'Figures of the planted stories are left to a person; what is stated is that every entry of them was read.',
    )
  }
  if (options.sets.length < 3) story.line(`Only ${options.sets.join(' and ')} was asked for.`)
  story.line(
    `${grouped(tally.keyMet)} of ${grouped(tally.keyStatements)} answer-key statements met; ${grouped(tally.manualMet)} of ${grouped(tally.manualStatements)} statements of the manual met; ${seconds.toFixed(0)} s`,
  )
  return differing === 0 && tally.keyStatements > 0 ? 0 : 1
}

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

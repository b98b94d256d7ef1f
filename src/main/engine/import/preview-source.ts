/**
 * Preview of what would be imported: format and why, mapping with samples, first raw lines, a recipe trial. Reads
 * beginnings, stores nothing; `import --dry-run` and the wizard show the same.
 */
import type { ImportPreview } from '../../../shared/ipc/payloads.ts'
import type { ValueState } from '../../../shared/model/source.ts'
import { entryFields, type EntryField, type SourceProfile } from '../../../shared/model/profile.ts'
import { maskedStart } from '../../../shared/core/sensitive/mask-value.ts'
import { isoFromMicros, parseInstant } from '../../../shared/core/time/instant.ts'
import { formatFrom } from '../../io/formats/reader.ts'
import { freeSpaceBeside } from '../../io/files/free-space.ts'
import { RecordView } from '../query/record-view.ts'
import type { Session } from '../session.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { chooseTrial, tryRecipes } from '../verify/choose-recipe.ts'
import { recipesOfFormat } from '../verify/format-recipes.ts'
import { sequenceFrom } from './entry-mapper.ts'
import { isBareNumber } from './epoch-unit.ts'
import { isKnownSource } from './known-source.ts'
import type { ImportPlan } from './plan-import.ts'
import { profileHash } from './shipped-profiles.ts'
import { estimateSpace } from './space-estimate.ts'
import { TimeEvidence, unitWords } from './time-evidence.ts'

const shownLines = 50
/** Members and names of paths that are listed; the counts are of all. */
const shownMembers = 1000
const shownNames = 500
/** Records whose paths are collected. */
const namedRecords = 50
/** Entries a recipe that reproduces none of them was tried on (`tryRecipes`). */
const triedInVain = 50

/** With a session it is also told whether the bytes are in its engagement, and how much room is left beside it. */
export async function previewSource(plan: ImportPlan, session?: Session): Promise<ImportPreview> {
  const { format, evidence, candidates, profile, epoch, sample, prefix } = plan
  const { mapping, names, paths, time, timeNotes } = readSample(plan)
  const hasHashes = (profile.fields.entryHash ?? []).some((name) => names.has(name))
  const mappedNames = new Set(
    Object.values(profile.fields).flatMap((sources) =>
      sources.flatMap((source) => [source, source.split('.')[0] as string]),
    ),
  )
  return {
    fileName: plan.name,
    bytes: plan.originals.reduce((sum, original) => sum + original.bytes, 0),
    members: plan.members.slice(0, shownMembers).map(({ name, packing }) => ({ name, packing: [...packing] })),
    memberCount: plan.members.length,
    notes: [...plan.notes],
    format,
    formatName: formatFrom(format).title,
    candidates: candidates.map((candidate) => ({
      ...candidate,
      title: formatFrom(candidate.format).title,
      evidence: [...candidate.evidence],
    })),
    evidence: [...evidence],
    profile,
    profileHash: profileHash(profile),
    profiles: plan.profiles.map(({ profile: candidate, matched, saved }) => ({
      id: candidate.id,
      name: candidate.name,
      matched,
      origin: saved ? 'saved' : 'shipped',
    })),
    rawLines: linesOf(prefix.toString('utf8', 0, 256 * 1024)),
    mapping,
    unmapped: [...names].filter((name) => !mappedNames.has(name)),
    names: [...paths].slice(0, shownNames),
    records: sample.records.length,
    rejected: sample.rejected,
    time,
    epoch: epoch.from === null ? null : { unit: profile.epochUnit, from: epoch.from },
    timeNotes,
    chainTrial: hasHashes
      ? await trialOf(
          sample.records.map((record) => record.json),
          await recipesOfFormat(format, prefix),
        )
      : null,
    space: {
      needed: await estimateSpace(plan),
      free: session === undefined ? null : await freeSpaceBeside(session.store.path),
    },
    alreadyImported: session === undefined ? false : await isKnownSource(session.store, plan),
  }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  // After the last terminator there is no line.
  if (lines.at(-1) === '') lines.pop()
  return lines.slice(0, shownLines).map((line) => maskedStart(line, 2000))
}

interface SampleReading extends Pick<ImportPreview, 'mapping' | 'time' | 'timeNotes'> {
  /** Top-level names. */
  readonly names: ReadonlySet<string>
  /** Paths to values, top-level names first. */
  readonly paths: ReadonlySet<string>
}

function readSample(plan: ImportPlan): SampleReading {
  const { profile, sample } = plan
  const view = new RecordView(profile)
  const place = { entryId: 0, byteStart: 0, byteLength: 0, line: 0, sequence: null, occurredMicros: null }
  const fields = entryFields.filter((field) => profile.fields[field] !== undefined)
  const counts = new Map(fields.map((field): [EntryField, Record<ValueState, number>] => [field, noValues()]))
  const found = new Map<EntryField, { readonly from: string; readonly sample: string | null }>()
  const names = new Set<string>()
  const inner = new Set<string>()
  const times = new TimeEvidence(plan)
  let time: ImportPreview['time'] = null
  for (const [index, { json }] of sample.records.entries()) {
    view.show(place, 0, 0, json, 0, json.length, { kind: 'json' })
    for (const name of view.names()) names.add(name)
    if (index < namedRecords) view.leaves((path) => inner.size < shownNames && inner.add(path))
    for (const field of fields) {
      const { from, state, text } = stateOf(view, field, profile)
      const count = counts.get(field)
      if (count !== undefined) count[state] += 1
      // A field that is null everywhere still comes from somewhere; a value, where there is one, tells more.
      if (from !== null && (found.get(field)?.sample ?? null) === null)
        found.set(field, { from, sample: state === 'null' ? null : maskedStart(text, 256, from) })
    }
    time ??= timeReading(view.occurredAtText, profile)
    times.add(view)
  }
  return {
    names,
    paths: new Set([...names, ...inner]),
    time,
    timeNotes: times.notes(),
    mapping: fields.map((field) => ({
      field,
      from: found.get(field)?.from ?? null,
      sample: found.get(field)?.sample ?? null,
      ...(counts.get(field) ?? noValues()),
    })),
  }
}

function noValues(): Record<ValueState, number> {
  return { present: 0, null: 0, empty: 0, absent: 0, unparseable: 0 }
}

/** A value that is there and is not what its field holds counts as unparseable: a time, a sequence. */
function stateOf(
  view: RecordView,
  field: EntryField,
  profile: SourceProfile,
): { readonly from: string | null; readonly state: ValueState; readonly text: string } {
  const mapped = view.mapped(field)
  if (mapped === undefined) return { from: null, state: 'absent', text: '' }
  const { from, value } = mapped
  const { text } = value
  if (value.state !== 'present') return { from, state: value.state, text }
  const { zone, epochUnit } = profile
  const readable =
    field === 'occurredAt'
      ? parseInstant(text, { zone: zone === 'unknown' ? 'UTC' : zone, epochUnit }) !== null
      : field !== 'sequence' || sequenceFrom(text) !== null
  return { from, state: readable ? 'present' : 'unparseable', text }
}

async function trialOf(records: readonly Buffer[], ofFormat: readonly Recipe[]): Promise<ImportPreview['chainTrial']> {
  const trials = await tryRecipes(records, ofFormat)
  const [best] = trials
  if (best === undefined || best.of === 0) return null
  const equals = trials.filter((trial) => trial.matching === best.matching)
  const runnerUp = trials.find((trial) => trial.matching < best.matching)
  return {
    recipeId: best.recipe.id,
    matching: best.matching,
    of: best.matching === 0 ? Math.min(triedInVain, best.of) : best.of,
    fits: chooseTrial(trials) !== undefined,
    equivalent: best.matching === 0 ? [] : equals.slice(1).map((trial) => trial.recipe.id),
    runnerUp: runnerUp === undefined ? null : { recipeId: runnerUp.recipe.id, matching: runnerUp.matching },
  }
}

function timeReading(text: string | null, profile: SourceProfile): ImportPreview['time'] {
  if (text === null) return null
  const instant = parseInstant(text, { zone: profile.zone, epochUnit: profile.epochUnit })
  if (instant === null) return null
  const reading = isBareNumber(text)
    ? `${unitWords[profile.epochUnit]} since 1970 UTC`
    : instant.zone === null
      ? `no zone, read as ${profile.zone}`
      : `zone ${instant.zone}`
  return { text, utc: isoFromMicros(instant.micros), reading }
}

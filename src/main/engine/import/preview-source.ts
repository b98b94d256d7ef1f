/**
 * Preview of what would be imported: format and why, mapping with samples, first raw lines, a recipe trial. Reads
 * beginnings, stores nothing; `import --dry-run` and the wizard show the same.
 */
import type { ImportPreview } from '../../../shared/ipc/payloads.ts'
import { entryFields, type SourceProfile } from '../../../shared/model/profile.ts'
import { isoFromMicros, parseInstant } from '../../../shared/core/time/instant.ts'
import { formatFrom } from '../../io/formats/reader.ts'
import { RecordView } from '../query/record-view.ts'
import { chooseTrial, tryRecipes } from '../verify/choose-recipe.ts'
import type { ImportPlan } from './plan-import.ts'

const shownLines = 50

export async function previewSource(plan: ImportPlan): Promise<ImportPreview> {
  const { format, evidence, candidates, profile, sample, prefix } = plan
  const view = new RecordView(profile)
  const place = { entryId: 0, byteStart: 0, byteLength: 0, line: 0, sequence: null, occurredMicros: null }
  const found = new Map<string, { from: string; sample: string; present: number }>()
  const names = new Set<string>()
  let time: ImportPreview['time'] = null
  for (const { json } of sample.records) {
    view.show(place, 0, 0, json, 0, json.length, { kind: 'json' })
    for (const name of view.names()) names.add(name)
    for (const field of entryFields) {
      const mapped = view.mapped(field)
      if (mapped === undefined || mapped.value.state === 'null') continue
      const known = found.get(field)
      if (known === undefined)
        found.set(field, { from: mapped.from, sample: mapped.value.text.slice(0, 256), present: 1 })
      else known.present += 1
    }
    time ??= timeReading(view.occurredAtText, profile)
  }
  const hasHashes = (profile.fields.entryHash ?? []).some((name) => names.has(name))
  const trial = hasHashes ? chooseTrial(await tryRecipes(sample.records.map((record) => record.json))) : undefined
  const mappedNames = new Set(
    Object.values(profile.fields).flatMap((sources) =>
      sources.flatMap((source) => [source, source.split('.')[0] as string]),
    ),
  )
  return {
    fileName: plan.name,
    bytes: plan.originals.reduce((sum, original) => sum + original.bytes, 0),
    members: plan.members.map(({ name, packing }) => ({ name, packing: [...packing] })),
    notes: [...plan.notes],
    format,
    formatName: formatFrom(format).title,
    candidates: candidates.map((candidate) => ({ ...candidate, evidence: [...candidate.evidence] })),
    evidence: [...evidence],
    profile,
    profiles: plan.profiles.map(({ profile: candidate, matched }) => ({
      id: candidate.id,
      name: candidate.name,
      matched,
    })),
    rawLines: prefix
      .toString('utf8', 0, 256 * 1024)
      .split('\n')
      .slice(0, shownLines)
      .map((line) => line.slice(0, 2000)),
    mapping: entryFields
      .filter((field) => profile.fields[field] !== undefined)
      .map((field) => {
        const known = found.get(field)
        return { field, from: known?.from ?? null, sample: known?.sample ?? null, present: known?.present ?? 0 }
      }),
    unmapped: [...names].filter((name) => !mappedNames.has(name)),
    records: sample.records.length,
    rejected: sample.rejected,
    time,
    chainTrial:
      trial === undefined ? null : { recipeId: trial.best.recipe.id, matching: trial.best.matching, of: trial.best.of },
    alreadyImported: false,
  }
}

function timeReading(text: string | null, profile: SourceProfile): ImportPreview['time'] {
  if (text === null) return null
  const instant = parseInstant(text, { zone: profile.zone, epochUnit: profile.epochUnit })
  if (instant === null) return null
  const units = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' }
  const reading = /^-?\d+(?:\.\d+)?$/.test(text)
    ? `${units[profile.epochUnit]} since 1970 UTC`
    : instant.zone === null
      ? `no zone, read as ${profile.zone}`
      : `zone ${instant.zone}`
  return { text, utc: isoFromMicros(instant.micros), reading }
}

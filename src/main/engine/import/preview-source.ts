/**
 * Preview of a file: format and why, mapping with samples, first raw lines, a recipe trial. Reads a prefix, stores
 * nothing; `import --dry-run` and the wizard show the same.
 */
import { basename } from 'node:path'
import { AppError } from '../../../shared/model/app-error.ts'
import type { ImportPreview } from '../../../shared/ipc/payloads.ts'
import { entryFields, type SourceProfile } from '../../../shared/model/profile.ts'
import type { FormatId } from '../../../shared/model/source.ts'
import { isoFromMicros, offsetMicros, parseInstant } from '../../../shared/core/time/instant.ts'
import { readPrefix } from '../../io/files/read-chunks.ts'
import { type Candidate, detectFormat } from '../../io/formats/detect-format.ts'
import { createReader, formatFrom, type Layout, type TileSink } from '../../io/formats/reader.ts'
import { recordJson } from '../../io/formats/record-json.ts'
import { RecordView } from '../query/record-view.ts'
import { chooseTrial, tryRecipes } from '../verify/choose-recipe.ts'
import { findShippedProfile, rankProfiles } from './shipped-profiles.ts'

const prefixBytes = 4 * 1024 * 1024
const sampleRecords = 1000
const shownLines = 50

export interface SourceForm {
  readonly format: FormatId
  readonly evidence: readonly string[]
  readonly candidates: readonly Candidate[]
  readonly profile: SourceProfile
}

interface Sample {
  readonly records: readonly { readonly json: Buffer; readonly layout: Layout }[]
  readonly rejected: number
}

/** Format and profile of a file, as given or as detected. Refuses what no reader fits. */
export async function detectSource(
  path: string,
  given: { format?: FormatId | undefined; profileId?: string | undefined; zone?: string | undefined },
): Promise<SourceForm & { readonly sample: Sample; readonly bytes: number; readonly prefix: Buffer }> {
  if (given.zone !== undefined && given.zone !== 'unknown' && offsetMicros(given.zone) === null) {
    throw new AppError(
      'usage',
      `${given.zone} is no zone that can be read: UTC, ±hh:mm or unknown. Nothing was imported.`,
    )
  }
  const { prefix, bytes } = await readPrefix(path, prefixBytes)
  const detected = detectFormat(prefix, basename(path), prefix.length === bytes)
  const format = given.format ?? detected.format
  if (format === null) {
    throw new AppError(
      'format-unrecognised',
      `${basename(path)} is in no format that can be read: ${detected.evidence.join(' ')} Nothing was imported; choose a format if you know it.`,
    )
  }
  const sample = sampleOf(prefix, format, prefix.length === bytes)
  const names = new Set(sample.records.slice(0, 50).flatMap((record) => namesOf(record.json)))
  const chosen =
    given.profileId === undefined ? rankProfiles(names, format)[0]?.profile : findShippedProfile(given.profileId)
  if (chosen === undefined)
    throw new AppError(
      'profile-unsuitable',
      `There is no source profile ${given.profileId ?? ''}. Nothing was imported.`,
    )
  const profile = given.zone === undefined ? chosen : { ...chosen, zone: given.zone }
  return {
    format,
    candidates: detected.candidates,
    evidence: given.format === undefined ? detected.evidence : ['Chosen by hand.', ...detected.evidence],
    profile,
    sample,
    bytes,
    prefix,
  }
}

export async function previewSource(
  path: string,
  given: { format?: FormatId | undefined; profileId?: string | undefined; zone?: string | undefined },
): Promise<ImportPreview> {
  const { format, evidence, candidates, profile, sample, bytes, prefix } = await detectSource(path, given)
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
    fileName: basename(path),
    bytes,
    format,
    formatName: formatFrom(format).title,
    candidates: candidates.map((candidate) => ({ ...candidate, evidence: [...candidate.evidence] })),
    evidence: [...evidence],
    profile,
    profiles: rankProfiles(names, format).map(({ profile: candidate, matched }) => ({
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

/** First records of a prefix. The cut at its end is not the file's, so nothing is concluded from it. */
function sampleOf(prefix: Buffer, format: FormatId, complete: boolean): Sample {
  const layouts: Layout[] = []
  const records: { json: Buffer; layout: Layout }[] = []
  let rejected = 0
  const sink: TileSink = {
    layout: (layout) => layouts.push(layout) - 1,
    record: (bytes, start, end, _byteStart, _line, layout) => {
      if (records.length >= sampleRecords) return
      const form = layouts[layout] as Layout
      records.push({ json: Buffer.from(recordJson(bytes, start, end, form)), layout: form })
    },
    rejected: () => {
      if (records.length < sampleRecords) rejected += 1
    },
    blank: () => undefined,
    framing: () => undefined,
    note: () => undefined,
    truncated: () => undefined,
  }
  const reader = createReader(format, sink)
  const end = complete ? prefix.length : prefix.lastIndexOf(0x0a) + 1 || prefix.length
  for (let at = 0; at < end && records.length < sampleRecords; at += 65_536)
    reader.push(prefix.subarray(at, Math.min(end, at + 65_536)))
  if (complete && records.length < sampleRecords) reader.end()
  return { records, rejected }
}

function namesOf(json: Buffer): string[] {
  return Object.keys(JSON.parse(json.toString('utf8')) as object)
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

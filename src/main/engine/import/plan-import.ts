/**
 * What an import would read: the members of what was given, the one format they are read in, the source profile, and the
 * order. Nothing is stored here, and nothing but beginnings is read.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import type { EpochUnit, SourceProfile } from '../../../shared/model/profile.ts'
import type { FormatId } from '../../../shared/model/source.ts'
import { offsetMicros, parseInstant } from '../../../shared/core/time/instant.ts'
import { acquire, readPrefixOf, rotationOrder, type MemberNote, type Original } from '../../io/acquire/acquire.ts'
import { expandWorkbook } from '../../io/acquire/workbook.ts'
import { isCloudTrailDigest } from '../../io/formats/cloudtrail/format.ts'
import { Probe } from '../../io/formats/probe.ts'
import { detectFormat, type Candidate } from '../../io/formats/detect-format.ts'
import { RecordView } from '../query/record-view.ts'
import type { AcquiredMember } from './acquired-member.ts'
import { unitOfTexts, type UnitFound } from './epoch-unit.ts'
import { sampleMember, type Sample } from './sample.ts'
import { findShippedProfile, rankProfiles, type RankedProfile } from './shipped-profiles.ts'

const prefixBytes = 4 * 1024 * 1024
/** Enough to tell the format of every further member of a set. */
const furtherPrefixBytes = 64 * 1024

export interface ImportChoices {
  readonly format?: FormatId | undefined
  readonly profileId?: string | undefined
  /** A profile of the caller's own, before any shipped one. */
  readonly profile?: SourceProfile | undefined
  /** Further profiles to choose from, before the shipped ones of as many fields. */
  readonly saved?: readonly SourceProfile[] | undefined
  readonly zone?: string | undefined
  /** Unit of bare epoch numbers; told by their magnitude without it. */
  readonly unit?: EpochUnit | undefined
}

export interface ImportPlan {
  /** Name of the source. */
  readonly name: string
  readonly originals: readonly Original[]
  /** In reading order. */
  readonly members: readonly AcquiredMember[]
  readonly format: FormatId
  readonly evidence: readonly string[]
  readonly candidates: readonly Candidate[]
  /** With the zone that was chosen and the unit that was chosen or found. */
  readonly profile: SourceProfile
  /** What the bare epoch numbers of the sample say; `from` is null where there are none. */
  readonly epoch: UnitFound & { readonly from: 'magnitude' | 'profile' | 'chosen' | null }
  readonly profiles: readonly RankedProfile[]
  /** Of the first member in reading order. */
  readonly sample: Sample
  readonly prefix: Buffer
  /** Members in other formats, and what was refused on the way: not read by this import, and said so in its receipt. */
  readonly notes: readonly {
    readonly code: string
    readonly detail: string
    /** Bytes that the source holds are not among what is read. */
    readonly incomplete: boolean
  }[]
}

interface Probed {
  readonly member: AcquiredMember
  readonly prefix: Buffer
  readonly complete: boolean
  readonly format: FormatId | null
  readonly evidence: readonly string[]
  readonly candidates: readonly Candidate[]
}

export async function planImport(paths: readonly string[], given: ImportChoices): Promise<ImportPlan> {
  if (given.zone !== undefined && given.zone !== 'unknown' && offsetMicros(given.zone) === null) {
    throw new AppError(
      'usage',
      `${given.zone} is no zone that can be read: UTC, ±hh:mm or unknown. Nothing was imported.`,
    )
  }
  const acquired = await acquire(paths)
  const members: AcquiredMember[] = []
  // One after the other: a folder may hold any number of workbooks.
  for (const member of acquired.members) members.push(...(await expandWorkbook(member)))
  if (members.length === 0)
    throw new AppError(
      'format-unrecognised',
      `${acquired.name} holds no file that can be read${reasonsOf(acquired.notes)}. Nothing was imported.`,
    )
  const probed: Probed[] = []
  for (const [index, member] of members.entries()) probed.push(await probe(member, index === 0))
  const format = given.format ?? commonFormat(probed)
  if (format === null) {
    const [first] = probed
    throw new AppError(
      'format-unrecognised',
      `${acquired.name} is in no format that can be read: ${first?.evidence.join(' ') ?? ''}${reasonsOf(first?.member.notes() ?? [])} Nothing was imported; choose a format if you know it.`,
    )
  }
  const chosen = membersIn(format, probed, given.format !== undefined)
  const first = chosen[0] as Probed
  let head = probed[0] === first ? first : await probe(first.member, true)
  let sample = sampleMember(format, head.member, head.prefix, head.complete)
  const profiles = rankProfiles(
    sample.records.map((record) => record.json),
    format,
    given.saved,
  )
  const { profile, epoch } = withUnit(profileFrom(given, profiles), sample, given.unit)
  const read = new Set(chosen)
  const others = probed.filter((item) => !read.has(item))
  const order = await ordered(
    acquired.originals,
    chosen.map((item) => item.member),
    format,
    profile,
  )
  const [earliest] = order.members
  if (earliest !== undefined && earliest.name !== head.member.name) {
    // What is shown is the beginning of what will be read.
    head = await probe(earliest, true)
    sample = sampleMember(format, head.member, head.prefix, head.complete)
  }
  return {
    name: acquired.name,
    ...order,
    format,
    evidence: given.format === undefined ? first.evidence : ['Chosen by hand.', ...first.evidence],
    candidates: first.candidates,
    profile,
    epoch,
    profiles,
    sample,
    prefix: head.prefix,
    notes: [
      ...acquired.notes.map(({ code, detail, incomplete }) => ({ code, detail: detail ?? '', incomplete })),
      ...others.map((item) => ({
        code: 'member-other-format',
        detail: `${item.member.name} (${whatItIs(item)})`,
        incomplete: false,
      })),
    ],
  }
}

/** Names a file that is not read here; a CloudTrail digest is evidence about log files and holds no records. */
function whatItIs({ member, prefix, complete, format }: Probed): string {
  return isCloudTrailDigest(new Probe(prefix, member.name, complete)) ? 'CloudTrail digest' : (format ?? 'unknown')
}

/** The first reasons why something was left out, as a clause. */
function reasonsOf(notes: readonly MemberNote[]): string {
  const told = notes.slice(0, 3).map(({ code, detail }) => (detail === undefined ? code : `${code}: ${detail}`))
  return told.length === 0 ? '' : ` (${told.join('; ')})`
}

async function probe(member: AcquiredMember, whole: boolean): Promise<Probed> {
  const { prefix, complete } = await readPrefixOf(member, whole ? prefixBytes : furtherPrefixBytes)
  const { format, evidence, candidates } = detectFormat(prefix, member.name, complete)
  return { member, prefix, complete, format, evidence, candidates }
}

/** Members that are in a format; of one that was chosen by hand those that could be, and all where none looks like it. */
function membersIn(format: FormatId, probed: readonly Probed[], byHand: boolean): readonly Probed[] {
  if (!byHand) return probed.filter((item) => item.format === format)
  const claimed = probed.filter((item) => item.candidates.some((candidate) => candidate.format === format))
  return claimed.length > 0 ? claimed : probed
}

/** The format most members are in; of equally many, that of the first. */
function commonFormat(probed: readonly Probed[]): FormatId | null {
  const counts = new Map<FormatId, number>()
  for (const { format } of probed) if (format !== null) counts.set(format, (counts.get(format) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null
}

function profileFrom(given: ImportChoices, ranked: readonly RankedProfile[]): SourceProfile {
  const chosen =
    given.profile ??
    (given.profileId === undefined
      ? ranked[0]?.profile
      : (given.saved?.find((profile) => profile.id === given.profileId) ?? findShippedProfile(given.profileId)))
  if (chosen === undefined)
    throw new AppError(
      'profile-unsuitable',
      `There is no source profile ${given.profileId ?? ''}. Nothing was imported.`,
    )
  return given.zone === undefined ? chosen : { ...chosen, zone: given.zone }
}

/**
 * The unit of bare epoch numbers becomes part of the profile that is used, and so of its hash: what was chosen, else what
 * all numbers of the sample agree on, else what the profile says.
 */
function withUnit(
  profile: SourceProfile,
  sample: Sample,
  chosen: EpochUnit | undefined,
): Pick<ImportPlan, 'profile' | 'epoch'> {
  const found = unitOfTexts(occurredTexts(sample, profile))
  if (found.numbers === 0) return { profile, epoch: { ...found, from: null } }
  const from = chosen !== undefined ? 'chosen' : found.unit !== null ? 'magnitude' : 'profile'
  const epochUnit = chosen ?? found.unit ?? profile.epochUnit
  return { profile: epochUnit === profile.epochUnit ? profile : { ...profile, epochUnit }, epoch: { ...found, from } }
}

/** Members by the first time that stands in them, where all have one; else in the order their names propose. */
async function ordered(
  originals: readonly Original[],
  members: readonly AcquiredMember[],
  format: FormatId,
  profile: SourceProfile,
): Promise<{ readonly originals: readonly Original[]; readonly members: readonly AcquiredMember[] }> {
  const proposed = byName(members)
  const dated: { readonly member: AcquiredMember; readonly micros: number | null }[] = []
  for (const member of proposed) {
    if (members.length === 1) break
    const { prefix, complete } = await readPrefixOf(member, furtherPrefixBytes)
    dated.push({ member, micros: firstTime(sampleMember(format, member, prefix, complete), profile) })
  }
  const sorted = dated.every((item) => item.micros !== null)
    ? dated.toSorted((a, b) => (a.micros ?? 0) - (b.micros ?? 0)).map((item) => item.member)
    : proposed
  const inOrder = members.length === 1 ? members : sorted
  // Only originals that members come from belong to the source.
  const used = [...new Set(inOrder.map((member) => member.original))].toSorted((a, b) => a - b)
  return {
    originals: used.map((index) => originals[index] as Original),
    members: inOrder.map((member) => ({
      ...member,
      open: () => member.open(),
      notes: () => member.notes(),
      original: used.indexOf(member.original),
    })),
  }
}

/** Sheets stay in the order of their workbook; files come as their rotation numbers and dates say. */
function byName(members: readonly AcquiredMember[]): readonly AcquiredMember[] {
  if (members.some((member) => member.attachment !== undefined)) return members
  return rotationOrder(members.map(({ name }) => name)).map((index) => members[index] as AcquiredMember)
}

function firstTime(sample: Sample, profile: SourceProfile): number | null {
  for (const text of occurredTexts(sample, profile)) {
    const instant = parseInstant(text, { zone: profile.zone, epochUnit: profile.epochUnit })
    if (instant !== null) return instant.micros
  }
  return null
}

/** Texts of the times in the sample, as the profile finds them. */
function* occurredTexts(sample: Sample, profile: SourceProfile): Generator<string> {
  const view = new RecordView(profile)
  const place = { entryId: 0, byteStart: 0, byteLength: 0, line: 0, sequence: null, occurredMicros: null }
  for (const { json } of sample.records) {
    view.show(place, 0, 0, json, 0, json.length, { kind: 'json' })
    const text = view.occurredAtText
    if (text !== null) yield text
  }
}

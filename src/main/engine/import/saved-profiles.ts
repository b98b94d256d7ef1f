/**
 * Source profiles beside the shipped ones: saved in an engagement, read from a file, written to one. A profile is a view
 * over bytes, so saving one alters no source; sources keep the version they were read with.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { sourceProfileSchema, type SourceProfile } from '../../../shared/model/profile.ts'
import { offsetMicros } from '../../../shared/core/time/instant.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { readWholeFile } from '../../io/files/read-file.ts'
import type { ReadableStore } from '../../store/open.ts'
import { findStoredProfile, listStoredProfiles, storeProfile } from '../../store/profiles.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { findShippedProfile, profileHash, shippedProfiles } from './shipped-profiles.ts'

const mostFileBytes = 1024 * 1024
const idForm = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/

export interface KnownProfile {
  readonly profile: SourceProfile
  readonly hash: string
  readonly origin: 'shipped' | 'saved'
}

/** Saved ones first, then the shipped ones. */
export function listProfiles(store: ReadableStore | undefined): readonly KnownProfile[] {
  const saved = store === undefined ? [] : listStoredProfiles(store)
  return [
    ...saved.map((stored) => ({ ...stored, origin: 'saved' as const })),
    ...shippedProfiles().map((profile) => ({ profile, hash: profileHash(profile), origin: 'shipped' as const })),
  ]
}

/** What imports of an engagement may choose from beside the shipped profiles. */
export function savedProfiles(session: Session | undefined): readonly SourceProfile[] {
  return session === undefined ? [] : listStoredProfiles(session.store).map(({ profile }) => profile)
}

/** Throws AppError `not-found`. No saved profile has the id of a shipped one. */
export function findProfile(store: ReadableStore | undefined, id: string): KnownProfile {
  const saved = store === undefined ? undefined : findStoredProfile(store, id)
  if (saved !== undefined) return { ...saved, origin: 'saved' }
  const shipped = findShippedProfile(id)
  if (shipped === undefined) {
    const where = store === undefined ? 'ships with Assay' : 'ships with Assay or is saved in this engagement'
    throw new AppError('not-found', `No source profile ${id} ${where}.`)
  }
  return { profile: shipped, hash: profileHash(shipped), origin: 'shipped' }
}

/**
 * Saves a profile; of an id that is saved already it becomes the next version, whatever version it states. Saving what is
 * saved already changes nothing. Throws AppError `usage` for an id that is a shipped profile's or has another form.
 */
export function saveProfile(ports: EnginePorts, session: Session, given: SourceProfile): Promise<KnownProfile> {
  assertProfile(given)
  if (findShippedProfile(given.id) !== undefined)
    throw new AppError(
      'usage',
      `${given.id} is the id of a profile that ships with Assay. Save the profile under another id.`,
    )
  return session.transaction(() => {
    const before = findStoredProfile(session.store, given.id)
    if (before !== undefined && profileHash({ ...given, version: before.profile.version }) === before.hash)
      return { ...before, origin: 'saved' as const }
    const profile = before === undefined ? given : { ...given, version: before.profile.version + 1 }
    const hash = profileHash(profile)
    storeProfile(session.store, { profile, hash }, ports.clock.nowMicros())
    recordCustody(ports, session.store, 'profile.save', {
      profile: profile.id,
      version: profile.version,
      hash,
      ...(before === undefined ? {} : { replaces: before.hash }),
    })
    return { profile, hash, origin: 'saved' as const }
  })
}

/** Hostile: the file comes from anywhere. Throws AppError `file-unreadable` or `profile-unsuitable`. */
export async function readProfileFile(
  path: string,
): Promise<{ readonly profile: SourceProfile; readonly hash: string }> {
  const bytes = await readWholeFile(path, mostFileBytes)
  let value: unknown
  try {
    value = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new AppError(
      'profile-unsuitable',
      'The file is no JSON text, so it is no source profile. Nothing was changed.',
    )
  }
  const parsed = sourceProfileSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new AppError(
      'profile-unsuitable',
      `The file is no source profile: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}. Nothing was changed.`,
    )
  }
  assertProfile(parsed.data)
  return { profile: parsed.data, hash: profileHash(parsed.data) }
}

/** What the schema cannot say. Throws AppError `usage`. */
export function assertProfile(profile: SourceProfile): void {
  if (!idForm.test(profile.id))
    throw new AppError('usage', 'A profile id has small letters, digits and single hyphens, dots or underscores.')
  if (profile.zone !== 'unknown' && offsetMicros(profile.zone) === null)
    throw new AppError('usage', `${profile.zone} is no zone that can be read: UTC, ±hh:mm or unknown.`)
  if (Object.keys(profile.fields).length === 0) throw new AppError('usage', 'A profile maps at least one field.')
}

/** Source profiles that were saved in an engagement, the newest version of each id. */
import type { SourceProfile } from '../../shared/model/profile.ts'
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import type { ReadableStore, WritableStore } from './open.ts'

export interface StoredProfile {
  readonly profile: SourceProfile
  /** Lower-case hex SHA-256 of the profile in RFC 8785 form. */
  readonly hash: string
}

interface ProfileRow {
  body: string
  hash: string
}

const fromRow = (row: ProfileRow): StoredProfile => ({
  profile: parseJson(row.body) as SourceProfile,
  hash: row.hash,
})

/** In the order of their ids. */
export function listStoredProfiles(store: ReadableStore): StoredProfile[] {
  const rows = store.db.prepare('SELECT body, hash FROM profiles ORDER BY profile_id').all() as ProfileRow[]
  return rows.map(fromRow)
}

export function findStoredProfile(store: ReadableStore, id: string): StoredProfile | undefined {
  const row = store.db.prepare('SELECT body, hash FROM profiles WHERE profile_id = ?').get(id) as ProfileRow | undefined
  return row === undefined ? undefined : fromRow(row)
}

/** Takes the place of an earlier version: sources keep the profile they were read with in their own row. */
export function storeProfile(store: WritableStore, { profile, hash }: StoredProfile, savedAtMicros: number): void {
  store.db
    .prepare('INSERT OR REPLACE INTO profiles (profile_id, body, hash, saved_at_micros) VALUES (?, ?, ?, ?)')
    .run(profile.id, JSON.stringify(profile), hash, savedAtMicros)
}

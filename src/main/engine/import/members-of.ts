/** What a stored source was read from: files as handed over, members in reading order, the profile it was read with. */
import type { ResultOf } from '../../../shared/ipc/contract.ts'
import type { ReadableStore } from '../../store/open.ts'
import { listMembers, listOriginals, type StoredSource } from '../../store/sources.ts'

const shownMembers = 1000
/** Of each member; its notes are in the receipt as well. */
const shownNotes = 20

export function membersOf(store: ReadableStore, source: StoredSource): ResultOf<'source.members'> {
  const members = listMembers(store, source.sourceId)
  return {
    originals: listOriginals(store, source.sourceId)
      .slice(0, shownMembers)
      .map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    total: members.length,
    members: members.slice(0, shownMembers).map(({ name, packing, bytes, sha256, entryStart, notes }, index) => ({
      name,
      packing: [...packing],
      bytes,
      sha256,
      entries: (members[index + 1]?.entryStart ?? source.entries) - entryStart,
      notes: notes.slice(0, shownNotes).map(({ code, detail }) => (detail === undefined ? { code } : { code, detail })),
    })),
    profile: source.profile,
    profileHash: source.profileHash,
  }
}

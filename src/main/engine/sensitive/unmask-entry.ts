/** One entry with what is masked otherwise, for a reason that goes into the custody log before anything is shown. */
import { cardDataOnly } from '../../../shared/core/sensitive/mask-value.ts'
import { indexOfEntry, sourceOfEntry } from '../../../shared/model/digest.ts'
import type { EntryDetail } from '../../../shared/model/entry.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { EnginePorts } from '../ports.ts'
import { inspectEntry } from '../query/page-entries.ts'
import type { Session } from '../session.ts'

/** Throws `not-found` when there is no such entry; nothing is recorded then. */
export async function unmaskEntry(
  ports: EnginePorts,
  session: Session,
  entryId: number,
  reason: string,
): Promise<EntryDetail> {
  const detail = inspectEntry(session, entryId, cardDataOnly)
  await session.transaction(() =>
    recordCustody(ports, session.store, 'entry.unmask', {
      source: sourceOfEntry(entryId),
      record: indexOfEntry(entryId) + 1,
      line: detail.line,
      reason,
    }),
  )
  return detail
}

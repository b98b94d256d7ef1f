// The application hashes its own names; the table that is exported has others.
import { createHash } from 'node:crypto'

let prevHash = '0'.repeat(64)
for (let number = 1; number <= 200; number += 1) {
  const event = {
    eventId: `e${number}`,
    userId: `u_${number % 4}`,
    eventType: 'consent.given',
    resourceId: `form_${number % 30}`,
    createdAt: new Date(1_740_800_000_000 + number * 8000).toISOString(),
  }
  const entryHash = createHash('sha256')
    .update(prevHash + JSON.stringify(event))
    .digest('hex')
  console.log(
    JSON.stringify({
      event_id: event.eventId,
      user_id: event.userId,
      event_type: event.eventType,
      resource_id: event.resourceId,
      created_at: event.createdAt,
      prev_hash: prevHash,
      entry_hash: entryHash,
    }),
  )
  prevHash = entryHash
}

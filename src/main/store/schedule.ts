/** How often the checks of an engagement are to be repeated. One row at most; nothing runs by itself. */
import type { Schedule } from '../../shared/model/rerun.ts'
import type { ReadableStore, WritableStore } from './open.ts'

export function readSchedule(store: ReadableStore): Schedule | null {
  const row = store.db.prepare('SELECT every_days, on_open FROM run_schedule WHERE only_row = 1').get() as
    | { every_days: number; on_open: number }
    | undefined
  return row === undefined ? null : { everyDays: row.every_days, onOpen: row.on_open === 1 }
}

/** Null takes the schedule away. */
export function saveSchedule(store: WritableStore, schedule: Schedule | null, atMicros: number): void {
  if (schedule === null) store.db.prepare('DELETE FROM run_schedule').run()
  else
    store.db
      .prepare('INSERT OR REPLACE INTO run_schedule (only_row, every_days, on_open, set_at_micros) VALUES (1, ?, ?, ?)')
      .run(schedule.everyDays, schedule.onOpen ? 1 : 0, atMicros)
}

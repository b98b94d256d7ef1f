/** Notes that the SQL dump formats share. */
import type { NoteText } from '../format.ts'

export const sqlNotes = {
  'no-last-tuple': { text: 'An INSERT statement that ends where a row has to be: rows may have been taken out of it.' },
  'text-after-tuples': {
    text: 'Text after the rows of an INSERT statement that is no clause of one; rows in it were not read.',
    incomplete: true,
  },
} as const satisfies Readonly<Record<string, NoteText>>

/** True for the clauses that may follow the rows of an INSERT: `ON CONFLICT`, `ON DUPLICATE KEY`, `RETURNING`, `AS`. */
export function isInsertTail(text: string): boolean {
  return /^(?:on\s+(?:conflict|duplicate)|returning|as)\b/i.test(text)
}

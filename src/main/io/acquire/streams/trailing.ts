/** What stands after the end of a packed stream. It is not decoded, but it is counted and said. */
import type { ByteCursor } from '../byte-cursor.ts'
import type { NoteSink } from '../notes.ts'

const pieceBytes = 1024 * 1024

/** Reads the rest of the input and notes `trailing-zeros` or `trailing-data`; nothing when there is no rest. */
export async function noteTrailing(input: ByteCursor, note: NoteSink, after: string): Promise<void> {
  let count = 0
  let isZero = true
  for (;;) {
    const bytes = await input.next(pieceBytes)
    if (bytes === null) break
    count += bytes.length
    if (isZero) isZero = isAllZero(bytes)
  }
  if (count === 0) return
  note(isZero ? 'trailing-zeros' : 'trailing-data', false, `${count} bytes after the end of the ${after} data`)
}

/** True when every byte is 0; also for no bytes at all. */
export function isAllZero(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0) return false
  return true
}

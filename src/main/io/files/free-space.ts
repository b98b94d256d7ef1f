/** Room on the volume a file lies on. */
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Bytes that this user may still write beside `path`; null where the system does not tell. */
export async function freeSpaceBeside(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(dirname(path))
    const free = bavail * bsize
    return Number.isSafeInteger(free) ? free : null
  } catch {
    return null
  }
}

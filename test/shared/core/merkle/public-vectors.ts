/** Public vectors beside the repository; never copied into it. Tests that need them skip with a named reason when they are absent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export const vectorsFolder = process.env['ASSAY_VECTORS'] ?? '../shared/vectors'

/** Why a set cannot be run, null when it can. Also warns, so that a skip is seen. */
export function missingVectors(set: string): string | null {
  if (existsSync(join(vectorsFolder, set))) return null
  const reason = `public vectors ${set} not found under ${vectorsFolder}: set ASSAY_VECTORS`
  console.warn(reason)
  return reason
}

/** Every `.json` below a folder of the set, with its path relative to that folder. */
export function vectorFiles(folder: string): { name: string; text: string }[] {
  const root = join(vectorsFolder, folder)
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: relative(root, path), text: readFileSync(path, 'utf8') }))
}

/**
 * Public vectors beside the repository; never copied into it. Tests that need them skip with a named reason when they are
 * absent, and say so: a skip that nobody sees looks like a pass.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const folder = process.env['ASSAY_VECTORS'] ?? '../shared/vectors'

/** Path of a set, or of something in it. It need not be there. */
export function vectorPath(...parts: readonly string[]): string {
  return join(folder, ...parts)
}

/** Why a set cannot be run, null when it can. */
export function missingVectors(set: string): string | null {
  if (existsSync(vectorPath(set))) return null
  const reason = `public vectors ${set} not found under ${folder}: set ASSAY_VECTORS to the folder that holds them`
  console.warn(`SKIPPED: ${reason}`)
  return reason
}

/** Skips the running test when a set is absent; else its path. */
export function vectorSet(context: { skip(note: string): never }, set: string): string {
  const missing = missingVectors(set)
  return missing === null ? vectorPath(set) : context.skip(missing)
}

/** Every `.json` below a folder of the set, with its path relative to that folder. */
export function vectorFiles(set: string): { name: string; text: string }[] {
  const root = vectorPath(set)
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: relative(root, path), text: readFileSync(path, 'utf8') }))
}

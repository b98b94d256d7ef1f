/**
 * The files a start of the program names: a double-click, Open with, a drop on the icon or a second start. Switches are
 * not looked at, so a second start cannot change how this one runs.
 */
import { statSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'

export interface LaunchFile {
  readonly kind: 'engagement' | 'package'
  readonly path: string
}

/** Existing engagements and packages among `words`, resolved against `workingDirectory`. */
export function launchFilesFrom(words: readonly unknown[], workingDirectory: string): readonly LaunchFile[] {
  const files: LaunchFile[] = []
  for (const word of words) {
    if (typeof word !== 'string' || word.startsWith('-')) continue
    const path = isAbsolute(word) ? word : resolve(workingDirectory, word)
    const kind = kindOf(path)
    if (kind !== undefined && isFile(path)) files.push({ kind, path })
  }
  return files
}

/** By name only: what the file really is shows when the engine opens it. */
function kindOf(path: string): LaunchFile['kind'] | undefined {
  if (/\.assay$/i.test(path)) return 'engagement'
  return /\.zip$/i.test(path) ? 'package' : undefined
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

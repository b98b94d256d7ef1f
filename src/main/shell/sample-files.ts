/**
 * The bundled sample engagement as files: one set per folder below the sample folder, with everything that can be
 * imported or added. Answer keys and notes are for tests and people and are left out.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface SampleSet {
  readonly set: string
  /** Absolute paths in order of name. */
  readonly files: readonly string[]
}

/** What the app offers; the third bundled set holds one file per defect and is run by the demo alone. */
const offeredSets: readonly string[] = ['clean', 'faulty']

/** The sets below `directory` that the app offers; an absent folder gives none. */
export function listSampleSets(directory: string): readonly SampleSet[] {
  return offeredSets
    .map((set) => ({ set, files: filesOf(join(directory, set)) }))
    .filter(({ files }) => files.length > 0)
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(
        (item) =>
          item.isFile() &&
          /\.(ndjson|json|csv|sql)$/.test(item.name) &&
          !/(^|[-.])(answer-)?key\.json$/.test(item.name),
      )
      .map((item) => join(folder, item.name))
      .toSorted()
  } catch {
    return []
  }
}

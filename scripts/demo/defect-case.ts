/** `case.json` of a defect: what each check of its files must get (assay.defect-case/1). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Expectation {
  readonly check: string
  readonly file: string
  readonly verdict?: string
  readonly result?: string
  readonly reason?: string
  readonly details: Readonly<Record<string, unknown>>
}

export interface DefectCase {
  readonly folder: string
  readonly directory: string
  readonly defect: string
  readonly guide: string
  readonly files: readonly string[]
  readonly expectations: readonly Expectation[]
  /** First line of the case's README. */
  readonly about: string
}

export function readDefectCase(defects: string, folder: string): DefectCase {
  const directory = join(defects, folder)
  const parsed = JSON.parse(readFileSync(join(directory, 'case.json'), 'utf8')) as Omit<
    DefectCase,
    'folder' | 'directory' | 'about'
  > & { readonly case: string }
  if (parsed.case !== 'assay.defect-case/1') throw new Error(`${directory}/case.json is no assay.defect-case/1`)
  const about = readFileSync(join(directory, 'README.md'), 'utf8').split('\n')[0] ?? ''
  return { ...parsed, folder, directory, about: about.replaceAll('**', '') }
}

/** Files that go into the engagement; the others are what the anchoring job and the node said about them. */
export function exportsOf({ files }: DefectCase): readonly string[] {
  return files.filter((file) => !/-(?:batches|anchors|transcript)\.(?:ndjson|json)$/.test(file))
}

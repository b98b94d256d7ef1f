/**
 * One folder per defect: the export that shows it, `case.json` with what each check must say about it, and a README of
 * two lines. Nothing here names a command; the expectation is about the evidence.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeJson } from '../answer-key.ts'
import type { Batch } from '../export-a.ts'
import type { JsonObject } from '../entries.ts'

export interface Expectation {
  readonly check: 'chain' | 'merkle' | 'anchor' | 'rules' | 'w5' | 'coverage' | 'erasure' | 'import'
  readonly file: string
  /** Integrity verdict, for chain, merkle and anchor. */
  readonly verdict?: 'verified' | 'mismatch' | 'gap' | 'unanchored' | 'not-checked'
  /** Outcome of the checks that give no verdict. */
  readonly result?: 'accepted' | 'measured' | 'no-exception-noted' | 'exception-noted' | 'not-testable' | 'found'
  readonly reason?: string
  readonly details?: JsonObject
}

export interface DefectCase {
  readonly folder: string
  readonly defect: string
  readonly guide: 'A' | 'B'
  /** One sentence: what the design does. */
  readonly what: string
  /** One sentence: what a check must therefore say. */
  readonly therefore: string
  readonly files: ReadonlyMap<string, string>
  /** Batches to be anchored; the claims and the transcript are captured from them. */
  readonly batches?: readonly Batch[]
  readonly expectations: readonly Expectation[]
}

const batchesName = 'shop-a-batches.ndjson'
const capturedNames: readonly string[] = ['shop-a-anchors.ndjson', 'shop-a-transcript.json']

export function writeCase(directory: string, defectCase: DefectCase): void {
  const folder = join(directory, defectCase.folder)
  mkdirSync(folder, { recursive: true })
  const files = new Map(defectCase.files)
  if (defectCase.batches !== undefined) files.set(batchesName, ndjson(defectCase.batches))
  for (const [name, text] of files) writeFileSync(join(folder, name), text, { flag: 'wx' })
  writeFileSync(
    join(folder, 'README.md'),
    `**${defectCase.defect}, guide ${defectCase.guide}.** ${defectCase.what}\n${defectCase.therefore}\n`,
    { flag: 'wx' },
  )
  writeJson(join(folder, 'case.json'), {
    case: 'assay.defect-case/1',
    defect: defectCase.defect,
    guide: defectCase.guide,
    files: [...files.keys(), ...(defectCase.batches === undefined ? [] : capturedNames)],
    expectations: defectCase.expectations,
  })
}

export function ndjson(entries: readonly object[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}

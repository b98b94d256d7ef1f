/**
 * The defects set: one folder per defect of the two guides' own designs that an export can show. D11, D12, D16, D17 and
 * D19 compare documents, clocks or configurations and show in no single file; the README beside the set says so.
 */
import { mkdirSync } from 'node:fs'
import { Random } from '../random.ts'
import { anchorCases } from './anchor-cases.ts'
import { writeCase } from './case-folder.ts'
import type { DefectCase } from './case-folder.ts'
import { ledgerDefects } from './ledger-cases.ts'
import { ruleCases } from './rule-cases.ts'
import { tableCases } from './table-cases.ts'

export function defectCases(seed: number): DefectCase[] {
  return [
    ...tableCases(new Random(seed, 'defects/table')),
    ...anchorCases(new Random(seed, 'defects/anchor')),
    ...ruleCases(new Random(seed, 'defects/rule')),
    ...ledgerDefects(new Random(seed, 'defects/ledger')),
  ].sort((one, other) => (one.folder < other.folder ? -1 : 1))
}

/** Writes every case into `directory`; returns the folders that hold batches still to be anchored. */
export function writeDefects(
  directory: string,
  seed: number,
): { readonly folders: readonly string[]; readonly toAnchor: readonly string[] } {
  mkdirSync(directory, { recursive: true })
  const cases = defectCases(seed)
  for (const defectCase of cases) writeCase(directory, defectCase)
  return {
    folders: cases.map(({ folder }) => folder),
    toAnchor: cases.filter(({ batches }) => batches !== undefined).map(({ folder }) => folder),
  }
}

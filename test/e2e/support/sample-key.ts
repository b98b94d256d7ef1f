/** The part of a bundled set's answer key that the journey is held to. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './launch.ts'

interface Located {
  readonly line: number
  readonly sequence: string
}

export interface SampleKey {
  readonly files: Readonly<Record<string, { readonly accepted: number; readonly rejected: number }>>
  readonly chain: Readonly<
    Record<
      string,
      {
        readonly verdict: string
        readonly contentMismatches: readonly Located[]
        readonly linkGaps: readonly Located[]
        readonly rejects: readonly { readonly line: number }[]
      }
    >
  >
  readonly merkle: Readonly<
    Record<
      string,
      { readonly batches: number; readonly verified: number; readonly exceptions: readonly { readonly date: string }[] }
    >
  >
  readonly erasure: { readonly subject: readonly string[]; readonly files: Readonly<Record<string, readonly number[]>> }
}

export const sampleFolder = (set: string): string => join(repositoryRoot, 'resources', 'sample', set)

export function readSampleKey(set: string): SampleKey {
  return JSON.parse(readFileSync(join(sampleFolder(set), 'answer-key.json'), 'utf8')) as SampleKey
}

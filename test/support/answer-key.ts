/**
 * The bundled sample sets and the answer keys beside them. The keys come from the generator, which shares no code with
 * the product; their form is specified in `resources/sample/README.md`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AnswerKey } from '../../scripts/sample/answer-key.ts'
import type { TranscriptFile, TrustEntry } from '../../src/shared/model/anchor.ts'

export type SampleSet = 'clean' | 'faulty'

export const sampleFolder = 'resources/sample'

export function samplePath(set: SampleSet, file: string): string {
  return join(sampleFolder, set, file)
}

export function readAnswerKey(set: SampleSet): AnswerKey {
  return JSON.parse(readFileSync(samplePath(set, 'answer-key.json'), 'utf8')) as AnswerKey
}

/** One JSON value per line of a sample file, by 1-based line; a line that does not parse is left out. */
export function sampleRecords(set: SampleSet, file: string): ReadonlyMap<number, Readonly<Record<string, unknown>>> {
  const records = new Map<number, Record<string, unknown>>()
  for (const [index, line] of readFileSync(samplePath(set, file), 'utf8').split('\n').entries()) {
    if (line === '') continue
    try {
      records.set(index + 1, JSON.parse(line) as Record<string, unknown>)
    } catch {
      // The set `faulty` ends with a line that was cut short.
    }
  }
  return records
}

/** Every block of a set's transcript as if the auditor had obtained its hash independently. */
export function trustOfTranscript(set: SampleSet): TrustEntry[] {
  const transcript = JSON.parse(readFileSync(samplePath(set, 'shop-a-transcript.json'), 'utf8')) as TranscriptFile
  return transcript.blocks.map(({ block }) => ({
    kind: 'block-hash',
    chainId: transcript.chainId,
    blockHash: String(block['hash']),
    note: 'test',
  }))
}

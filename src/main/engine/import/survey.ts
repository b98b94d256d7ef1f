/**
 * First pass over what is to be imported: every byte is read once, hashed and counted, and nothing is stored. Whatever
 * must stop an import stops it here.
 */
import type { Original } from '../../io/acquire/acquire.ts'
import { readChunks } from '../../io/files/read-chunks.ts'
import { createSha256, sha256Hex } from '../../io/host/digest.ts'
import type { JobContext } from '../jobs.ts'
import type { AcquiredMember } from './acquired-member.ts'

export interface Surveyed {
  readonly bytes: number
  readonly sha256: string
}

export interface Survey {
  /** Of the files as handed over, in the order of the plan's originals. */
  readonly originals: readonly Surveyed[]
  /** Of the members, unpacked. */
  readonly members: readonly Surveyed[]
  /** Unpacked bytes of all members. */
  readonly bytes: number
  /** Identity of the source: the one original's SHA-256, or that of the list `sha256sum` would print of several. */
  readonly sha256: string
}

export async function surveyMembers(
  originals: readonly Original[],
  members: readonly AcquiredMember[],
  job: JobContext,
): Promise<Survey> {
  const packed = originals.reduce((sum, original) => sum + original.bytes, 0)
  let done = 0
  const digestOf = async (chunks: AsyncIterable<Buffer>, counted: boolean): Promise<Surveyed> => {
    const hash = createSha256()
    let bytes = 0
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.length
      if (counted) done += chunk.length
      job.progress('hash', 'bytes', Math.min(done, packed), packed)
      await job.breathe()
    }
    return { bytes, sha256: hash.hex() }
  }
  const surveyedOriginals: Surveyed[] = []
  for (const original of originals) surveyedOriginals.push(await digestOf(readChunks(original.path), true))
  const surveyedMembers: Surveyed[] = []
  for (const member of members) {
    surveyedMembers.push(
      member.packing.length === 0
        ? (surveyedOriginals[member.original] as Surveyed)
        : await digestOf(member.open(), false),
    )
  }
  return {
    originals: surveyedOriginals,
    members: surveyedMembers,
    bytes: surveyedMembers.reduce((sum, member) => sum + member.bytes, 0),
    sha256: identityOf(originals, surveyedOriginals),
  }
}

/** `sha256sum` of the files in name order, hashed, so that anybody can repeat it: one file is its own hash. */
function identityOf(originals: readonly Original[], surveyed: readonly Surveyed[]): string {
  if (surveyed.length === 1) return (surveyed[0] as Surveyed).sha256
  const lines = originals.map((original, index) => `${(surveyed[index] as Surveyed).sha256}  ${original.name}\n`)
  return sha256Hex(lines.toSorted((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join(''))
}

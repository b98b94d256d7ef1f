/** Whether the bytes of a plan are in an engagement already. Files are hashed only when a source of the same sizes is there. */
import type { ReadableStore } from '../../store/open.ts'
import { findSourceByDigest, listOriginals, listSources } from '../../store/sources.ts'
import { silentJob } from '../jobs.ts'
import type { ImportPlan } from './plan-import.ts'
import { identityOfOriginals } from './survey.ts'

export async function isKnownSource(store: ReadableStore, { originals }: ImportPlan): Promise<boolean> {
  const sizes = sizesOf(originals)
  const isCandidate = listSources(store).some((source) => sizesOf(listOriginals(store, source.sourceId)) === sizes)
  if (!isCandidate) return false
  return findSourceByDigest(store, await identityOfOriginals(originals, silentJob)) !== undefined
}

function sizesOf(files: readonly { readonly bytes: number }[]): string {
  return files
    .map(({ bytes }) => bytes)
    .toSorted((a, b) => a - b)
    .join()
}

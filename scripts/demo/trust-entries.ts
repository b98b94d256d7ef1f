/** Block hashes for `assay trust add`, as an auditor who got them elsewhere would write them down. */
import { readFileSync } from 'node:fs'

interface Transcript {
  readonly chainId: string
  readonly blocks: readonly { readonly block: { readonly hash: string } }[]
}

/** Every block of a recorded transcript as a trust entry, one JSON line each. */
export function trustEntries(transcriptPath: string): string {
  const { chainId, blocks } = JSON.parse(readFileSync(transcriptPath, 'utf8')) as Transcript
  const note = 'demo: taken from the recorded transcript itself'
  const entries = blocks.map(({ block }) => ({ kind: 'block-hash', chainId, blockHash: block.hash, note }))
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}

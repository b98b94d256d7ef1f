/** The height that somebody states for the first header of a Bitcoin archive: asked for where it is needed, refused where it cannot be right. */
import { AppError } from '../../../shared/model/app-error.ts'
import type { TrustEntry } from '../../../shared/model/anchor.ts'
import { findStartHeightProblem, type StartHeightProblem } from '../../../shared/core/anchor/bitcoin-start-height.ts'
import { needsStartHeight, parseBitcoinHeaders } from '../../io/anchors/parse-bitcoin-headers.ts'

/**
 * AppError `usage` for a file that names its heights itself, or whose headers contradict the stated one;
 * `anchor-file-invalid` for one without headers.
 */
export function assertStartHeight(
  bytes: Uint8Array,
  name: string,
  startHeight: number,
  trust: readonly TrustEntry[],
): void {
  const runs = parseBitcoinHeaders(bytes, name, startHeight)
  if (!needsStartHeight(bytes))
    throw new AppError(
      'usage',
      `${name} names the height of each header: leave the start height out. Nothing was added.`,
    )
  const pinned = trust.filter((entry) => entry.kind === 'bitcoin-header')
  for (const run of runs) {
    const problem = findStartHeightProblem(run, pinned)
    if (problem !== null)
      throw new AppError(
        'usage',
        `The first header of ${name} does not stand at height ${startHeight}: ${why(problem)}. Nothing was added.`,
        { details: { name, startHeight: String(startHeight), what: problem.what } },
      )
  }
}

function why(problem: StartHeightProblem): string {
  switch (problem.what) {
    case 'first-block':
      return 'it names none before it, so it is block 0'
    case 'not-first-block':
      return 'it names one before it, and block 0 does not'
    case 'known-header':
      return `by a header that you vouch for and that is in the file, it stands at ${problem.expected}`
    case 'difficulty':
      return (
        'the difficulty changes at heights that 2016 divides, ' +
        `so its height is one of ${problem.expected}, ${problem.expected + 2016}, ${problem.expected + 4032} and so on`
      )
  }
}

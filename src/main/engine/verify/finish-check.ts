/**
 * Ends a check run and keeps the digest of what it found, so that a later run of the same check can be compared with it
 * byte for byte.
 */
import type { CheckResult } from '../../../shared/model/check-run.ts'
import { jcsFromValue } from '../../../shared/core/bytes/json-text.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { createSha256 } from '../../io/host/digest.ts'
import type { ReadableStore, WritableStore } from '../../store/open.ts'
import { finishRun, iterateBreaks } from '../../store/runs.ts'

/** Call inside the transaction that wrote the run's breaks. Times are microseconds since 1970 UTC. */
export function finishCheck(store: WritableStore, runId: number, atMicros: number, result: CheckResult): void {
  finishRun(store, runId, atMicros, result, resultDigest(store, runId, result))
}

/**
 * SHA-256, lower-case hex, over the result as canonical JSON (RFC 8785), a line feed, and each entry that is not plainly
 * good as canonical JSON with a line feed, in the order of the source. A result holds no time of its run and no run id;
 * those are beside it.
 */
export function resultDigest(store: ReadableStore, runId: number, result: CheckResult): string {
  const digest = createSha256()
  digest.update(Buffer.from(`${canonical(result)}\n`))
  for (const item of iterateBreaks(store, runId)) digest.update(Buffer.from(`${canonical(item)}\n`))
  return digest.hex()
}

function canonical(value: unknown): string {
  const stored = parseJson(JSON.stringify(value)) as never
  // Hostile: a lone surrogate in a name has no canonical form; the text it was stored as is the same every time too.
  return jcsFromValue(stored) ?? JSON.stringify(stored)
}

/**
 * Parts of an action's name. Guide A writes `resource.action.result` with two to four parts and an open result
 * vocabulary; guide B writes single verbs such as `status_update`. Nothing here decides what an action means beyond the
 * three lists below.
 */

/** Last segments that state a result. The list is open in practice; these are the ones both guides use. */
export const failureSegments: ReadonlySet<string> = new Set([
  'failed',
  'failure',
  'denied',
  'rejected',
  'error',
  'blocked',
])
export const successSegments: ReadonlySet<string> = new Set([
  'success',
  'succeeded',
  'successful',
  'processed',
  'completed',
  'ok',
])

/** Segments of an action that only reads. */
export const readSegments: ReadonlySet<string> = new Set(['read', 'view', 'list', 'get', 'check'])

const separators = /[._:-]/

/** Segments of an action name, lower-case, split at `.`, `_`, `-` and `:`; empty ones dropped. */
export function segmentsFrom(action: string): readonly string[] {
  return action
    .toLowerCase()
    .split(separators)
    .filter((segment) => segment !== '')
}

/** Result stated by the last segment of a name with at least two segments; undefined when it states none. */
export function resultOf(segments: readonly string[]): 'success' | 'failure' | undefined {
  const last = segments.length > 1 ? segments.at(-1) : undefined
  if (last === undefined) return undefined
  return failureSegments.has(last) ? 'failure' : successSegments.has(last) ? 'success' : undefined
}

export function isRead(segments: readonly string[]): boolean {
  return segments.some((segment) => readSegments.has(segment))
}

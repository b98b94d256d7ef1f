/**
 * Reads what came back for a JSON-RPC request (JSON-RPC 2.0, section 5). Hostile: the bytes are whatever a server sends;
 * each way of being unusable has a code, and nothing is thrown on account of them.
 */
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import type { CaptureFailure, Exchange } from '../../../../shared/model/capture.ts'
import type { Posted } from './http-post.ts'

/**
 * Result of the answer to request `id`, or why there is none. `secrets` are parts of the address that must not be kept;
 * `depth` is the number of brackets that may be open at once.
 */
export function readAnswer(
  posted: Posted,
  id: number,
  secrets: readonly string[],
  depth: number,
): { readonly value: unknown } | { readonly why: CaptureFailure } {
  // Hostile: an error page that prints the address it was asked at would carry the token into the evidence.
  if (secrets.some((secret) => posted.body.includes(secret))) return { why: 'answer-repeats-secret' }
  if (posted.failure !== null) return { why: posted.failure }
  const parsed = parsedBody(posted.body, depth)
  const refused = posted.status === null || posted.status < 200 || posted.status >= 300
  if ('why' in parsed) return refused ? { why: 'http-status' } : parsed
  const answer = parsed.value
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    return { why: refused ? 'http-status' : 'answer-unusable' }
  const members = answer as Readonly<Record<string, unknown>>
  // Some nodes answer a method they do not know with an HTTP error and a JSON-RPC one inside.
  if (Object.hasOwn(members, 'error') && members['error'] !== null) return { why: 'method-error' }
  if (refused) return { why: 'http-status' }
  if (members['id'] !== id) return { why: 'wrong-id' }
  return Object.hasOwn(members, 'result') ? { value: members['result'] } : { why: 'answer-unusable' }
}

function parsedBody(body: Buffer, depth: number): { readonly value: unknown } | { readonly why: CaptureFailure } {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return { why: 'answer-not-utf8' }
  }
  if (!isShallow(body, depth)) return { why: 'answer-too-deep' }
  try {
    return { value: parseJson(text) }
  } catch {
    return { why: 'answer-not-json' }
  }
}

/** True when no more than `depth` brackets are open at once outside strings. One pass, before anything is parsed. */
function isShallow(body: Buffer, depth: number): boolean {
  let open = 0
  let inText = false
  for (let at = 0; at < body.length; at += 1) {
    const code = body[at]
    if (inText) {
      if (code === 0x5c) at += 1
      else if (code === 0x22) inText = false
    } else if (code === 0x22) inText = true
    else if (code === 0x7b || code === 0x5b) {
      open += 1
      if (open > depth) return false
    } else if (code === 0x7d || code === 0x5d) open -= 1
  }
  return true
}

/** As text where that gives back the same bytes and is no longer in the file than base64 would be. */
export function storedBody(body: Buffer): Exchange['answer'] {
  const text = body.toString('utf8')
  return Buffer.from(text, 'utf8').equals(body) && escapedLength(body) <= (body.length * 4) / 3 + 64
    ? { encoding: 'utf-8', text }
    : { encoding: 'base64', text: body.toString('base64') }
}

/** Bytes of a text inside a JSON string. Hostile: a body of zero bytes would take six for each. */
function escapedLength(body: Buffer): number {
  let length = body.length
  for (const code of body) {
    if (code === 0x22 || code === 0x5c || code === 0x0a || code === 0x0d || code === 0x09) length += 1
    else if (code < 0x20) length += 5
  }
  return length
}

/**
 * The verdict of one digest: its signature, carried by the next digest or by saved metadata, and its content, whose hash
 * the next digest states. The signature decides, because it covers the hash; a hash alone would only show that two files
 * agree which the same hands may have written.
 */
import type { Compared } from '../../model/cloudtrail.ts'
import type { ReasonCode, VerdictWord } from '../../model/verdict.ts'
import { parseHex } from '../bytes/hex.ts'
import { hashAlgorithm, isSha256, signatureAlgorithm, signedText } from './digest-model.ts'
import type { DigestNode, Pin } from './digest-node.ts'
import type { ListedKey } from './key-list.ts'
import type { SavedMetadata } from './metadata.ts'

const microsPerHour = 3_600_000_000

/** Keys by the fingerprint that was computed from them. */
export type KeysByFingerprint = ReadonlyMap<string, readonly ListedKey[]>

/** True when `signature` (hex) verifies over the digest with the key it names; null when there is nothing to verify with. */
export function verifies(node: DigestNode, signature: string, keys: KeysByFingerprint): boolean | null {
  const { document, file } = node
  if (document === null || file.end.state === 'unread') return null
  const text = signedText(document, file.sha256)
  const [listed] = keys.get(document.fingerprint?.toLowerCase() ?? '') ?? []
  if (text === null || listed?.key === null || listed === undefined) return null
  const bytes = parseHex(signature)
  // Hostile: node's verify takes any length; no RSA signature is longer than 16,384 bits.
  if (bytes === undefined || bytes.length === 0 || bytes.length > 2048) return false
  return listed.key.verify(text, bytes)
}

/** Fills in signature, content, verdict and reason of a digest. `node.pins` and the link must be known. */
export function judgeDigest(node: DigestNode, saved: SavedMetadata | null, keys: KeysByFingerprint): void {
  node.signature = judgeSignature(node, saved, keys)
  node.content = judgeContent(node)
  const [verdict, reason] = verdictOf(node, keys)
  node.verdict = verdict
  node.reason = reason
}

function judgeSignature(node: DigestNode, saved: SavedMetadata | null, keys: KeysByFingerprint): Compared {
  const pinned = node.pins.flatMap((pin) => (pin.signature === null ? [] : [pin.signature.toLowerCase()]))
  const candidates = [...new Set(saved === null ? pinned : [...pinned, saved.signature])]
  if (candidates.length === 0) return compared('not-checked', 'signature-not-available', null, null)
  const at = candidates.findIndex((candidate) => verifies(node, candidate, keys) === true)
  const chosen = candidates[Math.max(at, 0)] as string
  node.signatureFrom = pinned.includes(chosen) ? 'next-digest' : 'metadata'
  if (node.signatureFrom === 'metadata' && pinned.length === 0)
    node.notices.push({ code: 'signature-from-metadata', detail: saved?.file ?? '' })
  if (saved !== null && pinned.length > 0 && !pinned.includes(saved.signature))
    node.notices.push({ code: 'metadata-signature-differs', detail: saved.file })
  if (at >= 0) return compared('verified', null, chosen, 'verified')
  const { document } = node
  const algorithm = node.signatureFrom === 'metadata' ? saved?.algorithm : document?.signatureAlgorithm
  if (document === null) return compared('not-checked', 'digest-malformed', chosen, null)
  if (document.signatureAlgorithm !== signatureAlgorithm || (algorithm ?? signatureAlgorithm) !== signatureAlgorithm)
    return compared('not-checked', 'algorithm-unsupported', chosen, algorithm ?? document.signatureAlgorithm)
  const listed = keys.get(document.fingerprint?.toLowerCase() ?? '')
  if (listed === undefined) return compared('not-checked', 'key-not-listed', chosen, null)
  if (verifies(node, chosen, keys) === null) return compared('not-checked', 'digest-malformed', chosen, null)
  return compared('mismatch', 'signature-differs', chosen, 'does not verify')
}

function judgeContent(node: DigestNode): Compared {
  const { file, pins } = node
  if (pins.length === 0) return compared('not-checked', null, null, file.sha256)
  const equal = pins.find((pin) => pin.hash === file.sha256)
  const pin = (equal ?? pins[0]) as Pin
  if (pin.hashAlgorithm !== hashAlgorithm)
    return compared('not-checked', 'algorithm-unsupported', pin.hash, file.sha256)
  if (!isSha256(pin.hash)) return compared('not-checked', 'hash-malformed', pin.hash, file.sha256)
  return equal === undefined
    ? compared('mismatch', 'digest-differs', pin.hash, file.sha256)
    : compared('verified', null, pin.hash, file.sha256)
}

function verdictOf(node: DigestNode, keys: KeysByFingerprint): [VerdictWord, ReasonCode | null] {
  const { document, file, content, signature } = node
  if (file.end.state === 'unread') return ['not-checked', 'file-not-read']
  if (signature.verdict !== 'verified') {
    // What is left of a damaged file has another hash, but that says less than the damage does.
    if (file.end.state === 'damaged') return ['mismatch', 'packing-damaged']
    if (content.verdict === 'mismatch') return ['mismatch', 'digest-differs']
    if (signature.verdict === 'mismatch') return ['mismatch', 'signature-differs']
    if (document === null || document.faults.length > 0)
      return ['not-checked', signature.reason === 'algorithm-unsupported' ? signature.reason : 'digest-malformed']
    return ['not-checked', signature.reason]
  }
  const algorithm = document?.signatureAlgorithm
  if (algorithm !== signatureAlgorithm) return ['not-checked', 'algorithm-unsupported']
  if (document !== null && document.faults.length > 0) {
    // A listed log with a bad hash is that log's matter; the digest is as it was signed.
    if (document.faults.some((fault) => !fault.startsWith('logFiles['))) return ['not-checked', 'digest-malformed']
  }
  const listed = keys.get(document?.fingerprint?.toLowerCase() ?? '') ?? []
  if (listed.every((entry) => entry.fault !== null)) return ['not-checked', 'key-fingerprint-differs']
  if (!listed.some((entry) => isInUse(entry, node))) return ['not-checked', 'key-outside-validity']
  if (file.end.state === 'trailing') return ['not-checked', 'trailing-data']
  return ['verified', null]
}

/**
 * A digest is signed when its hour has ended and not later than about an hour after that; a key that was in use at any
 * time from its start to then may have signed it. A list without times says nothing against it.
 */
function isInUse(entry: ListedKey, node: DigestNode): boolean {
  if (entry.fault !== null) return false
  const { startMicros, endMicros } = node
  const from = startMicros ?? endMicros
  if (from === null || endMicros === null) return true
  // A backfill digest is signed long after its period, at a time that only the metadata says.
  if (node.named?.backfill === true) return entry.toMicros === null || entry.toMicros >= from
  return (
    (entry.fromMicros === null || entry.fromMicros <= endMicros + microsPerHour) &&
    (entry.toMicros === null || entry.toMicros >= from)
  )
}

function compared(
  verdict: VerdictWord,
  reason: ReasonCode | null,
  expected: string | null,
  actual: string | null,
): Compared {
  return { verdict, reason, expected, actual }
}

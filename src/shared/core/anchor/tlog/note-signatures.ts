/**
 * Signatures of a note under the keys that the auditor pinned. C2SP signed-note, "Signatures" and "Ed25519 signatures";
 * tlog-cosignature, "Ed25519 signed message". Lines under other keys are listed and count for nothing, as the
 * specification wants it: whoever passes a note on can add them.
 */
import type { TrustOf } from '../../../model/anchor.ts'
import { concatBytes, equalBytes } from '../../bytes/hex.ts'
import { utf8FromText } from '../../bytes/utf8.ts'
import type { NoteSignature, SignedNote } from './signed-note.ts'
import type { TlogPorts } from './tlog-ports.ts'
import { cosigningKeyFrom, parseVerifierKey, type VerifierKey } from './verifier-key.ts'

export interface PinnedKey {
  readonly role: 'log' | 'witness'
  readonly key: VerifierKey
}

/** One signature line under a pinned key. */
export interface CheckedSignature {
  readonly pinned: PinnedKey
  readonly outcome: 'holds' | 'differs' | 'unsupported'
  /** Time of a cosignature that holds, seconds since 1970; null for other signatures, and for 0, which states none. */
  readonly seconds: bigint | null
}

export interface NoteSignatures {
  readonly checked: readonly CheckedSignature[]
  readonly unknown: readonly NoteSignature[]
}

/**
 * Keys of the trust entries. Those of which the text is no key are left out; they are refused when they are added.
 * A witness with the public key of a log is left out: it would attest its own times. Witnesses also publish their key
 * as one of type 0x01 and cosign with it under the id that type 0x04 gives, so both are looked for.
 */
export function pinnedKeysFrom(entries: readonly TrustOf<'log-key'>[], sha256: TlogPorts['sha256']): PinnedKey[] {
  const pinned: PinnedKey[] = []
  for (const { role, key: text } of entries) {
    const parsed = parseVerifierKey(text, sha256)
    if (parsed.kind === 'key') pinned.push({ role, key: parsed.key })
    const cosigning = parsed.kind === 'key' && role === 'witness' ? cosigningKeyFrom(parsed.key, sha256) : null
    if (cosigning !== null) pinned.push({ role, key: cosigning })
  }
  const logs = pinned.filter(({ role }) => role === 'log')
  return pinned.filter(
    ({ role, key }) => role === 'log' || !logs.some((log) => equalBytes(log.key.publicKey, key.publicKey)),
  )
}

/** Checks every line whose name and key id are those of a pinned key. */
export function checkNoteSignatures(note: SignedNote, keys: readonly PinnedKey[], ports: TlogPorts): NoteSignatures {
  const checked: CheckedSignature[] = []
  const unknown: NoteSignature[] = []
  for (const signature of note.signatures) {
    const fitting = keys.filter(({ key }) => key.name === signature.name && key.idHex === signature.idHex)
    if (fitting.length === 0) unknown.push(signature)
    // Two keys may share an id, which has 32 bits: the line belongs to the one under which it holds.
    const tried = fitting.map((pinned) => checkOne(note, signature, pinned, ports))
    const shown = tried.find(({ outcome }) => outcome === 'holds') ?? tried[0]
    if (shown !== undefined) checked.push(shown)
  }
  return { checked, unknown }
}

const timeBytes = 8
const signatureBytes = 64
const latestTime = 2n ** 63n - 1n

function checkOne(note: SignedNote, { bytes }: NoteSignature, pinned: PinnedKey, ports: TlogPorts): CheckedSignature {
  const { use, publicKey } = pinned.key
  if (use === 'unsupported') return { pinned, outcome: 'unsupported', seconds: null }
  const differs: CheckedSignature = { pinned, outcome: 'differs', seconds: null }
  if (use === 'note') {
    const holds = bytes.length === signatureBytes && ports.verifyEd25519(publicKey, note.textBytes, bytes)
    return holds ? { pinned, outcome: 'holds', seconds: null } : differs
  }
  if (bytes.length !== timeBytes + signatureBytes) return differs
  let seconds = 0n
  for (const byte of bytes.subarray(0, timeBytes)) seconds = seconds * 256n + BigInt(byte)
  if (seconds > latestTime) return differs
  const message = concatBytes(utf8FromText(`cosignature/v1\ntime ${seconds}\n`), note.textBytes)
  if (!ports.verifyEd25519(publicKey, message, bytes.subarray(timeBytes))) return differs
  return { pinned, outcome: 'holds', seconds: seconds === 0n ? null : seconds }
}

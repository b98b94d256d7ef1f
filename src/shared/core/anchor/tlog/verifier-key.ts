/**
 * Verifier keys of signed notes, `<name>+<key id>+<base64 of type byte and public key>`, as
 * `example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx`. C2SP signed-note, "Verifier keys"
 * and "Signature types". The key id is recomputed wherever its rule is known, so that a key cannot be listed under the
 * id of another.
 */
import { bytesToHex, concatBytes } from '../../bytes/hex.ts'
import type { Hasher } from '../../bytes/hasher.ts'
import { utf8FromText } from '../../bytes/utf8.ts'
import { parsePaddedBase64 } from './padded-base64.ts'

/**
 * How signatures of the key are made. `note`: Ed25519 over the note text (type 0x01). `cosignature`: Ed25519 over a
 * time and the note text (0x04). `unsupported`: anything else, such as ECDSA (0x02), RFC 6962 tree heads (0x05) and
 * ML-DSA-44 (0x06).
 */
export type VerifierKeyUse = 'note' | 'cosignature' | 'unsupported'

export interface VerifierKey {
  readonly name: string
  /** 8 lower-case hex digits. */
  readonly idHex: string
  readonly use: VerifierKeyUse
  /** Signature type identifier byte. */
  readonly type: number
  /** 32 bytes for both Ed25519 types. */
  readonly publicKey: Uint8Array
}

export type VerifierKeyProblem = 'shape' | 'name' | 'base64' | 'key-length' | 'key-id-differs'

export type ParsedVerifierKey =
  | { readonly kind: 'key'; readonly key: VerifierKey }
  | { readonly kind: 'refused'; readonly problem: VerifierKeyProblem }

/** Longest text looked at; an ML-DSA-44 key takes 1,754 characters and its name. */
const longestKey = 8192

/** Bytes of the public key by type, where the type has one length. */
const lengthByType: Readonly<Record<number, number>> = { 1: 32, 4: 32, 6: 1312 }

/**
 * The key that a text names. `key-id-differs`: the id is not the one that name, type and key give (types 0x01, 0x04,
 * 0x06), or the key alone (0x02); ids of other types are taken as stated.
 */
export function parseVerifierKey(text: string, sha256: Hasher): ParsedVerifierKey {
  const match = text.length > longestKey ? null : /^([^+]*)\+([0-9a-fA-F]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  if (match === null) return { kind: 'refused', problem: 'shape' }
  const [, name = '', id = '', base64 = ''] = match
  if (!isKeyName(name)) return { kind: 'refused', problem: 'name' }
  const bytes = parsePaddedBase64(base64)
  if (bytes === undefined) return { kind: 'refused', problem: 'base64' }
  const type = bytes[0]
  const publicKey = bytes.subarray(1)
  if (type === undefined || publicKey.length !== (lengthByType[type] ?? Math.max(1, publicKey.length)))
    return { kind: 'refused', problem: 'key-length' }
  const idHex = id.toLowerCase()
  const computed = computeKeyId(name, type, publicKey, sha256)
  if (computed !== null && computed !== idHex) return { kind: 'refused', problem: 'key-id-differs' }
  const use = type === 1 ? 'note' : type === 4 ? 'cosignature' : 'unsupported'
  return { kind: 'key', key: { name, idHex, use, type, publicKey } }
}

/** The key for cosignatures (0x04) that a key for notes (0x01) also is; null for keys of other types. */
export function cosigningKeyFrom(key: VerifierKey, sha256: Hasher): VerifierKey | null {
  if (key.use !== 'note') return null
  const idHex = computeKeyId(key.name, 4, key.publicKey, sha256)
  return idHex === null ? null : { ...key, idHex, use: 'cosignature', type: 4 }
}

/** Key names have at least one character and neither Unicode spaces nor `+`. C2SP signed-note, "Format". */
export function isKeyName(name: string): boolean {
  return name !== '' && !/[\p{White_Space}+]/u.test(name)
}

/** First four bytes of SHA-256 over name, newline, type and key, or over the key alone for ECDSA; null where no rule is known. */
function computeKeyId(name: string, type: number, publicKey: Uint8Array, sha256: Hasher): string | null {
  if (type === 2) return bytesToHex(sha256.hash(publicKey), 0, 4)
  if (lengthByType[type] === undefined) return null
  const digest = sha256.hash(concatBytes(utf8FromText(`${name}\n`), Uint8Array.of(type), publicKey))
  return bytesToHex(digest, 0, 4)
}

/**
 * Signed notes: a text, an empty line, signature lines `— <key name> <base64 of key id and signature>`. C2SP
 * signed-note, "Format". Reads the shape only: what the text says counts for nothing before a signature by a pinned
 * key was checked (`note-signatures.ts`).
 */
import { bytesToHex, equalBytes } from '../../bytes/hex.ts'
import { textFromUtf8, utf8FromText } from '../../bytes/utf8.ts'
import { parsePaddedBase64 } from './padded-base64.ts'
import { isKeyName } from './verifier-key.ts'

export interface NoteSignature {
  readonly name: string
  /** 8 lower-case hex digits. */
  readonly idHex: string
  /** What follows the key id, at least one byte. */
  readonly bytes: Uint8Array
}

export interface SignedNote {
  /** With its last newline and without the empty line after it. */
  readonly text: string
  /** The signed bytes of `text`. */
  readonly textBytes: Uint8Array
  /** In file order; at least one. */
  readonly signatures: readonly NoteSignature[]
}

export type NoteProblem =
  | 'note-too-long'
  | 'not-utf8'
  | 'control-character'
  | 'no-signature'
  | 'signature-line'
  | 'too-many-signatures'

export type ParsedNote =
  | { readonly kind: 'note'; readonly note: SignedNote }
  | { readonly kind: 'refused'; readonly problem: NoteProblem }

/** Hostile: a note of 100 ML-DSA-44 signatures takes 330 KB, so this leaves room and bounds what is decoded. */
const longestNote = 1024 * 1024
/** The specification wants 16 at least; each one under a pinned key costs a signature check. */
const mostSignatures = 100

/** The note that `bytes` are, or the first thing that keeps them from being one. */
export function parseSignedNote(bytes: Uint8Array): ParsedNote {
  if (bytes.length > longestNote) return { kind: 'refused', problem: 'note-too-long' }
  if (bytes.some((byte) => byte < 0x20 && byte !== 0x0a)) return { kind: 'refused', problem: 'control-character' }
  const whole = textFromUtf8(bytes)
  // An invalid byte came out as U+FFFD, which has three other bytes.
  if (!equalBytes(utf8FromText(whole), bytes)) return { kind: 'refused', problem: 'not-utf8' }
  // The text may hold empty lines of its own: the last one of the note divides.
  const divide = whole.lastIndexOf('\n\n')
  if (divide < 0 || divide + 2 === whole.length) return { kind: 'refused', problem: 'no-signature' }
  const lines = whole.slice(divide + 2).split('\n')
  if (lines.pop() !== '') return { kind: 'refused', problem: 'signature-line' }
  if (lines.length > mostSignatures) return { kind: 'refused', problem: 'too-many-signatures' }
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const signature = signatureFrom(line)
    if (signature === undefined) return { kind: 'refused', problem: 'signature-line' }
    signatures.push(signature)
  }
  const text = whole.slice(0, divide + 1)
  return { kind: 'note', note: { text, textBytes: utf8FromText(text), signatures } }
}

function signatureFrom(line: string): NoteSignature | undefined {
  const parts = line.split(' ')
  const [dash, name, base64] = parts
  if (parts.length !== 3 || dash !== '\u2014' || name === undefined || base64 === undefined) return undefined
  const bytes = isKeyName(name) ? parsePaddedBase64(base64) : undefined
  if (bytes === undefined || bytes.length < 5) return undefined
  return { name, idHex: bytesToHex(bytes, 0, 4), bytes: bytes.subarray(4) }
}

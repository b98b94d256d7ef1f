/** The one spelling of base64 that signed notes, checkpoints and log proofs have: RFC 4648 §4, padded. */
import { parseBase64 } from '../../seals/byte-text.ts'

/** Bytes of the text; undefined for another alphabet, missing padding, or bits left over that are not zero. */
export function parsePaddedBase64(text: string): Uint8Array | undefined {
  return text.length % 4 === 0 && !/[-_]/.test(text) ? parseBase64(text) : undefined
}

/** Judges the values of an envelope once they are complete: records, the values beside them, and what is neither. */
import type { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { ReaderLimits } from '../limits.ts'
import { giveMembers, maxMemberBytes } from './json-envelope-member.ts'
import type { EnvelopeSpec } from './json-envelope-spec.ts'
import type { EnvelopeTiles } from './json-envelope-tiles.ts'
import { jsonRejectFrom, type Reject } from './json-reject.ts'
import { byte, type ChunkFacts, isJsonSpace } from './source-text.ts'

/** A value that is complete or cut: `bytes[start, end)`, perhaps with white space after it. */
export interface Token {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  readonly byteStart: number
  readonly line: number
  /** It ends because the envelope does. */
  readonly cut: boolean
  /** It ends because the source does. */
  readonly last: boolean
}

export class EnvelopeValues {
  readonly scan: JsonScan
  readonly #tiles: EnvelopeTiles
  readonly #limits: ReaderLimits
  readonly #spec: EnvelopeSpec
  readonly #facts: ChunkFacts
  readonly #memberScan: JsonScan
  #layout = -1

  constructor(tiles: EnvelopeTiles, limits: ReaderLimits, spec: EnvelopeSpec, facts: ChunkFacts) {
    this.#tiles = tiles
    this.#limits = limits
    this.#spec = spec
    this.#facts = facts
    this.scan = new JsonScan(limits.maxDepth)
    this.#memberScan = new JsonScan(limits.maxDepth)
  }

  /** A record. `noComma`: none stands before it. */
  element(token: Token, path: readonly (string | number)[], noComma: boolean): void {
    const { bytes, start, byteStart, line, cut } = token
    if (token.end - start > this.#limits.maxRecordBytes) {
      this.#refuse(token, token.end, { reason: 'too-long', message: '' })
      return
    }
    const end = trimmedEnd(bytes, start, token.end)
    const utf8 = this.#facts.isUtf8(bytes, start, end)
    const good = utf8 && this.#isRecord(bytes, start, end)
    if (!good || cut || noComma) {
      this.#refuse(token, end, this.#reject(this.scan, token, end, utf8, good ? 'no comma before this element' : null))
      return
    }
    let layout = this.#spec.layoutFor?.(path)
    if (layout === undefined) {
      if (this.#layout < 0) this.#layout = this.#tiles.layout({ kind: 'json' })
      layout = this.#layout
    }
    if (this.scan.duplicateKeys) this.#tiles.note('duplicate-keys')
    if (this.scan.loneSurrogate) this.#tiles.note('lone-surrogate')
    this.#tiles.record(bytes, start, end, byteStart, line, layout)
    this.#tiles.framing(byteStart + end - start, token.end - end)
  }

  #isRecord(bytes: Buffer, start: number, end: number): boolean {
    if (this.#spec.arrays !== true) return this.scan.scan(bytes, start, end)
    // The scan reads every value and says of an array only that it is no object.
    this.scan.scan(bytes, start, end)
    return bytes[start] === byte.openBracket && this.scan.error === 'json-not-an-object'
  }

  /** A value beside the records. `misplaced`: it stands where they should, and only `null` may. */
  member(token: Token, path: (string | number)[], misplaced: boolean): void {
    const { bytes, start, byteStart } = token
    if (token.end - start > this.#limits.maxRecordBytes) {
      this.#refuse(token, token.end, { reason: 'too-long', message: '' })
      return
    }
    const end = trimmedEnd(bytes, start, token.end)
    const utf8 = this.#facts.isUtf8(bytes, start, end)
    const scan = this.#memberScan
    const good = utf8 && (scan.scan(bytes, start, end) || scan.error === 'json-not-an-object')
    if (!good || token.cut) this.#refuse(token, end, this.#reject(scan, token, end, utf8, null))
    else if (misplaced && bytes[start] !== 0x6e && !this.#tiles.pending)
      this.#refuse(token, end, { reason: 'unsupported', message: 'no records can stand in this value' })
    else {
      if (misplaced && bytes[start] === 0x6e) this.#tiles.found(byteStart)
      this.#tiles.framing(byteStart, token.end - start)
      const { onMember } = this.#spec
      if (onMember !== undefined && end - start <= maxMemberBytes)
        giveMembers(path, bytes, start, end, (at, json) => this.#spec.onMember?.(at, json))
    }
  }

  /** Bytes that cannot stand where they do. */
  junk(token: Token, message: string): void {
    // Of what is past the cap only the head is there.
    const utf8 =
      token.end - token.start > this.#limits.maxRecordBytes || this.#facts.isUtf8(token.bytes, token.start, token.end)
    const reason = token.last ? 'truncated' : utf8 ? 'json-syntax' : 'invalid-utf8'
    if (!utf8) this.#tiles.note('invalid-utf8')
    this.#refuse(token, token.end, { reason, message })
  }

  #refuse(token: Token, end: number, { reason, message }: Reject): void {
    const { bytes, start, byteStart, line } = token
    this.#tiles.refuseRange(bytes, start, end, byteStart, line, reason, message)
    this.#tiles.framing(byteStart + end - start, token.end - end)
  }

  #reject(scan: JsonScan, token: Token, end: number, utf8: boolean, otherwise: string | null): Reject {
    const { bytes, start, cut, last } = token
    if (!utf8) this.#tiles.note('invalid-utf8')
    // A number or word that the end follows may have been cut too, though it reads well.
    const complete = utf8 && (scan.error === null || scan.error === 'json-not-an-object')
    if (cut && complete)
      return last
        ? { reason: 'truncated', message: `the source ends inside the value, after ${end - start} bytes` }
        : { reason: 'json-syntax', message: 'the line ends inside the envelope' }
    if (otherwise !== null) return { reason: 'json-syntax', message: otherwise }
    if (complete && scan === this.scan && this.#spec.arrays === true)
      return { reason: 'json-syntax', message: 'valid JSON, but not an array' }
    return jsonRejectFrom(scan, utf8, bytes, start, end, last)
  }
}

function trimmedEnd(bytes: Buffer, start: number, end: number): number {
  let trimmed = end
  while (trimmed > start && isJsonSpace(bytes[trimmed - 1])) trimmed -= 1
  return trimmed
}

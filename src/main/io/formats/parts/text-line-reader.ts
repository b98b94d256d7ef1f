/**
 * Reads text logs: one record per line, UTF-8, lines ended by LF or CR LF. A grammar judges each line; this class owns
 * everything else that lines have in common (byte order mark, terminators, blank lines, length, encoding, the last line),
 * with the same rules as the NDJSON reader.
 *
 * Does not join lines. What a format's lines mean is the grammar's; what has to be remembered between lines, too.
 */
import type { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { FormatId } from '../../../../shared/model/source.ts'
import type { ReaderLimits } from '../limits.ts'
import { type NoteCode, type Reader, type TileSink, TileWriter } from '../tile-sink.ts'
import { type Reject, utf8Reject } from './json-reject.ts'
import { type LineHandler, LineSplitter } from './line-splitter.ts'
import { BomGate, bomBytes, bufferView, byte, ChunkFacts, isJsonSpace } from './source-text.ts'

/** The line being judged. `bytes` is valid during the call only. */
export interface TextLine {
  /** The line without its terminator. */
  readonly text: string
  /** The same as `bytes[start, end)`. */
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** 1-based. */
  readonly line: number
  /** False for a last line without LF. */
  readonly complete: boolean
}

/** What a grammar makes of a line: the number of its layout, a reject, or `framing` for a line that is no record. */
export type LineJudgement = number | Reject | 'framing'

/** Judges lines one after another. Must not throw. */
export interface LineGrammar {
  judge(line: TextLine): LineJudgement
  /** The source has ended; the place for notes about what is missing. */
  end?(): void
}

/** Makes the grammar of one source. `tiles` declares layouts and takes notes; `scan` is the reader's, for JSON lines. */
export type GrammarMaker = (tiles: TileWriter, scan: JsonScan) => LineGrammar

export class TextLineReader implements Reader, LineHandler {
  readonly scan: JsonScan
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #splitter: LineSplitter
  readonly #grammar: LineGrammar
  readonly #gate = new BomGate()
  readonly #facts = new ChunkFacts()
  #position = 0

  /** `continued`: the bytes are not the beginning of the source. */
  constructor(sink: TileSink, limits: ReaderLimits, grammar: GrammarMaker, continued = false) {
    if (continued) this.#gate.open()
    this.#tiles = new TileWriter(sink)
    this.#limits = limits
    this.scan = new JsonScan(limits.maxDepth)
    this.#splitter = new LineSplitter(this, limits, false)
    this.#grammar = grammar(this.#tiles, this.scan)
  }

  push(chunk: Uint8Array): void {
    const passed = this.#gate.pass(bufferView(chunk))
    if (passed === null) return
    if (passed.bom) {
      this.#tiles.note('bom')
      this.#tiles.framing(0, bomBytes)
      this.#position = bomBytes
    }
    this.#read(passed.bytes)
  }

  end(): void {
    this.#read(this.#gate.rest())
    this.#splitter.end()
    this.#grammar.end?.()
    this.#tiles.flush()
    if (this.#position === 0) this.#tiles.note('empty-source')
  }

  #read(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#facts.set(chunk)
    this.#splitter.push(chunk, 0, this.#position)
    this.#position += chunk.length
  }

  line(
    bytes: Buffer,
    start: number,
    end: number,
    byteStart: number,
    line: number,
    terminator: number,
    complete: boolean,
  ): boolean {
    const length = end - start
    if ((bytes[start] as number) <= byte.space && isBlank(bytes, start, end)) this.#tiles.blank(byteStart, length, line)
    else this.#line(bytes, start, end, byteStart, line, complete)
    this.#tiles.framing(byteStart + length, terminator)
    if (terminator === 2) this.#tiles.note('crlf')
    return true
  }

  longLine(
    bytes: Buffer,
    start: number,
    end: number,
    byteStart: number,
    byteLength: number,
    line: number,
    terminator: number,
    complete: boolean,
  ): void {
    const message = `longer than ${this.#limits.maxRecordBytes} bytes`
    this.#tiles.rejected(bytes, start, end, byteStart, line, 'too-long', message, byteLength)
    this.#tiles.framing(byteStart + byteLength, terminator)
    if (terminator === 2) this.#tiles.note('crlf')
    if (!complete) this.#tiles.truncated()
  }

  #line(bytes: Buffer, start: number, end: number, byteStart: number, line: number, complete: boolean): void {
    let judgement: LineJudgement
    if (this.#facts.isUtf8(bytes, start, end)) {
      const text = bytes.toString('utf8', start, end)
      judgement = this.#grammar.judge({ text, bytes, start, end, line, complete })
    } else {
      this.#tiles.note('invalid-utf8')
      judgement = utf8Reject(bytes, start, end, !complete)
    }
    if (judgement === 'framing') {
      this.#tiles.framing(byteStart, end - start)
      return
    }
    if (typeof judgement === 'number') {
      if (this.#facts.hasNul(bytes, start, end)) this.#tiles.note('nul-byte')
      if (!complete) this.#tiles.note('no-final-newline')
      this.#tiles.record(bytes, start, end, byteStart, line, judgement)
      return
    }
    const { reason, message } = complete ? judgement : cutReject(judgement, end - start)
    this.#tiles.rejected(bytes, start, end, byteStart, line, reason, message)
    if (!complete) this.#tiles.truncated()
  }
}

/** A last line without terminator that does not read is taken for cut: nothing after it can speak for a fault of its own. */
export function cutReject(reject: Reject, byteLength: number): Reject {
  if (reject.reason !== 'syntax') return reject
  return { reason: 'truncated', message: `the source ends after ${byteLength} bytes of a line: ${reject.message}` }
}

export function syntax(message: string): Reject {
  return { reason: 'syntax', message }
}

/**
 * Grammar of a format whose lines all have one rendered layout without data. `check` gives null for a line that is a
 * record, and else what is wrong with it.
 */
export function oneLayout(
  format: FormatId,
  check: (text: string, note: (code: NoteCode, detail?: string) => void) => string | null,
): GrammarMaker {
  return (tiles) => {
    let layout = -1
    const note = (code: NoteCode, detail?: string): void => tiles.note(code, detail)
    return {
      judge({ text }) {
        const fault = check(text, note)
        if (fault !== null) return syntax(fault)
        if (layout < 0) layout = tiles.layout({ kind: 'rendered', format, table: null, data: null })
        return layout
      },
    }
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isJsonSpace(bytes[at])) return false
  return true
}

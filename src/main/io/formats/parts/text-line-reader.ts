/**
 * Reads text logs: one record per line, UTF-8, lines ended by LF or CR LF. A grammar judges each line; encoding, zero bytes
 * and a cut last line are the same for all of them, and what lines have in common is the line reader's.
 *
 * Does not join lines. What a format's lines mean is the grammar's; what has to be remembered between lines, too.
 */
import type { Buffer } from 'node:buffer'
import type { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { FormatId } from '../../../../shared/model/source.ts'
import type { ReaderLimits } from '../limits.ts'
import type { NoteCode, Reader, TileSink, TileWriter } from '../tile-sink.ts'
import { type Reject, utf8Reject } from './json-reject.ts'
import { LineReader, type LineRecords, type LineTools } from './line-reader.ts'
import type { ChunkFacts } from './source-text.ts'

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

/** A reader of a text log in this grammar. `continued`: the bytes are not the beginning of the source. */
export function textLineReader(sink: TileSink, limits: ReaderLimits, grammar: GrammarMaker, continued = false): Reader {
  return new LineReader(sink, limits, (tools) => new TextLines(tools, grammar), continued)
}

class TextLines implements LineRecords {
  readonly #tiles: TileWriter
  readonly #facts: ChunkFacts
  readonly #grammar: LineGrammar

  constructor({ tiles, scan, facts }: LineTools, grammar: GrammarMaker) {
    this.#tiles = tiles
    this.#facts = facts
    this.#grammar = grammar(tiles, scan)
  }

  record(bytes: Buffer, start: number, end: number, byteStart: number, line: number, complete: boolean): void {
    const judgement = this.#judge(bytes, start, end, line, complete)
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

  end(): void {
    this.#grammar.end?.()
  }

  #judge(bytes: Buffer, start: number, end: number, line: number, complete: boolean): LineJudgement {
    if (this.#facts.isUtf8(bytes, start, end)) {
      const text = bytes.toString('utf8', start, end)
      return this.#grammar.judge({ text, bytes, start, end, line, complete })
    }
    this.#tiles.note('invalid-utf8')
    return utf8Reject(bytes, start, end, !complete)
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

/**
 * Records inside a JSON envelope, streamed: `{"hits":{"hits":[…]}}`, and several such texts one after the other. The
 * record is an element from its first to its last byte; the envelope is framing, and small values in it are handed over
 * as context.
 *
 * The envelope is followed by structure; records and the values beside them are read strictly. Damage costs as little as
 * can be told apart: in arrays what the JSON array reader says, in objects the bytes that stand where they cannot.
 */
import { Buffer } from 'node:buffer'
import type { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { ReaderLimits } from '../limits.ts'
import type { Reader, TileSink } from '../tile-sink.ts'
import { Carry } from './carry.ts'
import { HeldComma, HeldName } from './json-envelope-held.ts'
import { ElementCursor, findElementEnd } from './json-element.ts'
import { findPlainEnd, nameFrom } from './json-envelope-member.ts'
import {
  type Frame,
  frameOf,
  isUnexpected,
  openingsOf,
  pathsInto,
  type Place,
  placeOf,
  showsRestart,
  type RecordPath,
} from './json-envelope-path.ts'
import type { EnvelopeSpec } from './json-envelope-spec.ts'
import { EnvelopeTiles } from './json-envelope-tiles.ts'
import { EnvelopeValues } from './json-envelope-values.ts'
import { BomGate, byte, ChunkFacts, isJsonSpace } from './source-text.ts'

/**
 * `between` tokens; in a `name`, in a `member` (a value beside the records), in an `element` (a record), in `junk` (bytes
 * that cannot stand there), in a `stray` line outside any envelope.
 */
type Mode = 'between' | 'name' | 'member' | 'element' | 'junk' | 'stray'

const colon = 0x3a
/** Longest name of a member of the envelope. */
const maxNameBytes = 1024
const damaged = 'envelope-damaged'

export class JsonEnvelopeReader implements Reader {
  readonly scan: JsonScan
  readonly #tiles: EnvelopeTiles
  readonly #values: EnvelopeValues
  readonly #comma: HeldComma
  readonly #heldName: HeldName
  readonly #spec: EnvelopeSpec
  /** First names of the paths, in quotation marks. */
  readonly #openings: readonly Buffer[]
  readonly #gate = new BomGate()
  readonly #facts = new ChunkFacts()
  readonly #carry: Carry
  readonly #cursor = new ElementCursor()
  readonly #frames: Frame[] = []
  readonly #path: (string | number)[] = []
  #mode: Mode = 'between'
  /** Bytes that wait for what follows them, and where in the chunk they begin (-1: none). */
  #waiting = Buffer.alloc(0)
  #waitAt = -1
  #ended = false
  #position = 0
  #line = 1
  /** Source offset after the last line end. */
  #lineStart = 0
  #itemStart = 0
  #itemLine = 1
  /** The element begun stands where a comma should. */
  #noComma = false
  /** The value begun stands where the records should be and can hold none. */
  #misplaced = false
  #name = ''
  readonly #nameBytes: number
  #rootLine = 1
  /** Envelopes stand one on each line, so that a line end ends what is open. */
  #linewise = false
  #roots = 0
  #elements = 0

  constructor(sink: TileSink, limits: ReaderLimits, spec: EnvelopeSpec) {
    this.#tiles = new EnvelopeTiles(sink, limits)
    this.#nameBytes = Math.min(maxNameBytes, limits.maxRecordBytes)
    this.#comma = new HeldComma(this.#tiles)
    this.#heldName = new HeldName(this.#tiles)
    this.#values = new EnvelopeValues(this.#tiles, limits, spec, this.#facts)
    this.#spec = spec
    this.#openings = openingsOf(spec.records)
    this.scan = this.#values.scan
    this.#carry = new Carry(limits)
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#gate.admit(chunk, this.#tiles)
    this.#position ||= this.#gate.markBytes
    this.#lineStart ||= this.#gate.markBytes
    this.#read(bytes)
  }

  end(): void {
    this.#ended = true
    this.#read(this.#gate.rest())
    const nothing = this.#roots === 0 && this.#mode === 'between' && !this.#tiles.anyRejected
    if (this.#mode === 'stray') this.#strayEnds(this.#carry.bytes, 0, this.#carry.length)
    const open = this.#frames.length > 0
    if (open) this.#cutEnvelope(Buffer.alloc(0), 0, true)
    this.#tiles.flush()
    if (this.#position === 0) this.#tiles.note('empty-source')
    if (open || nothing) this.#tiles.truncated()
    this.#spec.onSourceEnd?.()
  }

  #read(given: Buffer): void {
    const chunk = this.#waiting.length === 0 ? given : Buffer.concat([this.#waiting, given])
    if (chunk.length === 0) return
    this.#facts.set(chunk)
    this.#waitAt = -1
    let at = 0
    let lineEnd = -1
    while (at < chunk.length && this.#waitAt < 0) {
      let to = chunk.length
      if (this.#linewise) {
        if (lineEnd < at) lineEnd = chunk.indexOf(byte.lineFeed, at)
        if (lineEnd < 0) lineEnd = chunk.length
        if (lineEnd === at) this.#lineEnds(chunk, at)
        to = Math.max(lineEnd, at + 1)
      }
      at = this.#step(chunk, at, to)
    }
    this.#tiles.hold(chunk, this.#position, at, this.#openFrom(this.#position + at))
    this.#position += at
    this.#waiting = Buffer.from(chunk.subarray(at))
  }

  /** Where the first thing stands that has begun before `here` and not ended: a token, or what is held for the next one. */
  #openFrom(here: number): number {
    if (this.#heldName.held) return this.#heldName.at
    if (this.#comma.held) return this.#comma.at
    return this.#mode === 'between' ? here : this.#itemStart
  }

  /** Reads on from `chunk[from]`, at most to `chunk[to]`. */
  #step(chunk: Buffer, from: number, to: number): number {
    if (this.#mode === 'between') return this.#between(chunk, from, to)
    if (this.#mode === 'stray') return this.#inStray(chunk, from, to)
    return this.#inToken(chunk, from, to)
  }

  #lineEnds(chunk: Buffer, at: number): void {
    const top = this.#frames[0]
    if (top === undefined) return
    // A brace alone on its line: this envelope is printed over several lines, whatever the ones before were.
    if (this.#frames.length === 1 && top.fresh) this.#linewise = false
    else this.#cutEnvelope(chunk, at, false)
  }

  #between(chunk: Buffer, from: number, to: number): number {
    let at = from
    while (at < to && isJsonSpace(chunk[at])) {
      if (chunk[at] === byte.lineFeed) {
        this.#line += 1
        this.#lineStart = this.#position + at + 1
      }
      at += 1
    }
    if (!this.#comma.held && !this.#heldName.held) this.#tiles.framing(this.#position + from, at - from)
    if (at === to) return at
    const code = chunk[at] as number
    const here = this.#position + at
    const frame = this.#frames.at(-1)
    if (frame === undefined) return this.#outside(code, here, at)
    if (code === byte.openBrace && here === this.#lineStart && isUnexpected(frame)) {
      const restarts = showsRestart(chunk, at, this.#openings, this.#ended)
      if (restarts === null) {
        this.#waitAt = at
        return at
      }
      if (restarts) {
        this.#cutEnvelope(chunk, at, false)
        return at
      }
    }
    const next = frame.array ? this.#inArray(frame, code, here, at) : this.#inObject(frame, code, here, at)
    frame.fresh = false
    if (this.#frames.length === 0) this.#rootEnds(chunk, next)
    return next
  }

  #outside(code: number, here: number, at: number): number {
    const paths = pathsInto(this.#spec.records, 0, code)
    if (paths.length === 0) {
      this.#begin('stray', here)
      return at
    }
    this.#roots += 1
    this.#elements = 0
    this.#rootLine = this.#line
    this.#tiles.beginRoot(here, this.#line)
    this.#spec.onStart?.()
    if (code === byte.openBracket) this.#tiles.found(here)
    this.#open(code, paths, here)
    return at + 1
  }

  #begin(mode: Mode, here: number): void {
    this.#mode = mode
    this.#itemStart = here
    this.#itemLine = this.#line
  }

  #open(code: number, paths: readonly RecordPath[], here: number): void {
    this.#frames.push(frameOf(code === byte.openBracket, paths, this.#frames.length))
    this.#tiles.framing(here, 1)
  }

  #close(here: number): void {
    this.#comma.reject(here)
    this.#frames.pop()
    this.#tiles.framing(here, 1)
    const parent = this.#frames.at(-1)
    if (parent !== undefined) parent.state = 'next'
  }

  #inArray(frame: Frame, code: number, here: number, at: number): number {
    if (code === byte.comma) return this.#takeComma(frame, here, at)
    if (code === byte.closeBracket) {
      this.#close(here)
      return at + 1
    }
    if (code === byte.closeBrace || code === colon) return this.#junkByte(frame, code, here, at)
    this.#comma.followed(here)
    this.#noComma = frame.state === 'next'
    frame.index += 1
    return this.#value(frame.element, frame.index, code, here, at)
  }

  #inObject(frame: Frame, code: number, here: number, at: number): number {
    if (frame.state === 'colon') {
      if (code === colon) {
        this.#heldName.followed(here)
        frame.state = 'value'
        return at + 1
      }
      this.#heldName.reject(here, false)
      frame.state = 'resync'
    }
    if (frame.state === 'value' && (code === byte.comma || code === byte.closeBrace))
      this.#tiles.note(damaged, `no value at byte ${here}`)
    if (code === byte.comma) return this.#takeComma(frame, here, at)
    if (code === byte.closeBrace) {
      this.#close(here)
      return at + 1
    }
    if (code === byte.closeBracket || code === colon) return this.#junkByte(frame, code, here, at)
    this.#comma.followed(here)
    if (frame.state === 'value') {
      this.#noComma = false
      return this.#value(placeOf(frame.live, this.#frames.length - 1, this.#name), this.#name, code, here, at)
    }
    if (code === byte.quote && frame.state === 'next') this.#tiles.note(damaged, `no comma at byte ${here}`)
    this.#begin(code === byte.quote ? 'name' : 'junk', here)
    this.#cursor.begin(code)
    return at
  }

  #value(place: Place, part: string | number, code: number, here: number, at: number): number {
    const depth = this.#frames.length - 1
    this.#path.length = depth
    this.#path.push(part)
    if (place.role === 'descend') {
      const paths = pathsInto(place.live, depth + 1, code)
      if (paths.length > 0) {
        if (this.#noComma) this.#tiles.note(damaged, `no comma at byte ${here}`)
        this.#tiles.found(here)
        this.#open(code, paths, here)
        return at + 1
      }
    }
    this.#misplaced = place.role === 'descend'
    if (place.role === 'record') {
      this.#tiles.found(here)
      this.#elements += 1
    }
    this.#begin(place.role === 'record' ? 'element' : 'member', here)
    this.#cursor.begin(code)
    return at
  }

  #rootEnds(chunk: Buffer, to: number): void {
    this.#linewise = this.#rootLine === this.#line
    this.#envelopeEnds(chunk, to, true, false)
  }

  /** The envelope begun ends before `chunk[to]`, closed or cut, there or with the source. */
  #envelopeEnds(chunk: Buffer, to: number, closed: boolean, last: boolean): void {
    if (this.#tiles.pending) {
      if (this.#tiles.refuse(chunk, this.#position, to, last)) return
      this.#tiles.note('records-not-found')
    }
    if (!closed) this.#tiles.note('missing-envelope-end')
    this.#spec.onEnd?.(closed, this.#elements)
  }

  /** Ends everything that is open; the bytes of a token that has begun are in the carry. */
  #cutEnvelope(chunk: Buffer, to: number, last: boolean): void {
    const here = this.#position + to
    if (!this.#tiles.pending) {
      if (this.#mode !== 'between') this.#tokenEnds(this.#carry.bytes, 0, this.#carry.length, true, last)
      this.#heldName.reject(here, last)
      this.#comma.followed(here)
    }
    this.#carry.clear()
    this.#mode = 'between'
    this.#comma.forget()
    this.#heldName.forget()
    this.#frames.length = 0
    this.#envelopeEnds(chunk, to, false, last)
  }

  #junkByte(frame: Frame, code: number, here: number, at: number): number {
    this.#comma.followed(here)
    const message = `${String.fromCharCode(code)} cannot stand here`
    this.#tiles.refuseRange(Buffer.of(code), 0, 1, here, this.#line, 'json-syntax', message)
    if (code !== colon || frame.state !== 'value') frame.state = 'resync'
    return at + 1
  }

  #takeComma(frame: Frame, here: number, at: number): number {
    this.#comma.take(here, this.#line, frame.state === 'element' || frame.state === 'name')
    frame.state = frame.array ? 'element' : 'name'
    return at + 1
  }

  #inToken(chunk: Buffer, from: number, to: number): number {
    const cursor = this.#cursor
    // Elements of an array are runs up to a delimiter, whatever they are; in an object a brace ends them too.
    const end =
      cursor.container || this.#frames.at(-1)?.array === true
        ? findElementEnd(cursor, chunk, from, to)
        : findPlainEnd(cursor, chunk, from, to)
    this.#line += cursor.takeNewlines()
    if (!cursor.done) this.#carry.append(chunk, from, end)
    else if (this.#carry.length === 0) this.#tokenEnds(chunk, from, end, false, false)
    else {
      this.#carry.append(chunk, from, end)
      this.#tokenEnds(this.#carry.bytes, 0, this.#carry.length, false, false)
    }
    return end
  }

  /** `bytes[start, end)` is the token, perhaps with white space after it. `cut`: it ends because the envelope does. */
  #tokenEnds(bytes: Buffer, start: number, end: number, cut: boolean, last: boolean): void {
    const mode = this.#mode
    const token = { bytes, start, end, byteStart: this.#itemStart, line: this.#itemLine, cut, last }
    const frame = this.#frames.at(-1) as Frame
    this.#mode = 'between'
    frame.state = this.#cursor.broken || mode === 'junk' ? 'resync' : 'next'
    if (mode === 'element') this.#values.element(token, this.#path, this.#noComma)
    else if (mode === 'member') this.#values.member(token, this.#path, this.#misplaced)
    else if (mode === 'junk') this.#values.junk(token, 'no name and colon before it')
    else {
      // A name is kept, because only the colon after it makes it one.
      const readable = !cut && !this.#cursor.broken && end - start <= this.#nameBytes
      const name = readable ? nameFrom(bytes, start, end) : null
      frame.state = name === null ? 'resync' : 'colon'
      if (name === null) this.#values.junk(token, 'a name that is no JSON string, or a very long one')
      else {
        this.#name = name
        this.#heldName.take(bytes, start, end, this.#itemStart, this.#itemLine)
      }
    }
    this.#carry.clear()
  }

  #inStray(chunk: Buffer, from: number, to: number): number {
    const newline = chunk.indexOf(byte.lineFeed, from)
    const found = newline >= 0 && newline < to
    const end = found ? newline : to
    if (!found || this.#carry.length > 0) this.#carry.append(chunk, from, end)
    if (!found) return end
    if (this.#carry.length > 0) this.#strayEnds(this.#carry.bytes, 0, this.#carry.length)
    else this.#strayEnds(chunk, from, end)
    return end
  }

  #strayEnds(bytes: Buffer, start: number, end: number): void {
    const message =
      this.#roots > 0 ? 'text after the end of the envelope' : 'the source does not begin with an envelope'
    this.#tiles.refuseRange(bytes, start, end, this.#itemStart, this.#itemLine, 'json-syntax', message)
    this.#carry.clear()
    this.#mode = 'between'
  }
}

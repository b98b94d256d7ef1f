/**
 * Oldest and newest `eventTime` of a log file, from its bytes as they stream by: `{"Records":[{…,"eventTime":"…"},…]}`.
 * Nothing is kept but the two times, so a file of any size can be looked at. What is not of this shape gives no times.
 */
import { parseInstant } from '../time/instant.ts'

export interface EventTimes {
  /** True when the top level has an array `Records`. */
  readonly hasRecords: boolean
  /** Objects in it. */
  readonly events: number
  /** Events whose time was read. */
  readonly timed: number
  readonly oldestMicros: number | null
  readonly newestMicros: number | null
}

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const colon = 0x3a
const comma = 0x2c
/** Longest text that is looked at: a time, or a name. */
const captured = 64

export class EventTimeScanner {
  #depth = 0
  #inString = false
  #escaped = false
  /** A name comes next, in an object of a depth that matters. */
  #expectName = false
  #isName = false
  #text = ''
  #name = ''
  #hasRecords = false
  /** Inside of the array `Records` of the top level. */
  #inRecords = false
  #events = 0
  #timed = 0
  #oldest: number | null = null
  #newest: number | null = null

  push(bytes: Uint8Array): void {
    const { length } = bytes
    for (let at = 0; at < length; at += 1) {
      const byte = bytes[at] as number
      if (!this.#inString) {
        this.#structure(byte)
        continue
      }
      if (this.#escaped) {
        this.#escaped = false
        this.#keep(byte)
      } else if (byte === backslash) this.#escaped = true
      else if (byte === quote) this.#endString()
      else this.#keep(byte)
    }
  }

  end(): EventTimes {
    return {
      hasRecords: this.#hasRecords,
      events: this.#events,
      timed: this.#timed,
      oldestMicros: this.#oldest,
      newestMicros: this.#newest,
    }
  }

  #structure(byte: number): void {
    if (byte === quote) {
      this.#inString = true
      this.#text = ''
      this.#isName = this.#expectName
      this.#expectName = false
      return
    }
    if (byte === openBrace || byte === openBracket) {
      this.#depth += 1
      const isRecords = this.#depth === 2 && byte === openBracket && this.#name === 'Records'
      if (isRecords) this.#hasRecords = this.#inRecords = true
      if (byte === openBrace && this.#depth === 3 && this.#inRecords) this.#events += 1
      this.#expectName = byte === openBrace && this.#matters()
      if (this.#matters()) this.#name = ''
      return
    }
    if (byte === closeBrace || byte === closeBracket) {
      if (this.#depth === 2) this.#inRecords = false
      this.#depth -= 1
      this.#expectName = false
      return
    }
    if (byte === comma) {
      this.#expectName = this.#matters()
      if (this.#expectName) this.#name = ''
    } else if (byte === colon) this.#expectName = false
  }

  /** Names are read in the top object and in the events. */
  #matters(): boolean {
    return this.#depth === 1 || (this.#depth === 3 && this.#inRecords)
  }

  #keep(byte: number): void {
    // Names and times are ASCII; of other texts only the length counts, which stays below what is looked at.
    if (this.#text.length < captured && this.#matters()) this.#text += String.fromCharCode(byte)
  }

  #endString(): void {
    this.#inString = false
    if (!this.#matters()) return
    if (this.#isName) {
      this.#name = this.#text
      return
    }
    if (this.#depth !== 3 || this.#name !== 'eventTime') return
    this.#name = ''
    const micros = parseInstant(this.#text, { zone: 'UTC', epochUnit: 's' })?.micros
    if (micros === undefined) return
    this.#timed += 1
    if (this.#oldest === null || micros < this.#oldest) this.#oldest = micros
    if (this.#newest === null || micros > this.#newest) this.#newest = micros
  }
}

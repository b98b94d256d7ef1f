/** For formats that come in several shapes: a reader that is chosen by how the source begins. */
import { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { Reader } from '../tile-sink.ts'
import { bomBytes, bufferView, isJsonSpace } from './source-text.ts'

/** Bytes of the beginning that a choice is made by. Hostile: white space without end is not held any longer. */
const prefixBytes = 64 * 1024

/**
 * Holds back the first 64 KiB of a source, or all of a shorter one, and then is the reader that was chosen by them. What
 * is chosen depends on these bytes alone, however they were cut into chunks; the reader gets them in one piece.
 */
export class ChosenReader implements Reader {
  readonly #choose: (prefix: Buffer, complete: boolean) => Reader
  readonly #ended: (() => void) | undefined
  readonly #noScan = new JsonScan()
  #held: Buffer[] = []
  #heldBytes = 0
  #chosen: Reader | null = null

  /** `complete`: the source is known to end with the prefix. `ended` is called after the chosen reader's end. */
  constructor(choose: (prefix: Buffer, complete: boolean) => Reader, ended?: () => void) {
    this.#choose = choose
    this.#ended = ended
  }

  get scan(): JsonScan {
    return this.#chosen?.scan ?? this.#noScan
  }

  push(chunk: Uint8Array): void {
    if (this.#chosen !== null) {
      this.#chosen.push(chunk)
      return
    }
    const view = bufferView(chunk)
    const taken = Math.min(view.length, prefixBytes - this.#heldBytes)
    this.#held.push(Buffer.from(view.subarray(0, taken)))
    this.#heldBytes += taken
    if (this.#heldBytes < prefixBytes) return
    const reader = this.#decide(false)
    if (taken < view.length) reader.push(view.subarray(taken))
  }

  end(): void {
    const reader = this.#chosen ?? this.#decide(true)
    reader.end()
    this.#ended?.()
  }

  #decide(complete: boolean): Reader {
    const prefix = Buffer.concat(this.#held)
    this.#held = []
    const reader = this.#choose(prefix, complete)
    this.#chosen = reader
    if (prefix.length > 0) reader.push(prefix)
    return reader
  }
}

/**
 * A reader that is chosen by the first byte that is neither white space nor part of a byte order mark; undefined where
 * the first 64 KiB have none. `ended` is called after the chosen reader's end.
 */
export function firstByteReader(choose: (first: number | undefined) => Reader, ended?: () => void): Reader {
  return new ChosenReader((prefix) => choose(firstByte(prefix)), ended)
}

function firstByte(prefix: Buffer): number | undefined {
  let at = prefix[0] === 0xef ? bomBytes : 0
  while (isJsonSpace(prefix[at])) at += 1
  return prefix[at]
}

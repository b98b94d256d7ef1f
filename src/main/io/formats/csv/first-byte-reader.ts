/** For formats that come in several shapes, told apart by the first byte that is neither white space nor a byte order mark. */
import { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { bomBytes, bufferView, isJsonSpace } from '../parts/source-text.ts'
import type { Reader } from '../tile-sink.ts'

/** Hostile: a source of nothing but white space is not held any longer than this. */
const mostHeldBytes = 64 * 1024

export class FirstByteReader implements Reader {
  readonly #choose: (first: number) => Reader
  readonly #ended: (() => void) | undefined
  readonly #noScan = new JsonScan()
  #held: Buffer = Buffer.alloc(0)
  #chosen: Reader | null = null

  /** `choose` gets the byte, or 0 when there is none; `ended` is called after the chosen reader's end. */
  constructor(choose: (first: number) => Reader, ended?: () => void) {
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
    const bytes = Buffer.concat([this.#held, bufferView(chunk)])
    const first = firstByte(bytes)
    if (first === null && bytes.length < mostHeldBytes) {
      this.#held = bytes
      return
    }
    this.#start(first ?? 0, bytes)
  }

  end(): void {
    const reader = this.#chosen ?? this.#start(0, this.#held)
    reader.end()
    this.#ended?.()
  }

  #start(first: number, bytes: Buffer): Reader {
    const reader = this.#choose(first)
    this.#chosen = reader
    this.#held = Buffer.alloc(0)
    if (bytes.length > 0) reader.push(bytes)
    return reader
  }
}

function firstByte(bytes: Buffer): number | null {
  let at = bytes[0] === 0xef ? bomBytes : 0
  while (at < bytes.length && isJsonSpace(bytes[at])) at += 1
  return at < bytes.length ? (bytes[at] as number) : null
}

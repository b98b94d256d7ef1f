/** Chooses a reader by the first byte that is neither white space nor part of a byte order mark, and then is that reader. */
import { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { bufferView, isJsonSpace } from '../parts/source-text.ts'
import type { Reader } from '../tile-sink.ts'

/** White space that is looked past; text that begins later is taken for what has no first byte. */
const maximumSpace = 64 * 1024
const mark = [0xef, 0xbb, 0xbf]

export class FirstByteReader implements Reader {
  readonly #choose: (code: number | undefined) => Reader
  readonly #noScan = new JsonScan()
  #held: Buffer[] = []
  #length = 0
  #chosen: Reader | null = null

  /** `choose` gets the byte, undefined when the source has none. */
  constructor(choose: (code: number | undefined) => Reader) {
    this.#choose = choose
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
    let at = 0
    while (at < view.length && this.#isPassed(this.#length + at, view[at] as number)) at += 1
    this.#held.push(Buffer.from(view))
    this.#length += view.length
    if (at < view.length) this.#decide(view[at])
    else if (this.#length >= maximumSpace) this.#decide(undefined)
  }

  end(): void {
    ;(this.#chosen ?? this.#decide(undefined)).end()
  }

  #isPassed(offset: number, code: number): boolean {
    return (isJsonSpace(code) && offset < maximumSpace) || code === mark[offset]
  }

  #decide(code: number | undefined): Reader {
    const held = Buffer.concat(this.#held)
    this.#held = []
    const chosen = this.#choose(code)
    this.#chosen = chosen
    if (held.length > 0) chosen.push(held)
    return chosen
  }
}

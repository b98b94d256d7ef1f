/**
 * Node's inflate and zstd as a function from input to output, one piece at a time. Node's own streams lose what they
 * hold when the input turns out to be damaged, and do not say how much of the input belonged to the stream; here both
 * are kept. How much one piece may become is the caller's to bound, by the size of the piece.
 */
import { createInflateRaw, createZstdDecompress } from 'node:zlib'
import type { InflateRaw, ZstdDecompress } from 'node:zlib'

/** On damage, Node drops the output it has not delivered yet: at most this much. */
const outputChunkBytes = 32 * 1024

export interface EngineStep {
  /** What came out, in order. */
  readonly outputs: readonly Buffer[]
  /** True when the stream has ended; `unused` bytes at the end of the piece are not its own. */
  readonly ended: boolean
  readonly unused: number
  /** Null, or in zlib's words why the input cannot be decoded. */
  readonly fault: string | null
}

export class ZlibEngine {
  readonly #engine: InflateRaw | ZstdDecompress
  #outputs: Buffer[] = []
  #fault: string | null = null
  #fed = 0
  /** Resolves the step under way. */
  #wake: () => void = () => {}

  constructor(kind: 'inflate' | 'zstd') {
    this.#engine =
      kind === 'inflate'
        ? createInflateRaw({ chunkSize: outputChunkBytes })
        : createZstdDecompress({ chunkSize: outputChunkBytes * 4 })
    this.#engine.on('data', (chunk: Buffer) => this.#outputs.push(chunk))
    this.#engine.on('error', (error: Error) => {
      this.#fault = error.message
      this.#wake()
    })
    this.#engine.on('end', () => this.#wake())
  }

  /** Decodes a piece of at least one byte. Not to be called after a fault or the end. */
  async step(piece: Buffer): Promise<EngineStep> {
    this.#fed += piece.length
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      this.#engine.write(piece, () => resolve())
    })
    return this.#result()
  }

  /** Says that no input follows. A stream that had not reached its end is a fault. */
  async finish(): Promise<EngineStep> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      this.#engine.end()
    })
    return this.#result()
  }

  /** Frees the memory outside of JavaScript's. */
  close(): void {
    this.#engine.destroy()
  }

  #result(): EngineStep {
    // The first chunks may still wait in the stream's own buffer; read() hands them to the listener.
    if (this.#fault === null) while (this.#engine.read() !== null);
    const outputs = this.#outputs
    this.#outputs = []
    const unused = this.#fault === null ? this.#fed - this.#engine.bytesWritten : 0
    return { outputs, ended: unused > 0, unused, fault: this.#fault }
  }
}

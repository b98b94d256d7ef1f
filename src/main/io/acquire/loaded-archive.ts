/**
 * A zip file that itself came out of a packed stream. Its directory is at its end and its entries anywhere, so it has
 * to be in memory while it is read; the archives together stay within a fixed amount, and one that was let go is
 * unpacked again when it is asked for.
 */
import type { ByteSource, RandomAccess } from './byte-source.ts'
import type { Budget } from './limits.ts'

/** A longer one is not unpacked. */
const mostArchiveBytes = 64 * 1024 * 1024
const mostHeldBytes = 128 * 1024 * 1024

/** The archives held at the moment, the one used longest ago first. */
export class ArchiveMemory {
  readonly #held = new Map<LoadedArchive, Buffer>()
  #bytes = 0

  get(archive: LoadedArchive): Buffer | null {
    const bytes = this.#held.get(archive)
    if (bytes === undefined) return null
    this.#held.delete(archive)
    this.#held.set(archive, bytes)
    return bytes
  }

  set(archive: LoadedArchive, bytes: Buffer): void {
    for (const [other, held] of this.#held) {
      if (this.#bytes + bytes.length <= mostHeldBytes) break
      this.#held.delete(other)
      this.#bytes -= held.length
    }
    this.#held.set(archive, bytes)
    this.#bytes += bytes.length
  }
}

export class LoadedArchive implements RandomAccess {
  readonly bytes: number
  readonly #source: ByteSource
  readonly #memory: ArchiveMemory
  #loading: Promise<Buffer> | null = null

  private constructor(source: ByteSource, memory: ArchiveMemory, bytes: number) {
    this.#source = source
    this.#memory = memory
    this.bytes = bytes
  }

  /** Null when the archive is too long to be held, or more than the budget has left. */
  static async load(source: ByteSource, memory: ArchiveMemory, budget: Budget): Promise<LoadedArchive | null> {
    const bytes = await readAtMost(source, mostArchiveBytes)
    if (bytes === null || !budget.spend(bytes.length)) return null
    const archive = new LoadedArchive(source, memory, bytes.length)
    memory.set(archive, bytes)
    return archive
  }

  async read(position: number, length: number): Promise<Buffer> {
    const bytes = this.#memory.get(this) ?? (await this.#reload())
    return bytes.subarray(position, Math.max(position, Math.min(position + length, this.bytes)))
  }

  /** Two readers at once wait for one unpacking. */
  async #reload(): Promise<Buffer> {
    this.#loading ??= readAtMost(this.#source, mostArchiveBytes).then((bytes) => bytes ?? Buffer.alloc(0))
    try {
      const bytes = await this.#loading
      if (this.#memory.get(this) === null) this.#memory.set(this, bytes)
      return bytes
    } finally {
      this.#loading = null
    }
  }
}

async function readAtMost(source: ByteSource, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of source.stream(() => {})) {
    total += chunk.length
    if (total > most) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * Parts of a stream that can only be read from its start: the files of a packed tar. Decoding everything before a part
 * again for each part would take time in the square of their number; so a pass that stopped behind one part is kept
 * and goes on when a later one is asked for. Parts read in their order cost one pass together; each step back costs a
 * new one. The last megabyte handed out is kept too, so that looking at the beginning of a part is no step back.
 */
import type { ByteSource } from './byte-source.ts'
import { NoteList } from './notes.ts'
import type { NoteSink } from './notes.ts'
import { rechunk } from './rechunk.ts'

const replayBytes = 1024 * 1024

/** Which passes wait to go on. One of these for an acquisition. */
export class WaitingPasses {
  readonly #waiting = new Set<SharedPass>()

  add(pass: SharedPass): void {
    this.#waiting.add(pass)
  }

  delete(pass: SharedPass): void {
    this.#waiting.delete(pass)
  }

  /**
   * Ends every waiting pass but those that `next` runs over. An archive within the archive that waits would hold on to
   * the outer one's pass, and the next inner archive would have to start the outer one again.
   */
  async endAllBut(next: SharedPass): Promise<void> {
    const kept = new Set<SharedPass>()
    for (let pass: SharedPass | null = next; pass !== null; pass = pass.outer) kept.add(pass)
    for (const pass of this.#waiting) if (!kept.has(pass)) await pass.endWaiting()
  }
}

/** A pass that runs or waits. The bytes [replayStart, position) are those of `replay`, in order. */
interface Live {
  readonly chunks: AsyncGenerator<Buffer>
  readonly notes: NoteList
  /** Position behind what the generator gave. */
  position: number
  replay: Buffer[]
  replayStart: number
}

export class SharedPass {
  readonly outer: SharedPass | null
  readonly #source: ByteSource
  readonly #waitingPasses: WaitingPasses
  #waiting: Live | null = null

  constructor(source: ByteSource, waitingPasses: WaitingPasses) {
    this.#source = source
    this.#waitingPasses = waitingPasses
    this.outer = source.pass
  }

  /** Bytes [start, start + length) of the stream, and `cut-tar` with the stream's own notes when it ends before. */
  range(start: number, length: number): ByteSource {
    return { bytes: length, random: null, pass: this, stream: (note) => this.#read(start, length, note) }
  }

  async endWaiting(): Promise<void> {
    const live = this.#waiting
    this.#waiting = null
    this.#waitingPasses.delete(this)
    await live?.chunks.return(undefined)
  }

  async *#read(start: number, length: number, note: NoteSink): AsyncGenerator<Buffer> {
    const live = await this.#passBefore(start)
    const end = start + length
    let wanted = start
    let hasEnded = false
    try {
      forgetBefore(live, start)
      let at = live.replayStart
      for (const chunk of live.replay) {
        const part = cutOut(chunk, at, wanted, end)
        at += chunk.length
        if (part === null) continue
        wanted += part.length
        yield part
      }
      while (wanted < end) {
        const step = await live.chunks.next()
        hasEnded = step.done === true
        if (step.done === true) {
          for (const { code, incomplete, detail } of live.notes.list()) note(code, incomplete, detail)
          note('cut-tar', true, `${end - wanted} bytes at the end are not there`)
          return
        }
        const part = cutOut(step.value, live.position, wanted, end)
        remember(live, step.value)
        if (part === null) continue
        wanted += part.length
        yield part
      }
    } finally {
      if (hasEnded || this.#waiting !== null) {
        await live.chunks.return(undefined)
      } else {
        this.#waiting = live
        this.#waitingPasses.add(this)
      }
    }
  }

  /** The waiting pass when it has not gone beyond `start`, otherwise a new one. */
  async #passBefore(start: number): Promise<Live> {
    await this.#waitingPasses.endAllBut(this)
    const waiting = this.#waiting
    this.#waiting = null
    this.#waitingPasses.delete(this)
    if (waiting !== null && start >= waiting.replayStart) return waiting
    await waiting?.chunks.return(undefined)
    const notes = new NoteList()
    return { chunks: rechunk(this.#source.stream(notes.add)), notes, position: 0, replay: [], replayStart: 0 }
  }
}

/** The bytes of a chunk at `position` that lie in [wanted, end), or null. */
function cutOut(chunk: Buffer, position: number, wanted: number, end: number): Buffer | null {
  const from = Math.max(wanted, position)
  const to = Math.min(end, position + chunk.length)
  return from < to ? chunk.subarray(from - position, to - position) : null
}

function forgetBefore(live: Live, start: number): void {
  for (let first = live.replay[0]; first !== undefined && live.replayStart + first.length <= start;) {
    live.replayStart += first.length
    live.replay.shift()
    first = live.replay[0]
  }
}

/** Keeps the next chunk of the pass for whoever reads from there again, and the last megabyte of those before it. */
function remember(live: Live, chunk: Buffer): void {
  live.position += chunk.length
  live.replay.push(chunk)
  while (live.position - live.replayStart > replayBytes && live.replay.length > 1) {
    live.replayStart += live.replay.shift()?.length ?? 0
  }
}

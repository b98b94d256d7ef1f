/** One thing to import, with its packings taken off. */
import type { ByteSource } from './byte-source.ts'
import type { Budget } from './limits.ts'
import type { Packing } from './magic.ts'
import { NoteList } from './notes.ts'
import type { MemberNote } from './notes.ts'
import { rechunk } from './rechunk.ts'

export interface SourceMember {
  /** `logs/app.log.2.gz` or `export.zip!/data/events.json`: never absolute, no `..`, control characters as U+FFFD. */
  readonly name: string
  /** Index into the acquisition's originals. */
  readonly original: number
  /** Outermost first; empty for a file as it lies on the disk. */
  readonly packing: readonly Packing[]
  /** Microseconds since 1970 UTC, from the innermost archive that states it with a zone, else from the file. */
  readonly modifiedMicros: number | null
  /**
   * The bytes from the start, in chunks of at most 1 MiB. A fault ends them early and is then in `notes()`; nothing is
   * thrown. Each call reads anew; a chunk may be kept.
   */
  open(): AsyncIterable<Buffer>
  /** What the last complete reading of `open()` found; before one, what was known from the outside. */
  notes(): readonly MemberNote[]
}

export interface MemberFacts {
  readonly name: string
  readonly original: number
  readonly packing: readonly Packing[]
  readonly modifiedMicros: number | null
}

export class PackedMember implements SourceMember {
  readonly name: string
  readonly original: number
  readonly packing: readonly Packing[]
  readonly modifiedMicros: number | null
  readonly #source: ByteSource
  readonly #budget: Budget
  readonly #known: readonly MemberNote[]
  #notes: readonly MemberNote[]
  /** What of the budget is already paid: reading a second time costs nothing. */
  #paid = 0

  constructor(facts: MemberFacts, source: ByteSource, budget: Budget, known: readonly MemberNote[]) {
    this.name = facts.name
    this.original = facts.original
    this.packing = facts.packing
    this.modifiedMicros = facts.modifiedMicros
    this.#source = source
    this.#budget = budget
    this.#known = known
    this.#notes = known
  }

  async *open(): AsyncGenerator<Buffer> {
    const found = new NoteList()
    for (const { code, incomplete, detail } of this.#known) found.add(code, incomplete, detail)
    let total = 0
    for await (const chunk of rechunk(this.#source.stream(found.add))) {
      total += chunk.length
      if (total > this.#paid) {
        // A file that is not packed is as long as it is; there is nothing to bound.
        if (this.packing.length > 0 && !this.#budget.spend(total - this.#paid)) {
          found.add('bomb-stopped', true, `the members of one file unpack to more than ${this.#budget.limit} bytes`)
          break
        }
        this.#paid = total
      }
      yield chunk
    }
    this.#notes = found.list()
  }

  notes(): readonly MemberNote[] {
    return this.#notes
  }
}

/**
 * First pass over what is to be imported: every byte is read once, hashed, counted and searched for sensitive data, and
 * nothing is stored. Whatever must stop an import stops it here.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import type { SensitiveCounts } from '../../../shared/model/source.ts'
import type { Original } from '../../io/acquire/acquire.ts'
import { readBlocks } from '../../io/files/read-chunks.ts'
import { createSha256, sha256Hex } from '../../io/host/digest.ts'
import type { JobContext } from '../jobs.ts'
import type { LanePool } from '../ports.ts'
import type { AcquiredMember } from './acquired-member.ts'

/** Bytes searched at a time by a lane. */
const blockBytes = 2 * 1024 * 1024
/** A block is cut after one of these, so that no number runs over the cut; looked for in this many last bytes. */
const cuts = [0x0a, 0x7d, 0x2c] as const
const cutWithin = 64 * 1024
/**
 * Share of lines with a number that could be a card number by form alone, from which on the source is taken to hold
 * cards: of random 16-digit ids 2.3 % have that form.
 */
const suspiciousShare = 0.08

/** Nothing of a file that does not stay as it is can be vouched for. */
export function changedWhileRead(name: string): AppError {
  return new AppError(
    'file-unreadable',
    `${name} changed while it was read. Nothing was imported; copy it first, then import the copy.`,
  )
}

export interface Surveyed {
  readonly bytes: number
  readonly sha256: string
}

export interface Survey {
  /** Of the files as handed over, in the order of the plan's originals. */
  readonly originals: readonly Surveyed[]
  /** Of the members, unpacked. */
  readonly members: readonly Surveyed[]
  /** Unpacked bytes of all members. */
  readonly bytes: number
  /** Identity of the source: the one original's SHA-256, or that of the list `sha256sum` would print of several. */
  readonly sha256: string
  readonly sensitive: SensitiveCounts
  /** True when the source must be taken to hold card data. */
  readonly holdsCardData: boolean
}

export async function surveyMembers(
  originals: readonly Original[],
  members: readonly AcquiredMember[],
  lanes: LanePool,
  job: JobContext,
): Promise<Survey> {
  const search = new Search(lanes)
  const packed = originals.reduce((sum, original) => sum + original.bytes, 0)
  let done = 0
  const digestOf = async (
    blocks: AsyncIterable<Uint8Array<ArrayBuffer>>,
    counted: boolean,
    searched: boolean,
  ): Promise<Surveyed> => {
    const hash = createSha256()
    let bytes = 0
    for await (const block of blocks) {
      hash.update(block)
      bytes += block.length
      if (counted) done += block.length
      job.progress('hash', 'bytes', Math.min(done, packed), packed)
      if (searched) await search.add(block)
      await job.breathe()
    }
    if (searched) await search.flush()
    return { bytes, sha256: hash.hex() }
  }
  const plain = new Set(members.filter((member) => member.packing.length === 0).map((member) => member.original))
  const surveyedOriginals: Surveyed[] = []
  for (const [index, original] of originals.entries()) {
    const blocks = readBlocks(original.path, blockBytes, () => search.spare())
    const surveyed = await digestOf(blocks, true, plain.has(index))
    // A log that is still written to: what is read next would be another file.
    if (surveyed.bytes !== original.bytes) throw changedWhileRead(original.name)
    surveyedOriginals.push(surveyed)
  }
  const surveyedMembers: Surveyed[] = []
  for (const member of members) {
    surveyedMembers.push(
      member.packing.length === 0 && member.attachment === undefined
        ? (surveyedOriginals[member.original] as Surveyed)
        : await digestOf(copied(member.open()), false, true),
    )
  }
  const { counts, lines } = await search.end()
  return {
    originals: surveyedOriginals,
    members: surveyedMembers,
    bytes: surveyedMembers.reduce((sum, member) => sum + member.bytes, 0),
    sha256: identityOf(originals, surveyedOriginals),
    sensitive: counts,
    holdsCardData:
      counts.pan.likely > 0 ||
      counts.sad.likely > 0 ||
      (counts.pan.possible > 0 && counts.pan.possible >= suspiciousShare * lines),
  }
}

/** Blocks go to lanes as they come; what stands after the last good cut waits for the next. */
class Search {
  readonly #lanes: LanePool
  readonly #running: Promise<void>[] = []
  readonly #spares: Uint8Array<ArrayBuffer>[] = []
  readonly #counts: SensitiveCounts = {
    pan: { likely: 0, possible: 0 },
    sad: { likely: 0, possible: 0 },
    secret: { likely: 0, possible: 0 },
    'national-id': { likely: 0, possible: 0 },
  }
  #lines = 0
  #carry = new Uint8Array(0)

  constructor(lanes: LanePool) {
    this.#lanes = lanes
  }

  /** Memory of a block that was searched, to be filled again. */
  spare(): Uint8Array<ArrayBuffer> | undefined {
    return this.#spares.pop()
  }

  async add(block: Uint8Array<ArrayBuffer>): Promise<void> {
    const cut = cutOf(block)
    const head = this.#carry
    this.#carry = block.slice(cut)
    const from = head.length === 0 ? 0 : Math.min(cut, firstCutOf(block))
    if (head.length > 0) {
      // What the last block left, with what belongs to it at the beginning of this one.
      const joint = new Uint8Array(head.length + from)
      joint.set(head)
      joint.set(block.subarray(0, from), head.length)
      this.#send(joint)
    }
    this.#send(block.subarray(from, cut))
    while (this.#running.length > this.#lanes.size + 1) await this.#running.shift()
  }

  async flush(): Promise<void> {
    if (this.#carry.length > 0) this.#send(this.#carry)
    this.#carry = new Uint8Array(0)
    await Promise.all(this.#running)
    this.#running.length = 0
  }

  async end(): Promise<{ readonly counts: SensitiveCounts; readonly lines: number }> {
    await this.flush()
    return { counts: this.#counts, lines: this.#lines }
  }

  #send(bytes: Uint8Array<ArrayBuffer>): void {
    const answered = this.#lanes.run({ kind: 'scan', bytes }).then((answer) => {
      if (answer.kind !== 'scan') throw new AppError('internal', 'a lane answered another task')
      this.#lines += answer.lines
      for (const kind of ['pan', 'sad', 'secret', 'national-id'] as const) {
        this.#counts[kind].likely += answer.counts[kind].likely
        this.#counts[kind].possible += answer.counts[kind].possible
      }
      const { buffer } = answer.bytes
      if (buffer.byteLength === blockBytes && this.#spares.length < 8)
        this.#spares.push(new Uint8Array(buffer as ArrayBuffer))
    })
    // Whoever waits hears of a fault; one that nobody came to wait for must not end the process.
    answered.catch(() => undefined)
    this.#running.push(answered)
  }
}

function cutOf(block: Uint8Array): number {
  const view = Buffer.from(block.buffer, block.byteOffset, block.byteLength)
  for (const byte of cuts) {
    const at = view.lastIndexOf(byte)
    if (at >= 0 && block.length - at <= cutWithin) return at + 1
  }
  return block.length
}

/** The same from the beginning: up to which byte it belongs to what came before. */
function firstCutOf(block: Uint8Array): number {
  const view = Buffer.from(block.buffer, block.byteOffset, Math.min(block.length, cutWithin))
  for (const byte of cuts) {
    const at = view.indexOf(byte)
    if (at >= 0) return at + 1
  }
  return view.length
}

async function* copied(chunks: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const chunk of chunks) yield new Uint8Array(chunk)
}

/** Identity of the source that these originals make, without searching them. */
export async function identityOfOriginals(originals: readonly Original[], job: JobContext): Promise<string> {
  const surveyed: Surveyed[] = []
  for (const { path } of originals) {
    const hash = createSha256()
    let bytes = 0
    let last: Uint8Array<ArrayBuffer> | undefined
    for await (const block of readBlocks(path, blockBytes, () => last)) {
      hash.update(block)
      bytes += block.length
      last = block.length === blockBytes ? block : undefined
      await job.breathe()
    }
    surveyed.push({ bytes, sha256: hash.hex() })
  }
  return identityOf(originals, surveyed)
}

/** `sha256sum` of the files in name order, hashed, so that anybody can repeat it: one file is its own hash. */
function identityOf(originals: readonly Original[], surveyed: readonly Surveyed[]): string {
  if (surveyed.length === 1) return (surveyed[0] as Surveyed).sha256
  const lines = originals.map((original, index) => `${(surveyed[index] as Surveyed).sha256}  ${original.name}\n`)
  return sha256Hex(lines.toSorted((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join(''))
}

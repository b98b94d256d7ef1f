/**
 * Values of a source that an outside proof may be about, and which of them have the digests that proofs commit to: the
 * file itself, hashes of the chain, recomputed roots of batches, records as leaves of a log, and the root over the first
 * records. What the digest was taken of is not known beforehand, so a value may be committed to as it is, or as the digest
 * of its bytes or of its hexadecimal text.
 */
import type { Commitment, ProofSubject } from '../../../shared/model/proof.ts'
import { bytesToHex, parseHex } from '../../../shared/core/bytes/hex.ts'
import { createFrontier } from '../../../shared/core/merkle/frontier.ts'
import { computeLeafHash } from '../../../shared/core/merkle/leaf-hash.ts'
import { rfc6962Tree } from '../../../shared/core/merkle/tree-profiles.ts'
import { createDigest, sha256Hex } from '../../io/host/digest.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { lastRun } from '../../store/runs.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { frameBytes, listFrames, readFrames } from '../../store/vault.ts'
import type { JobContext } from '../jobs.ts'
import { streamEntries } from '../query/stream-entries.ts'
import { ListedHeads, type FoundHead } from './listed-heads.ts'

const fileDigests = ['sha1', 'sha384', 'sha512'] as const

/** Looks commitments up; ask for all of them before the one pass over the source is made by `settle`. */
export class SubjectFinder {
  readonly #store: ReadableStore
  readonly #source: StoredSource
  readonly #wanted = new Map<string, Commitment>()
  readonly #found = new Map<string, ProofSubject>()
  readonly #rootBySize = new Map<string, string>()
  #listed: ListedHeads | null = null

  constructor(store: ReadableStore, source: StoredSource) {
    this.#store = store
    this.#source = source
  }

  want(commitments: readonly Commitment[]): void {
    for (const commitment of commitments) {
      const key = keyOf(commitment)
      if (!this.#wanted.has(key)) this.#wanted.set(key, commitment)
    }
  }

  subjectOf(commitment: Commitment): ProofSubject | null {
    return this.#found.get(keyOf(commitment)) ?? null
  }

  /** The entry with a listed hash, for a commitment of role `head`; null where there is none. */
  headOf(commitment: Commitment): FoundHead | null {
    return this.#listed?.found(this.#known(commitment)) ?? null
  }

  /** True for a head of a stream that this source does not hold. */
  isElsewhere(commitment: Commitment): boolean {
    return this.#listed?.isElsewhere(this.#known(commitment)) ?? false
  }

  /** Root over the first `size` records, lower-case hex; null where none was asked for with that size, or there are fewer. */
  recordRoot(size: bigint): string | null {
    return this.#rootBySize.get(String(size)) ?? null
  }

  /** Reads the source once where a commitment asks for it. */
  async settle(job: JobContext): Promise<void> {
    await this.#files(job)
    this.#batches()
    await this.#entries(job)
  }

  #open(role?: Commitment['role']): Commitment[] {
    return [...this.#wanted.values()].filter(
      (item) => !this.#found.has(keyOf(item)) && (role === undefined || item.role === role),
    )
  }

  #subject(kind: ProofSubject['kind'], text: string, entryId: number | null = null): ProofSubject {
    return { kind, sourceId: this.#source.sourceId, entryId, text }
  }

  async #files(job: JobContext): Promise<void> {
    const subject = this.#subject('source-file', this.#source.name)
    const match = (algorithm: string, hex: string): void => {
      for (const item of this.#open('imprint'))
        if (item.algorithm === algorithm && item.hex === hex) this.#found.set(keyOf(item), subject)
    }
    match('sha256', this.#source.sha256)
    const algorithms = fileDigests.filter((algorithm) =>
      this.#open('imprint').some((item) => item.algorithm === algorithm),
    )
    if (algorithms.length === 0) return
    const running = algorithms.map((algorithm) => ({ algorithm, digest: createDigest(algorithm) }))
    const frames = listFrames(this.#store, this.#source.sourceId).map(({ frame }) => frame)
    for (const frame of frames) {
      for (const read of readFrames(this.#store, this.#source.sourceId, frame, frame + 1)) {
        const bytes = frameBytes(read)
        for (const { digest } of running) digest.update(bytes)
      }
      await job.breathe()
    }
    for (const { algorithm, digest } of running) match(algorithm, digest.hex())
  }

  /** Roots as the last Merkle check recomputed them. */
  #batches(): void {
    const result = lastRun(this.#store, this.#source.sourceId, 'merkle')?.result
    if (result?.kind !== 'merkle') return
    for (const { date, recomputedRoot, count } of result.batches)
      if (recomputedRoot !== null)
        this.#value(recomputedRoot.replace(/^0x/, ''), this.#subject('batch-root', date), String(count))
  }

  /** A value of the source in every way in which it may be committed to. */
  #value(hex: string, subject: ProofSubject, size: string | null): void {
    const digests = digestsOf(hex)
    for (const item of this.#open()) {
      if (item.role === 'leaf') continue
      if (item.role === 'root' && item.size !== null && item.size !== size) continue
      if (item.role === 'imprint' ? digests.includes(item.hex) : item.hex === hex) this.#found.set(keyOf(item), subject)
    }
  }

  async #entries(job: JobContext): Promise<void> {
    const imprints = Map.groupBy(this.#open('imprint'), ({ hex }) => hex)
    const heads = this.#open('head')
    const listed = (this.#listed = new ListedHeads(heads))
    // Also where the root was found as that of a batch: checkpoints are compared by the roots of the records.
    const roots = Map.groupBy(
      [...this.#wanted.values()].filter(({ role, size }) => role === 'root' && size !== null),
      ({ size }) => Number(size),
    )
    const leaves = new Map(this.#open('leaf').map((item) => [item.hex, item]))
    const hasHashes = this.#source.profile.fields.entryHash !== undefined
    const wantsHashes = hasHashes && imprints.size + heads.length > 0
    if (roots.size === 0 && leaves.size === 0 && !wantsHashes) return
    const sha256 = await loadHasher('sha256')
    const tree = roots.size === 0 ? null : createFrontier(rfc6962Tree, sha256)
    const rootAt = (size: number): void => {
      const wantedHere = roots.get(size)
      const root = wantedHere === undefined ? undefined : tree?.root()
      if (wantedHere === undefined || root === undefined) return
      const hex = bytesToHex(root)
      this.#rootBySize.set(String(size), hex)
      for (const item of wantedHere) {
        if (hex === item.hex && !this.#found.has(keyOf(item)))
          this.#found.set(keyOf(item), this.#subject('source-root', String(size)))
      }
    }
    await streamEntries(this.#store, this.#source, job, 'proofs', (entry) => {
      if (wantsHashes) {
        const { state, text } = entry.field('entryHash')
        const hex = state === 'present' ? text.replace(/^0x/i, '').toLowerCase() : null
        if (heads.length > 0) listed.visit(entry, hex)
        for (const digest of imprints.size === 0 || hex === null ? [] : digestsOf(hex))
          for (const item of imprints.get(digest) ?? [])
            this.#found.set(keyOf(item), this.#subject('entry-hash', String(entry.line), entry.entryId))
      }
      if (tree === null && leaves.size === 0) return
      const leaf = computeLeafHash(rfc6962Tree, sha256, entry.jsonBytes()) as Uint8Array
      const item = leaves.get(bytesToHex(leaf))
      if (item !== undefined) this.#found.set(keyOf(item), this.#subject('entry', String(entry.line), entry.entryId))
      if (tree !== null) {
        tree.append(leaf)
        rootAt(tree.size)
      }
    })
    for (const item of heads) {
      const head = listed.found(item)
      if (head !== null) this.#found.set(keyOf(item), this.#subject('entry-hash', String(head.line), head.entryId))
    }
  }

  /** The item that was asked for first: several proofs may name the same. */
  #known(item: Commitment): Commitment {
    return this.#wanted.get(keyOf(item)) ?? item
  }
}

/** A value may be committed to as it is, or as the digest of its bytes or of its hexadecimal text. */
function digestsOf(hex: string): readonly string[] {
  const bytes = parseHex(hex)
  return bytes === undefined ? [hex] : [hex, sha256Hex(bytes), sha256Hex(hex)]
}

function keyOf({ role, algorithm, hex, size, stream, streamName, sequence }: Commitment): string {
  const place = role === 'head' ? JSON.stringify([stream, streamName, sequence]) : ''
  return `${role} ${algorithm} ${hex} ${size ?? ''} ${place}`
}

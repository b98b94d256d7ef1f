/**
 * What an anchor says about time, apart from how that was proven: which entries it commits to, how far its time is
 * proven, and by which of several anchors an entry is committed first. Pure; judges no proof itself.
 */
import type { AnchorVerdict } from '../../model/anchor.ts'
import { indexOfEntry } from '../../model/digest.ts'
import type { ProofSubject, ProofVerdict } from '../../model/proof.ts'
import { windowBases, type WindowBasis } from '../../model/trust-window.ts'
import type { AnchorRung } from '../../model/verdict.ts'
import { dayOfDate, parseInstant, utcDay } from '../time/instant.ts'

/**
 * Entries under a commitment. `day`: those of one UTC day, by its batch root. `entries-to`: all up to that index in file
 * order, by the head of a chain that verifies or a root over the first records. `entry`: one. `source`: all, by the
 * digest of the file.
 */
export type Cover =
  | { readonly kind: 'day'; readonly day: number }
  | { readonly kind: 'entry'; readonly index: number }
  | { readonly kind: 'entries-to'; readonly index: number }
  | { readonly kind: 'source' }

export interface Attestation {
  /** For people: transaction hash, name of a proof's file. */
  readonly name: string
  readonly rung: AnchorRung
  /** Latest instant that the outside clock allows, microseconds; null when there is none. */
  readonly attestedMicros: number | null
  /** Time that the submitter states. */
  readonly assertedMicros: number | null
  readonly cover: Cover
}

/**
 * An anchor as an attestation. `contradicting`: something of it differs from the evidence, so it commits to nothing that
 * is at hand. `not-compared`: its root was not recomputed.
 */
export function attestationFromAnchor(anchor: AnchorVerdict): Attestation | 'contradicting' | 'not-compared' {
  if (anchor.verdict === 'mismatch') return 'contradicting'
  const day = dayOfDate(anchor.date)
  if (day === null || anchor.recomputedRoot === null || anchor.recomputedRoot !== anchor.claimedRoot)
    return 'not-compared'
  return {
    name: anchor.transactionHash,
    rung: anchor.rung,
    attestedMicros: microsFromSeconds(anchor.times.blockSeconds),
    assertedMicros: microsFromSeconds(anchor.times.assertedSeconds),
    cover: { kind: 'day', day },
  }
}

/**
 * A proof as one attestation for each value of the source that it commits to. Of several outside clocks the one that
 * allows the least counts: it alone shows that the bytes existed by then. Half-widths are added, never taken off.
 * `headsCover`: the chain of the source verifies in file order, so an entry hash stands for all entries before it.
 */
export function attestationsFromProof(
  proof: ProofVerdict,
  headsCover: boolean,
): readonly Attestation[] | 'contradicting' | 'not-compared' {
  if (proof.verdict === 'mismatch') return 'contradicting'
  const latest = proof.attested
    .map(({ micros, accuracyMicros }) => micros + (accuracyMicros ?? 0))
    .filter((micros) => Number.isSafeInteger(micros))
  const attestations = proof.subjects.flatMap((subject, at): Attestation[] => {
    const cover = subject === null ? null : coverOf(subject, headsCover)
    if (cover === null) return []
    const stated = proof.commitments[at]?.stated ?? null
    return [
      {
        name: proof.name,
        rung: proof.rung,
        attestedMicros: latest.length === 0 ? null : Math.min(...latest),
        assertedMicros: microsFromStated(stated) ?? proof.assertedMicros,
        cover,
      },
    ]
  })
  return attestations.length === 0 ? 'not-compared' : attestations
}

function coverOf({ kind, entryId, text }: ProofSubject, headsCover: boolean): Cover | null {
  switch (kind) {
    case 'source-file':
      return { kind: 'source' }
    case 'batch-root': {
      const day = dayOfDate(text)
      return day === null ? null : { kind: 'day', day }
    }
    case 'source-root':
      return /^[1-9]\d{0,9}$/.test(text) ? { kind: 'entries-to', index: Number(text) - 1 } : null
    case 'chain-head':
    case 'entry-hash':
      if (entryId === null) return null
      return { kind: headsCover ? 'entries-to' : 'entry', index: indexOfEntry(entryId) }
    // What the earlier token covers is told by that one.
    case 'earlier-token':
      return null
    case 'entry':
      return entryId === null ? null : { kind: 'entry', index: indexOfEntry(entryId) }
  }
}

/** Whether the time of an attestation counts under a basis, and which one; null when it does not. */
export function timeUnder(attestation: Attestation, basis: WindowBasis): number | null {
  if (basis === 'asserted') return attestation.assertedMicros
  if (attestation.rung === 'claimed') return null
  return windowBases.indexOf(attestation.rung) <= windowBases.indexOf(basis) ? attestation.attestedMicros : null
}

/** First commitments of one basis: for an entry, the place in `attestations` of the one with the earliest time. */
export class FirstCommitments {
  /** Attestations whose time counts. */
  readonly count: number
  /** Time by place in `attestations`; NaN where it does not count. */
  readonly times: Float64Array
  readonly #byDay = new Map<number, number>()
  readonly #byEntry = new Map<number, number>()
  #source = -1
  /** Rising indices, and the earliest attestation that covers everything up to each. */
  readonly #heads: readonly { readonly index: number; readonly place: number }[]
  #lastDay = Number.NaN
  #lastPlace = -1

  constructor(attestations: readonly Attestation[], basis: WindowBasis) {
    this.times = Float64Array.from(attestations, (item) => timeUnder(item, basis) ?? Number.NaN)
    const heads: { index: number; place: number }[] = []
    let count = 0
    for (const [place, { cover }] of attestations.entries()) {
      if (Number.isNaN(this.times[place])) continue
      count += 1
      switch (cover.kind) {
        case 'day':
          this.#byDay.set(cover.day, this.#earlier(this.#byDay.get(cover.day) ?? -1, place))
          break
        case 'entry':
          this.#byEntry.set(cover.index, this.#earlier(this.#byEntry.get(cover.index) ?? -1, place))
          break
        case 'source':
          this.#source = this.#earlier(this.#source, place)
          break
        case 'entries-to':
          heads.push({ index: cover.index, place })
      }
    }
    this.count = count
    // A head covers all before it, so the earliest of those at or after an entry is wanted: a minimum from the end.
    heads.sort((left, right) => left.index - right.index)
    let earliest = -1
    for (let at = heads.length - 1; at >= 0; at -= 1) {
      const head = heads[at] as { index: number; place: number }
      head.place = earliest = this.#earlier(earliest, head.place)
    }
    this.#heads = heads
  }

  /** -1: no attestation covers the entry at `index` of the file, with this time. */
  of(index: number, occurredMicros: number): number {
    const day = utcDay(occurredMicros)
    if (day !== this.#lastDay) {
      this.#lastDay = day
      this.#lastPlace = this.#earlier(this.#byDay.get(day) ?? -1, this.#source)
    }
    let place = this.#lastPlace
    if (this.#heads.length > 0) place = this.#earlier(place, this.#headAfter(index))
    if (this.#byEntry.size > 0) place = this.#earlier(place, this.#byEntry.get(index) ?? -1)
    return place
  }

  #headAfter(index: number): number {
    let low = 0
    let high = this.#heads.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#heads[middle] as { index: number }).index >= index) high = middle
      else low = middle + 1
    }
    return this.#heads[low]?.place ?? -1
  }

  #earlier(left: number, right: number): number {
    if (left < 0 || right < 0) return Math.max(left, right)
    return (this.times[right] as number) < (this.times[left] as number) ? right : left
  }
}

/** An instant with its zone; a bare date is none. */
function microsFromStated(stated: string | null): number | null {
  const instant = stated === null ? null : parseInstant(stated, { zone: 'unknown', epochUnit: 's' })
  return instant !== null && Number.isSafeInteger(instant.micros) ? instant.micros : null
}

/** Hostile: a block time is 64 bits; what a number does not hold exactly is no time. */
function microsFromSeconds(seconds: string | null): number | null {
  if (seconds === null || !/^\d{1,12}$/.test(seconds)) return null
  const micros = Number(seconds) * 1_000_000
  return Number.isSafeInteger(micros) ? micros : null
}

/** Comparisons of one part of a beacon chain, gathered whether they held or not. */
import type { ProofStep } from '../../model/proof.ts'
import type { ReasonCode } from '../../model/verdict.ts'

/** A comparison and the part of the chain it was made in. */
export interface BeaconStep extends ProofStep {
  readonly part: 'bootstrap' | 'update' | 'finality'
  /** Sync-committee period of the part, decimal; null before it is known. */
  readonly period: string | null
}

export type BeaconStepName =
  | 'beacon-bootstrap'
  | 'beacon-root'
  | 'beacon-network'
  | 'beacon-fork'
  | 'beacon-period'
  | 'beacon-slots'
  | 'beacon-final'
  | 'beacon-execution'
  | 'beacon-finality'
  | 'beacon-committee'
  | 'beacon-keys'
  | 'beacon-participation'
  | 'beacon-signature'

/** Steps of one part. The chain goes on only from a part in which every step held. */
export class PartSteps {
  readonly steps: BeaconStep[] = []
  readonly #part: BeaconStep['part']
  readonly #period: string | null

  constructor(part: BeaconStep['part'], period: bigint | null) {
    this.#part = part
    this.#period = period?.toString() ?? null
  }

  /** Every step so far held. */
  get held(): boolean {
    return this.steps.every((step) => step.holds === true)
  }

  /** Holds when `expected` equals `actual`, else contradicts with `reason`. */
  compared(step: BeaconStepName, reason: ReasonCode, expected: string, actual: string): void {
    if (expected === actual) this.holds(step, actual)
    else this.differs(step, reason, expected, actual)
  }

  holds(step: BeaconStepName, value: string, actual = value): void {
    this.#push(step, true, value, actual, null)
  }

  differs(step: BeaconStepName, reason: ReasonCode, expected: string | null, actual: string | null): void {
    this.#push(step, false, expected, actual, reason)
  }

  /** The comparison could not be made; it contradicts nothing. */
  undecided(step: BeaconStepName, reason: ReasonCode, expected: string | null, actual: string | null): void {
    this.#push(step, null, expected, actual, reason)
  }

  #push(
    step: BeaconStepName,
    holds: boolean | null,
    expected: string | null,
    actual: string | null,
    reason: ReasonCode | null,
  ): void {
    this.steps.push({ part: this.#part, period: this.#period, step, holds, expected, actual, reason })
  }
}

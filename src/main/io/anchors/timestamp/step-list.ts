/** Gathers the comparisons of one judgement; none of them stops the next. */
import type { ProofJudgement, ProofStep } from '../../../../shared/model/proof.ts'
import type { ReasonCode } from '../../../../shared/model/verdict.ts'

type Texts = readonly [expected: string | null, actual: string | null]

/** Hostile: names and numbers of a token are shown and kept; no step needs more of one. */
const mostCharacters = 600

export class StepList {
  readonly steps: ProofStep[] = []

  held(step: string, value: string | null): void {
    this.#add(step, true, [value, value], null)
  }

  differs(step: string, reason: ReasonCode, ...texts: Texts): void {
    this.#add(step, false, texts, reason)
  }

  undecided(step: string, reason: ReasonCode, ...texts: Texts): void {
    this.#add(step, null, texts, reason)
  }

  /** Held when `holds`, else a difference. */
  check(holds: boolean, step: string, reason: ReasonCode, ...texts: Texts): void {
    this.#add(step, holds, texts, holds ? null : reason)
  }

  /** The verdict as ProofJudgement defines it. */
  conclusion(): Pick<ProofJudgement, 'verdict' | 'reason'> {
    const contradiction = this.steps.find(({ holds }) => holds === false)
    if (contradiction !== undefined) return { verdict: 'mismatch', reason: contradiction.reason }
    const open = this.steps.find(({ holds }) => holds === null)
    return open === undefined ? { verdict: 'verified', reason: null } : { verdict: 'not-checked', reason: open.reason }
  }

  #add(step: string, holds: boolean | null, [expected, actual]: Texts, reason: ReasonCode | null): void {
    const cut = (text: string | null): string | null => text?.slice(0, mostCharacters) ?? null
    this.steps.push({ step, holds, expected: cut(expected), actual: cut(actual), reason })
  }
}

export interface PlainComparison {
  readonly same: number
  readonly sameOtherBytes: number
  readonly changed: number
  /** Lines in the left and the right file, from 1. */
  readonly changedLines: readonly (readonly [number, number])[]
  readonly removedLines: readonly number[]
  readonly addedLines: readonly number[]
  readonly moved: number
  /** Changed rows by name of the record. */
  readonly fields: Readonly<Record<string, number>>
}

export function plainCompare(leftPath: string, rightPath: string, names: readonly string[], id: string): PlainComparison

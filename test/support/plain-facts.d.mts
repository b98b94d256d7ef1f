/** Types of the plain script; the script itself stays plain. */
export interface PlainAdmin {
  readonly time: string
  readonly change: 'granted' | 'revoked'
  readonly role: string
  readonly who: string
  readonly by: string
  readonly line: number
}

export interface PlainSource {
  readonly physical: number
  readonly entries: number
  readonly rejected: readonly number[]
  readonly cut: boolean
  /** Events per day of the period. */
  readonly days: Readonly<Record<string, number>>
  readonly emptyDays: readonly string[]
  readonly admins: readonly PlainAdmin[]
  /** By `month|resource|action`. */
  readonly changes: Readonly<Record<string, number>>
  readonly rules: Readonly<Record<string, { readonly written: readonly number[]; readonly strict: readonly number[] }>>
  readonly chain: {
    readonly contents: readonly { readonly line: number; readonly sequence: number }[]
    readonly gaps: readonly { readonly line: number; readonly sequence: number }[]
  }
  readonly fields: Readonly<Record<string, { readonly applicable: number; readonly filled: number }>>
  readonly classes: Readonly<Record<string, number>>
  readonly withoutActor: readonly number[]
  readonly persons: number
  readonly programs: number
  /** By `actor|resource type`. */
  readonly exports: Readonly<Record<string, { readonly count: number; readonly withReason: number }>>
  readonly reviews: readonly number[]
  readonly adjustments: {
    readonly population: Readonly<Record<string, number>>
    readonly selected: readonly { readonly line: number; readonly criteria: readonly string[] }[]
    /** By `month|kind|unit`. */
    readonly totals: Readonly<
      Record<string, { readonly entries: number; readonly withAmount: number; readonly cents: number }>
    >
  }
  readonly clockAgainstSequence: number
  readonly months: Readonly<Record<string, number>>
  readonly first: string | undefined
  readonly last: string | undefined
}

export type PlainFacts = Readonly<Record<'shop-a.ndjson' | 'shop-b.ndjson', PlainSource>>

export function plainFacts(folder: string, from: string, to: string): PlainFacts

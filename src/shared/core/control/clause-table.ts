/** Shape of a framework's clause table. */
import type { Procedure } from './procedures.ts'

/** How far a clause's text is confirmed: read in the issued text, known from a secondary source, or unconfirmed. */
export const trustMarks = {
  '✔': 'the clause text was read',
  '◐': 'known from a secondary source',
  '○': 'unconfirmed; compare with the issued text',
} as const
export type TrustMark = keyof typeof trustMarks

export interface Clause {
  /** Test id as printed, for example `S2-63a`. */
  readonly id: string
  readonly clause: string
  /** Paraphrase. */
  readonly asks: string
  readonly procedure: Procedure
  readonly mark: TrustMark
}

/** A clause that the material supplied says nothing about. */
export interface UntestedClause {
  readonly clause: string
  readonly asks: string
  /** Record or list that a test would need. */
  readonly needs: string
  readonly mark: TrustMark
}

export interface ClauseTable {
  readonly name: string
  readonly version: string
  /** In the order of the framework. */
  readonly clauses: readonly Clause[]
  readonly untested: readonly UntestedClause[]
  /** Needs interview, inspection or observation. */
  readonly leftToAssessor: readonly string[]
}

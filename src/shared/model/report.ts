/**
 * A report as plain data: sections of blocks, ready to be laid out on pages. It holds finished texts (from the
 * catalogue) and values; it decides nothing and knows no page.
 */
import type { ControlTestResult, VerdictWord } from './verdict.ts'

/** One label with its value. `mono` marks digests, ids and times, which are set in the fixed-width face. */
export interface ReportFact {
  readonly label: string
  readonly value: string
  readonly mono?: boolean
}

export interface ReportColumn {
  readonly label: string
  /** Share of the table's width relative to the other columns; when no column has one, contents decide. */
  readonly width?: number
  readonly align?: 'left' | 'right'
  readonly mono?: boolean
}

export type ReportBlock =
  /** Names the blocks after it inside a section. */
  | { readonly kind: 'subheading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly ReportFact[] }
  /** `emptyText` is printed instead of an empty table. Every row has one cell per column. */
  | {
      readonly kind: 'table'
      readonly columns: readonly ReportColumn[]
      readonly rows: readonly (readonly string[])[]
      readonly emptyText: string
    }
  /** A verdict over a stated scope; `n` of `m` always printed. `reason` is a sentence, or null. */
  | {
      readonly kind: 'verdict'
      readonly verdict: VerdictWord | ControlTestResult
      readonly scope: string
      readonly n: number
      readonly m: number
      readonly reason: string | null
    }
  | { readonly kind: 'note'; readonly text: string }
  /** Counts per label, for example events per day. Values are integers >= 0. */
  | {
      readonly kind: 'bars'
      readonly label: string
      readonly rows: readonly { readonly label: string; readonly value: number }[]
    }

export interface ReportSection {
  /** Stable name, for example `scope`. */
  readonly id: string
  readonly heading: string
  /** True for a section that must stand on pages of its own start, for example what is not covered by testing. */
  readonly startsPage?: boolean
  readonly blocks: readonly ReportBlock[]
}

export interface ReportModel {
  readonly title: string
  readonly subtitle: string
  readonly engagement: string
  /** For example `2025-01-01 to 2025-12-31`. */
  readonly period: string
  /** Name of the template, for example `SOC 2`. */
  readonly template: string
  /** ISO 8601 UTC. */
  readonly generatedAt: string
  readonly packageId: string
  readonly sections: readonly ReportSection[]
}

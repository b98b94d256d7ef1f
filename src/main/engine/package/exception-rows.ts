/** Every exception a package notes, one row each, with its place in the evidence. */
import { createText } from '../../../shared/text/create-text.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import type { PackageFacts } from './package-facts.ts'

export interface ExceptionRow {
  readonly kind: string
  readonly source: string
  /** Line, date or field. */
  readonly item: string
  readonly observed: string
}

const text = createText()

export function exceptionRows(facts: PackageFacts): ExceptionRow[] {
  const rows: ExceptionRow[] = []
  for (const { source, results, breaks, rejects, rules, fillRates, coverage } of facts.sources) {
    const add = (kind: string, item: string, observed: string): void =>
      void rows.push({ kind, source: source.name, item, observed })
    for (const reject of rejects) add('record rejected', `line ${reject.line}`, `${reject.reason}: ${reject.message}`)
    if (source.receipt.truncated) add('source cut', 'end of file', 'the source ends before its format says it may')
    for (const item of breaks) {
      if (item.link === 'reorder' && item.content === 'ok') continue
      const where = item.sequence === null ? `line ${item.line}` : `line ${item.line}, sequence ${item.sequence}`
      if (item.content === 'mismatch')
        add('content mismatch', where, 'the stored hash does not recompute from the record')
      if (item.link === 'gap') add('link gap', where, `${item.missingBefore} entry or entries missing before this one`)
      if (item.link === 'broken' || item.link === 'fork')
        add(`link ${item.link}`, where, reasonText(text, item.reason ?? 'link-broken'))
    }
    for (const batch of results.merkle?.batches ?? []) {
      if (batch.verdict === 'mismatch' || batch.verdict === 'gap')
        add(`Merkle ${batch.verdict}`, batch.date, reasonText(text, batch.reason ?? 'root-differs'))
    }
    for (const anchor of results.anchors?.anchors ?? []) {
      if (anchor.verdict === 'mismatch')
        add('anchor mismatch', anchor.date, reasonText(text, anchor.reason ?? 'root-differs'))
    }
    for (const date of coverage.emptyDays) add('day without events', date, 'no event is recorded on this day')
    for (const rate of fillRates) {
      if (rate.result === 'measured' && rate.filled < rate.applicable)
        add(
          'field not filled',
          rate.requirement,
          `${rate.applicable - rate.filled} of ${rate.applicable} applicable entries lack it`,
        )
    }
    for (const rule of rules) {
      for (const hit of rule.hits)
        add(
          `rule ${rule.rule}, ${rule.mode}`,
          `line ${hit.pointer.line ?? ''}`,
          Object.entries(hit.context)
            .map(([name, value]) => `${name} ${value}`)
            .join(', '),
        )
    }
  }
  return rows
}

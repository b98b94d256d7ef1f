/** Prints the result of a sequence check. */
import type { ScopedSequence, SequenceResult, TimeOrder } from '../../shared/model/sequence-check.ts'
import { isoFromMicros } from '../../shared/core/time/instant.ts'
import { createText } from '../../shared/text/create-text.ts'
import { groupedDecimal } from '../../shared/text/numbers.ts'
import { fact as namedFact, grouped, line } from './output.ts'

const text = createText()
/** Ranges, repeats and inversions printed of each scope; `--json` has more. */
const printed = 5
const printedScopes = 5

export function printSequence(result: SequenceResult): void {
  const { scopeFields, scopes, missing, gapCount, duplicateCount, regressionCount } = result
  fact(
    scopeFields.length === 0
      ? text.t('sequenceCheck.oneScope')
      : text.t('sequenceCheck.scope', { fields: scopeFields.join(', '), scopes }),
  )
  fact(
    [
      text.t('sequenceCheck.missing', { missing: groupedDecimal(missing), ranges: gapCount }),
      text.t('sequenceCheck.duplicates', { duplicates: duplicateCount }),
      text.t('sequenceCheck.regressions', { regressions: regressionCount }),
    ].join('; '),
  )
  fact(timeText(result))
  if (result.timeOrder.inversions > 0) fact(text.t('sequenceCheck.clocks'))
  for (const one of result.listed.filter(isOdd).slice(0, printedScopes)) printScope(one)
}

function isOdd({ test, timeOrder }: ScopedSequence): boolean {
  return test.gapCount + test.duplicateCount > 0 || timeOrder.examples.length > 0
}

function timeText({ timeOrder, toleranceMicros, sortLimit }: SequenceResult): string {
  const { state, compared, inversions, beyondTolerance, largestMicros } = timeOrder
  switch (state) {
    case 'in-order':
      return text.t('sequenceCheck.time.in-order', { compared })
    case 'inversions':
      return text.t('sequenceCheck.time.inversions', {
        inversions,
        beyond: beyondTolerance,
        tolerance: seconds(toleranceMicros),
        largest: seconds(largestMicros),
      })
    case 'no-times':
      return text.t('sequenceCheck.time.no-times')
    case 'too-large':
      return text.t('sequenceCheck.time.too-large', { limit: sortLimit })
  }
}

function printScope({ scope, test, timeOrder }: ScopedSequence): void {
  if (scope.length > 0) line(`  ${scope.join(', ')}`)
  for (const range of test.gaps.slice(0, printed))
    values(
      'missing',
      range.from === range.to
        ? range.from
        : text.t('sequenceCheck.range', { from: range.from, to: range.to, count: range.count }),
    )
  for (const { sequence, pointer } of test.duplicates.slice(0, printed))
    values('repeated', `${sequence}, line ${pointer.line === null ? '?' : grouped(pointer.line)}`)
  printInversions(timeOrder)
}

function printInversions({ examples }: TimeOrder): void {
  for (const item of examples.slice(0, printed))
    values(
      'earlier',
      text.t('sequenceCheck.inversion', {
        sequence: item.sequence,
        line: item.line,
        time: isoFromMicros(item.micros),
        by: seconds(item.byMicros),
        before: isoFromMicros(item.previousMicros),
        previous: item.previousSequence,
      }),
    )
}

function fact(value: string): void {
  namedFact('', value)
}

function values(name: string, value: string): void {
  line(`           ${name.padEnd(12)} ${value}`)
}

/** Seconds to the microsecond, without zeros at the end. */
function seconds(micros: number): string {
  return `${(micros / 1_000_000).toFixed(6).replace(/\.?0+$/, '')} s`
}

/** Sequence numbers: what is missing or repeated, and whether times rise with the numbers. */
import type { ScopedSequence, SequenceResult } from '../../../shared/model/sequence-check.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { utcText } from '../../lib/format.ts'
import { PointerLink } from '../../lib/pointer-link.tsx'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Bullets, Facts, Muted, Section, Stack } from '../../ui/layout.tsx'
import { FirstOf, microsText } from './result-parts.tsx'

const listedScopes = 20
const listedRows = 20

export function SequenceResultView({ result }: { readonly result: SequenceResult }) {
  const text = useText()
  const odd = result.listed.filter(
    ({ test, timeOrder }) => test.gapCount + test.duplicateCount > 0 || timeOrder.examples.length > 0,
  )
  return (
    <Stack>
      <Facts
        rows={[
          {
            label: text.t('sequenceScreen.counted'),
            value:
              result.scopeFields.length === 0
                ? text.t('sequenceCheck.oneScope')
                : text.t('sequenceCheck.scope', { fields: result.scopeFields.join(', '), scopes: result.scopes }),
          },
          {
            label: text.t('sequenceScreen.numbers'),
            value: (
              <Bullets
                items={[
                  text.t('sequenceCheck.missing', { missing: result.missing, ranges: result.gapCount }),
                  text.t('sequenceCheck.duplicates', { duplicates: result.duplicateCount }),
                  text.t('sequenceCheck.regressions', { regressions: result.regressionCount }),
                ]}
              />
            ),
          },
          { label: text.t('sequenceScreen.without'), value: groupedNumber(result.withoutSequence) },
          { label: text.t('sequenceScreen.unreadable'), value: groupedNumber(result.unreadable) },
          {
            label: text.t('sequenceScreen.times'),
            value: (
              <>
                {timeText(text, result)}{' '}
                {result.timeOrder.inversions > 0 ? <Muted>{text.t('sequenceCheck.clocks')}</Muted> : null}
              </>
            ),
          },
        ]}
      />
      {odd.slice(0, listedScopes).map((one) => (
        <Scope key={one.scope.join('\u0000')} one={one} />
      ))}
      <FirstOf shown={listedScopes} total={odd.length} />
    </Stack>
  )
}

function timeText(text: ReturnType<typeof useText>, { timeOrder, toleranceMicros, sortLimit }: SequenceResult): string {
  const { state, compared, inversions, beyondTolerance, largestMicros } = timeOrder
  return text.t(`sequenceCheck.time.${state}`, {
    compared,
    inversions,
    beyond: beyondTolerance,
    tolerance: microsText(toleranceMicros),
    largest: microsText(largestMicros),
    limit: sortLimit,
  })
}

function Scope({ one: { scope, test, timeOrder } }: { readonly one: ScopedSequence }) {
  const text = useText()
  const name = scope.length === 0 ? text.t('doctorScreen.wholeSource') : scope.join(', ')
  return (
    <Section title={text.t('sequenceScreen.of', { scope: name })}>
      <Stack>
        {test.gaps.length === 0 ? null : (
          <div>
            <Bullets
              items={test.gaps.slice(0, listedRows).map((range) =>
                text.t('sequenceScreen.missing', {
                  range:
                    range.from === range.to
                      ? range.from
                      : text.t('sequenceCheck.range', { from: range.from, to: range.to, count: range.count }),
                }),
              )}
            />
            <FirstOf shown={Math.min(listedRows, test.gaps.length)} total={test.gapCount} />
          </div>
        )}
        {test.duplicates.length === 0 ? null : (
          <DataTable
            caption={text.t('sequenceScreen.repeated')}
            rows={test.duplicates.slice(0, listedRows)}
            rowKey={(item, index) => `${item.sequence}-${index}`}
            columns={[
              { id: 'sequence', label: text.t('sequenceScreen.repeated'), mono: true, cell: (item) => item.sequence },
              {
                id: 'where',
                label: text.t('sequenceScreen.where'),
                cell: (item) => <PointerLink pointer={item.pointer} />,
              },
            ]}
          />
        )}
        {timeOrder.examples.length === 0 ? null : (
          <Bullets
            items={timeOrder.examples.slice(0, listedRows).map((item) =>
              text.t('sequenceCheck.inversion', {
                sequence: item.sequence,
                line: item.line,
                time: utcText(item.micros),
                by: microsText(item.byMicros),
                before: utcText(item.previousMicros),
                previous: item.previousSequence,
              }),
            )}
          />
        )}
      </Stack>
    </Section>
  )
}

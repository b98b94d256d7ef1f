/** State continuity: what was compared, what each type writes, and every change that is not in the log. */
import { useState } from 'react'
import type { ContinuityResult, StatedEvent, UntestedCause } from '../../../shared/model/continuity.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Bullets, Facts, Muted, Notice, Section, Stack } from '../../ui/layout.tsx'
import { Pager } from '../../ui/pager.tsx'
import { EntryLink, FirstOf } from './result-parts.tsx'
import styles from './integrity.module.css'

const pageSize = 20
const listedTypes = 50

export function ContinuityResultView({ result }: { readonly result: ContinuityResult }) {
  const text = useText()
  const notes = notesOf(text, result)
  return (
    <Stack>
      <Facts
        columns={2}
        rows={[
          { label: text.t('recipeWords.order'), value: text.t(`continuity.order.${result.order.by}`) },
          { label: text.t('continuityScreen.events'), value: groupedNumber(result.events) },
          { label: text.t('continuityScreen.resources'), value: groupedNumber(result.resources) },
          { label: text.t('continuityScreen.fields'), value: groupedNumber(result.fields) },
          {
            label: text.t('continuityScreen.held'),
            value: text.t('sentence.nOfM', { n: result.held, m: result.tested }),
          },
          { label: text.t('continuityScreen.starts'), value: groupedNumber(result.starts) },
          { label: text.t('continuityScreen.breaks'), value: groupedNumber(result.breakCount) },
          { label: text.t('continuityScreen.holes'), value: groupedNumber(result.holeCount) },
        ]}
      />
      {notes.length === 0 ? null : (
        <Notice title={text.t('continuityScreen.notes')}>
          <Bullets items={notes} />
        </Notice>
      )}
      <Holes result={result} />
      {result.types.length === 0 ? null : (
        <Section title={text.t('continuityScreen.types')}>
          <DataTable
            caption={text.t('continuityScreen.types')}
            rows={result.types.slice(0, listedTypes)}
            rowKey={(type) => type.resourceType}
            columns={[
              {
                id: 'type',
                label: text.t('continuityScreen.type'),
                mono: true,
                cell: (type) => (type.resourceType === '' ? text.t('common.none') : type.resourceType),
              },
              {
                id: 'style',
                label: text.t('continuityScreen.style'),
                wrap: 'words',
                cell: (type) => text.t(`continuity.style.${type.style}`),
              },
              {
                id: 'events',
                label: text.t('continuityScreen.events'),
                align: 'end',
                cell: (type) => groupedNumber(type.events),
              },
            ]}
          />
          <FirstOf shown={listedTypes} total={result.types.length} />
        </Section>
      )}
    </Stack>
  )
}

function notesOf(text: ReturnType<typeof useText>, result: ContinuityResult): readonly string[] {
  const { writtenDifferently, changesWithoutValues, untested, odd } = result
  const at = (said: string, line: number) => text.t('continuityScreen.firstAt', { said, line: groupedNumber(line) })
  return [
    ...(writtenDifferently.first === null
      ? []
      : [
          at(
            text.t('continuity.writtenDifferently', { count: writtenDifferently.count }),
            writtenDifferently.first.line,
          ),
        ]),
    ...(changesWithoutValues === 0 ? [] : [text.t('continuity.changesWithoutValues', { count: changesWithoutValues })]),
    ...Object.entries(untested).map(([cause, count]) =>
      text.t(`continuity.untested.${cause as UntestedCause}`, { count: count ?? 0 }),
    ),
    ...odd.map((item) => at(text.t(`continuity.odd.${item.step}`, { count: item.count }), item.first.line)),
  ]
}

function Holes({ result }: { readonly result: ContinuityResult }) {
  const text = useText()
  const [start, setStart] = useState(0)
  const { holes, holeCount, sourceId } = result
  if (holeCount === 0) return <Muted>{text.t('continuityScreen.noHoles', { n: result.tested })}</Muted>
  const rows = holes
    .slice(start, start + pageSize)
    .flatMap((hole) => hole.breaks.map((item, index) => ({ hole, item, last: index === hole.breaks.length - 1 })))
  return (
    <Section
      title={text.t('continuityScreen.holeTitle')}
      note={text.t('continuityScreen.holeNote', {
        breaks: result.breakCount,
        resources: result.resourcesWithBreaks,
        holes: holeCount,
      })}
    >
      <DataTable
        caption={text.t('continuityScreen.holeTitle')}
        rows={rows}
        rowKey={({ hole, item }) =>
          `${hole.resourceType} ${hole.resourceId} ${item.field} ${item.knownEvent.entryId} ${item.statedEvent.entryId}`
        }
        columns={[
          {
            id: 'resource',
            label: text.t('continuityScreen.resource'),
            wrap: 'words',
            cell: ({ hole }) => `${hole.resourceType} ${hole.resourceId}`.trim(),
          },
          {
            id: 'field',
            label: text.t('inspector.field'),
            wrap: 'words',
            cell: ({ hole, item, last }) => (
              <>
                <span className={styles['field']}>{item.field}</span>
                {last && hole.furtherFields > 0 ? (
                  <div>
                    <Muted>{text.t('continuityScreen.further', { count: hole.furtherFields })}</Muted>
                  </div>
                ) : null}
              </>
            ),
          },
          {
            id: 'known',
            label: text.t('continuityScreen.known'),
            wrap: true,
            cell: ({ item }) => <Stated value={item.known} event={item.knownEvent} sourceId={sourceId} />,
          },
          {
            id: 'stated',
            label: text.t('continuityScreen.stated'),
            wrap: true,
            cell: ({ item }) => (
              <Stated
                value={item.implied ? `${item.stated} (${text.t('continuity.implied')})` : item.stated}
                event={item.statedEvent}
                sourceId={sourceId}
              />
            ),
          },
          {
            id: 'window',
            label: text.t('continuityScreen.window'),
            wrap: 'words',
            cell: ({ hole }) =>
              text.t('continuityScreen.moments', {
                after: momentOf(hole.after),
                until: momentOf(hole.notLaterThan),
              }),
          },
        ]}
      />
      <Pager
        label={text.t('continuityScreen.holeTitle')}
        start={start}
        pageSize={pageSize}
        total={holes.length}
        onMove={setStart}
        rangeText={text.t('common.pageRange', {
          from: start + 1,
          to: Math.min(holes.length, start + pageSize),
          total: holes.length,
        })}
        previousText={text.t('common.previousPage')}
        nextText={text.t('common.nextPage')}
      />
      <FirstOf shown={holes.length} total={holeCount} />
    </Section>
  )
}

function momentOf({ occurredAt, sequence, line }: StatedEvent): string {
  return occurredAt ?? sequence ?? groupedNumber(line)
}

/** A value and the entry that states it. */
function Stated({
  value,
  event,
  sourceId,
}: {
  readonly value: string
  readonly event: StatedEvent
  readonly sourceId: number
}) {
  return (
    <>
      <span className={styles['path']}>{value}</span>
      <div>
        <EntryLink sourceId={sourceId} entryId={event.entryId} line={event.line} />
      </div>
    </>
  )
}

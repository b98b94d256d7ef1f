/** Prints the result of a continuity check: counts first, then the holes, earliest in the file first. */
import type { ContinuityResult, StatedEvent, StateHole } from '../../shared/model/continuity.ts'
import type { Text } from '../../shared/text/create-text.ts'
import { fact, grouped, line } from './output.ts'
import { counted } from '../../shared/text/numbers.ts'

/** Holes printed; --json has up to 1,000. */
const printedHoles = 20
const printedTypes = 12

export function printContinuity(text: Text, result: ContinuityResult): void {
  const { order } = result
  const without = order.without > 0 ? `; none in ${counted(order.without, 'entries')}` : ''
  fact('order', `${text.t(`continuity.order.${order.by}`)}${without}`)
  fact(
    'scope',
    `${counted(result.events, 'events')}, ${counted(result.resources, 'resources')}, ${counted(result.fields, 'fields')} of them`,
  )
  fact('held', `${grouped(result.held)} of ${grouped(result.tested)}; ${grouped(result.starts)} first mentions`)
  const { count, first } = result.writtenDifferently
  if (first !== null) fact('', `${text.t('continuity.writtenDifferently', { count })} (line ${first.line})`)
  if (result.changesWithoutValues > 0)
    fact('', text.t('continuity.changesWithoutValues', { count: result.changesWithoutValues }))
  for (const [cause, number] of Object.entries(result.untested))
    fact('', text.t(`continuity.untested.${cause as keyof ContinuityResult['untested']}`, { count: number ?? 0 }))
  for (const item of result.odd)
    fact('odd', `${text.t(`continuity.odd.${item.step}`, { count: item.count })} (line ${item.first.line})`)
  for (const type of result.types.slice(0, printedTypes))
    fact(
      'writes',
      `${type.resourceType === '' ? '(no type)' : type.resourceType}: ${text.t(`continuity.style.${type.style}`)}`,
    )
  if (result.types.length > printedTypes)
    fact('', `… and ${grouped(result.types.length - printedTypes)} more types; --json lists them`)
  if (result.holeCount === 0) return
  fact(
    'breaks',
    `${counted(result.breakCount, 'fields')} of ${grouped(result.resourcesWithBreaks)} resources; ${counted(result.holeCount, 'changes')} outside the log would explain them`,
  )
  for (const hole of result.holes.slice(0, printedHoles)) printHole(text, hole)
  const more = result.holeCount - printedHoles
  if (more > 0) line(`  … and ${grouped(more)} more; --json lists ${grouped(result.holes.length)}`)
}

function printHole(text: Text, hole: StateHole): void {
  const fields = hole.breaks.length + hole.furtherFields
  line(
    `  ${hole.resourceType} ${hole.resourceId}: ${text.t('continuity.changed', {
      after: momentOf(hole.after),
      until: momentOf(hole.notLaterThan),
      count: fields,
    })}`,
  )
  for (const item of hole.breaks) {
    line(`           ${item.field}`)
    line(`             last known   ${item.known}  ${eventText(item.knownEvent)}`)
    line(
      `             stated       ${item.stated}  ${eventText(item.statedEvent)}${item.implied ? ` ${text.t('continuity.implied')}` : ''}`,
    )
  }
  if (hole.furtherFields > 0) line(`           … and ${grouped(hole.furtherFields)} more fields`)
}

function momentOf(event: StatedEvent): string {
  return event.occurredAt ?? (event.sequence === null ? `line ${event.line}` : `sequence ${event.sequence}`)
}

function eventText({ line: at, action, sequence, eventId }: StatedEvent): string {
  const parts = [`line ${at}`, action ?? '', sequence === null ? '' : `sequence ${sequence}`, eventId ?? '']
  return `(${parts.filter((part) => part !== '').join(', ')})`
}

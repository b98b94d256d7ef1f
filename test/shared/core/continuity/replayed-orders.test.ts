/**
 * A history of 10,000 orders by a generator of its own: nothing is found while it is whole; of 25 events taken out, and of
 * 25 old values changed, nearly all are found at their order and field, between the events that the generator names.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import type { EntryView } from '../../../../src/shared/model/entry.ts'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import {
  expectedAfterDeletion,
  orderHistory,
  pick,
  randomFrom,
  type Expected,
  type HistoryEvent,
  type HistoryStyle,
} from './order-history.ts'
import { holeTexts, runContinuity, viewOf, viewsOf } from './run-continuity.ts'

let sha256: Hasher
beforeAll(async () => {
  sha256 = await loadHasher('sha256')
})

const orders = 10_000
const styles: readonly HistoryStyle[] = ['full-state', 'changed-fields']

function topFields(fields: readonly string[]): string[] {
  return [...new Set(fields.map((field) => field.split('.')[0] as string))].toSorted()
}

/** Holes as order, top-level fields and bounds. */
function found(entries: readonly EntryView[]): string[] {
  const report = runContinuity(sha256, entries)
  const idOf = (index: number): string => entries[index]?.field('eventId').text ?? '?'
  return report.holes.map(
    (hole) =>
      `${hole.resourceId} ${topFields(hole.fields).join('+')} ${idOf(hole.afterEntry)}..${idOf(hole.untilEntry)}`,
  )
}

function textOf({ order, fields, after, until }: Expected): string {
  return `${order} ${fields.toSorted().join('+')} ${after}..${until}`
}

describe.each(styles)('a history that logs %s', { timeout: 120_000 }, (style) => {
  let events: HistoryEvent[]
  let entries: EntryView[]
  beforeAll(() => {
    events = orderHistory(orders, 20_250_301, style)
    entries = viewsOf(events)
  })

  it('holds throughout while it is whole', () => {
    const report = runContinuity(sha256, entries)
    console.log(
      `${style}: ${events.length} events, ${report.resources} orders, ${report.held} of ${report.tested} held, ${report.breakCount} breaks`,
    )
    expect(report).toMatchObject({ resources: orders, breakCount: 0, holeCount: 0, untested: {}, odd: [] })
    expect(report.tested).toBeGreaterThan(orders)
    expect(report.held).toBe(report.tested)
    expect(report.order.by).toBe('sequence')
    expect(report.types).toMatchObject([{ resourceType: 'order', style }])
  })

  it('shows 25 of 25 events that are missing, at their order and field, between the right events', () => {
    const random = randomFrom(7)
    const ofOrder = Map.groupBy(events, (event) => event.resource_id)
    const deleted = new Map<HistoryEvent, Expected>()
    let unseen = 0
    const taken = new Set<string>()
    while (deleted.size < 25) {
      const event = pick(random, events)
      if (event.action === 'create' || taken.has(event.resource_id)) continue
      const expected = expectedAfterDeletion(ofOrder.get(event.resource_id) ?? [], event)
      // No later event of the order states a field that it changed: nothing in the log can tell.
      if (expected === null) unseen += 1
      else {
        deleted.set(event, expected)
        taken.add(event.resource_id)
      }
    }
    const left = entries.filter((_, index) => !deleted.has(events[index] as HistoryEvent))
    const holes = found(left)
    const located = [...deleted.values()].filter((expected) => holes.includes(textOf(expected)))
    console.log(
      `${style}: ${located.length} of 25 missing events located; ${unseen} further ones were passed over because no later event states what they changed`,
    )
    expect(located.length).toBeGreaterThanOrEqual(24)
    // Nothing else is called a hole.
    expect(new Set(holes.map((hole) => hole.split(' ')[0]))).toEqual(
      new Set([...deleted.values()].map(({ order }) => order)),
    )
    const timeOf = new Map(events.map((event) => [event.id, event.timestamp]))
    for (const [event, { after, until }] of deleted) {
      expect((timeOf.get(after) as string) < event.timestamp).toBe(true)
      expect(event.timestamp < (timeOf.get(until) as string)).toBe(true)
    }
  })

  it('shows 25 of 25 old values that were changed', () => {
    const random = randomFrom(11)
    const own = Map.groupBy(events, (event) => event.resource_id)
    const altered = new Map<HistoryEvent, { readonly event: HistoryEvent; readonly field: string }>()
    while (altered.size < 25) {
      const event = pick(random, events)
      const names = Object.keys(event.old_values ?? {}).filter((name) =>
        own
          .get(event.resource_id)
          ?.some((earlier) => earlier.sequence < event.sequence && name in (earlier.new_values ?? {})),
      )
      if (names.length === 0 || altered.has(event)) continue
      const field = pick(random, names)
      altered.set(event, {
        field,
        event: { ...event, old_values: { ...event.old_values, [field]: `changed ${altered.size}` } },
      })
    }
    const changed = entries.map((entry, index) => {
      const other = altered.get(events[index] as HistoryEvent)?.event
      return other === undefined ? entry : viewOf(other, index)
    })
    const report = runContinuity(sha256, changed)
    const places = report.holes.map(({ breaks, fields }) =>
      breaks.map((item, index) => `${item.statedEntry} ${topFields([fields[index] as string]).join()}`),
    )
    const located = [...altered].filter(([event, { field }]) =>
      places.flat().includes(`${events.indexOf(event)} ${field}`),
    )
    console.log(`${style}: ${located.length} of 25 changed old values located`)
    expect(located.length).toBe(25)
    expect(report.holeCount).toBe(25)
  })
})

it('finds the same whatever the order of the file, and however few statements are held at a time', () => {
  const events = orderHistory(400, 5, 'changed-fields')
  const random = randomFrom(3)
  const kept = events.filter(() => random() > 0.02)
  const inOrder = viewsOf(kept)
  const whole = holeTexts(runContinuity(sha256, inOrder), inOrder)
  expect(whole.length).toBeGreaterThan(5)
  const shuffled = inOrder
    .map((entry) => ({ entry, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ entry }) => entry)
  for (const entries of [inOrder.toReversed(), shuffled])
    expect(holeTexts(runContinuity(sha256, entries), entries)).toEqual(whole)
  const { passes: onePass, ...once } = runContinuity(sha256, inOrder)
  for (const statementLimit of [2000, 400, 120]) {
    const { passes, ...report } = runContinuity(sha256, inOrder, { statementLimit })
    expect(passes).toBeGreaterThan(onePass)
    expect(report).toEqual(once)
  }
})

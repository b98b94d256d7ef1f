/** Holes with their events and values read back from the evidence, masked: they are stored and shown. */
import type { NamedHole } from '../../../shared/core/continuity/continuity.ts'
import type { FoundBreak } from '../../../shared/core/continuity/judge-resource.ts'
import { writtenValue } from '../../../shared/core/continuity/entry-sides.ts'
import { maskedStart, maskedText } from '../../../shared/core/sensitive/mask-value.ts'
import type { StateBreak, StatedEvent, StateHole } from '../../../shared/model/continuity.ts'
import type { EntryView } from '../../../shared/model/entry.ts'
import type { EntryField } from '../../../shared/model/profile.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import { readWantedEntries } from '../query/wanted-entries.ts'

/** Fields of a hole listed; the rest is counted. */
const listedFields = 20
const valueCharacters = 256
const nameCharacters = 256

/** Reads the events of the holes, all in one go through the frames that hold them. */
export async function describeHoles(
  store: ReadableStore,
  source: StoredSource,
  holes: readonly NamedHole[],
  job: JobContext,
): Promise<StateHole[]> {
  const wanted = new Map<number, { readonly values: Map<string, string>; event: StatedEvent | null }>()
  const want = (entry: number): Map<string, string> => {
    let item = wanted.get(entry)
    if (item === undefined) {
      item = { values: new Map(), event: null }
      wanted.set(entry, item)
    }
    return item.values
  }
  for (const hole of holes) {
    want(hole.afterEntry)
    want(hole.untilEntry)
    for (const [index, item] of hole.breaks.slice(0, listedFields).entries()) {
      const path = hole.fields[index] as string
      want(item.knownEntry).set(`${item.knownSide} ${path}`, '')
      want(item.statedEntry).set(`${statedSide(item)} ${path}`, '')
    }
  }
  await readWantedEntries(store, source, wanted.keys(), job, (view) => {
    const item = wanted.get(view.index)
    if (item === undefined) return
    item.event = eventFrom(view)
    for (const key of item.values.keys()) {
      const cut = key.indexOf(' ')
      const path = key.slice(cut + 1)
      item.values.set(key, shownValue(writtenValue(view, key.slice(0, cut) as 'before' | 'after', path), path))
    }
  })
  const eventOf = (entry: number): StatedEvent => {
    const event = wanted.get(entry)?.event
    if (event === undefined || event === null) throw new Error(`entry ${entry} of the source is gone`)
    return event
  }
  return holes.map((hole): StateHole => {
    const breaks = hole.breaks.slice(0, listedFields).map((item, index): StateBreak => {
      const path = hole.fields[index] as string
      return {
        field: cutText(path),
        known: wanted.get(item.knownEntry)?.values.get(`${item.knownSide} ${path}`) ?? '',
        knownSide: item.knownSide,
        knownEvent: eventOf(item.knownEntry),
        stated: wanted.get(item.statedEntry)?.values.get(`${statedSide(item)} ${path}`) ?? '',
        statedEvent: eventOf(item.statedEntry),
        implied: item.implied,
      }
    })
    return {
      resourceType: cutText(hole.resourceType),
      resourceId: cutText(hole.resourceId),
      after: eventOf(hole.afterEntry),
      notLaterThan: eventOf(hole.untilEntry),
      breaks,
      furtherFields: hole.breaks.length - breaks.length,
    }
  })
}

/** An old value that is not written is the value after the event: it did not change there. */
function statedSide({ implied }: FoundBreak): 'before' | 'after' {
  return implied ? 'after' : 'before'
}

export function eventFrom(view: EntryView): StatedEvent {
  const text = (field: EntryField): string | null => {
    const value = view.field(field)
    return value.state === 'present' ? cutText(value.text) : null
  }
  return {
    entryId: view.entryId,
    line: view.line,
    eventId: text('eventId'),
    sequence: view.sequence,
    occurredAt: text('occurredAt'),
    occurredAtMicros: view.occurredAtMicros,
    action: text('action'),
    actor: text('actorId') ?? text('actorEmail'),
  }
}

/** Hostile: a value may hold a card number or a secret, and its field's name may be what tells. */
function shownValue(written: string | null, path: string): string {
  if (written === null) return 'null'
  // The text inside the quotes, as a mapped value is masked elsewhere; the quotes tell a text from a number.
  const inner = /^"([^\\]*)"$/s.exec(written)?.[1]
  if (inner !== undefined) return `"${shownText(inner, path)}"`
  return shownText(written, path)
}

function shownText(text: string, path: string): string {
  const name = path.replaceAll('\\.', '.')
  return text.length > valueCharacters ? `${maskedStart(text, valueCharacters, name)}…` : maskedText(text, name)
}

function cutText(text: string): string {
  return text.length > nameCharacters ? `${maskedStart(text, nameCharacters)}…` : maskedText(text)
}

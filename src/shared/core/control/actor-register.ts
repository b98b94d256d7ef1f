/**
 * Who acted, as ids (PCI DSS v4.0.1 8.2.1, 8.2.2): how many, of which type, under which generic names, entries without
 * one, and ids of persons whose address changed within a quarter of an hour. The last is a question, not an answer:
 * mobile networks, gateways and proxies change addresses too.
 */
import { pointerFrom, type Pointer } from '../../model/entry.ts'
import type { EntryFacts } from '../completeness/entry-facts.ts'

/** Ids that name a role and no person, compared in lower case. */
export const genericIds: ReadonlySet<string> = new Set([
  'admin',
  'administrator',
  'root',
  'superuser',
  'super_admin',
  'sysadmin',
  'user',
  'guest',
  'anonymous',
  'test',
  'demo',
  'support',
  'service',
  'operator',
  'shared',
  'default',
  'unknown',
])
/** Guide B's example: one account in New York and fifteen minutes later in Singapore. */
export const addressChangeMicros = 15 * 60 * 1_000_000

export interface ActorCount {
  readonly actor: string
  readonly entries: number
}

export interface AddressChange extends ActorCount {
  /** Changes of address within the window. */
  readonly changes: number
  readonly first: Pointer
}

export interface ActorRegister {
  readonly entries: number
  readonly withoutActor: number
  readonly firstWithoutActor: Pointer | null
  readonly persons: number
  readonly programs: number
  /** Ids beyond the limit; their entries are in `entries` only. */
  readonly unlistedEntries: number
  readonly generic: readonly ActorCount[]
  /** Persons with address changes within the window, most changes first. */
  readonly addressChanges: readonly AddressChange[]
}

export interface ActorRegisterReducer {
  add(facts: EntryFacts): void
  finish(): ActorRegister
}

interface ActorState {
  readonly isMachine: boolean
  entries: number
  address: string
  micros: number
  changes: number
  first: Pointer | null
}

export function createActorRegister(parameters: { readonly actorLimit?: number } = {}): ActorRegisterReducer {
  const { actorLimit = 50_000 } = parameters
  const stateByActor = new Map<string, ActorState>()
  let entries = 0
  let withoutActor = 0
  let firstWithoutActor: Pointer | null = null
  let unlistedEntries = 0
  return {
    add(facts) {
      entries += 1
      const actor = facts.text('actorId')
      if (actor === '') {
        withoutActor += 1
        firstWithoutActor ??= pointerFrom(facts.entry)
        return
      }
      let state = stateByActor.get(actor)
      if (state === undefined) {
        if (stateByActor.size >= actorLimit) {
          unlistedEntries += 1
          return
        }
        state = { isMachine: facts.isMachine, entries: 0, address: '', micros: 0, changes: 0, first: null }
        stateByActor.set(actor, state)
      }
      state.entries += 1
      const address = facts.text('ip')
      const micros = facts.entry.occurredAtMicros
      if (state.isMachine || address === '' || micros === null) return
      if (state.address !== '' && state.address !== address && Math.abs(micros - state.micros) <= addressChangeMicros) {
        state.changes += 1
        state.first ??= pointerFrom(facts.entry)
      }
      state.address = address
      state.micros = micros
    },
    finish() {
      const all = [...stateByActor]
      return {
        entries,
        withoutActor,
        firstWithoutActor,
        persons: all.filter(([, state]) => !state.isMachine).length,
        programs: all.filter(([, state]) => state.isMachine).length,
        unlistedEntries,
        generic: all
          .filter(([actor]) => genericIds.has(actor.toLowerCase()))
          .map(([actor, state]) => ({ actor, entries: state.entries })),
        addressChanges: all
          .flatMap(([actor, state]) =>
            state.first === null ? [] : [{ actor, entries: state.entries, changes: state.changes, first: state.first }],
          )
          .toSorted((left, right) => right.changes - left.changes || (left.actor < right.actor ? -1 : 1)),
      }
    },
  }
}

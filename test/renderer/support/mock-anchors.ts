/** Answers of the mock about anchors: trust windows over a period of any length, a capture with what went wrong in it. */
import type { FetchedTranscript } from '../../../src/shared/model/capture.ts'
import {
  coverStates,
  windowBases,
  type AttestedBasis,
  type CoverDay,
  type CoverState,
  type TrustWindow,
  type WindowEntry,
} from '../../../src/shared/model/trust-window.ts'
import { entriesPerSource } from '../../../src/shared/model/digest.ts'

const hour = 3_600_000_000
const dayMicros = 24 * hour

/** A month in which every state occurs. */
export const everyState: readonly CoverState[] = Array.from({ length: 30 }, (_, index) => {
  if (index === 2 || index === 9 || index === 10) return 'missing'
  if (index === 5) return 'late'
  if (index === 6) return 'partly'
  if (index === 13) return 'below-basis'
  if (index === 16) return 'contradicted'
  if (index === 19) return 'not-compared'
  if (index === 22) return 'empty-batch'
  if (index === 23 || index === 24) return 'no-entries'
  if (index === 29) return 'not-due'
  return 'committed'
})

export interface WindowOptions {
  readonly from?: string
  readonly states?: readonly CoverState[]
  readonly basis?: AttestedBasis
  readonly withinHours?: number | null
  readonly change?: Partial<TrustWindow>
}

/** Trust windows of source 1, of a hundred entries on each day that has any. */
export function trustWindowOf(options: WindowOptions = {}): TrustWindow {
  const { from = '2025-05-01', states = everyState, basis = 'header-known', withinHours = null, change } = options
  const first = Date.parse(`${from}T00:00:00Z`) * 1000
  const without: readonly CoverState[] = ['empty-batch', 'no-entries']
  const uncovered: readonly CoverState[] = ['missing', 'below-basis', 'not-compared', 'not-due']
  const days = states.map((state, index): CoverDay => {
    const entries = without.includes(state) ? 0 : 100
    const covered = uncovered.includes(state) ? 0 : state === 'partly' ? 40 : entries
    return {
      date: new Date(first / 1000 + index * 86_400_000).toISOString().slice(0, 10),
      state,
      entries,
      covered: {
        'header-known': covered,
        included: state === 'below-basis' ? entries : covered,
        consistent: covered,
        asserted: state === 'missing' ? 0 : entries,
      },
      contradicted: state === 'contradicted' ? 7 : 0,
      longestMicros: covered === 0 ? null : 26 * hour,
      lastCommittedAtMicros: covered === 0 ? null : first + (index + 1) * dayMicros + 2 * hour,
      batches: state === 'missing' || state === 'no-entries' ? 0 : 1,
      clocks: covered === 0 ? 0 : 1,
    }
  })
  const entries = days.reduce((sum, day) => sum + day.entries, 0)
  const covered = days.reduce((sum, day) => sum + day.covered[basis], 0)
  const entryOf = (line: number, window: number | null): WindowEntry => ({
    entryId: entriesPerSource + line - 1,
    line,
    occurredAtMicros: first + line * hour,
    committedAtMicros: window === null ? null : first + line * hour + window,
    windowMicros: window,
    by: window === null ? null : 'anchor of 2025-05-01 in block 104',
  })
  return {
    sourceId: 1,
    sourceName: 'shop-a.ndjson',
    entries,
    untimed: 0,
    basis,
    withinHours,
    collectedAtMicros: first + (states.length + 2) * dayMicros,
    anchors: {
      total: states.length,
      contradicting: 1,
      notCompared: 1,
      byRung: { claimed: 0, consistent: 0, included: 1, 'header-known': states.length - 3 },
    },
    anchorsRun: 12,
    proofsRun: null,
    outdated: false,
    figures: windowBases.map((name) => ({
      basis: name,
      attestations: states.length - 3,
      covered,
      open: entries - covered,
      contradicted: name === 'asserted' ? 0 : 7,
      medianMicros: covered === 0 ? null : 14 * hour,
      p95Micros: covered === 0 ? null : 25 * hour,
      longestMicros: covered === 0 ? null : name === 'asserted' ? 25 * hour : 26 * hour,
      longest: covered === 0 ? [] : [entryOf(1, 26 * hour), entryOf(2, 25.5 * hour)],
      oldestOpen: entries === covered ? [] : [entryOf(48, null)],
      contradictions: [entryOf(390, -3 * hour)],
    })),
    map: {
      period: { from, to: days.at(-1)?.date ?? from },
      days,
      cut: false,
      states: Object.fromEntries(
        coverStates.map((state) => [state, states.filter((one) => one === state).length]),
      ) as TrustWindow['map']['states'],
      outside: 0,
    },
    ...change,
  }
}

const hash = (seed: number): string => seed.toString(16).padStart(64, '0')

/** Three of four transactions, one node that answers otherwise. */
export const captured: FetchedTranscript = {
  endpoints: [
    { host: 'node.example.com', chainId: '31337', software: 'anvil/v1.7.1' },
    { host: 'second.example.com', chainId: '31337', software: null },
  ],
  transactions: [1, 2, 3, 4].map((seed) => ({
    transactionHash: `0x${hash(seed)}`,
    state: seed === 4 ? 'not-found' : 'captured',
    blockNumber: seed === 4 ? null : String(100 + seed),
    blockHash: seed === 4 ? null : `0x${hash(50 + seed)}`,
    verifyLogHash: seed === 4 ? null : true,
    missing: seed === 3 ? [{ method: 'debug_getRawHeader', why: 'method-error' }] : [],
  })),
  statements: [
    {
      host: 'second.example.com',
      at: '2025-06-02T00:00:00Z',
      chainId: '31337',
      blockNumber: '101',
      blockHash: `0x${hash(51)}`,
    },
  ],
  differences: [
    {
      what: 'eth_getBlockByNumber.hash',
      about: '102',
      values: [
        { host: 'node.example.com', value: `0x${hash(52)}` },
        { host: 'second.example.com', value: `0x${hash(99)}` },
      ],
    },
  ],
  moreDifferences: 0,
  path: null,
  bytes: 91_220,
  sha256: hash(77),
  blocks: 3,
  requests: 19,
  connections: 2,
}

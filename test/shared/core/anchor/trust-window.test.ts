/** Trust windows against a second, plain computation: every entry against every attestation, then a sort. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  attestationFromAnchor,
  attestationsFromProof,
  type Attestation,
  type Cover,
} from '../../../../src/shared/core/anchor/attestation.ts'
import { CoverageDays, type CoverageMapInput } from '../../../../src/shared/core/anchor/coverage-map.ts'
import { createTrustWindow, windowPasses, type PlacedFigures } from '../../../../src/shared/core/anchor/trust-window.ts'
import { DigitSelection, selectionPasses } from '../../../../src/shared/core/anchor/window-quantiles.ts'
import type { AnchorVerdict } from '../../../../src/shared/model/anchor.ts'
import { entryIdFrom } from '../../../../src/shared/model/digest.ts'
import type { ProofVerdict } from '../../../../src/shared/model/proof.ts'
import { windowBases, type CoverageMap, type WindowBasis } from '../../../../src/shared/model/trust-window.ts'

const day = 86_400_000_000
const hour = 3_600_000_000
/** 2024-11-15T00:00:00Z. */
const firstDay = 20_042
const start = firstDay * day

interface Case {
  readonly times: readonly number[]
  readonly attestations: readonly Attestation[]
  readonly collected: number
  readonly map?: Partial<CoverageMapInput>
  /** Entries handed over at once. */
  readonly piece?: number
  readonly listLimit?: number
}

function measure({ times, attestations, collected, map = {}, piece = 3, listLimit = 4 }: Case): {
  untimed: number
  figures: readonly PlacedFigures[]
  map: CoverageMap
} {
  const days = new CoverageDays({
    period: { from: '2024-11-15', to: '2024-11-19' },
    basis: 'included',
    withinHours: null,
    collectedMicros: collected,
    batches: [],
    clocks: [],
    ...map,
  })
  const reducer = createTrustWindow({ attestations, map: days, listLimit })
  for (let pass = 0; pass < windowPasses; pass += 1) {
    for (let from = 0; from < times.length; from += piece)
      reducer.add(from, Float64Array.from(times.slice(from, from + piece)))
    reducer.next()
  }
  return { ...reducer.finish(), map: days.finish() }
}

const rank = { claimed: 0, consistent: 1, included: 2, 'header-known': 3 } as const

/** Written from the definitions, with nothing of the product's. */
function plainFigures({ times, attestations, listLimit = 4 }: Case, basis: WindowBasis) {
  const timeOf = (item: Attestation): number | null =>
    basis === 'asserted'
      ? item.assertedMicros
      : rank[item.rung] >= rank[basis] && item.rung !== 'claimed'
        ? item.attestedMicros
        : null
  const covers = (cover: Cover, index: number, micros: number): boolean => {
    if (cover.kind === 'source') return true
    if (cover.kind === 'entry') return cover.index === index
    if (cover.kind === 'entries-to') return index <= cover.index
    return micros >= cover.day * day && micros < (cover.day + 1) * day
  }
  const rows = times.flatMap((micros, index) => {
    if (!Number.isSafeInteger(micros)) return []
    const committed = attestations
      .filter((item) => covers(item.cover, index, micros))
      .map(timeOf)
      .filter((time) => time !== null)
    const first = committed.length === 0 ? null : committed.reduce((left, right) => Math.min(left, right))
    return [{ index, micros, first, window: first === null ? null : first - micros }]
  })
  const covered = rows.filter((row) => row.window !== null && row.window >= 0)
  const sorted = covered.map((row) => row.window ?? 0).sort((left, right) => left - right)
  const quantile = (share: number): number | null => sorted[Math.ceil(share * sorted.length) - 1] ?? null
  const worst = (list: typeof rows, key: (row: (typeof rows)[number]) => number) =>
    [...list]
      .sort((left, right) => key(right) - key(left) || left.index - right.index)
      .slice(0, listLimit)
      .map((row) => [row.index, row.micros, row.first, row.window])
  const open = rows.filter((row) => row.first === null)
  const contradicted = rows.filter((row) => row.window !== null && row.window < 0)
  return {
    basis,
    attestations: attestations.filter((item) => timeOf(item) !== null).length,
    covered: covered.length,
    open: open.length,
    contradicted: contradicted.length,
    medianMicros: quantile(0.5),
    p95Micros: quantile(0.95),
    longestMicros: sorted.at(-1) ?? null,
    longest: worst(covered, (row) => row.window ?? 0),
    oldestOpen: worst(open, (row) => -row.micros),
    contradictions: worst(contradicted, (row) => -(row.window ?? 0)),
  }
}

function comparable(figures: PlacedFigures) {
  const list = (rows: PlacedFigures['longest']) =>
    rows.map((row) => [row.index, row.occurredMicros, row.committedMicros, row.windowMicros])
  return {
    ...figures,
    longest: list(figures.longest),
    oldestOpen: list(figures.oldestOpen),
    contradictions: list(figures.contradictions),
  }
}

const timeArbitrary = fc.oneof(
  fc.integer({ min: start, max: start + 5 * day - 1 }),
  fc.constantFrom(start, start + day, start + day - 1, start + 2.5 * day, Number.NaN, -62_135_596_800_000_000, 0),
)
const attestationArbitrary: fc.Arbitrary<Attestation> = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  rung: fc.constantFrom('claimed', 'consistent', 'included', 'header-known'),
  attestedMicros: fc.option(fc.integer({ min: start - day, max: start + 7 * day })),
  assertedMicros: fc.option(fc.integer({ min: start - day, max: start + 7 * day })),
  cover: fc.oneof(
    fc.record({ kind: fc.constant('day' as const), day: fc.integer({ min: firstDay, max: firstDay + 5 }) }),
    fc.record({ kind: fc.constant('entry' as const), index: fc.nat(40) }),
    fc.record({ kind: fc.constant('entries-to' as const), index: fc.nat(40) }),
    fc.constant({ kind: 'source' as const }),
  ),
})

describe('trust windows', () => {
  it('agree with every entry compared with every attestation, in all figures and lists', () => {
    fc.assert(
      fc.property(
        fc.array(timeArbitrary, { maxLength: 40 }),
        fc.array(attestationArbitrary, { maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (times, attestations, piece) => {
          const given = { times, attestations, piece, collected: start + 9 * day }
          const measured = measure(given)
          expect(measured.untimed).toBe(times.filter((micros) => !Number.isSafeInteger(micros)).length)
          expect(measured.figures.map(comparable)).toEqual(windowBases.map((basis) => plainFigures(given, basis)))
          for (const figures of measured.figures)
            expect(figures.covered + figures.open + figures.contradicted + measured.untimed).toBe(times.length)
          // The map counts what the figures count, day by day.
          const { days, outside } = measured.map
          for (const [offset, date] of days.entries()) {
            const ofDay = times.map((micros) => (Math.floor(micros / day) === firstDay + offset ? micros : Number.NaN))
            const plain = windowBases.map((basis) => plainFigures({ ...given, times: ofDay }, basis))
            expect(date.entries).toBe(ofDay.filter((micros) => !Number.isNaN(micros)).length)
            expect(date.covered).toEqual(Object.fromEntries(plain.map((item) => [item.basis, item.covered])))
            expect(date.contradicted).toBe(plain[1]?.contradicted)
            expect(date.longestMicros).toBe(plain[1]?.longestMicros)
          }
          const counted = days.reduce((sum, date) => sum + date.entries, outside)
          expect(counted).toBe(times.length - measured.untimed)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('come out as worked by hand for a chain whose heads are noted twice a day', () => {
    // Entries at 01:00, 11:00, 13:00 and 23:00; heads noted at 12:30 over the first two, at 00:10 over all.
    const times = [1, 11, 13, 23].map((hours) => start + hours * hour)
    const head = (index: number, micros: number): Attestation => ({
      name: `head ${index}`,
      rung: 'header-known',
      attestedMicros: micros,
      assertedMicros: null,
      cover: { kind: 'entries-to', index },
    })
    const attestations = [head(3, start + day + hour / 6), head(1, start + 12.5 * hour)]
    const { figures } = measure({ times, attestations, collected: start + 9 * day })
    expect(figures[0]).toMatchObject({
      covered: 4,
      open: 0,
      medianMicros: 1.5 * hour,
      p95Micros: 11.5 * hour,
      longestMicros: 11.5 * hour,
    })
    expect(figures[0]?.longest.map((row) => [row.index, row.by])).toEqual([
      [0, 'head 1'],
      [2, 'head 3'],
      [1, 'head 1'],
      [3, 'head 3'],
    ])
  })

  it('are not shortened by a stated time or by one that is proven less far', () => {
    const times = [start + hour]
    const at = (rung: Attestation['rung'], hours: number): Attestation => ({
      name: rung,
      rung,
      attestedMicros: start + hours * hour,
      assertedMicros: start + 2 * hour,
      cover: { kind: 'source' },
    })
    const attestations = [at('claimed', 3), at('consistent', 4), at('included', 5), at('header-known', 6)]
    const { figures } = measure({ times, attestations, collected: start + day })
    expect(figures.map((item) => [item.basis, item.attestations, item.longestMicros])).toEqual([
      ['header-known', 1, 5 * hour],
      ['included', 2, 4 * hour],
      ['consistent', 3, 3 * hour],
      ['asserted', 4, hour],
    ])
  })

  it('keep both values where a commitment is older than the event it covers', () => {
    const attestations: Attestation[] = [
      {
        name: '0xab',
        rung: 'included',
        attestedMicros: start + hour,
        assertedMicros: null,
        cover: { kind: 'day', day: firstDay },
      },
    ]
    const { figures, map } = measure({ times: [start + 2 * hour, start], attestations, collected: start + day })
    expect(figures[1]).toMatchObject({ covered: 1, contradicted: 1, longestMicros: hour })
    expect(figures[1]?.contradictions).toEqual([
      { index: 0, occurredMicros: start + 2 * hour, committedMicros: start + hour, windowMicros: -hour, by: '0xab' },
    ])
    expect(map.days[0]).toMatchObject({ state: 'contradicted', contradicted: 1 })
  })
})

describe('quantiles', () => {
  it('are those of a sorted list, nearest rank, up to the widest windows', () => {
    const value = fc.oneof(
      fc.nat(1000),
      fc.integer({ min: 0, max: 2 ** 53 - 1 }),
      fc.constantFrom(2 ** 18, 2 ** 36, 2 ** 54),
    )
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (values) => {
        const shares = [0.5, 0.95]
        const selection = new DigitSelection(shares)
        for (let pass = 0; pass < selectionPasses; pass += 1) {
          for (const item of values) selection.add(item)
          selection.next()
        }
        const sorted = [...values].sort((left, right) => left - right)
        expect(selection.results()).toEqual(shares.map((share) => sorted[Math.ceil(share * sorted.length) - 1] ?? null))
      }),
      { numRuns: 60 },
    )
  })

  it('are refused before their three passes', () => {
    expect(() => new DigitSelection([0.5]).results()).toThrow(RangeError)
  })
})

describe('the map of the period', () => {
  const batch = (offset: number, hours: number, rung: Attestation['rung'] = 'included'): Attestation => ({
    name: `batch ${offset}`,
    rung,
    attestedMicros: start + hours * hour,
    assertedMicros: start + hours * hour,
    cover: { kind: 'day', day: firstDay + offset },
  })
  const at = (offset: number, hours: number): number => start + offset * day + hours * hour
  const stateOf = (given: Case): string[] => measure(given).map.days.map((item) => item.state)

  it('tells apart committed, late, missing, empty and absent days', () => {
    const given: Case = {
      times: [at(0, 1), at(0, 23), at(1, 5), at(2, 5)],
      attestations: [batch(0, 25), batch(1, 24 * 2 + 7), batch(3, 24 * 4 + 1)],
      collected: at(9, 0),
      map: {
        withinHours: 6,
        batches: [0, 1, 3].map((offset) => ({ day: firstDay + offset, root: 'fits' as const })),
        clocks: [start + 25 * hour, start + 55 * hour, start + 97 * hour],
      },
    }
    expect(stateOf(given)).toEqual(['committed', 'late', 'missing', 'empty-batch', 'no-entries'])
    expect(stateOf({ ...given, map: { ...given.map, withinHours: null } })[1]).toBe('committed')
    const { map } = measure(given)
    expect(map.days.map((item) => item.clocks)).toEqual([0, 1, 1, 0, 1])
    expect(map.days[0]).toMatchObject({
      longestMicros: 24 * hour,
      lastCommittedAtMicros: start + 25 * hour,
      batches: 1,
    })
    expect(map.states).toMatchObject({ committed: 1, late: 1, missing: 1, 'empty-batch': 1, 'no-entries': 1 })
  })

  it('says where a time is proven less far, a root differs or was not recomputed, and what was not yet due', () => {
    const given: Case = {
      times: [at(0, 1), at(1, 1), at(2, 1), at(3, 1)],
      attestations: [batch(0, 25, 'consistent')],
      collected: at(4, 2),
      map: {
        withinHours: 6,
        batches: [
          { day: firstDay, root: 'fits' },
          { day: firstDay + 1, root: 'contradicting' },
          { day: firstDay + 2, root: 'not-compared' },
        ],
      },
    }
    expect(stateOf(given)).toEqual(['below-basis', 'contradicted', 'not-compared', 'not-due', 'not-due'])
    // Without a stated time the day's own end decides.
    expect(stateOf({ ...given, map: { ...given.map, withinHours: null } })[3]).toBe('missing')
  })

  it('calls a day partly committed when a head covers its first entries alone', () => {
    const attestations: Attestation[] = [{ ...batch(0, 30), cover: { kind: 'entries-to', index: 0 } }]
    expect(stateOf({ times: [at(0, 1), at(0, 2)], attestations, collected: at(9, 0) })[0]).toBe('partly')
  })

  it('lists a bounded number of days and refuses a period that is none', () => {
    const period = { from: '0001-01-01', to: '9999-12-31' }
    const { map } = measure({ times: [at(0, 1)], attestations: [], collected: at(9, 0), map: { period } })
    expect(map).toMatchObject({ cut: true, outside: 1 })
    expect(map.days).toHaveLength(36_525)
    expect(() =>
      measure({ times: [], attestations: [], collected: 0, map: { period: { from: '2024-02-30', to: '2024-03-01' } } }),
    ).toThrow(RangeError)
    expect(() =>
      measure({ times: [], attestations: [], collected: 0, map: { period: { from: '2024-03-02', to: '2024-03-01' } } }),
    ).toThrow(RangeError)
  })
})

describe('attestations', () => {
  const anchor: AnchorVerdict = {
    date: '2024-11-15',
    transactionHash: `0x${'1'.repeat(64)}`,
    verdict: 'not-checked',
    reason: 'header-not-known',
    rung: 'included',
    chainId: '1',
    contract: null,
    blockNumber: '7',
    blockHash: null,
    claimedRoot: 'aa',
    recomputedRoot: 'aa',
    times: { assertedSeconds: '1731715000', blockSeconds: '1731715014', firstEntry: null, lastEntry: null },
    steps: [],
  }

  it('take both times of an anchor, and nothing from one that contradicts or was not recomputed', () => {
    expect(attestationFromAnchor(anchor)).toEqual({
      name: anchor.transactionHash,
      rung: 'included',
      attestedMicros: 1_731_715_014_000_000,
      assertedMicros: 1_731_715_000_000_000,
      cover: { kind: 'day', day: firstDay },
    })
    expect(attestationFromAnchor({ ...anchor, verdict: 'mismatch', reason: 'calldata-differs' })).toBe('contradicting')
    expect(attestationFromAnchor({ ...anchor, recomputedRoot: null })).toBe('not-compared')
    expect(attestationFromAnchor({ ...anchor, recomputedRoot: 'bb' })).toBe('not-compared')
    expect(attestationFromAnchor({ ...anchor, date: '2024-02-31' })).toBe('not-compared')
  })

  it('take no time that a number does not hold', () => {
    const times = { ...anchor.times, blockSeconds: '18446744073709551615' }
    expect(attestationFromAnchor({ ...anchor, times })).toMatchObject({ attestedMicros: null })
    expect(attestationFromAnchor({ ...anchor, times: { ...times, blockSeconds: '-1' } })).toMatchObject({
      attestedMicros: null,
    })
  })

  const proof: ProofVerdict = {
    kind: 'timestamp-token',
    commitments: [],
    verdict: 'verified',
    reason: null,
    rung: 'header-known',
    steps: [],
    attested: [
      { micros: 1000, accuracyMicros: 500, by: 'one' },
      { micros: 1200, accuracyMicros: null, by: 'two' },
    ],
    assertedMicros: 900,
    facts: [],
    name: 'token.tsr',
    sha256: '00',
    subjects: [],
    committed: 0,
    found: 0,
  }
  const about = (
    kind: 'source-file' | 'entry-hash' | 'entry' | 'batch-root' | 'source-root',
    text: string,
    index = 4,
  ) => ({
    kind,
    sourceId: 1,
    entryId: kind.startsWith('entry') ? entryIdFrom(1, index) : null,
    text,
  })
  const coversOf = (subjects: ProofVerdict['subjects'], headsCover: boolean): unknown => {
    const found = attestationsFromProof({ ...proof, subjects }, headsCover)
    return typeof found === 'string' ? found : found.map((item) => item.cover)
  }

  it('take the earliest time of a proof with its half-width added', () => {
    expect(attestationsFromProof({ ...proof, subjects: [about('source-file', 'a')] }, false)).toEqual([
      { name: 'token.tsr', rung: 'header-known', attestedMicros: 1200, assertedMicros: 900, cover: { kind: 'source' } },
    ])
  })

  it('cover what the subject of a proof stands for', () => {
    expect(coversOf([about('entry-hash', '5')], true)).toEqual([{ kind: 'entries-to', index: 4 }])
    expect(coversOf([about('entry-hash', '5')], false)).toEqual([{ kind: 'entry', index: 4 }])
    expect(coversOf([about('entry', '5'), null], true)).toEqual([{ kind: 'entry', index: 4 }])
    expect(coversOf([about('batch-root', '2024-11-15')], false)).toEqual([{ kind: 'day', day: firstDay }])
    expect(coversOf([about('source-root', '12')], false)).toEqual([{ kind: 'entries-to', index: 11 }])
    expect(coversOf([null], true)).toBe('not-compared')
    expect(attestationsFromProof({ ...proof, verdict: 'mismatch' }, true)).toBe('contradicting')
  })

  it('take the time stated beside a commitment before that of the whole list', () => {
    const commitment = { role: 'head', algorithm: 'sha256', hex: 'aa', size: null } as const
    const listed: ProofVerdict = {
      ...proof,
      kind: 'head-list',
      commitments: [
        { ...commitment, stated: '1970-01-01T00:00:01Z' },
        { ...commitment, stated: '1970-01-01' },
      ],
      subjects: [about('entry-hash', '1', 0), about('entry-hash', '2', 1)],
    }
    const found = attestationsFromProof(listed, true)
    expect(typeof found === 'string' ? found : found.map((item) => item.assertedMicros)).toEqual([1_000_000, 900])
  })
})

/**
 * First look over all ids of a source: which kinds there are, whether the time in them can be believed, how far stated
 * times usually lie from it, and so from where on a distance means something. Memory is bounded: times are kept as a
 * regular sample that is thinned as it fills.
 */
import { idKinds, snowflakeEpochs, type IdClockResult, type IdKind, type SnowflakeEpoch } from '../../model/id-clock.ts'
import { idResolutionMicros, snowflakeEpochMillis, snowflakeMicros, type IdReading } from './id-clock.ts'

const mostSampled = 1 << 19
/** Clocks of hosts and queues differ by as much without meaning anything. */
const leastSpreadMicros = 60_000_000
/** Ten standard deviations of a normal distribution, by way of the median deviation. */
const deviationsAllowed = 14.826
const microsPerDay = 86_400_000_000
/** Random bits read as a time spread over the whole range of the clock, which is 136 years at least. */
const believedSpanMicros = 20 * 366 * microsPerDay
const believedFrom = 8
const believedShare = 0.95

/** What was decided about the ids of a source. */
export interface IdClockBasis {
  readonly kinds: IdClockResult['kinds']
  readonly snowflake: IdClockResult['snowflake']
  readonly offsets: IdClockResult['offsets']
  readonly tolerance: IdClockResult['tolerance']
  /** Time of an id in microseconds since 1970 UTC; null where its kind has no clock that is believed. */
  timeOf(reading: IdReading): number | null
}

export class IdClockSurvey {
  readonly #countByKind = new Map<IdKind, number>()
  readonly #samples = new Map<IdKind, PairSample>()
  /** Stated times alone: the period. */
  readonly #stated = new PairSample()

  /** `statedMicros` is null where the entry has no time on the UTC line. */
  add(reading: IdReading, statedMicros: number | null): void {
    const { kind, time } = reading
    this.#countByKind.set(kind, (this.#countByKind.get(kind) ?? 0) + 1)
    if (statedMicros !== null) this.#stated.add(statedMicros, 0)
    if (time === null) return
    let sample = this.#samples.get(kind)
    if (sample === undefined) {
      sample = new PairSample()
      this.#samples.set(kind, sample)
    }
    sample.add(time, statedMicros ?? Number.NaN)
  }

  /** `statedResolutionMicros`: what the coarsest stated time tells apart. */
  finish(statedResolutionMicros: number): IdClockBasis {
    const period = periodOf(this.#stated.first)
    const snowflake = this.#snowflakeBasis(period)
    const believed = new Set<IdKind>()
    const kinds = idKinds
      .flatMap((kind): IdClockResult['kinds'] => {
        const entries = this.#countByKind.get(kind) ?? 0
        if (entries === 0) return []
        const why = this.#whyNot(kind, period, snowflake)
        if (why === null) believed.add(kind)
        return [{ kind, entries, clock: why === null, why }]
      })
      .toSorted((left, right) => right.entries - left.entries)
    const assumed = snowflake?.assumed ?? null
    const timeOf = ({ kind, time }: IdReading): number | null => {
      if (time === null || !believed.has(kind)) return null
      return kind === 'snowflake' ? snowflakeMicros(time, assumed as SnowflakeEpoch) : time
    }
    const offsets = this.#offsets(timeOf)
    const idResolution = Math.max(0, ...[...believed].map((kind) => idResolutionMicros[kind]))
    const spread = Math.max(leastSpreadMicros, Math.ceil((offsets?.deviationMicros ?? 0) * deviationsAllowed))
    return {
      kinds,
      snowflake,
      offsets,
      tolerance:
        offsets === null
          ? null
          : {
              micros: idResolution + statedResolutionMicros + spread,
              idResolutionMicros: idResolution,
              statedResolutionMicros,
              spreadMicros: spread,
            },
      timeOf,
    }
  }

  /** Why the time in ids of a kind is not used; null when it is. */
  #whyNot(
    kind: IdKind,
    period: Period | null,
    snowflake: IdClockResult['snowflake'],
  ): IdClockResult['kinds'][number]['why'] {
    if (idResolutionMicros[kind] === 0) return 'no-clock'
    // A version number marks these; the others only have a length and an alphabet.
    if (kind === 'uuid-v1' || kind === 'uuid-v6' || kind === 'uuid-v7') return null
    if (kind === 'snowflake') return snowflake === null || snowflake.assumed === null ? 'epoch-unknown' : null
    const times = this.#samples.get(kind)?.first ?? []
    if (period !== null && shareInside(times, period) >= believedShare) return null
    return times.length >= believedFrom && isConcentrated(times) ? null : 'times-scattered'
  }

  #snowflakeBasis(period: Period | null): IdClockResult['snowflake'] {
    const times = this.#samples.get('snowflake')?.first
    if (times === undefined) return null
    const epochs = snowflakeEpochs.map((epoch) => ({
      epoch,
      epochMillis: snowflakeEpochMillis[epoch],
      inPeriod: period === null ? 0 : times.filter((time) => isInside(snowflakeMicros(time, epoch), period)).length,
      of: times.length,
    }))
    // An epoch is an assumption: it needs the decoded times in the period, and no second epoch that does as well.
    const fitting = epochs.filter(({ inPeriod, of }) => inPeriod >= of * believedShare)
    return { assumed: fitting.length === 1 ? (fitting[0]?.epoch ?? null) : null, epochs }
  }

  #offsets(timeOf: (reading: IdReading) => number | null): IdClockResult['offsets'] {
    const offsets: number[] = []
    for (const [kind, sample] of this.#samples) {
      for (const [index, time] of sample.first.entries()) {
        const micros = timeOf({ kind, time })
        const stated = sample.second[index] as number
        if (micros !== null && !Number.isNaN(stated)) offsets.push(stated - micros)
      }
    }
    if (offsets.length === 0) return null
    const sorted = Float64Array.from(offsets).sort()
    const median = middleOf(sorted)
    const deviation = middleOf(sorted.map((offset) => Math.abs(offset - median)).sort())
    return {
      medianMicros: Math.round(median),
      deviationMicros: Math.round(deviation),
      leastMicros: Math.round(sorted[0] as number),
      mostMicros: Math.round(sorted.at(-1) as number),
      sampled: sorted.length,
    }
  }
}

interface Period {
  readonly from: number
  readonly to: number
}

/**
 * From the first to the last percentile of the stated times, a day wider on each side: one entry with a time of its own
 * must not widen it.
 */
function periodOf(stated: readonly number[]): Period | null {
  if (stated.length === 0) return null
  const sorted = Float64Array.from(stated).sort()
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] as number
  return { from: at(0.01) - microsPerDay, to: at(0.99) + microsPerDay }
}

function isInside(micros: number, { from, to }: Period): boolean {
  return micros >= from && micros <= to
}

function shareInside(times: readonly number[], period: Period): number {
  return times.length === 0 ? 0 : times.filter((time) => isInside(time, period)).length / times.length
}

/** Nine tenths of the times lie close together. */
function isConcentrated(times: readonly number[]): boolean {
  const sorted = Float64Array.from(times).sort()
  const low = sorted[Math.floor((sorted.length - 1) * 0.05)] as number
  const high = sorted[Math.ceil((sorted.length - 1) * 0.95)] as number
  return high - low <= believedSpanMicros
}

function middleOf(sorted: Float64Array): number {
  const half = sorted.length >> 1
  const upper = sorted[half] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2
}

/** Pairs of numbers: all of them, or every 2nd, 4th, 8th … in the order they came, never more than a fixed count. */
class PairSample {
  first: number[] = []
  second: number[] = []
  #stride = 1
  #seen = 0

  add(first: number, second: number): void {
    const taken = this.#seen % this.#stride === 0
    this.#seen += 1
    if (!taken) return
    this.first.push(first)
    this.second.push(second)
    if (this.first.length < mostSampled) return
    this.first = this.first.filter((_, index) => index % 2 === 0)
    this.second = this.second.filter((_, index) => index % 2 === 0)
    this.#stride *= 2
  }
}

/**
 * The clock inside an id: UUID versions 1, 6 and 7 (RFC 9562 §5.1, §5.6, §5.7), ULID (specification, "Binary Layout"),
 * KSUID (segmentio/ksuid, README), MongoDB ObjectId (BSON ObjectID specification) and Snowflake numbers (time above 22
 * low bits; the epoch is the service's own). Reads one id at a time; whether a shape without a mark of its own really is
 * what it looks like is decided over all ids (`id-clock-survey.ts`).
 */
import type { IdKind, SnowflakeEpoch } from '../../model/id-clock.ts'

export interface IdReading {
  readonly kind: IdKind
  /**
   * Microseconds since 1970 UTC, truncated; for `snowflake` milliseconds since an epoch that the number does not name;
   * null for a kind without a clock, and for a time before 1970 or after 2099, which no audit log has.
   */
  readonly time: number | null
}

/** Microseconds that the clock of a kind tells apart; 0 for kinds without one. */
export const idResolutionMicros: Readonly<Record<IdKind, number>> = {
  'uuid-v1': 1,
  'uuid-v6': 1,
  'uuid-v7': 1000,
  ulid: 1000,
  ksuid: 1_000_000,
  'object-id': 1_000_000,
  snowflake: 1000,
  'uuid-v4': 0,
  'uuid-other': 0,
  other: 0,
}

/** Milliseconds since 1970 UTC at which the clock of each service began. */
export const snowflakeEpochMillis: Readonly<Record<SnowflakeEpoch, number>> = {
  twitter: 1_288_834_974_657,
  discord: 1_420_070_400_000,
}

/** Ticks of 100 ns from the Gregorian reform, 1582-10-15, to 1970. RFC 9562 §5.1. */
const gregorianTicks = 0x01b2_1dd2_1381_4000n
/** Seconds since 1970 at which KSUID time begins. */
const ksuidEpochSeconds = 1_400_000_000
const longestId = 128
/** 2100-01-01. Below it, differences of two times are exact in a number. */
const latestMicros = 4_102_444_800_000_000

const uuid =
  /^(?:urn:uuid:|\{)?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f])([0-9a-f]{3})-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{12}\}?$/i
const objectId = /^(?:ObjectId\(["'])?([0-9a-f]{8})[0-9a-f]{16}(?:["']\))?$/i
const ulid = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/i
const ksuid = /^[0-9A-Za-z]{27}$/
const snowflake = /^[1-9]\d{14,18}$/
/** `evt_`, `order_item_`: the name of the type before the id proper, as TypeID and others write it. */
const typePrefix = /^[A-Za-z][A-Za-z0-9]{0,31}(?:[_-][A-Za-z0-9]{1,31}){0,3}_(?=[0-9A-Za-z]{26,27}$)/

/** What an id looks like, and the time in it. Total: any text gives a reading. */
export function readId(given: string): IdReading {
  if (given.length > longestId) return other
  const text = given.replace(typePrefix, '')
  switch (text.length) {
    case 26:
      if (ulid.test(text)) return reading('ulid', ulidMillis(text) * 1000)
      break
    case 27: {
      const seconds = ksuid.test(text) ? ksuidSeconds(text) : null
      if (seconds !== null) return reading('ksuid', seconds * 1_000_000)
      break
    }
  }
  if (snowflake.test(text)) {
    const number = BigInt(text)
    // A signed 64-bit number; the sign bit is never set.
    return number < 1n << 63n ? { kind: 'snowflake', time: Number(number >> 22n) } : other
  }
  const seconds = objectId.exec(text)?.[1]
  if (seconds !== undefined) return reading('object-id', Number.parseInt(seconds, 16) * 1_000_000)
  const parts = uuid.exec(text)
  return parts === null ? other : readUuid(parts)
}

const other: IdReading = { kind: 'other', time: null }

function reading(kind: IdKind, micros: number): IdReading {
  return { kind, time: micros >= 0 && micros < latestMicros ? micros : null }
}

function readUuid(parts: RegExpExecArray): IdReading {
  const [, first = '', second = '', version = '', third = '', variant = ''] = parts
  // Only the variant of RFC 9562 (binary 10) has these versions.
  if (!/[89ab]/i.test(variant)) return { kind: 'uuid-other', time: null }
  switch (version) {
    case '1':
      return reading('uuid-v1', microsFromTicks(`${third}${second}${first}`))
    case '6':
      return reading('uuid-v6', microsFromTicks(`${first}${second}${third}`))
    case '7':
      return reading('uuid-v7', Number.parseInt(first + second, 16) * 1000)
    case '4':
      return { kind: 'uuid-v4', time: null }
    default:
      return { kind: 'uuid-other', time: null }
  }
}

/** 60 bits of 100 ns since 1582 in hex; past 2^53, so not a number until it is microseconds. */
function microsFromTicks(hex: string): number {
  return Number((BigInt(`0x${hex}`) - gregorianTicks) / 10n)
}

const crockford = '0123456789abcdefghjkmnpqrstvwxyz'

/** The first ten characters: 48 bits of milliseconds. */
function ulidMillis(text: string): number {
  let millis = 0
  for (const character of text.slice(0, 10).toLowerCase()) millis = millis * 32 + crockford.indexOf(character)
  return millis
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Seconds since 1970 in the upper 32 of 160 bits; null when the text is larger than 160 bits hold. */
function ksuidSeconds(text: string): number | null {
  let number = 0n
  for (const character of text) number = number * 62n + BigInt(base62.indexOf(character))
  return number >> 160n === 0n ? Number(number >> 128n) + ksuidEpochSeconds : null
}

/** Microseconds since 1970 UTC of a Snowflake time under an epoch. */
export function snowflakeMicros(millis: number, epoch: SnowflakeEpoch): number {
  return (millis + snowflakeEpochMillis[epoch]) * 1000
}

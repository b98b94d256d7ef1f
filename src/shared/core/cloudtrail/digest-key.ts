/**
 * Object keys of digest files: `[prefix/]AWSLogs/[organisation/]account/CloudTrail-Digest/region/yyyy/mm/dd/` and then
 * `account_CloudTrail-Digest_region_trail_homeRegion_time[_backfill].json.gz` (CloudTrail user guide, "Digest file
 * location"). Account, region, trail and kind tell which chain a digest belongs to, because the digests of all regions
 * and accounts of an organisation may lie in one bucket.
 */
import { parseInstant } from '../time/instant.ts'

export interface DigestKey {
  readonly account: string
  readonly region: string
  readonly trail: string
  readonly prefix: string
  readonly backfill: boolean
  /** Time in the name, microseconds since 1970 UTC. */
  readonly timeMicros: number | null
}

const name = /^(\d+)_CloudTrail-Digest_([a-z0-9-]+)_(.+)_([a-z0-9-]+)_(\d{8}T\d{6}Z)(_backfill)?\.json(?:\.gz)?$/

/** What an object key or a file path says; null when its last part is no name of a digest file. */
export function parseDigestKey(key: string): DigestKey | null {
  const slash = key.lastIndexOf('/')
  const match = name.exec(key.slice(slash + 1))
  if (match === null) return null
  const [, account = '', region = '', trail = '', , time = '', backfill] = match
  const root = key.indexOf('AWSLogs/')
  const [, organisation] = root < 0 ? [] : (/^AWSLogs\/(o-[a-z0-9]+)\//.exec(key.slice(root)) ?? [])
  const outer = root <= 0 ? '' : key.slice(0, root).replace(/\/$/, '')
  return {
    account,
    region,
    trail,
    prefix: organisation === undefined ? outer : `${outer}${outer === '' ? '' : '/'}AWSLogs/${organisation}`,
    backfill: backfill !== undefined,
    timeMicros: compactTime(time),
  }
}

/** True when a path has the name of a digest file or lies where they lie. */
export function isDigestPath(path: string): boolean {
  return path.includes('_CloudTrail-Digest_') || path.includes('/CloudTrail-Digest/')
}

/** True when a path has the name of a log file. */
export function isLogPath(path: string): boolean {
  return /_CloudTrail(?:-Insight|-Aggregated|-NetworkActivity)?_[^/]+\.json(?:\.gz)?$/.test(path)
}

function compactTime(text: string): number | null {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  return parseInstant(iso, { zone: 'UTC', epochUnit: 's' })?.micros ?? null
}

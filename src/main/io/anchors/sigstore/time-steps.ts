/**
 * When a bundle was signed, by clocks of others: the promise of a pinned log (Rekor v1), or RFC 3161 tokens over the
 * signature by a pinned authority. A certificate of minutes says nothing without one of them.
 */
import { bytesToHex } from '../../../../shared/core/bytes/hex.ts'
import type { AttestedTime, ProofJudgement } from '../../../../shared/model/proof.ts'
import type { TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import { textFromMicros } from '../timestamp/der-values.ts'
import { judgeTimestampToken } from '../timestamp/judge-timestamp.ts'
import type { StepList } from '../timestamp/step-list.ts'
import type { SigstoreBundle } from './bundle.ts'
import type { JudgedEntry } from './log-steps.ts'
import { isWithin, type PinnedAuthority, type SigstoreRoot, type Validity } from './trusted-root.ts'

export interface BundleTime extends AttestedTime {
  readonly from: 'log' | 'authority'
}

/** Last second whose microseconds are exact in a number. */
const latestSecond = BigInt(Math.floor(Number.MAX_SAFE_INTEGER / 1_000_000))

/** Adds the steps of all times and gives those that hold, earliest first. */
export function judgeTimes(
  bundle: SigstoreBundle,
  entries: readonly JudgedEntry[],
  root: SigstoreRoot | null,
  crypto: TimestampCrypto,
  list: StepList,
): BundleTime[] {
  const times: BundleTime[] = []
  const digests = (['sha256', 'sha384', 'sha512'] as const).map((algorithm) => ({
    algorithm,
    hex: bytesToHex(crypto.digest(algorithm, bundle.content.signature)),
  }))
  for (const token of bundle.timestamps) {
    const found = judgeToken(token, digests, root?.timestampAuthorities ?? [], crypto, list)
    if (found !== null) times.push(found)
  }
  for (const { promisedAt, log } of entries)
    if (promisedAt !== null && log !== null && promisedAt <= latestSecond)
      times.push({ from: 'log', micros: Number(promisedAt) * 1_000_000, accuracyMicros: null, by: log.name })
  const stated = bundle.timestamps.length > 0 || bundle.entries.some(({ promise }) => promise !== null)
  if (!stated) list.undecided('bundle-time', 'bundle-time-absent', null, null)
  return times.toSorted((left, right) => left.micros - right.micros)
}

/** The keys of the logs at the time of their promises; without any, at the times of the authorities. */
export function judgeLogValidity(entries: readonly JudgedEntry[], times: readonly BundleTime[], list: StepList): void {
  const stamps = times.filter(({ from }) => from === 'authority').map(({ micros }) => micros)
  for (const { log, promisedAt } of entries) {
    if (log === null || log.validity === null) continue
    const at = promisedAt !== null && promisedAt <= latestSecond ? [Number(promisedAt) * 1_000_000] : stamps
    for (const micros of at)
      list.check(
        isWithin(log.validity, micros),
        'bundle-log-validity',
        'bundle-log-outside-validity',
        `${validityText(log.validity)} (${log.name})`,
        textFromMicros(micros),
      )
  }
}

export function validityText({ start, end }: Validity): string {
  return `${textFromMicros(start)} – ${end === null ? '' : textFromMicros(end)}`
}

type Digests = readonly { readonly algorithm: 'sha256' | 'sha384' | 'sha512'; readonly hex: string }[]

/** One token under each authority in turn: the first under which it holds counts. */
function judgeToken(
  token: Uint8Array,
  expected: Digests,
  authorities: readonly PinnedAuthority[],
  crypto: TimestampCrypto,
  list: StepList,
): BundleTime | null {
  const step = 'bundle-timestamp'
  const judgements: ProofJudgement[] = []
  let outside: { readonly validity: Validity; readonly micros: number } | null = null
  for (const { certificates, validity } of authorities) {
    const root = certificates.at(-1)
    if (root === undefined || validity === null) continue
    const judgement = judgeTimestampToken(token, { roots: [root], certificates, expected, crypto })
    judgements.push(judgement)
    const [time] = judgement.attested
    if (judgement.verdict !== 'verified' || time === undefined) continue
    if (isWithin(validity, time.micros)) {
      list.held(step, `${textFromMicros(time.micros)} ${time.by}`)
      return { ...time, from: 'authority' }
    }
    outside = { validity, micros: time.micros }
  }
  if (outside !== null) {
    list.differs(
      step,
      'bundle-authority-outside-validity',
      validityText(outside.validity),
      textFromMicros(outside.micros),
    )
    return null
  }
  if (judgements.length === 0) judgements.push(judgeTimestampToken(token, { roots: [], expected, crypto }))
  const open = judgements.find(({ verdict }) => verdict === 'not-checked')
  const shown = (open ?? judgements[0])?.steps.find(({ holds }) => holds === (open === undefined ? false : null))
  if (shown?.reason === undefined || shown.reason === null) return null
  const texts = [shown.expected, shown.actual] as const
  if (open === undefined) list.differs(step, shown.reason, ...texts)
  else list.undecided(step, shown.reason, ...texts)
  return null
}

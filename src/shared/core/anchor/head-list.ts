/**
 * Lists of head hashes that are kept apart from the log: a file in another account, a wiki page, a mailbox. Says whether
 * a list agrees with itself and whether the auditor vouches for it. Its times are the writer's own word; they are an
 * outside clock's only where the auditor vouches for the list. Does not look for the hashes in the evidence.
 */
import type { TrustOf } from '../../model/anchor.ts'
import type { Commitment, ProofDigest, ProofJudgement, ProofStep } from '../../model/proof.ts'

/** One line of a list. */
export interface ListedHead {
  /** 1-based physical line. */
  readonly line: number
  /** As the list names it, or as its length allows: 20 bytes are taken for SHA-1, 32 for SHA-256. */
  readonly algorithm: ProofDigest
  /** Lower-case hex. */
  readonly hex: string
  /** As written. */
  readonly time: string | null
  /** Microseconds since 1970; null when the time is absent or names no instant. */
  readonly micros: number | null
  readonly stream: string | null
  /** Column or member that names the stream, letters and digits only; null for a word of a line of text. */
  readonly streamName: string | null
  /** Decimal. */
  readonly sequence: string | null
}

export interface HeadList {
  readonly form: 'ndjson' | 'json' | 'csv' | 'text'
  /** In file order; not empty. */
  readonly heads: readonly ListedHead[]
}

export interface HeadListInput {
  /** SHA-256 of the list's file, lower-case hex. */
  readonly sha256: string
  readonly vouched: readonly Pick<TrustOf<'head-list'>, 'sha256' | 'holder'>[]
}

/**
 * Judgement of a list. One commitment for each head, with its own stated time: use that for an event, because `attested`
 * has the latest time of the whole list, by its holder, and only when the auditor vouches for the list.
 */
export function judgeHeadList(list: HeadList, input: HeadListInput): ProofJudgement {
  const voucher = input.vouched.find(({ sha256 }) => sha256 === input.sha256)
  const steps: ProofStep[] = [
    { step: 'head-list-readable', holds: true, expected: null, actual: `${list.heads.length} hashes`, reason: null },
    ...placeSteps(list.heads),
    voucher === undefined
      ? {
          step: 'head-list-known',
          holds: null,
          expected: null,
          actual: input.sha256,
          reason: 'head-list-not-known',
        }
      : { step: 'head-list-known', holds: true, expected: voucher.sha256, actual: input.sha256, reason: null },
  ]
  const decisive = steps.find(({ holds }) => holds === false) ?? steps.find(({ holds }) => holds === null)
  const times = timeSpan(list.heads)
  return {
    kind: 'head-list',
    commitments: list.heads.map(commitmentOf),
    verdict: decisive === undefined ? 'verified' : decisive.holds === false ? 'mismatch' : 'not-checked',
    reason: decisive?.reason ?? null,
    rung: voucher === undefined ? 'claimed' : 'header-known',
    steps,
    attested:
      voucher === undefined || times.last === null
        ? []
        : [{ micros: times.last.micros as number, accuracyMicros: null, by: voucher.holder }],
    assertedMicros: times.last?.micros ?? null,
    facts: [
      { label: 'head-list-form', text: list.form },
      { label: 'head-list-count', text: String(list.heads.length) },
      { label: 'head-list-streams', text: String(new Set(list.heads.map(({ stream }) => stream)).size) },
      ...(times.untimed === 0 ? [] : [{ label: 'head-list-untimed', text: String(times.untimed) }]),
      ...(times.first === null ? [] : [{ label: 'head-list-first', text: times.first.time as string }]),
      ...(times.last === null ? [] : [{ label: 'head-list-last', text: times.last.time as string }]),
      ...(voucher === undefined ? [] : [{ label: 'head-list-holder', text: voucher.holder }]),
    ],
  }
}

function commitmentOf({ algorithm, hex, time, stream, streamName, sequence }: ListedHead): Commitment {
  return {
    role: 'head',
    algorithm,
    hex,
    size: null,
    stated: time,
    ...(stream === null ? {} : { stream }),
    ...(stream === null || streamName === null ? {} : { streamName }),
    ...(sequence === null ? {} : { sequence }),
  }
}

function timeSpan(heads: readonly ListedHead[]): {
  first: ListedHead | null
  last: ListedHead | null
  untimed: number
} {
  let first: ListedHead | null = null
  let last: ListedHead | null = null
  let untimed = 0
  for (const head of heads) {
    if (head.micros === null) {
      untimed += 1
      continue
    }
    if (first === null || head.micros < (first.micros as number)) first = head
    if (last === null || head.micros >= (last.micros as number)) last = head
  }
  return { first, last, untimed }
}

/**
 * Two comparisons that need places in streams, left out where no two heads have one: one hash for each place, and no
 * earlier time for a later place. The order of the lines says nothing: lists are kept newest first as well.
 */
function placeSteps(heads: readonly ListedHead[]): ProofStep[] {
  const placed = heads
    .filter(({ sequence }) => sequence !== null)
    .map((head) => ({ ...head, place: BigInt(head.sequence as string) }))
    .sort((left, right) => {
      const [one, other] = [left.stream ?? '', right.stream ?? '']
      if (one !== other) return one < other ? -1 : 1
      return left.place === right.place ? left.line - right.line : left.place < right.place ? -1 : 1
    })
  let compared = 0
  let conflict: ProofStep | null = null
  let backwards: ProofStep | null = null
  /** Latest time met so far in the stream. */
  let latest: (typeof placed)[number] | null = null
  for (const [index, head] of placed.entries()) {
    const before = placed[index - 1]
    const isSameStream = before !== undefined && (before.stream ?? '') === (head.stream ?? '')
    if (!isSameStream) latest = null
    if (isSameStream) {
      compared += 1
      if (before.place === head.place && before.hex !== head.hex) conflict ??= conflictStep(before, head)
    }
    if (head.micros === null) continue
    if (latest !== null && latest.place < head.place && head.micros < (latest.micros as number))
      backwards ??= backwardsStep(latest, head)
    if (latest === null || head.micros >= (latest.micros as number)) latest = head
  }
  if (compared === 0) return []
  const held = (step: string): ProofStep => ({ step, holds: true, expected: null, actual: null, reason: null })
  return [conflict ?? held('head-list-agrees'), backwards ?? held('head-list-time-order')]
}

function conflictStep(one: ListedHead, other: ListedHead): ProofStep {
  return {
    step: 'head-list-agrees',
    holds: false,
    expected: `line ${one.line}: ${one.hex}`,
    actual: `line ${other.line}: ${other.hex}`,
    reason: 'head-list-conflict',
  }
}

function backwardsStep(one: ListedHead, other: ListedHead): ProofStep {
  return {
    step: 'head-list-time-order',
    holds: false,
    expected: `line ${other.line}: not before ${one.time ?? ''}`,
    actual: `line ${other.line}: ${other.time ?? ''}`,
    reason: 'head-list-time-order',
  }
}

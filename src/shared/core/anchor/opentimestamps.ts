/**
 * Verdict of an OpenTimestamps proof: the message that its operations lead to, compared with the Merkle root of the
 * Bitcoin header at the height it names. Without that header a proof proves nothing: two published ones name the same
 * block with different roots. Attestations of other kinds are told and not judged. Does not look for the stamped file;
 * `commitments` says what digest it must have.
 */
import type { ProofJudgement, ProofStep } from '../../model/proof.ts'
import type { ReasonCode } from '../../model/verdict.ts'
import { bytesToHex } from '../bytes/hex.ts'
import { printedHash } from './bitcoin-header.ts'
import type { BitcoinHeaders, FoundHeader } from './bitcoin-header-runs.ts'
import {
  parseOpenTimestamps,
  type Attestation,
  type OpenTimestampsHashers,
  type OpenTimestampsProof,
} from './opentimestamps-file.ts'

export interface OpenTimestampsInput {
  /** Headers at hand, checked; `checkBitcoinHeaders([], [], sha256)` where there are none. */
  readonly headers: BitcoinHeaders
  readonly hashers: OpenTimestampsHashers
}

/**
 * Half-width of a block's time in microseconds: nodes take a block whose time is up to two hours ahead of their clock
 * (Bitcoin Core, MAX_FUTURE_BLOCK_TIME), and one that is not after the median of the eleven before it they refuse, which
 * lets a time lie about as far behind.
 */
const blockTimeAccuracyMicros = 7_200_000_000

type Fact = ProofJudgement['facts'][number]

/** What came of one attestation. Undecided steps are dropped when another attestation of the proof is known to hold. */
interface Judged {
  readonly outcome: 'known' | 'included' | 'differs' | 'undecided'
  readonly steps: readonly ProofStep[]
  readonly fact: Fact
  /** The header whose root the operations reach. */
  readonly reached: FoundHeader | null
}

/** Attestations told one by one; the rest are counted. */
const mostTold = 64
/** Bytes of an unknown attestation that are shown. */
const shownPayload = 64

/**
 * Judgement of the proof file `bytes`. `claimed`: it was read; `included`: its operations end in the Merkle root of a
 * header at hand whose own work is right; `header-known`: the auditor vouches for that header, or for a later one that
 * leads back to it. Hashes of blocks and roots are written as explorers print them. Never throws for what bytes hold.
 */
export function judgeOpenTimestamps(bytes: Uint8Array, input: OpenTimestampsInput): ProofJudgement {
  const proof = parseOpenTimestamps(bytes, input.hashers)
  if (proof.kind === 'refused') {
    const isWrong = proof.reason === 'ots-malformed'
    const actual = `${proof.what} (byte ${proof.offset})`
    return {
      kind: 'opentimestamps',
      commitments: [],
      verdict: isWrong ? 'mismatch' : 'not-checked',
      reason: proof.reason,
      rung: 'claimed',
      steps: [{ step: 'ots-readable', holds: isWrong ? false : null, expected: null, actual, reason: proof.reason }],
      attested: [],
      assertedMicros: null,
      facts: [],
    }
  }
  const judged = proof.attestations.map((attestation) => judgeAttestation(attestation, input.headers))
  const isKnown = judged.some(({ outcome }) => outcome === 'known')
  const counts = `${proof.operations} operations, ${proof.attestations.length} attestations`
  const steps: ProofStep[] = [
    { step: 'ots-readable', holds: true, expected: null, actual: counts, reason: null },
    ...judged.flatMap((one) => (isKnown && one.outcome !== 'known' ? one.steps.filter(differs) : one.steps)),
  ]
  const decisive = steps.find(differs) ?? steps.find(({ holds }) => holds === null)
  const reached = judged.flatMap(({ reached: header }) => (header === null ? [] : [header]))
  return {
    kind: 'opentimestamps',
    commitments: [
      { role: 'imprint', algorithm: proof.algorithm, hex: bytesToHex(proof.digest), size: null, stated: null },
    ],
    verdict: decisive === undefined ? 'verified' : decisive.holds === false ? 'mismatch' : 'not-checked',
    reason: decisive?.reason ?? null,
    rung: isKnown ? 'header-known' : reached.length > 0 ? 'included' : 'claimed',
    steps,
    attested: attestedTimes(reached),
    assertedMicros: null,
    facts: factsOf(proof, judged),
  }
}

function differs({ holds }: ProofStep): boolean {
  return holds === false
}

/** Known headers first, then the earliest: the proof shows that the digest existed before the earliest known one. */
function attestedTimes(reached: readonly FoundHeader[]): ProofJudgement['attested'] {
  const order = ({ standing }: FoundHeader): number => (standing.kind === 'known' ? 0 : 1)
  return [...reached]
    .sort((left, right) => order(left) - order(right) || left.header.timeSeconds - right.header.timeSeconds)
    .map(({ header, height }) => ({
      micros: header.timeSeconds * 1_000_000,
      accuracyMicros: blockTimeAccuracyMicros,
      by: `Bitcoin block ${height}`,
    }))
}

function factsOf(proof: OpenTimestampsProof, judged: readonly Judged[]): Fact[] {
  const facts: Fact[] = judged.slice(0, mostTold).map(({ fact }) => fact)
  if (judged.length > mostTold) facts.push({ label: 'ots-not-told', text: String(judged.length - mostTold) })
  for (const { reached } of judged) {
    if (reached?.standing.kind !== 'known' || reached.standing.byHeight === reached.height) continue
    facts.push({ label: 'bitcoin-known-by', text: `${reached.height}: ${reached.standing.byHeight}` })
  }
  if (proof.algorithm === 'sha1') facts.push({ label: 'ots-weak-digest', text: 'SHA-1' })
  return facts
}

function judgeAttestation(attestation: Attestation, headers: BitcoinHeaders): Judged {
  switch (attestation.kind) {
    case 'bitcoin':
      return judgeBitcoin(attestation.height, attestation.message, headers)
    case 'pending':
      return untested('ots-pending', 'ots-pending', attestation.uri)
    case 'litecoin':
      return untested('ots-attestation-unsupported', 'ots-litecoin', String(attestation.height))
    case 'ethereum':
      return untested('ots-attestation-unsupported', 'ots-ethereum', String(attestation.height))
    case 'unknown':
      return untested('ots-attestation-unsupported', 'ots-unknown', unknownText(attestation.tag, attestation.payload))
  }
}

function unknownText(tag: string, payload: Uint8Array): string {
  const shown = bytesToHex(payload, 0, Math.min(payload.length, shownPayload))
  return `${tag}, ${payload.length} bytes: ${shown}${payload.length > shownPayload ? '…' : ''}`
}

function untested(reason: ReasonCode, label: string, actual: string): Judged {
  return {
    outcome: 'undecided',
    steps: [{ step: 'ots-attestation', holds: null, expected: null, actual, reason }],
    fact: { label, text: actual },
    reached: null,
  }
}

function judgeBitcoin(height: number, message: Uint8Array, headers: BitcoinHeaders): Judged {
  const root = printedHash(message)
  const fact = { label: 'ots-bitcoin', text: `${height}: ${root}` }
  const candidates = headers.at(height)
  const absent: ProofStep = {
    step: 'bitcoin-header-found',
    holds: null,
    expected: String(height),
    actual: null,
    reason: 'bitcoin-header-absent',
  }
  if (candidates.length === 0) return { outcome: 'undecided', steps: [absent], fact, reached: null }
  // What the auditor vouches for settles the height. Otherwise every header that is offered for it has a say.
  const known = candidates.filter(({ standing }) => standing.kind === 'known')
  const judged = (known.length > 0 ? known : candidates).map((found) => judgeHeader(found, root))
  const outcome = judged.some((one) => one.outcome === 'differs')
    ? 'differs'
    : judged.every((one) => one.outcome === 'known')
      ? 'known'
      : 'included'
  const reached = judged.find((one) => one.outcome !== 'differs')?.found ?? null
  return { outcome, steps: judged.flatMap(({ steps }) => steps), fact, reached }
}

function judgeHeader(
  found: FoundHeader,
  root: string,
): { found: FoundHeader; outcome: 'known' | 'included' | 'differs'; steps: ProofStep[] } {
  const { fault, standing, height, hash, target, header } = found
  const inHeader = printedHash(header.merkleRoot)
  const held = (step: string, expected: string, actual: string): ProofStep => ({
    step,
    holds: true,
    expected,
    actual,
    reason: null,
  })
  const steps: ProofStep[] = [
    held('bitcoin-header-found', String(height), `${height} (${found.origin})`),
    fault === null
      ? held('bitcoin-header-rules', target, hash)
      : {
          step: 'bitcoin-header-rules',
          holds: false,
          expected: fault.expected,
          actual: fault.actual,
          reason: fault.reason,
        },
    inHeader === root
      ? held('ots-bitcoin-root', inHeader, root)
      : { step: 'ots-bitcoin-root', holds: false, expected: inHeader, actual: root, reason: 'bitcoin-root-differs' },
  ]
  switch (standing.kind) {
    case 'known':
      steps.push(held('bitcoin-header-known', hash, hash))
      break
    case 'not-known':
      steps.push({
        step: 'bitcoin-header-known',
        holds: null,
        expected: null,
        actual: hash,
        reason: 'bitcoin-header-not-known',
      })
      break
    case 'conflict':
      steps.push({
        step: 'bitcoin-header-known',
        holds: false,
        expected: standing.fault.expected,
        actual: standing.fault.actual,
        reason: standing.fault.reason,
      })
  }
  const outcome = steps.some(differs) ? 'differs' : standing.kind === 'known' ? 'known' : 'included'
  return { found, outcome, steps }
}

/**
 * Judges one Sigstore bundle by comparisons of its own, all of them made and kept, and asks a second verifier whether it
 * comes to the same. What the bundle covers (`commitments`) is looked for in the evidence elsewhere. It knows no clock:
 * a certificate of minutes is judged at the times that others attest.
 */
import { bytesToHex, equalBytes } from '../../../../shared/core/bytes/hex.ts'
import type { ProofJudgement } from '../../../../shared/model/proof.ts'
import type { ReasonCode } from '../../../../shared/model/verdict.ts'
import { publicKeyKind } from '../../signing/public-key.ts'
import type { CertificateFacts } from '../timestamp/certificate-facts.ts'
import { textFromMicros } from '../timestamp/der-values.ts'
import { StepList } from '../timestamp/step-list.ts'
import { parseBundle, type BundleDigest, type SigstoreBundle } from './bundle.ts'
import { judgeCertificate, readSigner } from './certificate-steps.ts'
import { parseEntryBody, type EntryVerifier, type ParsedEntryBody } from './entry-body.ts'
import { libraryRefusal } from './library-verdict.ts'
import { judgeEntry, type JudgedEntry, type SigstorePorts } from './log-steps.ts'
import { judgeSignature } from './signature-step.ts'
import { signerIdentityFrom } from './signer-identity.ts'
import { statementFrom, type Statement } from './statement.ts'
import { judgeLogValidity, judgeTimes, type BundleTime } from './time-steps.ts'
import type { SigstoreRoot } from './trusted-root.ts'

export interface SigstoreTrust {
  /** Trusted roots that were pinned. Each is an instance of its own: no key of one is used with a log of another. */
  readonly roots: readonly SigstoreRoot[]
  /** Keys of signers without certificates, DER SubjectPublicKeyInfo. */
  readonly keys: readonly Uint8Array[]
}

/**
 * What a bundle shows. `artifact`: the bytes a message signature covers, where they are at hand; needed for Ed25519 alone.
 * Rung `claimed` when a comparison of its own does not hold or could not be made, `included` when its signature and the
 * path in the log hold and no pinned root ends them, `header-known` when they do. Never throws for wrong bytes.
 */
export function judgeBundle(
  bytes: Uint8Array,
  trust: SigstoreTrust,
  ports: SigstorePorts,
  artifact: Uint8Array | null = null,
): ProofJudgement {
  const parsed = parseBundle(bytes)
  if (parsed.kind === 'refused') {
    const list = new StepList()
    list.undecided('bundle-read', parsed.reason, null, parsed.problem)
    return { ...empty, ...list.conclusion(), steps: list.steps }
  }
  const { bundle } = parsed
  const knowing = trust.roots.filter(({ logs }) =>
    bundle.entries.some(({ logId }) => logs.some((log) => equalBytes(log.logId, logId))),
  )
  // Hostile: what the auditor pins is not; the bound is for judging one bundle under very many roots.
  const candidates: (SigstoreRoot | null)[] = knowing.slice(0, mostRoots)
  if (candidates.length === 0) candidates.push(null)
  const judged = candidates.map((root) => judgeUnder(bundle, root, trust.keys, ports, artifact))
  return judged.reduce((best, one) => (rank(one) > rank(best) ? one : best))
}

/** The digest whose bytes must be at hand to verify the signature; null where none are needed. Never throws. */
export function neededArtifact(bytes: Uint8Array): { readonly algorithm: BundleDigest; readonly hex: string } | null {
  const parsed = parseBundle(bytes)
  if (parsed.kind === 'refused' || parsed.bundle.content.kind === 'envelope') return null
  const { content, signer, entries } = parsed.bundle
  const spki =
    signer.kind === 'certificates'
      ? readSigner(signer.certificates, new StepList())?.spki
      : onlyKey(entries.map(({ body }) => verifierOf(parseEntryBody(body))))
  const isPlain = spki !== undefined && spki !== null && publicKeyKind(spki) === 'ed25519'
  return isPlain ? { algorithm: content.algorithm, hex: bytesToHex(content.digest) } : null
}

function verifierOf(parsed: ParsedEntryBody): EntryVerifier | null {
  return parsed.kind === 'body' ? parsed.body.verifier : null
}

const mostRoots = 16

const empty: Omit<ProofJudgement, 'verdict' | 'reason'> = {
  kind: 'rekor-bundle',
  commitments: [],
  rung: 'claimed',
  steps: [],
  attested: [],
  assertedMicros: null,
  facts: [],
}

function rank({ verdict }: ProofJudgement): number {
  return verdict === 'verified' ? 2 : verdict === 'not-checked' ? 1 : 0
}

interface Findings {
  readonly bundle: SigstoreBundle
  readonly statement: Statement
  readonly certificate: CertificateFacts | null
  readonly spki: Uint8Array | null
  readonly entries: readonly JudgedEntry[]
  readonly times: readonly BundleTime[]
}

function judgeUnder(
  bundle: SigstoreBundle,
  root: SigstoreRoot | null,
  keys: readonly Uint8Array[],
  ports: SigstorePorts,
  artifact: Uint8Array | null,
): ProofJudgement {
  const { crypto } = ports
  const list = new StepList()
  const { content, signer } = bundle
  list.held('bundle-read', bundle.version)
  const statement = statementFrom(content, crypto)
  if (statement.problem !== null)
    list.undecided('bundle-statement', 'bundle-statement-unreadable', null, statement.problem)
  const certificate = signer.kind === 'certificates' ? readSigner(signer.certificates, list) : null
  const carried = signer.kind === 'certificates' ? (signer.certificates[0] ?? null) : null
  const own = { certificate: carried, spki: certificate?.spki ?? null }
  if (bundle.entries.length === 0) list.undecided('bundle-inclusion', 'bundle-inclusion-absent', null, null)
  const entries = bundle.entries.map((entry) => judgeEntry(entry, content, own, root, ports, list))
  const spki = signer.kind === 'certificates' ? own.spki : onlyKey(entries.map(({ verifier }) => verifier))
  if (spki !== null) judgeSignature(content, spki, artifact, crypto, list)
  const times = judgeTimes(bundle, entries, root, crypto, list)
  judgeLogValidity(entries, times, list)
  const pinnedKey = signer.kind === 'certificates' ? null : judgeKey(spki, keys, ports, list)
  if (certificate !== null) judgeCertificate(certificate, times, root, crypto, list)
  if (root !== null) askLibrary(bundle, { root, key: pinnedKey }, artifact, ports, list)
  return conclude(list, { bundle, statement, certificate, spki, entries, times })
}

/** The one key that all entries of a bundle recorded; null when they differ or have certificates. */
function onlyKey(verifiers: readonly (EntryVerifier | null)[]): Uint8Array | null {
  const recorded = verifiers.map((verifier) => (verifier?.kind === 'key' ? verifier.spki : null))
  const [first] = recorded
  if (first === undefined || first === null) return null
  return recorded.every((one) => one !== null && equalBytes(one, first)) ? first : null
}

function judgeKey(
  spki: Uint8Array | null,
  keys: readonly Uint8Array[],
  { crypto }: SigstorePorts,
  list: StepList,
): Uint8Array | null {
  const digest = spki === null ? null : bytesToHex(crypto.digest('sha256', spki))
  const pinned = spki === null ? undefined : keys.find((key) => equalBytes(key, spki))
  if (pinned === undefined) list.undecided('bundle-key', 'bundle-key-not-pinned', null, digest)
  else list.held('bundle-key', digest)
  return pinned ?? null
}

/** Hostile: the second verifier sets no bound to the lines of a checkpoint, so what is refused for its size or form stays here. */
const unread: ReadonlySet<ReasonCode | null> = new Set<ReasonCode>([
  'bundle-checkpoint-unreadable',
  'bundle-certificate-unreadable',
  'timestamp-unreadable',
])

/** Last of the steps: both verifiers must come to the same. Nothing is asked over parts that could not be read here. */
function askLibrary(
  bundle: SigstoreBundle,
  trust: Parameters<typeof libraryRefusal>[1],
  artifact: Uint8Array | null,
  { crypto }: SigstorePorts,
  list: StepList,
): void {
  if (list.steps.some(({ reason }) => unread.has(reason))) return
  const step = 'bundle-second-verifier'
  const refusal = libraryRefusal(bundle, trust, artifact, crypto)
  const verified = list.conclusion().verdict === 'verified'
  if (verified === (refusal === null)) list.held(step, refusal ?? 'verified')
  else list.undecided(step, 'bundle-verifiers-differ', verified ? 'verified' : 'not verified', refusal ?? 'verified')
}

/** Steps that the bundle's own bytes decide; all others end in what was pinned. */
const ownSteps = new Set([
  'bundle-read',
  'bundle-statement',
  'bundle-certificate',
  'bundle-certificate-chain',
  'bundle-body',
  'bundle-body-signature',
  'bundle-body-digest',
  'bundle-body-signer',
  'bundle-inclusion',
  'bundle-checkpoint',
  'bundle-signature',
])

function conclude(list: StepList, findings: Findings): ProofJudgement {
  const { statement, entries, times } = findings
  const { steps } = list
  const concluded = list.conclusion()
  const own = steps.filter(({ step }) => ownSteps.has(step))
  const holds =
    concluded.verdict !== 'mismatch' &&
    own.every((step) => step.holds === true) &&
    own.some(({ step }) => step === 'bundle-signature') &&
    entries.some(({ included }) => included)
  return {
    kind: 'rekor-bundle',
    commitments: [...statement.commitments],
    ...concluded,
    rung: concluded.verdict === 'verified' ? 'header-known' : holds ? 'included' : 'claimed',
    steps,
    // A time of an entry is one of the signed digest only when the entry is shown to be about it.
    attested: holds ? times.map(({ micros, accuracyMicros, by }) => ({ micros, accuracyMicros, by })) : [],
    assertedMicros: null,
    facts: factsFrom(findings),
  }
}

function factsFrom({ bundle, statement, certificate, spki, entries }: Findings): ProofJudgement['facts'] {
  const facts: ProofJudgement['facts'] = []
  const add = (label: string, text: string | null | undefined): void => {
    if (text !== null && text !== undefined && text !== '')
      facts.push({ label: `bundle-${label}`, text: text.slice(0, 600) })
  }
  const { content, signer } = bundle
  add('version', bundle.version)
  add('content', content.kind === 'message' ? content.algorithm : content.payloadType)
  add('predicate', statement.predicateType)
  if (certificate !== null) {
    const { names, issuer } = signerIdentityFrom(certificate.der)
    add('identity', names.join(', '))
    add('identity-issuer', issuer)
    const { notBefore, notAfter } = certificate
    add('certificate-validity', `${textFromMicros(notBefore * 1_000_000)} – ${textFromMicros(notAfter * 1_000_000)}`)
  }
  if (signer.kind === 'public-key') add('key-hint', signer.hint)
  add('key-kind', spki === null ? null : publicKeyKind(spki))
  for (const { entry, log } of entries) {
    add('log', log?.name ?? bytesToHex(entry.logId.subarray(0, 64)))
    add('log-index', String(entry.proof?.logIndex ?? entry.logIndex))
    add('entry-type', `${entry.kind} ${entry.version}`)
    // A log states this time in every entry of its first version; only its promise makes it more than a claim.
    if (entry.integratedTime !== null) add('log-time', timeText(entry.integratedTime))
  }
  return facts
}

function timeText(seconds: bigint): string {
  // Hostile: a time that no calendar reaches is shown as its number.
  return seconds < 253_402_300_800n ? textFromMicros(Number(seconds) * 1_000_000) : String(seconds)
}

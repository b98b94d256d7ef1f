/**
 * Judges a signed checkpoint: who signed it among the keys that were pinned, and when witnesses saw it. C2SP
 * tlog-checkpoint, tlog-cosignature. A checkpoint says that a tree had this root; what is in the tree is shown by a
 * proof (`judge-tlog-proof.ts`) or by the tiles (`judge-log-copy.ts`).
 */
import type { TrustOf } from '../../../model/anchor.ts'
import type { AttestedTime, ProofJudgement, ProofStep } from '../../../model/proof.ts'
import { bytesToHex, equalBytes } from '../../bytes/hex.ts'
import { parseCheckpoint, type Checkpoint } from './checkpoint.ts'
import { checkNoteSignatures, pinnedKeysFrom, type CheckedSignature, type NoteSignatures } from './note-signatures.ts'
import { parseSignedNote } from './signed-note.ts'
import type { TlogPorts } from './tlog-ports.ts'
import { comparedStep, differingStep, heldStep, judgementFrom, undecidedStep, type Gathered } from './tlog-step.ts'
import type { VerifierKey } from './verifier-key.ts'

/**
 * Judges the checkpoint that `note` is. `verified`: a pinned log key named as the origin signed it, or it is one that was
 * pinned itself; and every signature under a pinned key holds, and no pinned checkpoint of its size has another root.
 * Without either `not-checked` with `log-key-needed`.
 */
export function judgeCheckpoint(
  note: Uint8Array,
  keys: readonly TrustOf<'log-key'>[],
  ports: TlogPorts,
  known: readonly TrustOf<'checkpoint'>[] = [],
): ProofJudgement {
  return judgementFrom(gatherCheckpoint('checkpoint', note, keys, ports, known).gathered)
}

/** The steps up to the signatures; `checkpoint` null when it cannot be read. */
export function gatherCheckpoint(
  kind: Gathered['kind'],
  note: Uint8Array,
  keys: readonly TrustOf<'log-key'>[],
  ports: TlogPorts,
  known: readonly TrustOf<'checkpoint'>[] = [],
): { readonly checkpoint: Checkpoint | null; readonly gathered: Gathered } {
  const parsed = parseSignedNote(note)
  if (parsed.kind === 'refused') {
    return {
      checkpoint: null,
      gathered: unread(kind, undecidedStep('read-note', 'note-malformed', null, parsed.problem)),
    }
  }
  const checkpoint = parseCheckpoint(parsed.note.text)
  if (checkpoint === undefined) {
    return {
      checkpoint: null,
      gathered: unread(kind, undecidedStep('read-checkpoint', 'checkpoint-malformed', null, null)),
    }
  }
  const pinned = pinnedKeysFrom(keys, ports.sha256)
  const signatures = checkNoteSignatures(parsed.note, pinned, ports)
  const logLabels = pinned.filter(({ role }) => role === 'log').map(({ key }) => keyLabel(key))
  const noteLabels = parsed.note.signatures.map(keyLabel)
  const pins = pinnedSteps(checkpoint, known)
  const isPinned = pins.length > 0 && pins.every(({ holds }) => holds === true)
  const log = logSteps(checkpoint, signatures, listed(logLabels), listed(noteLabels))
  const steps = [
    ...pins,
    // Who vouches for the checkpoint itself needs no key for it; a signature that was checked still counts.
    ...(isPinned ? log.filter(({ holds }) => holds !== null) : log),
    ...witnessSteps(signatures),
    ...emptyTreeSteps(checkpoint, ports),
  ]
  const rootHex = bytesToHex(checkpoint.root)
  const commitment = {
    role: 'root',
    algorithm: 'sha256',
    hex: rootHex,
    size: String(checkpoint.size),
    stated: null,
  } as const
  return {
    checkpoint,
    gathered: {
      kind,
      commitments: [commitment],
      steps,
      attested: attestedTimes(signatures.checked),
      assertedMicros: logTime(signatures.checked),
      facts: checkpointFacts(checkpoint, signatures),
      signed: isPinned || signatures.checked.some(({ outcome }) => outcome === 'holds'),
    },
  }
}

/** What is left of a proof that cannot be read. */
export function unread(kind: Gathered['kind'], step: ProofStep): Gathered {
  return { kind, commitments: [], steps: [step], attested: [], assertedMicros: null, facts: [], signed: false }
}

/** One step for each root that was pinned for this log at this size. */
function pinnedSteps({ origin, size, root }: Checkpoint, known: readonly TrustOf<'checkpoint'>[]): ProofStep[] {
  const same = known.filter((one) => one.origin === origin && one.size === String(size))
  const roots = [...new Set(same.map(({ rootHash }) => rootHash))]
  return roots.map((rootHash) => comparedStep('pinned-checkpoint', 'checkpoints-differ', rootHash, bytesToHex(root)))
}

function logSteps(
  { origin }: Checkpoint,
  { checked }: NoteSignatures,
  pinned: string | null,
  present: string | null,
): ProofStep[] {
  const logs = checked.filter(({ pinned: { role } }) => role === 'log')
  const tried = logs.filter(({ outcome }) => outcome !== 'unsupported')
  if (tried.length === 0) {
    const reason = logs.length > 0 ? 'note-signature-unsupported' : 'log-key-needed'
    return [undecidedStep('log-signature', reason, pinned, present)]
  }
  const steps = tried.map((signature) => signatureStep('log-signature', signature))
  const held = tried.filter(({ outcome }) => outcome === 'holds')
  if (held.length === 0) return steps
  // A key is pinned for the log that it is named after; what it signs for another origin is for a person to judge.
  const names = held.map(({ pinned: { key } }) => key.name)
  steps.push(
    names.includes(origin)
      ? heldStep('log-origin', cut(origin))
      : undecidedStep('log-origin', 'log-name-differs', listed(names), cut(origin)),
  )
  return steps
}

function witnessSteps({ checked }: NoteSignatures): ProofStep[] {
  return checked
    .filter(({ pinned: { role }, outcome }) => role === 'witness' && outcome !== 'unsupported')
    .map((signature) => signatureStep('witness-signature', signature))
}

function signatureStep(step: string, { pinned: { key }, outcome }: CheckedSignature): ProofStep {
  const label = keyLabel(key)
  return outcome === 'holds' ? heldStep(step, label) : differingStep(step, 'note-signature-differs', label, label)
}

/** The tree without leaves has one root, SHA-256 of nothing. RFC 6962 §2.1. */
function emptyTreeSteps({ size, root }: Checkpoint, { sha256 }: TlogPorts): ProofStep[] {
  if (size > 0n) return []
  return [comparedStep('empty-root', 'root-differs', bytesToHex(root), bytesToHex(sha256.hash(new Uint8Array(0))))]
}

/** Last second whose microseconds are exact in a number. */
const latestSecond = BigInt(Math.floor(Number.MAX_SAFE_INTEGER / 1_000_000))

/**
 * Times of witnesses, earliest first: the root existed no later than the earliest. One key counts once, whatever names
 * it is pinned under and however often it signed.
 */
function attestedTimes(checked: readonly CheckedSignature[]): AttestedTime[] {
  const timed: { readonly key: VerifierKey; readonly seconds: bigint }[] = []
  for (const { pinned, outcome, seconds } of checked) {
    if (pinned.role !== 'witness' || outcome !== 'holds' || seconds === null || seconds > latestSecond) continue
    timed.push({ key: pinned.key, seconds })
  }
  timed.sort((left, right) => Number(left.seconds - right.seconds))
  const once = timed.filter(
    ({ key }, index) => timed.findIndex((other) => equalBytes(other.key.publicKey, key.publicKey)) === index,
  )
  return once.map(({ key, seconds }) => ({
    micros: Number(seconds) * 1_000_000,
    accuracyMicros: null,
    by: key.name,
  }))
}

/** Time in the log's own cosignature: the log asserts it, nobody else does. */
function logTime(checked: readonly CheckedSignature[]): number | null {
  for (const { pinned, outcome, seconds } of checked) {
    if (pinned.role === 'log' && outcome === 'holds' && seconds !== null && seconds <= latestSecond)
      return Number(seconds) * 1_000_000
  }
  return null
}

/** Facts and lists are for reading: hostile notes may hold thousands of lines. */
const mostListed = 20
const longestText = 200

function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}\u2026`.toWellFormed() : text
}

function keyLabel({ name, idHex }: { readonly name: string; readonly idHex: string }): string {
  return `${cut(name)}+${idHex}`
}

function listed(labels: readonly string[]): string | null {
  if (labels.length === 0) return null
  const more = labels.length > mostListed ? `, \u2026 (${labels.length})` : ''
  return labels.slice(0, mostListed).join(', ') + more
}

function checkpointFacts(
  { origin, size, root, extensions }: Checkpoint,
  { checked, unknown }: NoteSignatures,
): ProofJudgement['facts'] {
  const unsupported = checked
    .filter(({ outcome }) => outcome === 'unsupported')
    .map(({ pinned: { key } }) => keyLabel(key))
  const optional: [string, string | null][] = [
    ['log-extension', listed(extensions.slice(0, mostListed + 1).map(cut))],
    ['log-unknown-signature', listed(unknown.map(keyLabel))],
    ['log-unsupported-signature', listed(unsupported)],
  ]
  return [
    { label: 'log-origin', text: cut(origin) },
    { label: 'log-size', text: String(size) },
    { label: 'log-root', text: bytesToHex(root) },
    ...optional.flatMap(([label, text]) => (text === null ? [] : [{ label, text }])),
  ]
}

/**
 * The log's part of a bundle: what it recorded is what the bundle holds, its tree contains that (RFC 6962 §2.1.1), its key
 * signed the tree head (C2SP tlog-checkpoint) or promised the entry (Rekor v1's signed entry timestamp).
 */
import { bytesToHex, equalBytes } from '../../../../shared/core/bytes/hex.ts'
import { utf8FromText } from '../../../../shared/core/bytes/utf8.ts'
import { parseCheckpoint } from '../../../../shared/core/anchor/tlog/checkpoint.ts'
import { tlogLeafHash } from '../../../../shared/core/anchor/tlog/leaf-hash.ts'
import { parseSignedNote, type SignedNote } from '../../../../shared/core/anchor/tlog/signed-note.ts'
import type { TlogPorts } from '../../../../shared/core/anchor/tlog/tlog-ports.ts'
import { rootFromInclusionProof } from '../../../../shared/core/merkle/inclusion-proof.ts'
import { rfc6962Tree } from '../../../../shared/core/merkle/tree-profiles.ts'
import type { TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import type { StepList } from '../timestamp/step-list.ts'
import type { BundleContent, BundleEntry, InclusionProofOfBundle } from './bundle.ts'
import { parseEntryBody, type EntryVerifier } from './entry-body.ts'
import { schemeOf } from './key-scheme.ts'
import { preAuthenticationEncoding } from './statement.ts'
import type { PinnedLog, SigstoreRoot } from './trusted-root.ts'

export interface SigstorePorts {
  readonly sha256: TlogPorts['sha256']
  readonly crypto: TimestampCrypto
}

/** What the bundle signs with: its certificate, or no more than that it has a key. */
export interface EntrySigner {
  readonly certificate: Uint8Array | null
  /** Key in the certificate; null when that cannot be read or there is none. */
  readonly spki: Uint8Array | null
}

export interface JudgedEntry {
  readonly entry: BundleEntry
  /** Certificate or key in the log's record. */
  readonly verifier: EntryVerifier | null
  /** The pinned log, when its key can be used. */
  readonly log: PinnedLog | null
  /** Time of the log's promise, seconds since 1970; null unless a pinned key signed it. */
  readonly promisedAt: bigint | null
  /** Whether the path from the entry leads to the root it states. */
  readonly included: boolean
}

/** Adds the steps of one entry. Every comparison is made, whatever the one before it came to. */
export function judgeEntry(
  entry: BundleEntry,
  content: BundleContent,
  signer: EntrySigner,
  root: SigstoreRoot | null,
  ports: SigstorePorts,
  list: StepList,
): JudgedEntry {
  const verifier = judgeBody(entry, content, signer, ports, list)
  const log = findLog(entry, root, list)
  const { proof, promise } = entry
  let included = false
  if (proof !== null) {
    included = judgeInclusion(entry, proof, ports, list)
    judgeCheckpoint(proof, log, ports, list)
  } else if (promise === null) list.undecided('bundle-inclusion', 'bundle-inclusion-absent', null, null)
  const promised = promise !== null && log !== null && judgePromise(entry, promise, log, ports, list)
  return { entry, verifier, log, promisedAt: promised ? entry.integratedTime : null, included }
}

/** The log's record against the bundle: its type, the signature, what that covers, and the certificate or key. */
function judgeBody(
  entry: BundleEntry,
  content: BundleContent,
  signer: EntrySigner,
  { crypto }: SigstorePorts,
  list: StepList,
): EntryVerifier | null {
  const parsed = parseEntryBody(entry.body)
  if (parsed.kind === 'refused') {
    list.undecided('bundle-body', 'bundle-body-unreadable', null, parsed.problem)
    return null
  }
  if (parsed.kind === 'unsupported') {
    list.undecided('bundle-body', 'bundle-body-unsupported', null, parsed.type)
    return null
  }
  const { body } = parsed
  const compare = (step: string, expected: string, actual: string): void =>
    list.check(expected === actual, step, 'bundle-body-differs', expected, actual)
  compare('bundle-body', `${entry.kind} ${entry.version}`, `${body.kind} ${body.version}`)
  compare('bundle-body-signature', bytesToHex(content.signature), bytesToHex(body.signature))
  compare(
    'bundle-body-digest',
    contentDigest(content, body.covers, body.algorithm, crypto),
    `${body.algorithm} ${bytesToHex(body.digest)}`,
  )
  const { verifier } = body
  const own = verifier.kind === 'certificate' ? signer.certificate : signer.spki
  // A bundle signed by a bare key does not hold that key: the one that the log recorded is then looked at.
  if (own !== null || signer.certificate !== null) {
    const recorded = verifier.kind === 'certificate' ? verifier.der : verifier.spki
    const digest = (bytes: Uint8Array | null): string =>
      bytes === null ? '' : bytesToHex(crypto.digest('sha256', bytes))
    compare('bundle-body-signer', digest(own), digest(recorded))
  }
  return verifier
}

function contentDigest(
  content: BundleContent,
  covers: 'signed' | 'payload',
  algorithm: 'sha256' | 'sha384' | 'sha512',
  crypto: TimestampCrypto,
): string {
  if (content.kind === 'message')
    return covers === 'signed' ? `${content.algorithm} ${bytesToHex(content.digest)}` : 'message'
  const covered =
    covers === 'payload' ? content.payload : preAuthenticationEncoding(content.payloadType, content.payload)
  return `${algorithm} ${bytesToHex(crypto.digest(algorithm, covered))}`
}

/** The pinned log of an entry, by its id; null with a step that says why none can be used. */
function findLog({ logId }: BundleEntry, root: SigstoreRoot | null, list: StepList): PinnedLog | null {
  const id = bytesToHex(logId.subarray(0, 64))
  const log = root?.logs.find((one) => equalBytes(one.logId, logId))
  if (log === undefined) list.undecided('bundle-log-key', 'bundle-log-not-pinned', null, id)
  // Hostile: a key without a start of validity would vouch for entries of any time, also from before it was the log's.
  else if (log.validity === null) list.undecided('bundle-log-key', 'bundle-validity-absent', 'validFor.start', log.name)
  else if (log.keyKind === null) list.undecided('bundle-log-key', 'bundle-signature-unsupported', null, log.name)
  else {
    list.held('bundle-log-key', log.name)
    return log
  }
  return null
}

function judgeInclusion(
  { body }: BundleEntry,
  proof: InclusionProofOfBundle,
  { sha256 }: SigstorePorts,
  list: StepList,
): boolean {
  const implied = rootFromInclusionProof(rfc6962Tree, sha256, tlogLeafHash(body, sha256), {
    leafIndex: proof.logIndex,
    treeSize: proof.treeSize,
    hashes: proof.hashes,
  })
  const expected = bytesToHex(proof.rootHash.subarray(0, 64))
  const actual = implied.kind === 'malformed' ? implied.problem : bytesToHex(implied.root)
  list.check(expected === actual, 'bundle-inclusion', 'bundle-not-included', expected, actual)
  return expected === actual
}

/** The tree head that the path ends in, and who signed it. */
function judgeCheckpoint(
  proof: InclusionProofOfBundle,
  log: PinnedLog | null,
  ports: SigstorePorts,
  list: StepList,
): void {
  if (proof.checkpoint === null) {
    // The first writers of version 0.1 left it out, and the log's promise was all there was.
    list.undecided('bundle-checkpoint', 'bundle-checkpoint-absent', null, null)
    return
  }
  const note = parseSignedNote(utf8FromText(proof.checkpoint))
  const checkpoint = note.kind === 'note' ? parseCheckpoint(note.note.text) : undefined
  if (note.kind !== 'note' || checkpoint === undefined) {
    const problem = note.kind === 'refused' ? note.problem : 'checkpoint'
    list.differs('bundle-checkpoint', 'bundle-checkpoint-unreadable', null, problem)
    return
  }
  const stated = `${proof.treeSize} ${bytesToHex(proof.rootHash.subarray(0, 64))}`
  const signed = `${checkpoint.size} ${bytesToHex(checkpoint.root)}`
  list.check(stated === signed, 'bundle-checkpoint', 'bundle-root-differs', signed, stated)
  if (log === null || log.keyKind === null) return
  judgeCheckpointSignature(note.note, log, ports, list)
  // Rekor v1 writes the number of the tree behind its name.
  const named = checkpoint.origin === log.name || checkpoint.origin.startsWith(`${log.name} - `)
  list.check(named, 'bundle-checkpoint-origin', 'bundle-origin-differs', log.name, checkpoint.origin)
}

function judgeCheckpointSignature(note: SignedNote, log: PinnedLog, { crypto }: SigstorePorts, list: StepList): void {
  if (log.keyKind === null) return
  const scheme = schemeOf(log.keyKind)
  const idHex = bytesToHex(log.checkpointId, 0, 4)
  const expected = `${log.name}+${idHex}`
  // Lines of witnesses and of keys that are not pinned count for nothing, in whatever order they stand.
  const lines = note.signatures.filter((line) => line.idHex === idHex && line.name === log.name)
  if (lines.length === 0) {
    const present = note.signatures.slice(0, 8).map((line) => `${line.name}+${line.idHex}`)
    list.differs('bundle-checkpoint-signature', 'bundle-checkpoint-unsigned', expected, present.join(', '))
    return
  }
  const holds = lines.some((line) => crypto.verify(scheme, log.spki, note.textBytes, line.bytes) === true)
  list.check(
    holds,
    'bundle-checkpoint-signature',
    'bundle-checkpoint-signature-differs',
    expected,
    holds ? expected : null,
  )
}

/** Rekor v1: the log's signature over entry, time and index, as canonical JSON (RFC 8785) of these four members. */
function judgePromise(
  { body, integratedTime, logId, logIndex }: BundleEntry,
  promise: Uint8Array,
  log: PinnedLog,
  { crypto }: SigstorePorts,
  list: StepList,
): boolean {
  if (log.keyKind === null) return false
  const payload = `{"body":"${Buffer.from(body).toString('base64')}","integratedTime":${integratedTime ?? 0n},"logID":"${bytesToHex(logId)}","logIndex":${logIndex}}`
  const holds = crypto.verify(schemeOf(log.keyKind), log.spki, utf8FromText(payload), promise) === true
  list.check(holds, 'bundle-promise', 'bundle-promise-differs', log.name, holds ? log.name : null)
  return holds
}

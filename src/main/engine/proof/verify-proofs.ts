/**
 * Verify the outside proofs of a source: 1. judge each file by itself, against what the auditor pinned; 2. find what its
 * digests are in the source; 3. join both: a proof that holds and is about nothing that is at hand shows nothing here.
 */
import type { TrustEntry, TrustOf } from '../../../shared/model/anchor.ts'
import {
  proofKinds,
  type Commitment,
  type ProofJudgement,
  type ProofKind,
  type ProofSubject,
  type ProofsResult,
  type ProofVerdict,
} from '../../../shared/model/proof.ts'
import { worstVerdict } from '../../../shared/model/verdict.ts'
import { judgeHeadList } from '../../../shared/core/anchor/head-list.ts'
import { judgeCheckpoint } from '../../../shared/core/anchor/tlog/judge-checkpoint.ts'
import { findProvenLeaf, judgeTlogProof } from '../../../shared/core/anchor/tlog/judge-tlog-proof.ts'
import { tlogLeafHash } from '../../../shared/core/anchor/tlog/leaf-hash.ts'
import type { TlogPorts } from '../../../shared/core/anchor/tlog/tlog-ports.ts'
import { parseHeadList } from '../../io/anchors/parse-head-list.ts'
import { judgeTimestampToken, type TimestampTrust } from '../../io/anchors/timestamp/judge-timestamp.ts'
import { findRenewals } from '../../io/anchors/timestamp/renewal.ts'
import { listsByIssuerFrom } from '../../io/anchors/timestamp/revocation.ts'
import { loadTlogPorts } from '../../io/anchors/tlog-ports.ts'
import { timestampCrypto } from '../../io/signing/timestamp-crypto.ts'
import { listAnchorFiles, listTrust, type AnchorFile } from '../../store/anchors.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { trustHash } from '../anchor/anchor-material.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import { streamEntries } from '../query/stream-entries.ts'
import { recorded } from '../seals/recorded.ts'
import type { Session } from '../session.ts'
import { openBundleJudge } from './bundle-judge.ts'
import { headListOutcome } from './head-list-outcome.ts'
import { judgeOpenTimestampsFiles } from './judge-opentimestamps-files.ts'
import { logHistories } from './log-histories.ts'
import { SubjectFinder } from './subjects.ts'

/** Commitments of one proof that are kept in its result; all are counted. */
const listedCommitments = 1000
/** Entries whose leaf hashes are tried for a proof that does not name its own leaf. */
const triedLeaves = 100_000

type ProofFile = AnchorFile & { readonly kind: ProofKind }

interface Judged {
  readonly file: ProofFile
  readonly judgement: ProofJudgement
}

function isProof(file: AnchorFile): file is ProofFile {
  return (proofKinds as readonly string[]).includes(file.kind)
}

/** True when a file that is a proof by itself was added to the source. */
export function hasProofs(store: ReadableStore, sourceId: number): boolean {
  return listAnchorFiles(store, sourceId).some(isProof)
}

export function verifyProofs(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  job: JobContext,
): Promise<ProofsResult> {
  const { store } = session
  const files = listAnchorFiles(store, source.sourceId)
  const trust = listTrust(store)
  return recorded(
    ports,
    session,
    {
      kind: 'proofs',
      sourceId: source.sourceId,
      parameters: { files: files.map((file) => file.sha256), ...startHeightsOf(files), trust: trustHash(trust) },
    },
    ({ verified, proofs }) => ({ verified, proofs: proofs.length }),
    () => judge(ports, store, source, files, trust, job),
  )
}

/** What was stated about files of headers beside their bytes; nothing where nothing was. */
function startHeightsOf(files: readonly AnchorFile[]): { readonly startHeights?: Readonly<Record<string, number>> } {
  const stated = files.flatMap(({ sha256, startHeight }) =>
    typeof startHeight !== 'number' ? [] : [[sha256, startHeight] as const],
  )
  return stated.length === 0 ? {} : { startHeights: Object.fromEntries(stated) }
}

async function judge(
  ports: EnginePorts,
  store: ReadableStore,
  source: StoredSource,
  files: readonly AnchorFile[],
  trust: readonly TrustEntry[],
  job: JobContext,
): Promise<ProofsResult> {
  const judged: Judged[] = []
  const judges = await openJudges(ports, store, source, files, trust, job)
  for (const file of files.filter(isProof)) {
    judged.push({ file, judgement: await judges[file.kind](file) })
    await job.breathe()
  }
  const finder = new SubjectFinder(store, source)
  for (const { judgement } of judged) finder.want(judgement.commitments)
  // A pinned checkpoint is compared with those of its log; the records may be the leaves of both.
  if (judged.some(({ file: { kind } }) => kind === 'checkpoint' || kind === 'tlog-proof'))
    finder.want(trust.filter((entry) => entry.kind === 'checkpoint').map(rootCommitment))
  await finder.settle(job)
  const renewed = renewals(judged)
  const proofs = judged.map((one) => joined(one, finder, renewed.get(one.file.sha256) ?? null, source.entries))
  const logs = await logHistories(files, trust, (size) => finder.recordRoot(size))
  const members = [...proofs, ...logs]
  const verdict = proofs.length === 0 ? 'unanchored' : worstVerdict(members.map((member) => member.verdict))
  return {
    kind: 'proofs',
    sourceId: source.sourceId,
    sourceName: source.name,
    verdict,
    reason: proofs.length === 0 ? 'no-anchor' : (members.find((member) => member.verdict === verdict)?.reason ?? null),
    proofs,
    ...(logs.length === 0 ? {} : { logs: [...logs] }),
    verified: proofs.filter((proof) => proof.verdict === 'verified').length,
    trustHash: trustHash(trust),
  }
}

type Judges = Readonly<Record<ProofKind, (file: ProofFile) => ProofJudgement | Promise<ProofJudgement>>>

async function openJudges(
  ports: EnginePorts,
  store: ReadableStore,
  source: StoredSource,
  files: readonly AnchorFile[],
  trust: readonly TrustEntry[],
  job: JobContext,
): Promise<Judges> {
  const of = <K extends TrustEntry['kind']>(kind: K): TrustOf<K>[] =>
    trust.filter((entry): entry is TrustOf<K> => entry.kind === kind)
  const timestampTrust = timestampTrustFrom(trust)
  const lists = of('head-list')
  const keys = of('log-key')
  const known = of('checkpoint')
  const tlog = await loadTlogPorts()
  const stamps = await judgeOpenTimestampsFiles(ports, store, files, trust, job)
  const judgeBundle = openBundleJudge(store, source, trust, tlog)
  return {
    'timestamp-token': ({ bytes }) => judgeTimestampToken(bytes, timestampTrust),
    opentimestamps: ({ sha256 }) => stamps.get(sha256) as ProofJudgement,
    checkpoint: ({ bytes }) => judgeCheckpoint(bytes, keys, tlog, known),
    'tlog-proof': async ({ bytes }) =>
      judgeTlogProof(bytes, await provenLeaf(store, source, bytes, tlog, job), keys, tlog, known),
    'rekor-bundle': ({ bytes }) => judgeBundle(bytes),
    'head-list': ({ bytes, name, sha256 }) => judgeHeadList(parseHeadList(bytes, name), { sha256, vouched: lists }),
  }
}

/** Certificates and lists that the auditor gave, for every token: what is not pinned is only ever looked up. */
function timestampTrustFrom(trust: readonly TrustEntry[]): TimestampTrust {
  const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, 'base64')
  const lists = trust.flatMap((entry) => (entry.kind === 'revocation-list' ? [bytesOf(entry.list)] : []))
  return {
    roots: trust.flatMap((entry) => (entry.kind === 'tsa-root' ? [bytesOf(entry.certificate)] : [])),
    certificates: trust.flatMap((entry) => (entry.kind === 'certificate' ? [bytesOf(entry.certificate)] : [])),
    listsByIssuer: listsByIssuerFrom(lists),
    crypto: timestampCrypto,
  }
}

/** Such a proof names no leaf. Records are tried as leaves, the first so many of them. */
async function provenLeaf(
  store: ReadableStore,
  source: StoredSource,
  proof: Uint8Array,
  { sha256 }: TlogPorts,
  job: JobContext,
): Promise<Uint8Array | null> {
  const leaves: Uint8Array[] = []
  await streamEntries(store, source, job, 'proofs', (entry) => {
    if (leaves.length < triedLeaves) leaves.push(tlogLeafHash(entry.jsonBytes(), sha256))
  })
  return findProvenLeaf(proof, leaves, sha256)
}

/** Tokens over earlier tokens, by the SHA-256 of the later one's file: a stamp is renewed before its key or hash ages. */
function renewals(judged: readonly Judged[]): Map<string, ProofSubject> {
  const tokens = judged.filter(({ file }) => file.kind === 'timestamp-token')
  const files = tokens.map(({ file, judgement }) => ({ bytes: file.bytes, judgement }))
  const subjects = new Map<string, ProofSubject>()
  for (const { earlier, later } of findRenewals(files, timestampCrypto)) {
    const [over, under] = [tokens[later]?.file, tokens[earlier]?.file]
    if (over === undefined || under === undefined) continue
    subjects.set(over.sha256, { kind: 'earlier-token', sourceId: null, entryId: null, text: under.name })
  }
  return subjects
}

function rootCommitment({ rootHash, size }: TrustOf<'checkpoint'>): Commitment {
  return { role: 'root', algorithm: 'sha256', hex: rootHash, size, stated: null }
}

/** What a proof shows of the source. Without a value that it is about, it shows nothing, however well it holds. */
function joined(
  { file, judgement }: Judged,
  finder: SubjectFinder,
  renewed: ProofSubject | null,
  records: number,
): ProofVerdict {
  const subjects = judgement.commitments.map((commitment) => finder.subjectOf(commitment) ?? renewed)
  const found = subjects.filter((subject) => subject !== null).length
  const listed = judgement.kind === 'head-list' ? headListOutcome(judgement, subjects, finder, records) : null
  const whole = {
    ...judgement,
    facts: listed?.facts ?? judgement.facts,
    name: file.name,
    sha256: file.sha256,
    commitments: judgement.commitments.slice(0, listedCommitments),
    subjects: subjects.slice(0, listedCommitments),
    committed: judgement.commitments.length,
    found,
  }
  if (judgement.verdict === 'mismatch') return whole
  if (found === 0) return { ...whole, verdict: 'not-checked', reason: 'commitment-not-found', rung: 'claimed' }
  const rung = judgement.rung === 'claimed' ? 'consistent' : judgement.rung
  // A list kept elsewhere names values that were there when it was written.
  if (listed !== null && listed.missing > 0) return { ...whole, rung, verdict: 'gap', reason: 'listed-head-missing' }
  return { ...whole, rung }
}

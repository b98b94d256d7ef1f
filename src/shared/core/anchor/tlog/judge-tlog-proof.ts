/**
 * Judges a log proof: its checkpoint (`judge-checkpoint.ts`) and the path from one entry to the checkpoint's root.
 * C2SP tlog-proof; RFC 6962 §2.1.1. The proof does not hold the entry: the caller brings its leaf hash.
 */
import type { TrustOf } from '../../../model/anchor.ts'
import type { ProofJudgement, ProofStep } from '../../../model/proof.ts'
import { bytesToHex, equalBytes } from '../../bytes/hex.ts'
import type { Hasher } from '../../bytes/hasher.ts'
import { rootFromInclusionProof, type ImpliedRoot } from '../../merkle/inclusion-proof.ts'
import { rfc6962Tree } from '../../merkle/tree-profiles.ts'
import { parseCheckpoint, type Checkpoint } from './checkpoint.ts'
import { gatherCheckpoint, unread } from './judge-checkpoint.ts'
import { parseSignedNote } from './signed-note.ts'
import { parseTlogProof, type TlogProof } from './tlog-proof.ts'
import type { TlogPorts } from './tlog-ports.ts'
import { comparedStep, differingStep, judgementFrom, undecidedStep } from './tlog-step.ts'

/**
 * Judges the log proof that `bytes` are, for the entry whose leaf hash is `leafHash` (32 bytes, see `tlogLeafHash`).
 * Null: the entry is not known, and inclusion is `not-checked` with `tlog-entry-needed`; `findProvenLeaf` looks for it.
 * `verified`: the path leads from that leaf to the root of a checkpoint that `judgeCheckpoint` would find verified.
 */
export function judgeTlogProof(
  bytes: Uint8Array,
  leafHash: Uint8Array | null,
  keys: readonly TrustOf<'log-key'>[],
  ports: TlogPorts,
  known: readonly TrustOf<'checkpoint'>[] = [],
): ProofJudgement {
  const parsed = parseTlogProof(bytes)
  if (parsed.kind === 'refused')
    return judgementFrom(
      unread('tlog-proof', undecidedStep('read-proof', 'tlog-proof-malformed', null, parsed.problem)),
    )
  const { proof } = parsed
  const { checkpoint, gathered } = gatherCheckpoint('tlog-proof', proof.note, keys, ports, known)
  if (checkpoint === null) return judgementFrom(gathered)
  const inclusion = inclusionStep(proof, checkpoint, leafHash, ports.sha256)
  const included = inclusion.holds === true && leafHash !== null
  const leaf = { role: 'leaf', algorithm: 'sha256', size: null, stated: null } as const
  return judgementFrom({
    ...gathered,
    steps: [...gathered.steps, inclusion],
    commitments: included ? [{ ...leaf, hex: bytesToHex(leafHash) }, ...gathered.commitments] : gathered.commitments,
    // Without its entry the proof shows nothing of one, whoever signed the checkpoint.
    signed: gathered.signed && included,
    facts: [
      { label: 'log-index', text: String(proof.index) },
      ...(proof.extra === null ? [] : [{ label: 'log-extra', text: String(proof.extra.length) }]),
      ...gathered.facts,
    ],
  })
}

/**
 * The first of `leafHashes` (32 bytes each) that the proof leads from to the root of its checkpoint; null when there is
 * none or the proof cannot be read. Costs one hash for each level and candidate. Says nothing of signatures.
 */
export function findProvenLeaf(bytes: Uint8Array, leafHashes: Iterable<Uint8Array>, sha256: Hasher): Uint8Array | null {
  const parsed = parseTlogProof(bytes)
  if (parsed.kind === 'refused') return null
  const note = parseSignedNote(parsed.proof.note)
  const checkpoint = note.kind === 'note' ? parseCheckpoint(note.note.text) : undefined
  if (checkpoint === undefined) return null
  for (const leafHash of leafHashes) {
    const implied = impliedRoot(parsed.proof, checkpoint, leafHash, sha256)
    // Malformed is malformed for every leaf.
    if (implied.kind === 'malformed') return null
    if (equalBytes(implied.root, checkpoint.root)) return leafHash
  }
  return null
}

function impliedRoot(proof: TlogProof, { size }: Checkpoint, leafHash: Uint8Array, sha256: Hasher): ImpliedRoot {
  return rootFromInclusionProof(rfc6962Tree, sha256, leafHash, {
    leafIndex: proof.index,
    treeSize: size,
    hashes: proof.hashes,
  })
}

function inclusionStep(
  proof: TlogProof,
  checkpoint: Checkpoint,
  leafHash: Uint8Array | null,
  sha256: Hasher,
): ProofStep {
  const expected = bytesToHex(checkpoint.root)
  // Index, size and number of hashes must fit each other whatever the leaf is.
  const implied = impliedRoot(proof, checkpoint, leafHash ?? new Uint8Array(32), sha256)
  if (implied.kind === 'malformed')
    return differingStep('log-inclusion', 'entry-not-included', expected, implied.problem)
  if (leafHash === null) return undecidedStep('log-inclusion', 'tlog-entry-needed', expected, null)
  return comparedStep('log-inclusion', 'entry-not-included', expected, bytesToHex(implied.root))
}

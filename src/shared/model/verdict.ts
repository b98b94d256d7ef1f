/**
 * The verdict vocabulary. The words are the same on screen, in the PDF, in JSON and in tests; nothing here judges
 * intent. An integrity verdict says what recomputation showed; a control-test result says what a procedure noted.
 */
import { z } from 'zod'

export const verdictWords = ['verified', 'mismatch', 'gap', 'unanchored', 'not-checked'] as const
export const verdictSchema = z.enum(verdictWords)
export type VerdictWord = z.infer<typeof verdictSchema>

/** Why something is `not-checked`, or what exactly differs in a `mismatch` or `gap`. Stable codes; sentences live in `shared/text`. */
export const reasonCodes = [
  'no-recipe-reproduces',
  'recipe-not-given',
  'recipe-unsupported',
  'field-absent',
  'key-needed',
  'key-differs',
  'precision-lost',
  'form-lost',
  'erased-with-receipt',
  'redacted-at-import',
  'content-differs',
  'link-hash-differs',
  'link-broken',
  'link-gap',
  'link-fork',
  'sequence-duplicate',
  'record-rejected',
  'source-truncated',
  'end-missing',
  'head-differs',
  'sequence-missing',
  'sequence-unreadable',
  'sequence-scope-unknown',
  'root-differs',
  'count-differs',
  'first-timestamp-differs',
  'last-timestamp-differs',
  'anchored-more-than-once',
  'batch-empty',
  'batch-without-anchor',
  'anchor-without-batch',
  'no-anchor',
  'no-transcript',
  'header-not-known',
  'inclusion-not-proven',
  'header-hash-differs',
  'transaction-not-included',
  'receipt-not-included',
  'transaction-failed',
  'calldata-differs',
  'contract-differs',
  'block-number-differs',
  'transaction-unsupported',
  'transcript-unreadable',
  'cancelled',
  // CloudTrail digests.
  'no-digest',
  'signature-not-available',
  'signature-differs',
  'key-not-listed',
  'key-fingerprint-differs',
  'key-outside-validity',
  'algorithm-unsupported',
  'hash-malformed',
  'digest-malformed',
  'digest-differs',
  'digest-missing',
  'digest-restart',
  'digest-fork',
  'digest-repeated',
  'digest-not-verified',
  'file-differs',
  'file-missing',
  'file-not-listed',
  'file-not-read',
  'packing-damaged',
  'trailing-data',
  // Outside proofs.
  'commitment-not-found',
  'listed-head-missing',
  // State continuity.
  'state-differs',
  'no-state-values',
  'state-partly-untested',
  // Signatures, keyed lines, journal blocks, ledger digests.
  'no-seal',
  'seal-absent',
  'seal-unreachable',
  'chain-begun-before',
  'chain-not-ended',
  'signature-absent',
  'signature-malformed',
  'seal-signature-differs',
  'signature-key-needed',
  'signature-key-differs',
  'signature-unsupported',
  'algorithm-refused',
  'payload-rule-needed',
  'payload-unknown',
  'payload-differs',
  'payload-unrelated',
  'block-malformed',
  'block-hash-differs',
  'entries-hash-differs',
  'revisions-not-listed',
  'block-link-differs',
  'block-missing',
  'block-repeated',
  'block-fork',
  'ion-needed',
  'ledger-hash-differs',
  'ledger-goes-back',
  'ledger-not-at-hand',
  // Clocks inside ids.
  'ids-without-clock',
  'ids-partly-untested',
  'id-time-differs',
  'id-time-shifted',
  'id-order-differs',
  // Anchors on an EVM chain: proofs, events, state, chains of headers.
  'anchored-time-differs',
  'chain-differs',
  'contract-not-pinned',
  'receipt-alone',
  'receipt-of-other-transaction',
  'proof-incomplete',
  'proof-malformed',
  'proof-node-differs',
  'event-absent',
  'event-differs',
  'root-not-in-logs',
  'commitment-unreadable',
  'state-of-other-account',
  'account-differs',
  'code-differs',
  'code-not-pinned',
  'code-not-proven',
  'storage-not-proven',
  'storage-differs',
  'storage-empty',
  'storage-value-differs',
  'header-not-in-chain',
  'header-chain-broken',
  // OpenTimestamps, Bitcoin headers, lists of head hashes.
  'ots-malformed',
  'ots-unsupported',
  'ots-limit-exceeded',
  'ots-pending',
  'ots-attestation-unsupported',
  'bitcoin-root-differs',
  'bitcoin-header-absent',
  'bitcoin-header-not-known',
  'bitcoin-header-conflict',
  'bitcoin-target-invalid',
  'bitcoin-work-insufficient',
  'bitcoin-link-differs',
  'bitcoin-difficulty-differs',
  'bitcoin-time-differs',
  'head-list-conflict',
  'head-list-time-order',
  'head-list-not-known',
  // Transparency logs.
  'note-malformed',
  'checkpoint-malformed',
  'tlog-proof-malformed',
  'log-key-needed',
  'note-signature-unsupported',
  'note-signature-differs',
  'log-name-differs',
  'tlog-entry-needed',
  'entry-not-included',
  'checkpoints-differ',
  'consistency-not-given',
  'consistency-differs',
  'log-too-large',
  'tile-missing',
  'tile-malformed',
  'tile-differs',
  'log-entry-differs',
  // Beacon light client.
  'beacon-bootstrap-absent',
  'beacon-root-not-known',
  'beacon-network-unknown',
  'beacon-fork-unsupported',
  'beacon-period-skipped',
  'beacon-period-repeated',
  'beacon-committee-unknown',
  'beacon-update-not-final',
  'beacon-slots-disordered',
  'beacon-branch-length',
  'beacon-execution-differs',
  'beacon-finality-differs',
  'beacon-committee-differs',
  'beacon-next-committee-differs',
  'beacon-key-repeated',
  'beacon-participation-low',
  'beacon-point-malformed',
  'beacon-point-at-infinity',
  'beacon-signature-differs',
  'beacon-signature-other-fork',
  'beacon-signature-other-network',
  // Time-stamp tokens (RFC 3161).
  'timestamp-unreadable',
  'timestamp-not-granted',
  'timestamp-type-differs',
  'timestamp-signer-count',
  'timestamp-attributes-differ',
  'timestamp-content-differs',
  'timestamp-certificate-missing',
  'timestamp-certificate-unbound',
  'timestamp-certificate-differs',
  'timestamp-signature-differs',
  'timestamp-algorithm-unsupported',
  'timestamp-purpose-absent',
  'timestamp-purpose-not-critical',
  'timestamp-purpose-not-alone',
  'timestamp-key-usage-differs',
  'timestamp-imprint-refused',
  'timestamp-imprint-differs',
  'timestamp-imprint-unknown',
  'timestamp-outside-validity',
  'timestamp-authority-differs',
  'timestamp-issuer-signature-differs',
  'timestamp-not-authority',
  'timestamp-path-too-long',
  'timestamp-authority-purpose',
  'timestamp-extension-unknown',
  'timestamp-root-not-pinned',
  'timestamp-revoked',
  'timestamp-revocation-unknown',
] as const
export const reasonSchema = z.enum(reasonCodes)
export type ReasonCode = z.infer<typeof reasonSchema>

/** Link axis of one entry: how its previous hash relates to the entry that should precede it. */
export const linkStates = ['ok', 'genesis', 'gap', 'fork', 'reorder', 'broken'] as const
export const linkSchema = z.enum(linkStates)
export type LinkState = z.infer<typeof linkSchema>

/** Content axis of one entry: whether its own hash recomputes from its own bytes. */
export const contentStates = ['ok', 'mismatch', 'not-recomputable'] as const
export const contentSchema = z.enum(contentStates)
export type ContentState = z.infer<typeof contentSchema>

/** Anchor assurance, lowest first. Only `header-known` makes an anchor check `verified`. */
export const anchorRungs = ['claimed', 'consistent', 'included', 'header-known'] as const
export const rungSchema = z.enum(anchorRungs)
export type AnchorRung = z.infer<typeof rungSchema>

/** Completeness ladder of a source; see the product definition. */
export const completenessRungs = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5'] as const
export const completenessSchema = z.enum(completenessRungs)
export type CompletenessRung = z.infer<typeof completenessSchema>

export const controlResults = [
  'no-exception-noted',
  'exception-noted',
  'not-testable',
  'not-applicable',
  'judgement-required',
] as const
export const controlResultSchema = z.enum(controlResults)
export type ControlTestResult = z.infer<typeof controlResultSchema>

const severityOrder: Readonly<Record<VerdictWord, number>> = {
  mismatch: 4,
  gap: 3,
  'not-checked': 2,
  unanchored: 1,
  verified: 0,
}

/** The worst member of a list in the order mismatch > gap > not-checked > unanchored > verified. An empty list is `not-checked`: nothing was looked at. */
export function worstVerdict(verdicts: Iterable<VerdictWord>): VerdictWord {
  let worst: VerdictWord | undefined
  for (const verdict of verdicts) {
    if (worst === undefined || severityOrder[verdict] > severityOrder[worst]) worst = verdict
  }
  return worst ?? 'not-checked'
}

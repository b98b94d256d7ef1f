/** Words about proofs that come from outside the audited system, and about what the auditor vouches for. */
import { beaconProofTexts } from './proof-beacon.ts'
import { openTimestampsTexts } from './proof-opentimestamps.ts'
import { timestampTexts } from './proof-timestamp.ts'
import { tlogProofTexts } from './proof-tlog.ts'

export const proofTexts = {
  proofStep: {
    ...beaconProofTexts.step,
    ...openTimestampsTexts.proofStep,
    ...timestampTexts.proofStep,
    ...tlogProofTexts.proofStep,
  },
  proofFact: { ...openTimestampsTexts.proofFact, ...timestampTexts.proofFact, ...tlogProofTexts.proofFact },
  anchorKind: {
    claims: 'claims',
    transcript: 'transcript of a node',
    'timestamp-token': 'time-stamp token',
    opentimestamps: 'OpenTimestamps proof',
    'bitcoin-headers': 'Bitcoin block headers',
    checkpoint: 'checkpoint of a log',
    'tlog-proof': 'inclusion proof of a log',
    'head-list': 'list of head hashes',
    'beacon-updates': 'beacon light-client data',
  },
  anchorFileKind: {
    claims: 'claims, {{count}} claims',
    transcript: 'transcript, {{count}} blocks',
    'timestamp-token': 'time-stamp token (RFC 3161)',
    opentimestamps: 'OpenTimestamps proof',
    'bitcoin-headers': 'Bitcoin block headers, {{count}}',
    checkpoint: 'checkpoint of a transparency log',
    'tlog-proof': 'inclusion proof of a transparency log',
    'head-list': 'list of head hashes, {{count}} hashes',
    'beacon-updates': 'beacon light-client data, {{count}} updates',
  },
  proofKind: {
    'timestamp-token': 'time-stamp token (RFC 3161)',
    opentimestamps: 'OpenTimestamps proof',
    checkpoint: 'checkpoint of a transparency log',
    'tlog-proof': 'inclusion proof of a transparency log',
    'head-list': 'list of head hashes',
  },
  proofSubject: {
    'source-file': 'the file {{text}}',
    'chain-head': 'the head of the chain',
    'entry-hash': 'the hash of the entry at line {{text}}',
    entry: 'the entry at line {{text}}',
    'batch-root': 'the root of the batch {{text}}',
    'source-root': 'the root over the first {{text}} records',
    'earlier-token': 'the earlier token {{text}}',
  },
  proofsScreen: {
    file: 'File',
    kind: 'Kind',
    about: 'About',
    nothing: 'nothing of this source',
    severalOf: '{{found}} of {{committed}} values',
    attested: 'Time by an outside clock',
    asserted: 'Time as its sender states it',
    by: 'by {{by}}',
    steps: 'Comparisons',
    step: 'Comparison',
    holds: 'Holds',
    open: 'not made',
    facts: 'What the proof says of itself',
    trust: 'SHA-256 of what you vouch for',
  },
  trustKind: {
    'block-hash': 'block hash',
    contract: 'contract',
    'tsa-root': 'root of a time-stamping authority',
    'log-key': 'key of a log or witness',
    'bitcoin-header': 'Bitcoin block header',
    'head-list': 'list of head hashes',
    'beacon-root': 'beacon block root',
  },
} as const

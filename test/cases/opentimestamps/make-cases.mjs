/**
 * Writes the cases of this folder: `node test/cases/opentimestamps/make-cases.mjs [folder]`. Deterministic; shares no code
 * with `src`: what a case must give is written down here by hand. The blocks are real ones: block 0 and block 1 of Bitcoin
 * hold one transaction each, so whoever has the transaction has a file that is stamped by the block.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { coinbase, doubleSha256, easyBits, mainChain, minedHeader } from '../../support/plain-bitcoin.ts'
import { plainMagic, plainProof } from '../../support/plain-ots.ts'

const folder = process.argv[2] ?? import.meta.dirname
const sha256 = (bytes) => createHash('sha256').update(bytes).digest()
const transaction = { 0: Buffer.from(coinbase[0], 'hex'), 1: Buffer.from(coinbase[1], 'hex') }
const block = (height) => ({ kind: 'bitcoin', height })
const hashed = (...next) => [{ operation: { op: 'sha256' }, next }]
const every = () =>
  ['ripemd160', 'sha1', 'keccak256', 'hexlify', 'reverse', 'prepend', 'append'].reduce(
    (next, op) => ({ operation: { op, argument: Buffer.from(op) }, next: [next] }),
    pending,
  )
const pending = { kind: 'pending', uri: 'https://calendar.example.com' }
const stamped = (of, at = of) => plainProof(sha256(transaction[of]), hashed(block(at)))
const archive = Buffer.from(mainChain[0] + mainChain[1], 'hex')
const known = (height) => ({ height, header: mainChain[height] })
const time = { 0: '2009-01-03T18:15:05Z', 1: '2009-01-09T02:54:25Z' }
const verified = (height) => ({ verdict: 'verified', reason: null, rung: 'header-known', attested: [time[height]] })
const mismatch = (reason, rung = 'claimed', attested = []) => ({ verdict: 'mismatch', reason, rung, attested })
const open = (reason, rung = 'claimed', attested = []) => ({ verdict: 'not-checked', reason, rung, attested })
const flipped = (bytes, at) => {
  const bent = Buffer.from(bytes)
  bent[at] ^= 1
  return bent
}
const easyHeader = (root) =>
  minedHeader({ previous: sha256('before'), root, time: 1_700_000_000, bits: easyBits }).toString('hex')

const cases = [
  ['block-0', 'The first transaction of Bitcoin, stamped by block 0, which the auditor vouches for.', stamped(0), verified(0), { pinned: [known(0)] }],
  ['block-1', 'The transaction of block 1, which the auditor vouches for.', stamped(1), verified(1), { pinned: [known(1)] }],
  ['block-0-by-block-1', 'The auditor vouches for block 1 alone; the archive leads from there back to block 0.', stamped(0), verified(0), { pinned: [known(1)], headers: archive }],
  ['archive-of-text', 'The same, with the headers as lines of height and hex.', stamped(0), verified(0), { pinned: [known(1)], headers: `0 ${mainChain[0]}\n1 ${mainChain[1]}\n` }],
  ['pending-beside-a-block', 'A calendar’s promise beside a block that holds: the promise is told and takes nothing away.', plainProof(sha256(transaction[1]), [pending, ...hashed(block(1))]), verified(1), { pinned: [known(1)] }],
  ['unknown-beside-a-block', 'An attestation of an unknown kind beside a block that holds.', plainProof(sha256(transaction[1]), [{ kind: 'raw', tag: '0102030405060708', payload: Buffer.from('x') }, ...hashed(block(1))]), verified(1), { pinned: [known(1)] }],
  ['every-operation', 'Twice turned around on the way to block 0, and a branch with every other operation, which ends in a promise.', plainProof(sha256(transaction[0]), [every(), { operation: { op: 'reverse' }, next: [{ operation: { op: 'reverse' }, next: hashed(block(0)) }] }]), verified(0), { pinned: [known(0)] }],
  ['header-not-vouched_fail', 'The archive agrees with the proof, and nobody independent says that it is Bitcoin’s.', stamped(1), open('bitcoin-header-not-known', 'included', [time[1]]), { headers: archive }],
  ['later-than-the-vouched_fail', 'The auditor vouches for block 0; block 1 after it could be anybody’s.', stamped(1), open('bitcoin-header-not-known', 'included', [time[1]]), { pinned: [known(0)], headers: archive }],
  ['header-absent_fail', 'No header of the height is at hand.', stamped(1), open('bitcoin-header-absent'), { pinned: [known(0)] }],
  ['pending_fail', 'A calendar’s promise and nothing else.', plainProof(sha256(transaction[1]), [pending]), open('ots-pending'), { pinned: [known(1)] }],
  ['other-chains_fail', 'Litecoin and Ethereum are told and not checked.', plainProof(sha256(transaction[1]), [{ kind: 'litecoin', height: 5 }, { kind: 'ethereum', height: 6 }]), open('ots-attestation-unsupported'), {}],
  ['another-block_fail', 'The transaction of block 1 under the height of block 0.', stamped(1, 0), mismatch('bitcoin-root-differs'), { pinned: [known(0)] }],
  ['operation-left-out_fail', 'One hash too few on the way to the root.', plainProof(sha256(transaction[0]), [block(0)]), mismatch('bitcoin-root-differs'), { pinned: [known(0)] }],
  ['digest-altered_fail', 'One bit of the stamped file’s digest differs.', flipped(stamped(0), plainMagic.length + 5), mismatch('bitcoin-root-differs'), { pinned: [known(0)] }],
  ['header-altered_fail', 'One bit of the supplied header’s nonce differs: its hash is far above its target.', stamped(1), mismatch('bitcoin-work-insufficient', 'claimed'), { headers: `1 ${flipped(Buffer.from(mainChain[1], 'hex'), 79).toString('hex')}` }],
  ['easy-header_fail', 'A header made in a second at the target of private networks, even vouched for: no block of Bitcoin is that easy.', stamped(1, 500_000), mismatch('bitcoin-target-invalid'), { pinned: [{ height: 500_000, header: easyHeader(doubleSha256(transaction[1])) }] }],
  ['archive-of-another-chain_fail', 'The archive calls another header block 0 than Bitcoin’s.', stamped(1, 0), mismatch('bitcoin-header-conflict'), { headers: `0 ${mainChain[1]}` }],
  ['moved-by-one_fail', 'The archive is said to begin one block later than it does; the auditor knows block 1.', stamped(0, 1), mismatch('bitcoin-root-differs'), { pinned: [known(1)], headers: `1 ${mainChain[0]}` }],
  ['cut_fail', 'The last byte is missing.', stamped(0).subarray(0, -1), mismatch('ots-malformed'), { pinned: [known(0)] }],
  ['trailing-byte_fail', 'One byte too many.', Buffer.concat([stamped(0), Buffer.from([0])]), mismatch('ots-malformed'), { pinned: [known(0)] }],
  ['version-2_fail', 'A version that does not exist yet.', Buffer.concat([plainMagic, Buffer.from([2]), stamped(0).subarray(plainMagic.length + 1)]), open('ots-unsupported'), { pinned: [known(0)] }],
]

for (const [name, about, proof, expected, { pinned = [], headers }] of cases) {
  const at = join(folder, name)
  mkdirSync(at, { recursive: true })
  writeFileSync(join(at, 'README.md'), `# ${name}\n\n${about}\n`)
  writeFileSync(join(at, 'proof.ots'), proof)
  const file = headers === undefined ? null : typeof headers === 'string' ? 'headers.txt' : 'headers.bin'
  if (file !== null) writeFileSync(join(at, file), headers)
  writeFileSync(join(at, 'case.json'), `${JSON.stringify({ headers: file, pinned, expected }, null, 2)}\n`)
}

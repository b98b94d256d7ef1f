// Writes the cases beside this file: `node test/cases/tlog/make-cases.mjs`. Keys, notes, trees and proofs come from
// test/support/plain-tlog.ts, which shares no code with the product; the same files come out every time.
import { Buffer } from 'node:buffer'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  checkpointText,
  cosignatureLine,
  leafOf,
  noteLine,
  pathOf,
  plainKey,
  proofText,
  rootOf,
  sha256,
} from '../../support/plain-tlog.ts'

const origin = 'log.example/audit'
const log = plainKey(origin)
const otherLog = plainKey('log.example/other')
const one = plainKey('witness-one.example')
const two = plainKey('witness-two.example')
const unpinned = plainKey('witness-three.example')

const entries = Array.from({ length: 11 }, (_, index) => Buffer.from(`{"id":"e_${index}","action":"order.update"}`))
const leaves = entries.map(leafOf)
const root = rootOf(leaves)
const text = checkpointText(origin, 11, root)
const at = 1_735_689_600n

const signed = (lines, of = text) => `${of}\n${lines.join('')}`
const witnessed = signed([noteLine(log, text), cosignatureLine(one, text, at + 60n), cosignatureLine(two, text, at)])
const pinned = [
  { role: 'log', key: log.noteKey },
  { role: 'witness', key: one.cosignatureKey },
  { role: 'witness', key: two.cosignatureKey },
]
const entry = 6
const proof = proofText(entry, pathOf(entry, leaves), witnessed)
const verified = { verdict: 'verified', reason: null, rung: 'header-known' }
const mismatch = (reason) => ({ verdict: 'mismatch', reason, rung: 'claimed', attested: [] })
const notChecked = (reason, rung = 'claimed') => ({ verdict: 'not-checked', reason, rung })
const seconds = (...list) => list.map((value) => Number(value) * 1_000_000)
const firstOf = (note) => note.indexOf('\u2014')
/** Flips one bit of the byte at `place` in the base64 of the line that begins with `start`. */
function bent(note, start, place) {
  const from = note.indexOf(start) + start.length
  const end = note.indexOf('\n', from)
  const bytes = Buffer.from(note.slice(from, end), 'base64')
  bytes[place] ^= 1
  return note.slice(0, from) + bytes.toString('base64') + note.slice(end)
}
const line = (key) => `\u2014 ${key.name} `

const checkpoint = (why, file, expected, keys = pinned) => ({ kind: 'checkpoint', why, file, keys, entry: null, ...expected })
const tlogProof = (why, file, expected, { keys = pinned, leaf = entries[entry] } = {}) => ({
  kind: 'tlog-proof',
  why,
  file,
  keys,
  entry: leaf === null ? null : leaf.toString(),
  ...expected,
})

const emptyText = checkpointText(origin, 0, sha256())
const wrongEmptyText = checkpointText(origin, 0, root)
const otherText = checkpointText('log.example/elsewhere', 11, root)
const extendedText = checkpointText(origin, 11, root, 'further line')
const otherRoot = rootOf(leaves.slice(0, 10))

const cases = {
  'witnessed-checkpoint': checkpoint(
    'Signed by the log and by two witnesses, all pinned. The earlier of both times stands first.',
    witnessed,
    { ...verified, attested: seconds(at, at + 60n) },
  ),
  'extension-line': checkpoint(
    'A line after the root. It is signed like the rest and has no meaning here.',
    signed([noteLine(log, extendedText)], extendedText),
    { ...verified, attested: [] },
  ),
  'empty-log': checkpoint(
    'A log without entries: its root is SHA-256 of nothing.',
    signed([noteLine(log, emptyText)], emptyText),
    { ...verified, attested: [] },
  ),
  'unknown-signature-beside': checkpoint(
    'A line under a key that nobody pinned counts for nothing, and neither does its time.',
    signed([noteLine(log, text), cosignatureLine(unpinned, text, at - 1n)]),
    { ...verified, attested: [] },
  ),
  'one-key-under-two-names': checkpoint(
    'One witness key is pinned under two names and signed under both. It is one clock and is told once.',
    signed([
      noteLine(log, text),
      cosignatureLine(one, text, at + 5n),
      cosignatureLine(plainKey('witness-four.example', one.name), text, at),
    ]),
    { ...verified, attested: seconds(at) },
    [...pinned, { role: 'witness', key: plainKey('witness-four.example', one.name).cosignatureKey }],
  ),
  'witness-with-the-key-of-the-log': checkpoint(
    'The log cosigned under the name of a witness with its own key: nobody outside the log attests that time.',
    signed([noteLine(log, text), cosignatureLine(plainKey('witness-four.example', origin), text, at)]),
    { ...verified, attested: [] },
    [pinned[0], { role: 'witness', key: plainKey('witness-four.example', origin).cosignatureKey }],
  ),
  'cosignature-without-time': checkpoint(
    'A cosignature with the time 0 states no time.',
    signed([noteLine(log, text), cosignatureLine(one, text, 0n)]),
    { ...verified, attested: [] },
  ),
  'cosignature-beyond-exact-time': checkpoint(
    'The signature holds over a time that lies past what can be kept exactly. It is not told as a time.',
    signed([noteLine(log, text), cosignatureLine(one, text, 2n ** 62n)]),
    { ...verified, attested: [] },
  ),
  'log-signs-with-a-time': checkpoint(
    'The log signs as witnesses do. Its time is what the log asserts and no time by an outside clock.',
    signed([cosignatureLine(log, text, at)]),
    { ...verified, attested: [], asserted: seconds(at)[0] },
    [{ role: 'log', key: log.cosignatureKey }],
  ),
  'no-key-pinned_fail': checkpoint('No key is pinned, so nothing could be checked.', witnessed, {
    ...notChecked('log-key-needed'),
    attested: [],
  }, []),
  'witness-alone_fail': checkpoint(
    'A witness is pinned and the log is not: the witness saw this root, and who signed for the log is open.',
    witnessed,
    { ...notChecked('log-key-needed', 'included'), attested: seconds(at + 60n) },
    [pinned[1]],
  ),
  'key-of-another-log_fail': checkpoint(
    'The pinned key of another log signed for this origin.',
    signed([noteLine(otherLog, otherText)], otherText),
    { ...notChecked('log-name-differs', 'included'), attested: [] },
    [{ role: 'log', key: otherLog.noteKey }],
  ),
  'unsupported-key-type_fail': checkpoint(
    'The pinned key of the log is of a type that is not supported.',
    signed([`\u2014 ${origin} ${Buffer.from('00000001aabbccdd', 'hex').toString('base64')}\n`]),
    { ...notChecked('note-signature-unsupported'), attested: [] },
    [{ role: 'log', key: `${origin}+00000001+BQEC` }],
  ),
  'log-signature-bent_fail': checkpoint(
    'One bit of the signature of the log was flipped.',
    bent(witnessed, line(log), 20),
    mismatch('note-signature-differs'),
  ),
  'log-signature-cut_fail': checkpoint(
    'The last byte of the signature of the log is missing.',
    signed([`${line(log)}${Buffer.from(noteLine(log, text).slice(line(log).length), 'base64').subarray(0, 67).toString('base64')}\n`]),
    mismatch('note-signature-differs'),
  ),
  'witness-time-bent_fail': checkpoint(
    'The time of a cosignature was moved by one second.',
    bent(witnessed, line(one), 11),
    mismatch('note-signature-differs'),
  ),
  'witness-time-negative_fail': checkpoint(
    'A cosignature with a time beyond 2^63 - 1, which the specification rules out.',
    signed([noteLine(log, text), cosignatureLine(one, text, 2n ** 63n)]),
    mismatch('note-signature-differs'),
  ),
  'second-line-of-a-key-bent_fail': checkpoint(
    'The first line of the log holds, a second one under the same key does not.',
    signed([noteLine(log, text), bent(noteLine(log, text), line(log), 30)]),
    mismatch('note-signature-differs'),
  ),
  'size-raised_fail': checkpoint(
    'The number of leaves was raised after signing.',
    witnessed.replace('\n11\n', '\n12\n'),
    mismatch('note-signature-differs'),
  ),
  'root-exchanged_fail': checkpoint(
    'The root of the first ten entries stands in place of that of all.',
    witnessed.replace(root.toString('base64'), otherRoot.toString('base64')),
    mismatch('note-signature-differs'),
  ),
  'extension-line-added_fail': checkpoint(
    'A line was added to the signed text.',
    `${text}added\n\n${witnessed.slice(firstOf(witnessed))}`,
    mismatch('note-signature-differs'),
  ),
  'empty-log-with-a-root_fail': checkpoint(
    'The log signed a size of 0 with the root of another tree.',
    signed([noteLine(log, wrongEmptyText)], wrongEmptyText),
    mismatch('root-differs'),
  ),
  'size-with-leading-zero_fail': checkpoint(
    'The size is spelled 011, signed so: one value has one spelling.',
    signed([noteLine(log, text.replace('\n11\n', '\n011\n'))], text.replace('\n11\n', '\n011\n')),
    { ...notChecked('checkpoint-malformed'), attested: [] },
  ),
  'note-cut_fail': checkpoint('The file ends inside a signature line.', witnessed.slice(0, -10), {
    ...notChecked('note-malformed'),
    attested: [],
  }),
  'bytes-after-the-note_fail': checkpoint('The file goes on after the last signature.', `${witnessed}more`, {
    ...notChecked('note-malformed'),
    attested: [],
  }),

  'proof-of-an-entry': tlogProof('Entry 6 of 11, in a witnessed checkpoint.', proof, {
    ...verified,
    attested: seconds(at, at + 60n),
  }),
  'proof-of-the-last-entry': tlogProof(
    'Entry 10 of 11 has a shorter path than the others.',
    proofText(10, pathOf(10, leaves), witnessed),
    { ...verified, attested: seconds(at, at + 60n) },
    { leaf: entries[10] },
  ),
  'proof-with-extra-data': tlogProof(
    'With extra data, which nothing signs.',
    proofText(entry, pathOf(entry, leaves), witnessed, Buffer.from('not signed').toString('base64')),
    { ...verified, attested: seconds(at, at + 60n) },
  ),
  'proof-in-a-log-of-one': tlogProof(
    'A log of one entry: the path is empty and the leaf hash is the root.',
    proofText(0, [], signed([noteLine(log, checkpointText(origin, 1, leaves[0]))], checkpointText(origin, 1, leaves[0]))),
    { ...verified, attested: [] },
    { leaf: entries[0] },
  ),
  'proof-without-entry_fail': tlogProof(
    'The entry is not at hand, and the proof does not hold it.',
    proof,
    { ...notChecked('tlog-entry-needed'), attested: seconds(at, at + 60n) },
    { leaf: null },
  ),
  'proof-of-another-entry_fail': tlogProof('The entry is the next one.', proof, mismatch('entry-not-included'), {
    leaf: entries[7],
  }),
  'proof-entry-altered_fail': tlogProof(
    'One byte of the entry was changed.',
    proof,
    mismatch('entry-not-included'),
    { leaf: Buffer.from(entries[entry].toString().replace('update', 'updats')) },
  ),
  'proof-of-a-node_fail': tlogProof(
    'A node of the tree is shown as an entry, with the path from there. The prefixes of leaves and nodes keep them apart.',
    proofText(3, pathOf(entry, leaves).slice(1), witnessed),
    mismatch('entry-not-included'),
    { leaf: Buffer.concat([leaves[6], leaves[7]]) },
  ),
  'proof-index-raised_fail': tlogProof(
    'The index was raised by one.',
    proof.replace('index 6', 'index 7'),
    mismatch('entry-not-included'),
  ),
  'proof-index-beyond-the-log_fail': tlogProof(
    'The index is the number of leaves.',
    proof.replace('index 6', 'index 11'),
    mismatch('entry-not-included'),
  ),
  'proof-hash-missing_fail': tlogProof(
    'The last hash of the path is missing.',
    proofText(entry, pathOf(entry, leaves).slice(0, -1), witnessed),
    mismatch('entry-not-included'),
  ),
  'proof-hash-added_fail': tlogProof(
    'A hash stands after the end of the path.',
    proofText(entry, [...pathOf(entry, leaves), root], witnessed),
    mismatch('entry-not-included'),
  ),
  'proof-hashes-exchanged_fail': tlogProof(
    'The first two hashes of the path were exchanged.',
    proofText(entry, pathOf(entry, leaves).toSpliced(0, 2, ...pathOf(entry, leaves).slice(0, 2).reverse()), witnessed),
    mismatch('entry-not-included'),
  ),
  'proof-signature-bent_fail': tlogProof(
    'The path holds, the signature of the log does not.',
    bent(proof, line(log), 40),
    mismatch('note-signature-differs'),
  ),
  'proof-index-with-leading-zero_fail': tlogProof('The index is spelled 06.', proof.replace('index 6', 'index 06'), {
    ...notChecked('tlog-proof-malformed'),
    attested: [],
  }),
  'proof-of-another-version_fail': tlogProof('The first line names version 2.', proof.replace('@v1', '@v2'), {
    ...notChecked('tlog-proof-malformed'),
    attested: [],
  }),
  'proof-without-checkpoint_fail': tlogProof(
    'The file ends after the path.',
    proof.slice(0, proof.indexOf('\n\n') + 1),
    { ...notChecked('tlog-proof-malformed'), attested: [] },
  ),
}

for (const [name, { why, file, ...rest }] of Object.entries(cases)) {
  const folder = path.join(import.meta.dirname, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'README.md'), `# ${name}\n\n${why}\n`)
  writeFileSync(path.join(folder, rest.kind === 'checkpoint' ? 'checkpoint' : 'entry.tlog-proof'), file)
  writeFileSync(path.join(folder, 'case.json'), `${JSON.stringify(rest, null, 2)}\n`)
}
console.log(`${Object.keys(cases).length} cases`)

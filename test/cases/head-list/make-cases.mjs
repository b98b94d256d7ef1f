/**
 * Writes the cases of this folder: `node test/cases/head-list/make-cases.mjs [folder]`. Deterministic; what a case must
 * give is written down here by hand. The files have the shapes in which programs leave such lists: JSON lines with
 * `seq`, `hash`, `exported_at`; CSV that a job appends to; lines that a person keeps.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.argv[2] ?? import.meta.dirname
const hash = (text, algorithm = 'sha256') => createHash(algorithm).update(text).digest('hex')
const day = (number) => `2026-03-${String(number).padStart(2, '0')}T00:05:00Z`
const json = (...rows) => rows.map((row) => JSON.stringify(row)).join('\n') + '\n'
const [one, two, three] = ['head 1', 'head 2', 'head 3'].map((text) => hash(text))
const upper = two.toUpperCase()

const verified = (more) => ({ verdict: 'verified', reason: null, rung: 'header-known', ...more })
const open = (more) => ({ verdict: 'not-checked', reason: 'head-list-not-known', rung: 'claimed', ...more })
const mismatch = (reason, more) => ({ verdict: 'mismatch', reason, rung: 'header-known', ...more })
const heads = (form, list, last) => ({ form, heads: list, last })
const of = (hex, stated = null, algorithm = 'sha256') => ({ algorithm, hex, stated })

const cases = [
  ['json-lines', 'One JSON object a line: place, hash, time of export. The auditor vouches for the file.', json({ seq: 10, hash: one, exported_at: day(1) }, { seq: 20, hash: two, exported_at: day(2) }), true, verified(heads('ndjson', [of(one, day(1)), of(two, day(2))], day(2)))],
  ['json-list', 'The same as one JSON list.', JSON.stringify([{ head_hash: one, ts: day(1) }, { head_hash: two, ts: day(2) }]), true, verified(heads('json', [of(one, day(1)), of(two, day(2))], day(2)))],
  ['csv', 'A CSV file with quoted cells, a column nobody asked for, and hex in capitals with 0x.', `Time,"Stream",Seq,Head Hash,Note\r\n${day(1)},orders,1,${one},\r\n${day(2)},orders,2,0x${upper},"a, b"\r\n`, true, verified(heads('csv', [of(one, day(1)), of(two, day(2))], day(2)))],
  ['text-lines', 'Lines that a person keeps: time, stream, hash; a remark and a blank line between.', `# heads of the ledger\n${day(1)} orders ${one}\n\n2026-03-02 00:05:00 orders ${two}\n`, true, verified(heads('text', [of(one, day(1)), of(two, '2026-03-02 00:05:00')], '2026-03-02T00:05:00Z'))],
  ['digest-list', 'As sha256sum prints: hash and name, no times.', `${one}  day-1.ndjson\n${two}  day-2.ndjson\n`, true, verified(heads('text', [of(one), of(two)], null))],
  ['named-algorithms', 'Algorithms before the hashes, and lengths that tell them.', json({ head: `keccak256:${one}`, time: day(1) }, { head: `sha3-256:${two}`, time: day(2) }, { head: hash('x', 'sha512'), time: day(3) }, { head: hash('x', 'sha1'), time: day(4) }), true, verified(heads('ndjson', [of(one, day(1), 'keccak256'), of(two, day(2), 'sha3-256'), of(hash('x', 'sha512'), day(3), 'sha512'), of(hash('x', 'sha1'), day(4), 'sha1')], day(4)))],
  ['newest-first', 'The newest line on top: order of lines says nothing.', json({ seq: 20, hash: two, time: day(2) }, { seq: 10, hash: one, time: day(1) }), true, verified(heads('ndjson', [of(two, day(2)), of(one, day(1))], day(2)))],
  ['two-streams', 'Two streams that count for themselves: the same place and an earlier time are no contradiction.', json({ stream: 'a', seq: 5, hash: one, time: day(3) }, { stream: 'b', seq: 5, hash: two, time: day(1) }, { stream: 'b', seq: 6, hash: three, time: day(2) }), true, verified(heads('ndjson', [of(one, day(3)), of(two, day(1)), of(three, day(2))], day(3)))],
  ['repeated', 'The same head twice: a job that ran again.', json({ seq: 1, hash: one, time: day(1) }, { seq: 1, hash: one, time: day(2) }), true, verified(heads('ndjson', [of(one, day(1)), of(one, day(2))], day(2)))],
  ['repeated-newest-first', 'The same head twice, the later time on top.', json({ seq: 1, hash: one, time: day(2) }, { seq: 1, hash: one, time: day(1) }), true, verified(heads('ndjson', [of(one, day(2)), of(one, day(1))], day(2)))],
  ['beyond-2-53', 'Places beyond 2^53 that a JSON number would round to one.', `{"seq":9007199254740993,"hash":"${one}","time":"${day(1)}"}\n{"seq":9007199254740992,"hash":"${two}","time":"${day(1)}"}\n`, true, verified(heads('ndjson', [of(one, day(1)), of(two, day(1))], day(1)))],
  ['epoch-times', 'Seconds and milliseconds since 1970.', json({ hash: one, timestamp: 1_772_323_500 }, { hash: two, timestamp: 1_772_409_900_000 }), true, verified(heads('ndjson', [of(one, '1772323500'), of(two, '1772409900000')], day(2)))],
  ['not-vouched_fail', 'The first case, and nobody vouches for the file.', json({ seq: 10, hash: one, exported_at: day(1) }, { seq: 20, hash: two, exported_at: day(2) }), false, open(heads('ndjson', [of(one, day(1)), of(two, day(2))], day(2)))],
  ['untimed-not-vouched_fail', 'Hashes without times or a voucher.', `${one}\n${two}\n`, false, open(heads('text', [of(one), of(two)], null))],
  ['two-hashes-for-a-place_fail', 'Place 20 of one stream has two hashes.', json({ seq: 20, hash: one, time: day(1) }, { seq: 21, hash: two, time: day(2) }, { seq: 20, hash: three, time: day(3) }), true, mismatch('head-list-conflict', heads('ndjson', [of(one, day(1)), of(two, day(2)), of(three, day(3))], day(3)))],
  ['later-place-earlier-time_fail', 'Place 21 is said to be a day older than place 20.', json({ seq: 20, hash: one, time: day(2) }, { seq: 21, hash: two, time: day(1) }), true, mismatch('head-list-time-order', heads('ndjson', [of(one, day(2)), of(two, day(1))], day(2)))],
  ['contradiction-not-vouched_fail', 'Two hashes for a place in a file nobody vouches for: the contradiction is what is said.', `stream,sequence,hash\na,1,${one}\na,1,${two}\n`, false, { ...mismatch('head-list-conflict', heads('csv', [of(one), of(two)], null)), rung: 'claimed' }],
  ['no-hash_fail', 'A line without a hash.', json({ seq: 1, hash: one }, { seq: 2 }), true, { refused: 'no hash', line: 2 }],
  ['short-hash_fail', 'A hash of 31 bytes.', json({ hash: one.slice(2) }), true, { refused: 'the hash is not hex of a known length', line: 1 }],
  ['wrong-length-for-its-name_fail', 'Sixty-four digits that call themselves SHA-512.', json({ hash: `sha512:${one}` }), true, { refused: 'the hash is not hex of a known length', line: 1 }],
  ['cut_fail', 'The last line ends in the middle.', json({ hash: one }, { hash: two }).slice(0, -20), true, { refused: 'not JSON', line: 2 }],
  ['two-hashes-a-line_fail', 'A line of text with two hashes: which is the head cannot be told.', `${one} ${two}\n`, true, { refused: '2 hashes, one is wanted', line: 1 }],
  ['short-row_fail', 'A CSV row with a cell too few.', `time,hash\n${day(1)},${one}\n${two}\n`, true, { refused: '1 columns, 2 wanted', line: 3 }],
  ['empty_fail', 'Nothing but a remark.', '# heads\n\n', true, { refused: 'no hashes', line: 1 }],
  ['no-list_fail', 'JSON, and no list of objects.', '[1, 2]', true, { refused: 'not a JSON object', line: 1 }],
]

for (const [name, about, list, vouched, expected] of cases) {
  const at = join(folder, name)
  mkdirSync(at, { recursive: true })
  writeFileSync(join(at, 'README.md'), `# ${name}\n\n${about}\n`)
  writeFileSync(join(at, 'heads.txt'), list)
  writeFileSync(join(at, 'case.json'), `${JSON.stringify({ vouched, expected }, null, 2)}\n`)
}

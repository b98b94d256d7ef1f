/** Chains to which one thing was done, named for it, and what each axis must show. `_fail` in the name: not verified. */
import { digest } from './digests.mjs'
import { lineOf, plainRow, sealRows } from './rows.mjs'
import { count, text, zeros } from './sealed.mjs'

const recipeId = 'sha256.json-stringify.newline-joined.hex'
export const first = 1000

/** The sequence stands right before the hashes, as most systems write it. */
const numberedLast = (_index, row, previous, entry) => [
  ...row.filter(([name]) => name !== 'sequence'),
  row.find(([name]) => name === 'sequence'),
  previous,
  ...(entry === undefined ? [] : [entry]),
]

export function seal(rows, more = {}) {
  return sealRows({
    rows,
    form: 'json-stringify',
    placement: 'newline-joined',
    genesis: zeros,
    place: numberedLast,
    ...more,
  })
}

export const rows = Array.from({ length: count }, (_, index) => plainRow(index, false))
const sealed = seal(rows)
export const lines = sealed.map(({ line }) => line)
const hashes = sealed.map(({ hash }) => hash.toString('hex'))
const altered = (row) => row.map(([name, value]) => [name, name === 'total' ? value + 100 : value])
/** One entry sealed onto a previous hash of one's choice. */
function entryAfter(previous, row) {
  const body = row.filter(([name]) => name !== 'sequence').concat([row.find(([name]) => name === 'sequence')])
  const hash = digest('sha256', Buffer.from(`${previous}\n${lineOf(body)}`)).toString('hex')
  return lineOf([...body, ['prev_hash', previous], ['entry_hash', hash]])
}
const withSequence = (row, sequence) => row.map(([name, value]) => [name, name === 'sequence' ? sequence : value])
export const place = (index) => ({ line: index + 1, sequence: String(first + index) })

/** What was done, in `done`; the rest is what a checker must say. */
export function changed(name, about, done, expected, recipe = recipeId) {
  return {
    name,
    about,
    source: typeof done === 'string' ? done : text(done),
    recipe,
    expected: { entries: done.length, ...expected },
  }
}

function contentChanges() {
  const exchanged = [...rows]
  const keep = new Set(['sequence'])
  const mixed = (own, other) =>
    own.map(([name, value]) => [name, keep.has(name) ? value : Object.fromEntries(other)[name]])
  ;[exchanged[5], exchanged[15]] = [mixed(rows[5], rows[15]), mixed(rows[15], rows[5])]
  const relined = (index, row) =>
    lineOf(
      numberedLast(index, row, ['prev_hash', index === 0 ? zeros : hashes[index - 1]], ['entry_hash', hashes[index]]),
    )
  const flip = (digit) => (digit === '0' ? '1' : '0')
  const mismatch = (...at) => ({
    verdict: 'mismatch',
    reason: 'content-differs',
    contents: { ok: count - at.length, mismatch: at.length },
    links: { genesis: 1, ok: count - 1 },
    breaks: at.map((index) => ({ ...place(index), content: 'mismatch', reason: 'content-differs' })),
  })
  const rewritten = [...rows.slice(0, 9), altered(rows[9]), ...rows.slice(10)]
  return [
    changed(
      'altered-byte_fail',
      'One byte of row 13 was changed, its stored hash was not.\nThe content of that row differs, and every link still holds.',
      lines.with(12, lines[12].replace('"order"', '"ordep"')),
      mismatch(12),
    ),
    changed(
      'altered-first-row_fail',
      'One byte of the first row was changed.\nThe genesis is judged by its link, and its content differs.',
      lines.with(0, lines[0].replace('u-0', 'u-1')),
      mismatch(0),
    ),
    changed(
      'altered-number-form_fail',
      'A total was respelled in a way that is another number: 91.9 to 91.90000000000002.\nThe smallest difference of a double is a difference.',
      lines.with(12, lines[12].replace('"total":91.9', '"total":91.90000000000002')),
      mismatch(12),
    ),
    changed(
      'respelled-number',
      'A total was respelled as 91.90, which parses to the same number.\nThe recipe covers the parsed record, so the content holds; under raw bytes it would not.',
      lines.with(12, lines[12].replace('"total":91.9', '"total":91.90')),
      { contents: { ok: count }, links: { genesis: 1, ok: count - 1 } },
    ),
    changed(
      'added-member_fail',
      'A member was added to row 21.\nEverything that is not excluded is covered.',
      lines.with(20, lines[20].replace('{', '{"approved":true,')),
      mismatch(20),
    ),
    changed(
      'contents-exchanged_fail',
      'Rows 6 and 16 have exchanged everything but number and hashes.\nBoth contents differ, and every link holds.',
      lines.with(5, relined(5, exchanged[5])).with(15, relined(15, exchanged[15])),
      mismatch(5, 15),
    ),
    changed(
      'entry-hash-altered_fail',
      'One digit of a stored entry hash was changed.\nThat row does not recompute, and the next one names a hash that no row has.',
      lines.with(9, lines[9].replace(`"entry_hash":"${hashes[9][0]}`, `"entry_hash":"${flip(hashes[9][0])}`)),
      {
        verdict: 'mismatch',
        reason: 'content-differs',
        contents: { ok: count - 1, mismatch: 1 },
        links: { genesis: 1, ok: count - 2, broken: 1 },
        breaks: [
          { ...place(9), content: 'mismatch', reason: 'content-differs' },
          { ...place(10), link: 'broken', reason: 'link-broken' },
        ],
      },
    ),
    changed(
      'previous-hash-altered_fail',
      'One digit of a stated previous hash was changed.\nIt is part of the pre-image and of the link, so both differ in that row and nowhere else.',
      lines.with(9, lines[9].replace(`"prev_hash":"${hashes[8][0]}`, `"prev_hash":"${flip(hashes[8][0])}`)),
      {
        verdict: 'mismatch',
        reason: 'content-differs',
        contents: { ok: count - 1, mismatch: 1 },
        links: { genesis: 1, ok: count - 2, broken: 1 },
        breaks: [{ ...place(9), link: 'broken', content: 'mismatch', reason: 'content-differs' }],
      },
    ),
    changed(
      'rehashed-row_fail',
      'Row 10 was changed and its own hash recomputed.\nIts content holds; the next row still names the old hash.',
      lines.with(9, entryAfter(hashes[8], altered(rows[9]))),
      {
        verdict: 'mismatch',
        reason: 'link-broken',
        contents: { ok: count },
        links: { genesis: 1, ok: count - 2, broken: 1 },
        breaks: [{ ...place(10), link: 'broken', reason: 'link-broken' }],
      },
    ),
    changed(
      'rewritten-from-row-10',
      'Row 10 was changed and everything after it sealed anew.\nThe chain is consistent: only a head hash kept elsewhere speaks against it.',
      seal(rewritten).map(({ line }) => line),
      { contents: { ok: count }, links: { genesis: 1, ok: count - 1 } },
    ),
    changed(
      'entry-hash-missing_fail',
      'The stored hash of row 10 is null.\nIts content cannot be recomputed, it takes no part in the links, and the next row has no predecessor: number 1009 is missing in between.',
      lines.with(9, lines[9].replace(`"entry_hash":"${hashes[9]}"`, '"entry_hash":null')),
      {
        verdict: 'gap',
        reason: 'link-gap',
        contents: { ok: count - 1, 'not-recomputable': 1 },
        links: { genesis: 1, ok: count - 3, gap: 1 },
        breaks: [
          { ...place(9), link: null, content: 'not-recomputable', reason: 'field-absent' },
          { ...place(10), link: 'gap', reason: 'link-gap', missing: 1 },
        ],
      },
    ),
    changed(
      'previous-hash-missing_fail',
      'Row 10 states no previous hash.\nThere is no pre-image, and the link is broken; its own hash still links row 11.',
      lines.with(9, lines[9].replace(`"prev_hash":"${hashes[8]}",`, '')),
      {
        verdict: 'mismatch',
        reason: 'link-broken',
        contents: { ok: count - 1, 'not-recomputable': 1 },
        links: { genesis: 1, ok: count - 2, broken: 1 },
        breaks: [{ ...place(9), link: 'broken', content: 'not-recomputable', reason: 'field-absent' }],
      },
    ),
  ]
}

function rowChanges() {
  const whole = { contents: { ok: count }, links: { genesis: 1, ok: count - 1 } }
  const gap = (entries, gaps) => ({
    verdict: 'gap',
    reason: 'link-gap',
    contents: { ok: entries },
    links: { genesis: 1, ok: entries - 1 - gaps.length, gap: gaps.length },
    breaks: gaps.map(([line, sequence, missing]) => ({
      line,
      sequence: String(sequence),
      link: 'gap',
      reason: 'link-gap',
      missing,
    })),
  })
  const fork = (line, sequence, reason, more = {}) => ({
    verdict: 'mismatch',
    reason,
    contents: { ok: count + 1 },
    links: { genesis: 1, ok: count - 1, fork: 1 },
    breaks: [{ line, sequence: String(sequence), link: 'fork', reason, ...more }],
    ...(reason === 'sequence-duplicate' ? { sequenceDuplicates: 1 } : {}),
  })
  const nullRecipe = {
    recipe: 'assay.recipe/1',
    id: 'null-genesis',
    name: 'null genesis',
    algorithm: 'sha256',
    canonical: { form: 'json-stringify', exclude: ['entry_hash', 'prev_hash'] },
    previous: { placement: 'newline-joined' },
    genesis: { previous: 'null' },
  }
  const fromNull = seal(rows, { genesis: null })
  return [
    changed(
      'removed-row_fail',
      'Row 8 was removed.\nThe next row names a hash that no row has, and one number is missing.',
      lines.toSpliced(7, 1),
      gap(count - 1, [[8, 1008, 1]]),
    ),
    changed(
      'removed-rows-twice_fail',
      'Rows 4 to 6 and row 21 were removed.\nTwo gaps, of three numbers and of one.',
      lines.toSpliced(20, 1).toSpliced(3, 3),
      gap(count - 4, [
        [4, 1006, 3],
        [18, 1021, 1],
      ]),
    ),
    changed(
      'removed-first-rows',
      'The first six rows were removed.\nWhat is left begins inside a chain: nothing in it speaks against that, and no genesis is counted.',
      lines.slice(6),
      { contents: { ok: 19 }, links: { ok: 19 } },
    ),
    changed(
      'removed-last-rows',
      'The last five rows were removed.\nNothing in the rest shows it: only a head hash kept elsewhere does.',
      lines.slice(0, 20),
      { contents: { ok: 20 }, links: { genesis: 1, ok: 19 } },
    ),
    changed(
      'lines-exchanged',
      'Lines 10 and 11 were exchanged.\nIn order of sequence every link holds; both are reported as re-ordered and nothing is lowered.',
      lines.with(9, lines[10]).with(10, lines[9]),
      {
        ...whole,
        links: { genesis: 1, ok: count - 3, reorder: 2 },
        breaks: [
          { line: 10, sequence: '1010', link: 'reorder' },
          { line: 11, sequence: '1009', link: 'reorder' },
        ],
      },
    ),
    changed(
      'falling-order',
      'The export lists the newest row first.\nNo two rows stand in chain order, so none can be said to be the one in place; the genesis is the last line.',
      lines.toReversed(),
      {
        ...whole,
        links: { genesis: 1, ok: 0, reorder: count - 1 },
        breaks: lines.flatMap((_, at) =>
          at === 24 ? [] : [{ line: at + 1, sequence: String(first + 24 - at), link: 'reorder' }],
        ),
      },
    ),
    changed(
      'duplicate-row_fail',
      'Row 12 stands twice.\nThe second one has a number that is taken: a fork.',
      lines.toSpliced(12, 0, lines[11]),
      fork(13, 1011, 'sequence-duplicate'),
    ),
    changed(
      'duplicate-row-at-the-end_fail',
      'A copy of row 5 stands at the end.\nThe number is taken, wherever the copy stands.',
      [...lines, lines[4]],
      fork(26, 1004, 'sequence-duplicate'),
    ),
    changed(
      'inserted-row_fail',
      'A foreign row with the number of row 13, sealed onto row 13.\nIts content holds; its number is taken.',
      lines.toSpliced(13, 0, entryAfter(hashes[12], altered(rows[12]))),
      fork(14, 1012, 'sequence-duplicate'),
    ),
    changed(
      'second-branch_fail',
      'A row with a new number, sealed onto row 21 instead of the last one.\nTwo rows name one predecessor: a fork.',
      [...lines, entryAfter(hashes[20], withSequence(altered(rows[3]), 1025))],
      fork(26, 1025, 'link-fork'),
    ),
    changed(
      'second-branch-after-a-skip_fail',
      'The same with numbers left out before it, in a chain that begins with null.\nIts predecessor is in the source, so it is a fork and not a gap.',
      [
        ...fromNull.map(({ line }) => line),
        entryAfter(fromNull[20].hash.toString('hex'), withSequence(altered(rows[3]), 1040)),
      ],
      fork(26, 1040, 'link-fork', { missing: 15 }),
      nullRecipe,
    ),
    changed(
      'two-chains-joined_fail',
      'A second chain with a genesis of its own follows the first, its numbers going on.\nIts first row names no row: broken.',
      [
        ...lines,
        ...seal(rows.slice(0, 5).map((row, index) => withSequence(row, 1025 + index))).map(({ line }) => line),
      ],
      {
        verdict: 'mismatch',
        reason: 'link-broken',
        contents: { ok: 30 },
        links: { genesis: 1, ok: 28, broken: 1 },
        breaks: [{ line: 26, sequence: '1025', link: 'broken', reason: 'link-broken' }],
      },
    ),
  ]
}

export function changedCases() {
  return [...contentChanges(), ...rowChanges()]
}

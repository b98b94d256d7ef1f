/** Chains whose scope, order, source or recipe is not what it should be, and what each axis must show. */
import { createHmac } from 'node:crypto'
import { changed, lines, place, rows, seal } from './changed.mjs'
import { digest } from './digests.mjs'
import { lineOf, placeLast, sealRows } from './rows.mjs'
import { count, fileOrder, tenantRecipe, tenantRows, tenantScope, unnumbered, zeros } from './sealed.mjs'

function scopeAndOrder() {
  const tenants = sealRows({
    rows: tenantRows(),
    form: 'json-stringify',
    placement: 'prefix',
    separator: '|',
    genesis: zeros,
    place: placeLast,
    scopeOf: tenantScope,
  }).map(({ line }) => line)
  const tenant = { recipe: 'assay.recipe/1', id: 'tenants', name: 'tenants', ...tenantRecipe }
  const file = { recipe: 'assay.recipe/1', id: 'file-order', name: 'file order', ...fileOrder }
  const free = seal(unnumbered(), { place: placeLast }).map(({ line }) => line)
  const freeBreak = (line, link, reason) => ({ line, sequence: null, link, reason })
  const whole = { contents: { ok: count }, links: { genesis: 1, ok: count - 1 } }
  return [
    changed(
      'tenants-removed-row_fail',
      'The fourth row of one tenant was removed.\nThe other chain is whole, and the gap is found in the right one.',
      tenants.toSpliced(7, 1),
      {
        verdict: 'gap',
        reason: 'link-gap',
        contents: { ok: 25 },
        links: { genesis: 2, ok: 22, gap: 1 },
        scopes: 2,
        breaks: [{ line: 9, sequence: '5', link: 'gap', reason: 'link-gap', missing: 1 }],
      },
      tenant,
    ),
    changed(
      'tenants-moved-row_fail',
      'A row of one tenant was given to the other by changing its tenant_id.\nIts content differs; there it names no row of that chain and takes a number, here it leaves a gap.',
      tenants.with(8, tenants[8].replace('"north"', '"south"')),
      {
        verdict: 'mismatch',
        reason: 'content-differs',
        contents: { ok: 25, mismatch: 1 },
        links: { genesis: 2, ok: 21, broken: 1, fork: 1, gap: 1 },
        scopes: 2,
        breaks: [
          { line: 9, sequence: '5', link: 'broken', content: 'mismatch', reason: 'content-differs' },
          { line: 10, sequence: '5', link: 'fork', reason: 'sequence-duplicate' },
          { line: 11, sequence: '6', link: 'gap', reason: 'link-gap', missing: 1 },
        ],
        sequenceDuplicates: 1,
      },
      tenant,
    ),
    changed(
      'file-order-removed-row_fail',
      'A row of a chain without numbers was removed.\nNothing says that a number is missing, so the link is broken.',
      free.toSpliced(7, 1),
      {
        verdict: 'mismatch',
        reason: 'link-broken',
        contents: { ok: 24 },
        links: { genesis: 1, ok: 22, broken: 1 },
        breaks: [freeBreak(8, 'broken', 'link-broken')],
      },
      file,
    ),
    changed(
      'file-order-lines-exchanged',
      'Two lines of a chain without numbers were exchanged.\nThe links say what follows what: both are re-ordered, nothing is lowered.',
      free.with(9, free[10]).with(10, free[9]),
      {
        ...whole,
        links: { genesis: 1, ok: count - 3, reorder: 2 },
        breaks: [freeBreak(10, 'reorder', null), freeBreak(11, 'reorder', null)],
      },
      file,
    ),
    changed(
      'file-order-numbered-lines-exchanged_fail',
      'Lines 10 and 11 exchanged, under a recipe that takes the file order for the order of the chain.\nEach of them names a row that is present and is not the one before: forks.',
      lines.with(9, lines[10]).with(10, lines[9]),
      {
        ...whole,
        verdict: 'mismatch',
        reason: 'link-fork',
        links: { genesis: 1, ok: count - 3, fork: 2 },
        breaks: [
          { line: 10, sequence: '1010', link: 'fork', reason: 'link-fork', missing: 1 },
          { line: 11, sequence: '1009', link: 'fork', reason: 'link-fork' },
        ],
      },
      file,
    ),
  ]
}

function sourceAndRecipe() {
  const cut = (line, at) => line.slice(0, at)
  const secret = rows
    .map((row, index) => ({ row, index }))
    .reduce((out, { row, index }) => {
      const previous = index === 0 ? zeros : out[index - 1].hash
      const body = row.filter(([name]) => name !== 'sequence').concat([row.find(([name]) => name === 'sequence')])
      const hash = createHmac('sha256', 'only the shop knows')
        .update(`${previous}\n${lineOf(body)}`)
        .digest('hex')
      return [...out, { hash, line: lineOf([...body, ['prev_hash', previous], ['entry_hash', hash]]) }]
    }, [])
    .map(({ line }) => line)
  const literal = {
    recipe: 'assay.recipe/1',
    id: 'literal-genesis',
    name: 'literal genesis',
    algorithm: 'sha256',
    canonical: { form: 'json-stringify', exclude: ['entry_hash', 'prev_hash'] },
    previous: { placement: 'newline-joined' },
    genesis: { previous: 'literal', literal: 'GENESIS' },
  }
  const whole = { contents: { ok: count }, links: { genesis: 1, ok: count - 1 } }
  const nothing = {
    verdict: 'not-checked',
    reason: 'no-recipe-reproduces',
    contents: { 'not-recomputable': count },
    links: { genesis: 1, ok: count - 1 },
  }
  const without = (more) => ({
    recipe: 'assay.recipe/1',
    id: 'hash-list',
    name: 'hash list',
    algorithm: 'sha256',
    canonical: { form: 'json-stringify', exclude: ['entry_hash'] },
    previous: { placement: 'none' },
    stored: { previousHash: null },
    ...more,
  })
  const list = rows.map((row) =>
    lineOf([...row, ['entry_hash', digest('sha256', Buffer.from(lineOf(row))).toString('hex')]]),
  )
  const halves = sealRows({ rows, form: 'jcs', placement: 'prefix', genesis: zeros, place: placeLast }).map(
    ({ line }) => line,
  )
  const joined = {
    recipe: 'assay.recipe/1',
    id: 'joined',
    name: 'joined',
    algorithm: 'sha256',
    canonical: { form: 'fields-joined', fields: ['sequence', 'note'], delimiter: '|' },
    previous: { placement: 'newline-joined' },
  }
  const joinedLines = sealRows({
    rows,
    content: (row) => `${Object.fromEntries(row).sequence}|${Object.fromEntries(row).note}`,
    placement: 'newline-joined',
    genesis: zeros,
    place: placeLast,
  }).map(({ line }) => line)
  return [
    changed(
      'unreadable-row_fail',
      'Row 10 is cut off in the middle, the lines after it are whole.\nIt is rejected, and the next row has no predecessor.',
      lines.with(9, cut(lines[9], 80)),
      {
        entries: 24,
        rejected: 1,
        verdict: 'gap',
        reason: 'link-gap',
        contents: { ok: 24 },
        links: { genesis: 1, ok: 22, gap: 1 },
        breaks: [{ ...place(10), link: 'gap', reason: 'link-gap', missing: 1 }],
      },
    ),
    changed(
      'truncated_fail',
      'The file ends in the middle of its last row.\nAll that is there holds, and the end is missing: never verified.',
      lines.slice(0, 24).join('\n') + '\n' + cut(lines[24], 120),
      {
        entries: 24,
        rejected: 1,
        truncated: true,
        verdict: 'gap',
        reason: 'source-truncated',
        contents: { ok: 24 },
        links: { genesis: 1, ok: 23 },
      },
    ),
    changed(
      'other-genesis_fail',
      'The recipe says that the first row states GENESIS; it states zeros.\nThe first link is broken, everything else holds.',
      lines,
      {
        ...whole,
        verdict: 'mismatch',
        reason: 'link-broken',
        links: { ok: count - 1, broken: 1 },
        breaks: [{ ...place(0), link: 'broken', reason: 'link-broken' }],
      },
      literal,
    ),
    changed(
      'unreproducible_fail',
      'Sealed with a key that is not given.\nNo content recomputes: that is the recipe, not the rows, and no row is called different.',
      secret,
      {
        ...nothing,
        breaks: lines.map((_, index) => ({
          ...place(index),
          content: 'not-recomputable',
          reason: 'no-recipe-reproduces',
        })),
      },
    ),
    changed(
      'no-recipe_fail',
      'The same chain without a recipe: none of the shipped ones reproduces a row.\nThe links are still followed.',
      secret,
      nothing,
      null,
    ),
    changed(
      'hash-list_fail',
      'Every row stores a hash of itself and none of a predecessor.\nAll contents hold, no link can be judged: not checked as a chain.',
      list,
      { verdict: 'not-checked', reason: 'field-absent', contents: { ok: count }, links: {} },
      without(),
    ),
    changed(
      'hash-list-as-chain_fail',
      'The same rows under a recipe that puts a previous hash before the content.\nNothing can be recomputed, and nobody is accused.',
      list,
      {
        verdict: 'not-checked',
        reason: 'field-absent',
        contents: { 'not-recomputable': count },
        links: {},
        breaks: lines.map((_, index) => ({
          ...place(index),
          link: null,
          content: 'not-recomputable',
          reason: 'field-absent',
        })),
      },
      without({ previous: { placement: 'prefix' } }),
    ),
    changed(
      'form-lost_fail',
      'Under RFC 8785 one row holds half a surrogate pair, for which that standard has no text.\nIts content is not recomputable, everything else holds.',
      halves.with(4, halves[4].replace('"note":"', '"note":"\\ud83d')),
      {
        verdict: 'not-checked',
        reason: 'form-lost',
        contents: { ok: 24, 'not-recomputable': 1 },
        links: { genesis: 1, ok: 24 },
        breaks: [{ ...place(4), content: 'not-recomputable', reason: 'form-lost' }],
      },
      'sha256.jcs.prefix.hex',
    ),
    changed(
      'joined-field-missing_fail',
      'One row lacks a field that the recipe joins.\nNo pre-image can be made for it.',
      joinedLines.with(7, joinedLines[7].replace('"note":', '"remark":')),
      {
        verdict: 'not-checked',
        reason: 'field-absent',
        contents: { ok: 24, 'not-recomputable': 1 },
        links: { genesis: 1, ok: 24 },
        breaks: [{ ...place(7), content: 'not-recomputable', reason: 'field-absent' }],
      },
      joined,
    ),
    changed(
      'joined-field-altered_fail',
      'One byte of a joined field was changed.\nWhat is joined is covered.',
      joinedLines.with(7, joinedLines[7].replace('"sequence":1007', '"sequence":1907')),
      {
        verdict: 'mismatch',
        reason: 'content-differs',
        contents: { ok: 24, mismatch: 1 },
        links: { genesis: 1, ok: 24 },
        sequenceSkips: 900,
        breaks: [{ line: 8, sequence: '1907', content: 'mismatch', reason: 'content-differs' }],
      },
      joined,
    ),
  ]
}

export function unfittingCases() {
  return [...scopeAndOrder(), ...sourceAndRecipe()]
}

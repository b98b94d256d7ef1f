/** Merkle on screen: the ladder from entry and batch, the proof file, batches told apart, the form and the search. */
import axe from 'axe-core'
import { describe, expect, it } from 'vitest'
import type { CheckRun, MerkleResult } from '../../../src/shared/model/check-run.ts'
import { entryIdAt } from '../support/mock-api.ts'
import { resultOf } from '../support/mock-data.ts'
import { ladderOf, listedResult } from '../support/mock-merkle.ts'
import { act, allByRole, byRole, click, field, renderApp, settle, type } from '../support/render.tsx'

/** The mock's rows are all of source 2. */
const entryId = entryIdAt(316)
/** Whole hashes in the order in which they are drawn. */
const hashesIn = (host: ParentNode): (string | null)[] =>
  [...host.querySelectorAll('ol code[role=img]')].map((code) => code.getAttribute('aria-label'))

async function openTab(options: Parameters<typeof renderApp>[1] = {}) {
  const answers = { 'run.list': { runs: [merkleRun(13, 2)] }, ...options.answers }
  const rendered = await renderApp(`/entries?source=2&entry=${entryId}`, { answers })
  await click(byRole(rendered.host, 'tab', 'Merkle proof'))
  return rendered
}

const merkleRun = (runId: number, sourceId: number): CheckRun => ({
  runId,
  kind: 'merkle',
  sourceId,
  startedAtMicros: 1_790_000_000_000_000,
  finishedAtMicros: 1_790_000_001_000_000,
  state: 'finished',
  toolVersion: '0.1.0',
  parameters: {},
  overall: 'mismatch',
  resultSha256: '0'.repeat(64),
  repeatsRun: null,
})

function shownRun(result: MerkleResult) {
  const run = merkleRun(21, 1)
  return renderApp('/integrity?run=21', {
    answers: { 'run.list': { runs: [run] }, 'run.result': { run, result } },
  })
}

describe('the ladder of an entry', () => {
  it('is made on request for the last Merkle check, and draws every level in the order in which it is hashed', async () => {
    const { host, api } = await openTab()
    expect(host.textContent).not.toContain('Leaf hash')
    await click(byRole(host, 'button', 'Show the ladder of this entry'))
    expect(api.calls.findLast((call) => call.name === 'merkle.ladder')?.request).toMatchObject({
      runId: 13,
      of: { kind: 'entry', entryId },
    })
    const { leafHash, levels } = ladderOf(entryId)
    const drawn = levels.flatMap(({ node, sibling, siblingSide, parent }) =>
      sibling === null ? [parent] : siblingSide === 'left' ? [sibling, node, parent] : [node, sibling, parent],
    )
    expect(hashesIn(host)).toEqual([leafHash, ...drawn])
    const words = host.querySelector('aside')?.textContent ?? ''
    for (const part of [
      'Level 1 of 5',
      'Level 5 of 5, the root',
      'No sibling on this level: the hash goes up unchanged.',
      'keccak256(left ‖ right)',
      '17 of 21, in file order',
      '412 bytes',
      'First difference at digit 12 of 64.',
      'claimed root 2 of 2 are equal in every digit',
      'included:',
      'Leaf input: the record as JSON, as JavaScript prints it.',
    ])
      expect(words).toContain(part)
    expect(words).not.toMatch(/undefined|\{\{|\[object/)
    expect(byRole(host, 'link', 'Anchor check, run #12').getAttribute('href')).toContain('run=12')
  })

  it('copies one hash, and the whole ladder as text', async () => {
    const { host, copied } = await openTab()
    await click(byRole(host, 'button', 'Show the ladder of this entry'))
    await click(byRole(host, 'button', 'Copy: Level 1 of 5, sibling'))
    expect(copied.at(-1)).toBe(ladderOf(entryId).levels[0]?.sibling)
    await click(byRole(host, 'button', 'Copy as text'))
    for (const { parent } of ladderOf(entryId).levels) expect(copied.at(-1)).toContain(parent)
    expect(copied.at(-1)).toContain('Right (sibling)')
  })

  it('is saved under the same check, with the record only when that is asked for', async () => {
    const { host, api } = await openTab({
      answers: { 'dialog.saveFile': { file: { handle: 'h-9', name: 'for-the-bank.proof.json' } } },
    })
    await click(byRole(host, 'button', 'Show the ladder of this entry'))
    await click(byRole(host, 'button', 'Save proof…'))
    const asked = () => api.calls.findLast((call) => call.name === 'proof.make')?.request
    expect(asked()).toEqual({
      engagementId: expect.any(String),
      runId: 13,
      of: { kind: 'entry', entryId },
      out: 'h-9',
      force: true,
    })
    expect(host.textContent).toContain('assay proof check for-the-bank.proof.json')
    expect(host.textContent).toContain('Written: for-the-bank.proof.json.')
    const box = [...host.querySelectorAll('label')].find((label) => label.textContent?.includes('Put the hashed bytes'))
    await click(box?.querySelector('input') as HTMLInputElement)
    await click(byRole(host, 'button', 'Save proof…'))
    expect(asked()).toMatchObject({ of: { kind: 'entry', entryId, withRecord: true } })
  })

  it('says where to go when no Merkle check has finished', async () => {
    const { host } = await openTab({ answers: { 'run.list': { runs: [] } } })
    expect(host.textContent).toContain('No Merkle check of this source has finished.')
    expect(byRole(host, 'link', 'Open Integrity').getAttribute('href')).toContain('source=2')
    expect(allByRole(host, 'button').some((button) => button.textContent === 'Show the ladder of this entry')).toBe(
      false,
    )
  })

  it('has nothing that axe finds while it is open', async () => {
    document.documentElement.lang = 'en'
    const { host } = await openTab()
    await click(byRole(host, 'button', 'Show the ladder of this entry'))
    const { violations } = await axe.run(host.querySelector('aside') ?? document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
      rules: { 'color-contrast': { enabled: false } },
    })
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`),
    ).toEqual([])
  }, 120_000)
})

describe('a Merkle result', () => {
  it('says in words how the hashes are made and what they leave open', async () => {
    const { host } = await renderApp('/integrity?run=13')
    expect(host.textContent).toContain('Leaf input: the record as JSON, as JavaScript prints it.')
    expect(host.textContent).toContain('Node hash = keccak256(left ‖ right)')
    const weak = await shownRun(listedResult)
    expect(weak.host.textContent).toContain('Leaf hash = sha256(0x00 ‖ input).')
    expect(weak.host.textContent).toContain('Leaf input: the bytes that entry_hash writes as hexadecimal digits.')
    expect(weak.host.textContent).toContain('the root alone does not say how many leaves there are')
  })

  it('tells late, empty, missing and differing batches apart, and compares what a list states', async () => {
    const { host } = await shownRun(listedResult)
    const rowsOf = (caption: string): string[][] =>
      [...host.querySelectorAll('table')]
        .filter((table) => table.querySelector('caption')?.textContent === caption)
        .flatMap((table) => [...table.querySelectorAll('tbody tr')])
        .map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? ''))
    expect(rowsOf('Batches told apart')).toEqual([
      ['Root, count or times differ', '1', '2025-05-02'],
      ['Entries without a claimed root', '1', '2025-05-04'],
      ['Claimed root without entries', '1', '2025-05-03'],
      ['Claimed more than a day after the end of their day', '1', '2025-05-05'],
      ['Not checked', '0', 'none'],
      ['Verified', '2', ''],
    ])
    expect(rowsOf('Late batches')).toEqual([['2025-05-05', '55 h 33 m']])
    const stated = rowsOf('Stated and counted')
    // Those that differ first: a stated count of 800 over 801 entries, twelve stated where there is none.
    expect(stated.map(([batch, same, count, there]) => [batch, same, count, there])).toEqual([
      ['2025-05-02', 'no', '800', '801'],
      ['2025-05-03', 'no', '12', '0'],
      ['2025-05-01', 'yes', '800', '800'],
      ['2025-05-05', 'yes', '640', '640'],
    ])
  })

  it('shows the ladder of an entry by its number in a batch, and refuses numbers that are not there', async () => {
    const { host, api } = await renderApp('/integrity?run=13')
    await click(byRole(host, 'button', 'Ladder in batch 2025-05-03'))
    const place = field(host, 'Entry of the batch, counted from 1')
    expect(document.activeElement).toBe(place)
    await type(place, '603')
    expect(host.textContent).toContain('A whole number from 1 to 602.')
    expect(allByRole(host, 'button').some((button) => button.textContent === 'Show the ladder')).toBe(false)
    await type(place, '17')
    await click(byRole(host, 'button', 'Show the ladder'))
    expect(api.calls.findLast((call) => call.name === 'merkle.ladder')?.request).toMatchObject({
      runId: 13,
      of: { kind: 'place', sourceId: 1, batch: '2025-05-03', position: 17 },
    })
    expect(hashesIn(host)).toHaveLength(14)
  })

  it('of an earlier version, without limits and late batches, is shown too', async () => {
    const { host } = await shownRun(resultOf('merkle', 10) as MerkleResult)
    expect(host.textContent).not.toContain('What these roots leave open')
    expect(host.textContent).not.toMatch(/undefined|\{\{|\[object/)
  })
})

describe('the form for other trees', () => {
  it('verifies with what was stated, and asks for what is missing', async () => {
    const { host, api } = await renderApp('/integrity?source=1')
    const verify = () => api.calls.filter((call) => call.name === 'merkle.verify')
    await type(field(host, 'Tree profile'), 'rfc6962-sha256')
    await type(field(host, 'Leaf recipe'), 'field')
    await type(field(host, 'Batches'), 'count')
    await click(byRole(host, 'button', 'Verify roots'))
    expect(verify()).toHaveLength(0)
    expect(host.textContent).toContain('The name of a field.')
    expect(host.textContent).toContain('A whole number above 0.')
    await type(field(host, 'Field of the leaf'), 'entry_hash')
    await type(field(host, 'Entries of each batch'), '1000')
    await click(byRole(host, 'button', 'Verify roots'))
    expect(verify().at(-1)?.request).toMatchObject({
      sourceId: 1,
      choice: {
        tree: 'rfc6962-sha256',
        leaf: 'field-hex:entry_hash',
        batches: { by: 'count', entries: 1000 },
      },
    })
  })

  it('finds what gives known roots with a list, and takes it over', async () => {
    const { host, api } = await renderApp('/integrity?source=1')
    const list = new File(['{"batch":"1","root":"' + 'ab'.repeat(32) + '","count":20}\n'], 'roots.ndjson')
    await choose(host, list)
    expect(host.textContent).toContain('roots.ndjson: 1 batches stated')
    await click(byRole(host, 'button', 'Find tree and leaf'))
    expect(api.calls.findLast((call) => call.name === 'merkle.infer')?.request).toMatchObject({
      sourceId: 1,
      choice: { batches: { by: 'utc-day' }, statements: [{ batch: '1', root: 'ab'.repeat(32), count: 20 }] },
    })
    expect(host.textContent).toContain('1,204 combinations tried over 1 batches, 2 give the known roots.')
    expect(host.textContent).toContain('Roots are verified in file order only.')
    await click(byRole(host, 'button', 'Use tree rfc6962-sha256, leaf field-hex:entry_hash'))
    await click(byRole(host, 'button', 'Verify roots'))
    expect(api.calls.findLast((call) => call.name === 'merkle.verify')?.request).toMatchObject({
      choice: { tree: 'rfc6962-sha256', leaf: 'field-hex:entry_hash', statements: [{ batch: '1' }] },
    })
  })

  it('says what is wrong with a file that is no list', async () => {
    const { host } = await renderApp('/integrity?source=1')
    await choose(host, new File(['{"batch":"1","root":"zz"}'], 'other.json'))
    expect(byRole(host, 'alert').textContent).toContain('other.json is no list of batches: 0.root')
    await choose(host, new File(['not json'], 'note.txt'))
    expect(byRole(host, 'alert').textContent).toContain('note.txt is no list of batches')
  })

  it('needs one source', async () => {
    const { host } = await renderApp('/integrity')
    expect(host.textContent).toContain('Choose one source above first.')
  })
})

/** Hands a file to the form's input, as the system's chooser does. */
async function choose(host: ParentNode, file: File): Promise<void> {
  const input = host.querySelector<HTMLInputElement>('input[type=file][aria-label="List of batches…"]')
  if (input === null) throw new Error('no input for lists')
  Object.defineProperty(input, 'files', { configurable: true, value: [file] })
  await act(async () => input.dispatchEvent(new Event('change', { bubbles: true })))
  await settle(20)
}

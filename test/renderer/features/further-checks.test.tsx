/** Further checks on the integrity screen: what is asked, what each result shows, and what a repeated run says. */
import { describe, expect, it } from 'vitest'
import { resultOf } from '../support/mock-data.ts'
import type { CheckRun } from '../../../src/shared/model/check-run.ts'
import { allByRole, byRole, click, field, renderApp, type } from '../support/render.tsx'

const run = (kind: CheckRun['kind'], runId = 21): CheckRun => ({
  runId,
  kind,
  sourceId: kind === 'cloudtrail' ? 0 : 2,
  startedAtMicros: 1_790_000_000_000_000,
  finishedAtMicros: 1_790_000_001_000_000,
  state: 'finished',
  toolVersion: '0.1.0',
  parameters: {},
  overall: 'mismatch',
  resultSha256: '0'.repeat(64),
  repeatsRun: null,
})

async function shown(kind: CheckRun['kind']) {
  return renderApp('/integrity?run=21', {
    answers: {
      'run.list': { runs: [run(kind)] },
      'run.result': { run: run(kind), result: resultOf(kind, 10_000) },
    },
  })
}

describe('results', () => {
  it.each([
    ['continuity', ['3,098 of 3,100', 'Changes that are not in the log', 'o_5512', '"12.00"', 'and 1 more field']],
    [
      'sequence',
      ['missing 2 (ranges: 1)', '48291060 to 48291061', 'earlier than an entry with a lower number', '4.5 s'],
    ],
    ['ids', ['UUID version 7', '9,989 of 9,990', '-1 d', 'Usual innocent causes']],
    ['seals', ['Anyone who has the public key', 'public_key', 'Ed25519']],
    ['cloudtrail', ['24 of 25; 1 missing', 'eu-central-1', 'names a digest that is not there', 'extra.json.gz']],
  ] as const)('of %s', async (kind, parts) => {
    const { host } = await shown(kind)
    for (const part of parts) expect(host.textContent).toContain(part)
    expect(host.textContent).toContain('What this does not prove')
    expect(host.textContent).not.toMatch(/undefined|\{\{|\[object/)
  })

  it('says for a chain that nothing shows its end', async () => {
    const { host } = await renderApp('/integrity?run=14')
    expect(host.textContent).toContain('End not provable')
  })
})

describe('a chain without a recipe', () => {
  it('says that nothing is said about contents, and leads to the Chain Doctor', async () => {
    const chain = resultOf('chain', 10_000)
    const { host } = await renderApp('/integrity?run=21', {
      answers: {
        'run.list': { runs: [run('chain')] },
        'run.result': { run: run('chain'), result: { ...chain, recipeId: null, recipeHash: null } },
      },
    })
    expect(host.textContent).toContain('That says nothing about the contents')
    await click(byRole(host, 'link', /Chain Doctor/))
    expect(byRole(host, 'tab', 'Chain Doctor').getAttribute('aria-selected')).toBe('true')
    expect(byRole(host, 'button', /^Find the recipe of/)).toBeDefined()
  })
})

describe('starting', () => {
  it('says that there is nothing to check as an answer, and an error as an error', async () => {
    const nothing = Object.assign(new Error('No source has signatures. Nothing was checked.'), {
      code: 'profile-unsuitable',
      details: {},
    })
    const { host } = await renderApp('/integrity', { answers: { 'seals.verify': nothing } })
    await click(byRole(host, 'button', 'Signatures and other seals'))
    expect(host.textContent).toContain('Nothing to check')
    expect(host.textContent).toContain('Nothing was checked.')
    expect(allByRole(host, 'alert')).toEqual([])
    const failing = await renderApp('/integrity', { answers: { 'seals.verify': new Error('disk full') } })
    await click(byRole(failing.host, 'button', 'Signatures and other seals'))
    expect(byRole(failing.host, 'alert').textContent).toContain('disk full')
  })

  it('names what a run of all checks left out, with the reason', async () => {
    const skipped = [{ sourceId: 2, sourceName: 'shop-b.ndjson', kind: 'merkle', reason: 'no-batches' }]
    const { host } = await renderApp('/integrity', {
      answers: { 'all.verify': { results: [], overall: 'verified', skipped } },
    })
    await click(byRole(host, 'button', 'Run all checks'))
    expect(host.textContent).toContain('Merkle roots of shop-b.ndjson: not made, its profile names no batches')
  })

  it('shows the newest run although an older one was chosen', async () => {
    const { host } = await renderApp('/integrity?run=12&kind=anchors')
    await click(byRole(host, 'button', 'Sequence numbers'))
    expect(host.querySelector('tr[aria-current=true]')?.textContent).toContain('#14')
  })

  it('starts each check for the chosen source', async () => {
    const { host, api } = await renderApp('/integrity?source=2')
    for (const name of ['State continuity', 'Sequence numbers', 'Clocks inside ids', 'Signatures and other seals'])
      await click(byRole(host, 'button', name))
    const asked = api.calls.filter((call) => call.name.endsWith('.verify'))
    expect(asked.map((call) => call.name)).toEqual([
      'continuity.verify',
      'sequence.verify',
      'ids.verify',
      'seals.verify',
    ])
    expect(asked.every((call) => call.request['sourceId'] === 2)).toBe(true)
  })

  it('checks a copied bucket with files and keys, and not without files', async () => {
    const { host, api } = await renderApp('/integrity')
    expect(byRole(host, 'button', 'Check digests').hasAttribute('disabled')).toBe(true)
    await click(byRole(host, 'button', 'Choose folders…'))
    await click(byRole(host, 'button', 'Saved public keys…'))
    await click(byRole(host, 'button', 'Check digests'))
    expect(api.calls.find((call) => call.name === 'dialog.openFiles')?.request).toMatchObject({ folders: true })
    expect(api.calls.find((call) => call.name === 'cloudtrail.verify')?.request).toMatchObject({
      files: ['h-import'],
      keys: ['h-trust'],
    })
  })
})

describe('repeating', () => {
  const rerun = (outcome: 'unchanged' | 'changed') => ({
    before: run('chain', 14),
    after: run('chain', 22),
    outcome,
    verdictChanged: false,
    parametersChanged: false,
    breaksChanged: false,
    differenceCount: outcome === 'changed' ? 1 : 0,
    differences: outcome === 'changed' ? [{ path: 'links.gap', before: '1', after: '2' }] : [],
    result: resultOf('chain', 10_000),
  })

  it('says whether the result is the same, and when the next one is due', async () => {
    const { host, api } = await renderApp('/integrity?run=14', { answers: { 'run.repeat': rerun('unchanged') } })
    expect(host.textContent).toContain('Due: 2026-11-22T20:30:00Z')
    await click(byRole(host, 'button', 'Repeat run #14'))
    expect(api.calls.find((call) => call.name === 'run.repeat')?.request).toMatchObject({ runId: 14 })
    expect(host.textContent).toContain('Unchanged: the result is that of run 14, byte for byte.')

    const other = await renderApp('/integrity?run=14', { answers: { 'run.repeat': rerun('changed') } })
    await click(byRole(other.host, 'button', 'Repeat run #14'))
    expect(other.host.textContent).toContain('differs from that of run 14 in 1 places')
    expect(other.host.textContent).toContain('links.gap')
  })

  it('refuses a schedule that is no number of days, and sets one that is', async () => {
    const { host, api } = await renderApp('/integrity?run=14')
    await type(field(host, 'Every … days'), 'x')
    await click(byRole(host, 'button', 'Set schedule'))
    expect(host.textContent).toContain('A number of days from 1 to 3660.')
    await type(field(host, 'Every … days'), '30')
    await click(byRole(host, 'button', 'Set schedule'))
    expect(api.calls.filter((call) => call.name === 'schedule.set').map((call) => call.request['schedule'])).toEqual([
      { everyDays: 30, onOpen: true },
    ])
    expect(allByRole(host, 'alert')).toEqual([])
  })
})

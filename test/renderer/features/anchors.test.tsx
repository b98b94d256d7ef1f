/** Anchors on their screens: the map of trust windows, the table of anchors, what is vouched for, the one online door. */
import { describe, expect, it } from 'vitest'
import type { AnchorsResult } from '../../../src/shared/model/check-run.ts'
import { trustEntrySchema } from '../../../src/shared/model/anchor.ts'
import { resultOf } from '../support/mock-data.ts'
import { everyState, trustWindowOf } from '../support/mock-anchors.ts'
import { allByRole, byRole, click, field, press, renderApp, settle, type, type Rendered } from '../support/render.tsx'

const windows = '/integrity?source=1&tab=window'
const anchorsRun = '/integrity?run=12'
const material = '/integrity?source=1&tab=anchors'

const cells = (host: HTMLElement) => [...host.querySelectorAll<HTMLElement>('[role=gridcell]')]
const chosenDay = (host: HTMLElement) => cells(host).find((cell) => cell.getAttribute('aria-selected') === 'true')
const labelOf = (element: Element | undefined | null) => element?.getAttribute('aria-label') ?? ''
const sent = ({ api }: Rendered, name: string) => api.calls.filter((call) => call.name === name).at(-1)?.request

async function measured(answer = trustWindowOf()): Promise<Rendered> {
  const rendered = await renderApp(windows, { answers: { 'anchor.window': answer } })
  await click(byRole(rendered.host, 'button', 'Measure'))
  return rendered
}

async function tick(host: HTMLElement): Promise<void> {
  const box = host.ownerDocument.querySelector<HTMLInputElement>('input[type=checkbox]')
  if (box === null) throw new Error('no checkbox')
  await click(box)
}

describe('trust windows', () => {
  it('are measured with the basis and the hours that were chosen, and refuse hours that are none', async () => {
    const rendered = await renderApp(windows)
    const { host } = rendered
    expect(host.textContent).toContain('Not measured yet')
    await type(field(host, 'Times that count'), 'included')
    await type(field(host, 'Due within (hours)'), '8785')
    await click(byRole(host, 'button', 'Measure'))
    expect(host.textContent).toContain('Whole hours from 0 to 8,784.')
    expect(sent(rendered, 'anchor.window')).toBeUndefined()
    await type(field(host, 'Due within (hours)'), '24')
    await click(byRole(host, 'button', 'Measure'))
    expect(sent(rendered, 'anchor.window')).toEqual({
      engagementId: expect.any(String),
      sourceId: 1,
      basis: 'included',
      withinHours: 24,
    })
    expect(host.textContent).toContain('assay anchor window Acme-2025-Q2.assay 1 --basis included --within-hours 24')
  })

  it('say the sentences, the times of submitters apart, and the same in the statement that is copied', async () => {
    const { host, copied } = await measured()
    for (const words of [
      'rewritten unnoticed for up to 26 h after their event',
      'By the times that the submitter states',
      'No time was stated within which a day must be committed to',
      'commitment missing: 3 days',
      '2025-05-03, 2025-05-10 to 2025-05-11',
    ])
      expect(host.textContent).toContain(words)
    await click(byRole(host, 'button', 'Copy statement for the workpaper'))
    const statement = copied.at(-1) ?? ''
    expect(statement).toContain('commitment missing: 3 days (2025-05-03, 2025-05-10 to 2025-05-11)')
    expect(statement).toContain('contradicted: 1 day (2025-05-17)')
    expect(statement).toContain('committed: 18 days')
    expect(statement).toContain('To repeat: assay anchor window Acme-2025-Q2.assay 1 --basis header-known')
    expect(statement).not.toMatch(/undefined|\{\{|\[object/)
  })

  it('tell the state of every day in words, and open at the loudest one', async () => {
    const { host } = await measured()
    expect(cells(host)).toHaveLength(30)
    for (const state of new Set(everyState)) {
      const cell = cells(host)[everyState.indexOf(state)]
      expect(labelOf(cell)).toMatch(/^2025-05-\d\d, \w+day: /)
      expect(cell?.querySelector('[aria-hidden]')).not.toBeNull()
    }
    expect(labelOf(cells(host)[16])).toBe('2025-05-17, Saturday: contradicted, 100 entries')
    expect(labelOf(chosenDay(host))).toContain('2025-05-03')
    // The lanes say the same as a sentence.
    const summary = labelOf(host.querySelector('figure [role=img]'))
    expect(summary).toContain('30 days from 2025-05-01 to 2025-05-30')
    expect(summary).toContain('commitment missing: 3 days')
  })

  it('are walked by keys: days, months, ends; one cell is in the tab order', async () => {
    const { host } = await measured(
      trustWindowOf({ from: '2025-01-30', states: Array.from({ length: 62 }, () => 'committed') }),
    )
    const at = () => labelOf(chosenDay(host)).slice(0, 10)
    const key = async (name: string) => press(chosenDay(host) ?? host, name)
    expect(at()).toBe('2025-01-30')
    await key('ArrowRight')
    await key('ArrowDown')
    // February has no 31st: the nearest day of it.
    expect(at()).toBe('2025-02-28')
    await key('ArrowDown')
    expect(at()).toBe('2025-03-28')
    await key('Home')
    expect(at()).toBe('2025-03-01')
    await key('ArrowLeft')
    expect(at()).toBe('2025-02-28')
    await key('ArrowUp')
    expect(at()).toBe('2025-01-30')
    expect(cells(host).filter((cell) => cell.tabIndex === 0)).toHaveLength(1)
    expect(document.activeElement).toBe(chosenDay(host))
  })

  it('go from one day of a state to its next by the legend', async () => {
    const { host } = await measured()
    const legend = byRole(host, 'button', /commitment missing · 3 days/)
    const seen: string[] = []
    for (let turn = 0; turn < 3; turn += 1) {
      await click(legend)
      seen.push(labelOf(chosenDay(host)).slice(0, 10))
    }
    expect(seen).toEqual(['2025-05-10', '2025-05-11', '2025-05-03'])
  })

  it.each([
    [1, 1],
    [30, 30],
    [2000, 366],
  ])('stay bounded over %d days', async (length, mostCells) => {
    // Every third day without a commitment: the worst case for stretches.
    const { host } = await measured(
      trustWindowOf({
        from: '2020-01-01',
        states: Array.from({ length }, (_, index) => (index % 3 === 2 ? 'missing' : 'committed')),
      }),
    )
    expect(cells(host).length).toBeLessThanOrEqual(mostCells)
    expect(host.querySelectorAll('figure [role=img] span').length).toBeLessThan(700)
    expect(labelOf(host.querySelector('figure [role=img]'))).toContain(`${length.toLocaleString('en-US')} day`)
    if (length === 2000) {
      expect(host.textContent).toContain('and 642 more stretches, in the table')
      const before = labelOf(cells(host)[0]).slice(0, 4)
      await click(byRole(host, 'button', 'Later'))
      expect(labelOf(cells(host)[0]).slice(0, 4)).toBe(String(Number(before) + 1))
    }
  })

  it('lead to the entries of a day', async () => {
    const { host } = await measured()
    const link = byRole(host, 'link', /Show the entries of this day/)
    expect(link.getAttribute('href')).toContain('from=2025-05-03&to=2025-05-03')
  })

  it('say when nothing was verified before, verify on request, and measure again by themselves', async () => {
    const rendered = await measured(trustWindowOf({ change: { anchorsRun: null, proofsRun: null } }))
    expect(rendered.host.textContent).toContain('run verify anchors first')
    await click(byRole(rendered.host, 'button', 'Verify anchors, then measure'))
    await settle()
    expect(sent(rendered, 'anchors.verify')).toEqual({ engagementId: expect.any(String), sourceId: 1 })
    expect(rendered.api.calls.filter((call) => call.name === 'anchor.window')).toHaveLength(2)
  })

  it('run as a job that is followed and cancelled', async () => {
    const { host, api } = await renderApp(windows, { autoFinish: false })
    await click(byRole(host, 'button', 'Measure'))
    api.progress(api.running[0] ?? '', 250_000, 1_000_000, 'entries', 'windows 2')
    await settle()
    expect(host.textContent).toContain('times of entries, 2 of 3')
    expect(host.textContent).toContain('250,000 of 1,000,000 entries')
    await click(allByRole(host, 'button').find((button) => button.textContent === 'Cancel') ?? host)
    await settle()
    expect(host.textContent).toContain('Cancelled')
    expect(api.running).toEqual([])
  })
})

describe('the table of anchors', () => {
  const table = (host: HTMLElement, name: string) =>
    [...host.querySelectorAll('table')].find((one) => one.querySelector('caption')?.textContent === name)
  const rows = (host: HTMLElement, name: string) => [...(table(host, name)?.querySelectorAll('tbody tr') ?? [])]
  const dates = (host: HTMLElement) => rows(host, 'Anchors').map((row) => row.textContent?.slice(0, 10))

  it('shows the worst first, sorts by a heading and back, and says so to readers', async () => {
    const { host } = await renderApp(anchorsRun)
    expect(dates(host)).toEqual(['2025-05-03', '2025-05-01', '2025-05-02', '2025-05-04', '2025-05-05', '2025-05-06'])
    const heading = byRole(host, 'button', 'Sort by Date')
    await click(heading)
    expect(dates(host)[0]).toBe('2025-05-01')
    expect(heading.closest('th')?.getAttribute('aria-sort')).toBe('ascending')
    await click(byRole(host, 'button', 'Sort by Date'))
    expect(dates(host)[0]).toBe('2025-05-06')
    expect(heading.closest('th')?.getAttribute('aria-sort')).toBe('descending')
  })

  it('is filtered by rung', async () => {
    const { host } = await renderApp(anchorsRun)
    const select = field(host, 'Rung') as unknown as HTMLSelectElement
    expect([...select.options].map((option) => option.text)).toEqual([
      'All rungs (6)',
      'claimed (0)',
      'consistent (1)',
      'included (4)',
      'header-known (1)',
    ])
    await type(select, 'consistent')
    expect(dates(host)).toEqual(['2025-05-04'])
    await type(select, 'claimed')
    expect(host.textContent).toContain('No anchor stands at this rung.')
  })

  it('adds a block hash only when somebody typed the same one and said where it was read', async () => {
    const rendered = await renderApp(anchorsRun)
    const { host } = rendered
    await click(byRole(host, 'button', 'Show the anchor of 2025-05-01'))
    const real = (resultOf('anchors', 1) as AnchorsResult).anchors[0]?.blockHash ?? ''
    // Never filled in: a hash copied from the evidence vouches for nothing.
    expect(field(host, 'Block hash as you read it').value).toBe('')
    await type(field(host, 'Block hash as you read it'), `0x${'a'.repeat(64)}`)
    expect(host.textContent).toContain('Differs from the block hash in the transcript')
    await click(byRole(host, 'button', 'Add to what you vouch for'))
    expect(sent(rendered, 'trust.add')).toBeUndefined()
    await type(field(host, 'Block hash as you read it'), ` ${real.toUpperCase().replace('0X', '0x')} `)
    expect(host.textContent).toContain('Equal to the block hash in the transcript')
    await click(byRole(host, 'button', 'Add to what you vouch for'))
    expect(host.textContent).toContain('Say where it came from')
    expect(sent(rendered, 'trust.add')).toBeUndefined()
    await type(field(host, 'Where you read it'), 'an explorer, by phone')
    await click(byRole(host, 'button', 'Add to what you vouch for'))
    expect(sent(rendered, 'trust.add')?.['entries']).toEqual([
      { kind: 'block-hash', chainId: '31337', blockHash: real, note: 'an explorer, by phone' },
    ])
    expect(host.textContent).toContain(
      `assay trust add Acme-2025-Q2.assay --block-hash ${real} --chain-id 31337 --note 'an explorer, by phone'`,
    )
  })

  it('offers no step for a value that differs, and shows both values of it', async () => {
    const { host } = await renderApp(anchorsRun)
    await click(byRole(host, 'button', 'Show the anchor of 2025-05-03'))
    expect(host.textContent).not.toContain('To the next rung')
    const values = rows(host, 'Steps of the comparison').map((row) =>
      [...row.querySelectorAll('td')].slice(1).map((cell) => cell.textContent),
    )
    expect(values.filter(([holds]) => holds === 'no')).toContainEqual(['no', '602', '601'])
  })

  it('names where the transcripts come from, and leads from a claim to a capture', async () => {
    const { host } = await renderApp(anchorsRun)
    expect(host.textContent).toContain('Captured 2025-06-02T00:00:00Z from anvil 1.7.1, local.')
    await click(byRole(host, 'button', 'Show the anchor of 2025-05-04'))
    expect(host.textContent).toContain(
      'assay anchor fetch Acme-2025-Q2.assay --source 1 --online https://node.example.com/',
    )
    await click(byRole(host, 'button', 'Go to recorded anchors'))
    expect(host.textContent).toContain('What you obtained independently')
  })

  it('warns of sensitive values on the chain, and of a list of trust that changed since', async () => {
    const result = resultOf('anchors', 1) as AnchorsResult
    const changed = {
      ...result,
      trustHash: '0'.repeat(64),
      anchors: result.anchors.map((anchor, index) => ({
        ...anchor,
        ...(index === 2 ? { onChain: [{ kind: 'email' as const, count: 2 }] } : {}),
      })),
    }
    const rendered = await renderApp(anchorsRun, {
      answers: { 'run.result': { run: { ...runOf(12) }, result: changed } },
    })
    expect(rendered.host.textContent).toContain('The texts of 1 anchors hold sensitive values for good: 2025-05-03.')
    expect(rendered.host.textContent).toContain('e-mail addresses: 2')
    await click(byRole(rendered.host, 'button', 'Verify anchors again'))
    expect(sent(rendered, 'anchors.verify')).toEqual({ engagementId: expect.any(String), sourceId: 1 })
  })
})

function runOf(runId: number) {
  return {
    runId,
    kind: 'anchors' as const,
    sourceId: 1,
    startedAtMicros: 1_790_000_000_000_000,
    finishedAtMicros: 1_790_000_001_000_000,
    state: 'finished' as const,
    toolVersion: '0.1.0',
    parameters: {},
    overall: 'not-checked' as const,
    resultSha256: '0'.repeat(64),
    repeatsRun: null,
  }
}

describe('what is vouched for', () => {
  const hex = (digits: number) => 'b'.repeat(digits)
  const filled: readonly (readonly [string, Readonly<Record<string, string>>, object])[] = [
    [
      'block-hash',
      { 'Block hash': `0x${hex(64).toUpperCase()}`, 'Chain id': '1' },
      { blockHash: `0x${hex(64)}`, chainId: '1' },
    ],
    [
      'contract',
      { 'Contract address': `0x${hex(40)}`, 'Chain id': '1' },
      { address: `0x${hex(40)}`, chainId: '1', codeHash: null },
    ],
    ['log-key', { 'Verifier key': 'log.example.com+1a2b3c4d+AQID', Role: 'witness' }, { role: 'witness' }],
    ['bitcoin-header', { 'Header, 80 bytes': hex(160), Height: '840000' }, { height: 840_000 }],
    ['head-list', { 'SHA-256 of the list': hex(64), 'Who keeps it': 'the notary' }, { holder: 'the notary' }],
    [
      'beacon-root',
      { 'Root of the beacon block': `0x${hex(64)}`, 'Root of the validators at genesis': `0x${hex(64)}` },
      { blockRoot: `0x${hex(64)}` },
    ],
  ]

  it.each(filled)('takes a typed %s', async (kind, values, expected) => {
    const rendered = await renderApp(material)
    const { host } = rendered
    await type(field(host, 'What'), kind)
    await click(byRole(host, 'button', 'Add'))
    expect(host.textContent).toContain('Needed.')
    for (const [label, value] of Object.entries(values)) await type(field(host, label), value)
    await type(field(host, 'Where it came from'), 'by phone')
    await click(byRole(host, 'button', 'Add'))
    const [entry] = (sent(rendered, 'trust.add')?.['entries'] ?? []) as object[]
    expect(entry).toMatchObject({ kind, note: 'by phone', ...expected })
    expect(trustEntrySchema.safeParse(entry).success).toBe(true)
    expect(host.textContent).toContain('1 added, 2 in all.')
  })

  it('says which field is not in its form, and sends nothing', async () => {
    const rendered = await renderApp(material)
    const { host } = rendered
    await type(field(host, 'Block hash'), '0x12')
    await type(field(host, 'Chain id'), 'main')
    await click(byRole(host, 'button', 'Add'))
    expect(host.textContent?.split('This is not in its form.')).toHaveLength(3)
    expect(sent(rendered, 'trust.add')).toBeUndefined()
  })

  it('is copied as lines that the model reads, with the hash of the list beside it', async () => {
    const { host, copied } = await renderApp(material)
    expect(host.textContent).toContain('Hash of this list')
    await click(byRole(host, 'button', 'Copy all as NDJSON'))
    const lines = (copied.at(-1) ?? '').trim().split('\n')
    expect(lines.map((line) => trustEntrySchema.parse(JSON.parse(line)).kind)).toEqual(['block-hash'])
    expect(host.textContent).toContain('assay trust export Acme-2025-Q2.assay > trust.ndjson')
  })
})

describe('the online door', () => {
  const dialog = () => document.querySelector<HTMLElement>('[role=dialog]')
  async function opened(): Promise<Rendered> {
    const rendered = await renderApp(material)
    await click(byRole(rendered.host, 'button', 'Fetch from an endpoint…'))
    return rendered
  }
  const part = () => dialog() ?? document.body

  it('asks nobody until an address, a contract and a tick for exactly that host are given', async () => {
    const rendered = await opened()
    expect(part().textContent).toContain('nobody yet: give an address')
    expect(part().textContent).toContain('1 transactions by their hashes')
    await type(field(part(), 'Address of a JSON-RPC node'), 'http://node.example.com/')
    await click(byRole(part(), 'button', 'Fetch'))
    expect(part().textContent).toContain('Over http anybody on the way can read and change')
    await type(field(part(), 'Address of a JSON-RPC node'), 'https://auditor:secret@node.example.com/v3/token')
    await type(field(part(), 'Contract under audit'), `0x${'5'.repeat(40)}`)
    // Of the address only the host is shown.
    expect(part().textContent).toContain('node.example.com')
    expect(part().textContent).not.toMatch(/secret|token\b(?! )/)
    await click(byRole(part(), 'button', 'Fetch'))
    expect(sent(rendered, 'anchor.fetch')).toBeUndefined()
    await tick(part())
    // Another address is another host: the tick was not for it.
    await type(field(part(), 'Address of a JSON-RPC node'), 'https://other.example.com/')
    expect(part().querySelector<HTMLInputElement>('input[type=checkbox]')?.checked).toBe(false)
    await click(byRole(part(), 'button', 'Fetch'))
    expect(sent(rendered, 'anchor.fetch')).toBeUndefined()
    await tick(part())
    await click(byRole(part(), 'button', 'Fetch'))
    expect(sent(rendered, 'anchor.fetch')).toEqual({
      engagementId: expect.any(String),
      sourceId: 1,
      online: ['https://other.example.com/'],
      contract: `0x${'5'.repeat(40)}`,
    })
    expect(dialog()).toBeNull()
  })

  it('takes the one pinned contract, and shows what came and what did not', async () => {
    const contract = `0x${'5'.repeat(40)}`
    const { host } = await renderApp(material, {
      answers: {
        'trust.list': {
          entries: [{ kind: 'contract', chainId: '31337', address: contract, codeHash: null, note: '' }],
          hash: '0'.repeat(64),
        },
      },
    })
    await click(byRole(host, 'button', 'Fetch from an endpoint…'))
    expect(field(part(), 'Contract under audit').value).toBe(contract)
    await type(field(part(), 'Address of a JSON-RPC node'), 'https://node.example.com/')
    await tick(part())
    await click(byRole(part(), 'button', 'Fetch'))
    await settle()
    for (const words of [
      '3 of 4 transactions captured; blocks: 3; connections opened: 2.',
      'not found on this chain',
      'debug_getRawHeader: the node reports an error',
      'eth_getBlockByNumber.hash',
      'That is its statement, no proof.',
    ])
      expect(host.textContent).toContain(words)
  })

  it('says a failure in a sentence, and is closed by Escape without asking anybody', async () => {
    const failed = Object.assign(
      new Error('node.example.com did not answer which chain it is on. Nothing was fetched.'),
      {
        code: 'endpoint-failed',
      },
    )
    const rendered = await renderApp(material, { answers: { 'anchor.fetch': failed } })
    const { host } = rendered
    await click(byRole(host, 'button', 'Fetch from an endpoint…'))
    await press(part(), 'Escape')
    expect(dialog()).toBeNull()
    expect(sent(rendered, 'anchor.fetch')).toBeUndefined()
    await click(byRole(host, 'button', 'Fetch from an endpoint…'))
    await type(field(part(), 'Address of a JSON-RPC node'), 'https://node.example.com/')
    await type(field(part(), 'Contract under audit'), `0x${'5'.repeat(40)}`)
    await tick(part())
    await click(byRole(part(), 'button', 'Fetch'))
    await settle()
    expect(host.textContent).toContain('did not answer which chain it is on. Nothing was fetched.')
  })
})

describe('the overview', () => {
  it('leads from every figure to where it can be seen', async () => {
    const { host } = await renderApp('/overview')
    const hrefs = allByRole(host, 'link').map((link) => decodeURIComponent(link.getAttribute('href') ?? ''))
    expect(hrefs.some((href) => href.includes('/integrity') && href.includes('tab=window'))).toBe(true)
    expect(byRole(host, 'link', 'L0').getAttribute('href')).toContain('/sources?source=2')
    expect(byRole(host, 'link', 'L3').getAttribute('href')).toContain('/sources?source=1')
  })
})

/** Screens over the mock: verdict words, breaks with boxed digits, jobs, import, erasure, packages, findings. */
import { describe, expect, it } from 'vitest'
import { verdictWords } from '../../../src/shared/model/verdict.ts'
import { VerdictChip } from '../../../src/renderer/lib/verdict-chip.tsx'
import { HashPair } from '../../../src/renderer/lib/hash-view.tsx'
import { hashOf } from '../support/mock-data.ts'
import { allByRole, byRole, click, field, renderApp, renderPart, settle, type } from '../support/render.tsx'

describe('verdict chips', () => {
  it('print the code itself, with an icon beside it', async () => {
    const { host } = await renderPart(
      <>
        {verdictWords.map((verdict) => (
          <VerdictChip key={verdict} verdict={verdict} />
        ))}
      </>,
    )
    expect([...host.querySelectorAll('[data-verdict]')].map((chip) => chip.textContent)).toEqual([...verdictWords])
    expect(host.querySelectorAll('[data-verdict] svg')).toHaveLength(verdictWords.length)
  })
})

describe('a pair of hashes', () => {
  it('boxes the first differing digit in both, over the full value', async () => {
    const left = hashOf(5)
    const digit = left[37] === 'f' ? '0' : 'f'
    const { host } = await renderPart(
      <HashPair
        expectedLabel="expected"
        expected={left}
        actualLabel="actual"
        actual={`${left.slice(0, 37)}${digit}${left.slice(38)}`}
      />,
    )
    const boxed = [...host.querySelectorAll('[data-first-difference]')].map((element) => element.textContent)
    expect(boxed).toEqual([left[37], digit])
    expect(host.textContent).toContain('First difference at digit 38 of 64.')
    expect([...host.querySelectorAll('code')].map((code) => code.getAttribute('aria-label'))[0]).toBe(left)
  })

  it('boxes nothing when the values are equal', async () => {
    const { host } = await renderPart(
      <HashPair expectedLabel="expected" expected={hashOf(5)} actualLabel="actual" actual={hashOf(5)} />,
    )
    expect(host.querySelector('[data-first-difference]')).toBeNull()
  })
})

describe('integrity', () => {
  it('shows a chain run with both axes, its breaks and the command that repeats it', async () => {
    const { host } = await renderApp('/integrity?run=14')
    expect(host.textContent).toContain('Link axis')
    expect(host.textContent).toContain('9,999,999 of 10,000,000')
    expect(host.querySelectorAll('[data-first-difference]').length).toBeGreaterThanOrEqual(2)
    expect(host.textContent).toContain('What this does not prove')
    expect(host.textContent).toContain('assay verify chain Acme-2025-Q2.assay 2')
  })

  it('shows the run that the address names, with both roots of a batch anchored twice', async () => {
    const { host } = await renderApp('/integrity?run=13')
    expect(host.textContent).toContain('Run #13')
    expect(host.textContent).toContain('Claimed root 1 of 2 (expected)')
  })

  it('keeps the three times of an anchor apart and prints the rung', async () => {
    const { host } = await renderApp('/integrity?run=12')
    for (const words of [
      'Time asserted by the submitter',
      'Block time',
      'Times of the entries',
      'header-known',
      'included',
    ])
      expect(host.textContent).toContain(words)
  })

  it('shows a running job in real units and cancels it', async () => {
    const { host, api } = await renderApp('/integrity', { autoFinish: false })
    await click(byRole(host, 'button', 'Run all checks'))
    const jobId = api.running[0] ?? ''
    api.progress(jobId, 250_000, 1_000_000, 'entries', 'chain')
    await settle()
    expect(host.textContent).toContain('250,000 of 1,000,000 entries')
    expect(byRole(host, 'progressbar').getAttribute('aria-valuenow')).toBe('25')
    await click(allByRole(host, 'button').find((button) => button.textContent === 'Cancel') ?? host)
    expect(api.calls.some((call) => call.name === 'job.cancel' && call.request['jobId'] === jobId)).toBe(true)
    expect(host.textContent).toContain('Cancelled. Nothing was kept.')
    expect(host.querySelector('footer')?.textContent).toContain('No job is running')
  })

  it('hears the end of a job that ended before the call was answered', async () => {
    const { host } = await renderApp('/integrity')
    await click(byRole(host, 'button', 'Run all checks'))
    expect(host.querySelector('footer')?.textContent).toContain('No job is running')
    expect(host.textContent).not.toContain('Starting…')
  })
})

describe('the import wizard', () => {
  it('goes from file to receipt, showing mapping and the chain trial on the way', async () => {
    const { host, api } = await renderApp('/import')
    await click(byRole(host, 'button', 'Choose files…'))
    expect(host.textContent).toContain('shop-b.ndjson')
    await click(byRole(host, 'button', 'Next'))
    expect(host.textContent).toContain('Every line of the first 256 KiB is one JSON object.')
    expect(host.textContent).toContain('actor_id')
    expect(host.querySelector('pre')?.textContent).toContain('"prev_hash"')
    await click(byRole(host, 'button', 'Next'))
    expect(host.textContent).toContain('997 of 1,000 match')
    await click(byRole(host, 'button', 'Next'))
    await click(byRole(host, 'button', 'Import 1 file'))
    await settle()
    expect(api.calls.find((call) => call.name === 'source.import')?.request).toEqual({
      engagementId: 'mock',
      file: 'h-import',
    })
    expect(host.textContent).toContain('Reject list: 12 records')
  })

  it('refuses an expected hash that is none, and sends one that is', async () => {
    const { host, api } = await renderApp('/import')
    await click(byRole(host, 'button', 'Choose files…'))
    const input = host.querySelector<HTMLInputElement>('input[aria-label^="Expected SHA-256"]')
    if (input === null) throw new Error('no field')
    await type(input, 'abc')
    expect(byRole(host, 'button', 'Next').hasAttribute('disabled')).toBe(true)
    await type(input, hashOf(3).toUpperCase())
    for (let step = 0; step < 3; step += 1) await click(byRole(host, 'button', 'Next'))
    await click(byRole(host, 'button', 'Import 1 file'))
    expect(api.calls.find((call) => call.name === 'source.import')?.request['expectSha256']).toBe(hashOf(3))
  })

  it('keeps a cancelled file out and offers it again', async () => {
    const { host, api } = await renderApp('/import', { autoFinish: false })
    await click(byRole(host, 'button', 'Choose files…'))
    for (let step = 0; step < 3; step += 1) await click(byRole(host, 'button', 'Next'))
    await click(byRole(host, 'button', 'Import 1 file'))
    api.progress(api.running[0] ?? '', 1_000, 10_000)
    await settle()
    await click(allByRole(host, 'button').find((button) => button.textContent === 'Cancel') ?? host)
    await settle()
    expect(host.textContent).toContain('Cancelled. Nothing was kept.')
    expect(byRole(host, 'button', 'Import 1 file')).toBeTruthy()
  })
})

describe('other screens', () => {
  it('closes the receipt in words and numbers', async () => {
    const { host } = await renderApp('/sources?source=2')
    expect(host.textContent).toContain('10,000,014 physical = 10,000,000 accepted + 12 rejected + 2 blank.')
    expect(host.textContent).toContain('The receipt closes')
    await click(byRole(host, 'tab', /Reject list/))
    expect(host.textContent).toContain('not valid JSON')
  })

  it('shows hits with their entries and names the field of a rule that is not-testable', async () => {
    const { host } = await renderApp('/anomalies')
    expect(host.textContent).toContain('no entry has user_roles')
    expect(host.textContent).toContain('5 rules ran on 18,004 entries: 4 hits, 1 not-testable.')
    await click(byRole(host, 'tab', 'Days'))
    expect(host.textContent).toContain('2025-05-04, 2025-05-05, 2025-05-31')
    expect(host.querySelectorAll('svg[role=img] rect')).toHaveLength(91)
  })

  it('filters findings by kind and links pointers to entries', async () => {
    const { host, api } = await renderApp('/findings')
    expect(host.textContent).toContain('Entry does not recompute')
    expect(byRole(host, 'link', /shop-b.ndjson, line 1,205/).getAttribute('href')).toContain('entry=8589935796')
    await type(byRole(host, 'combobox'), 'rule-hit')
    expect(api.calls.some((call) => call.name === 'finding.list' && call.request['kind'] === 'rule-hit')).toBe(true)
    expect([...host.querySelectorAll('main li h2')].map((title) => title.textContent)).toEqual(['Entry meets a rule'])
  })

  it('previews an erasure: every change before and after, effects and warnings, nothing else asked of the engine', async () => {
    const { host, api } = await renderApp('/erasure')
    await type(field(host, 'Identifiers of one person'), 'u-204\nmaria@example.com, u-204')
    await click(byRole(host, 'button', 'Preview'))
    expect(api.calls.find((call) => call.name === 'erasure.preview')?.request['subjects']).toEqual([
      'u-204',
      'maria@example.com',
    ])
    expect(host.textContent).toContain('3 entries name u-204, maria@example.com')
    expect(host.textContent).toContain('metadata.customer.email')
    expect(host.textContent).toContain('the value stays guessable')
    const effect = [...host.querySelectorAll('tr')].find((row) => row.textContent?.includes('The roots of 2 days'))
    expect([...(effect?.querySelectorAll('[data-verdict]') ?? [])].map((chip) => chip.textContent)).toEqual([
      'verified',
      'mismatch',
    ])
    expect(host.textContent).toContain(
      'assay erasure preview Acme-2025-Q2.assay --subject u-204 --subject maria@example.com --transform blank',
    )
  })

  it('builds a package and forgets the passphrase', async () => {
    const { host, api } = await renderApp('/packages')
    await click(byRole(host, 'button', 'Choose key file…'))
    await type(field(host, 'Passphrase'), 'correct horse')
    await click(byRole(host, 'button', 'Build package…'))
    expect(api.calls.find((call) => call.name === 'package.build')?.request).toMatchObject({
      template: 'soc2',
      keyFile: 'h-key',
      passphrase: 'correct horse',
      out: 'h-save',
    })
    expect(host.textContent).toContain('Re-opened and verified')
    expect(field(host, 'Passphrase').value).toBe('')
  })

  it('verifies a package with no engagement: integrity, identity and time apart, the file named, the key compared', async () => {
    const { host, api } = await renderApp('/', { engagement: false })
    await click(byRole(host, 'button', 'Choose file…'))
    expect([...host.querySelectorAll('dt')].slice(0, 3).map((term) => term.textContent)).toEqual([
      'Integrity',
      'Identity',
      'Time',
    ])
    expect(host.textContent).toContain('data/extracts/changes.csv')
    expect(host.querySelectorAll('[data-first-difference]')).toHaveLength(4)
    const use = () => byRole(host, 'button', 'Verify with this fingerprint')
    await type(field(host, 'Fingerprint you received another way'), hashOf(44).slice(0, 20))
    expect(host.textContent).toContain('Equal so far: 20 of 64 digits.')
    expect(use().hasAttribute('disabled')).toBe(true)
    await type(
      field(host, 'Fingerprint you received another way'),
      (hashOf(44).match(/../g) ?? []).join(':').toUpperCase(),
    )
    await click(use())
    expect(api.calls.filter((call) => call.name === 'package.verify').at(-1)?.request['trustFingerprints']).toEqual([
      hashOf(44),
    ])
  })

  it('creates an engagement only from a real period', async () => {
    const { host, api } = await renderApp('/', { engagement: false })
    await type(field(host, 'Name'), 'Acme: 2025/Q2')
    await type(field(host, 'Period from'), '2025-02-30')
    await type(field(host, 'Period to'), '2025-06-30')
    await click(byRole(host, 'button', 'Create engagement…'))
    expect(api.calls.some((call) => call.name === 'engagement.create')).toBe(false)
    await type(field(host, 'Period from'), '2025-04-01')
    await click(byRole(host, 'button', 'Create engagement…'))
    expect(api.calls.find((call) => call.name === 'dialog.saveFile')?.request['suggestedName']).toBe(
      'Acme-2025-Q2.assay',
    )
    expect(api.calls.find((call) => call.name === 'engagement.create')?.request['period']).toEqual({
      from: '2025-04-01',
      to: '2025-06-30',
    })
    expect(byRole(host, 'heading', 'Acme: 2025/Q2')).toBeTruthy()
  })

  it('shows a bug in a view as that, and keeps the rest of the window', async () => {
    const { host } = await renderApp('/custody', {
      answers: {
        'log.list': {
          total: 1,
          events: [
            { sequence: 1, atMicros: 9e18, actor: 'a', action: 'b', details: {}, previousHash: '', entryHash: '' },
          ],
        },
      },
    })
    expect(host.querySelector('nav')).not.toBeNull()
    expect(host.textContent).toMatch(/could not be drawn|internal/)
  })
})

describe('while the computer is offline', () => {
  it.each(['/overview', '/sources', '/entries', '/integrity', '/anomalies', '/findings', '/custody', '/settings'])(
    '%s reads its data all the same',
    async (address) => {
      Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
      window.dispatchEvent(new Event('offline'))
      try {
        const { host } = await renderApp(address)
        expect(host.textContent).not.toContain('Loading…')
        expect(host.querySelector('main table, main [role=grid], main dl, main li')).not.toBeNull()
        expect(host.querySelector('footer')?.textContent).toContain('Offline · 0 connections')
      } finally {
        Object.defineProperty(navigator, 'onLine', { configurable: true, value: true })
        window.dispatchEvent(new Event('online'))
      }
    },
  )
})

/** The import wizard and what sources say of themselves, over the mock: each choice reaches the engine, and only that choice. */
import { describe, expect, it } from 'vitest'
import { cardDataFound } from '../support/mock-api.ts'
import { sourcesOf } from '../support/mock-data.ts'
import { allByRole, byRole, click, field, press, renderApp, settle, type, type Rendered } from '../support/render.tsx'

const previews = ({ api }: Rendered) => api.calls.filter((call) => call.name === 'source.preview')
const lastPreview = (rendered: Rendered) => previews(rendered).at(-1)?.request

async function atFormat(options: Parameters<typeof renderApp>[1] = {}): Promise<Rendered> {
  const rendered = await renderApp('/import', options)
  await click(byRole(rendered.host, 'button', 'Choose files…'))
  await click(byRole(rendered.host, 'button', 'Next'))
  return rendered
}

async function atReview(options: Parameters<typeof renderApp>[1] = {}): Promise<Rendered> {
  const rendered = await atFormat(options)
  await click(byRole(rendered.host, 'button', 'Next'))
  await click(byRole(rendered.host, 'button', 'Next'))
  return rendered
}

function labelled(host: ParentNode, label: string): HTMLInputElement {
  const found = host.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`)
  if (found === null) throw new Error(`no field ${label}`)
  return found
}

function radio(host: ParentNode, label: RegExp): HTMLInputElement {
  const found = [...host.querySelectorAll('label')].find((candidate) => label.test(candidate.textContent ?? ''))
  const input = found?.querySelector<HTMLInputElement>('input[type=radio]')
  if (input === null || input === undefined) throw new Error(`no choice ${String(label)}`)
  return input
}

describe('format and mapping', () => {
  it('shows every format that claims the bytes with its confidence in words, the members in order and what is not read', async () => {
    const { host } = await atFormat()
    expect(host.textContent).toContain('fits by its form alone')
    expect(host.textContent).toContain('Every line has the same number of commas.')
    const members = [...host.querySelectorAll('table')].find((table) =>
      table.textContent?.includes('shop-b.ndjson.1.gz'),
    )
    expect([...(members?.querySelectorAll('tbody tr') ?? [])].map((row) => row.textContent)).toEqual([
      '1shop-b.ndjson.1.gzgzip',
      '2shop-b.ndjsonnot packed',
    ])
    expect(host.textContent).toContain('a file of the operating system, passed over: .DS_Store')
    expect(host.textContent).toContain('12 of 1000 times have no zone and are read as UTC')
  })

  it('counts present, null, empty, absent and unparseable in columns of their own', async () => {
    const { host } = await atFormat()
    const row = [...host.querySelectorAll('tr')].find((candidate) => candidate.textContent?.startsWith('reasonCode'))
    expect([...(row?.querySelectorAll('td') ?? [])].slice(2, 7).map((cell) => cell.textContent)).toEqual([
      '118',
      '870',
      '12',
      '–',
      '–',
    ])
  })

  it('sends a zone only when it is one, and keeps the focus while it is typed', async () => {
    const rendered = await atFormat()
    const zone = field(rendered.host, 'Zone, if none given')
    await type(zone, '+0')
    expect(rendered.host.textContent).toContain('UTC, an offset as +01:00, or unknown.')
    expect(lastPreview(rendered)).not.toHaveProperty('zone')
    await type(zone, '+02:00')
    expect(lastPreview(rendered)).toMatchObject({ zone: '+02:00' })
    expect(field(rendered.host, 'Zone, if none given')).toBe(zone)
  })

  it('keeps the choice of a format on the screen when nothing could be detected', async () => {
    const refused = Object.assign(new Error('in no format that can be read'), { code: 'format-unrecognised' })
    const rendered = await atFormat({
      answers: {
        'source.preview': (request: { format?: string }) => (request.format === undefined ? refused : refused),
      },
    })
    expect(byRole(rendered.host, 'alert').textContent).toContain('in no format that can be read')
    await type(field(rendered.host, 'Format'), 'csv')
    expect(lastPreview(rendered)).toMatchObject({ format: 'csv' })
  })

  it('edits the mapping with the names of the records at hand, uses it for this import, and saves it under a new id', async () => {
    const rendered = await atFormat()
    const { host, api } = rendered
    await click(byRole(host, 'button', 'Edit mapping…'))
    expect([...host.querySelectorAll('datalist option')].map((option) => option.getAttribute('value'))).toContain(
      'new_values.amount',
    )
    await type(labelled(host, 'Record field for action'), 'verb | action')
    await type(labelled(host, 'Record field for actorId'), '')
    await click(byRole(host, 'button', 'Use for this import'))
    expect(lastPreview(rendered)?.['profile']).toMatchObject({ id: 'guide-b', fields: { action: ['verb', 'action'] } })
    expect(lastPreview(rendered)).not.toHaveProperty('profile.fields.actorId')
    expect(field(host, 'Id').value).toBe('guide-b-edited')
    await type(field(host, 'Id'), 'Not An Id')
    expect(byRole(host, 'button', 'Save profile').hasAttribute('disabled')).toBe(true)
    await type(field(host, 'Id'), 'acme')
    await click(byRole(host, 'button', 'Save profile'))
    expect(api.calls.find((call) => call.name === 'profile.save')?.request).toMatchObject({
      engagementId: 'mock',
      profile: { id: 'acme', fields: { action: ['verb', 'action'] } },
    })
    expect(lastPreview(rendered)).toMatchObject({ profileId: 'acme' })
    expect(lastPreview(rendered)).not.toHaveProperty('profile')
  })

  it('refuses a mapping of nothing', async () => {
    const { host } = await atFormat()
    await click(byRole(host, 'button', 'Edit mapping…'))
    await type(labelled(host, 'Record field for actorId'), ' | ')
    expect(byRole(host, 'button', 'Use for this import').hasAttribute('disabled')).toBe(true)
    await click(byRole(host, 'button', 'Discard'))
    expect(host.textContent).not.toContain('The mapping was edited')
  })

  it('loads a profile from a file and writes one', async () => {
    const rendered = await atFormat()
    await click(byRole(rendered.host, 'button', 'Load a profile…'))
    expect(lastPreview(rendered)?.['profile']).toMatchObject({ id: 'from-file' })
    await click(byRole(rendered.host, 'button', 'Drop the changes'))
    await click(byRole(rendered.host, 'button', 'Write profile to a file…'))
    expect(rendered.api.calls.find((call) => call.name === 'profile.export')?.request).toMatchObject({
      id: 'guide-b',
      out: 'h-save',
    })
  })

  it('offers units only for bare numbers', async () => {
    const { host } = await atFormat()
    expect([...host.querySelectorAll('label')].map((label) => label.textContent)).not.toContain('Bare numbers are')
  })
})

describe('several files', () => {
  const two = async (): Promise<Rendered> => {
    const rendered = await renderApp('/import')
    rendered.api.files.push({ handle: 'h-2', name: 'shop-b.ndjson.1.gz' })
    await click(byRole(rendered.host, 'button', 'Choose files…'))
    return rendered
  }

  it('are sources of their own unless said otherwise', async () => {
    const { host, api } = await two()
    for (let step = 0; step < 3; step += 1) await click(byRole(host, 'button', 'Next'))
    await click(byRole(host, 'button', 'Import 2 files'))
    await settle()
    expect(api.calls.filter((call) => call.name === 'source.import').map((call) => call.request)).toEqual([
      { engagementId: 'mock', file: 'h-import' },
      { engagementId: 'mock', file: 'h-2' },
    ])
  })

  it('are one import when they are the parts of one log, repeated by one command line', async () => {
    const { host, api } = await two()
    await click(radio(host, /parts of one log/))
    expect(host.querySelector('input[aria-label^="Expected SHA-256"]')).toBeNull()
    for (let step = 0; step < 3; step += 1) await click(byRole(host, 'button', 'Next'))
    expect(host.textContent).toContain('assay import Acme-2025-Q2.assay shop-b.ndjson shop-b.ndjson.1.gz --set')
    await click(byRole(host, 'button', 'Import 1 file'))
    await settle()
    expect(api.calls.filter((call) => call.name === 'source.import').map((call) => call.request)).toEqual([
      { engagementId: 'mock', file: 'h-import', more: ['h-2'] },
    ])
  })

  it('may be folders', async () => {
    const { host, api } = await renderApp('/import')
    await click(byRole(host, 'button', 'Choose folders…'))
    expect(api.calls.find((call) => call.name === 'dialog.openFiles')?.request).toMatchObject({ folders: true })
  })
})

describe('the chain trial', () => {
  it('shows the recipe, those that match as many and the next best', async () => {
    const { host } = await atFormat()
    await click(byRole(host, 'button', 'Next'))
    expect(host.textContent).toContain('997 of 1,000 match')
    expect(host.textContent).toContain('json-stringify.newline-joined.hex997 of 1,000matches as many')
    expect(host.textContent).toContain('raw-minus-fields.inside.hex3 of 1,000next best')
  })
})

describe('card data', () => {
  const imports = ({ api }: Rendered) => api.calls.filter((call) => call.name === 'source.import')

  it('asks what to do, with nothing chosen beforehand, and imports in the way that was chosen', async () => {
    const rendered = await atReview({ answers: { 'source.import': cardDataFound() } })
    const { host } = rendered
    await click(byRole(host, 'button', 'Import 1 file'))
    expect(host.textContent).toContain('Card data was found, and nothing was stored')
    expect([...host.querySelectorAll<HTMLInputElement>('input[type=radio]')].map((input) => input.checked)).toEqual([
      false,
      false,
    ])
    const again = byRole(host, 'button', 'Import shop-b.ndjson this way')
    expect(again.hasAttribute('disabled')).toBe(true)
    expect(allByRole(host, 'button').map((button) => button.textContent)).not.toContain('Import 1 file')
    await click(radio(host, /Store the bytes with the card data blanked out/))
    expect(host.textContent).toContain('--pan redact')
    await click(byRole(host, 'button', 'Import shop-b.ndjson this way'))
    expect(imports(rendered).map((call) => call.request['sensitive'])).toEqual([undefined, 'redact'])
  })

  it('may be said to be none only where nothing but the form speaks for it', async () => {
    const { host } = await atReview({ answers: { 'source.import': cardDataFound(0) } })
    await click(byRole(host, 'button', 'Import 1 file'))
    expect(host.querySelectorAll('input[type=radio]')).toHaveLength(3)
    expect(radio(host, /These are no card numbers/).checked).toBe(false)
  })
})

describe('a receipt', () => {
  it('says what was done about card data', async () => {
    const { host } = await renderApp('/sources', {
      answers: {
        'source.list': {
          sources: sourcesOf(1000).map((source) => ({
            ...source,
            receipt: {
              ...source.receipt,
              sensitiveMode: 'redact',
              redaction: { places: 3, verdictBefore: 'verified' },
            },
          })),
        },
      },
    })
    expect(host.textContent).toContain('It was stored with the card data blanked out.')
    expect(host.textContent).toContain('Places blanked out: 3.')
    expect(host.textContent).toContain('checked while the bytes were whole: verified.')
  })

  it('says loudly that the export calls itself incomplete, in the wizard and on the sources screen', async () => {
    const { host } = await atReview()
    await click(byRole(host, 'button', 'Import 1 file'))
    await settle()
    expect(host.textContent).toContain('The export says itself that it is incomplete')
    expect(host.textContent).toContain('the last page names one that follows: 1')
    const { host: sources } = await renderApp('/sources?source=2')
    expect(sources.textContent).toContain('The export says itself that it is incomplete')
    expect(sources.textContent).toContain('records with a member name that occurs twice: 3')
  })

  it('is accompanied by the members with their notes, and by the mapping with its hash', async () => {
    const { host } = await renderApp('/sources?source=2')
    await click(byRole(host, 'tab', 'Members'))
    expect(host.textContent).toContain('a gzip stream ends before its end: after 3,000,000 bytes')
    expect(host.textContent).toContain('zip › gzip')
    await press(byRole(host, 'tab', 'Members'), 'ArrowRight')
    expect(host.textContent).toContain('actorIdactor_id')
    expect(host.textContent).toContain('A source keeps the profile it was read with')
  })
})

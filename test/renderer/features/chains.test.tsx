/** The Chain Doctor and one hash explained, on their screens: what is asked of the engine, and what is shown of it. */
import { describe, expect, it } from 'vitest'
import { recipeSchema } from '../../../src/shared/model/recipe.ts'
import { doctorRecipe, doctorReportOf, nothingFound } from '../support/mock-chains.ts'
import { entryIdAt } from '../support/mock-api.ts'
import { act, allByRole, byRole, click, field, renderApp, settle, type } from '../support/render.tsx'

const find = /^Find the recipe of/

async function giveFile(host: HTMLElement, content: string, name = 'documented.json'): Promise<void> {
  const input = host.querySelector<HTMLInputElement>('input[type=file]')
  if (input === null) throw new Error('no file field')
  await act(async () => {
    Object.defineProperty(input, 'files', { configurable: true, value: [new File([content], name)] })
    input.dispatchEvent(new Event('change', { bubbles: true }))
  })
  await settle()
}

describe('Chain Doctor', () => {
  it('asks for one source where there are several', async () => {
    const { host } = await renderApp('/integrity?tab=doctor')
    expect(host.textContent).toContain('Choose one source above')
    expect(allByRole(host, 'button').some((button) => find.test(button.getAttribute('aria-label') ?? ''))).toBe(false)
  })

  it('shows recipe in words, n of m, residue with links to entries, equivalents, and what was tried', async () => {
    const { host, api } = await renderApp('/integrity?source=2&tab=doctor')
    expect(host.textContent).toContain('has not looked at this source yet')
    await click(byRole(host, 'button', find))
    expect(api.calls.find((call) => call.name === 'doctor.run')?.request).toEqual({
      engagementId: expect.any(String),
      sourceId: 2,
      sample: 200,
    })
    const shown = host.textContent ?? ''
    expect(shown).toContain('197 of 200')
    expect(shown).toContain('values of the record, joined by "|"')
    expect(shown).toContain('stands in front of the content with "|" between, as hex')
    expect(shown).toContain('timestamp: time with 6 fraction digits')
    expect(shown).toContain('9,996 of 10,000 recompute; 3 differ, 1 cannot be recomputed')
    expect(shown).toContain('Digits of a time lost')
    expect(shown).toContain('3 records')
    expect(shown).toContain('14 other recipes reproduce')
    expect(shown).toContain('218,448 recipes were tried')
    expect(shown).toContain('Smallest change: ')
    expect(shown).toContain('Times in timestamp have 3 fraction digits')
    expect(shown).toContain('The search for causes reached its bound')
    expect(shown).not.toContain('Documentation differs')
    expect(shown).not.toContain('undefined')
    expect(shown).not.toMatch(/\{\{/)
    expect(byRole(host, 'link', 'Record 13').getAttribute('href')).toContain(`entry=${entryIdAt(12)}`)
    expect(shown).toContain('assay doctor Acme-2025-Q2.assay 2 --save-recipe inferred.json')
  })

  it('compares with a documented recipe from a file, and refuses a file that is none', async () => {
    const { host, api } = await renderApp('/integrity?source=2&tab=doctor')
    await giveFile(host, '{"recipe":"assay.recipe/1"}')
    expect(byRole(host, 'alert').textContent).toContain('documented.json is no recipe')
    await giveFile(host, 'not json')
    expect(byRole(host, 'alert').textContent).toContain('documented.json is no recipe')
    await giveFile(host, JSON.stringify(doctorRecipe))
    expect(host.textContent).toContain('Compared with the documented recipe in documented.json')
    await click(byRole(host, 'button', find))
    expect(api.calls.find((call) => call.name === 'doctor.run')?.request['documented']).toEqual(doctorRecipe)
    expect(host.textContent).toContain('Guide B, section 4" reproduces 0 of 200')
    expect(host.querySelector('table[class] caption')).not.toBeNull()
    expect(host.textContent).toContain('The document says')
  })

  it('says that no recipe was found as an answer, with what would be needed', async () => {
    const { host } = await renderApp('/integrity?source=2&tab=doctor', {
      answers: { 'doctor.result': { report: nothingFound(2) } },
    })
    const shown = host.textContent ?? ''
    expect(shown).toContain('No recipe found')
    expect(shown).toContain('No recipe found is an answer')
    expect(shown).toContain('Cannot be verified from this export')
    expect(shown).not.toContain('Verify with this recipe')
    expect(shown).not.toContain('Copy recipe')
    expect(byRole(host, 'button', find)).not.toBeNull()
    expect(allByRole(host, 'alert')).toEqual([])
  })

  it('saves the recipe that was found where the dialog says, and shows the hash of the file', async () => {
    const { host, api } = await renderApp('/integrity?source=2&tab=doctor', {
      answers: { 'doctor.result': { report: doctorReportOf(2) } },
    })
    await click(byRole(host, 'button', 'Save recipe…'))
    expect(api.calls.find((call) => call.name === 'recipe.export')?.request).toEqual({
      recipe: doctorRecipe,
      out: 'h-save',
      force: true,
    })
    expect(host.textContent).toContain('Saved. SHA-256')
  })

  it('copies the recipe that was found and verifies with it', async () => {
    const { host, api, copied } = await renderApp('/integrity?source=2&tab=doctor', {
      answers: { 'doctor.result': { report: doctorReportOf(2) } },
    })
    await click(byRole(host, 'button', 'Copy recipe'))
    expect(recipeSchema.parse(JSON.parse(copied[0] ?? ''))).toEqual(doctorRecipe)
    await click(byRole(host, 'button', 'Verify with this recipe'))
    const call = api.calls.find((made) => made.name === 'chain.verify')
    expect(call?.request).toMatchObject({ sourceId: 2, recipe: doctorRecipe })
  })

  it('runs as a job that can be cancelled, and shows an error of the engine', async () => {
    const { host, api } = await renderApp('/integrity?source=2&tab=doctor', { autoFinish: false })
    await click(byRole(host, 'button', find))
    await act(async () => api.progress(api.running[0] ?? '', 40, 200, 'entries', 'infer'))
    await settle()
    expect(host.textContent).toContain('trying recipes')
    await click(byRole(host.querySelector('main') ?? host, 'button', 'Cancel'))
    expect(host.textContent).toContain('Cancelled. Nothing was kept.')

    const failing = await renderApp('/integrity?source=2&tab=doctor', {
      answers: { 'doctor.run': new Error('disk full') },
    })
    await click(byRole(failing.host, 'button', find))
    expect(byRole(failing.host, 'alert').textContent).toContain('disk full')
  })
})

describe('Explain', () => {
  const address = `/entries?source=2&entry=${entryIdAt(3)}`

  it('names every part of the bytes, marks the first digit that differs, and gives no shell line while masked', async () => {
    const { host } = await renderApp(address)
    await click(byRole(host, 'tab', 'Explain'))
    const shown = host.textContent ?? ''
    expect(shown).toContain('First difference at digit 21 of 64.')
    const boxed = [...host.querySelectorAll('[data-first-difference]')]
    expect(boxed).toHaveLength(2)
    expect(boxed[0]?.textContent).not.toBe(boxed[1]?.textContent)
    expect([...host.querySelectorAll('sup')].map((element) => element.textContent)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ])
    expect(shown).toContain('previous hash')
    expect(shown).toContain('2051LFsecond line')
    expect(shown).toContain('No line for a shell: something in it is masked.')
    expect(shown).not.toContain('sha256sum')
  })

  it('shows it in full with a reason only, and then has a shell line to copy', async () => {
    const { host, api, copied } = await renderApp(address)
    await click(byRole(host, 'tab', 'Explain'))
    await click(byRole(host, 'button', 'Show in full'))
    expect(host.textContent).toContain('at least four characters')
    expect(api.calls.some((call) => call.name === 'entry.explainUnmasked')).toBe(false)
    await type(field(host, 'Reason, goes into the custody log'), 'agreed with the client')
    await click(byRole(host, 'button', 'Show in full'))
    expect(api.calls.find((call) => call.name === 'entry.explainUnmasked')?.request).toMatchObject({
      entryId: entryIdAt(3),
      reason: 'agreed with the client',
    })
    expect(host.textContent).toContain('DE02120300000000202051')
    await click(byRole(host, 'button', 'Copy shell line'))
    expect(copied).toEqual(["printf '%s' 'abc|48291040' | sha256sum"])
  })

  it('shows the error when there is no recipe', async () => {
    const { host } = await renderApp(address, { answers: { 'entry.explain': new Error('No known recipe') } })
    await click(byRole(host, 'tab', 'Explain'))
    expect(byRole(host, 'alert').textContent).toContain('No known recipe')
  })
})

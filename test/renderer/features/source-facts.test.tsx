/** Facts of a source on the sources screen: typed control totals, sensitive values by field, and the way to the Doctor. */
import { expect, it } from 'vitest'
import { byRole, click, field, renderApp, type } from '../support/render.tsx'

const address = '/sources?source=2&tab=facts'

it('asks for what a total needs, compares it, and says which values it could not count', async () => {
  const { host, api } = await renderApp(address)
  expect(host.textContent).toContain('No total was stated for this source.')
  await click(byRole(host, 'button', 'State and compare'))
  expect(host.textContent).toContain('A whole number without separators.')
  expect(host.textContent).toContain('Nobody can judge a total without this.')
  expect(api.calls.some((call) => call.name === 'source.setFacts')).toBe(false)

  await type(field(host, 'Total'), 'sum')
  await type(field(host, 'Field'), 'amount')
  await type(field(host, 'Stated'), '1.5.2')
  await type(field(host, 'How, from whom and when it was obtained'), 'ledger of March')
  await type(field(host, 'Obtained'), 'independent')
  await click(byRole(host, 'button', 'State and compare'))
  expect(host.textContent).toContain('A decimal number without separators.')
  await type(field(host, 'Stated'), '-1170.50')
  await click(byRole(host, 'button', 'State and compare'))
  expect(api.calls.filter((call) => call.name === 'source.setFacts').map((call) => call.request['changes'])).toEqual([
    {
      totals: [{ measure: 'sum', field: 'amount', value: '-1170.50', obtained: 'independent', how: 'ledger of March' }],
    },
  ])
  const shown = host.textContent ?? ''
  for (const part of ['sum of amount', '-1170.50', 'differs', 'without a value 2', 'ledger of March'])
    expect(shown).toContain(part)
  await click(byRole(host, 'button', 'Take every total back'))
  expect(api.calls.findLast((call) => call.name === 'source.setFacts')?.request['changes']).toEqual({
    clearTotals: true,
  })
})

it('shows the error of the engine beside the form', async () => {
  const { host } = await renderApp(address, { answers: { 'source.setFacts': new Error('nothing new') } })
  await type(field(host, 'Stated'), '10000')
  await type(field(host, 'How, from whom and when it was obtained'), 'seen on screen')
  await click(byRole(host, 'button', 'State and compare'))
  expect(byRole(host, 'alert').textContent).toContain('nothing new')
})

it('counts sensitive values by field and never shows one', async () => {
  const { host } = await renderApp(address)
  expect(host.textContent).toContain('They were not counted by field yet.')
  await click(byRole(host, 'button', 'Count by field'))
  const shown = host.textContent ?? ''
  for (const part of [
    '3 of 10,000 records hold such a value.',
    'aws-access-key-id',
    'new_values.key',
    '7 values stand',
  ])
    expect(shown).toContain(part)
})

it('leads to the Chain Doctor of the source', async () => {
  const { host } = await renderApp(address)
  await click(byRole(host, 'link', 'Find its recipe with the Chain Doctor'))
  expect(byRole(host, 'tab', 'Chain Doctor').getAttribute('aria-selected')).toBe('true')
  expect(byRole(host, 'button', 'Find the recipe of shop-b.ndjson')).toBeDefined()
})

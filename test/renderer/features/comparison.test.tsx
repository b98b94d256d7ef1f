/** Comparison of two exports on the sources screen: what is asked of the engine, and what is shown of the answer. */
import { expect, it } from 'vitest'
import { byRole, click, renderApp } from '../support/render.tsx'

it('offers the other export of the period, and shows counts, both texts and the command that repeats it', async () => {
  const { host } = await renderApp('/sources?source=2&tab=compare')
  expect(byRole(host, 'tab', /Compare/).getAttribute('aria-selected')).toBe('true')
  // The last comparison, before another is asked for.
  expect(host.textContent).toContain('order.delete')
  await click(byRole(host, 'button', /Compare with 1, shop-a\.ndjson/))
  expect(host.textContent).toContain('Another value in a mapped field: 1')
  expect(host.textContent).toContain('order.update')
  expect(host.textContent).toContain('Only in the first export: 1')
  expect(host.textContent).toContain('compare Acme-2025-Q2.assay 1 2')
})

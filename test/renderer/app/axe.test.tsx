/** axe on every screen. happy-dom has no layout, so contrast and target size are checked in a real browser instead. */
import axe from 'axe-core'
import { describe, expect, it } from 'vitest'
import { act, byRole, click, renderApp, settle } from '../support/render.tsx'

const screens = [
  '/',
  '/verify',
  '/overview',
  '/sources?source=2',
  '/sources?source=2&tab=rejects',
  '/sources?tab=ipe',
  '/import',
  '/entries',
  '/integrity?run=14',
  '/integrity?source=2&tab=doctor',
  '/integrity?tab=anchors',
  '/sources?source=2&tab=facts',
  '/integrity?run=13',
  '/integrity?run=12',
  '/anomalies',
  '/findings',
  '/erasure',
  '/packages',
  '/custody',
  '/settings',
]

async function violations(
  tags: string[] = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
): Promise<string[]> {
  const result = await axe.run(document, {
    runOnly: tags,
    rules: { 'color-contrast': { enabled: false }, 'document-title': { enabled: true } },
  })
  return result.violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(' | ')}`,
  )
}

describe('axe', () => {
  it.each(screens)(
    'finds nothing on %s',
    async (address) => {
      document.documentElement.lang = 'en'
      await renderApp(address)
      await settle()
      expect(await violations()).toEqual([])
    },
    30_000,
  )

  it.each(['/overview', '/sources', '/entries', '/integrity', '/anomalies', '/findings'])(
    'finds nothing on an empty %s',
    async (address) => {
      document.documentElement.lang = 'en'
      await renderApp(address, { empty: true })
      expect(await violations()).toEqual([])
    },
    30_000,
  )

  it('finds nothing while the palette is open, which lists every screen', async () => {
    document.documentElement.lang = 'en'
    const { host } = await renderApp('/overview')
    await act(async () =>
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true })),
    )
    await settle()
    expect(document.querySelectorAll('[role=menuitem]').length).toBe(13)
    // Landmark rules excuse an open modal only where they can see that it covers the page, which needs layout.
    expect(await violations(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])).toEqual([])
    await click(byRole(host.ownerDocument.body, 'button', /Go to/))
  }, 30_000)

  it('is able to find something: an image without a name', async () => {
    await renderApp('/settings')
    document.querySelector('main')?.append(document.createElement('img'))
    expect(await violations()).toEqual([expect.stringContaining('image-alt')])
  }, 30_000)
})

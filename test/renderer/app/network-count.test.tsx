/** The status bar's count of connections: none at first, and the new one as soon as the engine tells of it. */
import { expect, it } from 'vitest'
import { act, renderApp, settle } from '../support/render.tsx'

it('shows that there was no connection, and each one that is made', async () => {
  let connections = 0
  const { host, api } = await renderApp('/', {
    answers: { 'app.info': () => ({ version: '0', runtime: 'test', connections }) },
  })
  const status = (): string => host.querySelector('[data-pane="status"]')?.textContent ?? ''
  expect(status()).toContain('Offline · 0 connections')
  for (const [made, shown] of [
    [1, 'Online · 1 connection'],
    [2, 'Online · 2 connections'],
  ] as const) {
    connections = made
    await act(async () => api.emit('network.connected', { connections: made }))
    await settle()
    expect(status()).toContain(shown)
  }
})

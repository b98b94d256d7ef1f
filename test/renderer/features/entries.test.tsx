/** Entries: the keyboard reaches the last of ten million rows, and links open the entry they name. */
import { describe, expect, it } from 'vitest'
import { allByRole, byRole, click, press, renderApp, settle, type } from '../support/render.tsx'
import { entryIdAt } from '../support/mock-api.ts'

describe('the entries grid', () => {
  it('reaches row 10,000,000 by End and the first by Home, and counts rows for readers', async () => {
    const { host, api } = await renderApp('/entries')
    const grid = byRole(host, 'grid')
    expect(grid.getAttribute('aria-rowcount')).toBe('10000001')
    await press(grid, 'End')
    const last = host.querySelector('[aria-rowindex="10000001"]')
    expect(last?.getAttribute('aria-selected')).toBe('true')
    expect(last?.textContent).toContain('10,000,000')
    expect(last?.textContent).toContain('58291036')
    expect(grid.getAttribute('aria-activedescendant')).toBe(last?.querySelector('[role=gridcell]')?.id)
    expect(host.textContent).toContain('Row 10,000,000 of 10,000,000')
    // A handful of rows and a handful of pages, never the list.
    expect(host.querySelectorAll('[role=row]').length).toBeLessThan(40)
    expect(api.calls.filter((call) => call.name === 'entry.page').length).toBeLessThan(8)
    await press(grid, 'ArrowUp')
    expect(host.textContent).toContain('Row 9,999,999 of 10,000,000')
    await press(grid, 'PageUp')
    expect(host.textContent).toContain('Row 9,999,980 of 10,000,000')
    await press(grid, 'Home')
    expect(host.textContent).toContain('Row 1 of 10,000,000')
  })

  it('selects the row that is clicked', async () => {
    const { host } = await renderApp('/entries')
    const cell = host.querySelector<HTMLElement>('[aria-rowindex="5"] [role=gridcell]:nth-child(3)')
    if (cell === null) throw new Error('no cell')
    await click(cell)
    expect(host.textContent).toContain('Row 4 of 10,000,000')
    expect(byRole(host, 'grid').getAttribute('aria-activedescendant')).toBe(cell.id)
  })

  it('copies the whole hash of a cell that shows a short one', async () => {
    const { host, copied } = await renderApp('/entries')
    const grid = byRole(host, 'grid')
    await press(grid, 'ArrowDown')
    for (let column = 0; column < 9; column += 1) await press(grid, 'ArrowRight')
    await press(grid, 'c', { ctrlKey: true })
    expect(copied[0]).toMatch(/^[0-9a-f]{64}$/)
  })

  it('opens the inspector by Enter, with bytes, changes and four value states', async () => {
    const { host } = await renderApp('/entries')
    const grid = byRole(host, 'grid')
    await press(grid, 'ArrowDown')
    await press(grid, 'Enter')
    expect(host.querySelector('aside')?.textContent).toContain('SHA-256 of the bytes')
    await click(byRole(host, 'tab', 'Fields'))
    const states = host.querySelector('aside')?.textContent ?? ''
    for (const state of ['present', 'null', 'empty', 'absent', 'unparseable']) expect(states).toContain(state)
    await click(byRole(host, 'tab', 'Raw'))
    expect(host.querySelector('aside pre')?.textContent).toContain('"prev_hash"')
  })

  it('opens the entry that a link names, in its place', async () => {
    const { host, api } = await renderApp(`/entries?source=2&entry=${entryIdAt(1_204)}`)
    await settle()
    expect(
      api.calls.some((call) => call.name === 'entry.inspect' && call.request['entryId'] === entryIdAt(1_204)),
    ).toBe(true)
    expect(host.textContent).toContain('Row 1,205 of 10,000,000')
    expect(host.querySelector('aside')?.textContent).toContain('content-differs')
  })

  it('tells no match from no data, and clears the filter', async () => {
    const none = await renderApp('/entries?actor=nobody')
    expect(none.host.textContent).toContain('No entry matches the filter')
    await click(byRole(none.host, 'button', 'Clear filter'))
    expect(byRole(none.host, 'grid')).toBeTruthy()
    const empty = await renderApp('/entries', { empty: true })
    expect(empty.host.textContent).toContain('No entry yet')
  })

  it('passes a filter on only when it is applied, as a half-open range of microseconds', async () => {
    const { host, api } = await renderApp('/entries')
    const from = [...host.querySelectorAll('label')].find((label) => label.textContent === 'From')
    const input = document.getElementById(from?.getAttribute('for') ?? '')
    if (input === null) throw new Error('no field')
    await type(input, '2025-04-02')
    expect(
      api.calls.some(
        (call) => (call.request['filter'] as { fromMicros?: number } | undefined)?.fromMicros !== undefined,
      ),
    ).toBe(false)
    await click(byRole(host, 'button', 'Apply'))
    expect(
      api.calls.some(
        (call) =>
          (call.request['filter'] as { fromMicros?: number } | undefined)?.fromMicros === Date.UTC(2025, 3, 2) * 1000,
      ),
    ).toBe(true)
  })

  it('shows an error with its code and a way to try again', async () => {
    const { host } = await renderApp('/entries', {
      answers: {
        'entry.page': Object.assign(new Error('The engagement file could not be read.'), { code: 'file-unreadable' }),
      },
    })
    expect(byRole(host, 'alert').textContent).toContain('file-unreadable')
    expect(allByRole(host, 'button').map((button) => button.textContent)).toContain('Try again')
  })
})

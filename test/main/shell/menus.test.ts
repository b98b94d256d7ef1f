import { describe, expect, it } from 'vitest'
import { applicationMenu, textMenu } from '../../../src/main/shell/menus.ts'

describe('the menus', () => {
  const commands = {
    openEngagement: () => {},
    verifyPackage: () => {},
    newWindow: () => {},
    zoom: () => {},
    about: () => {},
  }
  const flat = (mac: boolean, developer: boolean) => JSON.stringify(applicationMenu(commands, { mac, developer }))

  it('use the roles of the system, with copy and paste, and the developer tools only in a developer build', () => {
    for (const role of ['undo', 'cut', 'copy', 'paste', 'selectAll', 'togglefullscreen', 'windowMenu', 'help', 'quit'])
      expect(flat(false, false)).toContain(`"role":"${role}"`)
    expect(flat(true, false)).toContain('"role":"appMenu"')
    expect([flat(false, false).includes('toggleDevTools'), flat(false, true).includes('toggleDevTools')]).toEqual([
      false,
      true,
    ])
  })

  it('offer editing in text fields, copying on selected text and nothing elsewhere', () => {
    expect(textMenu({ isEditable: true, selectionText: '' }).map(({ role }) => role)).toContain('paste')
    expect(textMenu({ isEditable: false, selectionText: 'abc' })).toEqual([{ role: 'copy' }])
    expect(textMenu({ isEditable: false, selectionText: ' ' })).toEqual([])
  })
})

/** The native menus: roles wherever the system has one (macOS needs the Edit roles for copy and paste), and text fields' context menu. */
import type { MenuItemConstructorOptions } from 'electron'
import { shellText } from './shell-text.ts'

export interface MenuCommands {
  readonly openEngagement: () => void
  readonly verifyPackage: () => void
  readonly newWindow: () => void
  readonly zoom: (direction: -1 | 0 | 1) => void
  readonly about: () => void
}

/** The application menu as a template. `developer` adds the developer tools. */
export function applicationMenu(
  commands: MenuCommands,
  options: { readonly mac: boolean; readonly developer: boolean },
): MenuItemConstructorOptions[] {
  const text = shellText.menu
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const menu: MenuItemConstructorOptions[] = [
    {
      label: text.file,
      submenu: [
        {
          id: 'open-engagement',
          label: text.openEngagement,
          accelerator: 'CmdOrCtrl+O',
          click: commands.openEngagement,
        },
        {
          id: 'verify-package',
          label: text.verifyPackage,
          accelerator: 'CmdOrCtrl+Shift+O',
          click: commands.verifyPackage,
        },
        { id: 'new-window', label: text.newWindow, accelerator: 'CmdOrCtrl+Shift+N', click: commands.newWindow },
        separator,
        { role: options.mac ? 'close' : 'quit' },
      ],
    },
    {
      label: text.edit,
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: text.view,
      submenu: [
        { id: 'zoom-in', label: text.zoomIn, accelerator: 'CmdOrCtrl+Plus', click: () => commands.zoom(1) },
        { id: 'zoom-out', label: text.zoomOut, accelerator: 'CmdOrCtrl+-', click: () => commands.zoom(-1) },
        { id: 'actual-size', label: text.actualSize, accelerator: 'CmdOrCtrl+0', click: () => commands.zoom(0) },
        separator,
        { role: 'togglefullscreen' },
        ...(options.developer ? [separator, { role: 'toggleDevTools' } satisfies MenuItemConstructorOptions] : []),
      ],
    },
    { label: text.window, role: 'windowMenu' },
    { label: text.help, role: 'help', submenu: [{ id: 'about', label: text.about, click: commands.about }] },
  ]
  return options.mac ? [{ role: 'appMenu' }, ...menu] : menu
}

/** Context menu of a text field or of selected text; empty where neither is. */
export function textMenu(parameters: {
  readonly isEditable: boolean
  readonly selectionText: string
}): MenuItemConstructorOptions[] {
  if (parameters.isEditable)
    return [
      { role: 'undo' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ]
  return parameters.selectionText.trim() === '' ? [] : [{ role: 'copy' }]
}

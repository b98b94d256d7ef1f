/**
 * The product's windows: how one is made (sandboxed, isolated, our page only), where it goes, what its context menu
 * offers, and what happens when its page is lost. Who calls from which window is told by `callerOf`.
 */
import { BrowserWindow, Menu, dialog, nativeTheme, screen, type WebContents } from 'electron'
import { eventChannel } from '../../shared/ipc/channels.ts'
import type { EventName, PayloadOf } from '../../shared/ipc/contract.ts'
import { pageAddress } from './app-scheme.ts'
import type { Caller } from './call-router.ts'
import { createFileHandles } from './file-handles.ts'
import type { LaunchFile } from './launch-files.ts'
import type { Log } from './log-file.ts'
import { textMenu } from './menus.ts'
import type { SettingsFile } from './shell-settings.ts'
import { shellText } from './shell-text.ts'
import { nextZoom, placeWindow, smallestWindow } from './window-bounds.ts'

export interface WindowPorts {
  readonly preload: string
  readonly developer: boolean
  readonly settings: SettingsFile
  readonly log: Log
  /** False keeps the window open: a job runs and the user is being asked. */
  readonly mayClose: (windowId: number, window: BrowserWindow) => boolean
  readonly onClosed: (windowId: number) => void
  /** A page that was loaded before lost its state; answers with what to hand it again. */
  readonly onReloaded: (windowId: number) => Promise<readonly LaunchFile[]>
}

export interface ProductWindows {
  /** A new window on the start screen; `file` is handed to its page once it listens. */
  create(file?: LaunchFile): BrowserWindow
  callerOf(contents: WebContents): Caller | undefined
  get(windowId: number): BrowserWindow | undefined
  all(): readonly BrowserWindow[]
  /** Sends an event to one window, or to all of them. */
  send<E extends EventName>(windowId: number | undefined, event: E, payload: PayloadOf<E>): void
  /** Hands a file that the system or a menu named to the window's page. */
  handOver(window: BrowserWindow, file: LaunchFile): void
  zoom(window: BrowserWindow, direction: -1 | 0 | 1): void
}

export function createProductWindows(ports: WindowPorts): ProductWindows {
  const windows = new Map<
    number,
    { readonly window: BrowserWindow; readonly caller: Caller; loaded: boolean; waiting: LaunchFile[] }
  >()

  function create(file?: LaunchFile): BrowserWindow {
    const remembered = ports.settings.read().window
    const window = new BrowserWindow({
      ...placeWindow(
        remembered,
        screen.getAllDisplays().map((display) => display.workArea),
        windows.size,
      ),
      minWidth: smallestWindow.width,
      minHeight: smallestWindow.height,
      title: shellText.product,
      show: false,
      // The page's own colour, so that a dark desktop sees no white flash.
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#12171d' : '#ffffff',
      webPreferences: {
        preload: ports.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        devTools: ports.developer,
      },
    })
    const { id, webContents } = window
    windows.set(id, {
      window,
      caller: { windowId: id, handles: createFileHandles() },
      loaded: false,
      waiting: file === undefined ? [] : [file],
    })
    if (remembered?.maximised === true) window.maximize()

    window.once('ready-to-show', () => window.show())
    // The title is set by the engagement, not by the page's <title>.
    window.on('page-title-updated', (event) => event.preventDefault())
    window.on('close', (event) => {
      rememberBounds(window)
      if (!ports.mayClose(id, window)) event.preventDefault()
    })
    window.on('closed', () => {
      windows.delete(id)
      ports.onClosed(id)
    })
    webContents.on('did-finish-load', () => pageLoaded(id))
    webContents.on('context-menu', (_event, parameters) => {
      const template = textMenu(parameters)
      if (template.length > 0) Menu.buildFromTemplate(template).popup({ window })
    })
    webContents.on('render-process-gone', (_event, details) => {
      ports.log.write('page-lost', { reason: details.reason })
      if (details.reason !== 'clean-exit') void offerReload(window)
    })
    void window.loadURL(pageAddress).catch(() => ports.log.write('page-not-loaded'))
    return window
  }

  function pageLoaded(id: number): void {
    const entry = windows.get(id)
    if (entry === undefined) return
    if (entry.loaded) void ports.onReloaded(id).then((files) => files.forEach((file) => handOver(entry.window, file)))
    entry.loaded = true
    const { zoom } = ports.settings.read()
    if (zoom !== 1) entry.window.webContents.setZoomFactor(zoom)
    for (const file of entry.waiting.splice(0)) handOver(entry.window, file)
  }

  function handOver(window: BrowserWindow, file: LaunchFile): void {
    const entry = windows.get(window.id)
    if (entry === undefined) return
    // The preload keeps this event until the page listens, but a page that is not there yet has no preload.
    if (!entry.loaded) return void entry.waiting.push(file)
    send(window.id, 'shell.openFile', { kind: file.kind, ...entry.caller.handles.issue(file.path, 'read') })
  }

  function send<E extends EventName>(windowId: number | undefined, event: E, payload: PayloadOf<E>): void {
    for (const { window } of windows.values()) {
      if (windowId !== undefined && window.id !== windowId) continue
      if (!window.isDestroyed() && !window.webContents.isDestroyed())
        window.webContents.send(eventChannel, event, payload)
    }
  }

  function rememberBounds(window: BrowserWindow): void {
    ports.settings.update({ window: { ...window.getNormalBounds(), maximised: window.isMaximized() } })
  }

  return {
    create,
    handOver,
    send,
    callerOf: (contents) => [...windows.values()].find(({ window }) => window.webContents === contents)?.caller,
    get: (windowId) => windows.get(windowId)?.window,
    all: () => [...windows.values()].map(({ window }) => window),
    zoom(window, direction) {
      const zoom = nextZoom(ports.settings.read().zoom, direction)
      ports.settings.update({ zoom })
      for (const other of windows.values()) other.window.webContents.setZoomFactor(zoom)
      window.webContents.focus()
    },
  }
}

/** The engagement is handed to the reloaded page again. */
async function offerReload(window: BrowserWindow): Promise<void> {
  const text = shellText.pageLost
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: text.message,
    detail: text.detail,
    buttons: [text.reload, text.leave],
    defaultId: 0,
    cancelId: 0,
  })
  if (window.isDestroyed()) return
  if (response === 0) window.webContents.reload()
  else window.destroy()
}

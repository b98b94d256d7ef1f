'use strict'
/**
 * `Menu` and `MenuItem` as data: nothing is drawn, accelerators do not fire. Tests find an item and click it:
 *   app.evaluate(({ Menu }) => Menu.getApplicationMenu().getMenuItemById('open').click());
 * In a real Electron the same line works.
 */
const { EventEmitter } = require('node:events')
const { record } = require('./recorder.cjs')

let nextCommand = 0
const ROLE_LABELS = {
  quit: 'Quit',
  close: 'Close',
  minimize: 'Minimize',
  reload: 'Reload',
  forceReload: 'Force Reload',
  toggleDevTools: 'Toggle Developer Tools',
  togglefullscreen: 'Toggle Full Screen',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  delete: 'Delete',
  selectAll: 'Select All',
  resetZoom: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  about: 'About',
  fileMenu: 'File',
  editMenu: 'Edit',
  viewMenu: 'View',
  windowMenu: 'Window',
  help: 'Help',
}

/** Roles whose effect can be carried out here. */
const ROLES = {
  quit: () => require('./app.cjs').app.quit(),
  close: (window) => window?.close(),
  minimize: (window) => window?.minimize(),
  reload: (window) => window?.webContents.reload(),
  forceReload: (window) => window?.webContents.reloadIgnoringCache(),
  togglefullscreen: (window) => window?.setFullScreen(!window.isFullScreen()),
  resetZoom: (window) => window?.webContents.setZoomLevel(0),
  zoomIn: (window) => window?.webContents.setZoomLevel(window.webContents.getZoomLevel() + 0.5),
  zoomOut: (window) => window?.webContents.setZoomLevel(window.webContents.getZoomLevel() - 0.5),
}

class MenuItem {
  constructor(options) {
    this.role = options.role
    this.type = options.type ?? (options.submenu ? 'submenu' : 'normal')
    this.label = options.label ?? ROLE_LABELS[options.role] ?? options.role ?? ''
    this.id = options.id ?? ''
    this.sublabel = options.sublabel ?? ''
    this.toolTip = options.toolTip ?? ''
    this.accelerator = options.accelerator ?? null
    this.userAccelerator = this.accelerator
    this.registerAccelerator = options.registerAccelerator ?? true
    this.icon = options.icon
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    this.commandId = ++nextCommand
    this.menu = null
    this.submenu = Array.isArray(options.submenu) ? Menu.buildFromTemplate(options.submenu) : (options.submenu ?? null)
    this.click = (
      event = {},
      window = require('./browser-window.cjs').BrowserWindow.getFocusedWindow(),
      webContents = window?.webContents,
    ) => {
      if (this.enabled === false) return
      if (this.type === 'checkbox') this.checked = !this.checked
      if (this.type === 'radio')
        for (const other of this.menu?.items ?? []) if (other.type === 'radio') other.checked = other === this
      if (options.click) options.click(this, window, event, webContents)
      else if (this.role) (ROLES[this.role] ?? (() => record(`menu role ${this.role}`, [])))(window)
    }
  }
}

class Menu extends EventEmitter {
  items = []
  static #application = null
  static setApplicationMenu(menu) {
    Menu.#application = menu
  }
  static getApplicationMenu() {
    return Menu.#application
  }
  static sendActionToFirstResponder() {}
  static buildFromTemplate(template) {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array')
    const menu = new Menu()
    for (const entry of template) menu.append(entry instanceof MenuItem ? entry : new MenuItem(entry))
    return menu
  }
  append(item) {
    this.insert(this.items.length, item)
  }
  insert(position, item) {
    item.menu = this
    this.items.splice(position, 0, item)
  }
  getMenuItemById(id) {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }
  popup(options = {}) {
    record('menu.popup', [this.items.map((item) => item.label)])
    Menu.hostLastPopup = this
    this.emit('menu-will-show', {})
    options.callback?.()
  }
  closePopup() {
    this.emit('menu-will-close', {})
  }
  /** Host only: the menu of the latest popup(), so that a test can click in a context menu. */
  static hostLastPopup = null
}

module.exports = { Menu, MenuItem }

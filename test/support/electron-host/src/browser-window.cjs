'use strict'
/** `BrowserWindow`: state kept here, size and content carried out by Chromium. */
const { EventEmitter } = require('node:events')
const { app } = require('./app.cjs')
const { WebContents } = require('./web-contents.cjs')
const { cancellable, addNoOps } = require('./util.cjs')

let focused = null

class BrowserWindow extends EventEmitter {
  #bounds
  #title
  #state = {
    visible: true,
    minimized: false,
    maximized: false,
    fullScreen: false,
    resizable: true,
    minimumSize: [0, 0],
    maximumSize: [0, 0],
    opacity: 1,
    alwaysOnTop: false,
    backgroundColor: '#FFFFFF',
    menu: undefined,
  }
  #closing = null // promise of the close in progress: true when the window went
  #gone = false
  #adopted = false // a tab that a link opened: it shares Chromium's window with its opener
  #readyToShow = false
  hostShown = false

  constructor(options = {}, adopt = undefined) {
    super()
    this.setMaxListeners(0)
    const { width = 800, height = 600, x = 0, y = 0, title = app.getName() } = options
    this.#bounds = { x, y, width, height }
    this.#title = title
    Object.assign(this.#state, {
      visible: options.show !== false,
      resizable: options.resizable !== false,
      minimumSize: [options.minWidth ?? 0, options.minHeight ?? 0],
      fullScreen: options.fullscreen === true,
      backgroundColor: options.backgroundColor ?? '#FFFFFF',
    })
    this.hostParent = options.parent ?? null
    this.modal = options.modal === true
    this.webContents = new WebContents(this, options, adopt)
    this.id = this.webContents.id
    this.#adopted = Boolean(adopt)
    app.hostWindows.set(this.id, this)
    this.webContents.hostReady.then(() => this.#applySize()).catch(() => {})
    if (this.#state.visible) focused = this
    process.nextTick(() => app.emit('browser-window-created', {}, this))
  }
  static hostAdopt(options, info) {
    return new BrowserWindow(options, info)
  }

  static getAllWindows() {
    return [...app.hostWindows.values()]
  }
  static getFocusedWindow() {
    return focused && !focused.isDestroyed()
      ? focused
      : (BrowserWindow.getAllWindows().findLast((w) => w.isVisible()) ?? null)
  }
  static fromId(id) {
    return app.hostWindows.get(id) ?? null
  }
  static fromWebContents(contents) {
    return contents?.hostWindow ?? null
  }
  static addDevToolsExtension() {}

  // ---- content ----
  loadURL(url, options) {
    return this.webContents.loadURL(url, options)
  }
  loadFile(file, options) {
    return this.webContents.loadFile(file, options)
  }
  reload() {
    this.webContents.reload()
  }
  capturePage(rect) {
    return this.webContents.capturePage(rect)
  }
  hostReadyToShow() {
    if (!this.#readyToShow && this.webContents.getURL() !== 'about:blank') {
      this.#readyToShow = true
      this.emit('ready-to-show', {})
    }
  }

  // ---- end ----
  close() {
    this.hostClose()
  }
  /** @returns {Promise<boolean>} false when the app or the page refused */
  hostClose() {
    if (this.#gone) return Promise.resolve(true)
    if (this.#closing) return this.#closing.promise
    if (cancellable(this, 'close')) return Promise.resolve(false)
    this.#closing = Promise.withResolvers()
    const { promise } = this.#closing
    this.webContents.hostReady
      .then(() => this.webContents.hostSend('Page.close')) // runs beforeunload
      .catch(() => this.destroy())
    // A page that is stuck must not keep the app alive.
    const timer = setTimeout(() => this.destroy(), 5000)
    promise.then(() => clearTimeout(timer))
    return promise
  }
  /** The page objected in beforeunload and the app did not overrule it. */
  hostStay() {
    const closing = this.#closing
    this.#closing = null
    closing?.resolve(false)
  }
  destroy() {
    if (this.#gone) return
    const target = this.webContents.hostReady.then(
      () => this.webContents.hostTargetId,
      () => this.webContents.hostTargetId,
    )
    target.then((targetId) => app.hostBrowser?.cdp.send('Target.closeTarget', { targetId })).catch(() => {})
    this.hostGone()
  }
  /** The target is gone, whoever closed it. */
  hostGone() {
    if (this.#gone) return
    this.#gone = true
    app.hostWindows.delete(this.id)
    if (focused === this) focused = null
    this.webContents.hostDestroyed()
    this.emit('closed')
    this.#closing?.resolve(true)
    if (app.hostWindows.size === 0 && !app.hostIsQuitting()) {
      // As in Electron: an app that does not listen ends with its last window.
      if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed')
      else app.quit()
    }
  }
  isDestroyed() {
    return this.#gone
  }

  // ---- size ----
  async #applySize() {
    if (this.#adopted) return // would resize the opener
    const { cdp } = app.hostBrowser
    const { windowId } = await cdp.send('Browser.getWindowForTarget', { targetId: this.webContents.hostTargetId })
    const { width, height } = this.#bounds
    await cdp.send('Browser.setContentsSize', { windowId, width: Math.round(width), height: Math.round(height) })
  }
  setBounds(bounds) {
    const before = this.#bounds
    this.#bounds = { ...before, ...bounds }
    this.webContents.hostReady.then(() => this.#applySize()).catch(() => {})
    if (before.width !== this.#bounds.width || before.height !== this.#bounds.height) {
      this.emit('resize')
      this.emit('resized')
    }
    if (before.x !== this.#bounds.x || before.y !== this.#bounds.y) {
      this.emit('move')
      this.emit('moved')
    }
  }
  getBounds() {
    return { ...this.#bounds }
  }
  getContentBounds() {
    return this.getBounds()
  }
  getNormalBounds() {
    return this.getBounds()
  }
  setContentBounds(b) {
    this.setBounds(b)
  }
  getSize() {
    return [this.#bounds.width, this.#bounds.height]
  }
  getContentSize() {
    return this.getSize()
  }
  setSize(width, height) {
    this.setBounds({ width, height })
  }
  setContentSize(width, height) {
    this.setSize(width, height)
  }
  getPosition() {
    return [this.#bounds.x, this.#bounds.y]
  }
  setPosition(x, y) {
    this.setBounds({ x, y })
  }
  center() {}
  setMinimumSize(w, h) {
    this.#state.minimumSize = [w, h]
  }
  getMinimumSize() {
    return this.#state.minimumSize
  }
  setMaximumSize(w, h) {
    this.#state.maximumSize = [w, h]
  }
  getMaximumSize() {
    return this.#state.maximumSize
  }

  // ---- state ----
  show() {
    this.#set('visible', true, 'show')
    this.focus()
  }
  showInactive() {
    this.#set('visible', true, 'show')
  }
  hide() {
    this.#set('visible', false, 'hide')
    this.blur()
  }
  isVisible() {
    return !this.#gone && this.#state.visible
  }
  focus() {
    if (focused === this) return
    focused?.blur()
    focused = this
    this.emit('focus', {})
    app.emit('browser-window-focus', {}, this)
  }
  blur() {
    if (focused !== this) return
    focused = null
    this.emit('blur', {})
    app.emit('browser-window-blur', {}, this)
  }
  isFocused() {
    return focused === this
  }
  minimize() {
    this.#set('minimized', true, 'minimize')
  }
  restore() {
    this.#set('minimized', false, 'restore')
  }
  isMinimized() {
    return this.#state.minimized
  }
  maximize() {
    this.#set('maximized', true, 'maximize')
  }
  unmaximize() {
    this.#set('maximized', false, 'unmaximize')
  }
  isMaximized() {
    return this.#state.maximized
  }
  setFullScreen(on) {
    this.#set('fullScreen', on, on ? 'enter-full-screen' : 'leave-full-screen')
  }
  isFullScreen() {
    return this.#state.fullScreen
  }
  isSimpleFullScreen() {
    return false
  }
  isNormal() {
    return !this.#state.minimized && !this.#state.maximized && !this.#state.fullScreen
  }
  #set(key, value, event) {
    if (this.#state[key] === value) return
    this.#state[key] = value
    this.emit(event, {})
  }
  setTitle(title) {
    this.#title = title
  }
  getTitle() {
    return this.#title
  }
  get title() {
    return this.#title
  }
  set title(t) {
    this.#title = t
  }
  setResizable(on) {
    this.#state.resizable = on
  }
  isResizable() {
    return this.#state.resizable
  }
  get resizable() {
    return this.#state.resizable
  }
  setAlwaysOnTop(on) {
    this.#state.alwaysOnTop = on
  }
  isAlwaysOnTop() {
    return this.#state.alwaysOnTop
  }
  setOpacity(o) {
    this.#state.opacity = o
  }
  getOpacity() {
    return this.#state.opacity
  }
  setBackgroundColor(c) {
    this.#state.backgroundColor = c
  }
  getBackgroundColor() {
    return this.#state.backgroundColor
  }
  setMenu(menu) {
    this.#state.menu = menu
  }
  removeMenu() {
    this.#state.menu = null
  }
  isMenuBarVisible() {
    return this.#state.menu !== null
  }
  isMenuBarAutoHide() {
    return false
  }
  getParentWindow() {
    return this.hostParent
  }
  getChildWindows() {
    return BrowserWindow.getAllWindows().filter((w) => w.hostParent === this)
  }
  isModal() {
    return this.modal
  }
  isEnabled() {
    return true
  }
  isMovable() {
    return true
  }
  isMinimizable() {
    return true
  }
  isMaximizable() {
    return true
  }
  isClosable() {
    return true
  }
  isKiosk() {
    return false
  }
  isDocumentEdited() {
    return false
  }
  getNativeWindowHandle() {
    return Buffer.alloc(8)
  }
  getMediaSourceId() {
    return ''
  }
  getRepresentedFilename() {
    return ''
  }
  hookWindowMessage() {}
}
addNoOps(BrowserWindow.prototype, [
  'setMenuBarVisibility',
  'setAutoHideMenuBar',
  'setProgressBar',
  'setOverlayIcon',
  'setRepresentedFilename',
  'setDocumentEdited',
  'flashFrame',
  'setSkipTaskbar',
  'setKiosk',
  'setEnabled',
  'setMovable',
  'setMinimizable',
  'setMaximizable',
  'setClosable',
  'setFullScreenable',
  'setHasShadow',
  'setIcon',
  'setVibrancy',
  'setBackgroundMaterial',
  'setIgnoreMouseEvents',
  'setContentProtection',
  'setFocusable',
  'setParentWindow',
  'setAspectRatio',
  'moveTop',
  'moveAbove',
  'setVisibleOnAllWorkspaces',
  'setThumbarButtons',
  'setTitleBarOverlay',
  'setAccentColor',
  'setWindowButtonVisibility',
  'setAppDetails',
  'setShape',
  'setSheetOffset',
  'setTouchBar',
  'setAutoHideCursor',
  'showDefinitionForSelection',
  'invalidateShadow',
  'previewFile',
  'closeFilePreview',
  'focusOnWebView',
  'blurWebView',
  'selectNextTab',
  'selectPreviousTab',
])

module.exports = { BrowserWindow }

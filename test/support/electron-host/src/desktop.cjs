'use strict'
/** The desktop around the app, as far as tests need it: nothing here touches the real desktop. */
const { EventEmitter } = require('node:events')
const crypto = require('node:crypto')
const fs = require('node:fs')
const { app } = require('./app.cjs')
const { record } = require('./recorder.cjs')

const shell = {
  openExternal: async (url, options) => void record('shell.openExternal', [url, options]),
  openPath: async (file) => {
    record('shell.openPath', [file])
    return ''
  },
  showItemInFolder: (file) => record('shell.showItemInFolder', [file]),
  trashItem: async (file) => {
    if (!fs.existsSync(file)) throw new Error('Failed to move item to trash')
    record('shell.trashItem', [file])
  },
  beep: () => record('shell.beep', []),
}

/** An in-memory clipboard, not connected to the one inside Chromium. */
let clip = { text: '', html: '', rtf: '', image: null, bookmark: { title: '', url: '' }, buffers: new Map() }
const clipboard = {
  readText: () => clip.text,
  writeText: (text) => {
    clipboard.clear()
    clip.text = String(text)
  },
  readHTML: () => clip.html,
  writeHTML: (html) => {
    clipboard.clear()
    clip.html = String(html)
  },
  readRTF: () => clip.rtf,
  writeRTF: (rtf) => {
    clipboard.clear()
    clip.rtf = String(rtf)
  },
  readImage: () => clip.image ?? nativeImage.createEmpty(),
  writeImage: (image) => {
    clipboard.clear()
    clip.image = image
  },
  readBookmark: () => clip.bookmark,
  writeBookmark: (title, url) => {
    clip.bookmark = { title, url }
  },
  readBuffer: (format) => clip.buffers.get(format) ?? Buffer.alloc(0),
  writeBuffer: (format, buffer) => void clip.buffers.set(format, buffer),
  has: (format) => clip.buffers.has(format),
  write: ({ text = '', html = '', rtf = '', image = null }) => {
    clipboard.clear()
    Object.assign(clip, { text, html, rtf, image })
  },
  availableFormats: () => [
    ...(clip.text ? ['text/plain'] : []),
    ...(clip.html ? ['text/html'] : []),
    ...(clip.rtf ? ['text/rtf'] : []),
    ...(clip.image ? ['image/png'] : []),
    ...clip.buffers.keys(),
  ],
  clear: () => {
    clip = { text: '', html: '', rtf: '', image: null, bookmark: { title: '', url: '' }, buffers: new Map() }
  },
}

class NativeTheme extends EventEmitter {
  #source = 'system'
  shouldUseHighContrastColors = false
  shouldUseInvertedColorScheme = false
  inForcedColorsMode = false
  prefersReducedTransparency = false
  shouldUseDarkColorsForSystemIntegratedUI = false
  get themeSource() {
    return this.#source
  }
  set themeSource(value) {
    if (!['system', 'light', 'dark'].includes(value))
      throw new TypeError(`Error processing argument at index 0, conversion failure from ${value}`)
    this.#source = value
    const media = this.hostMediaFeature() ?? { features: [{ name: 'prefers-color-scheme', value: '' }] }
    for (const window of app.hostWindows.values())
      window.webContents.hostReady
        .then(() => window.webContents.hostSend('Emulation.setEmulatedMedia', media))
        .catch(() => {})
    this.emit('updated', {})
  }
  get shouldUseDarkColors() {
    return this.#source === 'dark'
  }
  hostMediaFeature() {
    return this.#source === 'system' ? null : { features: [{ name: 'prefers-color-scheme', value: this.#source }] }
  }
}
const nativeTheme = new NativeTheme()

/** Reversible, tied to the app's name, and NOT safe: it only shows that the app stores something other than the plain text. */
const key = () => crypto.createHash('sha256').update(`electron-host:${app.getName()}`).digest()
const safeStorage = {
  isEncryptionAvailable: () => app.isReady(),
  isAsyncEncryptionAvailable: async () => true,
  getSelectedStorageBackend: () => 'basic_text',
  setUsePlainTextEncryption() {},
  encryptString(text) {
    if (typeof text !== 'string')
      throw new TypeError('Error while encrypting the text provided to safeStorage.encryptString.')
    const iv = crypto.randomBytes(12),
      cipher = crypto.createCipheriv('aes-256-gcm', key(), iv)
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.from('v10'), iv, cipher.getAuthTag(), body])
  },
  decryptString(data) {
    try {
      if (data.subarray(0, 3).toString() !== 'v10') throw new Error()
      const decipher = crypto
        .createDecipheriv('aes-256-gcm', key(), data.subarray(3, 15))
        .setAuthTag(data.subarray(15, 31))
      return Buffer.concat([decipher.update(data.subarray(31)), decipher.final()]).toString('utf8')
    } catch {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.')
    }
  },
  encryptStringAsync: async (text) => safeStorage.encryptString(text),
  decryptStringAsync: async (data) => ({ result: safeStorage.decryptString(data), shouldReEncrypt: false }),
}

let nextBlocker = 0
const blockers = new Map()
const powerSaveBlocker = {
  start: (type) => {
    blockers.set(++nextBlocker, type)
    return nextBlocker
  },
  stop: (id) => blockers.delete(id),
  isStarted: (id) => blockers.has(id),
}
const powerMonitor = Object.assign(new EventEmitter(), {
  getSystemIdleState: () => 'active',
  getSystemIdleTime: () => 0,
  getCurrentThermalState: () => 'unknown',
  isOnBatteryPower: () => false,
  onBatteryPower: false,
})

class NativeImage {
  #data
  constructor(data) {
    this.#data = data ?? Buffer.alloc(0)
  }
  isEmpty() {
    return this.#data.length === 0
  }
  toPNG() {
    return this.#data
  }
  toJPEG() {
    return this.#data
  }
  toBitmap() {
    return this.#data
  }
  getBitmap() {
    return this.#data
  }
  toDataURL() {
    return `data:image/png;base64,${this.#data.toString('base64')}`
  }
  getSize() {
    return this.#data.length > 24 && this.#data.readUInt32BE(0) === 0x89504e47
      ? { width: this.#data.readUInt32BE(16), height: this.#data.readUInt32BE(20) }
      : { width: 0, height: 0 }
  }
  getAspectRatio() {
    const { width, height } = this.getSize()
    return height ? width / height : 1
  }
  resize() {
    return this
  }
  crop() {
    return this
  }
  setTemplateImage() {}
  isTemplateImage() {
    return false
  }
  addRepresentation() {}
  getScaleFactors() {
    return [1]
  }
}
const nativeImage = {
  createEmpty: () => new NativeImage(),
  createFromBuffer: (data) => new NativeImage(data),
  createFromBitmap: (data) => new NativeImage(data),
  createFromPath: (file) => {
    try {
      return new NativeImage(fs.readFileSync(file))
    } catch {
      return new NativeImage()
    }
  },
  createFromDataURL: (url) => new NativeImage(Buffer.from(url.split(',')[1] ?? '', 'base64')),
  createThumbnailFromPath: async (file) => nativeImage.createFromPath(file),
}

const display = {
  id: 1,
  label: '',
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1080 },
  size: { width: 1920, height: 1080 },
  workAreaSize: { width: 1920, height: 1080 },
  scaleFactor: 1,
  rotation: 0,
  internal: false,
}
const screen = Object.assign(new EventEmitter(), {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  getDisplayMatching: () => display,
  getDisplayNearestPoint: () => display,
  getCursorScreenPoint: () => ({ x: 0, y: 0 }),
  dipToScreenPoint: (p) => p,
  screenToDipPoint: (p) => p,
})

class Tray extends EventEmitter {
  #gone = false
  setImage() {}
  setPressedImage() {}
  setToolTip(t) {
    this.toolTip = t
  }
  setTitle() {}
  getTitle() {
    return ''
  }
  setContextMenu(menu) {
    this.menu = menu
  }
  popUpContextMenu() {
    record('tray.popUpContextMenu', [])
  }
  closeContextMenu() {}
  displayBalloon() {}
  removeBalloon() {}
  focus() {}
  setIgnoreDoubleClickEvents() {}
  getBounds() {
    return { x: 0, y: 0, width: 0, height: 0 }
  }
  destroy() {
    this.#gone = true
  }
  isDestroyed() {
    return this.#gone
  }
}
class Notification extends EventEmitter {
  static isSupported() {
    return true
  }
  constructor(options = {}) {
    super()
    Object.assign(this, options)
  }
  show() {
    record('notification.show', [{ title: this.title, body: this.body }])
    this.emit('show', {})
  }
  close() {
    this.emit('close', {})
  }
}
const shortcuts = new Map()
const globalShortcut = {
  register: (key, fn) => {
    shortcuts.set(key, fn)
    return true
  },
  registerAll: (keys, fn) => keys.forEach((k) => shortcuts.set(k, fn)),
  unregister: (k) => void shortcuts.delete(k),
  unregisterAll: () => shortcuts.clear(),
  isRegistered: (k) => shortcuts.has(k),
  hostPress: (k) => shortcuts.get(k)?.(),
}
const crashReporter = {
  start() {},
  getLastCrashReport: () => null,
  getUploadedReports: () => [],
  getUploadToServer: () => false,
  setUploadToServer() {},
  addExtraParameter() {},
  removeExtraParameter() {},
  getParameters: () => ({}),
}
const autoUpdater = Object.assign(new EventEmitter(), {
  setFeedURL() {},
  getFeedURL: () => '',
  checkForUpdates() {
    record('autoUpdater.checkForUpdates', [])
  },
  quitAndInstall() {
    record('autoUpdater.quitAndInstall', [])
  },
})
const systemPreferences = Object.assign(new EventEmitter(), {
  getAnimationSettings: () => ({
    shouldRenderRichAnimation: true,
    scrollAnimationsEnabledBySystem: true,
    prefersReducedMotion: false,
  }),
  getAccentColor: () => '0078d4ff',
  getColor: () => '#000000',
  getMediaAccessStatus: () => 'granted',
  askForMediaAccess: async () => true,
  isTrustedAccessibilityClient: () => false,
})

module.exports = {
  shell,
  clipboard,
  nativeTheme,
  safeStorage,
  powerSaveBlocker,
  powerMonitor,
  nativeImage,
  screen,
  Tray,
  Notification,
  globalShortcut,
  crashReporter,
  autoUpdater,
  systemPreferences,
}

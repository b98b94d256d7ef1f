'use strict'
/** `app`: life cycle, paths, command line. Owns the one Chromium of this instance. */
const { EventEmitter } = require('node:events')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { options } = require('./options.cjs')
const { startChromium } = require('./chromium.cjs')
const { cancellable } = require('./util.cjs')
const { record } = require('./recorder.cjs')

class App extends EventEmitter {
  isPackaged = false
  name = ''
  badgeCount = 0
  dock = undefined
  userAgentFallback = ''
  allowRendererProcessReuse = true
  #paths = new Map()
  #whenReady = Promise.withResolvers()
  #started = false
  #startWhenAsked = false
  #ready = false
  #quitting = false
  #temporary = null
  /** @type {{ cdp: import('./cdp.cjs').Cdp, process: import('node:child_process').ChildProcess, version: string } | null} */
  hostBrowser = null
  /** Windows register here, so that quit() can close them. @type {Map<number, any>} */
  hostWindows = new Map()
  /** Run before 'ready'. @type {Array<(browser: any) => unknown>} */
  hostBeforeReady = []

  commandLine = {
    appendSwitch: (name, value = '') => void options.switches.set(name, value),
    appendArgument: () => {},
    hasSwitch: (name) => options.switches.has(name),
    getSwitchValue: (name) => options.switches.get(name) ?? '',
    removeSwitch: (name) => void options.switches.delete(name),
  }

  constructor() {
    super()
    this.#whenReady.promise.catch(() => {})
  }

  // ---- start ----
  /** A main file that is an ES module may await whenReady() at its top level: then start before it has finished. */
  hostStartWhenAsked() {
    this.#startWhenAsked = true
  }

  async hostStart() {
    if (this.#started) return
    this.#started = true
    try {
      this.emit('will-finish-launching')
      this.hostBrowser = await startChromium()
      process.versions.chrome = this.hostBrowser.version
      this.hostBrowser.process.once('exit', () => {
        if (!this.#exiting) this.exit(1)
      })
      for (const step of this.hostBeforeReady) await step(this.hostBrowser)
      this.#ready = true
      this.emit('ready', {}, {})
      this.#whenReady.resolve()
    } catch (error) {
      process.stderr.write(`${error.message}\n`)
      this.exit(1)
    }
  }

  whenReady() {
    if (this.#startWhenAsked) setImmediate(() => this.hostStart())
    return this.#whenReady.promise
  }

  isReady() {
    return this.#ready
  }

  // ---- end ----
  #exiting = false

  /** before-quit, close every window (any may refuse), will-quit, quit: the order of Electron. */
  async quit() {
    if (this.#quitting || this.#exiting) return
    this.#quitting = true
    const refuse = () => {
      this.#quitting = false
    }
    if (cancellable(this, 'before-quit')) return refuse()
    for (const window of [...this.hostWindows.values()]) if (!(await window.hostClose())) return refuse()
    if (cancellable(this, 'will-quit')) return refuse()
    this.exit(0)
  }

  hostIsQuitting() {
    return this.#quitting
  }

  exit(code = 0) {
    if (this.#exiting) return
    this.#exiting = true
    this.emit('quit', {}, code)
    const end = () => {
      if (this.#temporary) fs.rmSync(this.#temporary, { recursive: true, force: true })
      process.exit(code)
    }
    const browser = this.hostBrowser?.process
    if (!browser || browser.exitCode !== null || browser.signalCode !== null) return void end()
    browser.once('exit', end)
    this.hostBrowser.cdp.send('Browser.close').catch(() => {})
    setTimeout(() => browser.kill('SIGKILL'), 2000) // the janitor removes the profile in any case
  }

  relaunch(info) {
    record('app.relaunch', [info])
  }

  // ---- names and paths ----
  getName() {
    return this.name || options.name
  }
  setName(name) {
    this.name = name
  }
  getVersion() {
    return options.version
  }
  getAppPath() {
    return options.appPath
  }
  getLocale() {
    return (options.switches.get('lang') || process.env.LANGUAGE || process.env.LANG || 'en-US')
      .split(/[.:]/)[0]
      .replace('_', '-')
      .replace(/^C$/, 'en-US')
  }
  getSystemLocale() {
    return this.getLocale()
  }
  getPreferredSystemLanguages() {
    return [this.getLocale()]
  }
  getLocaleCountryCode() {
    return this.getLocale().split('-')[1] ?? ''
  }

  getPath(name) {
    const known = this.#paths.get(name)
    if (known) return known
    const home = os.homedir()
    switch (name) {
      case 'home':
        return home
      case 'temp':
        return os.tmpdir()
      case 'exe':
      case 'module':
        return process.argv[0]
      case 'appData':
        return process.env.XDG_CONFIG_HOME || this.#temporaryFolder()
      case 'userData':
      case 'sessionData':
        return options.switches.get('user-data-dir') || ensure(path.join(this.getPath('appData'), this.getName()))
      case 'logs':
        return ensure(path.join(this.getPath('userData'), 'logs'))
      case 'crashDumps':
        return ensure(path.join(this.getPath('userData'), 'Crashpad'))
      case 'desktop':
      case 'documents':
      case 'downloads':
      case 'music':
      case 'pictures':
      case 'videos':
        return path.join(home, name[0].toUpperCase() + name.slice(1))
      default:
        throw new Error(`Failed to get '${name}' path`)
    }
  }

  setPath(name, folder) {
    if (!path.isAbsolute(folder)) throw new Error('Path must be absolute')
    this.#paths.set(name, folder)
    if (name === 'userData') this.#paths.set('sessionData', folder)
  }

  setAppLogsPath(folder) {
    this.#paths.set('logs', folder ?? this.getPath('logs'))
  }

  /** Without XDG_CONFIG_HOME or --user-data-dir, user data is thrown away, so that tests never touch the user's own. */
  #temporaryFolder() {
    this.#temporary ??= fs.mkdtempSync(path.join(os.tmpdir(), 'electron-host-data-'))
    return this.#temporary
  }

  // ---- single instance: always granted; tests emit 'second-instance' themselves ----
  requestSingleInstanceLock() {
    return true
  }
  hasSingleInstanceLock() {
    return true
  }
  releaseSingleInstanceLock() {}

  // ---- accepted without effect ----
  focus() {}
  hide() {}
  show() {}
  isHidden() {
    return false
  }
  setAboutPanelOptions() {}
  showAboutPanel() {
    record('app.showAboutPanel', [])
  }
  isEmojiPanelSupported() {
    return false
  }
  setAppUserModelId() {}
  setUserTasks() {
    return true
  }
  setJumpList() {}
  setActivationPolicy() {}
  addRecentDocument(file) {
    record('app.addRecentDocument', [file])
  }
  clearRecentDocuments() {}
  getRecentDocuments() {
    return []
  }
  setAsDefaultProtocolClient(...args) {
    record('app.setAsDefaultProtocolClient', args)
    return true
  }
  removeAsDefaultProtocolClient() {
    return true
  }
  isDefaultProtocolClient() {
    return false
  }
  getLoginItemSettings() {
    return { openAtLogin: false }
  }
  setLoginItemSettings() {}
  disableHardwareAcceleration() {
    options.switches.set('disable-gpu', '')
  }
  disableDomainBlockingFor3DAPIs() {}
  enableSandbox() {}
  isHardwareAccelerationEnabled() {
    return false
  }
  getGPUFeatureStatus() {
    return {}
  }
  getGPUInfo() {
    return Promise.resolve({})
  }
  getAppMetrics() {
    return []
  }
  isAccessibilitySupportEnabled() {
    return false
  }
  setAccessibilitySupportEnabled() {}
  setBadgeCount(n) {
    this.badgeCount = n
    return true
  }
  getBadgeCount() {
    return this.badgeCount
  }
  setSecureKeyboardEntryEnabled() {}
  configureHostResolver() {}
  setProxy() {
    return Promise.resolve()
  }
  resolveProxy() {
    return Promise.resolve('DIRECT')
  }
  getFileIcon() {
    return Promise.resolve(require('./desktop.cjs').nativeImage.createEmpty())
  }
}

function ensure(folder) {
  fs.mkdirSync(folder, { recursive: true })
  return folder
}

const app = new App()
module.exports = { app }

'use strict'
/** `session`, `protocol`, `webRequest` and permissions. All sessions share one Chromium profile. */
const { EventEmitter } = require('node:events')
const { app } = require('./app.cjs')
const { schemes } = require('./schemes.cjs')
const { hostNetwork } = require('./network.cjs')
const { netFetch } = require('./net-fetch.cjs')
const { warnOnce } = require('./recorder.cjs')
const { addNoOps } = require('./util.cjs')

class Protocol {
  #handlers = new Map()
  registerSchemesAsPrivileged(list) {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme, privileges } of list) schemes.add(scheme, privileges)
  }
  handle(scheme, handler) {
    if (['http', 'https', 'file', 'data', 'blob'].includes(scheme))
      throw new Error(`electron-host: protocol.handle('${scheme}') is not emulated`)
    if (this.#handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    schemes.add(scheme)
    this.#handlers.set(scheme, handler)
  }
  unhandle(scheme) {
    this.#handlers.delete(scheme)
  }
  isProtocolHandled(scheme) {
    return this.#handlers.has(scheme) || ['http', 'https', 'file', 'data', 'blob'].includes(scheme)
  }
  hostHandler(scheme) {
    return this.#handlers.get(scheme)
  }
}
for (const name of [
  'registerFileProtocol',
  'registerStringProtocol',
  'registerBufferProtocol',
  'registerHttpProtocol',
  'registerStreamProtocol',
  'interceptFileProtocol',
  'interceptHttpProtocol',
]) {
  Protocol.prototype[name] = () => {
    throw new Error(`electron-host: protocol.${name} is deprecated and not emulated; use protocol.handle`)
  }
}

/** `*://*.example.com/*` and `<all_urls>` to a regular expression. */
function patternToRegExp(pattern) {
  if (pattern === '<all_urls>') return /^/
  const match = /^(\*|[a-z][a-z0-9+.-]*):\/\/([^/]*)(\/.*)?$/i.exec(pattern)
  if (!match) throw new TypeError(`Invalid url pattern ${pattern}`)
  const any = (text) =>
    text
      .split('*')
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')
  const scheme = match[1] === '*' ? '[a-z][a-z0-9+.-]*' : match[1]
  const host =
    match[2] === '*' ? '[^/]*' : match[2].startsWith('*.') ? `(?:[^/]*\\.)?${any(match[2].slice(2))}` : any(match[2])
  return new RegExp(`^${scheme}://${host}(?::\\d+)?${any(match[3] ?? '/*')}$`, 'i')
}

class WebRequest {
  #listeners = new Map()
  #set(name, filter, listener) {
    if (typeof filter === 'function' || filter === null) [filter, listener] = [undefined, filter]
    if (!listener) return void this.#listeners.delete(name)
    this.#listeners.set(name, {
      listener,
      urls: filter?.urls?.map(patternToRegExp) ?? [],
      not: filter?.excludeUrls?.map(patternToRegExp) ?? [],
      types: filter?.types,
    })
  }
  onBeforeRequest(filter, listener) {
    this.#set('onBeforeRequest', filter, listener)
  }
  onBeforeSendHeaders(filter, listener) {
    this.#set('onBeforeSendHeaders', filter, listener)
  }
  onHeadersReceived(filter, listener) {
    this.#set('onHeadersReceived', filter, listener)
  }
  hostListens(name) {
    return this.#listeners.has(name)
  }
  /** Asks the listener and waits for its callback. */
  hostAsk(name, details) {
    const entry = this.#listeners.get(name)
    if (!entry) return undefined
    if (entry.urls.length && !entry.urls.some((r) => r.test(details.url))) return undefined
    if (entry.not.some((r) => r.test(details.url))) return undefined
    if (entry.types && !entry.types.includes(details.resourceType)) return undefined
    return new Promise((resolve) => entry.listener(details, (answer) => resolve(answer ?? {})))
  }
}
for (const name of ['onSendHeaders', 'onResponseStarted', 'onBeforeRedirect', 'onCompleted', 'onErrorOccurred'])
  WebRequest.prototype[name] = () => warnOnce(`session.webRequest.${name}`)

/** Electron's permission names and Chromium's descriptor names. */
const PERMISSIONS = {
  geolocation: ['geolocation'],
  notifications: ['notifications'],
  midi: ['midi'],
  media: ['camera', 'microphone'],
  'clipboard-read': ['clipboard-read'],
  'clipboard-sanitized-write': ['clipboard-write'],
  'idle-detection': ['idle-detection'],
  'window-management': ['window-management'],
  'storage-access': ['storage-access'],
  'local-fonts': ['local-fonts'],
  'display-capture': ['display-capture'],
  'screen-wake-lock': ['screen-wake-lock'],
}

class Session extends EventEmitter {
  protocol = new Protocol()
  webRequest = new WebRequest()
  cookies = Object.assign(new EventEmitter(), {
    get: async (filter = {}) =>
      (await this.#cdp('Storage.getCookies')).cookies.filter(
        (c) =>
          (!filter.name || c.name === filter.name) &&
          (!filter.domain || c.domain.endsWith(filter.domain)) &&
          (!filter.url || new URL(schemes.toHttps(filter.url)).hostname.endsWith(c.domain.replace(/^\./, ''))),
      ),
    set: async ({ url, expirationDate, ...rest }) =>
      void (await this.#cdp('Storage.setCookies', {
        cookies: [{ ...rest, url: schemes.toHttps(url), expires: expirationDate, sameSite: undefined }],
      })),
    remove: async (url, name) => {
      for (const c of await this.cookies.get({ url, name }))
        await this.#cdp('Storage.setCookies', {
          cookies: [{ name, value: '', domain: c.domain, path: c.path, expires: 1 }],
        })
    },
    flushStore: async () => {},
  })
  serviceWorkers = new EventEmitter()
  #request = null
  #check = null
  #applied = new Set()
  constructor(partition) {
    super()
    this.partition = partition
  }
  #cdp(method, params) {
    return app.hostBrowser.cdp.send(method, params)
  }

  /**
   * CDP cannot ask at the moment of the request. So before a document loads, both handlers are asked about every
   * permission that can be set, and the answer becomes Chromium's own setting for that origin. No handler: granted, as in Electron.
   */
  setPermissionRequestHandler(handler) {
    this.#request = handler
    this.#applied.clear()
  }
  setPermissionCheckHandler(handler) {
    this.#check = handler
    this.#applied.clear()
  }
  async hostApplyPermissions(contents, url) {
    let origin
    try {
      origin = new URL(schemes.toHttps(url)).origin
    } catch {
      return
    }
    if (origin === 'null' || this.#applied.has(origin)) return // file: pages have no origin that a setting could be kept for
    this.#applied.add(origin)
    const appOrigin = schemes.toApp(origin)
    await Promise.all(
      Object.entries(PERMISSIONS).map(async ([permission, names]) => {
        const details = {
          requestingUrl: url,
          isMainFrame: true,
          securityOrigin: appOrigin,
          mediaTypes: permission === 'media' ? ['video', 'audio'] : undefined,
          mediaType: 'unknown',
        }
        let granted = this.#check ? Boolean(this.#check(contents, permission, appOrigin, details)) : true
        if (granted && this.#request)
          granted = await new Promise((resolve) => this.#request(contents, permission, resolve, details))
        for (const name of names)
          await this.#cdp('Browser.setPermission', {
            permission: { name },
            setting: granted ? 'granted' : 'denied',
            origin,
          }).catch(() => {})
      }),
    )
  }

  fetch(input, init) {
    return sessionFetch(this, input, init)
  }
  async clearStorageData(options = {}) {
    if (options.origin)
      await this.#cdp('Storage.clearDataForOrigin', {
        origin: new URL(schemes.toHttps(options.origin)).origin,
        storageTypes: 'all',
      })
    else await this.#cdp('Storage.clearCookies')
  }
  async clearCache() {}
  async clearHostResolverCache() {}
  async clearAuthCache() {}
  async clearData() {}
  async closeAllConnections() {}
  async setProxy() {}
  async forceReloadProxyConfig() {}
  async resolveProxy() {
    return 'DIRECT'
  }
  async getCacheSize() {
    return 0
  }
  getUserAgent() {
    return ''
  }
  isPersistent() {
    return !this.partition || this.partition.startsWith('persist:')
  }
  getStoragePath() {
    return app.getPath('sessionData')
  }
  isSpellCheckerEnabled() {
    return false
  }
  setSpellCheckerEnabled() {}
  listWordsInSpellCheckerDictionary() {
    return Promise.resolve([])
  }
  get availableSpellCheckerLanguages() {
    return []
  }
  setDevicePermissionHandler() {}
  setDisplayMediaRequestHandler() {}
  setBluetoothPairingHandler() {}
  setUSBProtectedClassesHandler() {}
  setCertificateVerifyProc() {}
  setSSLConfig() {}
}
addNoOps(Session.prototype, [
  'setSpellCheckerLanguages',
  'setSpellCheckerDictionaryDownloadURL',
  'setDownloadPath',
  'enableNetworkEmulation',
  'disableNetworkEmulation',
  'allowNTLMCredentialsForDomains',
  'setUserAgent',
  'preconnect',
  'flushStorageData',
  'setCodeCachePath',
  'setPreloads',
  'addWordToSpellCheckerDictionary',
])
Session.prototype.registerPreloadScript = () => {
  throw new Error('electron-host: session.registerPreloadScript is not emulated; use webPreferences.preload')
}

/** Custom schemes go to their handler without a network. */
function sessionFetch(target, input, init) {
  const address = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url
  const handler = target.protocol.hostHandler(schemes.schemeOf(address))
  return handler && !init?.bypassCustomProtocolHandlers
    ? Promise.resolve(handler(new Request(input, init)))
    : netFetch(input, init)
}

const defaultSession = new Session('')
const partitions = new Map([['', defaultSession]])
hostNetwork.defaultSession = defaultSession
const session = {
  defaultSession,
  fromPartition(partition) {
    if (!partitions.has(partition)) {
      partitions.set(partition, new Session(partition))
      app.emit('session-created', partitions.get(partition))
    }
    return partitions.get(partition)
  },
  fromPath: (folder) => session.fromPartition(`path:${folder}`),
}
const net = {
  fetch: (input, init) => sessionFetch(defaultSession, input, init),
  isOnline: () => true,
  online: true,
  request() {
    throw new Error('electron-host: net.request is not emulated; use net.fetch')
  },
}

module.exports = { session, Session, protocol: defaultSession.protocol, net }

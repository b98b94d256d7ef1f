'use strict'
/** `webContents`: one Chromium tab target with the two worlds, IPC, navigation and what tests and apps ask of it. */
const { EventEmitter } = require('node:events')
const crypto = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { app } = require('./app.cjs')
const { ipcMain, IpcMain, codec } = require('./ipc.cjs')
const { PortRelay } = require('./ports.cjs')
const { schemes } = require('./schemes.cjs')
const { session } = require('./session.cjs')
const { hostNetwork } = require('./network.cjs')
const { cancellable, addNoOps } = require('./util.cjs')
const { warnOnce } = require('./recorder.cjs')
const { options } = require('./options.cjs')

const WORLD = 'electron-preload'
const rendererFile = (name) => fs.readFileSync(path.join(__dirname, 'renderer', name), 'utf8')
const CODEC = rendererFile('codec.js'),
  BRIDGE = rendererFile('bridge.js'),
  PAGE = rendererFile('page.js'),
  NODE_LIKE = rendererFile('node-like.js'),
  PRELOAD = rendererFile('preload.js')
const randomName = () => `e${crypto.randomBytes(12).toString('hex')}`

/** @type {Map<number, WebContents>} */
const all = new Map()
/** @type {Map<string, WebContents>} frame id (main frame id = target id) -> contents */
const frames = new Map()
let creating = 0
let nextId = 0

class WebFrameMain {
  constructor(contents) {
    this.contents = contents
  }
  get url() {
    return this.contents.getURL()
  }
  get origin() {
    try {
      const u = this.url
      return schemes.schemeOf(u)
        ? /^[^:]+:\/\/[^/?#]*/.exec(u)[0]
        : u.startsWith('file:')
          ? 'file://'
          : new URL(u).origin
    } catch {
      return 'null'
    }
  }
  get routingId() {
    return this.contents.id
  }
  get frameTreeNodeId() {
    return this.contents.id
  }
  get processId() {
    return 1
  }
  get name() {
    return ''
  }
  get parent() {
    return null
  }
  get top() {
    return this
  }
  get frames() {
    return []
  }
  get framesInSubtree() {
    return [this]
  }
  get detached() {
    return this.contents.isDestroyed()
  }
  isDestroyed() {
    return this.contents.isDestroyed()
  }
  send(...args) {
    this.contents.send(...args)
  }
  postMessage(...args) {
    this.contents.postMessage(...args)
  }
  executeJavaScript(code, gesture) {
    return this.contents.executeJavaScript(code, gesture)
  }
  reload() {
    this.contents.reload()
    return true
  }
}

class WebContents extends EventEmitter {
  #options
  #worlds = new Set() // context ids of the preload's world in the main frame
  #names = { binding: randomName(), deliver: randomName(), run: randomName(), token: randomName() }
  #url = ''
  #title = ''
  #loading = false
  #destroyed = false
  #zoom = 1
  #openHandler = null
  #hostNavigates = 0 // loadURL, reload, ... in progress: no will-navigate
  #requested = new Map() // frame id -> url: navigations started by a page
  #userAgent = ''
  #relay = new PortRelay((message) =>
    this.#deliver(message.k === 'port' ? { k: 'port', id: message.id, v: codec.encode(message.data) } : message),
  )
  ipc = new IpcMain()
  debugger = Object.assign(new EventEmitter(), {
    attach() {},
    detach() {},
    isAttached: () => true,
    sendCommand: (method, params) => this.hostSend(method, params),
  })
  mainFrame = new WebFrameMain(this)
  hostTargetId = ''
  hostSessionId = ''

  /** @param {any} window the BrowserWindow @param {object} [adopt] target info of a popup that already exists */
  constructor(window, windowOptions, adopt) {
    super()
    this.setMaxListeners(0)
    this.id = ++nextId
    this.hostWindow = window
    this.#options = windowOptions
    const preferences = windowOptions.webPreferences ?? {}
    this.session =
      preferences.session ??
      (preferences.partition ? session.fromPartition(preferences.partition) : session.defaultSession)
    for (const [key, bad] of [
      ['nodeIntegration', true],
      ['contextIsolation', false],
      ['sandbox', false],
      ['webviewTag', true],
      ['nodeIntegrationInWorker', true],
    ]) {
      if (preferences[key] === bad)
        warnOnce(`webPreferences.${key}: ${bad} (windows are always sandboxed and isolated)`)
    }
    all.set(this.id, this)
    this.hostReady = this.#start(adopt)
    this.hostReady.catch((error) => {
      if (!this.#destroyed && app.hostBrowser)
        process.stderr.write(`electron-host: window ${this.id}: ${error.message}\n`)
    })
    process.nextTick(() => app.emit('web-contents-created', {}, this))
  }

  hostSend(method, params) {
    return app.hostBrowser.cdp.send(method, params, this.hostSessionId)
  }

  async #start(adopt) {
    await app.whenReady()
    const { cdp } = app.hostBrowser
    let targetId = adopt?.targetId
    if (!targetId) {
      creating++
      try {
        ;({ targetId } = await cdp.send('Target.createTarget', {
          url: 'about:blank',
          newWindow: true,
          width: this.#options.width ?? 800,
          height: this.#options.height ?? 600,
        }))
      } finally {
        creating--
      }
    }
    this.hostTargetId = targetId
    frames.set(targetId, this)
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true })
    this.hostSessionId = sessionId
    cdp.sessions.on(sessionId, (method, params) => this.#onEvent(method, params))

    const n = this.#names
    const preload = this.#readPreload()
    const host = {
      token: n.token,
      deliverName: n.deliver,
      platform: process.platform,
      arch: process.arch,
      versions: { ...process.versions },
      argv: [process.argv[0], '--type=renderer', ...(this.#options.webPreferences?.additionalArguments ?? [])],
      env: { ...process.env },
    }
    const guard = (code) => `(() => { if (window !== top) return; ${code} })();`
    const todo = [
      ['Page.enable'],
      ['Runtime.enable'],
      ['Runtime.addBinding', { name: n.binding, executionContextName: WORLD }],
      [
        'Page.addScriptToEvaluateOnNewDocument',
        {
          source: guard(`${CODEC}\n${BRIDGE}\n${PAGE}\nstartPage(${JSON.stringify(n.token)}, makeBridge, makeCodec);`),
        },
      ],
      [
        'Page.addScriptToEvaluateOnNewDocument',
        {
          worldName: WORLD,
          source: guard(`${CODEC}\n${BRIDGE}\n${NODE_LIKE}\n${PRELOAD}
        const binding = globalThis.${n.binding}; delete globalThis.${n.binding};
        const host = { ...${JSON.stringify(host)}, send: (text) => binding(text) };
        ${preload === null ? 'startPreload(host, null, { makeBridge, makeCodec, nodeLike });' : `Object.defineProperty(globalThis, '${n.run}', { configurable: true, value(preload) { delete globalThis.${n.run}; startPreload(host, preload, { makeBridge, makeCodec, nodeLike }); } });`}`),
        },
      ],
    ]
    // The preload is a script of its own: a syntax error in it must not take the rest down.
    if (preload !== null)
      todo.push([
        'Page.addScriptToEvaluateOnNewDocument',
        {
          worldName: WORLD,
          source: `if (window === top) globalThis.${n.run}(function (require, module, exports, process, global, Buffer, setImmediate, clearImmediate) {${preload.text}\n})\n//# sourceURL=${preload.file}`,
        },
      ])
    // Synchronous calls stop the page at a `debugger` statement (see preload.js); only windows whose preload makes them pay for that.
    if (/sendSync|getPathForFile/.test(preload?.text ?? '')) todo.push(['Debugger.enable'])
    const theme = require('./desktop.cjs').nativeTheme.hostMediaFeature()
    if (theme) todo.push(['Emulation.setEmulatedMedia', theme])
    await Promise.all(todo.map(([method, params]) => this.hostSend(method, params)))
    if (adopt) await this.hostSend('Runtime.runIfWaitingForDebugger').catch(() => {})
  }

  #readPreload() {
    const file = this.#options.webPreferences?.preload
    if (!file) return null
    try {
      return {
        file,
        text: fs
          .readFileSync(file, 'utf8')
          .replace(/^#!.*/, '')
          .replace(/\/\/# sourceMappingURL=.*$/m, ''),
      }
    } catch (error) {
      process.stderr.write(`electron-host: unable to load preload script ${file}: ${error.message}\n`)
      this.emit('preload-error', {}, file, error)
      return null
    }
  }

  // ---- events of the target ----
  #onEvent(method, p) {
    switch (method) {
      case 'Runtime.executionContextCreated':
        if (p.context.name === WORLD && p.context.auxData?.frameId === this.hostTargetId) this.#worlds.add(p.context.id)
        return
      case 'Runtime.executionContextDestroyed':
        this.#worlds.delete(p.executionContextId)
        return
      case 'Runtime.executionContextsCleared':
        this.#worlds.clear()
        return
      case 'Runtime.bindingCalled':
        if (p.name === this.#names.binding) this.#onMessage(p.executionContextId, JSON.parse(p.payload))
        return
      case 'Debugger.paused':
        this.#onPaused(p)
        return
      case 'Page.frameAttached':
        frames.set(p.frameId, this)
        return
      case 'Page.frameDetached':
        if (p.reason === 'remove') frames.delete(p.frameId)
        return
      case 'Page.frameRequestedNavigation':
        this.#onRequestedNavigation(p)
        return
      case 'Page.frameStartedLoading':
        if (p.frameId === this.hostTargetId && !this.#loading) {
          this.#loading = true
          this.emit('did-start-loading', {})
        }
        return
      case 'Page.frameStoppedLoading':
        if (p.frameId === this.hostTargetId && this.#loading) {
          this.#loading = false
          this.emit('did-stop-loading', {})
        }
        return
      case 'Page.frameNavigated':
        if (p.frame.parentId) return
        this.#url = schemes.toApp(p.frame.url + (p.frame.urlFragment ?? ''))
        if (this.#url === 'about:blank' && !this.hostWindow.hostShown) return
        if (p.frame.unreachableUrl)
          this.emit('did-fail-load', {}, -2, 'ERR_FAILED', schemes.toApp(p.frame.unreachableUrl), true)
        else this.emit('did-navigate', {}, this.#url, 200, 'OK')
        return
      case 'Page.navigatedWithinDocument':
        if (p.frameId !== this.hostTargetId) return
        this.#url = schemes.toApp(p.url)
        this.emit('did-navigate-in-page', {}, this.#url, true)
        return
      case 'Page.domContentEventFired':
        this.emit('dom-ready', {})
        return
      case 'Page.loadEventFired':
        this.emit('did-finish-load', {})
        this.hostWindow.hostReadyToShow()
        return
      case 'Page.windowOpen':
        opens.push({ contents: this, url: p.url, frameName: p.windowName, features: p.windowFeatures.join(',') })
        return
      case 'Page.javascriptDialogOpening':
        this.#onDialog(p)
        return
      case 'Inspector.targetCrashed':
        this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
        app.emit('render-process-gone', {}, this, { reason: 'crashed', exitCode: 5 })
        return
      case 'Runtime.consoleAPICalled': {
        const levels = { debug: [0, 'debug'], warning: [2, 'warning'], error: [3, 'error'], assert: [3, 'error'] }
        this.#console(
          ...(levels[p.type] ?? [1, 'info']),
          p.args.map((a) => a.value ?? a.unserializableValue ?? a.description ?? 'undefined').join(' '),
          p.stackTrace?.callFrames[0],
        )
        return
      }
      case 'Runtime.exceptionThrown':
        this.#console(
          3,
          'error',
          `Uncaught ${p.exceptionDetails.exception?.description ?? p.exceptionDetails.text}`,
          p.exceptionDetails,
        )
        return
    }
  }

  #console(number, level, message, where) {
    const details = {
      level,
      message,
      lineNumber: (where?.lineNumber ?? -1) + 1,
      sourceId: schemes.toApp(where?.url ?? ''),
      frame: this.mainFrame,
    }
    this.emit(
      'console-message',
      { ...details, preventDefault() {} },
      number,
      message,
      details.lineNumber,
      details.sourceId,
    )
  }

  async #onDialog({ type }) {
    // A page that objects to being closed: Electron cancels silently, unless the app overrules the page.
    if (type === 'beforeunload') {
      const leave = cancellable(this, 'will-prevent-unload')
      if (!leave) this.hostWindow.hostStay()
      await this.hostSend('Page.handleJavaScriptDialog', { accept: leave }).catch(() => {})
    } else if (!options.debuggingPort)
      await this.hostSend('Page.handleJavaScriptDialog', { accept: false }).catch(() => {}) // nobody else would answer
  }

  // ---- IPC ----
  #event(extra = {}) {
    return {
      sender: this,
      senderFrame: this.mainFrame,
      processId: 1,
      frameId: this.id,
      type: 'frame',
      ports: [],
      defaultPrevented: false,
      preventDefault() {},
      reply: (channel, ...args) => this.send(channel, ...args),
      ...extra,
    }
  }
  #emitIpc(event, channel, args) {
    this.emit('ipc-message', event, channel, ...args)
    this.ipc.emit(channel, event, ...args)
    ipcMain.emit(channel, event, ...args)
  }
  #deliver(message, contextId) {
    const text = JSON.stringify(message)
    const ids = contextId === undefined ? [...this.#worlds] : [contextId]
    for (const id of ids)
      this.hostSend('Runtime.evaluate', {
        expression: `${this.#names.deliver}(${JSON.stringify(text)})`,
        contextId: id,
        silent: true,
      }).catch(() => {})
  }

  async #onMessage(contextId, m) {
    switch (m.k) {
      case 'invoke': {
        let reply
        try {
          const handler = this.ipc.hostHandler(m.channel) ?? ipcMain.hostHandler(m.channel)
          if (!handler) throw new Error(`No handler registered for '${m.channel}'`)
          reply = { k: 'reply', id: m.id, v: codec.encode(await handler(this.#event(), ...codec.decode(m.v))) }
        } catch (error) {
          process.stderr.write(`Error occurred in handler for '${m.channel}': ${error?.stack ?? error}\n`)
          reply = { k: 'reply', id: m.id, error: `Error invoking remote method '${m.channel}': ${error}` }
        }
        return this.#deliver(reply, contextId)
      }
      case 'send':
        return this.#emitIpc(this.#event(), m.channel, codec.decode(m.v))
      case 'post':
        return this.#emitIpc(this.#event({ ports: m.ports.map((id) => this.#relay.import(id)) }), m.channel, [
          codec.decode(m.v),
        ])
      case 'port':
        return this.#relay.receive({ k: 'port', id: m.id, data: codec.decode(m.v) })
      case 'port-close':
        return this.#relay.receive(m)
      case 'zoom':
        this.#zoom = m.v
        return void this.hostSend('Emulation.setPageScaleFactor', { pageScaleFactor: m.v }).catch(() => {})
      case 'window-open':
        return this.hostOpenWindow(m)
      case 'context-menu':
        return void this.emit(
          'context-menu',
          { preventDefault() {} },
          {
            x: m.x,
            y: m.y,
            selectionText: m.selectionText,
            linkURL: schemes.toApp(m.linkURL),
            isEditable: m.isEditable,
            pageURL: this.#url,
            editFlags: {},
            mediaType: 'none',
            frame: this.mainFrame,
          },
        )
      case 'preload-error':
        return void this.emit('preload-error', {}, this.#options.webPreferences?.preload, codec.decode(m.v))
    }
  }

  /** The page stands at a `debugger` statement: ours asks something, any other is passed over. */
  async #onPaused({ callFrames }) {
    const top = callFrames[0]
    const look = (expression, returnByValue = true) =>
      this.hostSend('Debugger.evaluateOnCallFrame', { callFrameId: top.callFrameId, expression, returnByValue })
    try {
      if (top.functionName !== 'electronHostSync') return
      const request = JSON.parse((await look('request')).result.value)
      let reply
      if (request.k === 'sync') reply = await this.#answerSync(request)
      else if (request.k === 'path') {
        const { result } = await look('object', false)
        reply = (await this.hostSend('DOM.getFileInfo', { objectId: result.objectId }).catch(() => ({ path: '' }))).path
      }
      await look(`reply = ${JSON.stringify(JSON.stringify(reply ?? null))}`)
    } catch (error) {
      if (!this.#destroyed) process.stderr.write(`electron-host: synchronous call: ${error.message}\n`)
    } finally {
      await this.hostSend('Debugger.resume').catch(() => {})
    }
  }
  #answerSync({ channel, v }) {
    return new Promise((resolve) => {
      let value
      const done = (result) => resolve(codec.encode(result))
      const event = this.#event()
      Object.defineProperty(event, 'returnValue', {
        get: () => value,
        set: (x) => {
          value = x
          done(x)
        },
        enumerable: true,
      })
      if (ipcMain.listenerCount(channel) + this.ipc.listenerCount(channel) === 0) {
        process.stderr.write(
          `electron-host: ipcRenderer.sendSync('${channel}') has no listener and would wait for ever in Electron\n`,
        )
        return done(undefined)
      }
      this.emit('ipc-message-sync', event, channel, ...codec.decode(v))
      this.#emitIpc(event, channel, codec.decode(v))
    })
  }

  send(channel, ...args) {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument')
    this.#deliver({ k: 'message', channel, v: codec.encode(args) })
  }
  postMessage(channel, message, transfer = []) {
    this.#deliver({
      k: 'message',
      channel,
      v: codec.encode([message]),
      ports: transfer.map((port) => this.#relay.export(port)),
    })
  }

  // ---- navigation ----
  async loadURL(url, { extraHeaders } = {}) {
    if (extraHeaders) warnOnce('loadURL option extraHeaders')
    await this.hostReady
    if (this.#destroyed) throw new Error('Object has been destroyed')
    this.hostWindow.hostShown = true
    const finished = Promise.withResolvers()
    const onFinish = () => finished.resolve()
    const onDestroyed = () =>
      finished.reject(
        Object.assign(new Error(`ERR_FAILED (-2) loading '${url}'`), { code: 'ERR_FAILED', errno: -2, url }),
      )
    this.once('destroyed', onDestroyed)
    this.#hostNavigates++
    try {
      finished.promise.catch(() => {})
      this.on('did-finish-load', onFinish)
      const result = await this.hostSend('Page.navigate', { url: schemes.toHttps(url) }).finally(() => {
        this.#hostNavigates--
      })
      if (result.errorText) {
        const code = result.errorText.replace(/^net::/, '')
        this.emit('did-fail-load', {}, -2, code, url, true)
        throw Object.assign(new Error(`${code} loading '${url}'`), { code, url })
      }
      if (!result.loaderId) return // same document
      await finished.promise
    } finally {
      this.off('destroyed', onDestroyed)
      this.off('did-finish-load', onFinish)
    }
  }
  loadFile(file, { query, search, hash } = {}) {
    const url = require('node:url').pathToFileURL(path.resolve(app.getAppPath(), file))
    if (query) url.search = String(new URLSearchParams(query))
    if (search) url.search = search
    if (hash) url.hash = hash
    return this.loadURL(url.href)
  }
  async #byHost(method, params) {
    await this.hostReady
    this.#hostNavigates++
    this.once('did-navigate', () => {
      this.#hostNavigates--
    })
    await this.hostSend(method, params)
  }
  reload() {
    this.#byHost('Page.reload').catch(() => {})
  }
  reloadIgnoringCache() {
    this.#byHost('Page.reload', { ignoreCache: true }).catch(() => {})
  }
  stop() {
    this.hostSend('Page.stopLoading').catch(() => {})
  }
  navigationHistory = {
    canGoBack: () => false,
    canGoForward: () => false,
    getActiveIndex: () => 0,
    length: () => 1,
    clear: () => {},
    goBack: () => this.#go(-1),
    goForward: () => this.#go(1),
    getEntryAtIndex: () => ({ url: this.#url, title: this.#title }),
    getAllEntries: () => [{ url: this.#url, title: this.#title }],
  }
  goBack() {
    this.#go(-1)
  }
  goForward() {
    this.#go(1)
  }
  canGoBack() {
    return false
  }
  canGoForward() {
    return false
  }
  async #go(step) {
    const { currentIndex, entries } = await this.hostSend('Page.getNavigationHistory')
    const entry = entries[currentIndex + step]
    if (entry) await this.#byHost('Page.navigateToHistoryEntry', { entryId: entry.id })
  }

  /** A page asked to go somewhere. What does not become a request (mailto:, data:, app: links) is decided here. */
  #onRequestedNavigation({ frameId, url, disposition }) {
    if (disposition && disposition !== 'currentTab')
      return void opens.push({ contents: this, url, frameName: '', features: '' })
    const custom = schemes.schemeOf(url)
    if (/^(https?|file):/.test(url) && !custom) return void this.#requested.set(frameId, schemes.toApp(url))
    if (frameId !== this.hostTargetId) return
    if (this.#emitWillNavigate(url, true)) return void this.stop()
    if (custom) this.loadURL(url).catch(() => {})
  }
  #emitWillNavigate(url, isMainFrame) {
    const details = { url, isSameDocument: false, isMainFrame, frame: this.mainFrame, initiator: this.mainFrame }
    const prevented = cancellable(this, 'will-frame-navigate', details, url, false, isMainFrame)
    return (isMainFrame && cancellable(this, 'will-navigate', details, url, false, true)) || prevented
  }
  /** Asked for every document request. Navigations by the app or by a test tool (page.goto) raise no event, as in Electron. */
  async hostNavigationPrevented({ url, frameId, isMainFrame, redirected }) {
    if (redirected) return isMainFrame && cancellable(this, 'will-redirect', { url, isMainFrame }, url, false, true)
    if (isMainFrame && this.#hostNavigates > 0) return false
    if (this.listenerCount('will-navigate') + this.listenerCount('will-frame-navigate') === 0) return false
    // The renderer's word that a page asked for this normally comes first, but travels on another way.
    for (let i = 0; i < 10 && !this.#requested.has(frameId); i++)
      await new Promise((resolve) => setTimeout(resolve, 20))
    if (!this.#requested.delete(frameId)) return false
    return this.#emitWillNavigate(url, isMainFrame)
  }
  hostBeforeNavigation(url) {
    this.emit('did-start-navigation', { url, isSameDocument: false, isMainFrame: true }, url, false, true, 1, this.id)
  }

  // ---- new windows ----
  setWindowOpenHandler(handler) {
    this.#openHandler = handler
  }
  /** @returns {any} the handler's decision, normalised */
  hostDecideOpen(details) {
    const answer = this.#openHandler
      ? this.#openHandler({
          referrer: { url: this.#url, policy: '' },
          disposition: 'foreground-tab',
          ...details,
          url: schemes.toApp(details.url),
        })
      : { action: 'allow' }
    return answer?.action === 'allow' ? answer : { action: 'deny' }
  }
  hostOpenWindow({ url, frameName, features }) {
    const answer = this.hostDecideOpen({
      url,
      frameName,
      features,
      disposition: features ? 'new-window' : 'foreground-tab',
    })
    if (answer.action !== 'allow') return
    const { BrowserWindow } = require('./browser-window.cjs')
    const child = new BrowserWindow({ ...answer.overrideBrowserWindowOptions })
    this.emit('did-create-window', child, {
      url: schemes.toApp(url),
      frameName,
      options: answer.overrideBrowserWindowOptions ?? {},
      disposition: 'new-window',
      referrer: { url: this.#url, policy: '' },
    })
    child.loadURL(schemes.toApp(url)).catch(() => {})
  }

  // ---- content ----
  async executeJavaScript(code, userGesture = false) {
    await this.hostReady
    const r = await this.hostSend('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
      userGesture,
      replMode: false,
    })
    if (r.exceptionDetails)
      throw new Error(r.exceptionDetails.exception?.description?.split('\n')[0] ?? r.exceptionDetails.text)
    return r.result.value
  }
  async insertCSS(css) {
    const key = randomName()
    await this.executeJavaScript(
      `{ const s = new CSSStyleSheet(); s.replaceSync(${JSON.stringify(css)}); (window[Symbol.for('electron-host-css')] ??= {})['${key}'] = s; document.adoptedStyleSheets.push(s); }`,
    )
    return key
  }
  async removeInsertedCSS(key) {
    await this.executeJavaScript(
      `{ const s = window[Symbol.for('electron-host-css')]?.['${key}']; document.adoptedStyleSheets = document.adoptedStyleSheets.filter((x) => x !== s); }`,
    )
  }
  async capturePage(rect) {
    await this.hostReady
    const { data } = await this.hostSend('Page.captureScreenshot', {
      format: 'png',
      clip: rect ? { ...rect, scale: 1 } : undefined,
    })
    return require('./desktop.cjs').nativeImage.createFromBuffer(Buffer.from(data, 'base64'))
  }
  async printToPDF(o = {}) {
    await this.hostReady
    const sizes = {
      A0: [33.1, 46.8],
      A1: [23.4, 33.1],
      A2: [16.54, 23.4],
      A3: [11.7, 16.54],
      A4: [8.27, 11.7],
      A5: [5.83, 8.27],
      A6: [4.13, 5.83],
      Letter: [8.5, 11],
      Legal: [8.5, 14],
      Tabloid: [11, 17],
      Ledger: [17, 11],
    }
    const [paperWidth, paperHeight] =
      typeof o.pageSize === 'object'
        ? [o.pageSize.width, o.pageSize.height]
        : (sizes[o.pageSize ?? 'Letter'] ?? sizes.Letter)
    const m = o.margins ?? {}
    const none = m.marginType === 'none'
    const { data } = await this.hostSend('Page.printToPDF', {
      landscape: o.landscape,
      displayHeaderFooter: o.displayHeaderFooter,
      printBackground: o.printBackground,
      scale: o.scale,
      paperWidth,
      paperHeight,
      pageRanges: o.pageRanges,
      marginTop: none ? 0 : m.top,
      marginBottom: none ? 0 : m.bottom,
      marginLeft: none ? 0 : m.left,
      marginRight: none ? 0 : m.right,
      headerTemplate: o.headerTemplate,
      footerTemplate: o.footerTemplate,
      preferCSSPageSize: o.preferCSSPageSize,
      generateTaggedPDF: o.generateTaggedPDF,
      generateDocumentOutline: o.generateDocumentOutline,
    })
    return Buffer.from(data, 'base64')
  }
  print(_options, callback) {
    require('./recorder.cjs').record('webContents.print', [_options])
    callback?.(true, '')
  }

  // ---- state ----
  getURL() {
    return this.#url
  }
  getTitle() {
    return this.#title
  }
  hostSetTitle(title) {
    if (title === this.#title) return
    this.#title = title
    this.emit('page-title-updated', { preventDefault() {} }, title, true)
    this.hostWindow.emit('page-title-updated', { preventDefault() {} }, title, true)
  }
  getType() {
    return 'window'
  }
  getOSProcessId() {
    return 1
  }
  getProcessId() {
    return 1
  }
  getMediaSourceId() {
    return ''
  }
  isLoading() {
    return this.#loading
  }
  isLoadingMainFrame() {
    return this.#loading
  }
  isWaitingForResponse() {
    return false
  }
  isDestroyed() {
    return this.#destroyed
  }
  isCrashed() {
    return false
  }
  isFocused() {
    return this.hostWindow.isFocused()
  }
  isDevToolsOpened() {
    return false
  }
  isDevToolsFocused() {
    return false
  }
  isAudioMuted() {
    return false
  }
  isCurrentlyAudible() {
    return false
  }
  isOffscreen() {
    return false
  }
  isBeingCaptured() {
    return false
  }
  getZoomFactor() {
    return this.#zoom
  }
  getZoomLevel() {
    return Math.log(this.#zoom) / Math.log(1.2)
  }
  setZoomFactor(factor) {
    this.#zoom = factor
    this.hostReady
      .then(() => this.executeJavaScript(`document.documentElement.style.zoom = ${Number(factor)}`))
      .catch(() => {})
  }
  setZoomLevel(level) {
    this.setZoomFactor(1.2 ** level)
  }
  getUserAgent() {
    return this.#userAgent
  }
  setUserAgent(userAgent) {
    this.#userAgent = userAgent
    this.hostReady.then(() => this.hostSend('Emulation.setUserAgentOverride', { userAgent })).catch(() => {})
  }
  getOwnerBrowserWindow() {
    return this.hostWindow
  }
  focus() {
    this.hostWindow.focus()
  }
  sendInputEvent() {
    warnOnce('webContents.sendInputEvent')
  }
  close(o = {}) {
    if (o.waitForBeforeUnload) this.hostWindow.close()
    else this.hostWindow.destroy()
  }

  hostDestroyed() {
    if (this.#destroyed) return
    this.#destroyed = true
    this.#relay.closeAll()
    all.delete(this.id)
    for (const [id, contents] of frames) if (contents === this) frames.delete(id)
    app.hostBrowser?.cdp.sessions.removeAllListeners(this.hostSessionId)
    this.emit('destroyed')
  }
}
addNoOps(WebContents.prototype, [
  'openDevTools',
  'closeDevTools',
  'toggleDevTools',
  'inspectElement',
  'setDevToolsWebContents',
  'setVisualZoomLevelLimits',
  'setIgnoreMenuShortcuts',
  'setAudioMuted',
  'setBackgroundThrottling',
  'getBackgroundThrottling',
  'undo',
  'redo',
  'cut',
  'copy',
  'paste',
  'delete',
  'selectAll',
  'unselect',
  'replace',
  'replaceMisspelling',
  'findInPage',
  'stopFindInPage',
  'invalidate',
  'startDrag',
  'setWebRTCIPHandlingPolicy',
  'downloadURL',
  'forcefullyCrashRenderer',
  'setImageAnimationPolicy',
  'setFrameRate',
  'startPainting',
  'stopPainting',
  'incrementCapturerCount',
  'decrementCapturerCount',
])

const webContents = {
  getAllWebContents: () => [...all.values()],
  fromId: (id) => all.get(id),
  fromDevToolsTargetId: (targetId) => frames.get(targetId),
  fromFrame: (frame) => frame?.contents,
  getFocusedWebContents: () => [...all.values()].find((c) => c.hostWindow.isFocused()) ?? null,
}

// ---- targets that appear and go ----
const opens = [] // what pages wanted to open: says which page and URL a new target belongs to
const popups = new Map() // target id -> Promise<boolean>: may it load something now?
hostNetwork.findContents = (frameId) => frames.get(frameId)
app.hostPopupAllowed = async (frameId) => {
  for (let i = 0; i < 40; i++) {
    if (popups.has(frameId)) return popups.get(frameId)
    if (frames.has(frameId)) return true
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return true
}

async function onPopup(info) {
  const known = frames.get(info.openerId) ?? frames.get(info.openerFrameId)
  let wish
  for (let i = 0; i < 20 && !wish; i++) {
    const at = opens.findLastIndex((x) => !x.contents.isDestroyed() && (!known || x.contents === known))
    if (at >= 0) {
      wish = opens[at]
      opens.length = 0
    } else await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const opener = known ?? wish?.contents ?? webContents.getFocusedWebContents()
  const url = wish?.url || info.url || 'about:blank'
  const answer = opener?.hostDecideOpen({ url, frameName: wish?.frameName ?? '', features: wish?.features ?? '' }) ?? {
    action: 'deny',
  }
  if (answer.action !== 'allow') {
    await app.hostBrowser.cdp.send('Target.closeTarget', { targetId: info.targetId }).catch(() => {})
    return false
  }
  const { BrowserWindow } = require('./browser-window.cjs')
  const child = BrowserWindow.hostAdopt({ ...answer.overrideBrowserWindowOptions }, info)
  opener.emit('did-create-window', child, {
    url: schemes.toApp(url),
    frameName: wish?.frameName ?? '',
    options: answer.overrideBrowserWindowOptions ?? {},
    disposition: 'foreground-tab',
    referrer: { url: opener.getURL(), policy: '' },
  })
  // The page's own first request is refused (false): commands would wait for it, and the preload would come too late.
  child.webContents.hostReady
    .then(() => {
      popups.delete(info.targetId)
      return child.loadURL(schemes.toApp(url))
    })
    .catch(() => {})
  return false
}

app.hostBeforeReady.push(async ({ cdp }) => {
  cdp.sessions.on('root', (method, p) => {
    if (method === 'Target.targetCreated' && p.targetInfo.type === 'page' && !frames.has(p.targetInfo.targetId)) {
      if (p.targetInfo.openerId || (creating === 0 && all.size > 0))
        popups.set(p.targetInfo.targetId, onPopup(p.targetInfo))
    } else if (method === 'Target.targetInfoChanged') {
      const contents = frames.get(p.targetInfo.targetId)
      if (contents && p.targetInfo.type === 'page') contents.hostSetTitle(p.targetInfo.title)
    } else if (method === 'Target.targetDestroyed') {
      popups.delete(p.targetId)
      const contents = frames.get(p.targetId)
      if (contents?.hostTargetId === p.targetId) contents.hostWindow.hostGone()
    }
  })
  await cdp.send('Target.setDiscoverTargets', { discover: true })
})

module.exports = { WebContents, WebFrameMain, webContents }

/**
 * The environment around the app's preload, in its own world of the main frame: `require('electron')` with contextBridge,
 * ipcRenderer, webUtils and webFrame, and what a sandboxed preload has of Node.
 *
 * @param {object} host  { send(text), token, deliverName, platform, versions, argv, env } given by the main process
 * @param {Function|null} preload  the app's preload, wrapped in a function
 */
// eslint-disable-next-line no-unused-vars
function startPreload(host, preload, { makeBridge, makeCodec, nodeLike }) {
  const bridge = makeBridge('preload', host.token, makeCodec)
  const ports = new Map() // id -> the host's end of a MessagePort that belongs to a MessagePortMain
  let nextId = 0

  const codec = makeCodec({
    special: {
      encode(value) {
        if (value instanceof MessagePort || value instanceof Promise || value instanceof Node || value === window)
          throw new Error('An object could not be cloned.')
      },
    },
  })
  const post = (message) => host.send(JSON.stringify(message))

  /** Hands a DOM MessagePort over to the main process: what arrives at it travels on by message. */
  function exportPort(port) {
    const id = `r${++nextId}-${Math.random().toString(36).slice(2)}`
    wirePort(id, port)
    return id
  }
  /** Makes a DOM MessagePort for a port that lives in the main process. */
  function importPort(id) {
    const channel = new MessageChannel()
    wirePort(id, channel.port1)
    return channel.port2
  }
  function wirePort(id, port) {
    ports.set(id, port)
    port.onmessage = (event) => post({ k: 'port', id, v: codec.encode(event.data) })
    port.onclose = () => {
      if (ports.delete(id)) post({ k: 'port-close', id })
    }
  }

  /**
   * Blocks until the main process has answered: a `debugger` statement is the one place where a page stands still while the
   * host can look at and set local variables. The host knows the function by its name.
   */
  function electronHostSync(request, object) {
    let reply = null
    debugger // eslint-disable-line no-debugger
    void object
    if (reply === null) throw new Error('electron-host: synchronous calls are not available in this window')
    return JSON.parse(reply)
  }

  const calls = new Map()
  class IpcRenderer extends nodeLike.EventEmitter {
    invoke(channel, ...args) {
      return new Promise((resolve, reject) => {
        const id = ++nextId
        const v = codec.encode(args)
        calls.set(id, { resolve, reject })
        post({ k: 'invoke', id, channel, v })
      })
    }
    send(channel, ...args) {
      post({ k: 'send', channel, v: codec.encode(args) })
    }
    postMessage(channel, message, transfer = []) {
      post({ k: 'post', channel, v: codec.encode(message), ports: transfer.map(exportPort) })
    }
    sendSync(channel, ...args) {
      return codec.decode(electronHostSync(JSON.stringify({ k: 'sync', channel, v: codec.encode(args) })))
    }
    sendToHost() {
      throw new Error('electron-host: <webview> is not emulated')
    }
  }
  const ipcRenderer = new IpcRenderer()

  const contextBridge = {
    exposeInMainWorld: bridge.expose,
    exposeInIsolatedWorld() {
      throw new Error('electron-host: exposeInIsolatedWorld is not emulated')
    },
    executeInMainWorld() {
      throw new Error('electron-host: executeInMainWorld is not emulated')
    },
  }
  const webUtils = {
    getPathForFile(file) {
      if (!(file instanceof File)) throw new TypeError('getPathForFile expected a File')
      return electronHostSync('{"k":"path"}', file)
    },
  }
  let zoom = 1
  const webFrame = {
    getZoomFactor: () => zoom,
    setZoomFactor: (f) => {
      zoom = f
      post({ k: 'zoom', v: f })
    },
    getZoomLevel: () => Math.log(zoom) / Math.log(1.2),
    setZoomLevel: (l) => webFrame.setZoomFactor(1.2 ** l),
    setVisualZoomLevelLimits() {},
    setSpellCheckProvider() {},
    clearCache() {},
    insertCSS: (css) => {
      const s = new CSSStyleSheet()
      s.replaceSync(css)
      document.adoptedStyleSheets.push(s)
      return ''
    },
    top: null,
    opener: null,
    parent: null,
  }

  // Called by the main process through Runtime.evaluate; the name is random and not enumerable.
  Object.defineProperty(globalThis, host.deliverName, {
    value(text) {
      const m = JSON.parse(text)
      if (m.k === 'reply') {
        const call = calls.get(m.id)
        calls.delete(m.id)
        if (m.error !== undefined) call?.reject(new Error(m.error))
        else call?.resolve(codec.decode(m.v))
      } else if (m.k === 'message') {
        ipcRenderer.emit(
          m.channel,
          { sender: ipcRenderer, ports: (m.ports ?? []).map(importPort) },
          ...codec.decode(m.v),
        )
      } else if (m.k === 'port') ports.get(m.id)?.postMessage(codec.decode(m.v))
      else if (m.k === 'port-close') {
        const port = ports.get(m.id)
        ports.delete(m.id)
        port?.close()
      }
    },
  })
  bridge.handlers['window-open'] = (details) => post({ k: 'window-open', ...details })
  window.addEventListener('contextmenu', (event) => {
    const target = event.target instanceof Element ? event.target : null
    post({
      k: 'context-menu',
      x: event.clientX,
      y: event.clientY,
      selectionText: String(getSelection() ?? ''),
      linkURL: target?.closest('a[href]')?.href ?? '',
      isEditable: Boolean(target?.closest('input,textarea,[contenteditable]')),
    })
  })

  const process = Object.assign(new nodeLike.EventEmitter(), {
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    isMainFrame: true,
    platform: host.platform,
    arch: host.arch,
    versions: Object.freeze(host.versions),
    version: `v${host.versions.node}`,
    env: host.env,
    argv: host.argv,
    execPath: '',
    pid: 0,
    resourcesPath: '',
    uptime: () => performance.now() / 1000,
    nextTick: (fn, ...args) => queueMicrotask(() => fn(...args)),
    cwd: () => '/',
    hrtime: () => [Math.floor(performance.now() / 1e3), (performance.now() % 1e3) * 1e6],
  })
  const electron = {
    contextBridge,
    ipcRenderer,
    webFrame,
    webUtils,
    crashReporter: { addExtraParameter() {}, removeExtraParameter() {}, getParameters: () => ({}) },
    nativeImage: {},
  }
  const require = (name) => {
    const bare = name.replace(/^node:/, '')
    if (bare === 'electron' || name === 'electron/renderer' || name === 'electron/common') return electron
    if (Object.hasOwn(nodeLike.modules, bare)) return nodeLike.modules[bare]
    if (bare === 'buffer') return { Buffer: nodeLike.Buffer }
    throw new Error(`module not found: ${name}`)
  }
  const module = { exports: {} }
  try {
    preload?.(
      require,
      module,
      module.exports,
      process,
      globalThis,
      nodeLike.Buffer,
      nodeLike.setImmediate,
      nodeLike.clearImmediate,
    )
  } catch (error) {
    console.error('Unable to load preload script', error)
    post({ k: 'preload-error', v: codec.encode(error) })
  }
}

'use strict'
const { contextBridge, ipcRenderer } = require('electron')
window.preloadLeak = 'isolated'
class K {
  constructor() {
    this.a = 1
  }
  m() {
    return 2
  }
}
const attempt = async (f) => {
  try {
    return await f()
  } catch (e) {
    return `ERR ${e.message}`
  }
}
const attemptSync = (f) => {
  try {
    return f()
  } catch (e) {
    return `ERR ${e.message.split('\n')[0]}`
  }
}
const cycle = {}
cycle.self = cycle
contextBridge.exposeInMainWorld('api', {
  n: 7,
  nested: { deep: { arr: [1, 2] } },
  sync: (a, b) => a + b,
  thrower: () => {
    throw new RangeError('bad range')
  },
  asyncReject: async () => {
    throw new Error('nope')
  },
  cb: (f) => f(20),
  cbLater: (f) => {
    setTimeout(() => f('later'), 5)
  },
  kinds: (v) => ({
    date: v.date instanceof Date,
    map: v.map instanceof Map,
    u8: v.u8 instanceof Uint8Array,
    big: typeof v.big,
    undef: 'undef' in v,
  }),
  giveK: () => new K(),
  blob: (b) => b instanceof Blob && b.size,
  sameFn: (f, g) => f === g,
  echo: (...a) => ipcRenderer.invoke('echo', ...a),
  boom: () => ipcRenderer.invoke('boom'),
  none: () => ipcRenderer.invoke('missing'),
  fnBack: () => attempt(() => ipcRenderer.invoke('fn')),
  types: () =>
    attempt(() =>
      ipcRenderer.invoke('types', {
        date: new Date(),
        map: new Map([['k', 1]]),
        set: new Set([1]),
        u8: new Uint8Array(4),
        f64: new Float64Array([1.5]),
        big: 1n,
        undef: undefined,
        nan: NaN,
        cycle,
        regexp: /a/,
        error: new RangeError('r'),
      }),
    ),
  ret: () =>
    attempt(async () => {
      const r = await ipcRenderer.invoke('ret')
      return {
        date: r.date instanceof Date,
        map: r.map instanceof Map,
        u8: r.u8 instanceof Uint8Array,
        big: typeof r.big,
        undef: 'undef' in r,
        nan: Number.isNaN(r.nan),
      }
    }),
  fnOverIpc: () => attempt(() => ipcRenderer.invoke('echo', () => 1)),
  sendSync: () => attempt(() => ipcRenderer.sendSync('sync', 4)),
  hi: (x, f) => {
    ipcRenderer.on('hi-back', (e, y) => f(y))
    ipcRenderer.send('hi', x)
  },
  seesPage: () => typeof window.pageGlobal,
  reqFs: () => attemptSync(() => typeof require('fs')),
  reqEvents: () => attemptSync(() => typeof require('events')),
  reqTimers: () => attemptSync(() => typeof require('timers').setTimeout),
  reqUrl: () => attemptSync(() => typeof require('url').URL),
  buf: () => typeof Buffer,
  bufHex: () => attemptSync(() => Buffer.from('é').toString('hex')),
  gl: () => typeof global,
  imm: () => typeof setImmediate,
  ver: () => Object.keys(process.versions).length > 3,
  expose2: () =>
    attemptSync(() => {
      contextBridge.exposeInMainWorld('api', {})
      return 'exposed'
    }),
})

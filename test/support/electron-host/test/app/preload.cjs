'use strict'
const { contextBridge, ipcRenderer, webUtils } = require('electron')
const { EventEmitter } = require('events')
const emitter = new EventEmitter()
let port
ipcRenderer.on('port', (event) => {
  ;[port] = event.ports
})
contextBridge.exposeInMainWorld('api', {
  ping: (n) => ipcRenderer.invoke('ping', n),
  open: () => ipcRenderer.invoke('open'),
  save: () => ipcRenderer.invoke('save'),
  ask: () => ipcRenderer.invoke('ask'),
  external: (url) => ipcRenderer.invoke('external', url),
  sync: (n) => ipcRenderer.sendSync('sync', n),
  pathOf: (file) => webUtils.getPathForFile(file),
  onMenu: (fn) => ipcRenderer.on('menu', (event, id) => fn(id)),
  sum: (a, b) =>
    new Promise((resolve) => {
      port.onmessage = (event) => resolve(event.data)
      port.postMessage({ a, b })
    }),
  buffers: () => [
    Buffer.from('héllo').toString('base64'),
    Buffer.concat([Buffer.from([1]), Buffer.from('ff', 'hex')]).toString('hex'),
    Buffer.alloc(4).writeUInt32BE(7),
    Buffer.isBuffer(Buffer.from('a')),
  ],
  events: () => {
    let got
    emitter.once('x', (v) => {
      got = v
    })
    emitter.emit('x', 4)
    return got
  },
  env: () => ({
    sandboxed: process.sandboxed,
    extra: process.argv.includes('--extra=7'),
    electron: typeof process.versions.electron,
  }),
})

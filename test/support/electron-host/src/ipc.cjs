'use strict'
/** `ipcMain`, and the same interface per window (`webContents.ipc`). */
const { EventEmitter } = require('node:events')
const { makeCodec } = require('./renderer/codec.js')

const codec = makeCodec({
  special: {
    encode(value) {
      if (value instanceof Promise) throw new Error('An object could not be cloned.')
    },
  },
})

class IpcMain extends EventEmitter {
  #handlers = new Map()
  constructor() {
    super()
    this.on('error', () => {})
  } // as in Electron: a channel named 'error' must not throw
  handle(channel, fn) {
    if (typeof fn !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof fn}'`)
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.#handlers.set(channel, fn)
  }
  handleOnce(channel, fn) {
    this.handle(channel, (...args) => {
      this.removeHandler(channel)
      return fn(...args)
    })
  }
  removeHandler(channel) {
    this.#handlers.delete(channel)
  }
  hostHandler(channel) {
    return this.#handlers.get(channel)
  }
}

module.exports = { IpcMain, ipcMain: new IpcMain(), codec }

'use strict'
/** First file of a utility process: gives it `process.parentPort` and loads the app's module. */
const { EventEmitter } = require('node:events')
const Module = require('node:module')
const path = require('node:path')
const { pathToFileURL } = require('node:url')

/** The other end of a MessagePortMain that stayed in the main process. */
class RemotePort extends EventEmitter {
  #queue = []
  #started = false
  constructor(id) {
    super()
    this.id = id
  }
  start() {
    this.#started = true
    for (const data of this.#queue.splice(0)) this.emit('message', { data, ports: [] })
  }
  postMessage(data, transfer = []) {
    if (transfer.length) throw new Error('electron-host: a port cannot be sent through a port to another process')
    process.send?.({ k: 'port', id: this.id, data })
  }
  close() {
    if (ports.delete(this.id)) process.send?.({ k: 'port-close', id: this.id })
    this.emit('close')
  }
  receive(data) {
    if (this.#started) this.emit('message', { data, ports: [] })
    else this.#queue.push(data)
  }
}
const ports = new Map()

class ParentPort extends EventEmitter {
  #queue = []
  constructor() {
    super()
    // Messages wait for the first listener.
    this.on('newListener', (name) => {
      if (name === 'message' && this.listenerCount('message') === 0) queueMicrotask(() => this.start())
    })
  }
  start() {
    for (const event of this.#queue.splice(0)) this.emit('message', event)
  }
  pause() {}
  postMessage(data) {
    process.send?.({ k: 'data', data })
  }
  receive(event) {
    if (this.listenerCount('message') > 0 && this.#queue.length === 0) this.emit('message', event)
    else this.#queue.push(event)
  }
}
const parentPort = new ParentPort()

process.on('message', (message) => {
  if (message.k === 'data') {
    parentPort.receive({
      data: message.data,
      ports: message.ports.map((id) => {
        const port = new RemotePort(id)
        ports.set(id, port)
        return port
      }),
    })
  } else if (message.k === 'port') ports.get(message.id)?.receive(message.data)
  else if (message.k === 'port-close') {
    const port = ports.get(message.id)
    ports.delete(message.id)
    port?.emit('close')
  }
})
process.on('disconnect', () => process.exit(0)) // the main process is gone

Object.defineProperty(process, 'parentPort', { value: parentPort, enumerable: true })
Object.defineProperty(process, 'type', { value: 'utility', enumerable: true })
const modulePath = path.resolve(process.argv[2])
process.argv = [process.argv[0], modulePath, ...process.argv.slice(3)]

require('./hook.cjs').install(path.join(__dirname, 'electron-utility.cjs'))
if (modulePath.endsWith('.cjs')) Module._load(modulePath, null, true)
else import(pathToFileURL(modulePath).href)

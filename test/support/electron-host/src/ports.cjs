'use strict'
/**
 * MessageChannelMain and MessagePortMain. Within the main process they ride on Node's worker ports. A port sent to another
 * process stays here; what arrives at it is relayed to a stand-in over there, and back (PortRelay).
 */
const { EventEmitter } = require('node:events')
const { MessageChannel } = require('node:worker_threads')

class MessagePortMain extends EventEmitter {
  #port
  #started = false
  constructor(port) {
    super()
    this.#port = port
    port.on('close', () => this.emit('close'))
  }
  start() {
    if (this.#started) return
    this.#started = true
    this.#port.on('message', ({ data, ports }) =>
      this.emit('message', { data, ports: ports.map((p) => new MessagePortMain(p)) }),
    )
    this.#port.start()
  }
  postMessage(data, transfer = []) {
    const ports = transfer.map((p) => p.hostTake())
    this.#port.postMessage({ data, ports }, ports)
  }
  close() {
    this.#port.close()
  }
  /** The Node port, for transfer; this object is neutered by that. */
  hostTake() {
    return this.#port
  }
}

class MessageChannelMain {
  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new MessagePortMain(port1)
    this.port2 = new MessagePortMain(port2)
  }
}

/** The ports that one other process (a window's preload or a utility process) holds. */
class PortRelay {
  #ports = new Map()
  static #next = 0
  /** @param {(message: { k: 'port', id: string, data: unknown } | { k: 'port-close', id: string }) => void} send */
  constructor(send) {
    this.send = send
  }

  /** A port of ours goes to the other process. @returns {string} the id that the other process knows it by */
  export(port) {
    const id = `m${++PortRelay.#next}`
    this.#wire(id, port)
    return id
  }
  /** The other process hands over a port that it knows by this id. @returns {MessagePortMain} */
  import(id) {
    const { port1, port2 } = new MessageChannelMain()
    this.#wire(id, port1)
    return port2
  }
  #wire(id, port) {
    this.#ports.set(id, port)
    port.on('message', ({ data, ports }) => {
      if (ports.length) throw new Error('electron-host: a port cannot be sent through a port to another process')
      this.send({ k: 'port', id, data })
    })
    port.on('close', () => {
      if (this.#ports.delete(id)) this.send({ k: 'port-close', id })
    })
    port.start()
  }
  /** A message from the other process. */
  receive(message) {
    const port = this.#ports.get(message.id)
    if (!port) return
    if (message.k === 'port') port.postMessage(message.data)
    else {
      this.#ports.delete(message.id)
      port.close()
    }
  }
  closeAll() {
    for (const port of this.#ports.values()) port.close()
    this.#ports.clear()
  }
}

module.exports = { MessageChannelMain, MessagePortMain, PortRelay }

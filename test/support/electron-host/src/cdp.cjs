'use strict'
/** Chrome DevTools Protocol over a pair of pipes (`--remote-debugging-pipe`): JSON messages, each ended by a zero byte. */
const { EventEmitter } = require('node:events')

class Cdp {
  #nextId = 0
  #pending = new Map()
  #parts = []
  #closed = false
  #out
  /** Events by session: 'root' is the browser. Listeners get (method, params). */
  sessions = new EventEmitter()

  /** @param {import('node:stream').Writable} out @param {import('node:stream').Readable} input */
  constructor(out, input) {
    this.#out = out
    this.sessions.setMaxListeners(0)
    out.on('error', () => {})
    input.on('error', () => {})
    input.on('data', (chunk) => this.#read(chunk))
    input.on('close', () => this.close())
  }

  #read(chunk) {
    let start = 0
    for (let end; (end = chunk.indexOf(0, start)) >= 0; start = end + 1) {
      this.#parts.push(chunk.subarray(start, end))
      const text = Buffer.concat(this.#parts).toString('utf8')
      this.#parts = []
      this.#dispatch(JSON.parse(text))
    }
    if (start < chunk.length) this.#parts.push(chunk.subarray(start))
  }

  #dispatch(message) {
    if (message.id === undefined) {
      this.sessions.emit(message.sessionId ?? 'root', message.method, message.params)
      return
    }
    const waiting = this.#pending.get(message.id)
    if (!waiting) return
    this.#pending.delete(message.id)
    if (message.error) waiting.reject(new Error(`${waiting.method}: ${message.error.message}`))
    else waiting.resolve(message.result)
  }

  /** @returns {Promise<any>} */
  send(method, params = {}, sessionId = undefined) {
    if (this.#closed) return Promise.reject(new Error(`${method}: the browser is closed`))
    const id = ++this.#nextId
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, method })
      this.#out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  }

  close() {
    this.#closed = true
    for (const { reject, method } of this.#pending.values()) reject(new Error(`${method}: the browser is closed`))
    this.#pending.clear()
  }
}

module.exports = { Cdp }

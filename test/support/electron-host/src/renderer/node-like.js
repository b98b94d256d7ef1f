/**
 * The pieces of Node that Electron gives to a sandboxed preload: Buffer, events, timers, url, setImmediate.
 * Small stand-ins with the usual methods, not Node's own code.
 */
// eslint-disable-next-line no-unused-vars
const nodeLike = (() => {
  class EventEmitter {
    #map = new Map()
    static defaultMaxListeners = 10
    on(name, fn) {
      this.#list(name).push({ fn, raw: fn })
      return this
    }
    addListener(name, fn) {
      return this.on(name, fn)
    }
    prependListener(name, fn) {
      this.#list(name).unshift({ fn, raw: fn })
      return this
    }
    once(name, fn) {
      const entry = {
        raw: fn,
        fn: (...args) => {
          this.#drop(name, entry)
          return fn.apply(this, args)
        },
      }
      this.#list(name).push(entry)
      return this
    }
    off(name, fn) {
      const list = this.#map.get(name) ?? []
      const entry = list.findLast((x) => x.raw === fn)
      if (entry) this.#drop(name, entry)
      return this
    }
    removeListener(name, fn) {
      return this.off(name, fn)
    }
    removeAllListeners(name) {
      if (name === undefined) this.#map.clear()
      else this.#map.delete(name)
      return this
    }
    emit(name, ...args) {
      const list = [...(this.#map.get(name) ?? [])]
      if (name === 'error' && list.length === 0)
        throw args[0] instanceof Error ? args[0] : new Error(`Unhandled error. (${args[0]})`)
      for (const { fn } of list) fn.apply(this, args)
      return list.length > 0
    }
    listeners(name) {
      return (this.#map.get(name) ?? []).map((x) => x.raw)
    }
    listenerCount(name) {
      return this.#map.get(name)?.length ?? 0
    }
    eventNames() {
      return [...this.#map.keys()]
    }
    setMaxListeners() {
      return this
    }
    getMaxListeners() {
      return EventEmitter.defaultMaxListeners
    }
    #list(name) {
      if (!this.#map.has(name)) this.#map.set(name, [])
      return this.#map.get(name)
    }
    #drop(name, entry) {
      const rest = (this.#map.get(name) ?? []).filter((x) => x !== entry)
      if (rest.length) this.#map.set(name, rest)
      else this.#map.delete(name)
    }
  }

  const binary = (text, mask) => Uint8Array.from(text, (c) => c.charCodeAt(0) & mask)
  const ENCODINGS = {
    utf8: {
      write: (s) => new TextEncoder().encode(s),
      read: (b) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(b),
    },
    hex: {
      write: (s) => Uint8Array.from(s.match(/[0-9a-f]{2}/gi) ?? [], (h) => parseInt(h, 16)),
      read: (b) => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join(''),
    },
    base64: {
      write: (s) =>
        binary(
          atob(
            s
              .replace(/-/g, '+')
              .replace(/_/g, '/')
              .replace(/[^A-Za-z0-9+/]/g, ''),
          ),
          255,
        ),
      read: (b) => btoa(ENCODINGS.latin1.read(b)),
    },
    base64url: {
      write: (s) => ENCODINGS.base64.write(s),
      read: (b) => ENCODINGS.base64.read(b).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, ''),
    },
    latin1: {
      write: (s) => binary(s, 255),
      read: (b) => {
        let s = ''
        for (let i = 0; i < b.length; i += 0x8000) s += String.fromCharCode(...b.subarray(i, i + 0x8000))
        return s
      },
    },
    ascii: { write: (s) => binary(s, 255), read: (b) => ENCODINGS.latin1.read(b.map((x) => x & 127)) },
    utf16le: {
      write: (s) => new Uint8Array(Uint16Array.from(s, (c) => c.charCodeAt(0)).buffer),
      read: (b) => new TextDecoder('utf-16le', { ignoreBOM: true }).decode(b),
    },
  }
  Object.assign(ENCODINGS, {
    'utf-8': ENCODINGS.utf8,
    binary: ENCODINGS.latin1,
    ucs2: ENCODINGS.utf16le,
    'utf-16le': ENCODINGS.utf16le,
  })
  const encoding = (name = 'utf8') => {
    const found = ENCODINGS[String(name).toLowerCase()]
    if (!found) throw new TypeError(`Unknown encoding: ${name}`)
    return found
  }

  class Buffer extends Uint8Array {
    static from(value, a, b) {
      if (typeof value === 'string') return Buffer.#wrap(encoding(a).write(value))
      if (value instanceof ArrayBuffer) return new Buffer(value, a ?? 0, b ?? value.byteLength - (a ?? 0))
      return Buffer.#wrap(Uint8Array.from(value?.type === 'Buffer' ? value.data : value))
    }
    static #wrap(bytes) {
      return new Buffer(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    static alloc(size, fill, enc) {
      const b = new Buffer(size)
      return fill === undefined ? b : b.fill(fill, 0, size, enc)
    }
    static allocUnsafe(size) {
      return new Buffer(size)
    }
    static isBuffer(x) {
      return x instanceof Buffer
    }
    static isEncoding(x) {
      return String(x).toLowerCase() in ENCODINGS
    }
    static byteLength(x, enc) {
      return typeof x === 'string' ? encoding(enc).write(x).length : x.byteLength
    }
    static compare(a, b) {
      return Buffer.prototype.compare.call(a, b)
    }
    static concat(list, total = list.reduce((n, x) => n + x.length, 0)) {
      const out = new Buffer(total)
      let at = 0
      for (const part of list) {
        out.set(part.subarray(0, Math.max(0, total - at)), at)
        at += part.length
        if (at >= total) break
      }
      return out
    }
    toString(enc, start = 0, end = this.length) {
      return encoding(enc).read(
        Uint8Array.prototype.slice.call(new Uint8Array(this.buffer, this.byteOffset, this.length), start, end),
      )
    }
    toJSON() {
      return { type: 'Buffer', data: Array.from(this) }
    }
    equals(other) {
      return this.compare(other) === 0
    }
    compare(other) {
      for (let i = 0; i < Math.min(this.length, other.length); i++)
        if (this[i] !== other[i]) return this[i] < other[i] ? -1 : 1
      return Math.sign(this.length - other.length)
    }
    slice(start, end) {
      return this.subarray(start, end)
    } // shares memory, unlike Uint8Array's
    copy(target, targetStart = 0, start = 0, end = this.length) {
      const part = this.subarray(start, Math.min(end, start + target.length - targetStart))
      target.set(part, targetStart)
      return part.length
    }
    fill(value, start = 0, end = this.length, enc = undefined) {
      if (typeof value !== 'string') return super.fill(value, start, end)
      const bytes = encoding(enc).write(value)
      for (let i = start; i < end && bytes.length; i++) this[i] = bytes[(i - start) % bytes.length]
      return this
    }
    write(text, offset = 0, length = this.length - offset, enc = 'utf8') {
      const bytes = encoding(enc).write(text).subarray(0, length)
      this.set(bytes, offset)
      return bytes.length
    }
    indexOf(value, from = 0, enc = undefined) {
      if (typeof value === 'number') return super.indexOf(value, from)
      const needle = typeof value === 'string' ? encoding(enc).write(value) : value
      for (let i = from; i <= this.length - needle.length; i++) if (needle.every((x, j) => this[i + j] === x)) return i
      return -1
    }
    includes(value, from, enc) {
      return this.indexOf(value, from, enc) >= 0
    }
  }
  // readUInt16BE, writeInt32LE, readDoubleLE, readBigUInt64BE, ...
  for (const [name, method, size] of [
    ['Int8', 'Int8', 1],
    ['UInt8', 'Uint8', 1],
    ['Int16', 'Int16', 2],
    ['UInt16', 'Uint16', 2],
    ['Int32', 'Int32', 4],
    ['UInt32', 'Uint32', 4],
    ['BigInt64', 'BigInt64', 8],
    ['BigUInt64', 'BigUint64', 8],
    ['Float', 'Float32', 4],
    ['Double', 'Float64', 8],
  ]) {
    for (const order of size === 1 ? [''] : ['LE', 'BE']) {
      const view = (b) => new DataView(b.buffer, b.byteOffset, b.length)
      Buffer.prototype[`read${name}${order}`] = function read(offset = 0) {
        return view(this)[`get${method}`](offset, order === 'LE')
      }
      Buffer.prototype[`write${name}${order}`] = function write(value, offset = 0) {
        view(this)[`set${method}`](offset, value, order === 'LE')
        return offset + size
      }
    }
  }
  Object.defineProperty(Buffer, 'name', { value: 'Buffer' })

  const setImmediate = (fn, ...args) => setTimeout(fn, 0, ...args)
  const clearImmediate = (id) => clearTimeout(id)
  const events = Object.assign(EventEmitter, {
    EventEmitter,
    once: (emitter, name) =>
      new Promise((resolve, reject) => {
        emitter.once(name, (...args) => resolve(args))
        if (name !== 'error') emitter.once('error', reject)
      }),
  })
  const timers = {
    setTimeout: setTimeout.bind(window),
    clearTimeout: clearTimeout.bind(window),
    setInterval: setInterval.bind(window),
    clearInterval: clearInterval.bind(window),
    setImmediate,
    clearImmediate,
  }
  // Electron's is the legacy interface too: no URL class in it (that is a global).
  const url = {
    parse: (text) => {
      const u = new URL(text, 'relative:/')
      return {
        href: u.href,
        protocol: u.protocol,
        host: u.host,
        hostname: u.hostname,
        port: u.port || null,
        pathname: u.pathname,
        search: u.search || null,
        query: u.search.slice(1) || null,
        hash: u.hash || null,
      }
    },
    format: (u) =>
      u.href ?? `${u.protocol ?? ''}//${u.host ?? u.hostname ?? ''}${u.pathname ?? ''}${u.search ?? ''}${u.hash ?? ''}`,
    resolve: (from, to) => new URL(to, from).href,
  }
  return { EventEmitter, Buffer, setImmediate, clearImmediate, modules: { events, timers, url } }
})()

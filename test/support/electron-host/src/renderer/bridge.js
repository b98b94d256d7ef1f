/**
 * One end of the bridge between the page's world and the preload's world. The same code runs in both.
 *
 * The worlds share the DOM but no JavaScript objects. Messages travel as synchronous DOM events whose name contains a
 * random token; event details are cloned between worlds, so the JSON text and File/Blob objects get across.
 * Functions and promises become proxies on the other side, and everything else is copied, as Electron's contextBridge does.
 */
// eslint-disable-next-line no-unused-vars
function makeBridge(role, token, makeCodec) {
  const other = role === 'page' ? 'preload' : 'page'
  const dispatch = EventTarget.prototype.dispatchEvent.bind(window)
  const BridgeEvent = CustomEvent
  const { parse, stringify } = JSON
  const functions = new Map() // id -> function that lives here
  const waiting = new Map() // id -> promise proxy handed out here
  const proxies = new Map() // id -> proxy of a function that lives on the other side (weak)
  const known = new WeakMap() // function -> id, so that the same function keeps its id
  const handlers = {} // further message kinds, registered by the owner of this end
  let nextId = 0
  let answer // result of the synchronous call in progress
  let blobsOut = [],
    blobsIn = []

  const special = {
    encode(value) {
      if (typeof value === 'function') {
        let id = known.get(value)
        if (!id) {
          id = `${role}${++nextId}`
          known.set(value, id)
          functions.set(id, value)
        }
        return { t: 'f', v: id }
      }
      if (typeof value === 'symbol') throw new Error('Cannot convert a Symbol value to a number')
      if (value === null || typeof value !== 'object') return undefined
      if (value instanceof Blob || value instanceof ImageData) return { t: 'B', v: blobsOut.push(value) - 1 }
      if (value instanceof Promise) {
        const id = `${role}${++nextId}`
        value.then(
          (result) => post({ k: 'resolved', id }, result),
          (error) => post({ k: 'rejected', id }, error),
        )
        return { t: 'p', v: id }
      }
      return undefined
    },
    decode(token) {
      if (token.t === 'B') return blobsIn[token.v]
      if (token.t === 'p') return new Promise((resolve, reject) => waiting.set(token.v, { resolve, reject }))
      if (token.t === 'f') {
        const id = token.v
        const cached = proxies.get(id)?.deref()
        if (cached) return cached
        const proxy = (...args) => {
          answer = undefined
          post({ k: 'call', id }, args)
          const got = answer
          answer = undefined
          if (!got) throw new Error('electron-host: the other side of the bridge is gone')
          if ('error' in got) throw got.error
          return got.value
        }
        proxies.set(id, new WeakRef(proxy))
        return proxy
      }
      return undefined
    },
  }
  const plain = makeCodec({ special, plainErrors: true })
  const frozen = makeCodec({ special, plainErrors: true, freeze: true })

  function post(message, value) {
    const outer = blobsOut
    blobsOut = []
    let detail
    try {
      detail = { m: stringify({ ...message, v: plain.encode(value) }), b: blobsOut }
    } catch (error) {
      if (message.k === 'resolved') return post({ k: 'rejected', id: message.id }, error)
      throw error
    } finally {
      blobsOut = outer
    }
    dispatch(new BridgeEvent(token + other, { detail }))
  }

  function receive(event) {
    event.stopImmediatePropagation()
    const message = parse(event.detail.m)
    const outer = blobsIn
    blobsIn = event.detail.b
    let value
    try {
      value = (message.k === 'expose' ? frozen : plain).decode(message.v)
    } finally {
      blobsIn = outer
    }
    switch (message.k) {
      case 'call': {
        let result
        try {
          result = functions.get(message.id)(...value)
        } catch (error) {
          return post({ k: 'threw' }, error instanceof Error ? error : new Error(String(error)))
        }
        try {
          return post({ k: 'returned' }, result)
        } catch (error) {
          return post({ k: 'threw' }, error)
        }
      }
      case 'returned':
        answer = { value }
        return undefined
      case 'threw':
        answer = { error: value }
        return undefined
      case 'resolved':
        waiting.get(message.id)?.resolve(value)
        waiting.delete(message.id)
        return undefined
      case 'rejected':
        waiting.get(message.id)?.reject(value)
        waiting.delete(message.id)
        return undefined
      case 'expose':
        if (Object.hasOwn(window, message.key))
          return post(
            { k: 'threw' },
            new Error('Cannot bind an API on top of an existing property on the window object'),
          )
        return void Object.defineProperty(window, message.key, {
          value,
          enumerable: true,
          writable: false,
          configurable: false,
        })
      default:
        return handlers[message.k]?.(value)
    }
  }
  /** contextBridge.exposeInMainWorld: puts a frozen copy of `api` on the page's window. */
  function expose(key, api) {
    answer = undefined
    post({ k: 'expose', key }, api)
    const got = answer
    answer = undefined
    if (got) throw got.error
  }

  window.addEventListener(token + role, receive, true)
  return { post, expose, handlers }
}

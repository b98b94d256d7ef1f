/**
 * Turns values into JSON and back, with what structured clone keeps: dates, maps, sets, typed arrays, errors, bigints,
 * undefined, NaN, cycles. One source for three places: main process (required), preload world and page world (injected as text).
 *
 * `special` decides what happens with things JSON cannot carry:
 *   encode(value) returns a token for functions, promises and blobs, or undefined to let it through;
 *   decode(token) is its inverse; freeze makes decoded objects read-only; plainErrors drops the class of an error.
 */
// eslint-disable-next-line no-unused-vars
function makeCodec({ special = {}, freeze = false, plainErrors = false } = {}) {
  const toBase64 = (bytes) => {
    if (bytes.toBase64) return bytes.toBase64()
    let text = ''
    for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
    return btoa(text)
  }
  const fromBase64 = (text) =>
    Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
  const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }
  const ARRAYS = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  }
  const notCloneable = () => new Error('An object could not be cloned.')

  /** @returns JSON-ready token */
  function encode(value, seen = new Map()) {
    const token = special.encode?.(value)
    if (token !== undefined) return token
    switch (typeof value) {
      case 'undefined':
        return { t: 'u' }
      case 'bigint':
        return { t: 'n', v: String(value) }
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { t: 'N', v: Object.is(value, -0) ? '-0' : String(value) }
      case 'string':
      case 'boolean':
        return value
      case 'function':
      case 'symbol':
        throw notCloneable()
    }
    if (value === null) return null
    if (seen.has(value)) return { t: 'r', v: seen.get(value) }
    const index = seen.size
    seen.set(value, index)
    const inner = (x) => encode(x, seen)
    if (Array.isArray(value)) return { t: 'a', v: Array.from(value, inner) }
    const kind = Object.prototype.toString.call(value).slice(8, -1)
    if (kind === 'Date') return { t: 'd', v: Number(value) }
    if (kind === 'Map') return { t: 'M', v: [...value].map(([k, v]) => [inner(k), inner(v)]) }
    if (kind === 'Set') return { t: 'S', v: [...value].map(inner) }
    if (kind === 'RegExp') return { t: 'x', v: value.source, f: value.flags }
    if (kind === 'Error') return { t: 'e', n: value.name, m: value.message, s: value.stack }
    if (kind === 'ArrayBuffer') return { t: 'b', c: kind, v: toBase64(new Uint8Array(value)) }
    if (ArrayBuffer.isView(value))
      return {
        t: 'b',
        c: ARRAYS[kind] ? kind : 'Uint8Array',
        v: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
      }
    if (kind === 'Promise' || kind === 'WeakMap' || kind === 'WeakSet' || kind === 'WeakRef') throw notCloneable()
    // Prototypes are lost on the way, as with structured clone: own enumerable properties only.
    return { t: 'o', v: Object.keys(value).map((k) => [k, inner(value[k])]) }
  }

  function decode(token, seen = []) {
    if (token === null || typeof token !== 'object') return token
    if (token.t === 'r') return seen[token.v]
    switch (token.t) {
      case 'u':
        return undefined
      case 'n':
        return BigInt(token.v)
      case 'N':
        return Number(token.v)
    }
    const own = special.decode?.(token)
    if (own !== undefined) return own
    const slot = seen.push(undefined) - 1
    const keep = (x) => (seen[slot] = x)
    const inner = (x) => decode(x, seen)
    switch (token.t) {
      case 'a': {
        const list = keep([])
        for (const x of token.v) list.push(inner(x))
        return freeze ? Object.freeze(list) : list
      }
      case 'o': {
        const object = keep({})
        for (const [k, x] of token.v)
          Object.defineProperty(object, k, { value: inner(x), enumerable: true, writable: true, configurable: true })
        return freeze ? Object.freeze(object) : object
      }
      case 'd':
        return keep(new Date(token.v))
      case 'M': {
        const map = keep(new Map())
        for (const [k, v] of token.v) map.set(inner(k), inner(v))
        return map
      }
      case 'S': {
        const set = keep(new Set())
        for (const v of token.v) set.add(inner(v))
        return set
      }
      case 'x':
        return keep(new RegExp(token.v, token.f))
      case 'e': {
        const error = keep(new ((!plainErrors && ERRORS[token.n]) || Error)(token.m))
        if (token.s) Object.defineProperty(error, 'stack', { value: token.s, configurable: true, writable: true })
        return error
      }
      case 'b': {
        const bytes = fromBase64(token.v)
        if (token.c === 'ArrayBuffer') return keep(bytes.buffer)
        return keep(token.c === 'Uint8Array' ? bytes : new ARRAYS[token.c](bytes.buffer))
      }
    }
    throw new Error(`electron-host: unknown token ${token.t}`)
  }

  return { encode, decode }
}
if (typeof module === 'object' && typeof window === 'undefined') module.exports = { makeCodec }

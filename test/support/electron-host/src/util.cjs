'use strict'
/**
 * Emits an event whose first argument has preventDefault(), as Electron's cancellable events do.
 * @returns {boolean} true when a listener prevented the default
 */
function cancellable(emitter, name, details = {}, ...args) {
  const event = {
    ...details,
    defaultPrevented: false,
    sender: emitter,
    preventDefault() {
      event.defaultPrevented = true
    },
  }
  emitter.emit(name, event, ...args)
  return event.defaultPrevented
}

/** Methods that do nothing but must exist. */
function addNoOps(prototype, names) {
  for (const name of names)
    if (!(name in prototype)) Object.defineProperty(prototype, name, { value() {}, writable: true, configurable: true })
}

/** A class that cannot be used here and says so, instead of a bare "undefined is not a constructor". */
function unsupportedClass(name) {
  return {
    [name]: class {
      constructor() {
        throw new Error(`electron-host: ${name} is not emulated; test this in a real Electron`)
      }
    },
  }[name]
}

module.exports = { cancellable, addNoOps, unsupportedClass }

'use strict'
/** Maps `electron` (CommonJS and ESM) to a file of this host. Everything else resolves as usual. */
const { registerHooks } = require('node:module')
const { pathToFileURL } = require('node:url')

const NAMES = new Set(['electron', 'electron/main', 'electron/common', 'electron/utility'])

/** @param {string} file the CommonJS file that stands in for `electron` */
function install(file) {
  const url = pathToFileURL(file).href
  registerHooks({
    resolve(specifier, context, next) {
      return NAMES.has(specifier) ? { url, format: 'commonjs', shortCircuit: true } : next(specifier, context)
    },
  })
}

module.exports = { install }

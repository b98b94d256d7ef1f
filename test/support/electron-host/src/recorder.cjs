'use strict'
/**
 * Side effects that the host does not carry out (opening a browser, beeping, showing a dialog, ...) are written down here.
 * Tests read them with app.evaluate(() => process.electronHost.calls).
 */
const calls = []
process.electronHost = { calls }

/** @param {string} api such as 'shell.openExternal' @param {unknown[]} args */
function record(api, args) {
  calls.push({ api, args: [...args] })
  if (calls.length > 1000) calls.shift()
}

const warned = new Set()
/** Says once per run that the app relies on something that is not emulated. */
function warnOnce(what) {
  if (warned.has(what)) return
  warned.add(what)
  process.stderr.write(`electron-host: not emulated: ${what}\n`)
}

module.exports = { record, warnOnce, calls }

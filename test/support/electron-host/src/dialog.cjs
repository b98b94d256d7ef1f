'use strict'
/**
 * `dialog`. Nothing is ever shown. A test decides what the user "answers", in one of two ways:
 *  - portable, works in a real Electron too: replace the method, for example
 *      app.evaluate(({ dialog }) => { dialog.showOpenDialog = async () => ({ canceled: false, filePaths: ['a.csv'] }); });
 *  - host only: queue answers (one per call; a function is called with the dialog's options)
 *      app.evaluate(({ dialog }) => dialog.hostAnswer('showOpenDialog', { canceled: false, filePaths: ['a.csv'] }));
 * Without an answer, file dialogs are cancelled and message boxes get their cancelId (or the last button).
 * Every call is recorded in process.electronHost.calls.
 */
const { record } = require('./recorder.cjs')

const answers = new Map()

function answer(method, args, fallback) {
  // The first argument may be the parent window.
  const options = args.find((x) => x && typeof x === 'object' && !('webContents' in x)) ?? {}
  record(`dialog.${method}`, [options])
  const queued = answers.get(method)?.shift()
  if (queued === undefined) return fallback(options)
  return typeof queued === 'function' ? queued(options) : queued
}

const cancelButton = (o) => o.cancelId ?? Math.max(0, (o.buttons?.length ?? 1) - 1)
const dialog = {
  hostAnswer(method, value) {
    if (!(method in dialog)) throw new Error(`dialog.${method} does not exist`)
    if (!answers.has(method)) answers.set(method, [])
    answers.get(method).push(value)
  },
  showOpenDialog: async (...args) => answer('showOpenDialog', args, () => ({ canceled: true, filePaths: [] })),
  showSaveDialog: async (...args) => answer('showSaveDialog', args, () => ({ canceled: true, filePath: '' })),
  showMessageBox: async (...args) =>
    answer('showMessageBox', args, (o) => ({ response: cancelButton(o), checkboxChecked: o.checkboxChecked ?? false })),
  showOpenDialogSync: (...args) => answer('showOpenDialogSync', args, () => undefined),
  showSaveDialogSync: (...args) => answer('showSaveDialogSync', args, () => ''),
  showMessageBoxSync: (...args) => answer('showMessageBoxSync', args, cancelButton),
  showErrorBox: (title, content) => {
    record('dialog.showErrorBox', [title, content])
    process.stderr.write(`electron-host: dialog.showErrorBox: ${title}: ${content}\n`)
  },
  showCertificateTrustDialog: async (...args) => answer('showCertificateTrustDialog', args, () => undefined),
}

module.exports = { dialog }

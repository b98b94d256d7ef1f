'use strict'
/**
 * Entry point of the main process: sorts the command line as Electron does, installs the module hook
 * and loads the app's own main file, unmodified.
 */
const fs = require('node:fs')
const path = require('node:path')
const Module = require('node:module')
const { pathToFileURL } = require('node:url')
const { options, parseCommandLine, readAppPackage } = require('./options.cjs')

parseCommandLine(process.argv.slice(2))
if (!options.app) {
  process.stderr.write(
    'electron-host: no app given. Usage: electron-host [flags] <app folder | main file> [arguments]\n',
  )
  process.exit(2)
}
readAppPackage()
if (!fs.existsSync(options.mainFile)) {
  process.stderr.write(`electron-host: the app's main file does not exist: ${options.mainFile}\n`)
  process.exit(1)
}

// What an app sees in Electron.
process.argv = [process.env.ELECTRON_HOST_EXEC ?? process.execPath, options.app, ...options.appArgs]
const define = (target, key, value) =>
  Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true })
define(process, 'type', 'browser')
define(process, 'defaultApp', true)
define(process, 'resourcesPath', path.join(options.appPath, 'resources'))
define(process, 'versions', { ...process.versions, electron: options.electronVersion })

require('./hook.cjs').install(path.join(__dirname, 'electron.cjs'))
const { app } = require('./app.cjs')
const { quitOnSignals, reportCrash } = require('./shutdown.cjs')
quitOnSignals(app)
process.on('uncaughtException', (error) => reportCrash(app, error))

const isModule =
  options.mainFile.endsWith('.mjs') ||
  options.mainFile.endsWith('.mts') ||
  (!/\.c[jt]s$/.test(options.mainFile) && options.packageType === 'module')

if (isModule) {
  // A module that awaits app.whenReady() at top level must not wait for itself.
  app.hostStartWhenAsked()
  import(pathToFileURL(options.mainFile).href).then(
    () => app.hostStart(),
    (error) => reportCrash(app, error),
  )
} else {
  Module._load(options.mainFile, null, true)
  setImmediate(() => app.hostStart())
}

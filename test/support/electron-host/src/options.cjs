'use strict'
/** Command line, environment and the app's package.json in one place. */
const fs = require('node:fs')
const path = require('node:path')

/** @type {{ app: string|null, appPath: string, mainFile: string, appArgs: string[], switches: Map<string, string>,
 *   debuggingPort: boolean, headed: boolean, name: string, version: string, packageType: string, electronVersion: string }} */
const options = {
  app: null,
  appPath: '',
  mainFile: '',
  appArgs: [],
  switches: new Map(),
  debuggingPort: false,
  headed: process.env.ELECTRON_HOST_HEADED === '1',
  name: 'Electron',
  version: '0.0.0',
  packageType: 'commonjs',
  electronVersion: '0.0.0-host',
}

/** Flags that only make sense for Electron or Node; they are not handed on to Chromium. */
const NOT_FOR_CHROMIUM = new Set([
  'inspect',
  'inspect-brk',
  'remote-debugging-port',
  'no-sandbox',
  'user-data-dir',
  'headless',
])

/** @param {string[]} args everything after the executable */
function parseCommandLine(args) {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]
    // Playwright adds `-r <loader>` when it is not given an executablePath; accept and ignore it.
    if (options.app === null && (arg === '-r' || arg === '--require')) {
      i++
      continue
    }
    const flag = /^--([^=]+)(?:=(.*))?$/.exec(arg)
    if (flag) {
      options.switches.set(flag[1], flag[2] ?? '')
      if (flag[1] === 'remote-debugging-port') options.debuggingPort = true
    }
    if (options.app !== null) options.appArgs.push(arg)
    else if (!arg.startsWith('-')) options.app = arg
  }
}

/** Chromium flags from the command line and from app.commandLine.appendSwitch(). */
function chromiumFlags() {
  return [...options.switches]
    .filter(([name]) => !NOT_FOR_CHROMIUM.has(name))
    .map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`))
}

/** Fills in app path, main file, name and versions. */
function readAppPackage() {
  const target = path.resolve(options.app)
  const isFolder = fs.existsSync(target) && fs.statSync(target).isDirectory()
  options.appPath = isFolder ? target : path.dirname(target)
  const own = readJson(path.join(options.appPath, 'package.json'))
  if (own) {
    options.name = own.productName ?? own.name ?? options.name
    options.version = own.version ?? options.version
  }
  options.mainFile = isFolder ? path.resolve(target, own?.main ?? 'index.js') : target
  const nearest = findUp(path.dirname(options.mainFile), 'package.json')
  options.packageType = readJson(nearest)?.type ?? 'commonjs'
  // Report the Electron version that the project depends on.
  const electron = findUp(options.appPath, path.join('node_modules', 'electron', 'package.json'))
  options.electronVersion =
    process.env.ELECTRON_HOST_ELECTRON_VERSION ?? readJson(electron)?.version ?? options.electronVersion
}

function readJson(file) {
  try {
    return file ? JSON.parse(fs.readFileSync(file, 'utf8')) : null
  } catch {
    return null
  }
}

function findUp(start, name) {
  for (let dir = start; ; dir = path.dirname(dir)) {
    const candidate = path.join(dir, name)
    if (fs.existsSync(candidate)) return candidate
    if (dir === path.dirname(dir)) return null
  }
}

module.exports = { options, parseCommandLine, chromiumFlags, readAppPackage }

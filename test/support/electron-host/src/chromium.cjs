'use strict'
/** Finds, starts and ends the system's Chromium. One browser and one throw-away profile per app instance. */
const { spawn } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { Cdp } = require('./cdp.cjs')
const { options, chromiumFlags } = require('./options.cjs')

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** @returns {string} path of the executable; throws an error that says what to do */
function findChromium() {
  const wanted = process.env.ELECTRON_HOST_CHROMIUM
  if (wanted) {
    if (isExecutable(wanted)) return wanted
    throw new Error(`electron-host: ELECTRON_HOST_CHROMIUM points to "${wanted}", which is not an executable file.`)
  }
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of NAMES) {
      const found = path.join(folder, name)
      if (!isExecutable(found)) continue
      // Debian's command is a shell script around this file; going straight to it saves time and noise.
      const inner = path.join(folder, '..', 'lib', name, name)
      return isExecutable(inner) ? inner : found
    }
  }
  throw new Error(
    `electron-host: no Chromium found (looked for ${NAMES.join(', ')} in PATH). Install it (Debian: apt-get install chromium) or set ELECTRON_HOST_CHROMIUM to the executable.`,
  )
}

function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK)
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}

const FLAGS = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-startup-window',
  '--no-service-autorun',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-sync',
  '--disable-breakpad',
  '--disable-search-engine-choice-screen',
  '--disable-dev-shm-usage',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-back-forward-cache',
  '--disable-hang-monitor',
  '--disable-prompt-on-repost',
  '--metrics-recording-only',
  '--password-store=basic',
  '--use-mock-keychain',
  '--force-color-profile=srgb',
  // Electron gives file: pages one common origin; without this flag Chromium gives each its own, opaque one.
  '--allow-file-access-from-files',
]
const DISABLED_FEATURES = [
  'Translate',
  'MediaRouter',
  'OptimizationHints',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'NetworkTimeServiceQuerying',
  'PaintHolding',
]

/**
 * @returns {Promise<{ cdp: Cdp, process: import('node:child_process').ChildProcess, version: string }>}
 */
async function startChromium() {
  const executable = findChromium()
  const keep = process.env.ELECTRON_HOST_PROFILE
  const profile = keep ? path.resolve(keep) : fs.mkdtempSync(path.join(os.tmpdir(), 'electron-host-'))
  const flags = new Map(FLAGS.map((flag) => [flag.split('=')[0], flag]))
  const features = [...DISABLED_FEATURES]
  for (const flag of chromiumFlags()) {
    if (flag.startsWith('--disable-features=')) features.push(flag.slice('--disable-features='.length))
    else flags.set(flag.split('=')[0], flag)
  }
  // A user other than root keeps Chromium's own sandbox, unless the caller turns it off.
  if (process.getuid?.() === 0 || options.switches.has('no-sandbox')) flags.set('--no-sandbox', '--no-sandbox')
  const args = [
    '--remote-debugging-pipe',
    ...(options.debuggingPort ? ['--remote-debugging-port=0', '--remote-allow-origins=*'] : []),
    `--user-data-dir=${profile}`,
    ...(options.headed ? [] : ['--headless=new']),
    ...flags.values(),
    `--disable-features=${features.join(',')}`,
  ]
  const child = spawn(executable, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, XDG_CONFIG_HOME: profile },
  }) // nothing in the user's own ~/.config
  startJanitor(child.pid, keep ? null : profile)

  const verbose = process.env.ELECTRON_HOST_TRACE === '1'
  let tail = ''
  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (text) => {
    tail = (tail + text).slice(-4000)
    // Playwright waits for this line on the app's own stderr.
    for (const line of text.split('\n'))
      if (verbose || line.startsWith('DevTools listening on ')) process.stderr.write(`${line}\n`)
  })

  const cdp = new Cdp(child.stdio[3], child.stdio[4])
  const failed = new Promise((_, reject) => {
    child.once('error', (error) => reject(new Error(`electron-host: cannot start ${executable}: ${error.message}`)))
    child.once('exit', (code, signal) =>
      reject(
        new Error(
          `electron-host: Chromium ended while starting (${signal ?? `exit status ${code}`}). Its last words:\n${tail}`,
        ),
      ),
    )
  })
  failed.catch(() => {})
  const { product } = await Promise.race([cdp.send('Browser.getVersion'), failed]).catch((error) => {
    // The pipe may break before the exit status is known: prefer the message with Chromium's own words.
    return Promise.race([failed, new Promise((_, reject) => setTimeout(reject, 2000, error))])
  })
  return { cdp, process: child, version: product.split('/')[1] }
}

/**
 * A tiny shell that outlives this process however it ends (even SIGKILL): once our end of its pipe closes it gives
 * Chromium a moment, kills it if it is still there, and removes the throw-away profile.
 */
function startJanitor(pid, profile) {
  if (!pid || process.platform === 'win32') return
  const script =
    'cat >/dev/null; n=0; while kill -0 "$1" 2>/dev/null && [ $n -lt 30 ]; do sleep 0.1; n=$((n+1)); done; kill -9 "$1" 2>/dev/null; ' +
    'n=0; while [ -n "$2" ] && [ -e "$2" ] && [ $n -lt 20 ]; do rm -rf -- "$2" 2>/dev/null; [ -e "$2" ] && sleep 0.1; n=$((n+1)); done'
  const child = spawn('/bin/sh', ['-c', script, 'electron-host-janitor', String(pid), profile ?? ''], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin.on('error', () => {})
  child.stdin.unref?.()
  child.unref()
}

module.exports = { findChromium, startChromium }

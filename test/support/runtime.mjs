// Which runtime the desktop app runs on here: a real Electron where its binary is, otherwise the Electron-API host over
// the system's Chromium (electron-host/README.md says what a run on it does and does not show). The two cannot be told
// apart from inside the app, so what is reported is taken from the executable that is launched.
//
// Used by the end-to-end tests (Playwright's global set-up is the default export) and by scripts/start.mjs, which may
// run it on Node 20: node: modules only.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const report = path.join(root, 'test-results', 'runtime.json')

/** Told to people when there is neither. */
export const noRuntime =
  'There is no Electron here and no Chromium to stand in for it. Run: sudo apt-get update && sudo apt-get install -y chromium'

/** The runtime that is there, or undefined. Starts nothing but `--version`. */
export function findRuntime() {
  return electronRuntime() ?? hostRuntime()
}

/** The runtime for the tests; throws with the line to run when there is none. */
export function chooseRuntime() {
  const runtime = findRuntime()
  if (runtime === undefined) throw new Error(noRuntime)
  return runtime
}

/** Prints the runtime and its versions and leaves them in test-results/runtime.json. */
export default function announceRuntime() {
  const runtime = chooseRuntime()
  process.stdout.write(`Runtime of this run: ${runtime.lines.join('; ')}\n`)
  mkdirSync(path.dirname(report), { recursive: true })
  writeFileSync(
    report,
    `${JSON.stringify({ kind: runtime.kind, versions: runtime.versions, lines: runtime.lines }, null, 2)}\n`,
  )
}

function electronRuntime() {
  const executablePath = electronExecutable()
  if (executablePath === undefined) return undefined
  const version = readText(path.join(electronFolder(), 'version'))?.replace(/^v/, '') ?? 'unknown'
  return {
    kind: 'electron',
    executablePath,
    versions: { electron: version },
    lines: [`Electron ${version}`],
    env: {},
  }
}

/** Electron's own rule: the folder in ELECTRON_OVERRIDE_DIST_PATH, else the package's dist, which says what is in it. */
function electronExecutable() {
  const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
  const executable = path.join(electronFolder(), names[process.platform] ?? 'electron')
  return existsSync(executable) ? executable : undefined
}

function electronFolder() {
  return process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(root, 'node_modules', 'electron', 'dist')
}

function hostRuntime() {
  const chromium = chromiumExecutable()
  const node = path.join(root, 'node_modules', 'node', 'bin', 'node')
  if (chromium === undefined || process.platform === 'win32') return undefined
  const versions = { chromium: versionOf(chromium), node: versionOf(node) }
  return {
    kind: 'host',
    executablePath: path.join(root, 'test', 'support', 'electron-host', 'electron-host'),
    versions,
    lines: [`Electron-API host over Chromium ${versions.chromium} and Node ${versions.node}`, 'not a run on Electron'],
    env: { ELECTRON_HOST_NODE: node, ELECTRON_HOST_CHROMIUM: chromium },
  }
}

function chromiumExecutable() {
  const named = process.env.ELECTRON_HOST_CHROMIUM
  if (named !== undefined) return named
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const candidates = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    folders.map((folder) => path.join(folder, name)),
  )
  return candidates.find((candidate) => existsSync(candidate))
}

function versionOf(executable) {
  const result = spawnSync(executable, ['--version'], { encoding: 'utf8' })
  return /\d+(\.\d+)+/.exec(result.stdout ?? '')?.[0] ?? 'unknown'
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

// Set-up: from a fresh clone to something that runs. Idempotent; a second run only compares hashes.
//
//   node scripts/setup.mjs                          install what the lock file names, build
//   node scripts/setup.mjs --no-build <file> [...]  install, then run a script with the pinned Node
//
// Plain Node 20.19 or newer and nothing else, because nothing is installed yet when it starts. It installs no Debian
// package (scripts/test.mjs does) and fetches no Electron (scripts/start.mjs does).
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const modules = path.join(root, 'node_modules')
const bin = path.join(modules, '.bin')
const windows = process.platform === 'win32'
/** The pinned Node that everything but set-up itself runs on. */
export const pinnedNode = path.join(modules, 'node', 'bin', windows ? 'node.exe' : 'node')

const oldestNode = [20, 19]
const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']
const installStamp = path.join(modules, '.assay-setup.json')
const buildStamp = path.join(root, 'out', '.assay-build.json')
const buildInputs = ['src', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']
const buildOutputs = [
  'main/index.js',
  'main/cli.js',
  'main/engine-host.js',
  'main/lane.js',
  'preload/index.cjs',
  'renderer/index.html',
]

/** A reason that a person can act on. Printed as one line, without a stack. */
export class SetUpError extends Error {}

/** Installs and builds what is missing or out of date. Progress goes to stderr, so that stdout stays the caller's. */
export async function setUp({ build = true } = {}) {
  requireNode()
  if (!isInstalled()) await install()
  requirePinnedNode()
  if (build && !isBuilt()) await buildAll()
}

/** The environment in which `node` and every tool are the ones of this repository. */
export function projectEnvironment(extra = {}) {
  return { ...process.env, [pathKey()]: [bin, process.env[pathKey()] ?? ''].join(path.delimiter), ...extra }
}

/** Runs the pinned Node on a file of the repository with the caller's terminal; resolves to its exit code. */
export function runPinned(args, extra = {}) {
  const child = spawn(pinnedNode, args, { cwd: root, stdio: 'inherit', env: projectEnvironment(extra) })
  return exitCodeOf(child)
}

/** Exit code of a child; 1 when it could not start or was ended by a signal. */
export function exitCodeOf(child) {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`)
      resolve(1)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** Runs a script's main function: a SetUpError is one line and exit code 1, anything else is a bug and keeps its stack. */
export async function runMain(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = oldestNode
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  throw new SetUpError(`Set-up needs Node ${oldestNode.join('.')} or newer; this is ${process.version}.`)
}

function isInstalled() {
  const wanted = installKey()
  if (readJson(installStamp)?.key === wanted) return true
  if (!npmInstalledTheLock()) return false
  // Somebody ran npm by hand and it finished: nothing to repeat.
  writeStamp(installStamp, wanted)
  return true
}

/** Changes when the lock file does, and on another system or processor: the installed binaries differ there. */
function installKey() {
  const lock = readFileSync(path.join(root, 'package-lock.json'))
  return digest([lock, pinnedVersion(), process.platform, process.arch])
}

/**
 * npm writes `node_modules/.package-lock.json` last, so its presence means that an install came to its end; an
 * interrupted one leaves none, or an older one. It must name exactly the lock file's packages and each must be there.
 */
function npmInstalledTheLock() {
  const installed = readJson(path.join(modules, '.package-lock.json'))?.packages
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages
  if (installed === undefined || wanted === undefined) return false
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true
    const found = installed[place]
    if (found === undefined) return entry.optional === true
    return found.version === entry.version && existsSync(path.join(root, place, 'package.json'))
  })
}

async function install() {
  say('Installing packages (npm ci); this needs the network and takes a minute or two ...')
  rmSync(installStamp, { force: true })
  const result = await runQuietly('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: outsideEnvironment(),
    shell: windows,
  })
  if (result.code !== 0) {
    process.stderr.write(result.output)
    throw new SetUpError(
      `npm ci failed (${result.code}); nothing was built. npm comes with Node and needs the network.`,
    )
  }
  writeStamp(installStamp, installKey())
}

/**
 * npm ci removes node_modules first. When this process runs on the Node in there, npm must not: it would lose its own
 * executable on the way. What `npm run` put into the environment goes too, or the inner npm takes it for its own.
 */
function outsideEnvironment() {
  const env = { ...process.env }
  for (const key of Object.keys(env)) {
    if (/^npm_(lifecycle|package|execpath|node_execpath|command)/.test(key)) delete env[key]
  }
  const entries = (env[pathKey()] ?? '').split(path.delimiter)
  env[pathKey()] = entries.filter((entry) => !path.resolve(entry).startsWith(modules)).join(path.delimiter)
  return env
}

/**
 * Runs a tool whose words matter only when it fails: `code` is its exit code or the reason it did not start, `output`
 * both of its streams. Ended together with this process: an npm that goes on alone would collide with the next one.
 */
function runQuietly(command, args, options) {
  return new Promise((resolve) => {
    const chunks = []
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const stop = (signal) => child.kill(signal)
    for (const signal of endSignals) process.once(signal, stop)
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    const finish = (code) => {
      for (const signal of endSignals) process.off(signal, stop)
      resolve({ code, output: Buffer.concat(chunks).toString() })
    }
    child.on('error', (error) => finish(error.message))
    child.on('close', (code, signal) => finish(code ?? signal))
  })
}

function requirePinnedNode() {
  const wanted = `v${pinnedVersion()}`
  const result = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8' })
  if (result.status === 0 && result.stdout.trim() === wanted) return
  const found = result.status === 0 ? `is ${result.stdout.trim()}` : 'is missing'
  throw new SetUpError(
    `Node ${wanted} should be in node_modules/node/bin but ${found}: npm was kept from running the install script of ` +
      `the package "node". Run: npm rebuild node --ignore-scripts=false`,
  )
}

function pinnedVersion() {
  return readJson(path.join(root, 'package.json')).devDependencies.node
}

function isBuilt() {
  if (readJson(buildStamp)?.key !== buildKey()) return false
  return buildOutputs.every((file) => existsSync(path.join(root, 'out', file)))
}

async function buildAll() {
  say('Building ...')
  rmSync(buildStamp, { force: true })
  const key = buildKey()
  const tool = path.join(modules, 'electron-vite', 'bin', 'electron-vite.js')
  const result = await runQuietly(pinnedNode, [tool, 'build'], { env: projectEnvironment() })
  const missing = buildOutputs.filter((file) => !existsSync(path.join(root, 'out', file)))
  if (result.code !== 0 || missing.length > 0) {
    process.stderr.write(result.output)
    const reason = result.code === 0 ? `it left out ${missing.join(', ')}` : `${result.code}`
    throw new SetUpError(`The build failed (${reason}); its own words are above.`)
  }
  writeStamp(buildStamp, key)
}

function buildKey() {
  const parts = []
  for (const input of buildInputs) {
    for (const file of filesIn(path.join(root, input))) parts.push(path.relative(root, file), readFileSync(file))
  }
  return digest([pinnedVersion(), ...parts])
}

function filesIn(start) {
  if (!existsSync(start)) return []
  const entries = readdirSync(path.dirname(start), { withFileTypes: true })
  if (entries.find((entry) => entry.name === path.basename(start))?.isFile()) return [start]
  return readdirSync(start, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function digest(parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest('hex')
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // Absent or cut short by an interrupted run: both mean that the work is to be done again.
    return undefined
  }
}

function writeStamp(file, key) {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify({ key })}\n`)
}

function pathKey() {
  return Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
}

function say(line) {
  process.stderr.write(`${line}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const args = process.argv.slice(2)
    const build = args[0] !== '--no-build'
    if (!build) args.shift()
    await setUp({ build })
    return args.length > 0 ? runPinned(args) : 0
  })
}

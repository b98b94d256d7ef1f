// npm start: set-up if needed, then the desktop app. A real Electron when its binary is there or can be fetched;
// otherwise one line, and the same app on the Electron-API host in a window of the system's Chromium.
// Exit code 2: there is no display, or nothing to show a window with.
import { spawn, spawnSync } from 'node:child_process'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { findRuntime, noRuntime } from '../test/support/runtime.mjs'
import { exitCodeOf, pinnedNode, projectEnvironment, root, runMain, setUp } from './setup.mjs'

/** Upper bound for fetching Electron; without a network it fails much sooner. */
const fetchTimeoutMs = 60_000

await runMain(async () => {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    say(
      'There is no display (DISPLAY and WAYLAND_DISPLAY are not set). The command line works without one: npx assay --help',
    )
    return 2
  }
  await setUp()
  const runtime = runtimeAfterFetch()
  if (runtime === undefined) {
    say(noRuntime)
    return 2
  }
  return launch(runtime)
})

function runtimeAfterFetch() {
  const first = findRuntime()
  if (first?.kind === 'electron') return first
  // The installer's output is a stack trace when it fails; the one line below says what matters.
  const installer = path.join(root, 'node_modules', 'electron', 'install.js')
  spawnSync(pinnedNode, [installer], { cwd: root, stdio: 'ignore', timeout: fetchTimeoutMs, env: projectEnvironment() })
  const second = findRuntime()
  if (second?.kind === 'host') say(`Electron could not be fetched; starting on the ${second.lines[0]} instead.`)
  return second
}

function launch(runtime) {
  const args = [...switches(runtime), root, ...process.argv.slice(2)]
  const env = projectEnvironment(runtime.kind === 'host' ? { ...runtime.env, ...hostSettings() } : {})
  return exitCodeOf(spawn(runtime.executablePath, args, { cwd: root, stdio: 'inherit', env }))
}

/** Chromium refuses its sandbox to root; the host knows that by itself. */
function switches(runtime) {
  return runtime.kind === 'electron' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** The host keeps nothing between runs unless told where; Electron would use the same folder. */
function hostSettings() {
  return {
    ELECTRON_HOST_HEADED: '1',
    XDG_CONFIG_HOME: process.env.XDG_CONFIG_HOME ?? path.join(os.homedir(), '.config'),
  }
}

function say(line) {
  process.stderr.write(`${line}\n`)
}

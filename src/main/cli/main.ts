#!/usr/bin/env node
/**
 * Headless entry. Looks at the runtime before anything native is loaded: on an older Node the database addon ends the
 * process with a segmentation fault and no message. Nothing that can go wrong here may end with exit code 1, which says
 * that evidence differs.
 */
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const oldestMajor = 24
const internalFault = 5
const interrupted = 130
const [major = 0] = process.versions.node.split('.').map(Number)

/** Runs one command line; resolves with the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  if (major < oldestMajor || Number(process.versions['napi'] ?? 0) < 10) {
    process.stderr.write(
      `Assay needs Node ${oldestMajor}; this is ${process.versions.node}. Start it with npx assay in the project, or with node_modules/.bin/node.\n`,
    )
    return internalFault
  }
  const { runProgram } = await import('./program.ts')
  return runProgram(argv)
}

if (isMain()) {
  guardOutput()
  const exit = await run(process.argv.slice(2))
  // A prompt that was given up still listens, and would keep the process.
  if (exit === interrupted) process.exit(exit)
  process.exitCode = exit
}

/** `import.meta.main` is unknown to the very runtimes that have to be told that they are too old. */
function isMain(): boolean {
  const known: unknown = import.meta.main
  if (typeof known === 'boolean') return known
  const started = process.argv[1]
  try {
    return started !== undefined && realpathSync(started) === realpathSync(fileURLToPath(import.meta.url))
  } catch {
    return false
  }
}

/**
 * A reader that has seen enough (`| head`) is no fault: the work and its exit code stay. Results that cannot be written
 * otherwise, to a full disk for one, are.
 */
function guardOutput(): void {
  let lost = false
  const failed = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE' || lost) return
    lost = true
    process.stderr.write(`assay: The results could not be written: ${error.message}. What was stored is kept.\n`)
  }
  process.stdout.on('error', failed)
  process.stderr.on('error', () => undefined)
  process.on('exit', () => {
    if (lost) process.exitCode = internalFault
  })
  process.on('uncaughtException', (error) => {
    // Loaded by then, unless the fault is in loading; then nothing was read that could be shown.
    void import('./output.ts')
      .then(
        ({ fault }) => fault(error),
        () => process.stderr.write('assay: internal fault while starting\n'),
      )
      .finally(() => process.exit(internalFault))
  })
}

#!/usr/bin/env node
/**
 * Headless entry. Looks at the runtime before anything native is loaded: on an older Node the database addon ends the
 * process with a segmentation fault and no message.
 */
const [major = 0] = process.versions.node.split('.').map(Number)

/** Runs one command line; resolves with the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  if (major < 24 || Number(process.versions['napi'] ?? 0) < 10) {
    process.stderr.write(
      `Assay needs Node 24; this is ${process.versions.node}. Start it with npx assay in the project, or with node_modules/.bin/node.\n`,
    )
    return 5
  }
  const { runProgram } = await import('./program.ts')
  return runProgram(argv)
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2))

/**
 * Entry of the app. With `--cli` it is the command line and opens no window; otherwise it starts the shell. The usual
 * door to the command line is `out/main/cli.js` on plain Node, because a packaged app has no console on Windows.
 */
import { app } from 'electron'
import { startShell } from './shell/start-shell.ts'

const handOver = process.argv.indexOf('--cli')
if (handOver === -1) startShell({ builtDirectory: import.meta.dirname })
else {
  const { run } = await import('./cli/main.ts')
  const exitCode = await run(process.argv.slice(handOver + 1))
  // An exit cuts off what is still on its way to a pipe.
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()))
  app.exit(exitCode)
}

/**
 * Entry of the app. With `--cli` it is the command line and opens no window; otherwise it starts the shell. The usual
 * door to the command line is `out/main/cli.js` on plain Node, because a packaged app has no console on Windows.
 */
import { startShell } from './shell/start-shell.ts'

startShell({ builtDirectory: import.meta.dirname })

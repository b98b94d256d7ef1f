// npm run demo: set-up if needed, then the main job headless on the bundled sample (scripts/demo/main.ts).
// Arguments are passed on. The exit code is the demo's own: 0 only if every answer key was met.
import process from 'node:process'
import { runMain, runPinned, setUp } from './setup.mjs'

await runMain(async () => {
  await setUp()
  return runPinned(['scripts/demo/main.ts', ...process.argv.slice(2)])
})

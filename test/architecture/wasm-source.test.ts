/** The WebAssembly in the repository is what its source says. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

it('every -wasm.ts is written from the .wat of its name (npm run wasm)', () => {
  const script = fileURLToPath(new URL('../../scripts/wasm.mjs', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
})

/** The registry of formats is what the folders say. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

it('the registry of formats is written from the folders (npm run formats)', () => {
  const script = fileURLToPath(new URL('../../scripts/formats.mjs', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
})

import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'playwright/test'
import { chooseRuntime } from '../support/runtime.mjs'
import { answerMessageBoxes, shownBoxes } from './support/dialogs.ts'
import { makeEngagement } from './support/large-export.ts'
import { expect } from './support/expect.ts'
import { launchAssay, repositoryRoot, type AssayApp } from './support/launch.ts'
import { engineProcesses } from './support/processes.ts'
import { sampleFolder } from './support/sample-key.ts'

// The ways a file reaches the app from outside: a start, a second start, and what the window says when it has it.

let folder = ''
let engagement = ''
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-e2e-start-'))
  engagement = join(folder, 'shop.assay')
  makeEngagement(engagement, '2025-05-01', '2025-05-31', join(sampleFolder('faulty'), 'shop-b.ndjson'))
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the system does when a file is opened while the app runs. */
async function startAgain({ app }: AssayApp, files: readonly string[]): Promise<void> {
  await app.evaluate(
    ({ app: main }, names) => void main.emit('second-instance', {}, ['assay', ...names], '/', { files: names }),
    files,
  )
}

test('opens the engagement that the start names, and nothing else that it names', async () => {
  const assay = await launchAssay({ arguments: [engagement, '--no-such-switch', '/absent.assay'], reload: false })
  await expect(assay.page.getByRole('heading', { level: 1, name: 'Large shop' })).toBeVisible({ timeout: 30_000 })
  expect(assay.app.windows()).toHaveLength(1)
  await assay.close()
})

test('opens a second engagement in a second window, and the first one never twice', async () => {
  const other = join(folder, 'other.assay')
  copyFileSync(engagement, other)
  const assay = await launchAssay({ arguments: [engagement], reload: false })
  await expect(assay.page.getByRole('heading', { level: 1, name: 'Large shop' })).toBeVisible({ timeout: 30_000 })
  const opened = assay.app.waitForEvent('window')
  await startAgain(assay, [other])
  const second = await opened
  await expect(second.getByRole('heading', { level: 1, name: 'Large shop' })).toBeVisible({ timeout: 30_000 })
  await startAgain(assay, [engagement])
  await startAgain(assay, [other])
  await startAgain(assay, [])
  await assay.page.waitForTimeout(500)
  expect(assay.app.windows()).toHaveLength(2)
  await assay.close()
})

test('opens the engagement again when its page or the engine had to be started again', async () => {
  const assay = await launchAssay({ arguments: [engagement], reload: false })
  const heading = assay.page.getByRole('heading', { level: 1, name: 'Large shop' })
  await expect(heading).toBeVisible({ timeout: 30_000 })
  await answerMessageBoxes(assay.app, 0)
  const sources = assay.page.getByRole('navigation').getByRole('link', { name: 'Sources' })
  const readsSources = async (): Promise<void> => {
    await sources.click()
    await expect(assay.page.getByRole('cell', { name: '598' }).first()).toBeVisible()
  }
  await assay.page.reload()
  await expect(heading).toBeVisible({ timeout: 30_000 })
  await readsSources()

  const [engine] = engineProcesses(assay.app.process().pid ?? 0)
  process.kill(engine ?? 0, 'SIGKILL')
  // The page goes back to the overview of the engagement it has opened again.
  await expect(heading).toBeVisible({ timeout: 30_000 })
  expect((await shownBoxes(assay.app)).map(({ message }) => message)).toEqual([
    expect.stringContaining('engine process ended'),
  ])
  await readsSources()
  await assay.close()
})

test('is the command line, without a window, when told to be', () => {
  const { executablePath, env } = chooseRuntime()
  // Electron refuses to run as root with its sandbox on; the tests never turn it off otherwise.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const { status, stdout, stderr } = spawnSync(
    executablePath,
    [...sandbox, repositoryRoot, '--cli', 'recipe', 'list', '--json'],
    { encoding: 'utf8', env: { ...process.env, ...env }, timeout: 60_000 },
  )
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ exit: 0, tool: { name: 'assay' }, result: expect.any(Array) })
  expect(
    spawnSync(executablePath, [...sandbox, repositoryRoot, '--cli', 'no-such-command'], {
      env: { ...process.env, ...env },
      timeout: 60_000,
    }).status,
  ).toBe(2)
})

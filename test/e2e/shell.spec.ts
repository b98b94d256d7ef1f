import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'playwright/test'
import { answerMessageBoxes, answerOpenDialogs, answerSaveDialogs, shownBoxes } from './support/dialogs.ts'
import { expect } from './support/expect.ts'
import { launchAssay, nothingSeen, repositoryRoot, type AssayApp } from './support/launch.ts'
import { engineProcesses } from './support/processes.ts'
import { inspectScreen } from './support/screens.ts'

interface Bridge {
  call(
    name: unknown,
    request: unknown,
  ): Promise<{ ok: boolean; value?: Record<string, unknown>; error?: { code: string } }>
  subscribe(event: string, listener: (payload: unknown) => void): () => void
  handlesFor(files: readonly unknown[]): Promise<readonly { handle: string; name: string }[]>
}

let assay: AssayApp
test.beforeAll(async () => {
  assay = await launchAssay()
})
test.afterAll(async () => assay.close())

/** A call through the preload, as the page makes it. */
function call(name: unknown, request: unknown): ReturnType<Bridge['call']> {
  return assay.page.evaluate(
    ([callName, callRequest]) => (window as unknown as { assay: Bridge }).assay.call(callName, callRequest),
    [name, request],
  )
}

test('starts with one window that shows its start screen', async () => {
  expect(assay.app.windows()).toHaveLength(1)
  await expect(assay.page.locator('#root > *').first()).toBeVisible()
  expect(
    await assay.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => [window.isVisible(), window.getTitle()]),
    ),
  ).toEqual([[true, 'Assay']])
  await inspectScreen(assay, '00-start')
})

test('gives the page nothing but window.assay, frozen, and no part of Node', async () => {
  // The style sheet as a document: same origin, same preload, and no script of the page that could add names of its own.
  const home = assay.page.url()
  await assay.page.goto(
    await assay.page.evaluate(() => document.querySelector<HTMLLinkElement>('link[rel=stylesheet]')?.href ?? 'none'),
  )
  const page = await assay.page.evaluate(() => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const plain = new Set(Object.getOwnPropertyNames(frame.contentWindow ?? {}))
    frame.remove()
    const { assay: bridge } = window as unknown as { assay: object }
    const replaced = (() => {
      try {
        Object.assign(bridge, { call: null })
        return true
      } catch {
        return false
      }
    })()
    return {
      added: Object.getOwnPropertyNames(window).filter((name) => !plain.has(name) && !/^\d+$/.test(name)),
      keys: Object.keys(bridge).toSorted(),
      frozen: Object.isFrozen(bridge),
      replaced,
      node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
        (name) => name in window,
      ),
    }
  })
  expect(page).toMatchObject({ keys: ['call', 'handlesFor', 'subscribe'], frozen: true, replaced: false, node: [] })
  expect(page.added.filter((name) => !name.startsWith('__playwright'))).toEqual(['assay'])
  await assay.page.goto(home)
})

test('stays where it is: no navigation, no new window', async () => {
  const before = assay.page.url()
  for (const address of [
    'https://example.org/',
    'file:///etc/hosts',
    'data:text/html,x',
    'app://ui/absent.html',
    'app://other/index.html',
  ]) {
    await assay.page.evaluate((target) => {
      location.href = target
    }, address)
    await assay.page.waitForTimeout(300)
    expect(assay.page.url(), address).toBe(before)
  }
  await answerMessageBoxes(assay.app, 0)
  for (const address of ['https://example.org/', 'file:///etc/hosts', before]) {
    expect(await assay.page.evaluate((target) => window.open(target) === null, address), address).toBe(true)
  }
  await assay.page.waitForTimeout(300)
  expect(assay.app.windows()).toHaveLength(1)
  expect(await shownBoxes(assay.app)).toEqual([])
})

test('shows the address of an allowed link and asks before the system opens it', async () => {
  await answerMessageBoxes(assay.app, 0)
  await assay.app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { openedLinks: opened })
    shell.openExternal = async (address) => void opened.push(address)
  })
  const opened = () => assay.app.evaluate(() => (globalThis as unknown as { openedLinks: string[] }).openedLinks)
  const address = 'https://www.rfc-editor.org/rfc/rfc6962'
  await assay.page.evaluate((target) => void window.open(target), address)
  await expect
    .poll(async () => (await shownBoxes(assay.app)).map(({ detail }) => detail.split('\n')[0]))
    .toEqual([address])
  expect(await opened()).toEqual([])
  await answerMessageBoxes(assay.app, 1)
  await assay.page.evaluate((target) => void window.open(target), address)
  await expect.poll(opened).toEqual([address])
})

test('refuses requests that leave the application', async () => {
  const outcomes = await assay.page.evaluate(async () => {
    const fetched = await fetch('https://example.org/').then(
      () => 'answered',
      () => 'refused',
    )
    const image = new Image()
    const loaded = await new Promise((resolve) => {
      image.onload = () => resolve('loaded')
      image.onerror = () => resolve('refused')
      image.src = 'https://example.org/x.png'
    })
    return [fetched, loaded]
  })
  expect(outcomes).toEqual(['refused', 'refused'])
  await expect.poll(() => assay.seen.violations.length).toBe(2)
  expect(assay.seen.outsideAnswers).toEqual([])
  // These and the navigations above were the test's own doing; what is counted at the end is what the product does.
  Object.assign(assay.seen, nothingSeen(), { accessibility: assay.seen.accessibility })
  expect((await call('app.info', {})).value).toMatchObject({ connections: 0 })
})

test('answers names of the contract only', async () => {
  for (const name of ['source.forget', 'constructor', '__proto__', '', null, 7]) {
    expect(await call(name, {}), String(name)).toMatchObject({ ok: false, error: { code: 'usage' } })
  }
  expect(await call('entry.page', { engagementId: 'e' })).toMatchObject({ ok: false, error: { code: 'usage' } })
})

test('takes files by handle and never by path', async () => {
  for (const file of [join(repositoryRoot, 'package.json'), '/etc/hosts', 'f'.repeat(32)]) {
    for (const name of ['package.verify', 'source.preview', 'engagement.open'])
      expect(await call(name, { file }), `${name} ${file}`).toMatchObject({ ok: false, error: { code: 'not-found' } })
  }
})

test('gives a handle for a file chosen in a dialog, good for reading and not for writing', async () => {
  const path = join(assay.folder, 'chosen.ndjson')
  writeFileSync(path, '{"a":1}\n')
  await answerOpenDialogs(assay.app, [path])
  const opened = await call('dialog.openFiles', { purpose: 'import' })
  expect(opened).toMatchObject({
    ok: true,
    value: { files: [{ name: 'chosen.ndjson', handle: expect.stringMatching(/^[0-9a-f]{32}$/) }] },
  })
  expect(JSON.stringify(opened)).not.toContain(assay.folder)
  const [file] = (opened.value ?? {})['files'] as { handle: string }[]
  const create = { file: file?.handle, name: 'n', passphrase: 'p', force: true }
  expect(await call('key.create', create)).toMatchObject({ ok: false, error: { code: 'not-found' } })
  await answerSaveDialogs(assay.app, undefined)
  expect(await call('dialog.saveFile', { purpose: 'key', suggestedName: 'k.p12' })).toEqual({
    ok: true,
    value: { file: null },
  })
})

test('gives a handle for a file that is really there when it is put into the page, and none for a made-up one', async () => {
  const path = join(assay.folder, 'dropped.ndjson')
  writeFileSync(path, '{"a":1}\n')
  await assay.page.evaluate(() => {
    const input = document.createElement('input')
    Object.assign(input, { type: 'file', id: 'e2e-file' })
    document.body.append(input)
  })
  await assay.page.locator('#e2e-file').setInputFiles(path)
  const handles = await assay.page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('#e2e-file')
    const real = [...(input?.files ?? [])]
    input?.remove()
    const bridge = (window as unknown as { assay: Bridge }).assay
    return [await bridge.handlesFor(real), await bridge.handlesFor([new File(['x'], '/etc/hosts')])]
  })
  expect(handles).toEqual([[{ name: 'dropped.ndjson', handle: expect.stringMatching(/^[0-9a-f]{32}$/) }], []])
})

test('names the engagement in the title and keeps the page from doing so', async () => {
  expect(await call('window.setTitle', { title: 'Shop 2026 – Assay' })).toMatchObject({ ok: true })
  await assay.page.evaluate(() => {
    document.title = 'Something else'
  })
  await assay.page.waitForTimeout(200)
  expect(await assay.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())).toBe(
    'Shop 2026 – Assay',
  )
})

test('says what it is and offers the bundled samples by handle', async () => {
  const info = await call('app.info', {})
  expect(info).toMatchObject({
    ok: true,
    value: { version: '0.1.0', runtime: expect.stringMatching(/^Electron .* Chromium .* Node 24\./), connections: 0 },
  })
  const samples = await call('sample.files', {})
  expect(((samples.value ?? {})['sets'] as { set: string }[]).map(({ set }) => set)).toEqual(['clean', 'faulty'])
  expect(JSON.stringify(samples)).not.toContain(repositoryRoot)
})

test('asks the engine in its own process and starts it again when it ends', async () => {
  expect(await call('recipe.list', {})).toMatchObject({ ok: true })
  await answerMessageBoxes(assay.app, 0)
  const engines = () => engineProcesses(assay.app.process().pid ?? 0)
  const [first] = engines()
  expect(first).toBeDefined()
  process.kill(first ?? 0, 'SIGKILL')
  await expect.poll(async () => (await shownBoxes(assay.app)).length, { timeout: 20_000 }).toBe(1)
  expect(await call('recipe.list', {})).toMatchObject({ ok: true })
  expect(engines()).not.toContain(first)
})

test('breaks no rule of the policy, leaves no request and no uncaught error behind', async () => {
  await assay.page.reload()
  await expect(assay.page.locator('#root > *').first()).toBeVisible()
  expect(assay.seen).toEqual(nothingSeen())
})

// Tests of the host itself. Run: node --test test/support/electron-host/test/   (needs playwright)
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createRequire } from 'node:module'

const require = createRequire(path.join(process.cwd(), 'package.json'))
const { _electron } = require('playwright')
const root = path.join(import.meta.dirname, '..')
const executablePath = path.join(root, 'electron-host')
const appPath = path.join(import.meta.dirname, 'app')

/** Temporary files get a folder of their own, so that leftovers can be counted. */
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'host-test-'))
const env = { ...process.env, TMPDIR: temporary }
const launch = (args = [appPath], extra = {}) =>
  _electron.launch({ executablePath, args, env: { ...env, ...extra }, colorScheme: null })
const until = async (fn, ms = 5000) => {
  for (const end = Date.now() + ms; Date.now() < end;) {
    const value = await fn()
    if (value) return value
    await new Promise((r) => setTimeout(r, 25))
  }
  return fn()
}
const leftovers = () => fs.readdirSync(temporary).filter((name) => name.startsWith('electron-host-'))
/** Processes whose command line names our temporary folder (the browser's profile is in it). */
const processes = () =>
  fs.readdirSync('/proc').filter(
    (pid) =>
      /^\d+$/.test(pid) &&
      (() => {
        try {
          return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(temporary)
        } catch {
          return false
        }
      })(),
  )

after(async () => {
  assert.deepEqual((await until(async () => processes().length === 0)) && processes(), [])
  assert.ok(await until(async () => leftovers().length === 0), `left behind: ${leftovers()}`)
  fs.rmSync(temporary, { recursive: true, force: true })
})

describe('one app', () => {
  let app, page
  const log = () => app.evaluate(() => globalThis.testLog)
  before(async () => {
    app = await launch()
    page = await app.firstWindow()
    await page.getByText('pong 42').waitFor()
  })
  after(() => app.close())

  it('serves the custom scheme and honours its Content-Security-Policy', async () => {
    assert.equal(page.url(), 'https://bundle.app.localhost/index.html')
    assert.equal(await page.evaluate(() => isSecureContext), true)
    assert.equal(await page.evaluate(() => window.inlineRan), undefined)
    const { url, origin } = await page.evaluate(() => window.api.ping(1))
    assert.deepEqual([url, origin], ['app://bundle/index.html', 'app://bundle'])
    const echo = await page.evaluate(async () => (await fetch('/api/echo', { method: 'POST', body: 'hi' })).json())
    assert.deepEqual([echo.method, echo.body, echo.url], ['POST', 'hi', 'app://bundle/api/echo'])
    assert.equal(await page.evaluate(async () => await fetch('/missing/x').catch(() => 'failed')), 'failed')
    assert.equal(
      await page.evaluate(
        () =>
          new Promise((ok) => {
            new Worker('/worker.js', { type: 'module' }).onmessage = (e) => ok(e.data)
          }),
      ),
      7,
    )
  })

  it('keeps the page away from Node and gives the preload what a sandboxed preload has', async () => {
    assert.deepEqual(
      await page.evaluate(() => [typeof require, typeof process, typeof Buffer, Object.isFrozen(window.api)]),
      ['undefined', 'undefined', 'undefined', true],
    )
    assert.deepEqual(await page.evaluate(() => window.api.buffers()), ['aMOpbGxv', '01ff', 4, true])
    assert.equal(await page.evaluate(() => window.api.events()), 4)
    assert.deepEqual(await page.evaluate(() => window.api.env()), { sandboxed: true, extra: true, electron: 'string' })
  })

  it('answers sendSync', async () => assert.deepEqual(await page.evaluate(() => window.api.sync(21)), { doubled: 42 }))

  it('lets a test answer dialogs', async () => {
    assert.deepEqual(await page.evaluate(() => window.api.open()), { canceled: true, filePaths: [] })
    assert.deepEqual(await page.evaluate(() => window.api.ask()), { response: 1, checkboxChecked: false })
    await app.evaluate(({ dialog }) => {
      dialog.hostAnswer('showOpenDialog', { canceled: false, filePaths: ['a.csv'] })
      dialog.hostAnswer('showMessageBox', (options) => ({
        response: options.buttons.indexOf('Yes'),
        checkboxChecked: true,
      }))
    })
    assert.deepEqual(await page.evaluate(() => window.api.open()), { canceled: false, filePaths: ['a.csv'] })
    assert.deepEqual(await page.evaluate(() => window.api.ask()), { response: 0, checkboxChecked: true })
    await app.evaluate(({ dialog }) => {
      dialog.showSaveDialog = async (o) => ({ canceled: false, filePath: `to/${o.defaultPath}` })
    })
    assert.deepEqual(await page.evaluate(() => window.api.save()), { canceled: false, filePath: 'to/x.pdf' })
  })

  it('blocks what webRequest blocks', async () => {
    // The page's own policy would stop a fetch, so ask from a window without one.
    const blocked = await app.evaluate(async ({ BrowserWindow }) => {
      const win = new BrowserWindow({ show: false })
      const error = await win.loadURL('https://example.test/x').catch((e) => e.message)
      win.destroy()
      return error
    })
    assert.match(blocked, /ERR_BLOCKED_BY_CLIENT/)
    assert.ok((await log()).some(([kind, url]) => kind === 'blocked' && url === 'https://example.test/x'))
  })

  it('applies permission handlers', async () => {
    const states = await page.evaluate(async () =>
      Promise.all(
        ['geolocation', 'notifications', 'camera'].map(
          async (name) => (await navigator.permissions.query({ name })).state,
        ),
      ),
    )
    assert.deepEqual(states, ['denied', 'granted', 'denied'])
    assert.equal(
      await page.evaluate(
        () =>
          new Promise((ok) =>
            navigator.geolocation.getCurrentPosition(
              () => ok('position'),
              (e) => ok(e.code),
            ),
          ),
      ),
      1,
    )
  })

  it('guards navigation and new windows', async () => {
    await page.click('#outside')
    await until(async () => (await log()).some(([k, u]) => k === 'navigate' && u === 'https://example.test/away'))
    await page.click('#mail')
    assert.ok(await until(async () => (await log()).some(([k, u]) => k === 'navigate' && u.startsWith('mailto:'))))
    await page.click('#blank')
    assert.ok(
      await until(async () => (await log()).some(([k, u]) => k === 'open' && u === 'https://example.test/blank')),
    )
    assert.equal(await page.evaluate(() => window.open('https://example.test/scripted')), null)
    assert.ok(
      await until(async () => (await log()).some(([k, u]) => k === 'open' && u === 'https://example.test/scripted')),
    )
    assert.ok(await until(() => app.windows().length === 1), 'no window was opened')
    assert.equal(page.url(), 'https://bundle.app.localhost/index.html')
    await page.click('#inside')
    await page.waitForURL('**/second.html')
    assert.deepEqual((await log()).filter(([k]) => k === 'navigate').at(-1), ['navigate', 'app://bundle/second.html'])
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].loadURL('app://bundle/index.html'))
    await page.getByText('pong 42').waitFor()
  })

  it('opens a window that the handler allows', async () => {
    await app.evaluate(({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]
      webContents.setWindowOpenHandler(({ url }) =>
        url.startsWith('app://')
          ? { action: 'allow', overrideBrowserWindowOptions: { width: 400, height: 300 } }
          : { action: 'deny' },
      )
    })
    for (const open of [
      () => page.evaluate(() => void window.open('/second.html')),
      () =>
        page.evaluate(() => {
          const a = document.getElementById('inside')
          a.target = '_blank'
          a.click()
          a.target = ''
        }),
    ]) {
      const [child] = await Promise.all([app.waitForEvent('window'), open()])
      await child.getByRole('heading', { name: 'Second' }).waitFor()
      assert.equal(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length), 2)
      assert.equal(
        await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[1].webContents.getURL()),
        'app://bundle/second.html',
      )
      await child.close()
      assert.ok(await until(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length === 1)))
    }
  })

  it('talks with a utility process, also over a MessageChannelMain from the page', async () => {
    assert.ok(
      (await log()).some(
        ([k, m]) =>
          k === 'worker' && m.type === 'utility' && m.args[0] === '--x=1' && m.date === true && m.big === 'bigint',
      ),
    )
    await app.evaluate(({ BrowserWindow, MessageChannelMain }) => {
      const { port1, port2 } = new MessageChannelMain()
      globalThis.worker.postMessage({ k: 'port' }, [port1])
      BrowserWindow.getAllWindows()[0].webContents.postMessage('port', null, [port2])
    })
    const answer = await page.evaluate(async () => {
      await new Promise((r) => setTimeout(r, 50))
      const { sum, bytes } = await window.api.sum(2, 3)
      return [sum, bytes instanceof Uint8Array, bytes.length]
    })
    assert.deepEqual(answer, [5, true, 3])
  })

  it('gives the path of picked and dropped files', async () => {
    const file = path.join(temporary, 'evidence.csv')
    fs.writeFileSync(file, 'a,b\n')
    await page.setInputFiles('#file', file)
    assert.deepEqual(await until(() => page.evaluate(() => window.picked)), [file])
    const box = await page.locator('#drop').boundingBox()
    const client = await page.context().newCDPSession(page)
    const at = {
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      data: { items: [], files: [file], dragOperationsMask: 1 },
    }
    for (const type of ['dragEnter', 'dragOver', 'drop']) await client.send('Input.dispatchDragEvent', { type, ...at })
    assert.deepEqual(await until(() => page.evaluate(() => window.dropped.length && window.dropped)), [file])
    assert.equal(await page.evaluate(() => window.api.pathOf(new File(['x'], 'made.txt'))), '')
  })

  it('clicks menu items, stores secrets, records what it does not do', async () => {
    await page.evaluate(() =>
      window.api.onMenu((id) => {
        window.menu = id
      }),
    )
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu().getMenuItemById('do').click())
    assert.equal(await until(() => page.evaluate(() => window.menu)), 'do')
    const round = await app.evaluate(({ safeStorage }) => {
      const e = safeStorage.encryptString('secret')
      return [e.includes('secret'), safeStorage.decryptString(e)]
    })
    assert.deepEqual(round, [false, 'secret'])
    await page.evaluate(() => window.api.external('https://example.test/'))
    assert.ok(
      (await app.evaluate(() => process.electronHost.calls)).some(
        (c) => c.api === 'shell.openExternal' && c.args[0] === 'https://example.test/',
      ),
    )
    await app.evaluate(({ nativeTheme }) => {
      nativeTheme.themeSource = 'dark'
    })
    assert.ok(await until(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)))
  })

  it('prints, captures and knows its windows', async () => {
    assert.deepEqual(await page.evaluate(() => [innerWidth, innerHeight]), [900, 600])
    assert.equal(
      await app.evaluate(async ({ BrowserWindow }) =>
        (await BrowserWindow.getAllWindows()[0].webContents.printToPDF({ pageSize: 'A4' })).subarray(0, 5).toString(),
      ),
      '%PDF-',
    )
    assert.equal((await page.screenshot()).readUInt32BE(16), 900)
    const win = await app.browserWindow(page)
    assert.equal(await win.evaluate((w) => w.isVisible()), true)
  })

  it('ends a utility process', async () => {
    assert.equal(await app.evaluate(() => globalThis.worker.kill()), true)
    assert.ok(await until(async () => (await log()).some(([k]) => k === 'worker exit')))
  })
})

describe('start and end', () => {
  it('runs several instances side by side', async () => {
    const apps = await Promise.all([launch(), launch(), launch()])
    await Promise.all(apps.map(async (a) => (await a.firstWindow()).getByText('pong 42').waitFor()))
    await Promise.all(apps.map((a) => a.close()))
  })

  it('leaves nothing behind when it is killed', async () => {
    const app = await launch()
    await (await app.firstWindow()).getByText('pong 42').waitFor()
    assert.ok(processes().length > 0)
    app.process().kill('SIGKILL')
    assert.ok(await until(() => processes().length === 0, 8000), 'processes are gone')
    assert.ok(await until(() => leftovers().length === 0), 'folders are gone')
  })

  it('quits in order on SIGTERM and when the last window closes', async () => {
    for (const end of [(app) => app.process().kill('SIGTERM'), async (app, page) => page.close()]) {
      const app = await launch()
      const page = await app.firstWindow()
      await page.getByText('pong 42').waitFor()
      const exited = new Promise((ok) => app.process().once('exit', (code) => ok(code)))
      await end(app, page)
      assert.equal(await exited, 0)
    }
  })

  const run = (args, extra) =>
    new Promise((ok) => {
      const child = spawn(executablePath, args, { env: { ...env, ...extra } })
      let text = ''
      child.stderr.on('data', (d) => {
        text += d
      })
      child.on('exit', (code) => ok([code, text]))
    })
  it('says what is wrong when it cannot start', async () => {
    let [code, text] = await run([appPath], { ELECTRON_HOST_CHROMIUM: '/nowhere/chromium' })
    assert.equal(code, 1)
    assert.match(text, /ELECTRON_HOST_CHROMIUM points to/)
    const bare = path.join(temporary, 'bin')
    fs.mkdirSync(bare)
    for (const tool of ['sh', 'dirname', 'readlink']) fs.symlinkSync(path.join('/bin', tool), path.join(bare, tool))
    ;[code, text] = await run([appPath], {
      PATH: bare,
      ELECTRON_HOST_NODE: process.execPath,
      ELECTRON_HOST_CHROMIUM: '',
    })
    assert.equal(code, 1)
    assert.match(text, /no Chromium found .*apt-get install chromium/)
    ;[code, text] = await run([path.join(temporary, 'no-such-app')])
    assert.equal(code, 1)
    assert.match(text, /main file does not exist/)
    ;[code, text] = await run([])
    assert.equal(code, 2)
  })

  it('runs an app whose main file is an ES module', async () => {
    const folder = path.join(temporary, 'esm')
    fs.mkdirSync(folder)
    fs.writeFileSync(path.join(folder, 'package.json'), '{"name":"esm","type":"module","main":"main.js"}')
    fs.writeFileSync(
      path.join(folder, 'main.js'),
      "import { app, BrowserWindow } from 'electron';\nawait app.whenReady();\nawait new BrowserWindow().loadURL('data:text/html,<h1>module</h1>');\n",
    )
    const app = await launch([folder])
    await (await app.firstWindow()).getByRole('heading', { name: 'module' }).waitFor()
    await app.close()
  })
})

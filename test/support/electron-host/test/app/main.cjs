'use strict'
// A small app that uses what the host emulates. It runs in a real Electron as well.
const {
  app,
  BrowserWindow,
  ipcMain,
  protocol,
  session,
  net,
  dialog,
  Menu,
  shell,
  utilityProcess,
  MessageChannelMain,
} = require('electron')
const path = require('node:path')
const { pathToFileURL } = require('node:url')

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
])
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' app:; worker-src 'self'"
const log = (globalThis.testLog = [])

app.whenReady().then(async () => {
  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url)
    if (host !== 'bundle') return new Response('no', { status: 404 })
    if (pathname === '/api/echo')
      return Response.json({
        method: request.method,
        body: await request.text(),
        url: request.url,
        origin: request.headers.get('origin'),
      })
    const file = path.join(__dirname, 'page', path.normalize(pathname))
    const response = await net.fetch(pathToFileURL(file).href)
    const headers = new Headers(response.headers)
    headers.set('content-security-policy', CSP)
    return new Response(response.body, { status: 200, headers })
  })
  session.defaultSession.setPermissionRequestHandler((contents, permission, callback) =>
    callback(permission === 'notifications'),
  )
  session.defaultSession.setPermissionCheckHandler((contents, permission) => permission === 'notifications')
  session.defaultSession.webRequest.onBeforeRequest({ urls: ['http://*/*', 'https://*/*'] }, (details, callback) => {
    log.push(['blocked', details.url])
    callback({ cancel: true })
  })

  ipcMain.handle('ping', (event, n) => ({ n: n + 1, url: event.senderFrame.url, origin: event.senderFrame.origin }))
  ipcMain.handle('open', (event) =>
    dialog.showOpenDialog(BrowserWindow.fromWebContents(event.sender), { properties: ['openFile'] }),
  )
  ipcMain.handle('save', () => dialog.showSaveDialog({ defaultPath: 'x.pdf' }))
  ipcMain.handle('ask', () => dialog.showMessageBox({ message: 'Sure?', buttons: ['Yes', 'No'], cancelId: 1 }))
  ipcMain.handle('external', (event, url) => shell.openExternal(url))
  ipcMain.on('sync', (event, n) => {
    setTimeout(() => {
      event.returnValue = { doubled: n * 2 }
    }, 20)
  })

  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'File',
        submenu: [
          {
            id: 'do',
            label: 'Do',
            accelerator: 'CmdOrCtrl+D',
            click: (item, window) => window.webContents.send('menu', item.id),
          },
        ],
      },
    ]),
  )

  // A utility process that talks with the page over its own channel.
  const worker = utilityProcess.fork(path.join(__dirname, 'worker.cjs'), ['--x=1'], { serviceName: 'test worker' })
  globalThis.worker = worker
  worker.on('message', (message) => log.push(['worker', message]))
  worker.on('exit', (code) => log.push(['worker exit', code]))
  worker.postMessage({ k: 'hello', when: new Date(5), map: new Map([['a', 1n]]) })

  const win = new BrowserWindow({
    width: 900,
    height: 600,
    show: false,
    webPreferences: {
      preload: path.join(__dirname, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      additionalArguments: ['--extra=7'],
    },
  })
  win.once('ready-to-show', () => win.show())
  win.webContents.setWindowOpenHandler(({ url }) => {
    log.push(['open', url])
    return { action: 'deny' }
  })
  win.webContents.on('will-navigate', (event, url) => {
    log.push(['navigate', url])
    if (!url.startsWith('app://bundle/')) event.preventDefault()
  })
  await win.loadURL('app://bundle/index.html')
  const { port1, port2 } = new MessageChannelMain()
  worker.postMessage({ k: 'port' }, [port1])
  win.webContents.postMessage('port', { from: 'main' }, [port2])
})
app.on('window-all-closed', () => app.quit())

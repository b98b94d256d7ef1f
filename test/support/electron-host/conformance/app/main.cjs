'use strict'
// Answers the preload's calls. Uses nothing that differs between Electron versions.
const { app, BrowserWindow, ipcMain } = require('electron')
const path = require('node:path')

app.whenReady().then(() => {
  ipcMain.handle('echo', (event, ...args) => args)
  ipcMain.handle('types', (event, v) => ({
    date: v.date instanceof Date,
    map: v.map instanceof Map && v.map.get('k'),
    set: v.set instanceof Set,
    u8: v.u8 instanceof Uint8Array && v.u8.length,
    f64: v.f64 instanceof Float64Array && v.f64[0],
    big: typeof v.big,
    undef: 'undef' in v && v.undef === undefined,
    nan: Number.isNaN(v.nan),
    cycle: v.cycle.self === v.cycle,
    regexp: v.regexp instanceof RegExp,
    error: v.error instanceof RangeError && v.error.message,
  }))
  ipcMain.handle('ret', () => ({
    date: new Date(5),
    map: new Map([['k', 1]]),
    u8: new Uint8Array([1, 2, 3]),
    big: 5n,
    undef: undefined,
    nan: NaN,
  }))
  ipcMain.handle('fn', () => () => 1)
  ipcMain.handle('boom', () => {
    throw new TypeError('kaput')
  })
  ipcMain.on('hi', (event, x) => {
    event.reply('hi-back', x * 2)
    event.sender.send('hi-back', x * 3)
  })
  ipcMain.on('sync', (event, x) => {
    event.returnValue = x + 1
  })
  const win = new BrowserWindow({
    width: 800,
    height: 500,
    webPreferences: { preload: path.join(__dirname, 'preload.cjs'), contextIsolation: true, sandbox: true },
  })
  win.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  win.loadFile('index.html')
})
app.on('window-all-closed', () => app.quit())

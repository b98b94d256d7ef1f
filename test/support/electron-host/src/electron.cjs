'use strict'
/** What `require('electron')` and `import ... from 'electron'` give in the main process. */
const { app } = require('./app.cjs')
const { ipcMain } = require('./ipc.cjs')
const { session, Session, protocol, net } = require('./session.cjs')
const { webContents, WebContents, WebFrameMain } = require('./web-contents.cjs')
const { BrowserWindow } = require('./browser-window.cjs')
const { utilityProcess } = require('./utility-process.cjs')
const { MessageChannelMain, MessagePortMain } = require('./ports.cjs')
const { dialog } = require('./dialog.cjs')
const { Menu, MenuItem } = require('./menu.cjs')
const {
  shell,
  clipboard,
  nativeTheme,
  safeStorage,
  powerSaveBlocker,
  powerMonitor,
  nativeImage,
  screen,
  Tray,
  Notification,
  globalShortcut,
  crashReporter,
  autoUpdater,
  systemPreferences,
} = require('./desktop.cjs')
const { unsupportedClass } = require('./util.cjs')

const { BaseWindow } = unsupportedClass('BaseWindow')
const { BrowserView } = unsupportedClass('BrowserView')
const { WebContentsView } = unsupportedClass('WebContentsView')
const { View } = unsupportedClass('View')
const { TouchBar } = unsupportedClass('TouchBar')
const webFrameMain = { fromId: () => undefined, fromFrameToken: () => null }
const desktopCapturer = { getSources: async () => [] }
const contentTracing = { startRecording: async () => {}, stopRecording: async () => '', getCategories: async () => [] }

// Shorthand names only: Node finds the named ESM exports of a CommonJS file by looking at this literal.
module.exports = {
  app,
  autoUpdater,
  BaseWindow,
  BrowserView,
  BrowserWindow,
  clipboard,
  contentTracing,
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  MessagePortMain,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  Session,
  shell,
  systemPreferences,
  TouchBar,
  Tray,
  utilityProcess,
  View,
  webContents,
  WebContents,
  WebContentsView,
  webFrameMain,
  WebFrameMain,
}

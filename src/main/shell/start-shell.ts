/**
 * Composition root of the app: profile, log, session, engine process, windows, bridge and menu, put together once the
 * system is ready. Each part is in its own file; what is decided here is only who hears of what.
 */
import {
  BrowserWindow,
  Menu,
  app,
  crashReporter,
  dialog,
  powerSaveBlocker,
  protocol,
  session,
  shell,
  utilityProcess,
  type MessageBoxOptions,
} from 'electron'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { PayloadOf } from '../../shared/ipc/contract.ts'
import { appScheme } from './app-scheme.ts'
import { createCallRouter } from './call-router.ts'
import { createEngineCalls } from './engine-calls.ts'
import { createEngineConnections } from './engine-connections.ts'
import { engineLostMessage, superviseEngine } from './engine-process.ts'
import { createFileDialogs } from './file-dialogs.ts'
import { openBridge } from './ipc-bridge.ts'
import { launchFilesFrom, type LaunchFile } from './launch-files.ts'
import { openLog } from './log-file.ts'
import { applicationMenu } from './menus.ts'
import { guardNavigation } from './navigation-guards.ts'
import { createOpenEngagements } from './open-engagements.ts'
import { createProductWindows } from './product-windows.ts'
import { createRunningJobs } from './running-jobs.ts'
import { lockSession } from './session-lockdown.ts'
import { createShellHandlers } from './shell-handlers.ts'
import { openSettings } from './shell-settings.ts'
import { shellText } from './shell-text.ts'

export interface ShellOptions {
  /** Folder of the built main process; the preload and the page are beside it. */
  readonly builtDirectory: string
}

/** Starts the windowed app. Must be called before the system is ready. */
export function startShell(options: ShellOptions): void {
  const asked = launchFilesFrom(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd())
  if (!app.requestSingleInstanceLock({ files: asked.map(({ path }) => path) })) return app.quit()

  app.enableSandbox()
  // Reports stay on this computer.
  crashReporter.start({ uploadToServer: false, submitURL: '' })
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])

  // macOS may name a file before it is ready.
  const early: LaunchFile[] = [...asked]
  let openFile = (file: LaunchFile): void => void early.push(file)
  app.on('open-file', (event, path) => {
    event.preventDefault()
    for (const file of launchFilesFrom([path], '/')) openFile(file)
  })
  void app.whenReady().then(() => {
    openFile = run(options, early)
  })
}

/** Everything after `ready`. Answers with the function that opens a file from now on. */
function run(options: ShellOptions, files: readonly LaunchFile[]): (file: LaunchFile) => void {
  const developer = !app.isPackaged
  const logFolder = app.getPath('logs')
  const log = openLog(logFolder)
  const settings = openSettings(join(app.getPath('userData'), 'shell.json'))
  const runtime = `Electron ${process.versions['electron']} · Chromium ${process.versions['chrome']} · Node ${process.versions.node}`
  log.write('started', { version: app.getVersion(), runtime })

  const network = lockSession(session.defaultSession, {
    pageDirectory: join(options.builtDirectory, '..', 'renderer'),
    developer,
    onRefused: (scheme) => log.write('request-refused', { scheme }),
  })
  app.on('web-contents-created', (_event, contents) =>
    guardNavigation(contents, { offerLink: (address) => void offerLink(address), log: (code) => log.write(code) }),
  )

  const engagements = createOpenEngagements()
  const jobs = createRunningJobs(showActivity)
  const engineConnections = createEngineConnections()
  let awake: number | undefined
  const leaving = new Set<number>()

  const engine = superviseEngine({
    fork: () =>
      utilityProcess.fork(
        join(options.builtDirectory, 'engine-host.js'),
        [`--app-version=${app.getVersion()}`, `--actor=${userInfo().username}`, `--data=${app.getPath('userData')}`],
        {
          serviceName: 'Assay engine',
          // Its messages may quote evidence, so they reach a terminal and never the log.
          stdio: developer ? 'inherit' : 'ignore',
        },
      ),
    onEvent(event, payload) {
      engineConnections.observe(event, payload)
      jobs.observe(event, payload)
      windows.send(receiverOf(event, payload), event, payload)
    },
    onLost() {
      engineConnections.restarted()
      for (const { jobId, name, windowId } of jobs.all()) {
        const finished: PayloadOf<'job.finished'> = {
          jobId,
          name,
          outcome: { kind: 'failed', error: { code: 'internal', message: engineLostMessage, details: {} } },
        }
        jobs.observe('job.finished', finished)
        windows.send(windowId, 'job.finished', finished)
      }
    },
    onRestarted() {
      // An id is good for one engine process, so the page opens the engagement itself and learns the new one.
      for (const { windowId, path } of calls.forgetAll()) {
        const window = windows.get(windowId)
        if (window !== undefined) windows.handOver(window, { kind: 'engagement', path })
      }
      tell(shellText.engineLost)
    },
    log: (code, details) => {
      log.write(code, details)
      if (code === 'engine-given-up')
        tell({ ...shellText.engineGivenUp, detail: shellText.engineGivenUp.detail(logFolder) })
    },
  })

  const windows = createProductWindows({
    preload: join(options.builtDirectory, '..', 'preload', 'index.cjs'),
    developer,
    settings,
    log,
    mayClose,
    onClosed(windowId) {
      leaving.delete(windowId)
      void calls.closeAll(windowId)
    },
    onReloaded: async (windowId) => (await calls.closeAll(windowId)).map((path) => ({ kind: 'engagement', path })),
  })
  const calls = createEngineCalls({
    engine,
    engagements,
    jobs,
    focusWindow: (windowId) => bringForward(windows.get(windowId)),
    onOpened: (windowId, path) => windows.get(windowId)?.setRepresentedFilename(path),
  })
  const dialogs = createFileDialogs(dialog, settings, () => app.getPath('documents'))
  openBridge({
    windows,
    log: (code) => log.write(code),
    route: createCallRouter({
      shell: createShellHandlers({
        windows,
        dialogs,
        sampleDirectory: sampleDirectory(),
        info: () => ({
          version: app.getVersion(),
          runtime,
          connections: network.connections() + engineConnections.total(),
        }),
      }),
      askEngine: (caller, name, request) => calls.ask(caller, name, request),
      checkAnswers: developer,
      log: (code, details) => log.write(code, details),
    }),
  })
  setMenu()

  app.on('second-instance', (_event, words, workingDirectory, additional) => {
    const named = (additional as { readonly files?: unknown } | null)?.files
    const again = launchFilesFrom(Array.isArray(named) ? named : words.slice(1), workingDirectory)
    if (again.length === 0) bringForward(windows.all().at(-1) ?? windows.create())
    for (const file of again) open(file)
  })
  app.on('activate', () => {
    if (windows.all().length === 0) windows.create()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  endWithEngine(() => engine.stop())

  if (files.length === 0) windows.create()
  for (const file of files) open(file)
  return open

  /** In the window that has it, else in one without an engagement, else in a new one. */
  function open(file: LaunchFile): void {
    const holder = file.kind === 'engagement' ? engagements.byPath(file.path) : undefined
    if (holder !== undefined) return bringForward(windows.get(holder.windowId))
    const free = windows.all().find((window) => engagements.ofWindow(window.id).length === 0)
    if (free === undefined) return void windows.create(file)
    windows.handOver(free, file)
    bringForward(free)
  }

  /** Closing asks once while a job of this window runs, and names it. */
  function mayClose(windowId: number, window: BrowserWindow): boolean {
    const [job] = jobs.ofWindow(windowId)
    if (job === undefined || leaving.has(windowId)) return true
    const text = shellText.closing
    const box: MessageBoxOptions = {
      type: 'question',
      message: text.message(job.name),
      detail: text.detail,
      buttons: [text.stay, text.leave],
      defaultId: 0,
      cancelId: 0,
    }
    void dialog.showMessageBox(window, box).then(async ({ response }) => {
      if (response !== 1 || window.isDestroyed()) return
      leaving.add(windowId)
      await Promise.all(jobs.ofWindow(windowId).map(({ jobId }) => engine.ask('job.cancel', { jobId })))
      window.close()
    })
    return false
  }

  /** Sleep is blocked and the taskbar filled while jobs run. */
  function showActivity(): void {
    const running = jobs.all()
    if (running.length > 0) awake ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (awake !== undefined) {
      powerSaveBlocker.stop(awake)
      awake = undefined
    }
    for (const window of windows.all()) {
      const [job] = jobs.ofWindow(window.id)
      // 2 is the system's "busy, length unknown", -1 takes the bar away.
      window.setProgressBar(job === undefined ? -1 : (job.fraction ?? 2))
    }
  }

  function receiverOf(event: string, payload: unknown): number | undefined {
    if (event === 'engagement.changed')
      return engagements.get((payload as PayloadOf<'engagement.changed'>).engagementId)?.windowId
    return event.startsWith('job.') ? jobs.windowOf((payload as PayloadOf<'job.progress'>).jobId) : undefined
  }

  function setMenu(): void {
    const current = (): BrowserWindow => BrowserWindow.getFocusedWindow() ?? windows.all().at(-1) ?? windows.create()
    const choose = async (kind: LaunchFile['kind']): Promise<void> => {
      for (const path of await dialogs.open(current(), kind, false)) open({ kind, path })
    }
    const commands = {
      openEngagement: () => void choose('engagement'),
      verifyPackage: () => void choose('package'),
      newWindow: () => void windows.create(),
      zoom: (direction: -1 | 0 | 1) => windows.zoom(current(), direction),
      about: () =>
        void dialog.showMessageBox(current(), {
          type: 'info',
          message: shellText.product,
          detail: shellText.about(app.getVersion(), runtime),
          buttons: ['OK'],
        }),
    }
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(applicationMenu(commands, { mac: process.platform === 'darwin', developer })),
    )
  }

  function tell(text: { readonly message: string; readonly detail: string; readonly button: string }): void {
    const [window] = windows.all()
    if (window !== undefined)
      void dialog.showMessageBox(window, {
        type: 'warning',
        message: text.message,
        detail: text.detail,
        buttons: [text.button],
      })
  }
}

/** The engine closes every engagement before the process ends. */
function endWithEngine(stop: () => Promise<void>): void {
  let stopped = false
  app.on('will-quit', (event) => {
    if (stopped) return
    event.preventDefault()
    void stop().finally(() => {
      stopped = true
      app.quit()
    })
  })
}

async function offerLink(address: string): Promise<void> {
  const text = shellText.link
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: text.title,
    message: text.message,
    detail: text.detail(address),
    buttons: [text.refuse, text.agree],
    defaultId: 0,
    cancelId: 0,
  })
  if (response === 1) await shell.openExternal(address)
}

function sampleDirectory(): string {
  return app.isPackaged ? join(process.resourcesPath, 'sample') : join(app.getAppPath(), 'resources', 'sample')
}

function bringForward(window: BrowserWindow | undefined): void {
  if (window === undefined) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/**
 * The one channel a page can call. Every call is answered with an envelope; the sender must be our page in the main
 * frame of one of our windows. A call without a name is the preload's own: it turns dropped files into handles.
 */
import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { callChannel } from '../../shared/ipc/channels.ts'
import type { Envelope } from '../../shared/ipc/contract.ts'
import { isPageAddress } from './app-scheme.ts'
import type { Caller } from './call-router.ts'
import type { ProductWindows } from './product-windows.ts'

export interface BridgePorts {
  readonly windows: Pick<ProductWindows, 'callerOf'>
  readonly route: (caller: Caller, name: unknown, request: unknown) => Promise<Envelope>
  readonly log: (code: string) => void
}

export function openBridge(ports: BridgePorts): void {
  ipcMain.handle(callChannel, async (event, name: unknown, request: unknown): Promise<Envelope> => {
    const caller = isOurPage(event) ? ports.windows.callerOf(event.sender) : undefined
    if (caller === undefined) {
      ports.log('sender-refused')
      return {
        ok: false,
        error: {
          code: 'usage',
          message: 'Calls are answered for the main frame of the application only.',
          details: {},
        },
      }
    }
    return name === null ? { ok: true, value: handlesForPaths(caller, request) } : ports.route(caller, name, request)
  })
}

/**
 * Handles for files the user dropped or picked in the page. The preload makes every name a string, so a page cannot get
 * here; the paths come from the system through `webUtils` and are empty for files that a page made up.
 */
function handlesForPaths(caller: Caller, paths: unknown): readonly unknown[] {
  if (!Array.isArray(paths)) return []
  return paths
    .filter((path): path is string => typeof path === 'string' && path !== '')
    .map((path) => caller.handles.issue(path, 'read'))
}

function isOurPage(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame
  return frame !== null && frame === event.sender.mainFrame && isPageAddress(frame.url)
}

/** The contract names that the shell answers itself: dialogs, the window's title, the bundled samples and what this build is. */
import type { ResultOf } from '../../shared/ipc/contract.ts'
import type { Caller, ShellHandlers } from './call-router.ts'
import type { FileDialogs } from './file-dialogs.ts'
import type { ProductWindows } from './product-windows.ts'
import { listSampleSets } from './sample-files.ts'
import { shellText } from './shell-text.ts'

export interface ShellHandlerPorts {
  readonly windows: Pick<ProductWindows, 'get'>
  readonly dialogs: FileDialogs
  readonly sampleDirectory: string
  readonly info: () => ResultOf<'app.info'>
}

export function createShellHandlers(ports: ShellHandlerPorts): ShellHandlers {
  return {
    'app.info': async () => ports.info(),
    'dialog.openFiles': async (caller, { purpose, multiple, folders }) => {
      const paths = await ports.dialogs.open(windowOf(caller), purpose, multiple, folders)
      return { files: paths.map((path) => caller.handles.issue(path, 'read')) }
    },
    'dialog.saveFile': async (caller, { purpose, suggestedName }) => {
      const path = await ports.dialogs.save(windowOf(caller), purpose, suggestedName)
      return { file: path === undefined ? null : caller.handles.issue(path, 'write') }
    },
    'window.setTitle': async (caller, { title }) => {
      windowOf(caller).setTitle(title === '' ? shellText.product : title)
      return {}
    },
    'sample.files': async (caller) => ({
      sets: listSampleSets(ports.sampleDirectory).map(({ set, files }) => ({
        set,
        files: files.map((path) => caller.handles.issue(path, 'read')),
      })),
    }),
  }

  function windowOf(caller: Caller) {
    const window = ports.windows.get(caller.windowId)
    if (window === undefined) throw new RangeError('the calling window is gone')
    return window
  }
}

/** What the user answers in the system's dialogs: the methods are replaced inside the main process, on both runtimes alike. */
import type { ElectronApplication } from 'playwright/test'

/** Every open dialog from now on answers with these paths; none means cancelled. */
export async function answerOpenDialogs(app: ElectronApplication, paths: readonly string[]): Promise<void> {
  await app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = async () => ({ canceled: filePaths.length === 0, filePaths: [...filePaths] })
  }, paths)
}

/** Every save dialog from now on answers with this path; undefined means cancelled. */
export async function answerSaveDialogs(app: ElectronApplication, path: string | undefined): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: filePath === undefined, filePath: filePath ?? '' })
  }, path)
}

export interface ShownBox {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
}

/** Every message box from now on answers with this button, by position; what was shown can be read with `shownBoxes`. */
export async function answerMessageBoxes(app: ElectronApplication, response: number): Promise<void> {
  await app.evaluate(({ dialog }, button) => {
    const shown: unknown[] = []
    Object.assign(globalThis, { shownBoxes: shown })
    dialog.showMessageBox = (async (...values: unknown[]) => {
      const { message = '', detail = '', buttons = [] } = values.at(-1) as Partial<ShownBox>
      shown.push({ message, detail, buttons })
      return { response: button, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
  }, response)
}

export async function shownBoxes(app: ElectronApplication): Promise<readonly ShownBox[]> {
  return app.evaluate(() => (globalThis as unknown as { shownBoxes?: ShownBox[] }).shownBoxes ?? [])
}

/**
 * The system's open and save dialogs, with the last folder per purpose remembered here (the dialogs forget it since
 * Electron 43). Answers with paths; the caller turns them into handles.
 */
import type { BrowserWindow, Dialog, FileFilter } from 'electron'
import { dirname, join } from 'node:path'
import type { SettingsFile } from './shell-settings.ts'
import { shellText } from './shell-text.ts'

export type OpenPurpose = keyof typeof shellText.open
export type SavePurpose = keyof typeof shellText.save

export interface FileDialogs {
  /** Paths of existing files; empty when cancelled. */
  open(
    window: BrowserWindow,
    purpose: OpenPurpose,
    multiple: boolean,
    /** Folders instead of files. */
    folders?: boolean,
  ): Promise<readonly string[]>
  /** A path that may or may not exist yet (the dialog has asked); undefined when cancelled. */
  save(window: BrowserWindow, purpose: SavePurpose, suggestedName: string): Promise<string | undefined>
}

const extensionsByPurpose: Readonly<
  Record<OpenPurpose | SavePurpose, { readonly name: string; readonly extensions: readonly string[] }>
> = {
  import: {
    name: shellText.fileKinds.exports,
    extensions: 'ndjson jsonl json csv tsv sql log txt xml xlsx gz tgz bz2 xz zst zip tar'.split(' '),
  },
  engagement: { name: shellText.fileKinds.engagement, extensions: ['assay'] },
  package: { name: shellText.fileKinds.package, extensions: ['zip'] },
  anchor: {
    name: shellText.fileKinds.anchor,
    extensions: 'ndjson json csv tsr tst ots sigstore txt bin'.split(' '),
  },
  trust: {
    name: shellText.fileKinds.trust,
    extensions: 'json ndjson csv pem crt cer der crl pub txt'.split(' '),
  },
  key: { name: shellText.fileKinds.key, extensions: ['p12', 'pfx'] },
  certificate: { name: shellText.fileKinds.certificate, extensions: ['pem', 'crt', 'cer', 'der'] },
  profile: { name: shellText.fileKinds.profile, extensions: ['json'] },
  proof: { name: shellText.fileKinds.proof, extensions: ['json'] },
  recipe: { name: shellText.fileKinds.recipe, extensions: ['json'] },
}

/** `folderFor` names the folder of a purpose that was never used before. */
export function createFileDialogs(
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  settings: SettingsFile,
  folderFor: () => string,
): FileDialogs {
  return {
    async open(window, purpose, multiple, folders = false) {
      // One dialog for files and folders exists on macOS alone; elsewhere asking for both gives a dialog for folders.
      const what = folders ? ('openDirectory' as const) : ('openFile' as const)
      const answer = await dialog.showOpenDialog(window, {
        title: folders ? shellText.importFolder : shellText.open[purpose],
        defaultPath: lastFolder(purpose),
        ...(folders ? {} : { filters: filtersOf(purpose) }),
        properties: multiple ? [what, 'multiSelections', 'dontAddToRecent'] : [what, 'dontAddToRecent'],
      })
      const [first] = answer.filePaths
      if (answer.canceled || first === undefined) return []
      remember(purpose, first)
      return answer.filePaths
    },
    async save(window, purpose, suggestedName) {
      const answer = await dialog.showSaveDialog(window, {
        title: shellText.save[purpose],
        defaultPath: join(lastFolder(purpose), fileNameFrom(suggestedName)),
        filters: filtersOf(purpose),
        properties: ['showOverwriteConfirmation', 'dontAddToRecent'],
      })
      if (answer.canceled || answer.filePath === '') return undefined
      remember(purpose, answer.filePath)
      return answer.filePath
    },
  }

  function lastFolder(purpose: string): string {
    return settings.read().folders[purpose] ?? folderFor()
  }

  function remember(purpose: string, path: string): void {
    settings.update({ folders: { ...settings.read().folders, [purpose]: dirname(path) } })
  }
}

// oxlint-disable-next-line no-control-regex -- control characters are among what must go
const reservedCharacters = /[\u0000-\u001f\\/:*?"<>|]/g

/** Hostile: the suggestion comes from the page, so it may name a file and never a folder. */
export function fileNameFrom(suggestion: string): string {
  const name = suggestion.replace(reservedCharacters, '-').replace(/^\.+/, '').slice(0, 120).trim()
  return name === '' ? 'assay' : name
}

function filtersOf(purpose: OpenPurpose | SavePurpose): FileFilter[] {
  const { name, extensions } = extensionsByPurpose[purpose]
  return [
    { name, extensions: [...extensions] },
    { name: shellText.fileKinds.all, extensions: ['*'] },
  ]
}

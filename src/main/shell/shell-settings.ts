/**
 * What the shell remembers between runs, in one small file of the user's profile: window bounds, zoom and the last folder
 * per purpose (the system's dialogs forget it since Electron 43). Nothing about evidence is kept here but folder names.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Screen pixels. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface ShellSettings {
  readonly window?: Bounds & { readonly maximised: boolean }
  /** 0.8 to 2. */
  readonly zoom: number
  /** Last folder by purpose of the dialog. */
  readonly folders: Readonly<Record<string, string>>
}

export interface SettingsFile {
  read(): ShellSettings
  update(change: Partial<ShellSettings>): void
}

/** Settings in `file`. A file that is absent or not readable as settings gives the defaults and is replaced at the next update. */
export function openSettings(file: string): SettingsFile {
  let settings = readSettings(file)
  return {
    read: () => settings,
    update(change) {
      settings = { ...settings, ...change }
      try {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(`${file}.new`, `${JSON.stringify(settings, null, 2)}\n`)
        renameSync(`${file}.new`, file)
      } catch {
        // A profile that cannot be written loses the layout and nothing else.
      }
    },
  }
}

function readSettings(file: string): ShellSettings {
  try {
    return settingsFrom(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // Absent at the first start; text that is not JSON is replaced at the next update.
    return settingsFrom(null)
  }
}

/** Each part by itself: one that is not what it should be falls back to its default and takes nothing else with it. */
function settingsFrom(value: unknown): ShellSettings {
  const { window, zoom, folders }: Record<string, unknown> & { window?: unknown; zoom?: unknown; folders?: unknown } =
    typeof value === 'object' && value !== null ? { ...value } : {}
  return {
    ...(isWindow(window) ? { window } : {}),
    zoom: typeof zoom === 'number' && zoom >= 0.8 && zoom <= 2 ? zoom : 1,
    folders:
      typeof folders === 'object' && folders !== null
        ? Object.fromEntries(Object.entries(folders).filter(([, folder]) => typeof folder === 'string'))
        : {},
  }
}

function isWindow(value: unknown): value is NonNullable<ShellSettings['window']> {
  if (typeof value !== 'object' || value === null) return false
  const { x, y, width, height, maximised } = value as Partial<
    Record<'x' | 'y' | 'width' | 'height' | 'maximised', unknown>
  >
  return (
    [x, y, width, height].every(Number.isSafeInteger) &&
    Number(width) > 0 &&
    Number(height) > 0 &&
    typeof maximised === 'boolean'
  )
}

/** Types of runtime.mjs, which stays plain JavaScript because start-up runs it on Node 20. */
export interface Runtime {
  /** `host` is the Electron-API host; a green run on it is not a run on Electron. */
  readonly kind: 'electron' | 'host'
  /** For Playwright's `_electron.launch({ executablePath })`. */
  readonly executablePath: string
  readonly versions: Readonly<Record<string, string>>
  /** Runtime and versions in words. */
  readonly lines: readonly string[]
  /** To be added to the environment of the launched process. */
  readonly env: Readonly<Record<string, string>>
}

export const noRuntime: string
export function findRuntime(): Runtime | undefined
export function chooseRuntime(): Runtime
export default function announceRuntime(): void

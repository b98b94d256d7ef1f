/** What this window has open. UI state only: nothing here is derived from evidence. */
import { create } from 'zustand'
import type { FileHandle } from '../../shared/ipc/api.ts'
import type { Engagement } from '../../shared/model/engagement.ts'

export type Theme = 'system' | 'light' | 'dark'

interface Session {
  readonly engagement: Engagement | null
  readonly theme: Theme
  readonly announcement: string
  /** Package whose result page is shown; set by whoever opened it (start screen, drop, the shell). */
  readonly packageFile: FileHandle | null
  /** Files waiting for the import wizard. */
  readonly importFiles: readonly FileHandle[]
  setEngagement(engagement: Engagement | null): void
  setTheme(theme: Theme): void
  setPackageFile(file: FileHandle | null): void
  setImportFiles(files: readonly FileHandle[]): void
  /** Said by the window's one polite live region. */
  announce(text: string): void
}

export const useSession = create<Session>()((set) => ({
  engagement: null,
  theme: 'system',
  announcement: '',
  packageFile: null,
  importFiles: [],
  setEngagement: (engagement) => set({ engagement }),
  setTheme: (theme) => set({ theme }),
  setPackageFile: (packageFile) => set({ packageFile }),
  setImportFiles: (importFiles) => set({ importFiles }),
  announce: (announcement) => set({ announcement }),
}))

/** The open engagement; screens that need one are only shown while there is one. */
export function useEngagement(): Engagement {
  const engagement = useSession((session) => session.engagement)
  if (engagement === null) throw new TypeError('no engagement is open')
  return engagement
}

/** Files by the system's chooser or by dropping, as opaque handles. */
import { useCallback, useState } from 'react'
import type { FileHandle } from '../../shared/ipc/api.ts'
import type { RequestOf } from '../../shared/ipc/contract.ts'
import { useApi } from './api-context.tsx'
import { apiErrorFrom, type ApiError } from './rpc-client.ts'

export type OpenPurpose = RequestOf<'dialog.openFiles'>['purpose']
export type SavePurpose = RequestOf<'dialog.saveFile'>['purpose']

export interface FileChooser {
  readonly error: ApiError | null
  /** Empty when the person closed the dialog without choosing. */
  open(purpose: OpenPurpose, multiple?: boolean, folders?: boolean): Promise<readonly FileHandle[]>
  save(purpose: SavePurpose, suggestedName: string): Promise<FileHandle | null>
  dropped(files: readonly File[]): Promise<readonly FileHandle[]>
}

export function useFileChooser(): FileChooser {
  const api = useApi()
  const [error, setError] = useState<ApiError | null>(null)
  const guarded = useCallback(async <R>(work: () => Promise<R>, otherwise: R): Promise<R> => {
    setError(null)
    try {
      return await work()
    } catch (thrown) {
      setError(apiErrorFrom(thrown))
      return otherwise
    }
  }, [])
  return {
    error,
    open: (purpose, multiple = false, folders = false) =>
      guarded(
        async () => (await api.call('dialog.openFiles', { purpose, multiple, ...(folders ? { folders } : {}) })).files,
        [],
      ),
    save: (purpose, suggestedName) =>
      guarded(async () => (await api.call('dialog.saveFile', { purpose, suggestedName })).file, null),
    dropped: (files) => guarded(() => api.handlesFor(files), []),
  }
}

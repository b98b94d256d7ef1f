/**
 * Files that a page may name. A dialog, a drop or the bundled samples put a path in and give the page a random handle;
 * a command takes the handle and gets the path. One registry per window: a handle means nothing in another one.
 */
import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import type { FileHandle } from '../../shared/ipc/api.ts'

/** `write`: the user chose this path in a save dialog, so it may be written as well as read. */
export type Access = 'read' | 'write'

export interface FileHandles {
  /** A handle of 128 random bits in lower-case hex, and the file's name for the screen. The same path and access give the same handle. */
  issue(path: string, access: Access): FileHandle
  /** The path, or undefined when the handle is unknown or not good for `access`. */
  resolve(handle: string, access: Access): string | undefined
}

export function createFileHandles(): FileHandles {
  const fileByHandle = new Map<string, { readonly path: string; readonly access: Access }>()
  const handleByFile = new Map<string, string>()
  return {
    issue(path, access) {
      const key = `${access} ${path}`
      const handle = handleByFile.get(key) ?? randomBytes(16).toString('hex')
      handleByFile.set(key, handle)
      fileByHandle.set(handle, { path, access })
      return { handle, name: basename(path) }
    },
    resolve(handle, access) {
      const file = fileByHandle.get(handle)
      // Hostile: a page that could write through a handle it was given for reading could overwrite the evidence itself.
      if (file === undefined || (access === 'write' && file.access !== 'write')) return undefined
      return file.path
    },
  }
}

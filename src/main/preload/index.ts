/**
 * All that a page gets: one frozen object, `window.assay`. Calls and events go over two channels, Electron's event object
 * stays here, and files become handles without the page ever seeing a path. It needs no list of names: the main process
 * refuses every name that is not in the contract.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { callChannel, eventChannel } from '../../shared/ipc/channels.ts'

type Listener = (payload: unknown) => void

const listeners = new Map<string, Set<Listener>>()
// A file that the system opened the app with comes before the page listens: it waits here, and nothing else does.
const heldEvent = 'shell.openFile'
const held: unknown[] = []

ipcRenderer.on(eventChannel, (_event, name: string, payload: unknown) => {
  const known = listeners.get(name)
  if (name === heldEvent && (known === undefined || known.size === 0)) held.push(payload)
  for (const listener of known ?? []) listener(payload)
})

contextBridge.exposeInMainWorld(
  'assay',
  Object.freeze({
    call: (name: unknown, request: unknown): Promise<unknown> => ipcRenderer.invoke(callChannel, String(name), request),
    subscribe(event: unknown, listener: Listener): () => void {
      const name = String(event)
      const known = listeners.get(name) ?? new Set<Listener>()
      listeners.set(name, known.add(listener))
      if (name === heldEvent) for (const payload of held.splice(0)) listener(payload)
      return () => void known.delete(listener)
    },
    /** A call without a name, which a page cannot make: `call` turns every name into text. */
    async handlesFor(files: readonly unknown[]): Promise<unknown> {
      const paths = [...files].map((file) =>
        webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
      )
      const answer: { readonly ok: boolean; readonly value?: unknown } = await ipcRenderer.invoke(
        callChannel,
        null,
        paths,
      )
      return answer.ok ? answer.value : []
    },
  }),
)

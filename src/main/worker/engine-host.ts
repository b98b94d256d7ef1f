/**
 * Entry of the utility process: one engine, served to the shell over the parent port. It owns the only write connection
 * of every open engagement. On a `close` request it closes them, answers and exits with 0; when the engine cannot be
 * created it exits with 1 and the shell says so. It opens no window and knows nothing of Electron but the port.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { createEngine } from '../engine/create-engine.ts'
import type { Port } from './port.ts'
import { serve } from './serve.ts'
import { startWorkerLanes } from './worker-lanes.ts'

/** The part of Electron's parent port that is used: messages come wrapped in an event. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
}

const { parentPort } = process as unknown as { readonly parentPort?: ParentPort }
if (parentPort === undefined) throw new Error('the engine host runs as a utility process only')

const port: Port = {
  postMessage: (message) => parentPort.postMessage(message),
  on: (event, listener) => parentPort.on(event, ({ data }) => listener(data)),
}

// Written by the shell; whatever else the runtime puts on the command line is passed over.
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    'app-version': { type: 'string', default: '' },
    actor: { type: 'string', default: '' },
    data: { type: 'string', default: '' },
  },
  strict: false,
})
const engine = await createEngine({
  version: String(values['app-version']),
  actor: String(values.actor),
  dataDirectory: String(values.data),
  // Built beside this file.
  startLanes: (path, count) => startWorkerLanes(pathToFileURL(join(import.meta.dirname, 'lane.js')), path, count),
})
await serve(port, engine).closed
// The answer to `close` is on its way through the pipe; since Electron 37 an exit cuts it off at once.
setTimeout(() => process.exit(0), 50)

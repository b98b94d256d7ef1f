/**
 * The engine host as the shell sees it: one utility process, started again when it ends by itself. What waited is
 * answered with `internal`, running jobs are reported as failed, and the caller reopens what was open. It gives up when
 * the process ends three times within a minute, because a fourth start would not end differently.
 */
import type { EventName, Envelope, PayloadOf } from '../../shared/ipc/contract.ts'
import { eventSchemas } from '../../shared/ipc/contract.ts'
import { connect, type Client } from '../worker/client.ts'

/** The part of Electron's `UtilityProcess` that is used. */
export interface EngineChild {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'exit', listener: (code: number) => void): unknown
  kill(): boolean
}

export interface EngineProcessOptions {
  readonly fork: () => EngineChild
  readonly onEvent: <E extends EventName>(event: E, payload: PayloadOf<E>) => void
  /** The process ended by itself; called before the next one is asked anything. */
  readonly onLost: () => void
  /** A new process is up after a loss. */
  readonly onRestarted: () => void
  readonly log: (code: string, details?: Readonly<Record<string, string>>) => void
  /** Milliseconds; for tests. */
  readonly now?: () => number
  readonly hangMs?: number
}

export interface EngineProcess {
  /** Never rejects. */
  ask(name: string, request: unknown): Promise<Envelope>
  /** Asks the engine to close everything, waits for it at most 5 s, ends the process. */
  stop(): Promise<void>
}

const restartLimit = 3
const restartWindowMs = 60_000
/** A cancel takes effect within 1 s; a host that has not even answered it after this long hangs. */
const defaultHangMs = 15_000
const stopPatienceMs = 5000
export const engineLostMessage = 'The engine process ended unexpectedly. The engagement holds its last committed state.'

export function superviseEngine(options: EngineProcessOptions): EngineProcess {
  const now = options.now ?? Date.now
  const losses: number[] = []
  let stopping = false
  let givenUp = false
  let current = start()

  function start(): { readonly child: EngineChild; readonly client: Client; readonly exited: Promise<void> } {
    const child = options.fork()
    const client = connect(child)
    const exited = Promise.withResolvers<void>()
    for (const event of Object.keys(eventSchemas) as EventName[])
      client.subscribe(event, (payload) => options.onEvent(event, payload))
    child.on('exit', (code) => {
      exited.resolve()
      client.disconnect(engineLostMessage)
      if (!stopping) recover(code)
    })
    return { child, client, exited: exited.promise }
  }

  function recover(code: number): void {
    options.log('engine-lost', { exit: String(code) })
    options.onLost()
    losses.push(now())
    givenUp = losses.filter((at) => now() - at < restartWindowMs).length >= restartLimit
    if (givenUp) return options.log('engine-given-up')
    current = start()
    options.onRestarted()
  }

  async function ask(name: string, request: unknown): Promise<Envelope> {
    const { client, child } = current
    if (name !== 'job.cancel') return client.ask(name, request)
    const hang = setTimeout(() => {
      options.log('engine-hangs')
      child.kill()
    }, options.hangMs ?? defaultHangMs)
    return client.ask(name, request).finally(() => clearTimeout(hang))
  }

  return {
    ask,
    async stop() {
      stopping = true
      if (givenUp) return
      const { client, child, exited } = current
      const patience = new Promise<void>((resolve) => setTimeout(resolve, stopPatienceMs).unref())
      // A close that fails leaves the last committed state, so ending the process is still right.
      await Promise.race([client.close().catch(() => options.log('engine-close-failed')), exited, patience])
      await Promise.race([exited, new Promise<void>((resolve) => setTimeout(resolve, 500).unref())])
      child.kill()
    },
  }
}

/** Composition root: options and ports in, an engine out. */
import {
  contract,
  type ContractName,
  type Envelope,
  type EventName,
  type PayloadOf,
} from '../../shared/ipc/contract.ts'
import { loadHasher } from '../io/host/hashers.ts'
import { onConnection } from '../io/anchors/online/connection-counter.ts'
import { systemClock, systemRandom, type Clock, type RandomSource } from '../io/host/clock.ts'
import type { Engine, EngineListener } from './engine.ts'
import { createHandlers } from './handlers.ts'
import { Jobs } from './jobs.ts'
import type { EnginePorts } from './ports.ts'
import { maskedAnswer } from './sensitive/mask-answer.ts'
import { Sessions } from './session.ts'
import { wireErrorFrom } from './wire-error.ts'
import { startInlineLanes } from './lanes/lanes.ts'

export interface EngineOptions {
  readonly version: string
  /** Name written into custody events, for example the account that runs Assay. */
  readonly actor: string
  /** Where the engine may keep files of its own, outside engagements. */
  readonly dataDirectory?: string
  /** How lanes start; without it they run inline, in the caller's thread. */
  readonly startLanes?: EnginePorts['startLanes']
  readonly clock?: Clock
  readonly random?: RandomSource
}

export async function createEngine(options: EngineOptions): Promise<Engine> {
  const listeners = new Set<EngineListener>()
  const emit = <E extends EventName>(event: E, payload: PayloadOf<E>): void => {
    // A finished job's result goes by the rules of the call that began it.
    const shown = maskedAnswer('name' in payload ? payload.name : event, payload)
    for (const listener of listeners) listener(event, shown)
  }
  const ports: EnginePorts = {
    version: options.version,
    actor: options.actor,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    sha256: await loadHasher('sha256'),
    startLanes: options.startLanes ?? startInlineLanes,
  }
  const stopCounting = onConnection((connections) => emit('network.connected', { connections }))
  const jobs = new Jobs(emit)
  const sessions = new Sessions()
  const handlers = createHandlers({ ports, jobs, sessions, emit })
  const answerTo = async (name: ContractName, request: unknown): Promise<Envelope> => {
    try {
      // Hostile: `constructor` is a member of every object and no call.
      if (!Object.hasOwn(contract, name) || !Object.hasOwn(handlers, name))
        return { ok: false, error: { code: 'usage', message: `There is no call named ${name}.`, details: {} } }
      const handler = handlers[name as keyof typeof handlers] as (request: unknown) => Promise<unknown>
      const parsed = contract[name].request.safeParse(request)
      if (!parsed.success) {
        const issue = parsed.error.issues[0]
        return {
          ok: false,
          error: {
            code: 'usage',
            message: `The request ${name} is not valid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
            details: {},
          },
        }
      }
      return { ok: true, value: await handler(parsed.data) }
    } catch (error) {
      return { ok: false, error: wireErrorFrom(error) }
    }
  }
  return {
    async call(name: ContractName, request: unknown) {
      return maskedAnswer(name, await answerTo(name, request))
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      await jobs.cancelAll()
      await sessions.closeAll()
      stopCounting()
    },
  }
}

/**
 * A page's call on its way to the engine, and what the shell learns from it: which engagement is open in which window,
 * which window started which job, what has to be opened again after the engine was started anew. Adds nothing to a
 * request and changes no answer.
 */
import { contract, jobStartedSchema, type ContractName, type Envelope } from '../../shared/ipc/contract.ts'
import { engagementSchema } from '../../shared/model/engagement.ts'
import type { Caller } from './call-router.ts'
import type { EngineProcess } from './engine-process.ts'
import type { OpenEngagement, OpenEngagements } from './open-engagements.ts'
import type { RunningJobs } from './running-jobs.ts'
import { shellText } from './shell-text.ts'

export interface EngineCallsPorts {
  readonly engine: Pick<EngineProcess, 'ask'>
  readonly engagements: OpenEngagements
  readonly jobs: Pick<RunningJobs, 'started'>
  readonly focusWindow: (windowId: number) => void
  readonly onOpened: (windowId: number, path: string) => void
}

export interface EngineCalls {
  ask(caller: Caller, name: ContractName, request: Record<string, unknown>): Promise<Envelope>
  /** A window or its page went: its engagements are closed. Answers with their files. */
  closeAll(windowId: number): Promise<readonly string[]>
  /** A new engine process knows no engagement: forgets all of them and answers with what their windows must open again. */
  forgetAll(): readonly OpenEngagement[]
}

export function createEngineCalls(ports: EngineCallsPorts): EngineCalls {
  const { engine, engagements } = ports

  async function ask(caller: Caller, name: ContractName, request: Record<string, unknown>): Promise<Envelope> {
    if (name === 'engagement.open') {
      const holder = engagements.byPath(String(request['file']))
      if (holder !== undefined && holder.windowId !== caller.windowId) {
        ports.focusWindow(holder.windowId)
        return { ok: false, error: { code: 'usage', message: shellText.alreadyOpen, details: {} } }
      }
    }
    const envelope = await engine.ask(name, request)
    if (envelope.ok) learn(caller, name, request, envelope.value)
    return envelope
  }

  function learn(caller: Caller, name: ContractName, request: Record<string, unknown>, value: unknown): void {
    if (name === 'engagement.open' || name === 'engagement.create') {
      const engagement = engagementSchema.safeParse(value)
      if (!engagement.success) return
      const path = String(request['file'])
      engagements.opened({ engagementId: engagement.data.engagementId, path, windowId: caller.windowId })
      ports.onOpened(caller.windowId, path)
    } else if (name === 'engagement.close') {
      engagements.closed(String(request['engagementId']))
    } else if (contract[name].kind === 'job') {
      const started = jobStartedSchema.safeParse(value)
      if (started.success) ports.jobs.started(started.data.jobId, name, caller.windowId)
    }
  }

  return {
    ask,
    async closeAll(windowId) {
      const open = engagements.ofWindow(windowId)
      for (const { engagementId } of open) {
        engagements.closed(engagementId)
        await engine.ask('engagement.close', { engagementId })
      }
      return open.map(({ path }) => path)
    },
    forgetAll() {
      const open = engagements.all()
      for (const { engagementId } of open) engagements.closed(engagementId)
      return open
    },
  }
}

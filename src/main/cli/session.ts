/** One command's connection to the engine, served in this process over a MessageChannel like everywhere else. */
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, resolve } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { AppError } from '../../shared/model/app-error.ts'
import type { JobName, RequestOf, ResultOf } from '../../shared/ipc/contract.ts'
import type { SourceSummary } from '../../shared/model/source.ts'
import { createText } from '../../shared/text/create-text.ts'
import { shownName } from '../../shared/text/shown-name.ts'
import { createEngine } from '../engine/create-engine.ts'
import { connect, type Client } from '../worker/client.ts'
import { serve } from '../worker/serve.ts'
import { startWorkerLanes } from '../worker/worker-lanes.ts'
import { Interruption } from './interruption.ts'
import { message, progressReporter, type GlobalOptions } from './output.ts'
import { version } from './version.ts'

export interface CliSession {
  readonly client: Client
  readonly options: GlobalOptions
  /** Runs a job with progress on stderr; Ctrl+C cancels it. */
  job<N extends JobName>(name: N, request: RequestOf<N>): Promise<ResultOf<N>>
  /** Opens an engagement file; answers with the id the other calls take. */
  open(path: string): Promise<string>
  source(engagementId: string, reference: string): Promise<SourceSummary>
}

/** Opens an engine, runs `work`, closes it. */
export async function withSession<T>(options: GlobalOptions, work: (session: CliSession) => Promise<T>): Promise<T> {
  const engine = await createEngine({
    version,
    actor: actorName(),
    startLanes: (path, count) => startWorkerLanes(laneModule(), path, count),
  })
  const { port1, port2 } = new MessageChannel()
  serve(port1, engine)
  const client = connect(port2)
  const interruption = new Interruption()
  try {
    const done = work({
      client,
      options,
      job: async (name, request) => {
        const reporter = progressReporter(options)
        try {
          return await interruption.duringJob((signal) =>
            client.runJob(name, request, { onProgress: (progress) => reporter.report(progress), signal }),
          )
        } finally {
          reporter.end()
        }
      },
      open: async (path) => {
        const { engagementId } = await client.call('engagement.open', { file: resolve(path) })
        const { schedule, dueRuns } = await client.call('schedule.show', { engagementId })
        if (schedule?.onOpen === true && dueRuns.length > 0 && !options.quiet)
          message(createText().t('schedule.dueOnOpen', { file: path }))
        return engagementId
      },
      source: async (engagementId, reference) =>
        findSource((await client.call('source.list', { engagementId })).sources, reference),
    })
    return await Promise.race([done, interruption.outsideJobs])
  } finally {
    await client.close()
    interruption.end()
    port1.close()
    port2.close()
  }
}

/** A source by its number or its file name. */
function findSource(sources: readonly SourceSummary[], reference: string): SourceSummary {
  const byNumber = /^\d+$/.test(reference) ? sources.find((source) => source.sourceId === Number(reference)) : undefined
  const named = sources.filter((source) => source.name === shownName(basename(reference)))
  const found = byNumber ?? named[0]
  if (found === undefined || (byNumber === undefined && named.length > 1)) {
    const list = sources.map((source) => `${source.sourceId} ${source.name}`).join(', ')
    throw new AppError(
      'source-not-found',
      `There is no single source ${reference}. Sources: ${list === '' ? 'none' : list}.`,
    )
  }
  return found
}

/** The lane module beside the build, or the source when run from a checkout. */
function laneModule(): URL {
  const candidates = ['./lane.js', '../lane.js', '../worker/lane.ts'].map((path) => new URL(path, import.meta.url))
  const found = candidates.find((candidate) => existsSync(candidate))
  if (found === undefined)
    throw new AppError('internal', 'Internal fault: the lane module is missing from this installation.')
  return found
}

function actorName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { connect, type Client } from '../../../src/main/worker/client.ts'
import { serve } from '../../../src/main/worker/serve.ts'
import { AppError } from '../../../src/shared/model/app-error.ts'
import { createFakeEngine, done, type FakeEngine } from './fake-engine.ts'

const channels: MessageChannel[] = []
afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close()
    port2.close()
  }
})

function pair(engine: FakeEngine) {
  const channel = new MessageChannel()
  channels.push(channel)
  const service = serve(channel.port1, engine)
  return { client: connect(channel.port2), service, channel }
}

function errorOf(promise: Promise<unknown>): Promise<AppError> {
  return promise.then(
    () => expect.fail('should have been refused'),
    (error: unknown) => error as AppError,
  )
}

const summary = { jobId: 'j1', name: 'package.verify' } as const

describe('an engine served over a port', () => {
  it('answers each call with the value of its own request, out of order too', async () => {
    const slow = Promise.withResolvers<void>()
    const { client } = pair(
      createFakeEngine(async (name) => {
        if (name === 'recipe.list') await slow.promise
        return done(name === 'recipe.list' ? { recipes: [] } : { entries: [], hash: 'ab' })
      }),
    )
    const first = client.call('recipe.list', {})
    expect(await client.call('trust.list', { engagementId: 'e' })).toEqual({ entries: [], hash: 'ab' })
    slow.resolve()
    expect(await first).toEqual({ recipes: [] })
  })

  it('hands the request through as it is and leaves parsing to the engine', async () => {
    const engine = createFakeEngine(() => done({}))
    const { client } = pair(engine)
    await client.ask('engagement.close', { engagementId: 7, extra: [1] })
    expect(engine.asked).toEqual([{ name: 'engagement.close', request: { engagementId: 7, extra: [1] } }])
  })

  it.each(['source.forget', 'constructor', '__proto__', 'dialog.openFiles', 'app.info', ''])(
    'refuses the name %j without asking the engine',
    async (name) => {
      const engine = createFakeEngine(() => done({}))
      const { client } = pair(engine)
      expect(await client.ask(name, {})).toMatchObject({ ok: false, error: { code: 'usage' } })
      expect(engine.asked).toEqual([])
    },
  )

  it('answers with code internal when the engine breaks its promise not to reject', async () => {
    const { client } = pair(
      createFakeEngine(() => {
        throw new TypeError('boom')
      }),
    )
    expect(await client.ask('recipe.list', {})).toEqual({
      ok: false,
      error: { code: 'internal', message: 'boom', details: {} },
    })
  })

  it('ignores messages that are not calls and goes on answering', async () => {
    const { client, channel } = pair(createFakeEngine(() => done({ recipes: [] })))
    for (const noise of [null, 7, 'x', {}, { id: 'one', name: 'recipe.list' }, { name: 'recipe.list' }])
      channel.port2.postMessage(noise)
    expect(await client.call('recipe.list', {})).toEqual({ recipes: [] })
  })

  it('forwards events to their subscribers and stops when they unsubscribe', async () => {
    const engine = createFakeEngine(() => done({ recipes: [] }))
    const { client } = pair(engine)
    const seen: unknown[] = []
    const off = client.subscribe('engagement.changed', (payload) => seen.push(payload))
    engine.emit('engagement.changed', { engagementId: 'e', what: 'runs' })
    engine.emit('job.finished', { ...summary, outcome: { kind: 'cancelled' } })
    await client.call('recipe.list', {})
    off()
    engine.emit('engagement.changed', { engagementId: 'e', what: 'sources' })
    await client.call('recipe.list', {})
    expect(seen).toEqual([{ engagementId: 'e', what: 'runs' }])
  })

  it('closes the engine on request, answers, and ends its service', async () => {
    const engine = createFakeEngine(() => done({}))
    const { client, service } = pair(engine)
    await client.close()
    await service.closed
    expect(engine.closed()).toBe(true)
  })
})

describe('a client of the engine', () => {
  it('rejects with an AppError that carries code and details', async () => {
    const { client } = pair(
      createFakeEngine(() => ({
        ok: false,
        error: { code: 'engagement-newer', message: 'newer', details: { needs: '9' } },
      })),
    )
    const error = await errorOf(client.call('engagement.open', { file: 'x' }))
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'engagement-newer', message: 'newer', details: { needs: '9' } })
  })

  it('keeps a code it does not know among the details', async () => {
    const { client } = pair(
      createFakeEngine(() => ({ ok: false, error: { code: 'of-tomorrow', message: 'm', details: {} } })),
    )
    expect(await errorOf(client.call('recipe.list', {}))).toMatchObject({
      code: 'internal',
      details: { code: 'of-tomorrow' },
    })
  })

  it('runs a job to its end and reports its progress only', async () => {
    const engine = createFakeEngine((name, _request, self) => {
      setImmediate(() => {
        self.emit('job.progress', { jobId: 'other', name, unit: 'files', done: 9, total: 9, stage: 's' })
        self.emit('job.progress', { ...summary, unit: 'files', done: 1, total: 2, stage: 's' })
        self.emit('job.finished', { jobId: 'other', name, outcome: { kind: 'cancelled' } })
        self.emit('job.finished', { ...summary, outcome: { kind: 'done', result: { ok: 1 } } })
      })
      return done({ jobId: 'j1' })
    })
    const { client } = pair(engine)
    const progress: number[] = []
    const result: unknown = await client.runJob(
      'package.verify',
      { file: 'x' },
      { onProgress: (event) => progress.push(event.done) },
    )
    expect(result).toEqual({ ok: 1 })
    expect(progress).toEqual([1])
  })

  it('sees the end of a job that ends before its start is answered', async () => {
    const { client } = pair(
      createFakeEngine((_name, _request, self) => {
        self.emit('job.finished', { ...summary, outcome: { kind: 'done', result: 'early' } })
        return done({ jobId: 'j1' })
      }),
    )
    expect(await client.runJob('package.verify', { file: 'x' })).toBe('early')
  })

  it('cancels a job through its signal and rejects with code cancelled', async () => {
    const engine = createFakeEngine((name, _request, self) => {
      if (name === 'job.cancel') {
        self.emit('job.finished', { ...summary, outcome: { kind: 'cancelled' } })
        return done({ cancelled: true })
      }
      return done({ jobId: 'j1' })
    })
    const { client } = pair(engine)
    const abort = new AbortController()
    const error = errorOf(client.runJob('package.verify', { file: 'x' }, { signal: abort.signal }))
    setTimeout(() => abort.abort(), 20)
    expect(await error).toMatchObject({ code: 'cancelled' })
    expect(engine.asked.at(-1)).toEqual({ name: 'job.cancel', request: { jobId: 'j1' } })
  })

  it('rejects with the error of a failed job', async () => {
    const { client } = pair(
      createFakeEngine((_name, _request, self) => {
        setImmediate(() =>
          self.emit('job.finished', {
            ...summary,
            outcome: { kind: 'failed', error: { code: 'disk-full', message: 'm', details: {} } },
          }),
        )
        return done({ jobId: 'j1' })
      }),
    )
    expect(await errorOf(client.runJob('package.verify', { file: 'x' }))).toMatchObject({ code: 'disk-full' })
  })

  it('answers what waits, jobs included, when the port is lost, and everything after it', async () => {
    const never = new Promise<never>(() => {})
    const { client } = pair(createFakeEngine((name) => (name === 'package.verify' ? done({ jobId: 'j1' }) : never)))
    const call = errorOf(client.call('recipe.list', {}))
    const job = errorOf(client.runJob('package.verify', { file: 'x' }))
    await new Promise((resolve) => setTimeout(resolve, 20))
    client.disconnect('gone')
    expect(await call).toMatchObject({ code: 'internal', message: 'gone' })
    expect(await job).toMatchObject({ code: 'internal', message: 'gone' })
    expect(await (client satisfies Client).ask('recipe.list', {})).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    })
  })
})

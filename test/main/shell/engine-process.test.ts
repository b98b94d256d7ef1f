import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { superviseEngine, type EngineChild } from '../../../src/main/shell/engine-process.ts'
import { serve } from '../../../src/main/worker/serve.ts'
import { createFakeEngine, done, type FakeEngine } from '../worker/fake-engine.ts'

/** A child process that is a fake engine behind a port; `end` is its exit. */
function childOf(engine: FakeEngine): EngineChild & { end(code: number): void; killed: number } {
  const { port1, port2 } = new MessageChannel()
  const emitter = new EventEmitter()
  serve(port1, engine)
  port2.on('message', (message) => emitter.emit('message', message))
  const child = {
    killed: 0,
    postMessage: (message: unknown) => port2.postMessage(message),
    on: (event: string, listener: (...values: never[]) => void) =>
      emitter.on(event, listener as (...values: unknown[]) => void),
    kill: () => {
      child.killed += 1
      child.end(15)
      return true
    },
    end: (code: number) => {
      port1.close()
      port2.close()
      emitter.emit('exit', code)
    },
  }
  return child as typeof child & EngineChild
}

function setUp(
  answer: Parameters<typeof createFakeEngine>[0] = () => done({ recipes: [] }),
  options: { hangMs?: number } = {},
) {
  const children: ReturnType<typeof childOf>[] = []
  const engines: FakeEngine[] = []
  const log: string[] = []
  const events: unknown[] = []
  let clock = 0
  const supervisor = superviseEngine({
    fork: () => {
      const engine = createFakeEngine(answer)
      engines.push(engine)
      const child = childOf(engine)
      children.push(child)
      return child
    },
    onEvent: (event, payload) => events.push([event, payload]),
    onLost: () => log.push('lost'),
    onRestarted: () => log.push('restarted'),
    log: (code) => log.push(code),
    now: () => clock,
    ...options,
  })
  return { supervisor, children, engines, log, events, advance: (ms: number) => (clock += ms) }
}

describe('the supervised engine process', () => {
  it('answers calls and forwards events', async () => {
    const { supervisor, engines, events } = setUp()
    engines[0]?.emit('engagement.changed', { engagementId: 'e', what: 'runs' })
    expect(await supervisor.ask('recipe.list', {})).toEqual(done({ recipes: [] }))
    expect(events).toEqual([['engagement.changed', { engagementId: 'e', what: 'runs' }]])
    await supervisor.stop()
  })

  it('answers what waited with internal, starts again once and answers with the new process', async () => {
    let first = true
    const { supervisor, children, log } = setUp(() => (first ? new Promise<never>(() => {}) : done({ recipes: [] })))
    const waiting = supervisor.ask('recipe.list', {})
    await new Promise((resolve) => setTimeout(resolve, 20))
    first = false
    children[0]?.end(139)
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(await supervisor.ask('recipe.list', {})).toEqual(done({ recipes: [] }))
    expect(log).toEqual(['engine-lost', 'lost', 'restarted'])
    await supervisor.stop()
  })

  it('gives up at the third end within a minute, and says so to whoever asks', async () => {
    const { supervisor, children, log } = setUp()
    for (const index of [0, 1, 2]) children[index]?.end(1)
    expect(children).toHaveLength(3)
    expect(log.at(-1)).toBe('engine-given-up')
    expect(await supervisor.ask('recipe.list', {})).toMatchObject({ ok: false, error: { code: 'internal' } })
    await supervisor.stop()
  })

  it('goes on starting when the ends are far apart', async () => {
    const { supervisor, children, log, advance } = setUp()
    for (const index of [0, 1, 2, 3]) {
      children[index]?.end(1)
      advance(40_000)
    }
    expect(children).toHaveLength(5)
    expect(log).not.toContain('engine-given-up')
    await supervisor.stop()
  })

  it('ends a host that does not even answer a cancel, and starts a new one', async () => {
    const { supervisor, children, log } = setUp(() => new Promise<never>(() => {}), { hangMs: 30 })
    expect(await supervisor.ask('job.cancel', { jobId: 'j' })).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(children[0]?.killed).toBe(1)
    expect(log).toEqual(['engine-hangs', 'engine-lost', 'lost', 'restarted'])
    await supervisor.stop()
  })

  it('closes the engine before it ends the process, and does not start another', async () => {
    const { supervisor, children, engines } = setUp()
    await supervisor.stop()
    expect(engines[0]?.closed()).toBe(true)
    expect([children[0]?.killed, children.length]).toEqual([1, 1])
  })
})

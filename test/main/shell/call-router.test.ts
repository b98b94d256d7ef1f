import { describe, expect, it } from 'vitest'
import { shippedRecipes } from '../../../src/shared/core/chain/shipped-recipes.ts'
import {
  createCallRouter,
  type Caller,
  type RouterPorts,
  type ShellHandlers,
} from '../../../src/main/shell/call-router.ts'
import { createFileHandles } from '../../../src/main/shell/file-handles.ts'
import { contract, type Envelope } from '../../../src/shared/ipc/contract.ts'
import { AppError } from '../../../src/shared/model/app-error.ts'

const ok = (value: unknown): Envelope => ({ ok: true, value })

function setUp(
  options: {
    engine?: (name: string, request: Record<string, unknown>) => Envelope
    shell?: Partial<ShellHandlers>
    checkAnswers?: boolean
  } = {},
) {
  const asked: { name: string; request: Record<string, unknown> }[] = []
  const logged: string[] = []
  const unexpected = async () => expect.fail('the shell was asked')
  const ports: RouterPorts = {
    shell: {
      'app.info': unexpected,
      'dialog.openFiles': unexpected,
      'dialog.saveFile': unexpected,
      'window.setTitle': unexpected,
      'sample.files': unexpected,
      ...options.shell,
    },
    askEngine: async (_caller, name, request) => {
      asked.push({ name, request })
      return options.engine?.(name, request) ?? ok({})
    },
    checkAnswers: options.checkAnswers ?? false,
    log: (code, details) => logged.push(`${code} ${JSON.stringify(details)}`),
  }
  const caller: Caller = { windowId: 1, handles: createFileHandles() }
  const route = createCallRouter(ports)
  return { asked, logged, caller, call: (name: unknown, request: unknown) => route(caller, name, request) }
}

describe('a call of a page', () => {
  it.each(['source.forget', 'constructor', 'toString', '__proto__', '', 7, null, undefined, {}, ['recipe.list']])(
    'is refused when its name is %j',
    async (name) => {
      const { call, asked } = setUp()
      expect(await call(name, {})).toMatchObject({ ok: false, error: { code: 'usage' } })
      expect(asked).toEqual([])
    },
  )

  it('is refused, with the field named, when the request is not what the schema says', async () => {
    const { call, asked } = setUp()
    const answer = await call('entry.page', { engagementId: 'e', filter: {}, start: -1, count: 5000 })
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'usage', details: { start: expect.any(String), count: expect.any(String) } },
    })
    expect(asked).toEqual([])
  })

  it('reaches the engine parsed: defaults filled in, fields that nobody asked for left out', async () => {
    const { call, asked } = setUp()
    await call('run.list', { engagementId: 'e', surprise: '/etc/hosts' })
    expect(asked).toEqual([{ name: 'run.list', request: { engagementId: 'e', limit: 50 } }])
  })

  it('gets the path in place of a handle, in lists and optional fields too', async () => {
    const { call, asked, caller } = setUp()
    const file = caller.handles.issue('/data/a.evidence.zip', 'read').handle
    const certificate = caller.handles.issue('/data/c.pem', 'read').handle
    await call('package.verify', { file, trustFiles: [certificate] })
    await call('trust.add', { engagementId: 'e', entries: [] })
    expect(asked.map(({ request }) => request)).toEqual([
      { file: '/data/a.evidence.zip', trustFiles: ['/data/c.pem'] },
      { engagementId: 'e', entries: [] },
    ])
  })

  it.each(['/data/a.evidence.zip', 'ffffffffffffffffffffffffffffffff', '../x'])(
    'is refused with not-found when the handle is %s',
    async (file) => {
      const { call, asked } = setUp()
      expect(await call('package.verify', { file })).toMatchObject({ ok: false, error: { code: 'not-found' } })
      expect(await call('package.verify', { file: (await issued()).handle, trustFiles: [file] })).toMatchObject({
        ok: false,
        error: { code: 'not-found' },
      })
      expect(asked).toEqual([])
    },
  )

  it('is refused a handle of another window', async () => {
    const { call } = setUp()
    expect(await call('engagement.open', { file: (await issued()).handle })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
  })

  it('may not write through a handle that was given for reading', async () => {
    const { call, asked, caller } = setUp()
    const evidence = caller.handles.issue('/data/export.ndjson', 'read').handle
    const chosen = caller.handles.issue('/data/new.assay', 'write').handle
    const request = { name: 'n', period: { from: '2026-01-01', to: '2026-01-31' }, frameworks: [] }
    expect(await call('engagement.create', { ...request, file: evidence })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    expect(await call('key.create', { file: evidence, name: 'n', passphrase: 'p', force: true })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    expect(
      await call('package.build', {
        engagementId: 'e',
        template: 'soc2',
        keyFile: evidence,
        passphrase: 'p',
        out: evidence,
        force: true,
      }),
    ).toMatchObject({ ok: false, error: { code: 'not-found' } })
    await call('engagement.create', { ...request, file: chosen })
    expect(asked.map(({ request: { file } }) => file)).toEqual(['/data/new.assay'])
  })

  it.each([
    ['recipe.export', { recipe: shippedRecipes[0] }],
    ['profile.export', { id: 'guide-b' }],
    ['proof.make', { engagementId: 'e', of: { kind: 'entry', entryId: 1 } }],
    ['source.comparisonReport', { engagementId: 'e', comparisonId: 1 }],
    ['anchor.fetch', { engagementId: 'e', sourceId: 1, online: ['https://node.example'] }],
  ])('may not write the file of %s where a file was given for reading', async (name, request) => {
    const { call, asked, caller } = setUp()
    const evidence = caller.handles.issue('/data/export.ndjson', 'read').handle
    const chosen = caller.handles.issue('/data/out.json', 'write').handle
    expect(await call(name, { ...request, out: evidence, force: true })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    await call(name, { ...request, out: chosen })
    expect(asked.map(({ request: { out } }) => out)).toEqual(['/data/out.json'])
  })

  it('is answered by the shell for shell names, which the engine never sees', async () => {
    const { call, asked } = setUp({
      shell: { 'window.setTitle': async (_caller, { title }) => (expect(title).toBe('Shop'), {}) },
    })
    expect(await call('window.setTitle', { title: 'Shop' })).toEqual(ok({}))
    expect(asked).toEqual([])
  })

  it('gets the code of an AppError and, for any other fault, internal and a log line without the message', async () => {
    const faults = [
      new AppError('file-unreadable', 'm', { details: { a: 'b' } }),
      new TypeError('names /home/someone/export.csv'),
    ]
    const { call, logged } = setUp({
      shell: {
        'sample.files': async () => {
          throw faults.shift()
        },
      },
    })
    expect(await call('sample.files', {})).toEqual({
      ok: false,
      error: { code: 'file-unreadable', message: 'm', details: { a: 'b' } },
    })
    expect(await call('sample.files', {})).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(logged).toEqual(['call-faulted {"name":"sample.files","kind":"TypeError"}'])
  })

  it('is told by a developer build when an answer is not what the contract says', async () => {
    const { call } = setUp({
      checkAnswers: true,
      engine: (name) => ok(name === 'recipe.list' ? { recipes: 'none' } : { jobId: 5 }),
    })
    expect(await call('recipe.list', {})).toMatchObject({
      ok: false,
      error: { code: 'internal', details: { recipes: expect.any(String) } },
    })
    expect(await call('all.verify', { engagementId: 'e' })).toMatchObject({ ok: false, error: { code: 'internal' } })
  })

  it('covers every file field that the contract lists', async () => {
    // A field that is listed but never replaced would let a page name a path.
    const { call, caller } = setUp()
    for (const [name, { files }] of Object.entries(contract)) {
      for (const field of files) {
        const shape = (contract[name as keyof typeof contract].request as unknown as { shape: Record<string, unknown> })
          .shape
        expect(Object.keys(shape)).toContain(field)
      }
    }
    expect(caller.handles.resolve('anything', 'read')).toBeUndefined()
    expect(await call('trust.add', { engagementId: 'e', file: '/etc/hosts' })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
  })
})

async function issued() {
  return createFileHandles().issue('/elsewhere', 'read')
}

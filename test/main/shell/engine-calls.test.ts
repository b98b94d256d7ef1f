import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createEngineCalls } from '../../../src/main/shell/engine-calls.ts'
import { createFileHandles } from '../../../src/main/shell/file-handles.ts'
import { createOpenEngagements } from '../../../src/main/shell/open-engagements.ts'
import type { Envelope } from '../../../src/shared/ipc/contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-calls-'))
const file = join(folder, 'shop.assay')
const link = join(folder, 'same.assay')
writeFileSync(file, '')
symlinkSync(file, link)
afterAll(() => rmSync(folder, { recursive: true }))

const engagement = {
  engagementId: 'e1',
  name: 'Shop',
  period: { from: '2026-01-01', to: '2026-01-31' },
  frameworks: [],
  createdAtMicros: 1,
  fileName: 'shop.assay',
  readOnly: false,
}
const caller = (windowId: number) => ({ windowId, handles: createFileHandles() })

function setUp(answer: (name: string, request: unknown) => Envelope = () => ({ ok: true, value: engagement })) {
  const asked: [string, unknown][] = []
  const focused: number[] = []
  const started: unknown[] = []
  const opened: unknown[] = []
  const calls = createEngineCalls({
    engine: {
      ask: async (name, request) => {
        asked.push([name, request])
        return answer(name, request)
      },
    },
    engagements: createOpenEngagements(),
    jobs: { started: (...values) => void started.push(values) },
    focusWindow: (windowId) => focused.push(windowId),
    onOpened: (...values) => void opened.push(values),
  })
  return { calls, asked, focused, started, opened }
}

describe('a call on its way to the engine', () => {
  it('opens an engagement once: a second window brings the first one forward, however the path is written', async () => {
    const { calls, asked, focused, opened } = setUp()
    expect(await calls.ask(caller(1), 'engagement.open', { file })).toMatchObject({ ok: true })
    for (const path of [file, link, join(folder, '.', 'x', '..', 'shop.assay')]) {
      expect(await calls.ask(caller(2), 'engagement.open', { file: path })).toMatchObject({
        ok: false,
        error: { code: 'usage' },
      })
    }
    expect([asked.length, focused, opened]).toEqual([1, [1, 1, 1], [[1, file]]])
  })

  it('may be opened again by the same window, and by another one after it was closed', async () => {
    const { calls, asked } = setUp()
    await calls.ask(caller(1), 'engagement.open', { file })
    await calls.ask(caller(1), 'engagement.open', { file })
    await calls.ask(caller(1), 'engagement.close', { engagementId: 'e1' })
    expect(await calls.ask(caller(2), 'engagement.open', { file })).toMatchObject({ ok: true })
    expect(asked).toHaveLength(4)
  })

  it('remembers nothing of an engagement that could not be opened', async () => {
    const { calls, focused } = setUp(() => ({
      ok: false,
      error: { code: 'not-an-engagement', message: '', details: {} },
    }))
    await calls.ask(caller(1), 'engagement.open', { file })
    await calls.ask(caller(2), 'engagement.open', { file })
    expect(focused).toEqual([])
  })

  it('registers the job that it started for its window', async () => {
    const { calls, started } = setUp(() => ({ ok: true, value: { jobId: 'j1' } }))
    await calls.ask(caller(4), 'all.verify', { engagementId: 'e1' })
    await calls.ask(caller(4), 'recipe.list', {})
    expect(started).toEqual([['j1', 'all.verify', 4]])
  })

  it('closes the engagements of a window that went, and no other', async () => {
    const { calls, asked } = setUp()
    await calls.ask(caller(1), 'engagement.open', { file })
    expect(await calls.closeAll(2)).toEqual([])
    expect(asked).toHaveLength(1)
    expect(await calls.closeAll(1)).toEqual([file])
    expect(asked.at(-1)).toEqual(['engagement.close', { engagementId: 'e1' }])
  })

  it('names what was open to be opened again after a restart, by any window', async () => {
    const { calls, focused } = setUp()
    await calls.ask(caller(1), 'engagement.open', { file })
    expect(calls.forgetAll()).toEqual([{ engagementId: 'e1', path: file, windowId: 1 }])
    expect(calls.forgetAll()).toEqual([])
    expect(await calls.ask(caller(2), 'engagement.open', { file })).toMatchObject({ ok: true })
    expect(focused).toEqual([])
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileDialogs, fileNameFrom } from '../../../src/main/shell/file-dialogs.ts'
import { openSettings } from '../../../src/main/shell/shell-settings.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-shell-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the dialogs', () => {
  const window = {} as BrowserWindow

  it('start in the last folder of their purpose, kept between runs', async () => {
    const seen: unknown[] = []
    const answers = {
      open: { canceled: false, filePaths: ['/data/in/a.ndjson', '/data/in/b.ndjson'] },
      save: { canceled: false, filePath: '/data/out/p.evidence.zip' },
    }
    const dialog = {
      showOpenDialog: async (...[, options]: unknown[]) => (
        seen.push((options as { defaultPath: string }).defaultPath),
        answers.open
      ),
      showSaveDialog: async (...[, options]: unknown[]) => (
        seen.push((options as { defaultPath: string }).defaultPath),
        answers.save
      ),
    } as never
    const create = () => createFileDialogs(dialog, openSettings(join(folder, 'shell.json')), () => '/home/documents')
    expect(await create().open(window, 'import', true)).toEqual(['/data/in/a.ndjson', '/data/in/b.ndjson'])
    expect(await create().save(window, 'package', 'p.evidence.zip')).toBe('/data/out/p.evidence.zip')
    await create().open(window, 'import', false)
    await create().open(window, 'package', false)
    await create().open(window, 'key', false)
    expect(seen).toEqual([
      '/home/documents',
      '/home/documents/p.evidence.zip',
      '/data/in',
      '/data/out',
      '/home/documents',
    ])
  })

  it('ask for folders alone when folders are wanted, without a filter for file names', async () => {
    const seen: { readonly properties?: readonly string[]; readonly filters?: unknown }[] = []
    const dialog = {
      showOpenDialog: async (...[, options]: unknown[]) => (
        seen.push(options as object),
        { canceled: false, filePaths: ['/data/in/logs'] }
      ),
    } as never
    const dialogs = createFileDialogs(dialog, openSettings(join(folder, 'folders.json')), () => '/home')
    expect(await dialogs.open(window, 'import', true, true)).toEqual(['/data/in/logs'])
    await dialogs.open(window, 'import', true)
    expect(seen.map(({ properties }) => properties?.[0])).toEqual(['openDirectory', 'openFile'])
    expect(seen.map(({ filters }) => filters === undefined)).toEqual([true, false])
  })

  it('answer with nothing and remember nothing when cancelled', async () => {
    const dialog = {
      showOpenDialog: async () => ({ canceled: true, filePaths: ['/x/y'] }),
      showSaveDialog: async () => ({ canceled: true, filePath: '' }),
    } as never
    const settings = openSettings(join(folder, 'shell.json'))
    const dialogs = createFileDialogs(dialog, settings, () => '/home')
    expect([await dialogs.open(window, 'import', false), await dialogs.save(window, 'key', 'k')]).toEqual([
      [],
      undefined,
    ])
    expect(settings.read().folders).toEqual({})
  })

  it.each([
    ['../../etc/passwd', '-..-etc-passwd'],
    ['.hidden', 'hidden'],
    ['a/b\\c:d', 'a-b-c-d'],
    ['\u0000\n', '--'],
    ['', 'assay'],
    ['Shop 2026.assay', 'Shop 2026.assay'],
  ])('take %j from a page as the file name %j', (suggestion, name) => {
    expect(fileNameFrom(suggestion)).toBe(name)
  })
})

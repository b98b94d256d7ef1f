import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSettings } from '../../../src/main/shell/shell-settings.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-shell-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the settings', () => {
  it('are kept between runs', () => {
    const file = join(folder, 'profile', 'shell.json')
    openSettings(file).update({
      zoom: 1.25,
      folders: { import: '/data' },
      window: { x: 1, y: 2, width: 900, height: 700, maximised: false },
    })
    expect(openSettings(file).read()).toEqual({
      zoom: 1.25,
      folders: { import: '/data' },
      window: { x: 1, y: 2, width: 900, height: 700, maximised: false },
    })
  })

  it.each(['{', '[]', '{"zoom": 9}', '{"window": {"x": "left"}, "folders": {"import": 7}}', 'null', ''])(
    'fall back to the defaults for %j',
    (text) => {
      const file = join(folder, 'shell.json')
      writeFileSync(file, text)
      expect(openSettings(file).read()).toEqual({ zoom: 1, folders: {} })
    },
  )
})

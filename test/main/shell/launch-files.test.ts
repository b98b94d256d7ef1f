import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { launchFilesFrom } from '../../../src/main/shell/launch-files.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-shell-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('files a start names', () => {
  it('are existing engagements and packages, relative to where the start was made', () => {
    for (const name of ['a.assay', 'b.evidence.ZIP', 'c.ndjson']) writeFileSync(join(folder, name), '')
    mkdirSync(join(folder, 'd.assay'))
    const words = [
      'a.assay',
      join(folder, 'b.evidence.ZIP'),
      'c.ndjson',
      'd.assay',
      'absent.assay',
      '--remote-debugging-port=1',
      '-r',
      7,
      null,
    ]
    expect(launchFilesFrom(words, folder)).toEqual([
      { kind: 'engagement', path: join(folder, 'a.assay') },
      { kind: 'package', path: join(folder, 'b.evidence.ZIP') },
    ])
  })
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listSampleSets } from '../../../src/main/shell/sample-files.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-shell-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the sample sets', () => {
  it('hold what can be imported, without keys and notes, and only the sets on offer', () => {
    for (const set of ['clean', 'faulty', 'defects']) mkdirSync(join(folder, set))
    for (const name of [
      'shop-a.ndjson',
      'shop-a-transcript.json',
      'key.json',
      'answer-key.json',
      'shop-a-key.json',
      'README.md',
    ])
      writeFileSync(join(folder, 'clean', name), '')
    writeFileSync(join(folder, 'defects', 'd1.ndjson'), '')
    expect(listSampleSets(folder)).toEqual([
      {
        set: 'clean',
        files: [join(folder, 'clean', 'shop-a-transcript.json'), join(folder, 'clean', 'shop-a.ndjson')],
      },
    ])
    expect(listSampleSets(join(folder, 'absent'))).toEqual([])
  })
})

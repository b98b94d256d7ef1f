import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLog } from '../../../src/main/shell/log-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-shell-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the log', () => {
  const now = () => new Date('2026-02-03T04:05:06.789Z')

  it('writes one line per event, cuts details and never breaks a line', () => {
    const log = openLog(folder, { now })
    log.write('started', { version: '1' })
    log.write('call-failed', { name: 'x\nforged line', code: 'y'.repeat(200) })
    const lines = readFileSync(join(folder, 'assay.log'), 'utf8').split('\n')
    expect(lines[0]).toBe('2026-02-03T04:05:06.789Z started version="1"')
    expect(lines[1]).toBe(`2026-02-03T04:05:06.789Z call-failed name="x\\nforged line" code="${'y'.repeat(80)}"`)
    expect(lines).toHaveLength(3)
  })

  it('rotates and keeps three older files', () => {
    const log = openLog(folder, { now, rotateBytes: 100 })
    for (let index = 0; index < 20; index += 1) log.write('event', { index: String(index) })
    expect(['', '.1', '.2', '.3', '.4'].map((suffix) => existsSync(join(folder, `assay.log${suffix}`)))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
    expect(readFileSync(join(folder, 'assay.log'), 'utf8')).toContain('index="19"')
    expect(readFileSync(join(folder, 'assay.log'), 'utf8').length).toBeLessThanOrEqual(100)
  })

  it('stays silent where it cannot be written', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => openLog(join(folder, 'file', 'logs')).write('started')).not.toThrow()
  })
})

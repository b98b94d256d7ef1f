/** Reading a copy of a log from a folder. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTlogFolder } from '../../../../src/main/io/anchors/tlog-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'assay-tlog-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a log in a folder', () => {
  it('gives its checkpoint and its tiles, and null for what is absent', () => {
    writeFileSync(path.join(folder, 'checkpoint'), 'note')
    mkdirSync(path.join(folder, 'tile/0/x001'), { recursive: true })
    writeFileSync(path.join(folder, 'tile/0/x001/067'), 'tile')
    const { checkpoint, tiles } = openTlogFolder(folder)
    expect(Buffer.from(checkpoint).toString()).toBe('note')
    expect(Buffer.from(tiles.read('tile/0/x001/067') ?? []).toString()).toBe('tile')
    expect(tiles.read('tile/0/x001/068')).toBeNull()
    expect(tiles.read('tile/0/x001')).toBeNull()
    expect(tiles.read('tile/0/x001/067/000')).toBeNull()
  })

  it('follows no links and reads no file that is too large', () => {
    writeFileSync(path.join(folder, 'checkpoint'), 'note')
    mkdirSync(path.join(folder, 'tile/0'), { recursive: true })
    symlinkSync(path.join(folder, 'checkpoint'), path.join(folder, 'tile/0/000'))
    writeFileSync(path.join(folder, 'tile/0/001'), '')
    truncateSync(path.join(folder, 'tile/0/001'), 256 * 65_537 + 1)
    const { tiles } = openTlogFolder(folder)
    expect(tiles.read('tile/0/000')).toBeNull()
    expect(tiles.read('tile/0/001')).toBeNull()
    truncateSync(path.join(folder, 'tile/0/001'), 256 * 65_537)
    expect(tiles.read('tile/0/001')).toHaveLength(256 * 65_537)
  })

  it('says that a folder without a checkpoint is none', () => {
    expect(() => openTlogFolder(folder)).toThrow(expect.objectContaining({ code: 'file-unreadable' }))
  })
})

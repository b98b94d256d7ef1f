import { describe, expect, it } from 'vitest'
import { createFileHandles } from '../../../src/main/shell/file-handles.ts'

describe('file handles', () => {
  it('are 128 random bits, the same for the same file, and give the file name only', () => {
    const handles = createFileHandles()
    const first = handles.issue('/data/export.ndjson', 'read')
    expect(first.handle).toMatch(/^[0-9a-f]{32}$/)
    expect(first).toEqual({ handle: first.handle, name: 'export.ndjson' })
    expect(handles.issue('/data/export.ndjson', 'read')).toEqual(first)
    expect(handles.issue('/data/export.ndjson', 'write').handle).not.toBe(first.handle)
    expect(createFileHandles().issue('/data/export.ndjson', 'read').handle).not.toBe(first.handle)
  })

  it('of a save dialog may be read, those of an open dialog may not be written', () => {
    const handles = createFileHandles()
    const chosen = handles.issue('/data/a', 'write').handle
    const opened = handles.issue('/data/a', 'read').handle
    expect([
      handles.resolve(chosen, 'read'),
      handles.resolve(chosen, 'write'),
      handles.resolve(opened, 'read'),
      handles.resolve(opened, 'write'),
    ]).toEqual(['/data/a', '/data/a', '/data/a', undefined])
  })
})

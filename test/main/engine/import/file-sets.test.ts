/** Several files as one source: order by content, what they say about each other, what is read once. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'

function hour(from: number, count: number, extra = ''): string {
  return (
    Array.from(
      { length: count },
      (_, index) =>
        `${JSON.stringify({
          sequence: from * 100 + index,
          timestamp: new Date(Date.UTC(2025, 2, 1, from, index)).toISOString(),
          actor_id: `u_${from}`,
          action: 'update',
          resource_id: 'o_1',
        })}\n`,
    ).join('') + extra
  )
}

function rotated(change: (folder: string) => void = () => undefined): string {
  const folder = join(temporaryFolder(), 'logs')
  mkdirSync(folder)
  writeFileSync(join(folder, 'app.log'), hour(12, 5))
  writeFileSync(join(folder, 'app.log.1'), hour(11, 5))
  writeFileSync(join(folder, 'app.log.2.gz'), gzipSync(hour(10, 5)))
  writeFileSync(join(folder, 'app.log.4.zst'), zstdCompressSync(Buffer.from(hour(8, 5))))
  change(folder)
  return folder
}

async function importSet(file: string, more: readonly string[] = []) {
  const test = await startEngagement()
  const { engagementId } = test
  const source = await test.job('source.import', {
    engagementId,
    file,
    ...(more.length === 0 ? {} : { more: [...more] }),
  })
  const page = await test.call('entry.page', { engagementId, filter: {}, start: 0, count: 100 })
  await test.close()
  const notes = Object.fromEntries(source.receipt.notes.map((note) => [note.code, note]))
  return { source, notes, actors: page.rows.map((row) => row.actor), lines: page.rows.map((row) => row.line) }
}

describe('a folder of rotated logs', () => {
  it('is one source in the order of its content, whatever the names say', async () => {
    const { source, actors, lines } = await importSet(rotated())
    expect(source.receipt).toMatchObject({ accepted: 20, rejected: 0, physical: 20 })
    expect([...new Set(actors)]).toEqual(['u_8', 'u_10', 'u_11', 'u_12'])
    // Lines count from the beginning of each file.
    expect(lines.slice(0, 7)).toEqual([1, 2, 3, 4, 5, 1, 2])
  })

  it('says which number of the rotation is missing and how long the longest silence between two files is', async () => {
    const { notes } = await importSet(rotated())
    expect(notes['rotation-missing']).toMatchObject({ incomplete: true, detail: 'app.log: 3' })
    expect(notes['set-continuity']?.detail).toContain('6960 s, from 2025-03-01T08:04:00')
    expect(notes['member-overlap']).toBeUndefined()
  })

  it('says when neighbours overlap', async () => {
    const folder = rotated((path) => writeFileSync(join(path, 'app.log.1'), `${hour(11, 5)}${hour(12, 2)}`))
    const { notes } = await importSet(folder)
    expect(notes['member-overlap']?.detail).toBe('app.log begins 60 s before app.log.1 ends')
  })

  it('reads a file that is there twice once', async () => {
    const folder = rotated((path) => cpSync(join(path, 'app.log.1'), join(path, 'copy of app.log.1')))
    const { source, notes } = await importSet(folder)
    expect(source.receipt.accepted).toBe(20)
    expect(notes['member-duplicate']).toMatchObject({ count: 1 })
  })

  it('names files in another format instead of reading or hiding them', async () => {
    const folder = rotated((path) => writeFileSync(join(path, 'export.csv'), 'id,action\n1,create\n2,update\n'))
    const { source, notes } = await importSet(folder)
    expect(source.receipt.accepted).toBe(20)
    expect(notes['member-other-format']).toMatchObject({ incomplete: true, detail: 'export.csv (csv)' })
  })
})

describe('files named one by one as one source', () => {
  it('give the same entries in the same order as their folder', async () => {
    const folder = rotated()
    const paths = ['app.log.4.zst', 'app.log', 'app.log.2.gz', 'app.log.1'].map((name) => join(folder, name))
    const set = await importSet(paths[0] as string, paths.slice(1))
    const whole = await importSet(folder)
    expect(set.actors).toEqual(whole.actors)
    expect(set.source.receipt.sha256).toBe(whole.source.receipt.sha256)
  })
})

describe('the files as they were handed over', () => {
  it('come back byte for byte, packed ones and plain ones', async () => {
    const folder = rotated()
    const test = await startEngagement()
    const { engagementId } = test
    const { sourceId } = await test.job('source.import', { engagementId, file: folder })
    const names = readdirSync(folder).toSorted()
    for (const [original, name] of names.entries()) {
      const out = join(test.folder, `back-${original}`)
      await test.call('source.original', { engagementId, sourceId, original, out })
      expect(readFileSync(out).equals(readFileSync(join(folder, name))), name).toBe(true)
    }
    await test.close()
  })
})

import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeFileAtomically } from '../../../../src/main/io/files/atomic-write.ts'
import { inFolder } from '../signing/material.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('writing a file atomically', () => {
  it('writes all pieces and leaves nothing else beside it', async () => {
    await inFolder(async (folder) => {
      await writeFileAtomically(join(folder, 'a'), [bytes('one '), bytes('two')])
      expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('one two')
      expect(readdirSync(folder)).toEqual(['a'])
      expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o666 & ~process.umask())
    })
  })

  it('refuses an existing name, keeps its bytes, and replaces it when forced', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'a')
      writeFileSync(path, 'old')
      await expect(writeFileAtomically(path, [bytes('new')])).rejects.toMatchObject({
        name: 'AppError',
        code: 'file-exists',
      })
      expect(readFileSync(path, 'utf8')).toBe('old')
      await writeFileAtomically(path, [bytes('new')], { force: true })
      expect(readFileSync(path, 'utf8')).toBe('new')
      expect(readdirSync(folder)).toEqual(['a'])
    })
  })

  it('refuses a name that appears while it writes', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'a')
      async function* late(): AsyncGenerator<Uint8Array> {
        yield bytes('mine')
        await Promise.resolve()
        writeFileSync(path, 'theirs')
      }
      await expect(writeFileAtomically(path, late())).rejects.toMatchObject({ code: 'file-exists' })
      expect(readFileSync(path, 'utf8')).toBe('theirs')
      expect(readdirSync(folder)).toEqual(['a'])
    })
  })

  it('leaves the old file and no partial one when the bytes stop coming', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'a')
      writeFileSync(path, 'old')
      function* broken(): Generator<Uint8Array> {
        yield bytes('half')
        throw new Error('source gone')
      }
      await expect(writeFileAtomically(path, broken(), { force: true })).rejects.toThrow('source gone')
      expect(readFileSync(path, 'utf8')).toBe('old')
      expect(readdirSync(folder)).toEqual(['a'])
    })
  })

  it('says so when the place cannot be written', async () => {
    await inFolder(async (folder) => {
      await expect(writeFileAtomically(join(folder, 'none', 'a'), [bytes('x')])).rejects.toMatchObject({
        code: 'file-unreadable',
      })
      mkdirSync(join(folder, 'd'))
      await expect(writeFileAtomically(join(folder, 'd'), [bytes('x')], { force: true })).rejects.toMatchObject({
        code: 'file-unreadable',
      })
      chmodSync(folder, 0o700)
      expect(readdirSync(folder)).toEqual(['d'])
    })
  })
})

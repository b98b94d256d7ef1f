import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWholeFile } from '../../../../src/main/io/files/read-file.ts'
import { inFolder } from '../signing/material.ts'

describe('reading a whole file', () => {
  it('gives every byte, up to the stated size', async () => {
    await inFolder(async (folder) => {
      const content = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251)
      writeFileSync(join(folder, 'a'), content)
      writeFileSync(join(folder, 'e'), '')
      expect(await readWholeFile(join(folder, 'a'), content.length)).toEqual(content)
      expect(await readWholeFile(join(folder, 'e'), 0)).toHaveLength(0)
      await expect(readWholeFile(join(folder, 'a'), content.length - 1)).rejects.toMatchObject({
        name: 'AppError',
        code: 'file-unreadable',
      })
    })
  })

  it('refuses a folder, a missing file and a device', async () => {
    await inFolder(async (folder) => {
      for (const path of [folder, join(folder, 'none'), '/dev/zero']) {
        await expect(readWholeFile(path, 1000), path).rejects.toMatchObject({
          name: 'AppError',
          code: 'file-unreadable',
        })
      }
    })
  })
})
